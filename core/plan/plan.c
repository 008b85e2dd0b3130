/* plan/plan - the steps that fulfil a wish. */
#include "plan/plan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "plan/drift.h"
#include "plan/item.h"
#include "plan/order.h"
#include "plan/redo.h"
#include "plan/stamp.h"
#include "plan/step.h"
#include "plan/unfinished.h"

struct planner {
	struct dn_plan *plan;
	const struct dn_history *history;
	const struct dn_plan_scope *scope;
	const struct dn_wish *wish;
	struct dn_item **order; /* plan->items in running order */
};

/* A version in a wish must be one that somebody knows. */
static dunlin_status check_version(const struct planner *p, dunlin_error *err)
{
	const char *version = p->wish->version;

	if (version == NULL || strcmp(version, "0") == 0 ||
	    dn_plan_item(p->plan, DN_KIND_VERSIONED, version) != NULL)
		return DUNLIN_OK;
	dn_fail(err, DUNLIN_EUSAGE, "there is no version %s", version);
	dn_error_hint(err, "dunlin status lists the versions there are");
	return DUNLIN_EUSAGE;
}

/* Its row is gone once its revert is finished. */
static bool apply_again(struct planner *p, struct dn_item *item)
{
	if (!dn_step_add(p->plan, item, DN_UP, item->migration->up, "reverted before"))
		return false;
	p->plan->steps[p->plan->n_steps - 1].row = NULL;
	return true;
}

/* --- up --------------------------------------------------------------- */

static void refuse_no_body(struct dn_refusal *refusal, const struct planner *p,
			   const struct dn_item *item)
{
	const struct dn_migration *m = item->migration;

	if (m->kind == DN_KIND_VERSIONED)
		dn_refusal_add(refusal, "%s_%s has no up body for %s: write %s_%s.%s.up.sql",
			       m->version_text, m->name, p->scope->dialect, m->version_text,
			       m->name, p->scope->dialect);
	else
		dn_refusal_add(refusal, "R__%s has no body for %s: write R__%s.%s.sql", m->name,
			       p->scope->dialect, m->name, p->scope->dialect);
}

/* Whether it would come after a higher version.  What a goto reverts first is out
 * of the way by then. */
static bool is_late(const struct planner *p, const struct dn_item *item)
{
	size_t i;

	if (item->state != DN_STATE_OUT_OF_ORDER || p->wish->kind != DN_WISH_GOTO)
		return item->state == DN_STATE_OUT_OF_ORDER;
	for (i = 0; i < p->history->n; i++) {
		const struct dn_applied *row = &p->history->rows[i];

		if (row->kind == DN_KIND_VERSIONED &&
		    dn_version_compare(row->id, item->migration->id) > 0 &&
		    dn_version_compare(row->id, p->wish->version) <= 0)
			return true;
	}
	return false;
}

/* Versions that are pending, ascending, as far as the wish goes.  *left tells
 * whether it leaves some behind. */
static dunlin_status plan_versions(struct planner *p, const char *limit, int64_t count, bool *left,
				   dunlin_error *err)
{
	struct dn_refusal bodies = { 0 }, late = { 0 };
	dunlin_status status;
	int64_t taken = 0;
	size_t i;

	*left = false;
	for (i = 0; i < p->plan->n_items; i++) {
		struct dn_item *item = p->order[i];
		const struct dn_migration *m = item->migration;
		const bool due = item->state == DN_STATE_PENDING ||
				 item->state == DN_STATE_OUT_OF_ORDER ||
				 item->state == DN_STATE_UNFINISHED;

		if (m == NULL || m->kind != DN_KIND_VERSIONED)
			continue;
		if ((limit != NULL && dn_version_compare(m->id, limit) > 0) ||
		    (count > 0 && taken == count)) {
			*left = *left || due;
			continue;
		}
		if (item->state == DN_STATE_OTHER && item->no_body && !p->scope->skip_missing)
			refuse_no_body(&bodies, p, item);
		if (!due)
			continue;
		taken++;
		if (dn_unfinished_is(item, DN_UP))
			continue; /* planned already */
		if (dn_unfinished_is(item, DN_DOWN)) {
			bodies.failed = !apply_again(p, item) || bodies.failed;
			continue;
		}
		if (is_late(p, item) && !p->wish->out_of_order)
			dn_refusal_add(&late, "%s is out of order: it is %s", m->up->file,
				       item->reason);
		if (!dn_step_add(p->plan, item, DN_UP, m->up,
				 is_late(p, item) ? "pending, out of order" : "pending"))
			bodies.failed = true;
	}
	status = dn_refusal_end(&bodies,
				"a migration that is not for this database says `-- dunlin: only "
				"…`; missing_body = \"skip\" leaves it out",
				err);
	if (status != DUNLIN_OK) {
		dn_ignore(dn_refusal_end(&late, "", NULL));
		return status;
	}
	return dn_refusal_end(&late,
			      "give it a version above, or apply it late with --out-of-order", err);
}

