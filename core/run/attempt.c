/* run/attempt - one try of one group of steps. */
#include "run/attempt.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "run/lock.h"
#include "run/pieces.h"
#include "run/verify.h"

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

/* --- walking the script ---------------------------------------------------------- */

/* Where a stretch ends, to be looked at before the next is sent.  A database
 * that leaves measuring to us is near enough for a stretch of each step's own. */
static bool is_stop(const struct dn_attempt *a, const struct dn_action *action)
{
	if (action->kind == DN_ACT_DONE)
		return a->view->options->target.dialect->duration == NULL;
	return action->kind == DN_ACT_CHECK_BEFORE || action->kind == DN_ACT_CHECK_AFTER ||
	       action->kind == DN_ACT_MEASURE || action->kind == DN_ACT_RESET ||
	       action->kind == DN_ACT_VERIFY || action->kind == DN_ACT_REMEMBER ||
	       action->kind == DN_ACT_RESUME || action->kind == DN_ACT_ASSERT;
}

static void tell_action(struct dn_attempt *a, const struct dn_action *action)
{
	int64_t *took;

	if (action->kind == DN_ACT_STEP) {
		a->began_us = dn_clock_us();
		tell_step(a->view, DN_NEWS_STEP, action->step, 0);
	} else if (action->kind == DN_ACT_DONE) {
		took = &a->took_us[action->step - a->group->first];
		*took = dn_clock_us() - a->began_us;
		tell_step(a->view, DN_NEWS_DONE, action->step, *took);
	}
}

/* Tells of steps that began and ended in front of the action `to`, each once. */
static void tell_until(struct dn_attempt *a, size_t to)
{
	for (; a->told < to; a->told++)
		tell_action(a, &a->script.actions[a->told]);
}

/* What is sent next begins what stands in front of it. */
static size_t next_sent(const struct dn_attempt *a, size_t from, size_t to)
{
	while (from < to && !dn_action_is_sent(&a->script.actions[from]))
		from++;
	return from;
}

/* A statement of the stretch under way is done. */
static void hear(void *payload, const struct dn_action *action)
{
	struct dn_attempt *a = payload;
	const size_t i = (size_t)(action - a->script.actions);

	a->n_committed += action->kind == DN_ACT_COMMIT && i >= a->script.n_tables;
	tell_until(a, next_sent(a, i + 1, a->sent_to));
}

/* BEGIN and COMMIT may find somebody else at work where the transaction is the
 * lock; nothing has happened yet, so just they are sent again. */
static bool may_resend(const struct dn_attempt *a, dunlin_status status)
{
	enum dn_action_kind kind;

	if (status != DUNLIN_EBUSY || a->failed >= a->script.n)
		return false;
	kind = a->script.actions[a->failed].kind;
	if (kind == DN_ACT_COMMIT)
		return dn_session_tx_state(&a->view->session) == DUNLIN_TX_OPEN;
	return kind == DN_ACT_BEGIN;
}

/* 0A000, feature not supported: it has had no effect. */
static bool is_unsupported(const dunlin_error *err)
{
	return err != NULL && err->sqlstate != NULL && strcmp(err->sqlstate, "0A000") == 0;
}

/* An online statement that is refused in one way may be taken in the next. */
static bool try_next_tail(struct dn_attempt *a, dunlin_error *err)
{
	struct dn_action *action = a->failed < a->script.n ? &a->script.actions[a->failed] : NULL;

	if (action == NULL || action->tails == NULL || !is_unsupported(err))
		return false;
	if (dn_script_next_tail(&a->script, action))
		return true;
	dn_error_hint(err,
		      "it would copy the table or keep others from it; change the statement, or "
		      "take `-- dunlin: online` out and run it when nobody needs the table");
	return false;
}

