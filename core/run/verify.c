/* run/verify - runs verify bodies, each in a transaction that is rolled back. */
#include "run/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "plan/order.h"
#include "run/place.h"

/* What a query returned, as far as somebody may ask. */
struct answer {
	int64_t rows;
	char *first;  /* first value of the first row; owned */
	bool is_null; /* it was NULL, or there was no row */
};

static dunlin_status take(void *payload, size_t n, const char *const *values)
{
	struct answer *answer = payload;

	if (answer->rows++ > 0 || n == 0 || values[0] == NULL)
		return DUNLIN_OK;
	answer->is_null = false;
	answer->first = strdup(values[0]);
	return answer->first == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static const struct dn_expect *expected_error(const struct dn_stmt *stmt)
{
	size_t i;

	for (i = 0; i < stmt->n_expects; i++)
		if (stmt->expects[i].kind == DN_EXPECT_ERROR)
			return &stmt->expects[i];
	return NULL;
}

static void place_at(dunlin_error *err, const struct dn_body *body, int64_t line)
{
	size_t len = 0;
	const char *text = dn_body_line(body, line, &len);

	dn_error_place(err, body->file, line, 0, text, len);
}

static dunlin_status check_expect(const struct dn_body *body, const struct dn_expect *expect,
				  const struct answer *answer, dunlin_error *err)
{
	const char *got = answer->rows == 0 ? "no row" : answer->is_null ? "NULL" : answer->first;
	bool met = true;

	if (expect->kind == DN_EXPECT_ROWS)
		met = answer->rows == expect->rows;
	else if (expect->kind == DN_EXPECT_VALUE)
		met = answer->rows > 0 &&
		      (expect->text == NULL
			       ? answer->is_null
			       : !answer->is_null && strcmp(expect->text, answer->first) == 0);
	if (met)
		return DUNLIN_OK;
	if (expect->kind == DN_EXPECT_ROWS)
		dn_fail(err, DUNLIN_ESQL, "expected %" PRId64 " row%s, got %" PRId64, expect->rows,
			expect->rows == 1 ? "" : "s", answer->rows);
	else
		dn_fail(err, DUNLIN_ESQL, "expected the value %s, got %s",
			expect->text == NULL ? "NULL" : expect->text, got);
	place_at(err, body, expect->line);
	return DUNLIN_ESQL;
}

static dunlin_status run_query(struct dn_session *session, const struct dn_body *body,
			       const struct dn_stmt *stmt, dunlin_error *err)
{
	struct answer answer = { .is_null = true };
	struct dn_place place;
	dunlin_status status;
	size_t i;

	status = dn_session_query(session, stmt->sql, stmt->len, take, &answer, err);
	if (status == DUNLIN_ENOMEM) {
		dn_fail_nomem(err);
	} else if (status != DUNLIN_OK && err != NULL) {
		dn_place_find(&place, body, stmt, err->byte_offset, err->stmt_line, err->data_line);
		dn_error_place(err, place.file, place.line, place.column, place.source,
			       place.source_len);
	}
	for (i = 0; i < stmt->n_expects && status == DUNLIN_OK; i++)
		status = check_expect(body, &stmt->expects[i], &answer, err);
	free(answer.first);
	return status;
}

/* Rows of a statement that should have failed. */
static dunlin_status take_none(void *payload, size_t n, const char *const *values)
{
	(void)payload;
	(void)n;
	(void)values;
	return DUNLIN_OK;
}

/* The statement is to fail, and just so; a savepoint keeps the rest alive. */
static dunlin_status run_failing(struct dn_session *session, const struct dn_body *body,
				 const struct dn_stmt *stmt, const struct dn_expect *expect,
				 dunlin_error *err)
{
	dunlin_error failed;
	dunlin_status status, undone;

	status = dn_session_run(session, DUNLIN_STMT_PLAIN, "SAVEPOINT dunlin_expect", err);
	if (status != DUNLIN_OK)
		return status;
	dn_error_init(&failed);
	status = dn_session_query(session, stmt->sql, stmt->len, take_none, NULL, &failed);
	if (status == DUNLIN_ECONNLOST || status == DUNLIN_ECANCELED || status == DUNLIN_ENOMEM) {
		dn_error_move(err, &failed);
		return status;
	}
	undone = dn_session_run(session, DUNLIN_STMT_PLAIN, "ROLLBACK TO SAVEPOINT dunlin_expect",
				err);
	if (undone == DUNLIN_OK && status == DUNLIN_OK)
		undone = dn_fail(err, DUNLIN_ESQL, "expected the error %s, but it succeeded",
				 expect->text);
	else if (undone == DUNLIN_OK &&
		 (failed.sqlstate == NULL || strcmp(failed.sqlstate, expect->text) != 0))
		undone = dn_fail(err, DUNLIN_ESQL, "expected the error %s, got %s: %s",
				 expect->text,
				 failed.sqlstate == NULL ? "one without a code" : failed.sqlstate,
				 failed.message);
	if (undone != DUNLIN_OK)
		place_at(err, body, expect->line);
	dn_error_clear(&failed);
	return undone;
}

static dunlin_status run_body(struct dn_session *session, const struct dn_body *body,
			      dunlin_error *err)
{
	const struct dunlin_dialect *dialect = session->target->dialect;
	dunlin_status status, ended;
	size_t i;

	/* A verify body may insert what must be refused, so it gets a transaction that
	 * can write where one is to be had. */
	status = dn_session_run(
		session, DUNLIN_STMT_BEGIN,
		session->info.read_only == NULL ? dialect->begin : dialect->begin_read, err);
	for (i = 0; i < body->n_stmts && status == DUNLIN_OK; i++) {
		const struct dn_stmt *stmt = &body->stmts[i];
		const struct dn_expect *expect = expected_error(stmt);

		if ((stmt->effects & (DN_EFFECT_CLIENT | DN_EFFECT_STRIPPED)) != 0)
			continue;
		status = expect == NULL ? run_query(session, body, stmt, err)
					: run_failing(session, body, stmt, expect, err);
	}
	if (status == DUNLIN_ECONNLOST)
		return status;
	ended = dn_session_rollback(session, status == DUNLIN_OK ? err : NULL);
	if (ended == DUNLIN_OK && (body->effects & DN_EFFECT_SESSION) != 0)
		ended = dn_session_reset(session, status == DUNLIN_OK ? err : NULL);
	return status == DUNLIN_OK ? ended : status;
}

static dunlin_status verify_item(struct dn_view *view, const struct dn_item *item,
				 dunlin_error *err)
{
	const struct dn_migration *m = item->migration;
	struct dn_news news = { .kind = DN_NEWS_APPLIED };
	struct dn_step step = { .migration = item->migration, .direction = DN_VERIFY };
	const int64_t began = dn_clock_us();
	dunlin_status status;

	status = dn_body_cut(view->options->source, m->verify, view->options->target.dialect, err);
	if (status == DUNLIN_OK && (m->verify->effects & DN_EFFECT_NO_TX) != 0)
		status = dn_fail_at(err, DUNLIN_EUSAGE, m->verify->file, m->verify->first_line, 0,
				    "a verify body runs in a transaction, and this one holds a "
				    "statement that cannot");
	if (status == DUNLIN_OK)
		status = run_body(&view->session, m->verify, err);
	if (status != DUNLIN_OK)
		return status;
	step.body = m->verify;
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
		status = verify_item(view, item, err);
		*verified += status == DUNLIN_OK;
	}
	free(order);
	return status;
}