static dunlin_status plan_repeatables(struct planner *p, dunlin_error *err)
{
	struct dn_refusal bodies = { 0 };
	size_t i;

	for (i = 0; i < p->plan->n_items; i++) {
		struct dn_item *item = p->order[i];
		const struct dn_migration *m = item->migration;

		if (m == NULL || m->kind != DN_KIND_REPEATABLE)
			continue;
		if (item->state == DN_STATE_OTHER && item->no_body && !p->scope->skip_missing)
			refuse_no_body(&bodies, p, item);
		if (item->state == DN_STATE_DUE &&
		    !dn_step_add(p->plan, item, DN_UP, m->up,
				 item->row == NULL ? "new" : "changed"))
			bodies.failed = true;
		if (dn_unfinished_is(item, DN_DOWN) && !apply_again(p, item))
			bodies.failed = true;
	}
	return dn_refusal_end(&bodies, "one that is not for this database says `-- dunlin: only …`",
			      err);
}

/* --- down ------------------------------------------------------------- */

static int last_applied_first(const void *a, const void *b)
{
	const struct dn_item *const *left = a, *const *right = b;

	return (*left)->row->ordinal > (*right)->row->ordinal   ? -1
	       : (*left)->row->ordinal < (*right)->row->ordinal ? 1
								: 0;
}

static bool is_pinned(const struct dn_wish *wish, const struct dn_applied *row)
{
	size_t i;

	for (i = 0; i < wish->n_pins; i++)
		if (wish->pins[i].ordinal == row->ordinal && wish->pins[i].kind == row->kind &&
		    strcmp(wish->pins[i].id, row->id) == 0)
			return true;
	return false;
}

/* Whether the wish takes this applied version back, `nth` of them in order. */
static bool to_revert(const struct planner *p, const struct dn_item *item, int64_t nth)
{
	const struct dn_wish *wish = p->wish;

	if (wish->pinned)
		return is_pinned(wish, item->row);
	if (wish->version != NULL)
		return dn_version_compare(item->row->id, wish->version) > 0;
	return wish->all || nth < (wish->count > 0 ? wish->count : 1);
}

static void refuse_one_way(const struct dn_migration *m, struct dn_refusal *refusal)
{
	struct dn_str file = DN_STR_INIT;

	dn_body_put_down_file(&file, m->up);
	dn_refusal_add(refusal, "%s_%s has no down body: write %s", m->version_text, m->name,
		       dn_str_text(&file));
	refusal->failed = refusal->failed || file.failed;
	dn_str_clear(&file);
}

static void revert(struct planner *p, struct dn_item *item, struct dn_refusal *refusal)
{
	struct dn_migration *m = item->migration;

	/* The history and the files agree: drift was checked, so m and up are there. */
	if (m->up->irreversible || (m->down != NULL && m->down->irreversible))
		dn_refusal_add(refusal, "%s_%s says it is irreversible", m->version_text, m->name);
	else if (m->down == NULL)
		refuse_one_way(m, refusal);
	else if (!dn_step_add(p->plan, item, DN_DOWN, m->down, "applied"))
		refusal->failed = true;
}

