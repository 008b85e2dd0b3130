/* run/runner - fulfils a wish: looks, locks, looks again, runs, and says how it ended. */
#include "run/runner.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/vec.h"
#include "run/ending.h"
#include "run/gone.h"
#include "run/group.h"
#include "run/lease.h"
#include "run/lock.h"
#include "run/pooler.h"
#include "run/precaution.h"
#include "run/recover.h"
#include "run/replicas.h"
#include "run/tables.h"
#include "run/verify.h"

/* A connection that is lost so often, with no step done in between, is lost for good: perhaps it is
 * the statement that brings the server down. */
enum { MOST_LOSSES = 5 };

/* One wish being fulfilled. */
struct pursuit {
	struct dn_view *view;
	const struct dn_wish *wish;
	struct dn_result *result;
	bool planned; /* what was seen before the lock still holds: nobody had it meanwhile */
	bool settled; /* the plan was carried out to its end */
	int losses;   /* of the connection, since a step was done last */
	struct dn_precaution precaution; /* owned */
	bool again; /* look again: others were at work, or it is not known how far this run came */
	bool lost;  /* that is because the connection was */
};

static void count(const struct dn_view *view, const struct dn_group *group, size_t n,
		  struct dn_result *result)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct dn_step *step = &view->plan.steps[group->first + i];

		if (step->task != DN_TASK_RUN)
			result->recorded += step->task != DN_TASK_FORGET;
		else if (step->direction == DN_DOWN)
			result->reverted++;
		else if (step->kind == DN_KIND_SEED)
			result->seeded++;
		else
			result->applied++;
	}
}

/* A step in pieces is committed before its verify body can be asked; one that does
 * not hold is taken back, if there is a way. */
static dunlin_status verify_after(struct dn_view *view, size_t index, dunlin_error *err)
{
	struct dn_group group = { .first = view->plan.n_steps, .n = 1 };
	struct dn_migration *m = view->plan.steps[index].migration;
	struct dn_outcome outcome;
	struct dn_step *step;
	dunlin_status status, undone;

	if (!view->verify || view->plan.steps[index].direction != DN_UP || m->verify == NULL)
		return DUNLIN_OK;
	status = dn_verify_one(view, m, err);
	if (status == DUNLIN_OK || status == DUNLIN_ECONNLOST || status == DUNLIN_ECANCELED)
		return status;
	if (m->down == NULL || m->down->irreversible || m->up->irreversible) {
		dn_error_state(err,
			       "%s stays applied: it ran outside a transaction, and cannot "
			       "be reverted",
			       view->plan.steps[index].shown);
		return status;
	}
	undone = dn_body_cut(view->options->source, m->down, view->options->target.dialect, NULL);
	step = dn_vec_add(&view->plan.steps, &view->plan.n_steps, &view->plan.cap_steps,
			  sizeof(*step));
	if (undone == DUNLIN_OK && step != NULL) {
		*step = view->plan.steps[index];
		step->direction = DN_DOWN;
		step->body = m->down;
		step->unfinished = (struct dn_unfinished){ 0 }; /* that was the up body's */
		step->reason = "its verify body does not hold";
		dn_script_group_still(&group, &view->plan, group.first,
				      view->options->target.dialect);
		undone = dn_group_run(view, &group, &outcome, NULL);
	}
	dn_error_state(err,
		       undone == DUNLIN_OK && step != NULL
			       ? "%s was applied outside a transaction, and is reverted"
			       : "%s stays applied: its down body failed",
		       view->plan.steps[index].shown);
	return status;
}

/* Connects again after a loss, and looks how far the group came. */
static dunlin_status recover(struct pursuit *p, const struct dn_group *group,
			     struct dn_outcome *outcome, dunlin_status status, dunlin_error *err)
{
	dunlin_status gone;

	if (!dn_recover_is_lost(status) || p->view->trial)
		return status;
	do { /* the new connection may be lost as well while it is asked */
		if (p->losses++ == MOST_LOSSES ||
		    dn_recover(p->view, group, outcome, err) != DUNLIN_OK)
			return status;
		gone = dn_gone_find(p->view, p->result, outcome == NULL ? INT64_MAX : outcome->seq);
	} while (dn_recover_is_lost(gone));
	if (gone != DUNLIN_OK)
		return status;
	p->again = p->lost = true;
	return status;
}

