/* run/session_send - what a session sends: a script's actions, and statements of our own. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "run/place.h"
#include "run/session.h"
#include "run/session_call.h"

/* Gives an error its place in the user's file, or says whose statement it was. */
static void locate(const struct dn_session *session, const struct dn_action *action,
		   dunlin_error *err)
{
	struct dn_place place;

	if (err == NULL)
		return;
	if (action->kind != DN_ACT_BODY || session->plan == NULL) {
		dn_error_prefix(err, "%s",
				action->kind == DN_ACT_EVENT    ? "cannot write the event log"
				: action->kind == DN_ACT_LEASE  ? "this run has lost its lease"
				: action->kind == DN_ACT_RECORD ? "cannot write the history"
				: action->kind == DN_ACT_JOURNAL || action->kind == DN_ACT_MARK
					? "cannot write the journal"
				: action->kind == DN_ACT_COMMIT ? "cannot commit"
				: action->kind == DN_ACT_BEGIN  ? "cannot begin"
								: "cannot set up the transaction");
		return;
	}
	dn_place_find(&place, session->plan->steps[action->step].body, action->stmt,
		      err->byte_offset, err->stmt_line, err->data_line);
	dn_error_place(err, place.file, place.line, place.column, place.source, place.source_len);
}

static dunlin_status send_batch(struct dn_session *session, const struct dunlin_batch *batch,
				dunlin_error *err)
{
	dunlin_status status = dn_session_enter(session, err);

	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->exec(session->conn, batch, err);
	return dn_session_leave(session, status, err);
}

static uint32_t kind_of(const struct dn_action *action)
{
	return action->stmt_kind == DUNLIN_STMT_PLAIN && action->kind != DN_ACT_BODY
		       ? DUNLIN_STMT_OWN
		       : action->stmt_kind;
}

dunlin_status dn_session_exec(struct dn_session *session, const struct dn_plan *plan,
			      const struct dn_action *actions, size_t n, size_t *failed,
			      dunlin_error *err)
{
	struct dunlin_statement *statements = calloc(n + 1, sizeof(*statements));
	const struct dn_action **sent = calloc(n + 1, sizeof(*sent));
	dunlin_error own, *fault = err == NULL ? &own : err;
	struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE, .stride = sizeof(*statements) };
	dunlin_status status;
	size_t i;

	*failed = n;
	dn_error_init(&own);
	if (statements == NULL || sent == NULL) {
		status = dn_fail_nomem(err);
		goto done;
	}
	for (i = 0; i < n; i++) {
		if (!dn_action_is_sent(&actions[i]))
			continue;
		statements[batch.count] = (struct dunlin_statement){
			.size = DUNLIN_STATEMENT_SIZE,
			.kind = kind_of(&actions[i]),
			.sql = actions[i].sql,
			.sql_len = actions[i].len,
			.data = actions[i].data,
			.data_len = actions[i].data_len,
		};
		sent[batch.count++] = &actions[i];
	}
	batch.statements = statements;
	session->plan = plan;
	session->sent = sent;
	session->n_sent = batch.count;
	session->unmarked = NULL;
	status = batch.count == 0 ? DUNLIN_OK : send_batch(session, &batch, fault);
	if (status != DUNLIN_OK && fault->stmt_index >= 0 &&
	    (uint64_t)fault->stmt_index < batch.count) {
		*failed = (size_t)(sent[fault->stmt_index] - actions);
		locate(session, sent[fault->stmt_index], fault);
	}
	if (status == DUNLIN_OK && session->unmarked != NULL) {
		*failed = (size_t)(session->unmarked - actions);
		status = dn_fail(err, DUNLIN_EBUSY,
				 "another run has gone on with this migration meanwhile");
	}
	session->plan = NULL;
	session->sent = NULL;
	session->n_sent = 0;
done:
	dn_error_clear(&own);
	free(statements);
	free(sent);
	return status;
}

dunlin_status dn_session_run(struct dn_session *session, uint32_t stmt_kind, const char *sql,
			     dunlin_error *err)
{
	const struct dunlin_statement statement = {
		.size = DUNLIN_STATEMENT_SIZE, .kind = stmt_kind, .sql = sql, .sql_len = strlen(sql)
	};
	const struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
					    .stride = sizeof(statement),
					    .statements = &statement,
					    .count = 1 };

	return send_batch(session, &batch, err);
}

dunlin_status dn_session_copy(struct dn_session *session, const struct dn_stmt *stmt,
			      dunlin_error *err)
{
	const struct dunlin_statement statement = { .size = DUNLIN_STATEMENT_SIZE,
						    .kind = DUNLIN_STMT_COPY,
						    .sql = stmt->sql,
						    .sql_len = stmt->len,
						    .data = stmt->data,
						    .data_len = stmt->data_len };
	const struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
					    .stride = sizeof(statement),
					    .statements = &statement,
					    .count = 1 };

	return send_batch(session, &batch, err);
}

dunlin_status dn_session_commit(struct dn_session *session, const char *sql, dunlin_error *err)
{
	const struct dunlin_dialect *dialect = session->target->dialect;
	const char *const texts[] = { dialect->begin, sql, dialect->commit };
	static const uint32_t kinds[] = { DUNLIN_STMT_BEGIN, DUNLIN_STMT_PLAIN,
					  DUNLIN_STMT_COMMIT };
	struct dunlin_statement statements[3];
	const struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
					    .stride = sizeof(statements[0]),
					    .statements = statements,
					    .count = 3 };
	dunlin_status status;
	size_t i;

	for (i = 0; i < 3; i++)
		statements[i] = (struct dunlin_statement){ .size = DUNLIN_STATEMENT_SIZE,
							   .kind = kinds[i],
							   .sql = texts[i],
							   .sql_len = strlen(texts[i]) };
	status = send_batch(session, &batch, err);
	if (status != DUNLIN_OK && status != DUNLIN_ECONNLOST && status != DUNLIN_ECOMMITUNKNOWN)
		dn_ignore(dn_session_rollback(session, NULL));
	return status;
}
