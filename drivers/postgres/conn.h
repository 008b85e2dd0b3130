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
#include "prepared.h"

/* Statements the session is set up with; the first `own` are ours, the others
 * the user's, but for the last if `waits`. */
struct dn_pg_setup {
	char **sql;  /* as a plan shows them; through a pooler each is LOCAL */
	char **sent; /* ours as they are sent by open() and reset(), which do not know of a pooler
			before */
	size_t n;
	size_t own;
	bool waits; /* the last makes COMMIT wait for the disk, which it did not */
};

/* Whose a statement is that is sent. */
struct dn_pg_origin {
	int64_t index; /* of the caller's batch: itself, or the one it was added for; -1: none */
	int64_t own;   /* DN_PG_CALLERS, DN_PG_SETUP, or the number of the user's session
			  statement, from 0 */
	bool wrapped;  /* it runs between a BEGIN and a COMMIT that were added */
};
#define DN_PG_CALLERS (-2)
#define DN_PG_SETUP (-1)

/* The run lock, where it is held by another connection. */
struct dn_pg_hold {
	PGconn *pg; /* NULL: it is not held */
	PGcancel *stop;
	int64_t key;
	int64_t times; /* it was taken */
};

/* What the server said about itself while the session was set up. */
struct dn_pg_facts {
	char *product;
	char *database;
	int version;
	char *schema; /* the first of the search path that exists, or NULL */
	bool standby;
	char *standby_of;        /* what a person is told of it; NULL: its primary is not known */
	bool read_only;          /* default_transaction_read_only */
	int64_t skew_us;         /* its clock minus ours */
	bool pooled;             /* the backend that answers is not the one we connected to */
	int64_t asked_us;        /* by the server's clock, as is the next */
	int64_t server_began_us; /* tells it from another that answers in its place */
	bool commits_late;       /* COMMIT does not wait for the disk */
	bool lockless;           /* there are no advisory locks, or not for this role */
};

/* A setting of a session, as pg_settings has it. */
struct dn_pg_setting {
	char *name, *value;
	bool set; /* by the session itself */
};
struct dn_pg_settings {
	struct dn_pg_setting *list; /* by name */
	size_t n, room;
};
struct dn_pg_self {
	long pid;
	char *user, *role;
};

/* A connection that a program lends, as it was when it came. */
struct dn_pg_lent {
	bool is;
	bool pipeline;
	int nonblocking;
	PQnoticeReceiver
		receiver; /* libpq's own, in whose place is ours; NULL: the program's stays */
	struct dn_pg_self self;
	struct dn_pg_settings settings;
	int64_t key;   /* of the lock that is held */
	int64_t times; /* it was taken */
};

struct dn_pg_params;
struct dn_pg_watch;

struct dunlin_conn {
	const struct dunlin_host *host;
	PGconn *pg; /* NULL: given back to the pooler; see pooler.h */
	PGcancel *stop;
	struct dn_pg_params *params; /* that it was connected with */
	struct dn_pg_hold hold;
	struct dn_pg_lent lent;
	dunlin_progress_fn on_progress; /* lent until close, as payload is */
	void *payload;
	char *schema; /* the configured one, or NULL */
	struct dn_pg_setup setup;
	struct dn_pg_facts facts;
	int64_t stmt_index;  /* the statement under way in a batch, -1 outside one */
	int64_t setting_up;  /* so many statements of the batch under way are ours, then come the
			       user's session statements; -1: it is the caller's */
	int64_t facts_index; /* which of them asks for the facts */
	int64_t guard;       /* which of them fails through a pooler, in silence; -1: none */
	/* Of the statements under way, when some were added to the caller's; or NULL. */
	const struct dn_pg_origin *origins;
	int64_t deadline_ms; /* a wait ends then, and with it the connection; 0: never */
	bool overdue;        /* that happened */
	int64_t patience_ms; /* not 0: with every byte that comes, the deadline is so far off */
	int64_t failed_at;   /* the statement of the last fault in a batch, -1 none */
	char sqlstate[6];    /* of the last fault, "" none */
	char *found;         /* what the last verify_statement() said */
	struct dn_pg_watch *watch;         /* NULL: nobody looks what the server does meanwhile */
	int32_t (*stopped)(void *payload); /* while it is being opened; else NULL */
	bool gave_up;                      /* because of that */
	bool deaf;                         /* the call under way is not canceled */
	bool unusable;                     /* the protocol is in a state that only closing ends */
	struct dn_pg_prepared prepared;
	bool brisk; /* the caller's statements of the last large group were quick; see pipeline.c */

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

/* Whose the statement `index` is of those that are under way. */
struct dn_pg_origin dn_pg_origin(const dunlin_conn *conn, int64_t index);
/* Connects to the same place with the same parameters, conn->pg being NULL. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_connect_again(dunlin_conn *conn, dunlin_error *err);
/* Ends conn->pg, which is then NULL. */
void dn_pg_hang_up(dunlin_conn *conn);

/* A connection with nothing set up but libpq; `database` replaces the one of
 * the URL unless it is NULL. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_open_bare(dunlin_conn **out, const struct dunlin_host *host,
						const struct dunlin_open *how, const char *database,
						dunlin_error *err);

#endif
