/* run/ending - what is left behind by a run that failed: in words, and in the event log. */
#include "run/ending.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"

/* "0007", "R__views": short, in a sentence that lists several. */
static void put_name(struct dn_str *text, const struct dn_step *step)
{
	if (step->kind == DN_KIND_VERSIONED)
		dn_str_puts(text, step->shown);
	else
		dn_str_printf(text, "%s%s", step->kind == DN_KIND_REPEATABLE ? "R__" : "seeds/",
			      step->name);
}

/* What was there before the culprit: the step before it, or the history. */
static void put_reached(struct dn_str *text, const struct dn_view *view, size_t done)
{
	const char *highest = dn_history_highest(&view->history);
	const struct dn_migration *m =
		highest == NULL ? NULL
				: dn_source_find(view->options->source, DN_KIND_VERSIONED, highest);

	if (done > 0) {
		put_name(text, &view->plan.steps[done - 1]);
		dn_str_puts(text, view->plan.steps[done - 1].direction == DN_UP ? " is applied"
										: " is reverted");
	} else if (m != NULL) {
		dn_str_printf(text, "%s is applied", m->version_text);
	} else {
		dn_str_puts(text, "nothing is applied");
	}
}

static void put_rest(struct dn_str *text, const struct dn_view *view, size_t culprit)
{
	const struct dn_step *step = &view->plan.steps[culprit];
	const size_t more = view->plan.n_steps - culprit - 1;
	const char *word = step->direction == DN_DOWN ? "still applied" : "pending";

	dn_str_puts(text, ", ");
	put_name(text, step);
	if (more == 0)
		dn_str_printf(text, " is %s", word);
	else
		dn_str_printf(text, " and %zu more are %s", more, word);
}

/* What was to be applied once more stands as it did, where nothing is done, or what reverted it was
 * rolled back with it. */
static bool stands(const struct dn_view *view, size_t culprit, size_t done)
{
	const struct dn_step *step = &view->plan.steps[culprit];
	size_t i;

	if (done > 0 || step->kind != DN_KIND_VERSIONED ||
	    dn_history_find(&view->history, step->kind, step->id) == NULL)
		return false;
	for (i = culprit; i < view->plan.n_steps; i++)
		if (view->plan.steps[i].direction == DN_UP &&
		    view->plan.steps[i].migration == step->migration)
			return true;
	return false;
}

static void put_standing(struct dn_str *text, const struct dn_view *view, size_t culprit,
			 size_t done)
{
	if (stands(view, culprit, done)) {
		put_name(text, &view->plan.steps[culprit]);
		dn_str_puts(text, " is applied as before");
		return;
	}
	put_reached(text, view, done);
	put_rest(text, view, culprit);
}

/* What became of the culprit's own statements. */
static void put_statement(struct dn_str *text, const struct dn_outcome *outcome,
			  const struct dn_step *step)
{
	const int64_t n = dn_script_count(step->body);

	if (outcome->verify)
		dn_str_puts(text, "verify body, ");
	else if (outcome->stmt_no > 0)
		dn_str_printf(text, "statement %" PRId64 " of %" PRId64 ", ", outcome->stmt_no, n);
	if (!dn_script_in_pieces(step))
		dn_str_puts(text, "rolled back; ");
	else if (outcome->stmts_left == 0)
		dn_str_puts(text, "nothing of the body is done; ");
	else
		dn_str_printf(text,
			      "what comes before statement %" PRId64
			      " is done and stays, and the next run goes on there; ",
			      outcome->stmts_left + 1);
	if (outcome->tidied)
		dn_str_puts(text, "what the statement left behind was taken away; ");
	else if (outcome->left_over)
		dn_str_puts(text, "the next run puts in order what the statement left behind; ");
}

