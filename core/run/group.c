/* run/group - carries out one group of steps, and puts things in order when it fails. */
#include "run/group.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "run/check.h"
#include "run/lock.h"
#include "run/verify.h"

enum { MOST_TRIES = 10, RETRY_FOR_MS = 60000 };

/* One try of one group. */
struct attempt {
	struct dn_view *view;
	const struct dn_group *group;
	struct dn_script script;
	struct dn_check check;
	struct dn_ledger ledger; /* as it will be when all is durable */
	int64_t began_us;        /* of the step under way */
	int64_t *took_us;        /* by step of the group */
	size_t failed;           /* index of the action to blame; script.n: none */
	int64_t stmts_done;      /* of a step in pieces: what stays */
};

/* --- telling ------------------------------------------------------------------ */

static void tell_step(const struct dn_view *view, enum dn_news_kind kind, size_t step,
		      int64_t elapsed_us)
{
	const struct dn_step *s = &view->plan.steps[step];
	const struct dn_news news = {
		.kind = kind,
		.step = s,
		.step_no = (int64_t)step + 1,
		.n_steps = (int64_t)view->plan.n_steps,
		.n_stmts = dn_script_count(s->body),
		.file = s->body == NULL ? NULL : s->body->file,
		.elapsed_us = elapsed_us,
		.text = kind == DN_NEWS_STEP ? s->reason : NULL,
	};

	dn_tell(&view->options->target.teller, &news);
}

static void tell_retry(const struct dn_view *view, size_t step, const dunlin_error *err)
{
	struct dn_news news = {
		.kind = DN_NEWS_RETRY,
		.step = &view->plan.steps[step],
		.step_no = (int64_t)step + 1,
		.n_steps = (int64_t)view->plan.n_steps,
		.text = err->message,
	};
	struct dn_str text = DN_STR_INIT;

	/* Who held the lock: somebody may want to have a word with them. */
	if (err->status == DUNLIN_ELOCKTIMEOUT && err->detail != NULL) {
		dn_str_printf(&text, "%s; %s", err->message, err->detail);
		if (!text.failed)
			news.text = dn_str_text(&text);
	}
	dn_tell(&view->options->target.teller, &news);
	dn_str_clear(&text);
}

/* --- walking the script ---------------------------------------------------------- */

/* Where a stretch ends, to be looked at before the next is sent.  A database
 * that leaves measuring to us is near enough for a stretch of each step's own. */
static bool is_stop(const struct attempt *a, const struct dn_action *action)
{
	if (action->kind == DN_ACT_DONE)
		return a->view->options->target.dialect->duration == NULL;
	return action->kind == DN_ACT_CHECK_BEFORE || action->kind == DN_ACT_CHECK_AFTER ||
	       action->kind == DN_ACT_MEASURE || action->kind == DN_ACT_RESET ||
	       action->kind == DN_ACT_VERIFY;
}

static void tell_done(struct attempt *a, size_t step)
{
	int64_t *took = &a->took_us[step - a->group->first];

	*took = dn_clock_us() - a->began_us;
	tell_step(a->view, DN_NEWS_DONE, step, *took);
}

/* Before a stretch is sent its steps begin; after it they are done. */
static void tell_stretch(struct attempt *a, size_t from, size_t to, enum dn_action_kind kind)
{
	const struct dn_action *actions = a->script.actions;
	size_t i;

	for (i = from; i < to; i++) {
		if (actions[i].kind != kind)
			continue;
		if (kind == DN_ACT_DONE) {
			tell_done(a, actions[i].step);
		} else {
			a->began_us = dn_clock_us();
			tell_step(a->view, DN_NEWS_STEP, actions[i].step, 0);
		}
	}
}

/* BEGIN and COMMIT may find somebody else at work where the transaction is the
 * lock; nothing has happened yet, so just they are sent again. */
static bool may_resend(const struct attempt *a, dunlin_status status)
{
	enum dn_action_kind kind;

	if (status != DUNLIN_EBUSY || a->failed >= a->script.n)
		return false;
	kind = a->script.actions[a->failed].kind;
	if (kind == DN_ACT_COMMIT)
		return dn_session_tx_state(&a->view->session) == DUNLIN_TX_OPEN;
	return kind == DN_ACT_BEGIN;
}

