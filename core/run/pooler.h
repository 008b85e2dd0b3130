/* run/pooler - what cannot run through a pooler. */
#ifndef DN_RUN_POOLER_H
#define DN_RUN_POOLER_H

#include "run/view.h"

/*
 * EUNSUPPORTED, with its place, when the plan has a step that would do something
 * else through the pooler that the view is connected through, if it is.  Asked
 * before anything runs.
 */
DUNLIN_MUST_CHECK dunlin_status dn_pooler_check(const struct dn_view *view, dunlin_error *err);

#endif
