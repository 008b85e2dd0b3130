/* plan/order - what comes before what. */
#ifndef DN_PLAN_ORDER_H
#define DN_PLAN_ORDER_H

#include "plan/plan.h"

/*
 * The items of a plan in the order they would run: versions ascending, then
 * repeatables by name, each after those it requires, then seeds.  The caller
 * frees the array.  EUSAGE for repeatables that require each other in a circle.
 */
DUNLIN_MUST_CHECK dunlin_status dn_order_items(struct dn_item ***out, const struct dn_plan *plan,
					       dunlin_error *err);

/* EUSAGE for repeatables of a source, as its dialect is selected, that require each other in a
 * circle. */
DUNLIN_MUST_CHECK dunlin_status dn_order_check(const struct dn_source *source, dunlin_error *err);

#endif
