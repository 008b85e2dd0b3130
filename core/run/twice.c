/* run/twice - proves, in a database that may be thrown away, that every body may run twice. */
#include "run/twice.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/vec.h"
#include "run/expect.h"
#include "run/inspect.h"
#include "run/runner.h"

/* What was applied, in order. */
struct trial {
	struct dn_view *view;
	const struct dn_tester *tester;
	struct dn_migration **applied; /* lent by the source; the list is owned */
	size_t n, cap;
};

/* --- is there nothing? -------------------------------------------------------------- */

static dunlin_status refuse_tables(const struct dn_inspection *tables, const char *database,
				   dunlin_error *err)
{
	enum { NAMED = 5 };
	struct dn_str names = DN_STR_INIT;
	dunlin_status status;
	size_t i;

	for (i = 0; i < tables->n_rows && i < NAMED; i++)
		dn_str_printf(&names, "%s%s", i == 0 ? "" : ", ",
			      tables->rows[i][0] == NULL ? "?" : tables->rows[i][0]);
	if (tables->n_rows > NAMED)
		dn_str_printf(&names, " and %zu more", tables->n_rows - NAMED);
	status = names.failed
			 ? dn_fail_nomem(err)
			 : dn_fail(err, DUNLIN_EUSAGE, "%s is not empty: it has the table%s %s",
				   database == NULL ? "the database" : database,
				   tables->n_rows == 1 ? "" : "s", dn_str_text(&names));
	dn_str_clear(&names);
	return status;
}

dunlin_status dn_twice_check(struct dn_view *view, dunlin_error *err)
{
	const char *database = view->session.info.database;
	struct dn_inspection tables;
	dunlin_status status;

	if (!dn_session_can(&view->session, DUNLIN_CAP_INSPECT))
		return dn_fail(err, DUNLIN_EUNSUPPORTED,
			       "the driver %s cannot tell whether a database is empty",
			       view->options->target.driver->name);
	status = dn_view_read(view, true, err);
	if (status == DUNLIN_OK && view->history.exists)
		status = dn_fail(err, DUNLIN_EUSAGE, "%s is not empty: it has a history",
				 database == NULL ? "the database" : database);
	if (status == DUNLIN_OK) {
		status = dn_inspection_init(&tables, &view->session, DUNLIN_INSPECT_TABLES, err);
		if (status == DUNLIN_OK && tables.n_rows > 0)
			status = refuse_tables(&tables, database, err);
		dn_inspection_clear(&tables);
	}
	if (status == DUNLIN_EUSAGE)
		dn_error_hint(err, "name one with --url that is empty, and may be thrown away");
	return status;
}

/* --- points --------------------------------------------------------------------------- */

/* "0003_stories up, twice" */
static void tell(const struct trial *t, const struct dn_migration *m, const struct dn_body *body,
		 const char *direction, struct dn_point *point)
{
	struct dn_str text = DN_STR_INIT;

	if (m->kind == DN_KIND_REPEATABLE)
		dn_str_printf(&text, "R__%s %s, twice", m->name, direction);
	else
		dn_str_printf(&text, "%s_%s %s, twice", m->version_text, m->name, direction);
	point->file = body == NULL ? NULL : body->file;
	point->text = text.failed ? direction : dn_str_text(&text);
	point->len = strlen(point->text);
	point->expected = point->got = "";
	t->tester->hear(t->tester->payload, point);
	dn_str_clear(&text);
}

static void skip(const struct trial *t, const struct dn_migration *m, const char *direction,
		 const char *reason)
{
	struct dn_point point = { .outcome = DN_OUTCOME_SKIPPED, .reason = reason };

	tell(t, m, NULL, direction, &point);
}

/* --- a body once more -------------------------------------------------------------------- */

static dunlin_status run_statements(struct trial *t, const struct dn_body *body, dunlin_error *err)
{
	struct dn_session *session = &t->view->session;
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < body->n_stmts && status == DUNLIN_OK; i++)
		if (dn_stmt_is_sent(&body->stmts[i]))
			status = dn_expect_run(session, body, &body->stmts[i], NULL, err);
	return status;
}

/* In one transaction, unless something in it can be in none. */
static dunlin_status run_again(struct trial *t, struct dn_body *body, dunlin_error *err)
{
	struct dn_session *session = &t->view->session;
	const struct dunlin_dialect *dialect = session->target->dialect;
	const bool pieces = body->tx_off || (body->effects & DN_EFFECT_NO_TX) != 0;
	dunlin_status status = DUNLIN_OK, ended;

	if (!pieces)
		status = dn_session_run(session, DUNLIN_STMT_BEGIN, dialect->begin, err);
	if (status == DUNLIN_OK)
		status = run_statements(t, body, err);
	if (status == DUNLIN_OK && !pieces)
		status = dn_session_run(session, DUNLIN_STMT_COMMIT, dialect->commit, err);
	if (!dn_test_goes_on(status))
		return status;
	ended = dn_session_rollback(session, status == DUNLIN_OK ? err : NULL);
	if (ended == DUNLIN_OK && (body->effects & DN_EFFECT_SESSION) != 0)
		ended = dn_session_reset(session, status == DUNLIN_OK ? err : NULL);
	return status == DUNLIN_OK ? ended : status;
}

