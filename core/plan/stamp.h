/* plan/stamp - what is recorded as applied, and not run. */
#ifndef DN_PLAN_STAMP_H
#define DN_PLAN_STAMP_H

#include "plan/plan.h"

/* All versions up to the one named that could be applied here; or those that the table of another
 * runner has, up to the one named if there is one.  EREFUSED, naming all, when that holds what is no
 * version here. */
DUNLIN_MUST_CHECK dunlin_status dn_stamp_plan(struct dn_plan *plan, struct dn_item **order,
					      const struct dn_wish *wish, dunlin_error *err);
/* The highest version that is applied once the plan is carried out, when this item stays pending
 * below it; else NULL. */
const char *dn_stamp_gap(const struct dn_plan *plan, const struct dn_item *item);

#endif
