/* plan/redo - what is applied, once more. */
#include "plan/redo.h"

#include <string.h>

#include "base/error.h"
#include "plan/drift.h"
#include "plan/item.h"
#include "plan/step.h"
#include "plan/unfinished.h"

#define REVERTED_BEFORE "reverted before"

/* Why it is applied again; NULL when out of memory. */
static const char *why_again(struct dn_plan *plan, const struct dn_item *item)
{
	return item->state == DN_STATE_CHANGED ? dn_plan_text(plan, "once more; %s", item->reason)
					       : "once more";
}

bool dn_redo_goes_on(const struct dn_wish *wish, const struct dn_item *item)
{
	const struct dn_migration *m = item->migration;
	size_t i;

	if (wish->kind != DN_WISH_REDO || wish->force || m == NULL || m->up == NULL ||
	    item->row != NULL)
		return false;
	for (i = 0; i < wish->n_pins; i++)
		if (wish->pins[i].kind == m->kind && strcmp(wish->pins[i].id, m->id) == 0)
			return true;
	return false;
}

static bool is_taken_back(const struct dn_plan *plan, size_t n, const struct dn_item *item)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (plan->steps[i].migration == item->migration)
			return item->migration->kind != DN_KIND_SEED;
	return false;
}

dunlin_status dn_redo_again(struct dn_plan *plan, struct dn_item **order,
			    const struct dn_wish *wish, dunlin_error *err)
{
	const size_t n = plan->n_steps;
	const char *reason;
	size_t i;

	for (i = 0; i < plan->n_items; i++) {
		struct dn_item *item = order[i];

		if (is_taken_back(plan, n, item))
			reason = why_again(plan, item);
		else if (dn_redo_goes_on(wish, item))
			reason = REVERTED_BEFORE;
		else
			continue;
		if (reason == NULL || !dn_step_add(plan, item, DN_UP, item->migration->up, reason))
			return dn_fail_nomem(err);
		plan->steps[plan->n_steps - 1].row = NULL; /* gone by then */
	}
	return DUNLIN_OK;
}

/* --- forced ------------------------------------------------------------- */

static struct dn_item *applied_last(const struct dn_plan *plan)
{
	struct dn_item *last = NULL;
	size_t i;

	for (i = 0; i < plan->n_items; i++) {
		struct dn_item *item = &plan->items[i];

		if (item->row != NULL && item->row->kind == DN_KIND_VERSIONED &&
		    (last == NULL || item->row->ordinal > last->row->ordinal))
			last = item;
	}
	return last;
}

struct dn_item *dn_redo_target(const struct dn_plan *plan, const struct dn_wish *wish)
{
	return wish->version == NULL ? applied_last(plan) : dn_plan_named(plan, wish->version);
}

/* Looked at before, and now another run has done the same. */
static bool is_done(const struct dn_wish *wish, const struct dn_item *item)
{
	return wish->pinned && item->row != NULL &&
	       (wish->n_pins == 0 || wish->pins[0].ordinal != item->row->ordinal);
}

/* What of the named migration keeps it from running. */
static dunlin_status check_target(struct dn_plan *plan, const struct dn_wish *wish,
				  const struct dn_item *item, dunlin_error *err)
{
	const struct dn_item *begun = dn_unfinished_up(plan);
	const char *label;

	/* This run may have come so far itself, and lost its connection. */
	if (begun != NULL && (begun != item || !wish->pinned))
		return dn_unfinished_refuse(plan, begun, err);
	if (item->migration == NULL) /* which the drift check names */
		return DUNLIN_OK;
	label = dn_plan_label(plan, item->migration);
	if (label == NULL)
		return dn_fail_nomem(err);
	if (item->row == NULL && !wish->pinned) {
		dn_fail(err, DUNLIN_EREFUSED, "%s is not applied: there is nothing to redo", label);
		dn_error_hint(err, "dunlin up applies it");
		return DUNLIN_EREFUSED;
	}
	if (item->migration->up == NULL || item->state == DN_STATE_OTHER ||
	    (item->row != NULL && item->state == DN_STATE_WAITING)) {
		dn_fail(err, DUNLIN_EREFUSED, "%s is applied, but cannot run now: %s", label,
			item->reason == NULL ? "it has no up body here" : item->reason);
		dn_error_hint(err, "nothing was changed");
		return DUNLIN_EREFUSED;
	}
	return DUNLIN_OK;
}

/* Behind what reverts it, or over what is there. */
static dunlin_status plan_steps(struct dn_plan *plan, struct dn_item **order,
				const struct dn_wish *wish, struct dn_item *item, dunlin_error *err)
{
	struct dn_migration *m = item->migration;
	const bool begun_up = dn_unfinished_is(item, DN_UP);
	const bool reverting = dn_unfinished_is(item, DN_DOWN); /* planned already */
	const bool way_back = item->row != NULL && !begun_up && !m->up->irreversible &&
			      m->down != NULL;
	dunlin_status status;
	const char *reason;

	if (way_back && !reverting &&
	    !dn_step_add(plan, item, DN_DOWN, m->down, "once more: reverted first"))
		return dn_fail_nomem(err);
	status = dn_redo_again(plan, order, wish, err);
	if (status != DUNLIN_OK || way_back || reverting)
		return status;
	reason = item->row == NULL ? REVERTED_BEFORE
				   : dn_plan_text(plan, "%s, over what is there: it %s",
						  why_again(plan, item),
						  m->up->irreversible ? "is irreversible"
								      : "has no down body");
	if (reason == NULL || !dn_step_add(plan, item, DN_UP, m->up, reason))
		return dn_fail_nomem(err);
	return DUNLIN_OK;
}

dunlin_status dn_redo_forced(struct dn_plan *plan, struct dn_item **order,
			     const struct dn_wish *wish, dunlin_error *err)
{
	struct dn_item *item = dn_redo_target(plan, wish);
	dunlin_status status;

	if (item == NULL && wish->version != NULL) {
		dn_fail(err, DUNLIN_EUSAGE, "there is no %s%s",
			strncmp(wish->version, "R__", 3) == 0 ? "" : "version ", wish->version);
		dn_error_hint(err, "dunlin status lists the migrations there are");
		return DUNLIN_EUSAGE;
	}
	status = item == NULL ? DUNLIN_OK : check_target(plan, wish, item, err);
	if (status == DUNLIN_OK)
		status = dn_drift_check(plan, item, err);
	if (status != DUNLIN_OK || item == NULL || is_done(wish, item))
		return status;
	status = dn_unfinished_plan(plan, order, DN_DOWN, err);
	return status == DUNLIN_OK ? plan_steps(plan, order, wish, item, err) : status;
}
