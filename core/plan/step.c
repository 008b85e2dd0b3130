/* plan/step - adds steps to a plan. */
#include "plan/step.h"

#include "base/vec.h"
#include "plan/item.h"

bool dn_step_add(struct dn_plan *plan, struct dn_item *item, enum dn_direction direction,
		 struct dn_body *body, const char *reason)
{
	struct dn_step *step =
		dn_vec_add(&plan->steps, &plan->n_steps, &plan->cap_steps, sizeof(*step));

	if (step == NULL)
		return false;
	step->task = body == NULL ? DN_TASK_FORGET : DN_TASK_RUN;
	step->migration = item->migration;
	step->row = item->row;
	step->kind = dn_item_kind(item);
	step->id = dn_item_id(item);
	step->name = item->migration != NULL ? item->migration->name : item->row->name;
	step->shown = item->migration != NULL && item->migration->version_text != NULL
			      ? item->migration->version_text
			      : step->id;
	step->direction = direction;
	step->body = body;
	step->reason = reason;
	if (item->unfinished.n > 0 && item->unfinished.rows[0].down == (direction == DN_DOWN)) {
		step->unfinished = item->unfinished;
		step->reason = body != NULL ? item->reason : reason;
	}
	return true;
}

bool dn_step_add_record(struct dn_plan *plan, struct dn_item *item, enum dn_task task,
			const char *reason)
{
	if (!dn_step_add(plan, item, DN_UP, NULL, reason))
		return false;
	plan->steps[plan->n_steps - 1].task = task;
	if (task == DN_TASK_DROP) /* what was begun of it goes with it, up or down */
		plan->steps[plan->n_steps - 1].unfinished = item->unfinished;
	return true;
}
