/* run/session - one connection of a run. */
#include "run/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/vec.h"
#include "run/session_call.h"

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

/* --- calling ------------------------------------------------------------------- */

dunlin_status dn_session_enter(const struct dn_session *session, dunlin_error *err)
{
	if (err != NULL)
		dn_error_clear(err);
	if (session->heedless || dn_cancel_enter(session->target->cancel))
		return DUNLIN_OK;
	return dn_fail(err, DUNLIN_ECANCELED, "canceled");
}

dunlin_status dn_session_leave(const struct dn_session *session, dunlin_status status,
			       dunlin_error *err)
{
	if (!session->heedless)
		dn_cancel_leave(session->target->cancel);
	return dn_fail_returned(err, status, session->target->driver->name);
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
