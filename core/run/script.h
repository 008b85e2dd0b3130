/*
 * run/script - the statements of a run, in order, with their transaction borders.
 *
 * The one place where they are put together: the runner carries a script out,
 * and a plan prints it.  What must be decided while it runs (a check of the
 * data, a measured time, a reset) is an action of its own, at which the runner
 * stops and looks.
 */
#ifndef DN_RUN_SCRIPT_H
#define DN_RUN_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <dunlin/dialect.h>
#include <dunlin/driver.h>

#include "base/vec.h"
#include "plan/plan.h"
#include "run/store.h"

enum dn_action_kind {
	DN_ACT_BEGIN,
	DN_ACT_COMMIT,
	DN_ACT_SAVEPOINT,
	DN_ACT_RELEASE,
	DN_ACT_SETTING, /* a timeout, foreign keys off, the role given back … */
	DN_ACT_EVENT,   /* the row of the event log: the fence */
	DN_ACT_LEASE,   /* fails unless the lease is this run's */
	DN_ACT_RECORD,  /* the row of the history */
	DN_ACT_JOURNAL, /* a row of the journal */
	DN_ACT_MARK,    /* the same, and one row must be changed by it: else another run's it is */
	DN_ACT_BODY,
	DN_ACT_LEFT_OUT, /* of a body, shown and never sent */
	/* Not sent in a batch: the runner stops here. */
	DN_ACT_CHECK_BEFORE, /* remembers the rows of the dialect's check */
	DN_ACT_CHECK_AFTER,  /* no row may be new */
	DN_ACT_MEASURE,      /* the next RECORD is written with the time measured */
	DN_ACT_RESET,        /* of the session */
	DN_ACT_REMEMBER,     /* the driver looks, before statement `stmt` runs alone */
	DN_ACT_RESUME,       /* the driver tells what became of `stmt`, which was cut off */
	DN_ACT_ASSERT,       /* and whether its result is there */
	DN_ACT_VERIFY,       /* the step's verify body, below a savepoint that is undone */
	DN_ACT_STEP,         /* a step begins; not shown */
	DN_ACT_DONE,         /* a step is done; not shown */
};

struct dn_action {
	enum dn_action_kind kind;
	uint32_t stmt_kind; /* DUNLIN_STMT_* */
	const char *sql;    /* lent by the script or the source */
	size_t len;
	const char *data;
	size_t data_len;
	size_t step;                /* index of the step in the plan; SIZE_MAX: of none */
	int64_t tx;                 /* number of its transaction, from 1; 0: outside any */
	const struct dn_stmt *stmt; /* BODY, LEFT_OUT */
	const char *const *tails; /* BODY: what `sql` has behind the statement, and what it may have
				       in its place, ended by NULL; NULL: nothing */
	int64_t stmt_no;          /* BODY: from 1 among those sent; JOURNAL, MARK: of which it
				       tells, 0 of none */
	const struct dn_journal_row *row; /* RESUME: of the statement; lent by the history */
	const char *reason;               /* for a person; NULL: it is plain */
	size_t hole; /* RECORD: offset of the 0 that a measured time replaces, JOURNAL: of the
			NULL that what is remembered replaces; 0: none */
};

struct dn_script {
	struct dn_action *actions;
	size_t n, cap;
	int64_t tx;      /* the last transaction's number */
	size_t n_tables; /* actions up to the COMMIT of Dunlin's tables, where a flight begins with
			    them; 0: it does not */
	bool failed;     /* out of memory; checked once at the end */
	struct dn_arena arena;
};

/* Whether it is a statement that goes out in a batch; at the others a runner stops, or tells. */
bool dn_action_is_sent(const struct dn_action *action);

void dn_script_init(struct dn_script *script);
void dn_script_clear(struct dn_script *script);

