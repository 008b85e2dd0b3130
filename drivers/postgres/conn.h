/*
 * postgres/conn - one connection, and what every file of the driver shares.
 *
 * libpq is used in nonblocking mode only: whatever waits, waits in wait.c, so
 * that a cancel from another thread is seen at once.
 */
#ifndef DN_POSTGRES_CONN_H
#define DN_POSTGRES_CONN_H

#include <stdatomic.h>
#include <stdbool.h>

#include <libpq-fe.h>

#include <dunlin/driver.h>

#include "common/fault.h"

/* Statements the session is set up with; the first `own` are ours, the others
 * the user's. */
struct dn_pg_setup {
	char **sql;
	size_t n;
	size_t own;
};

/* What the server said about itself while the session was set up. */
struct dn_pg_facts {
	char *product;
	char *schema; /* the first of the search path that exists, or NULL */
	bool standby;
	bool read_only;  /* default_transaction_read_only */
	int64_t skew_us; /* its clock minus ours */
	bool pooled;     /* the backend that answers is not the one we connected to */
};

struct dunlin_conn {
	const struct dunlin_host *host;
	PGconn *pg;
	PGcancel *stop;
	dunlin_progress_fn on_progress; /* lent until close, as payload is */
	void *payload;
	char *schema; /* the configured one, or NULL */
	struct dn_pg_setup setup;
	struct dn_pg_facts facts;
	int64_t stmt_index;  /* the statement under way in a batch, -1 outside one */
	int64_t setting_up;  /* so many statements of the batch under way are ours, then come the
			       user's session statements; -1: it is the caller's */
	int64_t facts_index; /* which of them asks for the facts */
	int64_t failed_at;   /* the statement of the last fault in a batch, -1 none */
	char sqlstate[6];    /* of the last fault, "" none */
	char *found;         /* what the last verify_statement() said */
	bool deaf;           /* the call under way is not canceled */
	bool unusable;       /* the protocol is in a state that only closing ends */

	/* cancel() writes these, from any thread. */
	atomic_bool busy;     /* a call is under way */
	atomic_bool canceled; /* and is to end */
	int wake[2];          /* a pipe: wakes the poll */
	int64_t asked_ms;     /* when the server was last asked to stop */
};

/* The calls of the table. */
dunlin_status dn_pg_open(dunlin_conn **out, const struct dunlin_host *host,
			 const struct dunlin_open *how, dunlin_error *err);
void dn_pg_close(dunlin_conn *conn);
int32_t dn_pg_tx_state(dunlin_conn *conn);

/* A connection with nothing set up but libpq; `database` replaces the one of
 * the URL unless it is NULL. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_open_bare(dunlin_conn **out, const struct dunlin_host *host,
						const struct dunlin_open *how, const char *database,
						dunlin_error *err);

#endif
