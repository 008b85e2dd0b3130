/* run/session_ask - what a session asks, and whose rows it hands over. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/vec.h"
#include "run/session.h"
#include "run/session_call.h"

/* A question that is ended for somebody else's sake is asked so often, over about a second. */
enum { MOST_ASKED = 8, FIRST_ASKED_AGAIN_MS = 10 };

dunlin_status dn_rows_hear(void *payload, size_t n, const char *const *values)
{
	struct dn_rows *rows = payload;

	rows->any = true;
	return rows->on_row(rows->payload, n, values);
}

/* What DDL on another node of a cluster, or the log that a standby replays, needs out of its way. */
static bool was_ended_for_others(dunlin_status status)
{
	return status == DUNLIN_EDEADLOCK || status == DUNLIN_ESERIALIZE;
}

bool dn_rows_ask_again(const struct dn_rows *rows, struct dn_session *session, dunlin_status status,
		       int asked)
{
	if (rows->any || !was_ended_for_others(status) || asked >= MOST_ASKED)
		return false;
	(void)dn_cancel_wait(session->target->cancel, FIRST_ASKED_AGAIN_MS << (asked - 1));
	return true;
}

dunlin_status dn_session_query(struct dn_session *session, const char *sql, size_t len,
			       dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	const bool alone = dn_session_tx_state(session) == DUNLIN_TX_NONE;
	struct dn_rows rows = { .on_row = on_row, .payload = payload };
	dunlin_status status;
	int asked = 0;

	do {
		status = dn_session_enter(session, err);
		if (status != DUNLIN_OK)
			return status;
		status = session->target->driver->query(session->conn, sql, len, dn_rows_hear,
							&rows, err);
		status = dn_session_leave(session, status, err);
	} while (alone && dn_rows_ask_again(&rows, session, status, ++asked));
	return status;
}

dunlin_status dn_session_explain(struct dn_session *session, const char *sql, size_t len,
				 dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	dunlin_status status;

	if (!dn_session_can(session, DUNLIN_CAP_EXPLAIN))
		return dn_fail(err, DUNLIN_EUNSUPPORTED,
			       "the driver %s cannot tell which indexes a statement uses",
			       session->target->driver->name);
	status = dn_session_enter(session, err);
	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->explain(session->conn, sql, len, on_row, payload, err);
	return dn_session_leave(session, status, err);
}

dunlin_status dn_session_inspect(struct dn_session *session, uint32_t topic,
				 dunlin_column_fn on_column, dunlin_row_fn on_row, void *payload,
				 dunlin_error *err)
{
	dunlin_status status = dn_session_enter(session, err);

	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->inspect(session->conn, topic, on_column, on_row, payload,
						  err);
	return dn_session_leave(session, status, err);
}

dunlin_status dn_session_position(struct dn_session *session, dunlin_row_fn on_row, void *payload,
				  dunlin_error *err)
{
	dunlin_status status = dn_session_enter(session, err);

	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->position(session->conn, on_row, payload, err);
	return dn_session_leave(session, status, err);
}

dunlin_status dn_session_replicas(struct dn_session *session, const char *position,
				  dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	dunlin_status status = dn_session_enter(session, err);

	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->replicas(session->conn, position, on_row, payload, err);
	return dn_session_leave(session, status, err);
}

static dunlin_status take_fix(void *payload, size_t n, const char *const *values)
{
	struct dn_answer *answer = payload;
	char **text;

	if (n == 0 || values[0] == NULL)
		return DUNLIN_OK;
	text = dn_vec_add(&answer->fixes, &answer->n_fixes, &answer->cap_fixes, sizeof(*text));
	if (text == NULL)
		return DUNLIN_ENOMEM;
	*text = strdup(values[0]);
	if (*text == NULL)
		answer->n_fixes--;
	return *text == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

void dn_answer_clear(struct dn_answer *answer)
{
	free(answer->message);
	free(answer->remember);
	while (answer->n_fixes > 0)
		free(answer->fixes[--answer->n_fixes]);
	free(answer->fixes);
	memset(answer, 0, sizeof(*answer));
}

dunlin_status dn_session_ask(struct dn_session *session, uint32_t when, const char *sql, size_t len,
			     const char *remembered, struct dn_answer *out, dunlin_error *err)
{
	const struct dunlin_statement statement = {
		.size = DUNLIN_STATEMENT_SIZE, .kind = DUNLIN_STMT_ALONE, .sql = sql, .sql_len = len
	};
	struct dunlin_found found = { .size = DUNLIN_FOUND_SIZE,
				      .on_fix = take_fix,
				      .payload = out };
	dunlin_status status;

	memset(out, 0, sizeof(*out));
	out->found = when == DUNLIN_ASK_AFTER ? DUNLIN_FOUND_DONE : DUNLIN_FOUND_UNKNOWN;
	if (!dn_session_can(session, DUNLIN_CAP_VERIFY))
		return DUNLIN_OK;
	status = dn_session_enter(session, err);
	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->verify_statement(session->conn, when, &statement,
							   remembered, &found, err);
	status = dn_session_leave(session, status, err);
	if (status == DUNLIN_OK) {
		out->found = found.found > DUNLIN_FOUND_FOREIGN
				     ? DUNLIN_FOUND_UNKNOWN
				     : found.found; /* a later version's */
		out->message = found.message == NULL ? NULL : strdup(found.message);
		out->remember = found.remember == NULL ? NULL : strdup(found.remember);
		if ((found.message != NULL && out->message == NULL) ||
		    (found.remember != NULL && out->remember == NULL))
			status = dn_fail_nomem(err);
	}
	if (status != DUNLIN_OK)
		dn_answer_clear(out);
	return status;
}
