/* run/gone - what a run had committed and is not there any more. */
#ifndef DN_RUN_GONE_H
#define DN_RUN_GONE_H

#include "run/runner.h"

/*
 * On a new connection: who answers now may be a standby that was promoted before it had all of what this
 * run committed.  Takes off *result what is not in the log up to `seq`, the last event before the group
 * under way, and warns of it.
 */
DUNLIN_MUST_CHECK dunlin_status dn_gone_find(struct dn_view *view, struct dn_result *result,
					     int64_t seq);

#endif
