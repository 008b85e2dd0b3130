/* run/pieces - what must be asked and put in order around a statement that runs alone. */
#include "run/pieces.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "run/lock.h"
#include "run/place.h"

static const struct dn_body *body_of(const struct dn_attempt *a)
{
	return a->view->plan.steps[a->group->first].body;
}

static void place_at(const struct dn_attempt *a, const struct dn_stmt *stmt, dunlin_error *err)
{
	struct dn_place place;

	dn_place_find(&place, body_of(a), stmt, -1, -1, -1);
	dn_error_place(err, place.file, place.line, place.column, place.source, place.source_len);
}

static dunlin_status ask(struct dn_attempt *a, uint32_t when, const struct dn_stmt *stmt,
			 const char *remembered, struct dn_answer *out, dunlin_error *err)
{
	return dn_session_ask(&a->view->session, when, stmt->sql, stmt->len, remembered, out, err);
}

/* What must run before the statement can, or so that it is done. */
static dunlin_status fix(struct dn_attempt *a, const struct dn_answer *answer, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < answer->n_fixes && status == DUNLIN_OK; i++) {
		status =
			dn_session_run(&a->view->session, DUNLIN_STMT_ALONE, answer->fixes[i], err);
		if (status != DUNLIN_OK)
			dn_error_prefix(err, "cannot put in order what was cut off (%s)",
					answer->fixes[i]);
	}
	return status;
}

static size_t find(const struct dn_attempt *a, size_t from, enum dn_action_kind kind,
		   const struct dn_stmt *stmt)
{
	while (from < a->script.n &&
	       (a->script.actions[from].kind != kind || a->script.actions[from].stmt != stmt))
		from++;
	return from;
}

/* --- the stops ----------------------------------------------------------------- */

dunlin_status dn_pieces_remember(struct dn_attempt *a, size_t i, dunlin_error *err)
{
	const struct dn_stmt *stmt = a->script.actions[i].stmt;
	struct dn_str literal = DN_STR_INIT;
	struct dn_answer answer;
	dunlin_status status = ask(a, DUNLIN_ASK_BEFORE, stmt, NULL, &answer, err);

	free(a->remembered);
	a->remembered = NULL;
	if (status == DUNLIN_OK && answer.remember != NULL) {
		for (i++; i < a->script.n && (a->script.actions[i].kind != DN_ACT_JOURNAL ||
					      a->script.actions[i].hole == 0);)
			i++;
		dn_store_put_literal(a->view->options->target.dialect, answer.remember, &literal);
		if (i < a->script.n && !literal.failed)
			dn_script_fill(&a->script, &a->script.actions[i], dn_str_text(&literal),
				       strlen("NULL"));
		if (literal.failed || a->script.failed)
			status = dn_fail_nomem(err);
		a->remembered = answer.remember;
		answer.remember = NULL; /* the attempt's */
	}
	dn_str_clear(&literal);
	dn_answer_clear(&answer);
	return status;
}

static dunlin_status refuse_unknown(const struct dn_attempt *a, const struct dn_action *action,
				    const struct dn_answer *answer, dunlin_error *err)
{
	const struct dn_step *step = &a->view->plan.steps[a->group->first];

	dn_fail(err, DUNLIN_EREFUSED,
		"%s was cut off in statement %" PRId64
		", and nothing in the database tells whether it took effect",
		step->shown, action->stmt_no);
	place_at(a, action->stmt, err);
	if (err != NULL)
		dn_error_set(err, &err->detail, answer->message);
	dn_error_hint(err,
		      "look whether it did, and say so: dunlin resolve %s%s --done, or --retry to "
		      "run it again",
		      step->kind == DN_KIND_REPEATABLE ? "R__"
		      : step->kind == DN_KIND_SEED     ? "seeds/"
						       : "",
		      step->kind == DN_KIND_VERSIONED ? step->shown : step->id);
	return DUNLIN_EREFUSED;
}

static dunlin_status refuse_foreign(const struct dn_attempt *a, const struct dn_action *action,
				    const struct dn_answer *answer, dunlin_error *err)
{
	dn_fail(err, DUNLIN_EREFUSED, "statement %" PRId64 " of %s: %s", action->stmt_no,
		a->view->plan.steps[a->group->first].shown,
		answer->message == NULL ? "something else is in the place of its result"
					: answer->message);
	place_at(a, action->stmt, err);
	dn_error_hint(err, "rename or drop what is there if it is not wanted, or change the "
			   "statement; then run dunlin up again");
	return DUNLIN_EREFUSED;
}

