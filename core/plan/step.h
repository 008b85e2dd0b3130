/* plan/step - adds steps to a plan; for plan/ alone. */
#ifndef DN_PLAN_STEP_H
#define DN_PLAN_STEP_H

#include "plan/plan.h"

/* A step that runs `body`; NULL: it takes the item's row away.  It goes on where the same direction of
 * the item was begun.  False when out of memory. */
bool dn_step_add(struct dn_plan *plan, struct dn_item *item, enum dn_direction direction,
		 struct dn_body *body, const char *reason);
/* A step that changes the record and runs nothing; likewise. */
bool dn_step_add_record(struct dn_plan *plan, struct dn_item *item, enum dn_task task,
			const char *reason);

#endif
