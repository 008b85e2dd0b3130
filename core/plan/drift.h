/* plan/drift - where the files and the history do not agree. */
#ifndef DN_PLAN_DRIFT_H
#define DN_PLAN_DRIFT_H

#include "plan/plan.h"

/* A list of refusals that becomes one error: the first in the message, all in
 * the detail. */
struct dn_refusal {
	size_t n;
	char *first; /* owned */
	char *all;   /* owned; one a line */
	bool failed; /* out of memory */
};
void dn_refusal_add(struct dn_refusal *refusal, const char *format, ...) DUNLIN_PRINTF(2, 3);
/* OK when nothing was added, else EREFUSED.  Frees the list either way. */
DUNLIN_MUST_CHECK dunlin_status dn_refusal_end(struct dn_refusal *refusal, const char *hint,
					       dunlin_error *err);

/* EREFUSED, naming every migration that changed, or whose file is gone, since
 * it was applied; that `except` changed is no matter (NULL: none). */
DUNLIN_MUST_CHECK dunlin_status dn_drift_check(const struct dn_plan *plan,
					       const struct dn_item *except, dunlin_error *err);

#endif