static dunlin_status send_stretch(struct dn_attempt *a, size_t from, size_t to, dunlin_error *err)
{
	struct dn_view *view = a->view;
	struct dn_patience patience;
	dunlin_status status;
	size_t failed;

	dn_patience_init(&patience, view->options->lock_wait_ms);
	a->sent_to = to;
	tell_until(a, next_sent(a, from, to));
	view->session.on_done = hear;
	view->session.payload = a;
	for (;;) {
		status = dn_session_exec(&view->session, &view->plan, a->script.actions + from,
					 to - from, &failed, err);
		a->failed = status == DUNLIN_OK || failed == to - from ? a->script.n
								       : from + failed;
		if (status != DUNLIN_OK && try_next_tail(a, err)) {
			from = a->failed;
			continue;
		}
		if (!may_resend(a, status))
			break;
		if (!dn_patience_pause(&patience, &view->options->target, err)) {
			status = err == NULL ? status : err->status;
			break;
		}
		from = a->failed;
	}
	view->session.on_done = NULL;
	if (status == DUNLIN_OK)
		tell_until(a, to);
	return status;
}

static dunlin_status stop_at(struct dn_attempt *a, size_t i, dunlin_error *err)
{
	struct dn_session *session = &a->view->session;
	char us[24];

	switch (a->script.actions[i].kind) {
	case DN_ACT_CHECK_BEFORE:
		return dn_check_before(&a->check, session, err);
	case DN_ACT_CHECK_AFTER:
		return dn_check_after(&a->check, session, err);
	case DN_ACT_RESET:
		return dn_session_reset(session, err);
	case DN_ACT_DONE:
		tell_until(a, i + 1);
		return DUNLIN_OK;
	case DN_ACT_VERIFY:
		return dn_verify_inside(
			session, a->view->plan.steps[a->script.actions[i].step].migration->verify,
			err);
	case DN_ACT_REMEMBER:
		return dn_pieces_remember(a, i, err);
	case DN_ACT_RESUME:
		return dn_pieces_resume(a, i, err);
	case DN_ACT_ASSERT:
		return dn_pieces_assert(a, i, err);
	default: /* MEASURE: the record comes next */
		(void)snprintf(us, sizeof(us), "%" PRId64, dn_clock_us() - a->began_us);
		dn_script_fill(&a->script, &a->script.actions[i + 1], us, 1);
		return a->script.failed ? dn_fail_nomem(err) : DUNLIN_OK;
	}
}

dunlin_status dn_attempt_walk(struct dn_attempt *a, dunlin_error *err)
{
	const struct dn_script *script = &a->script;
	dunlin_status status = DUNLIN_OK;
	size_t from, to;

	while (a->at < script->n && status == DUNLIN_OK) {
		from = a->at;
		for (to = from; to < script->n && !is_stop(a, &script->actions[to]);)
			to++;
		if (to > from)
			status = send_stretch(a, from, to, err);
		a->at = to < script->n ? to + 1 : to;
		if (status == DUNLIN_OK && to < script->n) {
			status = stop_at(a, to, err);
			if (status != DUNLIN_OK)
				a->failed = to;
		}
	}
	return status;
}

dunlin_status dn_attempt_init(struct dn_attempt *a, struct dn_view *view,
			      const struct dn_group *group, dunlin_error *err)
{
	const struct dn_script_context context = dn_view_context(view);

	memset(a, 0, sizeof(*a));
	a->view = view;
	a->group = group;
	a->ledger = view->ledger;
	a->took_us = calloc(group->n, sizeof(*a->took_us));
	dn_script_init(&a->script);
	dn_script_add(&a->script, &context, &view->plan, group, &a->ledger);
	a->failed = a->asserted = a->script.n;
	return a->took_us == NULL || a->script.failed ? dn_fail_nomem(err) : DUNLIN_OK;
}

void dn_attempt_clear(struct dn_attempt *a)
{
	dn_script_clear(&a->script);
	dn_check_clear(&a->check);
	free(a->took_us);
	free(a->remembered);
}

enum dn_action_kind dn_attempt_failed(const struct dn_attempt *a)
{
	return a->failed < a->script.n ? a->script.actions[a->failed].kind : DN_ACT_DONE;
}

void dn_attempt_tell(const struct dn_attempt *a, size_t n)
{
	size_t i;

	for (i = 0; i < n && !a->view->dry_run; i++)
		tell_step(a->view, DN_NEWS_APPLIED, a->group->first + i, a->took_us[i]);
}
