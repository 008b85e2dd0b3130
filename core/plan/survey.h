/* plan/survey - how each migration stands; used by plan.c alone. */
#ifndef DN_PLAN_SURVEY_H
#define DN_PLAN_SURVEY_H

#include "plan/plan.h"

/* A formatted reason in the plan's arena; NULL when out of memory. */
const char *dn_plan_text(struct dn_plan *plan, const char *format, ...) DUNLIN_PRINTF(2, 3);

/* The item of a version, repeatable or seed; NULL when there is none. */
struct dn_item *dn_plan_item(const struct dn_plan *plan, char kind, const char *id);

#endif
