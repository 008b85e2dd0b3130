/* plan/after - the history as it is when a plan has been carried out. */
#include "plan/after.h"

#include <string.h>

/* A row that is gone, until the next sweep. */
enum { GONE = 0 };

static bool repair(struct dn_history *history, struct dn_applied *row, const struct dn_step *step)
{
	row->name = dn_arena_strdup(&history->arena, step->migration->name);
	row->checksum = dn_arena_strdup(&history->arena, step->migration->up->checksum);
	return row->name != NULL && row->checksum != NULL;
}

static void sweep(struct dn_history *history)
{
	size_t i, n = 0;

	for (i = 0; i < history->n; i++)
		if (history->rows[i].kind != GONE)
			history->rows[n++] = history->rows[i];
	history->n = n;
}

static bool add(struct dn_history *history, const struct dn_step *step)
{
	const struct dn_applied row = {
		.kind = step->kind,
		.id = step->id,
		.name = step->name,
		.dialect = "",
		.checksum = step->migration->up->checksum,
		.applied_at = "",
	};

	return dn_history_add_lent(history, &row);
}

bool dn_after_plan(struct dn_history *history, const struct dn_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n_steps; i++) {
		const struct dn_step *step = &plan->steps[i];
		struct dn_applied *row = NULL;

		if (step->task == DN_TASK_RESOLVE || step->unfinished.n > 0)
			return false;
		if (step->row != NULL)
			row = &history->rows[step->row - history->rows];
		if (row != NULL && step->task == DN_TASK_REPAIR) {
			if (!repair(history, row, step))
				return false;
		} else if (row != NULL) {
			row->kind = GONE;
		}
	}
	sweep(history);
	for (i = 0; i < plan->n_steps; i++) {
		const struct dn_step *step = &plan->steps[i];

		if (step->direction == DN_UP && step->migration != NULL &&
		    (step->task == DN_TASK_RUN || step->task == DN_TASK_STAMP) &&
		    !add(history, step))
			return false;
	}
	dn_history_sort(history);
	return true;
}
