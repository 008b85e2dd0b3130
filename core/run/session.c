/* run/session - one connection of a run. */
#include "run/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/vec.h"
#include "run/place.h"

/* --- what the driver tells ------------------------------------------------- */

static void hear_done(const struct dn_session *session, const struct dn_action *action)
{
	const struct dn_step *step;
	struct dn_news news = { .kind = DN_NEWS_STATEMENT };

	if (action->kind != DN_ACT_BODY || session->plan == NULL)
		return;
	step = &session->plan->steps[action->step];
	news.step = step;
	news.step_no = (int64_t)action->step + 1;
	news.n_steps = (int64_t)session->plan->n_steps;
	news.stmt = action->stmt_no;
	news.n_stmts = dn_script_count(step->body);
	news.file = step->body->file;
	news.line = action->stmt->line;
	dn_tell(&session->target->teller, &news);
}

static void hear_notice(const struct dn_session *session, const struct dn_action *action,
			const struct dunlin_fault *notice)
{
	struct dn_news news = { .kind = DN_NEWS_NOTICE };

	if (notice->size < offsetof(struct dunlin_fault, detail) || notice->message == NULL)
		return;
	news.text = notice->message;
	if (action != NULL && action->kind == DN_ACT_BODY && session->plan != NULL) {
		news.step = &session->plan->steps[action->step];
		news.file = news.step->body->file;
		news.line = action->stmt->line;
		news.stmt = action->stmt_no;
	}
	dn_tell(&session->target->teller, &news);
}

/* Of a statement of our own it has no step. */
static void hear_busy(const struct dn_session *session, const struct dn_action *action,
		      const struct dunlin_progress *progress)
{
	struct dn_news news = { .kind = DN_NEWS_BUSY, .permille = -1 };
	const struct dunlin_fault *notice = progress->notice;

	if (notice->size < offsetof(struct dunlin_fault, detail) || notice->message == NULL)
		return;
	news.text = notice->message;
	if (DUNLIN_HAS(progress, permille) && progress->permille >= 0)
		news.permille = progress->permille > 1000 ? 1000 : progress->permille;
	if (action != NULL && action->kind == DN_ACT_BODY && session->plan != NULL) {
		const struct dn_step *step = &session->plan->steps[action->step];

		news.step = step;
		news.step_no = (int64_t)action->step + 1;
		news.n_steps = (int64_t)session->plan->n_steps;
		news.stmt = action->stmt_no;
		news.n_stmts = dn_script_count(step->body);
		news.file = step->body->file;
		news.line = action->stmt->line;
	}
	dn_tell(&session->target->teller, &news);
}

static void on_progress(void *payload, const struct dunlin_progress *progress)
{
	struct dn_session *session = payload;
	const struct dn_action *action = NULL;

	if (progress->stmt_index >= 0 && (uint64_t)progress->stmt_index < session->n_sent)
		action = session->sent[progress->stmt_index];
	if (progress->kind == DUNLIN_PROGRESS_DONE && action != NULL &&
	    action->kind == DN_ACT_MARK && progress->rows == 0)
		session->unmarked = action;
	if (progress->kind == DUNLIN_PROGRESS_DONE && action != NULL) {
		hear_done(session, action);
		if (session->on_done != NULL)
			session->on_done(session->payload, action);
	}
	if (progress->kind == DUNLIN_PROGRESS_NOTICE && progress->notice != NULL)
		hear_notice(session, action, progress->notice);
	else if (progress->kind == DUNLIN_PROGRESS_BUSY && progress->notice != NULL)
		hear_busy(session, action, progress);
}

/* Nothing can be canceled before there is a connection: the driver asks instead. */
static int32_t stopped(void *payload)
{
	const struct dn_session *session = payload;

	return dn_cancel_asked(session->target->cancel);
}

/* --- opening ----------------------------------------------------------------- */

