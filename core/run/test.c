/* run/test - runs query files, each in a transaction that is rolled back. */
#include "run/test.h"

#include <string.h>

#include "base/error.h"
#include "run/expect.h"

/* One file while it runs. */
struct testing {
	struct dn_session *session;
	const struct dn_body *body;
	const struct dn_tester *tester;
};

bool dn_test_goes_on(dunlin_status status)
{
	return status != DUNLIN_ECONNLOST && status != DUNLIN_ECOMMITUNKNOWN &&
	       status != DUNLIN_ECONNECT && status != DUNLIN_ECANCELED && status != DUNLIN_ENOMEM &&
	       status != DUNLIN_EPLUGIN;
}

static dunlin_status begin(struct dn_session *session, dunlin_error *err)
{
	const struct dunlin_dialect *dialect = session->target->dialect;

	/* It may insert what must be refused; where nothing can be written, it reads. */
	return dn_session_run(
		session, DUNLIN_STMT_BEGIN,
		session->info.read_only == NULL ? dialect->begin : dialect->begin_read, err);
}

static dunlin_status run_own(struct dn_session *session, const char *sql, dunlin_error *err)
{
	return dn_session_run(session, DUNLIN_STMT_PLAIN, sql, err);
}

/* After a statement that failed: as if it had never been. */
static dunlin_status undo(struct dn_session *session, dunlin_error *err)
{
	dunlin_status status;

	/* A conflict may be told to roll back the whole transaction. */
	if (dn_session_tx_state(session) == DUNLIN_TX_NONE)
		return begin(session, err);
	status = run_own(session, "ROLLBACK TO SAVEPOINT dunlin_test", err);
	return status == DUNLIN_OK ? run_own(session, "RELEASE SAVEPOINT dunlin_test", err)
				   : status;
}

static dunlin_status refuse(const struct testing *t, const struct dn_stmt *stmt, dunlin_error *err)
{
	size_t len = 0;
	const char *line = dn_body_line(t->body, stmt->line, &len);

	(void)dn_fail_at(err, DUNLIN_EUNSUPPORTED, t->body->file, stmt->line, 0,
			 "a query file runs in a transaction, and this statement cannot");
	dn_error_place(err, t->body->file, stmt->line, 0, line, len);
	return DUNLIN_EUNSUPPORTED;
}

/* Runs it below a savepoint, which is kept when it held; `fault` is what it came to. */
static dunlin_status run_below(const struct testing *t, const struct dn_stmt *stmt,
			       struct dn_expect_result *result, dunlin_error *fault,
			       dunlin_error *err)
{
	dunlin_status status, came;

	if ((stmt->effects & DN_EFFECT_NO_TX) != 0) {
		dn_ignore(refuse(t, stmt, fault));
		return DUNLIN_OK;
	}
	status = run_own(t->session, "SAVEPOINT dunlin_test", err);
	if (status != DUNLIN_OK)
		return status;
	came = dn_expect_run(t->session, t->body, stmt, result, fault);
	if (!dn_test_goes_on(came)) {
		dn_error_move(err, fault);
		return came;
	}
	return came != DUNLIN_OK ? undo(t->session, err)
				 : run_own(t->session, "RELEASE SAVEPOINT dunlin_test", err);
}

static dunlin_status run_statement(const struct testing *t, const struct dn_stmt *stmt,
				   dunlin_error *err)
{
	struct dn_point point = {
		.file = t->body->file, .line = stmt->line, .text = stmt->sql, .len = stmt->len
	};
	struct dn_expect_result result = { 0 };
	dunlin_error fault;
	dunlin_status status;

	dn_error_init(&fault);
	status = run_below(t, stmt, &result, &fault, err);
	if (status == DUNLIN_OK) {
		point.outcome = fault.status == DUNLIN_OK ? DN_OUTCOME_OK : DN_OUTCOME_FAILED;
		point.elapsed_us = result.elapsed_us;
		point.fault = &fault;
		point.expected = dn_str_text(&result.expected);
		point.got = dn_str_text(&result.got);
		t->tester->hear(t->tester->payload, &point);
	}
	dn_error_clear(&fault);
	dn_expect_clear(&result);
	return status;
}

