/*
 * run/store - the SQL of Dunlin's own tables, and how their rows are read.
 *
 * Every statement is qualified, uses literals, and keeps to what all dialects
 * share; a driver's author writes none of it.
 */
#ifndef DN_RUN_STORE_H
#define DN_RUN_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include <dunlin/dialect.h>
#include <dunlin/error.h>

#include "base/digest.h"
#include "base/str.h"
#include "plan/history.h"

/* MAJOR.MINOR of what is kept in the target. */
#define DN_STORE_FORMAT "1.0"

#define DN_STORE_TABLES 4

struct dn_session;

struct dn_store {
	const struct dunlin_dialect *dialect;
	char *meta, *event, *history, *journal; /* quoted and qualified; owned */
	char *names[DN_STORE_TABLES];           /* bare, meta first; owned */
	char *stem;                             /* what all of them begin with; owned */
	char *schema;                           /* NULL: none; owned */
	int64_t lock_key;
};

/* `schema` and `prefix` may be NULL.  Undone by dn_store_clear(), on failure
 * as well. */
DUNLIN_MUST_CHECK dunlin_status dn_store_init(struct dn_store *store,
					      const struct dunlin_dialect *dialect,
					      const char *schema, const char *prefix,
					      dunlin_error *err);
void dn_store_clear(struct dn_store *store);

/* Who writes, and where the log stands: the next event is seq + 1. */
struct dn_ledger {
	int64_t seq;
	char hash[DN_DIGEST_HEX + 1]; /* "" before the first event */
	char run_id[33];
	const char *os_user; /* lent */
	const char *host;
	const char *tool_version;
};
/* Fills run_id with random hex. */
DUNLIN_MUST_CHECK dunlin_status dn_ledger_init(struct dn_ledger *ledger, dunlin_error *err);

/* One event, apart from what the ledger and the clock give.  NULL is SQL NULL. */
struct dn_event_row {
	const char *event; /* start apply revert fail baseline stamp repair seed adopt */
	char kind;         /* 0: NULL */
	const char *id;
	const char *direction;
	const char *name;
	const char *dialect;
	const char *checksum;
	const char *detail;
};

/* INSERT of the next event; the ledger moves on to it. */
void dn_store_put_event(const struct dn_store *store, struct dn_ledger *ledger,
			const struct dn_event_row *row, struct dn_str *sql);
/* INSERT of an applied row.  With `hole`, its duration is a 0 at that offset,
 * for the measured one to replace; with NULL, the dialect's own expression. */
void dn_store_put_history(const struct dn_store *store, const struct dn_ledger *ledger,
			  const struct dn_event_row *row, int64_t statements, size_t *hole,
			  struct dn_str *sql);
/* UPDATE of an applied row's name, dialect and checksum. */
void dn_store_put_repair(const struct dn_store *store, const struct dn_event_row *row,
			 struct dn_str *sql);
void dn_store_put_delete(const struct dn_store *store, char kind, const char *id,
			 struct dn_str *sql);
/* Writes that a run makes, about no row: what they need is rights alone. */
#define DN_STORE_WRITES 5
void dn_store_put_no_write(const struct dn_store *store, size_t i, struct dn_str *sql);

/*
 * The journal of one step, for which `row` has kind, id, direction and, for a head, the checksum.
 * What is written later takes effect only while the ledger's run is the step's own: else a mark or
 * an intent fails (23502, a NULL where none may be), and a `done` changes no row.
 */
void dn_store_put_head(const struct dn_store *store, const struct dn_ledger *ledger,
		       const struct dn_event_row *row, struct dn_str *sql);
/* Statements up to `n` are done; `hash` is over them. */
void dn_store_put_mark(const struct dn_store *store, const struct dn_ledger *ledger,
		       const struct dn_event_row *row, int64_t n, const char *hash,
		       struct dn_str *sql);
/* Statement `n` is about to run alone.  What the driver remembers for it replaces the NULL at
 * offset *hole. */
void dn_store_put_intent(const struct dn_store *store, const struct dn_ledger *ledger,
			 const struct dn_event_row *row, int64_t n, const char *hash, size_t *hole,
			 struct dn_str *sql);
/* It is done. */
void dn_store_put_done(const struct dn_store *store, const struct dn_ledger *ledger,
		       const struct dn_event_row *row, int64_t n, struct dn_str *sql);
/* It had no effect: as if it had not been begun. */
void dn_store_put_withdraw(const struct dn_store *store, const struct dn_ledger *ledger,
			   const struct dn_event_row *row, int64_t n, struct dn_str *sql);
