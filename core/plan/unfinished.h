/* plan/unfinished - steps that were begun and not finished: they are finished first, whatever the
 * wish. */
#ifndef DN_PLAN_UNFINISHED_H
#define DN_PLAN_UNFINISHED_H

#include "plan/plan.h"

/* Gives an item whose step was begun its state and a reason, and leaves the others alone.  False when
 * out of memory. */
bool dn_unfinished_judge(struct dn_plan *plan, struct dn_item *item,
			 const struct dn_history *history);
/* The first item of which an up body was begun, seeds apart; NULL: there is none. */
const struct dn_item *dn_unfinished_up(const struct dn_plan *plan);
/* Whether it is this direction of the item that was begun. */
bool dn_unfinished_is(const struct dn_item *item, enum dn_direction direction);
/* Adds the steps that finish what was begun in this direction; they come before all others, reverts
 * first.  Seeds are a wish of their own. */
DUNLIN_MUST_CHECK dunlin_status dn_unfinished_plan(struct dn_plan *plan, struct dn_item **order,
						   enum dn_direction direction, dunlin_error *err);
/* EREFUSED: nothing is reverted, and no seed run, while the step of this item is unfinished. */
DUNLIN_MUST_CHECK dunlin_status dn_unfinished_refuse(struct dn_plan *plan,
						     const struct dn_item *item, dunlin_error *err);

#endif