/* Keeps what the driver says of the connection, which it lends until its next call only. */
static dunlin_status keep_info(struct dn_session *session, dunlin_error *err)
{
	struct dunlin_info *info = &session->info;
	const char **const texts[] = { &info->product,   &info->database, &info->schema,
				       &info->read_only, &info->pooler,   &info->read_only_hint };
	size_t i;

	if (info->product == NULL)
		info->product = session->target->driver->name;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (*texts[i] == NULL)
			continue;
		*texts[i] = dn_arena_strdup(&session->texts, *texts[i]);
		if (*texts[i] == NULL)
			return dn_fail_nomem(err);
	}
	return DUNLIN_OK;
}

/* Makes `conn` the session's. */
static dunlin_status adopt(struct dn_session *session, dunlin_conn *conn, dunlin_error *err)
{
	const struct dunlin_driver *driver = session->target->driver;
	dunlin_status status;

	session->conn = conn;
	dn_cancel_aim(session->target->cancel, driver, conn);
	memset(&session->info, 0, sizeof(session->info));
	session->info.size = DUNLIN_INFO_SIZE;
	status = dn_fail_returned(err, driver->info(conn, &session->info, err), driver->name);
	session->ahead_us = dn_clock_epoch_us() + session->info.skew_us - dn_clock_us();
	return status == DUNLIN_OK ? keep_info(session, err) : status;
}

struct dunlin_open dn_session_how(struct dn_session *session)
{
	struct dunlin_open how = session->target->how;

	how.on_progress = on_progress;
	how.payload = session;
	how.stopped = stopped;
	return how;
}

dunlin_status dn_session_open(struct dn_session *session, const struct dn_target *target,
			      dunlin_error *err)
{
	const struct dunlin_driver *driver = target->driver;
	struct dn_news news = { .kind = DN_NEWS_CONNECTED };
	struct dunlin_open how;
	dunlin_conn *conn = NULL;
	dunlin_status status;

	memset(session, 0, sizeof(*session));
	session->target = target;
	if (dn_cancel_asked(target->cancel))
		return dn_fail(err, DUNLIN_ECANCELED, "canceled");
	how = dn_session_how(session);
	status = driver->open(&conn, target->host, &how, err);
	status = dn_fail_returned(err, status, driver->name);
	if (status == DUNLIN_OK && conn == NULL)
		return dn_fail(err, DUNLIN_EPLUGIN, "the driver %s opened nothing", driver->name);
	if (status == DUNLIN_OK)
		status = adopt(session, conn, err);
	if (status != DUNLIN_OK)
		return status;
	news.name = session->info.database;
	news.text = session->info.product;
	dn_tell(&target->teller, &news);
	return DUNLIN_OK;
}

dunlin_status dn_session_to_scratch(struct dn_session *session, dunlin_error *err)
{
	const struct dunlin_driver *driver = session->target->driver;
	struct dunlin_open how = dn_session_how(session);
	dunlin_conn *conn = NULL;
	dunlin_status status = driver->open_scratch(&conn, session->conn, &how, err);

	status = dn_fail_returned(err, status, driver->name);
	if (status == DUNLIN_OK && conn == NULL)
		return dn_fail(err, DUNLIN_EPLUGIN, "the driver %s copied nothing", driver->name);
	if (status != DUNLIN_OK)
		return status;
	dn_session_close(session);
	return adopt(session, conn, err);
}

void dn_session_close(struct dn_session *session)
{
	if (session->conn == NULL)
		return;
	dn_cancel_aim(session->target->cancel, NULL, NULL);
	session->target->driver->close(session->conn);
	session->conn = NULL;
	dn_arena_clear(&session->texts);
}

bool dn_session_can(const struct dn_session *session, uint32_t cap)
{
	/* What a connection claims beyond its driver is nothing. */
	return (session->info.caps[0] & session->target->driver->caps[0] & cap) != 0;
}

/* --- sending ------------------------------------------------------------------- */

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

/* Every call that a cancel may stop stands between these two. */
static dunlin_status enter(const struct dn_session *session, dunlin_error *err)
{
	if (err != NULL)
		dn_error_clear(err);
	if (session->heedless || dn_cancel_enter(session->target->cancel))
		return DUNLIN_OK;
	return dn_fail(err, DUNLIN_ECANCELED, "canceled");
}

static dunlin_status leave(const struct dn_session *session, dunlin_status status,
			   dunlin_error *err)
{
	if (!session->heedless)
		dn_cancel_leave(session->target->cancel);
	return dn_fail_returned(err, status, session->target->driver->name);
}