/* Asks until the statement is no longer under way. */
static dunlin_status ask_patiently(struct dn_attempt *a, const struct dn_action *action,
				   struct dn_answer *answer, dunlin_error *err)
{
	const struct dn_journal_row *row = action->row;
	struct dn_patience patience;
	dunlin_status status;

	dn_patience_init(&patience, a->view->options->lock_wait_ms);
	for (;;) {
		status = ask(a, DUNLIN_ASK_CUT, action->stmt, row == NULL ? NULL : row->pre_state,
			     answer, err);
		if (status != DUNLIN_OK || answer->found != DUNLIN_FOUND_RUNNING)
			return status;
		dn_fail(err, DUNLIN_EBUSY, "statement %" PRId64 " is still under way%s%s",
			action->stmt_no, answer->message == NULL ? "" : ": ",
			answer->message == NULL ? "" : answer->message);
		place_at(a, action->stmt, err);
		dn_answer_clear(answer);
		if (!dn_patience_pause(&patience, &a->view->options->target, err))
			return err == NULL ? DUNLIN_EBUSY : err->status;
	}
}

dunlin_status dn_pieces_resume(struct dn_attempt *a, size_t i, dunlin_error *err)
{
	const struct dn_action *action = &a->script.actions[i];
	struct dn_answer answer;
	dunlin_status status;

	free(a->remembered);
	a->remembered = NULL;
	if (action->row != NULL && action->row->pre_state != NULL) {
		a->remembered = strdup(action->row->pre_state);
		if (a->remembered == NULL)
			return dn_fail_nomem(err);
	}
	status = ask_patiently(a, action, &answer, err);
	if (status != DUNLIN_OK)
		return status;
	if (answer.found == DUNLIN_FOUND_DONE || answer.found == DUNLIN_FOUND_NOT_DONE)
		status = fix(a, &answer, err);
	else
		status = answer.found == DUNLIN_FOUND_FOREIGN
				 ? refuse_foreign(a, action, &answer, err)
				 : refuse_unknown(a, action, &answer, err);
	if (status == DUNLIN_OK && answer.found == DUNLIN_FOUND_DONE)
		a->at = find(a, i, DN_ACT_ASSERT, action->stmt);
	dn_answer_clear(&answer);
	return status;
}

dunlin_status dn_pieces_assert(struct dn_attempt *a, size_t i, dunlin_error *err)
{
	const struct dn_action *action = &a->script.actions[i];
	struct dn_answer answer;
	dunlin_status status = ask(a, DUNLIN_ASK_AFTER, action->stmt, a->remembered, &answer, err);

	if (status != DUNLIN_OK)
		return status;
	if (answer.found == DUNLIN_FOUND_FOREIGN) {
		status = refuse_foreign(a, action, &answer, err);
	} else if (answer.found == DUNLIN_FOUND_NOT_DONE) {
		status = fix(a, &answer, err);
		if (status == DUNLIN_OK && a->asserted != i) {
			a->asserted = i; /* once more, and no more */
			a->at = find(a, 0, DN_ACT_BODY, action->stmt);
		} else if (status == DUNLIN_OK) {
			status = dn_fail(err, DUNLIN_ESQL,
					 "the database said that it is done, but its result is not "
					 "there%s%s",
					 answer.message == NULL ? "" : ": ",
					 answer.message == NULL ? "" : answer.message);
			place_at(a, action->stmt, err);
		}
	}
	dn_answer_clear(&answer);
	return status;
}

/* --- after a failure ------------------------------------------------------------- */

static const struct dn_action *failed_action(const struct dn_attempt *a)
{
	return a->failed < a->script.n ? &a->script.actions[a->failed] : NULL;
}

/* The statement that runs alone, and failed or has no result; NULL: it is another failure. */
static const struct dn_action *failed_alone(const struct dn_attempt *a)
{
	const struct dn_action *action = failed_action(a);

	if (action == NULL || action->stmt == NULL || action->tx != 0 ||
	    (action->kind != DN_ACT_BODY && action->kind != DN_ACT_ASSERT) ||
	    find(a, 0, DN_ACT_ASSERT, action->stmt) == a->script.n)
		return NULL;
	return action;
}

int64_t dn_pieces_left(const struct dn_attempt *a)
{
	const int64_t tx = a->failed < a->script.n ? a->script.actions[a->failed].tx : 0;
	int64_t left = dn_unfinished_done(&a->view->plan.steps[a->group->first].unfinished);
	size_t i;

	for (i = 0; i < a->failed && i < a->script.n; i++) {
		const struct dn_action *action = &a->script.actions[i];

		if ((action->kind == DN_ACT_MARK ||
		     (action->kind == DN_ACT_JOURNAL && action->hole == 0)) &&
		    (tx == 0 || action->tx != tx) && action->stmt_no > left)
			left = action->stmt_no;
	}
	return left;
}

