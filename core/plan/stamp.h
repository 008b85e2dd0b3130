/* plan/stamp - what is recorded as applied, and not run; for plan/ alone. */
#ifndef DN_PLAN_STAMP_H
#define DN_PLAN_STAMP_H

#include "plan/plan.h"

/* All versions up to the one named that could be applied here. */
DUNLIN_MUST_CHECK dunlin_status dn_stamp_plan(struct dn_plan *plan, struct dn_item **order,
					      const struct dn_wish *wish, dunlin_error *err);

#endif