static dunlin_status send_batch(struct dn_session *session, const struct dunlin_batch *batch,
				dunlin_error *err)
{
	dunlin_status status = enter(session, err);

	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->exec(session->conn, batch, err);
	return leave(session, status, err);
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

/* A question that is ended for somebody else's sake is asked so often, over about a second. */
enum { MOST_ASKED = 8, FIRST_ASKED_AGAIN_MS = 5 };

struct counted_rows {
	dunlin_row_fn on_row;
	void *payload;
	bool any;
};

static dunlin_status count_row(void *payload, size_t n, const char *const *values)
{
	struct counted_rows *rows = payload;

	rows->any = true;
	return rows->on_row(rows->payload, n, values);
}

/* What DDL on another node of a cluster, or the log that a standby replays, needs out of its way. */
static bool was_ended_for_others(dunlin_status status)
{
	return status == DUNLIN_EDEADLOCK || status == DUNLIN_ESERIALIZE;
}

dunlin_status dn_session_query(struct dn_session *session, const char *sql, size_t len,
			       dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	const bool alone = dn_session_tx_state(session) == DUNLIN_TX_NONE;
	struct counted_rows rows = { .on_row = on_row, .payload = payload };
	dunlin_status status;
	int asked;

	for (asked = 1;; asked++) {
		status = enter(session, err);
		if (status != DUNLIN_OK)
			return status;
		status = session->target->driver->query(session->conn, sql, len, count_row, &rows,
							err);
		status = leave(session, status, err);
		if (!alone || rows.any || !was_ended_for_others(status) || asked == MOST_ASKED)
			return status;
		(void)dn_cancel_wait(session->target->cancel, FIRST_ASKED_AGAIN_MS << asked);
	}
}

dunlin_status dn_session_explain(struct dn_session *session, const char *sql, size_t len,
				 dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	dunlin_status status;

	if (!dn_session_can(session, DUNLIN_CAP_EXPLAIN))
		return dn_fail(err, DUNLIN_EUNSUPPORTED,
			       "the driver %s cannot tell which indexes a statement uses",
			       session->target->driver->name);
	status = enter(session, err);
	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->explain(session->conn, sql, len, on_row, payload, err);
	return leave(session, status, err);
}

dunlin_status dn_session_inspect(struct dn_session *session, uint32_t topic,
				 dunlin_column_fn on_column, dunlin_row_fn on_row, void *payload,
				 dunlin_error *err)
{
	dunlin_status status = enter(session, err);

	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->inspect(session->conn, topic, on_column, on_row, payload,
						  err);
	return leave(session, status, err);
}

dunlin_status dn_session_position(struct dn_session *session, dunlin_row_fn on_row, void *payload,
				  dunlin_error *err)
{
	dunlin_status status = enter(session, err);

	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->position(session->conn, on_row, payload, err);
	return leave(session, status, err);
}

dunlin_status dn_session_replicas(struct dn_session *session, const char *position,
				  dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	dunlin_status status = enter(session, err);

	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->replicas(session->conn, position, on_row, payload, err);
	return leave(session, status, err);
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
	status = enter(session, err);
	if (status != DUNLIN_OK)
		return status;
	status = session->target->driver->verify_statement(session->conn, when, &statement,
							   remembered, &found, err);
	status = leave(session, status, err);
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

dunlin_status dn_session_rollback(struct dn_session *session, dunlin_error *err)
{
	const struct dunlin_driver *driver = session->target->driver;

	if (err != NULL)
		dn_error_clear(err);
	return dn_fail_returned(err, driver->rollback(session->conn, err), driver->name);
}

int32_t dn_session_tx_state(struct dn_session *session)
{
	return session->target->driver->tx_state(session->conn);
}

dunlin_status dn_session_reset(struct dn_session *session, dunlin_error *err)
{
	const struct dunlin_driver *driver = session->target->driver;

	if (!dn_session_can(session, DUNLIN_CAP_RESET))
		return DUNLIN_OK;
	if (err != NULL)
		dn_error_clear(err);
	return dn_fail_returned(err, driver->reset(session->conn, err), driver->name);
}