/* Every applied repeatable, last applied first: what it shows may go away.  And
 * every seed, once no version is left that its data could be in. */
static bool revert_others(struct planner *p, struct dn_item **items, size_t n, bool everything)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct dn_item *item = items[i];

		if (item->state == DN_STATE_UNFINISHED)
			continue; /* planned already */
		if (item->row->kind == DN_KIND_SEED && everything &&
		    !dn_step_add(p->plan, item, DN_DOWN, NULL, "its data goes with the tables"))
			return false;
		if (item->row->kind == DN_KIND_REPEATABLE &&
		    !dn_step_add(p->plan, item, DN_DOWN, item->migration->down,
				 item->migration->down != NULL
					 ? "reverted before what it may depend on"
					 : "no down body; due again after what it may depend on"))
			return false;
	}
	return true;
}

static dunlin_status plan_down(struct planner *p, bool *reverted, dunlin_error *err)
{
	struct dn_plan *plan = p->plan;
	struct dn_refusal refusal = { 0 };
	struct dn_item **items = calloc(plan->n_items + 1, sizeof(struct dn_item *));
	const struct dn_item *begun = dn_unfinished_up(plan);
	size_t i, n = 0, take = 0;
	int64_t nth = 0; /* versions applied */

	*reverted = false;
	if (items == NULL)
		return dn_fail_nomem(err);
	for (i = 0; i < plan->n_items; i++)
		if (plan->items[i].row != NULL)
			items[n++] = &plan->items[i];
	if (n > 1)
		qsort(items, n, sizeof(struct dn_item *), last_applied_first);
	for (i = 0; i < n; i++)
		if (items[i]->row->kind == DN_KIND_VERSIONED)
			take += to_revert(p, items[i], nth++);
	if (begun != NULL && !dn_redo_goes_on(p->wish, begun) &&
	    (take > 0 || p->wish->kind != DN_WISH_GOTO ||
	     (begun->migration->kind == DN_KIND_VERSIONED &&
	      dn_version_compare(begun->migration->id, p->wish->version) > 0))) {
		free(items);
		return dn_unfinished_refuse(plan, begun, err);
	}
	if (take > 0 && !revert_others(p, items, n, take == (size_t)nth))
		refusal.failed = true;
	for (i = 0, nth = 0; take > 0 && i < n; i++)
		if (items[i]->row->kind == DN_KIND_VERSIONED && to_revert(p, items[i], nth++) &&
		    items[i]->state != DN_STATE_UNFINISHED)
			revert(p, items[i], &refusal);
	free(items);
	*reverted = take > 0;
	return dn_refusal_end(&refusal,
			      "nothing was reverted; go forward with a new migration, or "
			      "write the down body",
			      err);
}

/* --- the wish ----------------------------------------------------------- */

static dunlin_status plan_seeds(struct planner *p, dunlin_error *err)
{
	const struct dn_item *begun = dn_unfinished_up(p->plan);
	size_t i;

	if (begun != NULL)
		return dn_unfinished_refuse(p->plan, begun, err);
	for (i = 0; i < p->plan->n_items; i++) {
		struct dn_item *item = p->order[i];

		if (item->migration == NULL || item->migration->kind != DN_KIND_SEED ||
		    (item->state != DN_STATE_DUE && !dn_unfinished_is(item, DN_UP)))
			continue;
		if (!dn_step_add(p->plan, item, DN_UP, item->migration->up,
				 item->row == NULL ? "new" : "changed"))
			return dn_fail_nomem(err);
	}
	return DUNLIN_OK;
}

static dunlin_status plan_repair(struct planner *p, dunlin_error *err)
{
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < p->plan->n_items; i++) {
		struct dn_item *item = p->order[i];

		if (item->state == DN_STATE_CHANGED || item->state == DN_STATE_RENAMED)
			ok = dn_step_add_record(p->plan, item, DN_TASK_REPAIR, item->reason);
		else if (item->state == DN_STATE_MISSING)
			ok = dn_step_add_record(p->plan, item, DN_TASK_DROP, item->reason);
	}
	return ok ? DUNLIN_OK : dn_fail_nomem(err);
}