static void next_group(const struct dn_view *view, size_t at, struct dn_group *group)
{
	const struct dn_script_context context = dn_view_context(view);

	if (view->replicas != NULL) /* what flies gets too far ahead of them */
		dn_script_group_still(group, &view->plan, at, context.dialect);
	else
		dn_script_group(group, &view->plan, at, &context);
}

/* The first group, and what has to be there before it. */
static dunlin_status begin(struct pursuit *p, struct dn_group *group, dunlin_error *err)
{
	struct dn_view *view = p->view;
	dunlin_status status = dn_pooler_check(view, err);

	if (status != DUNLIN_OK)
		return status;
	if (view->one_transaction || view->dry_run) {
		status = view->history.exists ? dn_tables_lease(view, &p->again, err) : DUNLIN_OK;
		return status == DUNLIN_OK ? dn_view_group_all(view, group, err) : status;
	}
	next_group(view, 0, group);
	status = dn_view_group_tables(view, group, err);
	if (status != DUNLIN_OK)
		dn_tables_blame(status, err);
	return status != DUNLIN_OK || group->tables ? status : dn_tables_make(view, &p->again, err);
}

/* One pass over the plan as it stands. */
static dunlin_status carry_out(struct pursuit *p, dunlin_error *err)
{
	struct dn_view *view = p->view;
	const size_t n_steps = view->plan.n_steps; /* verify_after() may add one */
	struct dn_outcome outcome = { 0 };
	struct dn_group group;
	dunlin_status status;
	size_t at, done = 0;
	bool ran = true;

	status = begin(p, &group, err);
	if (status != DUNLIN_OK)
		return recover(p, NULL, NULL, status, err);
	for (at = 0; status == DUNLIN_OK && at < n_steps; at += outcome.n_done) {
		if (at > 0)
			next_group(view, at, &group);
		dn_lease_renew(view);
		status = dn_group_run(view, &group, &outcome, err);
		ran = status == DUNLIN_OK;
		view->history.exists = view->history.exists || (ran && group.tables);
		p->again = outcome.fenced;
		view->leased = view->leased && !outcome.fenced;
		if (!ran)
			status = recover(p, &group, &outcome, status, err);
		count(view, &group, outcome.n_done, p->result);
		done += outcome.n_done;
		if (outcome.n_done > 0)
			p->losses = 0;
		if (ran && group.pieces)
			status = verify_after(view, at, err);
		if (status == DUNLIN_OK && !p->again && view->replicas != NULL &&
		    at + outcome.n_done < n_steps)
			status = recover(p, NULL, NULL, dn_replicas_wait(view->replicas, view, err),
					 err);
	}
	if (!ran && !p->again && outcome.bare)
		dn_tables_blame(status, err);
	else if (!ran && !p->again)
		dn_ending_record(view, &outcome, done, err);
	return status;
}

/* Whether this run has changed anything that lasts. */
static bool has_begun(const struct dn_result *result)
{
	return result->applied + result->reverted + result->seeded + result->recorded > 0;
}

/* The backup comes before anything of this run, its tables included; what refuses the run as a whole
 * comes before the backup. */
static dunlin_status take_precaution(struct pursuit *p, dunlin_error *err)
{
	struct dn_view *view = p->view;
	struct dn_group group;
	dunlin_status status;

	if (view->options->backup == NULL || view->trial)
		return DUNLIN_OK;
	status = dn_pooler_check(view, err);
	if (status == DUNLIN_OK && p->wish->one_transaction)
		status = dn_view_group_all(view, &group, err);
	if (status == DUNLIN_OK)
		status = dn_precaution_take(&p->precaution, view, has_begun(p->result), err);
	if (status == DUNLIN_OK && !p->precaution.noted)
		status = dn_tables_make(view, &p->again, err);
	if (status == DUNLIN_OK)
		status = dn_precaution_note(&p->precaution, view, &p->again, err);
	return recover(p, NULL, NULL, status, err);
}

