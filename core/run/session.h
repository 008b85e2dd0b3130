/*
 * run/session - one connection of a run: sends a script's actions as batches,
 * maps what goes wrong to the user's files, and hears notices.
 *
 * Every call of a driver is made here.
 */
#ifndef DN_RUN_SESSION_H
#define DN_RUN_SESSION_H

#include <stdbool.h>

#include <dunlin/dialect.h>
#include <dunlin/driver.h>

#include "base/vec.h"
#include "plan/plan.h"
#include "run/cancel.h"
#include "run/news.h"
#include "run/script.h"

/* How to reach a target; everything is lent for as long as it is used. */
struct dn_target {
	const struct dunlin_driver *driver;
	const struct dunlin_host *host;
	const struct dunlin_dialect *dialect;
	struct dunlin_open how; /* on_progress, stopped and payload are the session's */
	struct dn_teller teller;
	struct dn_cancel *cancel;
};

struct dn_session {
	const struct dn_target *target;
	dunlin_conn *conn;
	struct dunlin_info info; /* its texts are in `texts`: the driver lends them for less */
	struct dn_arena texts;
	int64_t ahead_us; /* what the server's clock says in microseconds since 1970, less dn_clock_us():
			     setting our clock does not change it */
	bool heedless; /* goes on although a cancel was asked: to leave things in order */

	/* The batch under way, for progress and notices. */
	const struct dn_plan *plan;
	const struct dn_action *const *sent;
	size_t n_sent;
	const struct dn_action *unmarked; /* a MARK that changed no row */

	/* Hears of each statement of a batch that is done; NULL: nobody. */
	void (*on_done)(void *payload, const struct dn_action *action);
	void *payload;
};

/* What a driver says became of a statement; see verify_statement() in dunlin/driver.h. */
struct dn_answer {
	uint32_t found;
	char *message, *remember; /* owned, NULL: nothing */
	char **fixes;             /* to run first; owned */
	size_t n_fixes, cap_fixes;
};

/* Caller's storage.  Undone by dn_session_close(), on failure as well. */
DUNLIN_MUST_CHECK dunlin_status dn_session_open(struct dn_session *session,
						const struct dn_target *target, dunlin_error *err);
void dn_session_close(struct dn_session *session);
/* Changes to a connection to a copy of the database.  On failure the session
 * stays as it was. */
DUNLIN_MUST_CHECK dunlin_status dn_session_to_scratch(struct dn_session *session,
						      dunlin_error *err);

/* For a call that opens a connection by itself; lends the session, in which `target` is set. */
struct dunlin_open dn_session_how(struct dn_session *session);

bool dn_session_can(const struct dn_session *session, uint32_t cap);

/*
 * Sends the actions that are statements, in one batch.  `plan` is what their
 * steps index, or NULL.  On failure *failed is the index of the action to
 * blame, `n` when none is, and `err` has its place in the user's file.  EBUSY, with the action,
 * when a MARK found that the step is another run's by now.
 */
DUNLIN_MUST_CHECK dunlin_status dn_session_exec(struct dn_session *session,
						const struct dn_plan *plan,
						const struct dn_action *actions, size_t n,
						size_t *failed, dunlin_error *err);
/* One statement of our own. */
DUNLIN_MUST_CHECK dunlin_status dn_session_run(struct dn_session *session, uint32_t stmt_kind,
					       const char *sql, dunlin_error *err);
/* The same in a transaction of its own; nothing is left open when it fails. */
DUNLIN_MUST_CHECK dunlin_status dn_session_commit(struct dn_session *session, const char *sql,
						  dunlin_error *err);
/* Hands over the rows of one statement.  Outside a transaction it is sent again, a few times, while it
 * is ended for somebody else's sake (EDEADLOCK, ESERIALIZE) before its first row: it has had no effect
 * then, whatever it is. */
DUNLIN_MUST_CHECK dunlin_status dn_session_query(struct dn_session *session, const char *sql,
						 size_t len, dunlin_row_fn on_row, void *payload,
						 dunlin_error *err);
/* Has the columns and then the rows of one of DUNLIN_INSPECT_* handed over. */
DUNLIN_MUST_CHECK dunlin_status dn_session_inspect(struct dn_session *session, uint32_t topic,
						   dunlin_column_fn on_column, dunlin_row_fn on_row,
						   void *payload, dunlin_error *err);
/* How far the log is that replicas read, and how far each is behind that; see dunlin/driver.h. */
DUNLIN_MUST_CHECK dunlin_status dn_session_position(struct dn_session *session,
						    dunlin_row_fn on_row, void *payload,
						    dunlin_error *err);
DUNLIN_MUST_CHECK dunlin_status dn_session_replicas(struct dn_session *session,
						    const char *position, dunlin_row_fn on_row,
						    void *payload, dunlin_error *err);
/* Asks the driver about a statement that runs alone.  One that cannot tell answers UNKNOWN, and DONE
 * to AFTER.  Undone by dn_answer_clear(), on failure as well. */
DUNLIN_MUST_CHECK dunlin_status dn_session_ask(struct dn_session *session, uint32_t when,
					       const char *sql, size_t len, const char *remembered,
					       struct dn_answer *out, dunlin_error *err);
void dn_answer_clear(struct dn_answer *answer);
DUNLIN_MUST_CHECK dunlin_status dn_session_rollback(struct dn_session *session, dunlin_error *err);
/* One statement of the user's with its rows, COPY … FROM stdin. */
DUNLIN_MUST_CHECK dunlin_status dn_session_copy(struct dn_session *session,
						const struct dn_stmt *stmt, dunlin_error *err);
/* The indexes that a statement would use, as rows of one value.  EUNSUPPORTED where the connection
 * cannot tell, and for a statement that has no plan. */
DUNLIN_MUST_CHECK dunlin_status dn_session_explain(struct dn_session *session, const char *sql,
						   size_t len, dunlin_row_fn on_row, void *payload,
						   dunlin_error *err);
int32_t dn_session_tx_state(struct dn_session *session);
DUNLIN_MUST_CHECK dunlin_status dn_session_reset(struct dn_session *session, dunlin_error *err);

#endif