static dunlin_status send_stretch(struct attempt *a, size_t from, size_t to, dunlin_error *err)
{
	struct dn_view *view = a->view;
	struct dn_patience patience;
	dunlin_status status;
	size_t failed;

	dn_patience_init(&patience, view->options->lock_wait_ms);
	tell_stretch(a, from, to, DN_ACT_STEP);
	for (;;) {
		status = dn_session_exec(&view->session, &view->plan, a->script.actions + from,
					 to - from, &failed, err);
		a->failed = status == DUNLIN_OK || failed == to - from ? a->script.n
								       : from + failed;
		if (!may_resend(a, status))
			break;
		if (!dn_patience_pause(&patience, &view->options->target, err)) {
			status = err == NULL ? status : err->status;
			break;
		}
		from = a->failed;
	}
	if (status == DUNLIN_OK)
		tell_stretch(a, from, to, DN_ACT_DONE);
	return status;
}

static dunlin_status stop_at(struct attempt *a, size_t i, dunlin_error *err)
{
	struct dn_session *session = &a->view->session;

	switch (a->script.actions[i].kind) {
	case DN_ACT_CHECK_BEFORE:
		return dn_check_before(&a->check, session, err);
	case DN_ACT_CHECK_AFTER:
		return dn_check_after(&a->check, session, err);
	case DN_ACT_RESET:
		return dn_session_reset(session, err);
	case DN_ACT_DONE:
		tell_done(a, a->script.actions[i].step);
		return DUNLIN_OK;
	case DN_ACT_VERIFY:
		return dn_verify_inside(
			session, a->view->plan.steps[a->script.actions[i].step].migration->verify,
			err);
	default: /* MEASURE: the record comes next */
		dn_script_fill(&a->script, &a->script.actions[i + 1], dn_clock_us() - a->began_us);
		return a->script.failed ? dn_fail_nomem(err) : DUNLIN_OK;
	}
}

static dunlin_status walk(struct attempt *a, dunlin_error *err)
{
	const struct dn_script *script = &a->script;
	dunlin_status status = DUNLIN_OK;
	size_t from = 0, to;

	while (from < script->n && status == DUNLIN_OK) {
		for (to = from; to < script->n && !is_stop(a, &script->actions[to]);)
			to++;
		if (to > from)
			status = send_stretch(a, from, to, err);
		if (status == DUNLIN_OK && to < script->n) {
			status = stop_at(a, to, err);
			if (status != DUNLIN_OK)
				a->failed = to;
		}
		from = to + 1;
	}
	return status;
}

/* --- after a failure ---------------------------------------------------------------- */

static bool is_lost(dunlin_status status)
{
	return status == DUNLIN_ECONNLOST || status == DUNLIN_ECOMMITUNKNOWN;
}

static enum dn_action_kind failed_kind(const struct attempt *a)
{
	return a->failed < a->script.n ? a->script.actions[a->failed].kind : DN_ACT_DONE;
}

/* The event's key is the fence: whoever writes second finds it taken, or has to
 * wait for who is writing it. */
static bool is_fence(const struct attempt *a, dunlin_status status)
{
	return failed_kind(a) == DN_ACT_EVENT &&
	       (status == DUNLIN_EEXISTS || status == DUNLIN_ELOCKTIMEOUT ||
		status == DUNLIN_ESERIALIZE || status == DUNLIN_EDEADLOCK);
}

static bool is_transient(dunlin_status status)
{
	return status == DUNLIN_ELOCKTIMEOUT || status == DUNLIN_EDEADLOCK ||
	       status == DUNLIN_ESERIALIZE;
}

/* Ends what is open, and puts back what was set around a rebuild. */
static void roll_back(struct attempt *a)
{
	struct dn_session *session = &a->view->session;
	const char *after = a->view->options->target.dialect->rebuild_after;

	dn_ignore(dn_session_rollback(session, NULL));
	if (a->group->rebuild && after != NULL)
		dn_ignore(dn_session_run(session, DUNLIN_STMT_ALONE, after, NULL));
	if (a->group->session)
		dn_ignore(dn_session_reset(session, NULL));
}

/* Of a step in pieces: how many statements of its body stay done. */
static int64_t pieces_left(const struct attempt *a)
{
	const struct dn_action *actions = a->script.actions;
	const size_t end = a->failed < a->script.n ? a->failed : 0;
	int64_t left = 0;
	size_t i;

	for (i = 0; i < end; i++)
		if (actions[i].kind == DN_ACT_BODY &&
		    (actions[i].tx == 0 || actions[i].tx != actions[end].tx))
			left = actions[i].stmt_no;
	return left;
}