/* Looks again and runs, over and over while other runs get in between, or the connection is lost. */
static dunlin_status pursue(struct pursuit *p, bool *changed, dunlin_error *err)
{
	struct dn_view *view = p->view;
	struct dn_patience patience;
	dunlin_status status;
	int64_t seen = -1;

	*changed = false;
	dn_patience_init(&patience, view->options->lock_wait_ms);
	for (;;) {
		const struct dn_result before = *p->result;

		p->again = p->lost = p->settled = false;
		if (err != NULL)
			dn_error_clear(err); /* of the time before */
		status = p->planned ? DUNLIN_OK : dn_view_plan(view, p->wish, err);
		p->planned = false;
		/* Somebody is getting on: that is not what a wait is bounded for. */
		if (view->history.seq != seen)
			dn_patience_init(&patience, view->options->lock_wait_ms);
		seen = view->history.seq;
		if (status == DUNLIN_EBUSY) { /* a file is closed to all while somebody commits */
			p->again = true;
		} else if (status != DUNLIN_OK) {
			status = recover(p, NULL, NULL, status, err);
		} else if (view->plan.n_steps > 0) {
			status = take_precaution(p, err);
			if (status == DUNLIN_OK)
				status = carry_out(p, err);
		}
		p->settled = status == DUNLIN_OK && !p->again;
		*changed = *changed || memcmp(&before, p->result, sizeof(before)) != 0;
		if (!p->again ||
		    (!p->lost && !dn_patience_pause(&patience, &view->options->target, err)))
			break;
	}
	if (!p->again)
		return status;
	if (dn_cancel_asked(view->options->target.cancel))
		return dn_fail(err, DUNLIN_ECANCELED, "canceled while waiting for other runs");
	dn_error_prefix(err, "other runs kept this one from writing");
	if (err != NULL)
		err->status = DUNLIN_EBUSY;
	return DUNLIN_EBUSY;
}

static dunlin_status check_writable(const struct dn_view *view, dunlin_error *err)
{
	const struct dunlin_info *info = &view->session.info;

	if (info->read_only != NULL) {
		dn_fail(err, DUNLIN_EREADONLY, "%s cannot be written to: %s",
			info->database == NULL ? info->product : info->database, info->read_only);
		if (info->read_only_hint != NULL)
			dn_error_hint(err, "%s", info->read_only_hint);
		dn_error_state(err, "nothing was changed; %" PRId64 " pending", view->plan.pending);
		return DUNLIN_EREADONLY;
	}
	if ((view->options->target.dialect->run & DUNLIN_RUN_TX_DDL) == 0 &&
	    !dn_session_can(&view->session, DUNLIN_CAP_VERIFY))
		return dn_fail(err, DUNLIN_EUNSUPPORTED,
			       "%s cannot roll back what changes its schema, and this version "
			       "does not know how to tell afterwards what was done",
			       info->product);
	return DUNLIN_OK;
}

/* *settled: all of the plan is done, and nothing else was. */
static dunlin_status run_locked(struct dn_view *view, struct dn_wish *wish,
				struct dn_result *result, bool *settled, dunlin_error *err)
{
	struct pursuit pursuit = { .view = view, .wish = wish, .result = result };
	dunlin_status status;
	bool changed, waited;

	status = dn_lease_acquire(view, view->options->lock_wait_ms, &waited, err);
	/* A lease is waited for longer than a cluster takes to find itself again without a node. */
	if (dn_recover_is_lost(status) && dn_lease_is_needed(&view->session) &&
	    dn_recover(view, NULL, NULL, err) == DUNLIN_OK) {
		status = DUNLIN_OK;
		waited = true;
	}
	if (status != DUNLIN_OK) {
		dn_error_state(err, "nothing was changed; %" PRId64 " pending", view->plan.pending);
		return status;
	}
	/* Whoever wrote between the look and the lock has taken the next event, which is then
	 * found out with the first step.  What is not counted there is looked at again. */
	pursuit.planned = !waited && !view->asked && view->history.n_journal == 0;
	status = pursue(&pursuit, &changed, err);
	/* What ran may be what a `when` waited for: they are asked once more. */
	if (status == DUNLIN_OK && changed && view->waiting && !view->dry_run &&
	    (wish->kind == DN_WISH_UP || wish->kind == DN_WISH_GOTO))
		status = pursue(&pursuit, &changed, err);
	*settled = pursuit.settled;
	dn_lease_release(view);
	dn_precaution_clear(&pursuit.precaution);
	return status;
}

/* On a new connection, if the old one broke just now. */
static dunlin_status look_once_more(struct dn_view *view, dunlin_error *err)
{
	dunlin_status status;

	view->session.heedless = true;
	status = dn_view_survey(view, err);
	if (!dn_recover_is_lost(status))
		return status;
	status = dn_recover(view, NULL, NULL, err);
	return status == DUNLIN_OK ? dn_view_survey(view, err) : status;
}

