/*
 * mysql/conn.h - the connection, shared by the files of this driver alone.
 *
 * Every function that can fail reports through conn->host.  Texts are the connection's, unless a
 * comment says otherwise.
 */
#ifndef DN_MYSQL_CONN_H
#define DN_MYSQL_CONN_H

#include <mysql.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <dunlin/driver.h>

#include "params.h"

#define DN_MY_CAPS                                                                                 \
	(DUNLIN_CAP_LOCK | DUNLIN_CAP_CANCEL | DUNLIN_CAP_RESET | DUNLIN_CAP_FIND |                \
	 DUNLIN_CAP_DATABASES | DUNLIN_CAP_SCHEMAS | DUNLIN_CAP_SAVEPOINTS | DUNLIN_CAP_TIMEOUTS | \
	 DUNLIN_CAP_VERIFY | DUNLIN_CAP_INSPECT | DUNLIN_CAP_BACKUP | DUNLIN_CAP_EXPLAIN)

/* What tells one server from another. */
#define DN_MY_PLACE "CONCAT(@@hostname, ':', @@port, ' ', @@server_id)"

struct dunlin_conn {
	const struct dunlin_host *host;
	MYSQL *my;
	struct dn_my_params params;
	char *schema; /* as open() was told; NULL: the URL's database */
	bool adrift;  /* that schema was not there yet */
	char **setup; /* statements of the set-up, the user's last */
	size_t n_setup, n_own;
	dunlin_progress_fn on_progress;
	void *payload;
	int64_t statement_timeout_ms; /* of the target; 0: none */
	int64_t limit_ms;             /* that, or what a body says until the next reset */
	int64_t silence_ms;           /* 0: never asked about */

	/* What the server told when the session was set up. */
	char *product, *database, *found_schema;
	char *place; /* DN_MY_PLACE */
	const char *read_only;
	int64_t version, skew_us;
	unsigned long id;
	size_t max_packet;
	bool is_mariadb;
	char *node;   /* of a Galera cluster: what tells it from the others; NULL: none */
	bool proxied; /* somebody between us and the server chooses its session */

	int64_t *keys; /* of the locks that are held; owned */
	size_t n_keys;
	char *found, *remembered; /* what the last verify_statement() said */

	int wake[2]; /* written to by cancel() */
	atomic_bool busy, canceled;
	bool overdue; /* the statement was stopped for its time */
	bool undone; /* the last that ran alone, and statements of its own, failed and left nothing */
	bool asking; /* who is in the way */
	bool asked;  /* the server was asked to stop it */
};

#define DN_MY_COMPOUND_POINT "dunlin_compound" /* a savepoint */

/* One statement to run. */
struct dn_my_run {
	const char *sql;
	size_t len;
	uint32_t kind;        /* DUNLIN_STMT_* */
	int64_t index;        /* in the batch, -1 outside */
	int64_t session;      /* n-th session statement from 1, else 0 */
	bool deaf;            /* a cancel does not stop it */
	bool compound;        /* it runs statements of its own, behind DN_MY_COMPOUND_POINT */
	dunlin_row_fn on_row; /* gets the rows of the first result; may be NULL */
	void *payload;
	int64_t rows; /* out: changed or returned, -1: unknown */
};

#endif