/* A step as a run does it, then its body once more; *ran: the step at least is done. */
static dunlin_status try_step(struct trial *t, struct dn_wish *wish, struct dn_migration *m,
			      struct dn_body *body, bool *ran, dunlin_error *err)
{
	const char *direction = wish->kind == DN_WISH_UP ? "up" : "down";
	struct dn_point point = { .outcome = DN_OUTCOME_OK };
	const int64_t began = dn_clock_us();
	struct dn_result result;
	dunlin_error fault;
	dunlin_status status;

	dn_error_init(&fault);
	status = dn_run(t->view, wish, &result, &fault);
	*ran = status == DUNLIN_OK;
	if (status == DUNLIN_OK && body != NULL) {
		status = run_again(t, body, &fault);
		if (status != DUNLIN_OK && dn_test_goes_on(status))
			dn_error_prefix(&fault, "the second time");
	}
	if (!dn_test_goes_on(status)) {
		dn_error_move(err, &fault);
		return status;
	}
	point.elapsed_us = dn_clock_us() - began;
	point.outcome = status == DUNLIN_OK ? DN_OUTCOME_OK : DN_OUTCOME_FAILED;
	point.fault = &fault;
	tell(t, m, body, direction, &point);
	dn_error_clear(&fault);
	return DUNLIN_OK;
}

/* --- up and down --------------------------------------------------------------------------- */

/* The next migration that is pending; *m is NULL when none is. */
static dunlin_status find_next(struct trial *t, const struct dn_wish *wish, struct dn_migration **m,
			       dunlin_error *err)
{
	dunlin_status status = dn_view_plan(t->view, wish, err);

	*m = NULL;
	if (status == DUNLIN_OK && t->view->plan.n_steps > 0)
		*m = t->view->plan.steps[0].migration;
	return status;
}

static dunlin_status go_up(struct trial *t, dunlin_error *err)
{
	struct dn_migration *m, **kept;
	dunlin_status status;
	bool ran = true;

	while (ran) {
		struct dn_wish wish = { .kind = DN_WISH_UP, .count = 1 };

		status = find_next(t, &wish, &m, err);
		if (status != DUNLIN_OK || m == NULL)
			return status;
		status = try_step(t, &wish, m, m->up, &ran, err);
		dn_wish_clear(&wish);
		if (status != DUNLIN_OK)
			return status;
		kept = ran ? dn_vec_add(&t->applied, &t->n, &t->cap, sizeof(*kept)) : NULL;
		if (ran && kept == NULL)
			return dn_fail_nomem(err);
		if (ran)
			*kept = m;
	}
	return DUNLIN_OK;
}

/* What was not tried, and why: it waits, is for another database, or stands behind a failure. */
static void skip_rest(const struct trial *t)
{
	const struct dn_plan *plan = &t->view->plan;
	bool fell = false;
	size_t i;

	for (i = 0; i < plan->n_items; i++) {
		const struct dn_item *item = &plan->items[i];

		if (item->migration == NULL || item->migration->kind == DN_KIND_SEED ||
		    item->row != NULL)
			continue;
		if (item->state == DN_STATE_WAITING || item->state == DN_STATE_OTHER)
			skip(t, item->migration, "up",
			     item->reason == NULL ? "it waits" : item->reason);
		else if (fell) /* the first is the failure itself, a point already */
			skip(t, item->migration, "up", "one before it failed");
		else
			fell = true;
	}
}

/* Why a migration stays; NULL: it can be reverted. */
static const char *why_not(const struct dn_migration *m)
{
	if (m->kind == DN_KIND_REPEATABLE)
		return NULL;
	if (m->down == NULL)
		return "it has no down body";
	return m->down->irreversible || (m->up != NULL && m->up->irreversible)
		       ? "it is irreversible"
		       : NULL;
}

static dunlin_status go_down(struct trial *t, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	const char *why = NULL;
	bool ran = true;

	for (; t->n > 0 && status == DUNLIN_OK; t->n--) {
		struct dn_wish wish = { .kind = DN_WISH_DOWN, .count = 1 };
		struct dn_migration *m = t->applied[t->n - 1];

		if (why == NULL)
			why = why_not(m);
		if (why != NULL) {
			skip(t, m, "down", why);
			why = "one that was applied after it stays";
			continue;
		}
		status = try_step(t, &wish, m, m->down, &ran, err);
		dn_wish_clear(&wish);
		if (!ran)
			why = "one that was applied after it stays";
	}
	return status;
}

dunlin_status dn_twice(struct dn_view *view, const struct dn_tester *tester, dunlin_error *err)
{
	struct trial t = { .view = view, .tester = tester };
	dunlin_status status = go_up(&t, err);

	if (status == DUNLIN_OK)
		status = dn_view_survey(view, err);
	if (status == DUNLIN_OK)
		skip_rest(&t);
	if (status == DUNLIN_OK)
		status = go_down(&t, err);
	free(t.applied);
	return status;
}