static void say(const struct dn_view *view, const struct dn_outcome *outcome, size_t done,
		dunlin_status status, dunlin_error *err)
{
	struct dn_str text = DN_STR_INIT;

	if (view->trial) {
		if (outcome->culprit != SIZE_MAX && outcome->stmt_no > 0)
			dn_str_printf(&text, "statement %" PRId64 " of %" PRId64 "; ",
				      outcome->stmt_no,
				      dn_script_count(view->plan.steps[outcome->culprit].body));
		dn_str_puts(&text, "this was a trial, nothing was changed");
	} else if (outcome->culprit == SIZE_MAX) {
		put_reached(&text, view, done);
	} else if (outcome->unknown || status == DUNLIN_ECONNLOST) {
		put_name(&text, &view->plan.steps[outcome->culprit]);
		dn_str_puts(&text, outcome->unknown
					   ? " may or may not be committed; dunlin status tells"
					   : " was not committed; ");
		if (!outcome->unknown)
			put_reached(&text, view, done);
	} else {
		put_statement(&text, outcome, &view->plan.steps[outcome->culprit]);
		put_standing(&text, view, outcome->culprit, done);
	}
	if (text.failed)
		dn_error_lose(err, &err->state);
	else
		dn_error_state(err, "%s", dn_str_text(&text));
	dn_str_clear(&text);
}

/* "42P01, statement 2, line 14: no such table", as far as there is something to say. */
static void put_detail(struct dn_str *text, const struct dn_outcome *outcome,
		       const dunlin_error *err)
{
	const char *cause = err->sqlstate == NULL ? dn_status_name(err->status) : err->sqlstate;

	/* What an `expect` asks for is no error of the database. */
	if (!outcome->verify || err->sqlstate != NULL)
		dn_str_puts(text, cause);
	if (outcome->verify)
		dn_str_printf(text, "%sverify body", text->len == 0 ? "" : ", ");
	else if (outcome->stmt_no > 0)
		dn_str_printf(text, ", statement %" PRId64, outcome->stmt_no);
	if (err->line > 0)
		dn_str_printf(text, ", line %" PRId64, err->line);
	dn_str_printf(text, ": %s", err->message == NULL ? "" : err->message);
}

/* The row takes the seq that the failed transaction gave back. */
static void write_fail(struct dn_view *view, const struct dn_outcome *outcome,
		       const dunlin_error *err)
{
	const struct dn_script_context context = dn_view_context(view);
	const struct dn_step *step = &view->plan.steps[outcome->culprit];
	struct dn_event_row row = {
		.event = "fail",
		.kind = step->kind,
		.id = step->id,
		.direction = step->direction == DN_UP ? "up" : "down",
		.name = step->name,
		.dialect = context.dialect->name,
		.checksum = step->body == NULL ? NULL : step->body->checksum,
	};
	struct dn_ledger ledger = view->ledger;
	struct dn_str detail = DN_STR_INIT;
	struct dn_script script;
	size_t failed;

	put_detail(&detail, outcome, err);
	row.detail = dn_str_text(&detail);
	dn_script_init(&script);
	dn_script_add_event(&script, &context, &row, &ledger);
	if (!script.failed && !detail.failed) {
		view->session.heedless = true;
		if (dn_session_exec(&view->session, NULL, script.actions, script.n, &failed,
				    NULL) == DUNLIN_OK)
			view->ledger = ledger;
		else
			dn_ignore(dn_session_rollback(&view->session, NULL));
		view->session.heedless = false;
	}
	dn_script_clear(&script);
	dn_str_clear(&detail);
}

void dn_ending_record(struct dn_view *view, const struct dn_outcome *outcome, size_t done,
		      dunlin_error *err)
{
	if (err == NULL)
		return;
	say(view, outcome, done, err->status, err);
	if (!view->trial && outcome->culprit != SIZE_MAX && err->status != DUNLIN_ECONNLOST &&
	    err->status != DUNLIN_ECOMMITUNKNOWN && err->status != DUNLIN_EBUSY)
		write_fail(view, outcome, err);
}
