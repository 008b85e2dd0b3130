/* plan/redo - what is applied, once more; for plan/ alone. */
#ifndef DN_PLAN_REDO_H
#define DN_PLAN_REDO_H

#include "plan/plan.h"

/* Whether a redo by count, planned anew after a lost connection, has taken this item back before. */
bool dn_redo_goes_on(const struct dn_wish *wish, const struct dn_item *item);
/* What the plan takes back so far, and what the wish took back before, is applied again, the lowest
 * version first, and then the repeatables, if they run at all. */
DUNLIN_MUST_CHECK dunlin_status dn_redo_again(struct dn_plan *plan, struct dn_item **order,
					      const struct dn_wish *wish, dunlin_error *err);

/* What a forced redo is about: the migration that the wish names, or else the version applied last;
 * NULL when there is none. */
struct dn_item *dn_redo_target(const struct dn_plan *plan, const struct dn_wish *wish);
/*
 * One migration once more, whatever came after it and whether or not its file has changed: reverted
 * by its down body where it has one, and then its up body; nothing else is reverted, neither later
 * versions nor repeatables, so what depends on it makes its down body fail.  EUSAGE for one that
 * nobody knows; EREFUSED for one that is not applied, and where other files and the history do not
 * agree.
 */
DUNLIN_MUST_CHECK dunlin_status dn_redo_forced(struct dn_plan *plan, struct dn_item **order,
					       const struct dn_wish *wish, dunlin_error *err);

#endif
