/* plan/pin - fixes what a wish is about when it is first looked at. */
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"
#include "plan/redo.h"

/* The versions that an up by count reaches, as a limit. */
static void pin_limit(struct dn_wish *wish, const struct dn_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n_steps; i++)
		if (plan->steps[i].kind == DN_KIND_VERSIONED)
			wish->version = plan->steps[i].id;
	if (wish->version != NULL)
		wish->count = 0;
}

/* The one migration, by name and by when it was applied. */
static void pin_target(struct dn_wish *wish, const struct dn_plan *plan)
{
	const struct dn_item *item = dn_redo_target(plan, wish);

	if (item == NULL || item->row == NULL || plan->n_steps == 0)
		return;
	wish->pins[0].kind = item->migration->kind;
	wish->pins[0].id = item->migration->id;
	wish->pins[0].ordinal = item->row->ordinal;
	wish->n_pins = 1;
	if (wish->version == NULL)
		wish->version = item->migration->id;
}

/* What is taken back, one by one. */
static void pin_reverts(struct dn_wish *wish, const struct dn_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n_steps; i++) {
		struct dn_pinned *pin = &wish->pins[wish->n_pins];

		if (plan->steps[i].kind == DN_KIND_SEED || plan->steps[i].direction != DN_DOWN)
			continue;
		pin->kind = plan->steps[i].kind;
		pin->id = plan->steps[i].id;
		pin->ordinal = plan->steps[i].row->ordinal;
		wish->n_pins++;
	}
}

bool dn_wish_pin(struct dn_wish *wish, const struct dn_plan *plan)
{
	const bool forced = wish->kind == DN_WISH_REDO && wish->force;

	if (wish->kind == DN_WISH_UP && wish->count > 0)
		pin_limit(wish, plan);
	if ((wish->kind != DN_WISH_DOWN && wish->kind != DN_WISH_REDO) ||
	    (wish->version != NULL && !forced) || wish->all || wish->pinned)
		return true;
	wish->pins = calloc(plan->n_steps + 1, sizeof(*wish->pins));
	if (wish->pins == NULL)
		return false;
	if (forced)
		pin_target(wish, plan);
	else
		pin_reverts(wish, plan);
	wish->pinned = true;
	return true;
}

void dn_wish_clear(struct dn_wish *wish)
{
	free(wish->pins);
	wish->pins = NULL;
	wish->n_pins = 0;
}