/* Whether the journal says of a statement that it was begun, and nothing since. */
static bool has_intent(const struct dn_attempt *a)
{
	const int64_t tx = a->failed < a->script.n ? a->script.actions[a->failed].tx : 0;
	bool intent = dn_unfinished_begun(&a->view->plan.steps[a->group->first].unfinished) != NULL;
	size_t i;

	for (i = 0; i < a->failed && i < a->script.n; i++) {
		const struct dn_action *action = &a->script.actions[i];

		if (tx != 0 && action->tx == tx)
			break;
		if (action->kind == DN_ACT_MARK)
			intent = false;
		else if (action->kind == DN_ACT_JOURNAL && action->hole != 0)
			intent = true;
	}
	return intent;
}

bool dn_pieces_retry(struct dn_attempt *a)
{
	const struct dn_action *alone = failed_alone(a), *action = failed_action(a);
	struct dn_answer answer;
	size_t i = a->failed;
	bool can;

	if (alone == NULL) {
		if (action == NULL || action->tx == 0)
			return false;
		while (i > 0 && a->script.actions[i - 1].tx == action->tx)
			i--;
		a->at = i;
		return true;
	}
	if (ask(a, DUNLIN_ASK_CUT, alone->stmt, a->remembered, &answer, NULL) != DUNLIN_OK)
		return false;
	can = (answer.found == DUNLIN_FOUND_NOT_DONE || answer.found == DUNLIN_FOUND_DONE) &&
	      fix(a, &answer, NULL) == DUNLIN_OK;
	if (can)
		a->at = find(a, 0, answer.found == DUNLIN_FOUND_DONE ? DN_ACT_ASSERT : DN_ACT_BODY,
			     alone->stmt);
	dn_answer_clear(&answer);
	return can;
}

/* Makes the journal say what became of statement `n`; 0: of none. */
static bool write_journal(struct dn_attempt *a, int64_t n, bool done, bool forget)
{
	const struct dn_view *view = a->view;
	const struct dn_step *step = &view->plan.steps[a->group->first];
	const struct dn_event_row row = { .kind = step->kind,
					  .id = step->id,
					  .direction = step->direction == DN_UP ? "up" : "down" };
	struct dn_str sql = DN_STR_INIT;
	bool written;

	if (forget)
		dn_store_put_forget(&view->store, &row, &sql);
	else if (done)
		dn_store_put_done(&view->store, &a->ledger, &row, n, &sql);
	else
		dn_store_put_withdraw(&view->store, &a->ledger, &row, n, &sql);
	written = !sql.failed &&
		  dn_session_commit(&a->view->session, dn_str_text(&sql), NULL) == DUNLIN_OK;
	dn_str_clear(&sql);
	return written;
}

void dn_pieces_tidy(struct dn_attempt *a, struct dn_outcome *outcome)
{
	const struct dn_action *alone = failed_alone(a);
	struct dn_answer answer = { .found = DUNLIN_FOUND_NOT_DONE };
	bool known = alone != NULL || !has_intent(a);

	outcome->stmts_left = dn_pieces_left(a);
	/* An error that the database reported means that the statement had no effect, but for
	 * what it may have left behind. */
	if (alone != NULL &&
	    ask(a, DUNLIN_ASK_CUT, alone->stmt, a->remembered, &answer, NULL) == DUNLIN_OK) {
		known = answer.found != DUNLIN_FOUND_RUNNING;
		if (answer.found == DUNLIN_FOUND_NOT_DONE || answer.found == DUNLIN_FOUND_DONE)
			known = fix(a, &answer, NULL) == DUNLIN_OK;
		outcome->tidied = known && answer.n_fixes > 0;
	}
	if (!known) {
		/* Who refused to go on has said what is left. */
		outcome->left_over = dn_attempt_failed(a) != DN_ACT_RESUME;
	} else if (alone != NULL && answer.found == DUNLIN_FOUND_DONE) {
		if (write_journal(a, alone->stmt_no, true, false))
			outcome->stmts_left = alone->stmt_no;
	} else if (outcome->stmts_left == 0) {
		dn_ignore(write_journal(a, 0, false, true) ? DUNLIN_OK : DUNLIN_ESQL);
	} else if (alone != NULL) {
		dn_ignore(write_journal(a, alone->stmt_no, false, false) ? DUNLIN_OK : DUNLIN_ESQL);
	}
	dn_answer_clear(&answer);
}
