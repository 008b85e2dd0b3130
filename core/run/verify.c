/* run/verify - runs verify bodies, each in a transaction that is rolled back. */
#include "run/verify.h"

#include <stdlib.h>

#include "base/clock.h"
#include "plan/order.h"
#include "run/expect.h"

static dunlin_status run_statements(struct dn_session *session, const struct dn_body *body,
				    dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < body->n_stmts && status == DUNLIN_OK; i++) {
		if (dn_stmt_is_sent(&body->stmts[i]))
			status = dn_expect_run(session, body, &body->stmts[i], NULL, err);
	}
	return status;
}

dunlin_status dn_verify_inside(struct dn_session *session, const struct dn_body *body,
			       dunlin_error *err)
{
	dunlin_status status =
		dn_session_run(session, DUNLIN_STMT_PLAIN, "SAVEPOINT dunlin_verify", err);

	if (status == DUNLIN_OK)
		status = run_statements(session, body, err);
	if (status == DUNLIN_OK)
		status = dn_session_run(session, DUNLIN_STMT_PLAIN,
					"ROLLBACK TO SAVEPOINT dunlin_verify", err);
	if (status == DUNLIN_OK)
		status = dn_session_run(session, DUNLIN_STMT_PLAIN,
					"RELEASE SAVEPOINT dunlin_verify", err);
	return status;
}

static dunlin_status run_body(struct dn_session *session, const struct dn_body *body,
			      dunlin_error *err)
{
	const struct dunlin_dialect *dialect = session->target->dialect;
	dunlin_status status, ended;

	/* A verify body may insert what must be refused, so it gets a transaction that
	 * can write where one is to be had. */
	status = dn_session_run(
		session, DUNLIN_STMT_BEGIN,
		session->info.read_only == NULL ? dialect->begin : dialect->begin_read, err);
	if (status == DUNLIN_OK)
		status = run_statements(session, body, err);
	if (status == DUNLIN_ECONNLOST)
		return status;
	ended = dn_session_rollback(session, status == DUNLIN_OK ? err : NULL);
	if (ended == DUNLIN_OK && (body->effects & DN_EFFECT_SESSION) != 0)
		ended = dn_session_reset(session, status == DUNLIN_OK ? err : NULL);
	return status == DUNLIN_OK ? ended : status;
}

dunlin_status dn_verify_prepare(struct dn_view *view, const struct dn_migration *m,
				dunlin_error *err)
{
	return dn_body_cut(view->options->source, m->verify, view->options->target.dialect, err);
}

dunlin_status dn_verify_one(struct dn_view *view, struct dn_migration *m, dunlin_error *err)
{
	struct dn_news news = { .kind = DN_NEWS_APPLIED };
	const struct dn_step step = {
		.kind = m->kind,
		.id = m->id,
		.shown = m->version_text != NULL ? m->version_text : m->id,
		.name = m->name,
		.migration = m,
		.direction = DN_VERIFY,
		.body = m->verify,
	};
	const int64_t began = dn_clock_us();
	dunlin_status status = dn_verify_prepare(view, m, err);

	if (status == DUNLIN_OK)
		status = run_body(&view->session, m->verify, err);
	if (status != DUNLIN_OK)
		return status;
	news.step = &step;
	news.file = m->verify->file;
	news.elapsed_us = dn_clock_us() - began;
	dn_tell(&view->options->target.teller, &news);
	return DUNLIN_OK;
}

dunlin_status dn_verify(struct dn_view *view, int64_t *verified, dunlin_error *err)
{
	struct dn_item **order = NULL;
	dunlin_status status;
	size_t i;

	*verified = 0;
	status = dn_view_read(view, false, err);
	if (status == DUNLIN_OK)
		status = dn_view_survey(view, err);
	if (status == DUNLIN_OK)
		status = dn_order_items(&order, &view->plan, err);
	for (i = 0; status == DUNLIN_OK && i < view->plan.n_items; i++) {
		const struct dn_item *item = order[i];

		if (item->row == NULL || item->row->kind == DN_KIND_SEED ||
		    item->migration == NULL || item->migration->verify == NULL)
			continue;
		status = dn_verify_one(view, item->migration, err);
		*verified += status == DUNLIN_OK;
	}
	free(order);
	return status;
}