/* Reads anew what there is after a run; a failure to find out must not hide how that ended, and is
 * only told. */
static bool look_again(struct dn_view *view)
{
	struct dn_news news = { .kind = DN_NEWS_WARNING };
	dunlin_error failed;
	bool known;

	dn_error_init(&failed);
	known = look_once_more(view, &failed) == DUNLIN_OK;
	if (!known) {
		dn_error_prefix(&failed, "what is there after this run could not be read");
		news.text = failed.message;
		dn_tell(&view->options->target.teller, &news);
	}
	dn_error_clear(&failed);
	return known;
}

/* What a person is told at the end. */
static void sum_up(const struct dn_view *view, struct dn_result *result)
{
	size_t i;

	result->pending = view->plan.pending;
	result->waiting = view->plan.waiting;
	result->standing = 0;
	for (i = 0; i < view->history.n; i++)
		result->standing += view->history.rows[i].kind != DN_KIND_SEED;
	result->seq = view->history.seq;
	memcpy(result->hash, view->history.hash, sizeof(result->hash));
}

/* The look before the lock. */
struct look {
	struct dn_view *view;
	const struct dn_wish *wish;
};

static dunlin_status look(void *payload, dunlin_error *err)
{
	const struct look *look = payload;

	return dn_view_plan(look->view, look->wish, err);
}

static dunlin_status fulfil(struct dn_view *view, struct dn_wish *wish, struct dn_result *result,
			    dunlin_error *err)
{
	dunlin_status status;
	bool settled = false;

	/* A trial runs on a copy where there is one, else in one transaction that is
	 * rolled back. */
	if (wish->dry_run) {
		view->trial = true;
		view->dry_run = !dn_session_can(&view->session, DUNLIN_CAP_SCRATCH);
		result->on_copy = !view->dry_run;
		status = view->dry_run ? DUNLIN_OK : dn_view_to_scratch(view, err);
		if (status != DUNLIN_OK)
			return status;
	}
	status = dn_patience_try(&view->options->target, view->options->lock_wait_ms, look,
				 &(struct look){ view, wish }, err);
	if (dn_recover_is_lost(status))
		dn_error_state(err, "nothing was changed");
	if (status != DUNLIN_OK)
		return status;
	if (!dn_wish_pin(wish, &view->plan))
		return dn_fail_nomem(err);
	if (view->plan.n_steps == 0) {
		sum_up(view, result);
		return DUNLIN_OK;
	}
	status = check_writable(view, err);
	if (status != DUNLIN_OK)
		return status;
	status = run_locked(view, wish, result, &settled, err);
	if ((settled && dn_view_after(view)) ||
	    (view->session.conn != NULL && !dn_recover_is_lost(status) && look_again(view)))
		sum_up(view, result);
	return status;
}

/* Who takes over while replicas are waited for after the last step may not have it: that is looked at,
 * and what is missing is done again. */
static dunlin_status fulfil_and_wait(struct dn_view *view, struct dn_wish *wish,
				     struct dn_result *result, dunlin_error *err)
{
	struct pursuit p = { .view = view, .wish = wish, .result = result };
	dunlin_status status;

	do {
		if (p.again) {
			dn_lease_release(view); /* the new connection took it */
			if (err != NULL)
				dn_error_clear(err);
		}
		p.again = false;
		status = fulfil(view, wish, result, err);
		/* Also when others have done it all: whoever asks wants to find it there. */
		if (status == DUNLIN_OK)
			status = recover(
				&p, NULL, NULL,
				dn_replicas_end(view->replicas, view, has_begun(result), err), err);
	} while (p.again);
	return status;
}

dunlin_status dn_run(struct dn_view *view, struct dn_wish *wish, struct dn_result *result,
		     dunlin_error *err)
{
	struct dn_replicas replicas;
	dunlin_status status;

	memset(result, 0, sizeof(*result));
	if (wish->replicas == DN_REPLICAS_NONE)
		return fulfil(view, wish, result, err);
	status = dn_replicas_init(&replicas, view, wish, err);
	if (status == DUNLIN_OK) {
		view->replicas = &replicas;
		status = fulfil_and_wait(view, wish, result, err);
		view->replicas = NULL;
	}
	dn_replicas_clear(&replicas);
	return status;
}
