/* plan/after - the history as it is when a plan has been carried out. */
#ifndef DN_PLAN_AFTER_H
#define DN_PLAN_AFTER_H

#include "plan/plan.h"

/*
 * Changes the rows as the steps of the plan did, all of them, so that a survey says what is left;
 * what only the database knows (times, ordinals) is not in the new ones.  The plan's items and steps
 * refer to nothing that can be read afterwards.  The strings of the new rows are the source's, which
 * must live as long as the history.  False for want of memory, or when the plan had a step whose end
 * only the journal tells.
 */
bool dn_after_plan(struct dn_history *history, const struct dn_plan *plan);

#endif