/* Commits the steps before the one that failed, which goes back to its
 * savepoint; false when there is nothing to keep or it cannot be kept. */
static bool keep_earlier(struct attempt *a, size_t earlier)
{
	struct dn_session *session = &a->view->session;
	const struct dunlin_dialect *dialect = a->view->options->target.dialect;

	if (earlier == 0 || dn_session_tx_state(session) != DUNLIN_TX_OPEN)
		return false;
	return dn_session_run(session, DUNLIN_STMT_PLAIN, "ROLLBACK TO SAVEPOINT dunlin_step",
			      NULL) == DUNLIN_OK &&
	       dn_session_run(session, DUNLIN_STMT_PLAIN, "RELEASE SAVEPOINT dunlin_step", NULL) ==
		       DUNLIN_OK &&
	       (dialect->check == NULL || dn_check_after(&a->check, session, NULL) == DUNLIN_OK) &&
	       dn_session_run(session, DUNLIN_STMT_COMMIT, dialect->commit, NULL) == DUNLIN_OK;
}

/* What was built ahead is not what stands: asks where the log is now.  The
 * view's own history stays, since its plan points into it. */
static void refresh_ledger(struct dn_view *view)
{
	struct dn_history now;

	dn_history_init(&now);
	if (dn_store_read(&view->store, &view->session, &now, NULL) == DUNLIN_OK) {
		view->ledger.seq = now.seq;
		memcpy(view->ledger.hash, now.hash, sizeof(now.hash));
	}
	dn_history_clear(&now);
}

/* Whether a body's statement may have run before the action that failed. */
static bool body_began(const struct attempt *a)
{
	size_t i;

	for (i = 0; i < a->failed && i < a->script.n; i++)
		if (a->script.actions[i].kind == DN_ACT_BODY)
			return true;
	return false;
}

/* Whether what failed came after the COMMIT of a group in one transaction. */
static bool was_committed(const struct attempt *a)
{
	size_t i;

	for (i = 0; a->failed < a->script.n && i < a->failed; i++)
		if (a->script.actions[i].kind == DN_ACT_COMMIT)
			return !a->group->pieces || failed_kind(a) == DN_ACT_RESET;
	return false;
}

/* --- one try ---------------------------------------------------------------------------- */

static dunlin_status prepare(struct attempt *a, struct dn_view *view, const struct dn_group *group,
			     dunlin_error *err)
{
	const struct dn_script_context context = dn_view_context(view);

	memset(a, 0, sizeof(*a));
	a->view = view;
	a->group = group;
	a->ledger = view->ledger;
	a->took_us = calloc(group->n, sizeof(*a->took_us));
	dn_script_init(&a->script);
	dn_script_add(&a->script, &context, &view->plan, group, &a->ledger);
	return a->took_us == NULL || a->script.failed ? dn_fail_nomem(err) : DUNLIN_OK;
}

static void clear(struct attempt *a)
{
	dn_script_clear(&a->script);
	dn_check_clear(&a->check);
	free(a->took_us);
}

static void tell_applied(const struct attempt *a, size_t n)
{
	size_t i;

	for (i = 0; i < n && !a->view->dry_run; i++)
		tell_step(a->view, DN_NEWS_APPLIED, a->group->first + i, a->took_us[i]);
}

/* A group of several steps failed as a whole: run them one by one, and see. */
static dunlin_status one_by_one(struct dn_view *view, const struct dn_group *group,
				struct dn_outcome *outcome, dunlin_error *err)
{
	struct dn_group one = *group;
	dunlin_status status = DUNLIN_OK;
	struct dn_outcome each;
	size_t i;

	one.n = 1;
	for (i = 0; i < group->n && status == DUNLIN_OK; i++) {
		one.first = group->first + i;
		status = dn_group_run(view, &one, &each, err);
		each.n_done += i;
		*outcome = each;
		if (each.fenced)
			break;
	}
	return status;
}

/* The database undid the whole transaction: run what came before the culprit
 * once more, as a group of its own. */
static dunlin_status run_earlier(struct dn_view *view, const struct dn_group *group, size_t earlier,
				 struct dn_outcome *outcome)
{
	struct dn_group before = *group;
	dunlin_error ignored;
	dunlin_status status;

