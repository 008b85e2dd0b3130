/* plan/stamp - what is recorded as applied, and not run. */
#include "plan/stamp.h"

#include "base/error.h"
#include "plan/item.h"
#include "plan/step.h"
#include "plan/unfinished.h"

dunlin_status dn_stamp_plan(struct dn_plan *plan, struct dn_item **order,
			    const struct dn_wish *wish, dunlin_error *err)
{
	size_t i;

	for (i = 0; i < plan->n_items; i++) {
		struct dn_item *item = order[i];

		if (item->migration == NULL || item->migration->kind != DN_KIND_VERSIONED ||
		    (item->state != DN_STATE_PENDING && item->state != DN_STATE_OUT_OF_ORDER &&
		     !dn_unfinished_is(item, DN_UP)) ||
		    dn_version_compare(item->migration->id, wish->version) > 0)
			continue;
		if (!dn_step_add_record(plan, item, DN_TASK_STAMP, "recorded as applied, not run"))
			return dn_fail_nomem(err);
	}
	return DUNLIN_OK;
}