/* The ledger's run makes the step its own. */
void dn_store_put_takeover(const struct dn_store *store, const struct dn_ledger *ledger,
			   const struct dn_event_row *row, struct dn_str *sql);
/* The step is finished, or nothing of it is done, whichever direction it had. */
void dn_store_put_forget(const struct dn_store *store, const struct dn_event_row *row,
			 struct dn_str *sql);

/*
 * The lease of a run, for servers without locks of their own: the row `lease` of dunlin_meta, whose
 * value is DN_LEASE_FORM.  Each of these is one statement; see run/lease.h.
 */
#define DN_LEASE_UNTIL (32 + 1)                   /* offset of the time, behind the run's id */
#define DN_LEASE_HOLDER (DN_LEASE_UNTIL + 27 + 1) /* and of the words on who holds it */
/* "RUN_ID UNTIL HOLDER". */
void dn_store_put_lease_value(const struct dn_ledger *ledger, int64_t until_us, const char *holder,
			      struct dn_str *value);
void dn_store_put_lease_read(const struct dn_store *store, struct dn_str *sql);
/* Fails when there is a row. */
void dn_store_put_lease_first(const struct dn_store *store, const char *value, struct dn_str *sql);
/* Compare and swap: changes a row if it is still `old`. */
void dn_store_put_lease_swap(const struct dn_store *store, const char *old, const char *value,
			     struct dn_str *sql);
/* Changes, or deletes, a row if it is the run's own. */
void dn_store_put_lease_renew(const struct dn_store *store, const struct dn_ledger *ledger,
			      const char *value, struct dn_str *sql);
void dn_store_put_lease_end(const struct dn_store *store, const struct dn_ledger *ledger,
			    struct dn_str *sql);
/* Writes and locks nothing, and fails with SQLSTATE 21000 unless the row is the run's own: no
 * statement of the transaction takes effect then, also where nobody waits for its answer. */
void dn_store_put_lease_check(const struct dn_store *store, const struct dn_ledger *ledger,
			      struct dn_str *sql);

/* A write that changes nothing. */
void dn_store_put_touch(const struct dn_store *store, struct dn_str *sql);
/* A query for (seq, event) of what a run wrote after `seq`, in order. */
void dn_store_put_own_events(const struct dn_store *store, const struct dn_ledger *ledger,
			     int64_t seq, struct dn_str *sql);

/* CREATE TABLE of the i-th table, and INSERT of the i-th row of dunlin_meta;
 * false past the last. */
bool dn_store_put_table(const struct dn_store *store, size_t i, struct dn_str *sql);
bool dn_store_put_meta(const struct dn_store *store, size_t i, const char *project,
		       struct dn_str *sql);
/* CREATE SCHEMA, from the dialect. */
void dn_store_put_schema(const struct dn_store *store, const char *schema, struct dn_str *sql);

/* A literal and a quoted name, by the dialect's rules. */
void dn_store_put_literal(const struct dunlin_dialect *dialect, const char *text,
			  struct dn_str *sql);
void dn_store_put_name(const struct dunlin_dialect *dialect, const char *name, struct dn_str *sql);

/*
 * Reads everything a run must know in one query: meta, last event, applied
 * set.  Without tables the history says that it does not exist, and that is no
 * failure.  EREFUSED for another major format.
 */
DUNLIN_MUST_CHECK dunlin_status dn_store_read(const struct dn_store *store,
					      struct dn_session *session,
					      struct dn_history *history, dunlin_error *err);
/* The same without the applied set and the log. */
DUNLIN_MUST_CHECK dunlin_status dn_store_read_meta(const struct dn_store *store,
						   struct dn_session *session,
						   struct dn_history *history, dunlin_error *err);
/* A query for every event, oldest first: the columns of run/event, then the hash. */
void dn_store_put_log(const struct dn_store *store, struct dn_str *sql);
/*
 * When there is no history: *some tells that some of its tables are here all the
 * same.  Else EREFUSED, unless `anywhere` is allowed, when this project has one
 * in another schema of the database; `project` may be NULL: any then counts.
 */
DUNLIN_MUST_CHECK dunlin_status dn_store_look_elsewhere(const struct dn_store *store,
							struct dn_session *session,
							const char *project, bool anywhere,
							bool *some, dunlin_error *err);
/* Tables that are not all there: OK when they are what a cut run began to make, where a rollback
 * does not undo that, and nothing is in them; else EREFUSED. */
DUNLIN_MUST_CHECK dunlin_status dn_store_check_some(const struct dn_store *store,
						    struct dn_session *session, dunlin_error *err);

#endif
