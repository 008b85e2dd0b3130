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

/* A body that a run is about to run. */
struct tried {
	struct dn_migration *migration; /* lent by the source, as is the body */
	struct dn_body *body;
};

struct trial {
	struct dn_view *view;
	const struct dn_tester *tester;
	struct tried *round; /* of one run; owned */
	size_t n, cap;
	const struct dn_migration *failed; /* what could not even run once; NULL: nothing */
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

static void tell_tried(const struct trial *t, const struct tried *tried, int64_t elapsed_us,
		       const dunlin_error *fault)
{
	struct dn_point point = { .outcome = fault->status == DUNLIN_OK ? DN_OUTCOME_OK
									: DN_OUTCOME_FAILED,
				  .elapsed_us = elapsed_us,
				  .fault = fault };

	tell(t, tried->migration, tried->body, tried->body->direction == DN_UP ? "up" : "down",
	     &point);
}

static dunlin_status try_again(struct trial *t, const struct tried *tried, dunlin_error *err)
{
	const int64_t began = dn_clock_us();
	dunlin_error fault;
	dunlin_status status;

	dn_error_init(&fault);
	status = run_again(t, tried->body, &fault);
	if (dn_test_goes_on(status)) {
		if (status != DUNLIN_OK)
			dn_error_prefix(&fault, "the second time");
		tell_tried(t, tried, dn_clock_us() - began, &fault);
		status = DUNLIN_OK;
	} else {
		dn_error_move(err, &fault);
	}
	dn_error_clear(&fault);
	return status;
}

/* Which of the round a failure is about: that of the file it names. */
static const struct tried *find_culprit(const struct trial *t, const dunlin_error *fault)
{
	size_t i;

	for (i = 0; fault->file != NULL && i < t->n; i++)
		if (strcmp(t->round[i].body->file, fault->file) == 0)
			return &t->round[i];
	return &t->round[0];
}

/* --- up and down --------------------------------------------------------------------------- */

/* What the next run will do; none: there is nothing left to do. */
static dunlin_status plan_round(struct trial *t, const struct dn_wish *wish, dunlin_error *err)
{
	dunlin_status status = dn_view_plan(t->view, wish, err);
	const struct dn_plan *plan = &t->view->plan;
	struct tried *tried;
	size_t i;

	t->n = 0;
	for (i = 0; i < plan->n_steps && status == DUNLIN_OK; i++) {
		if (plan->steps[i].body == NULL)
			continue;
		tried = dn_vec_add(&t->round, &t->n, &t->cap, sizeof(*tried));
		if (tried == NULL)
			return dn_fail_nomem(err);
		tried->migration = plan->steps[i].migration;
		tried->body = plan->steps[i].body;
	}
	return status;
}

/* A run, and then each of its bodies once more. */
static dunlin_status run_round(struct trial *t, struct dn_wish *wish, dunlin_error *err)
{
	const int64_t began = dn_clock_us();
	const struct tried *culprit;
	struct dn_result result;
	dunlin_error fault;
	dunlin_status status;
	size_t i;

	dn_error_init(&fault);
	status = dn_run(t->view, wish, &result, &fault);
	if (status != DUNLIN_OK && !dn_test_goes_on(status)) {
		dn_error_move(err, &fault);
	} else if (status != DUNLIN_OK) {
		culprit = find_culprit(t, &fault);
		t->failed = culprit->migration;
		tell_tried(t, culprit, dn_clock_us() - began, &fault);
		status = DUNLIN_OK;
	} else {
		for (i = 0; i < t->n && status == DUNLIN_OK; i++)
			status = try_again(t, &t->round[i], err);
	}
	dn_error_clear(&fault);
	return status;
}

/* One migration after the other, as far as it goes. */
static dunlin_status go(struct trial *t, enum dn_wish_kind kind, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;

	t->failed = NULL;
	while (status == DUNLIN_OK && t->failed == NULL) {
		struct dn_wish wish = { .kind = kind, .count = 1 };

		status = plan_round(t, &wish, err);
		if (status != DUNLIN_OK || t->n == 0)
			break;
		status = run_round(t, &wish, err);
		dn_wish_clear(&wish);
	}
	return status;
}

/* Why a migration stays applied. */
static const char *why_applied(const struct dn_migration *m)
{
	if ((m->down != NULL && m->down->irreversible) || (m->up != NULL && m->up->irreversible))
		return "it is irreversible";
	if (m->kind == DN_KIND_VERSIONED && m->down == NULL)
		return "it has no down body";
	return "one that was applied after it stays";
}

/* What was not tried, and why. */
static dunlin_status skip_rest(const struct trial *t, bool applied, dunlin_error *err)
{
	const struct dn_plan *plan = &t->view->plan;
	dunlin_status status = dn_view_survey(t->view, err);
	size_t i;

	for (i = 0; i < plan->n_items && status == DUNLIN_OK; i++) {
		const struct dn_item *item = &plan->items[i];
		const struct dn_migration *m = item->migration;

		if (m == NULL || m->kind == DN_KIND_SEED || m == t->failed ||
		    (item->row != NULL) != applied)
			continue;
		if (applied)
			skip(t, m, "down", why_applied(m));
		else
			skip(t, m, "up",
			     item->state == DN_STATE_WAITING || item->state == DN_STATE_OTHER
				     ? item->reason
				     : "one before it failed");
	}
	return status;
}

dunlin_status dn_twice(struct dn_view *view, const struct dn_tester *tester, dunlin_error *err)
{
	struct trial t = { .view = view, .tester = tester };
	dunlin_status status = go(&t, DN_WISH_UP, err);

	if (status == DUNLIN_OK)
		status = skip_rest(&t, false, err);
	if (status == DUNLIN_OK) {
		status = go(&t, DN_WISH_DOWN, err);
		if (status == DUNLIN_OK || status == DUNLIN_EREFUSED) /* some have no way back */
			status = skip_rest(&t, true, err);
	}
	free(t.round);
	return status;
}