	before.n = earlier;
	before.session = false;
	dn_error_init(&ignored);
	status = dn_group_run(view, &before, outcome, &ignored);
	dn_error_clear(&ignored);
	return status;
}

/* Cleans up after a failed try, and finds out what is durable. */
static dunlin_status settle(struct attempt *a, dunlin_status status, struct dn_outcome *outcome,
			    dunlin_error *err)
{
	struct dn_view *view = a->view;
	const struct dn_group *group = a->group;
	const struct dn_action *action = a->failed < a->script.n ? &a->script.actions[a->failed]
								 : NULL;
	struct dn_outcome before = { 0 };
	size_t earlier;

	view->session.heedless = true;
	outcome->culprit = action != NULL && action->step != SIZE_MAX ? action->step
			   : group->n == 1                            ? group->first
								      : SIZE_MAX;
	outcome->stmt_no = action == NULL ? 0 : action->stmt_no;
	if (failed_kind(a) == DN_ACT_BEGIN) {
		outcome->culprit = SIZE_MAX;
		roll_back(a);
		return status;
	}
	if (was_committed(a)) {
		outcome->culprit = SIZE_MAX;
		outcome->n_done = group->n;
		view->ledger = a->ledger;
		tell_applied(a, group->n);
		return status;
	}
	if (is_lost(status)) {
		outcome->unknown = status == DUNLIN_ECOMMITUNKNOWN;
		return status;
	}
	/* The check and COMMIT are about the whole body. */
	if (outcome->culprit != SIZE_MAX && outcome->stmt_no == 0 && err->file == NULL &&
	    view->plan.steps[outcome->culprit].body != NULL)
		dn_error_place(err, view->plan.steps[outcome->culprit].body->file, 0, 0, NULL, 0);
	if (group->pieces) {
		outcome->stmts_left = pieces_left(a);
		roll_back(a);
		refresh_ledger(view); /* its start event stands */
		return status;
	}
	if (group->all) {
		roll_back(a);
		return status;
	}
	earlier = outcome->culprit == SIZE_MAX ? 0 : outcome->culprit - group->first;
	if (keep_earlier(a, earlier)) {
		outcome->n_done = earlier;
		tell_applied(a, earlier);
	} else {
		roll_back(a);
	}
	if (outcome->culprit == SIZE_MAX && status != DUNLIN_ECANCELED && status != DUNLIN_EBUSY) {
		view->session.heedless = false;
		return one_by_one(view, group, outcome, err);
	}
	if (earlier > 0 && outcome->n_done == 0 &&
	    run_earlier(view, group, earlier, &before) == DUNLIN_OK)
		outcome->n_done = before.n_done;
	else if (outcome->n_done > 0)
		refresh_ledger(view);
	return status;
}

dunlin_status dn_group_run(struct dn_view *view, const struct dn_group *group,
			   struct dn_outcome *outcome, dunlin_error *err)
{
	const bool heedless = view->session.heedless;
	struct dn_patience patience;
	dunlin_error own, *why = err == NULL ? &own : err;
	struct attempt a;
	dunlin_status status;
	int tries;

	dn_error_init(&own);
	dn_patience_init(&patience, RETRY_FOR_MS);
	for (tries = 1;; tries++) {
		memset(outcome, 0, sizeof(*outcome));
		outcome->culprit = SIZE_MAX;
		status = prepare(&a, view, group, why);
		if (status != DUNLIN_OK)
			break;
		status = walk(&a, why);
		if (status == DUNLIN_OK) {
			outcome->n_done = group->n;
			if (!view->dry_run)
				view->ledger = a.ledger;
			tell_applied(&a, group->n);
			break;
		}
		if (is_fence(&a, status) && !(group->pieces && body_began(&a))) {
			roll_back(&a);
			outcome->fenced = true;
			break;
		}
		if (!is_transient(status) || group->pieces || tries == MOST_TRIES) {
			status = settle(&a, status, outcome, why);
			break;
		}
		roll_back(&a);
		tell_retry(view,
			   a.failed < a.script.n && a.script.actions[a.failed].step != SIZE_MAX
				   ? a.script.actions[a.failed].step
				   : group->first,
			   why);
		if (!dn_patience_pause(&patience, &view->options->target, why)) {
			status = settle(&a, why->status, outcome, why);
			break;
		}
		clear(&a);
	}
	clear(&a);
	view->session.heedless = heedless;
	dn_error_clear(&own);
	return status;
}