/* What a script is written from; all lent. */
struct dn_script_context {
	const struct dunlin_dialect *dialect;
	const struct dn_store *store;
	const char *const *setup; /* of the session, as the driver told it; the user's own too */
	size_t n_setup;
	const char *project; /* for the tables, if a group makes them */
	bool verify;         /* each verify body before its step is committed */
	bool dry_run;        /* ROLLBACK where COMMIT would be */
	bool savepoints;     /* the connection has them */
	bool pipelines;      /* what is sent together costs one round trip */
	bool commit_later;   /* where a step follows at once, COMMIT need not wait for the disk */
	bool leased;         /* each event is followed by the question whose the lease is */
	bool script;         /* the database's own client runs it, and tries nothing twice */
	bool set_up_each;    /* `setup` holds for a transaction, and nobody else sends it */
	const char *alone_before;     /* the dialect's, or NULL where nothing may be set so */
	int64_t lock_timeout_ms;      /* of the session; -1: none */
	int64_t statement_timeout_ms; /* likewise; 0: none */
};

/* Steps that run together: one transaction, one step in pieces, or a flight: a transaction each, on
 * their way at the same time. */
struct dn_group {
	size_t first, n; /* in the plan's steps */
	bool pieces;     /* it cannot be one transaction */
	bool rebuild;    /* tables are rebuilt in it */
	bool session;    /* the session is reset after it */
	bool flight;     /* what comes before a failure is committed; n is more than 1 */
	bool later;      /* of a flight: its COMMITs do not wait for the disk, but for the last */
	bool all;        /* all or nothing: what came before a failure is not kept */
	bool tables;     /* Dunlin's tables are made in it, in `schemas` if those are missing; of a
			    flight: by a transaction of their own in front of the steps' */
	const char *schemas[2];
	size_t n_schemas;
};

/* The next group from step `first`.  The bodies must have been cut. */
void dn_script_group(struct dn_group *out, const struct dn_plan *plan, size_t first,
		     const struct dn_script_context *context);
/* The same without flights: what waits for an answer. */
void dn_script_group_still(struct dn_group *out, const struct dn_plan *plan, size_t first,
			   const struct dunlin_dialect *dialect);
/* All steps of a plan as one transaction; false, with the first step that cannot
 * be in one in out->first, when there is such a step. */
bool dn_script_group_all(struct dn_group *out, const struct dn_plan *plan);
/*
 * Appends a group's actions.  `ledger` is counted on by its events, as if all
 * went well.
 */
void dn_script_add(struct dn_script *script, const struct dn_script_context *context,
		   const struct dn_plan *plan, const struct dn_group *group,
		   struct dn_ledger *ledger);
/* Appends the transaction that creates Dunlin's tables, and the schemas before
 * them if asked. */
void dn_script_add_tables(struct dn_script *script, const struct dn_script_context *context,
			  const char *const *schemas, size_t n_schemas);
/* Appends the transaction of one event that changes nothing else. */
void dn_script_add_event(struct dn_script *script, const struct dn_script_context *context,
			 const struct dn_event_row *row, struct dn_ledger *ledger);
/* Appends one statement of our own; `sql` is copied. */
struct dn_action *dn_script_put(struct dn_script *script, enum dn_action_kind kind,
				uint32_t stmt_kind, const char *sql);

/* Puts `text`, as it is, where a RECORD or JOURNAL has its hole, which is `len` bytes long. */
void dn_script_fill(struct dn_script *script, struct dn_action *action, const char *text,
		    size_t len);

/* Puts the first of `tails` behind the statement of a BODY. */
void dn_script_put_tail(struct dn_script *script, struct dn_action *action,
			const char *const *tails);
/* Puts the next of its tails behind an online statement, where the last was refused; false when it has
 * had all. */
bool dn_script_next_tail(struct dn_script *script, struct dn_action *action);

/* Whether the step runs in pieces, kept by the journal, not in one transaction. */
bool dn_script_in_pieces(const struct dn_step *step);
/* Statements of a body that are sent. */
int64_t dn_script_count(const struct dn_body *body);

#endif