/* What of a pair around the file closes it, when that is to count; else NULL. */
static const struct dn_stmt *closing(const struct testing *t)
{
	const struct dn_stmt *last = NULL;
	size_t i;

	for (i = 0; i < t->body->n_stmts && t->tester->commits; i++)
		if ((t->body->stmts[i].effects & DN_EFFECT_COMMIT) != 0)
			last = &t->body->stmts[i];
	return last;
}

/* As a statement of the file: what was put off until here may fail. */
static dunlin_status commit(const struct testing *t, const struct dn_stmt *stmt, dunlin_error *err)
{
	struct dn_point point = {
		.file = t->body->file, .line = stmt->line, .text = stmt->sql, .len = stmt->len
	};
	dunlin_error fault;
	dunlin_status status;

	dn_error_init(&fault);
	status = dn_session_run(t->session, DUNLIN_STMT_COMMIT, t->session->target->dialect->commit,
				&fault);
	if (dn_test_goes_on(status)) {
		point.outcome = status == DUNLIN_OK ? DN_OUTCOME_OK : DN_OUTCOME_FAILED;
		point.fault = &fault;
		point.expected = point.got = "";
		t->tester->hear(t->tester->payload, &point);
		status = DUNLIN_OK;
	} else {
		dn_error_move(err, &fault);
	}
	dn_error_clear(&fault);
	return status;
}

static dunlin_status run_body(const struct testing *t, dunlin_error *err)
{
	const struct dn_stmt *last = closing(t);
	dunlin_status status = begin(t->session, err), ended;
	size_t i;

	for (i = 0; i < t->body->n_stmts && status == DUNLIN_OK; i++)
		if (dn_stmt_is_sent(&t->body->stmts[i]))
			status = run_statement(t, &t->body->stmts[i], err);
	if (status == DUNLIN_OK && last != NULL)
		status = commit(t, last, err);
	if (status == DUNLIN_ECONNLOST)
		return status;
	ended = dn_session_rollback(t->session, status == DUNLIN_OK ? err : NULL);
	if (ended == DUNLIN_OK && (t->body->effects & DN_EFFECT_SESSION) != 0)
		ended = dn_session_reset(t->session, status == DUNLIN_OK ? err : NULL);
	return status == DUNLIN_OK ? ended : status;
}

static void skip(const struct testing *t, const char *why, const char *what)
{
	struct dn_point point = { .outcome = DN_OUTCOME_SKIPPED, .file = t->body->file };
	struct dn_str reason = DN_STR_INIT;

	dn_str_printf(&reason, "%s%s", why, what);
	point.reason = reason.failed ? "out of memory" : dn_str_text(&reason);
	t->tester->hear(t->tester->payload, &point);
	dn_str_clear(&reason);
}

static bool has_statements(const struct dn_body *body)
{
	size_t i;

	for (i = 0; i < body->n_stmts; i++)
		if (dn_stmt_is_sent(&body->stmts[i]))
			return true;
	return false;
}

dunlin_status dn_test_cut(struct dn_queries *queries, const struct dunlin_dialect *dialect,
			  dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < queries->n && status == DUNLIN_OK; i++)
		if (dn_query_is_for(queries->bodies[i], dialect->name))
			status = dn_body_cut(queries->source, queries->bodies[i], dialect, err);
	return status;
}

dunlin_status dn_test_queries(struct dn_view *view, struct dn_queries *queries,
			      const struct dn_tester *tester, dunlin_error *err)
{
	const struct dunlin_dialect *dialect = view->options->target.dialect;
	dunlin_status status;
	size_t i;

	if (!dn_session_can(&view->session, DUNLIN_CAP_SAVEPOINTS))
		return dn_fail(err, DUNLIN_EUNSUPPORTED,
			       "%s has no savepoints, below which query files run",
			       view->session.info.product);
	status = dn_test_cut(queries, dialect, err);
	for (i = 0; i < queries->n && status == DUNLIN_OK; i++) {
		const struct dn_body *body = queries->bodies[i];
		const struct testing t = { &view->session, body, tester };

		if (!dn_query_is_for(body, dialect->name))
			skip(&t, "for ", body->dialect != NULL ? body->dialect : body->only[0]);
		else if (!has_statements(body))
			skip(&t, "", "it has no statements");
		else
			status = run_body(&t, err);
	}
	return status;
}