static dunlin_status plan_resolve(struct planner *p, dunlin_error *err)
{
	struct dn_item *item = dn_plan_named(p->plan, p->wish->version);
	const struct dn_journal_row *begun = item == NULL ? NULL
							  : dn_unfinished_begun(&item->unfinished);
	struct dn_step *step;
	const char *reason;

	if (begun == NULL) {
		dn_fail(err, DUNLIN_EUSAGE, "nothing is unknown about %s", p->wish->version);
		dn_error_hint(err, "dunlin status shows what was begun and not finished");
		return DUNLIN_EUSAGE;
	}
	reason = dn_plan_text(p->plan, "statement %" PRId64 " of its %s body is taken as %s",
			      begun->n, begun->down ? "down" : "up",
			      p->wish->done ? "done" : "not done");
	if (reason == NULL || !dn_step_add_record(p->plan, item, DN_TASK_RESOLVE, reason))
		return dn_fail_nomem(err);
	step = &p->plan->steps[p->plan->n_steps - 1];
	step->direction = begun->down ? DN_DOWN : DN_UP;
	step->unfinished = item->unfinished;
	step->took_effect = p->wish->done;
	return DUNLIN_OK;
}

static dunlin_status plan_wish(struct planner *p, dunlin_error *err)
{
	const struct dn_wish *wish = p->wish;
	bool left = false, reverted = false;
	dunlin_status status = DUNLIN_OK;

	if (wish->kind == DN_WISH_SEED)
		return plan_seeds(p, err);
	if (wish->kind == DN_WISH_REPAIR)
		return plan_repair(p, err);
	if (wish->kind == DN_WISH_RESOLVE)
		return plan_resolve(p, err);
	if (wish->kind == DN_WISH_REDO && wish->force)
		return dn_redo_forced(p->plan, p->order, wish, err);
	if (wish->kind != DN_WISH_STAMP)
		status = dn_drift_check(p->plan, NULL, err);
	if (status == DUNLIN_OK)
		status = check_version(p, err);
	if (status == DUNLIN_OK && wish->kind == DN_WISH_STAMP)
		return dn_stamp_plan(p->plan, p->order, wish, err);
	if (status == DUNLIN_OK)
		status = dn_unfinished_plan(p->plan, p->order, DN_DOWN, err);
	if (status == DUNLIN_OK && wish->kind != DN_WISH_UP)
		status = plan_down(p, &reverted, err);
	if (status != DUNLIN_OK || wish->kind == DN_WISH_DOWN)
		return status;
	if (wish->kind == DN_WISH_REDO)
		return dn_redo_again(p->plan, p->order, wish, err);
	status = dn_unfinished_plan(p->plan, p->order, DN_UP, err);
	if (status != DUNLIN_OK)
		return status;
	status = plan_versions(p, wish->version, wish->kind == DN_WISH_UP ? wish->count : 0, &left,
			       err);
	/* Repeatables are written for the newest version: they run when it is reached. */
	if (status == DUNLIN_OK && !left && !reverted)
		status = plan_repeatables(p, err);
	return status;
}

dunlin_status dn_plan_make(struct dn_plan *plan, const struct dn_source *source,
			   const struct dn_history *history, const struct dn_plan_scope *scope,
			   const struct dn_wish *wish, dunlin_error *err)
{
	struct planner p = { .plan = plan, .history = history, .scope = scope, .wish = wish };
	dunlin_status status = dn_plan_survey(plan, source, history, scope, err);

	if (status != DUNLIN_OK)
		return status;
	status = dn_order_items(&p.order, plan, err);
	if (status == DUNLIN_OK)
		status = plan_wish(&p, err);
	free(p.order);
	if (status != DUNLIN_OK)
		dn_plan_clear(plan);
	return status;
}
