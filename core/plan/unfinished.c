/* plan/unfinished - steps that were begun and not finished. */
#include "plan/unfinished.h"

#include <inttypes.h>

#include "base/error.h"
#include "plan/item.h"
#include "plan/step.h"

bool dn_unfinished_is(const struct dn_item *item, enum dn_direction direction)
{
	return item->state == DN_STATE_UNFINISHED &&
	       item->unfinished.rows[0].down == (direction == DN_DOWN);
}

static const char *describe(struct dn_plan *plan, const struct dn_unfinished *unfinished)
{
	const struct dn_journal_row *begun = dn_unfinished_begun(unfinished);
	const char *what = unfinished->rows[0].down ? "its revert was begun" : "begun";
	const int64_t done = dn_unfinished_done(unfinished);

	if (begun != NULL)
		return dn_plan_text(plan,
				    "%s: %" PRId64 " of its statements done, statement %" PRId64
				    " cut off",
				    what, done, begun->n);
	return dn_plan_text(plan, "%s: %" PRId64 " of its statements done", what, done);
}

/* What an applied migration's files say counts for more: that they changed. */
static bool is_judged_otherwise(const struct dn_item *item, bool down)
{
	const struct dn_migration *m = item->migration;

	if (m == NULL || (down ? m->down : m->up) == NULL)
		return true;
	return down && m->kind == DN_KIND_VERSIONED && item->state != DN_STATE_APPLIED &&
	       item->state != DN_STATE_RENAMED;
}

bool dn_unfinished_judge(struct dn_plan *plan, struct dn_item *item,
			 const struct dn_history *history)
{
	const char kind = dn_item_kind(item);
	const char *id = dn_item_id(item);

	if (history->n_journal == 0)
		return true;
	dn_history_unfinished(&item->unfinished, history, kind, id, false);
	if (item->unfinished.n == 0)
		dn_history_unfinished(&item->unfinished, history, kind, id, true);
	if (item->unfinished.n == 0)
		return true;
	item->reason = describe(plan, &item->unfinished);
	if (is_judged_otherwise(item, item->unfinished.rows[0].down))
		item->state = item->state == DN_STATE_CHANGED ? DN_STATE_CHANGED : DN_STATE_MISSING;
	else
		item->state = DN_STATE_UNFINISHED;
	return item->reason != NULL;
}

const struct dn_item *dn_unfinished_up(const struct dn_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n_items; i++)
		if (dn_unfinished_is(&plan->items[i], DN_UP) &&
		    plan->items[i].migration->kind != DN_KIND_SEED)
			return &plan->items[i];
	return NULL;
}

dunlin_status dn_unfinished_plan(struct dn_plan *plan, struct dn_item **order,
				 enum dn_direction direction, dunlin_error *err)
{
	size_t i;

	for (i = 0; i < plan->n_items; i++) {
		struct dn_item *item = order[i];
		struct dn_migration *m = item->migration;

		if (!dn_unfinished_is(item, direction) || m->kind == DN_KIND_SEED)
			continue;
		if (!dn_step_add(plan, item, direction, direction == DN_UP ? m->up : m->down, NULL))
			return dn_fail_nomem(err);
	}
	return DUNLIN_OK;
}

dunlin_status dn_unfinished_refuse(struct dn_plan *plan, const struct dn_item *item,
				   dunlin_error *err)
{
	const char *label = dn_plan_label(plan, item->migration);

	dn_fail(err, DUNLIN_EREFUSED, "%s is not finished: %s",
		label == NULL ? item->migration->id : label, item->reason);
	dn_error_hint(err, "dunlin up finishes it");
	return DUNLIN_EREFUSED;
}
