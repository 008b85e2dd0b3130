/* plan/item - the items of a plan, and the texts that go with them; for plan/ and run/. */
#ifndef DN_PLAN_ITEM_H
#define DN_PLAN_ITEM_H

#include "plan/plan.h"

/* Of its migration, or of the row whose file is gone. */
char dn_item_kind(const struct dn_item *item);
const char *dn_item_id(const struct dn_item *item);
/* For qsort and bsearch over struct dn_item: by kind and id. */
int dn_item_compare(const void *a, const void *b);

/* The item of a version, repeatable or seed; NULL when there is none. */
struct dn_item *dn_plan_item(const struct dn_plan *plan, char kind, const char *id);

/* The same by what a step is called on the command line: "0005" without zeros in front,
 * "R__views", "seeds/dev/users". */
struct dn_item *dn_plan_named(const struct dn_plan *plan, const char *name);

/* A formatted reason in the plan's arena; NULL when out of memory. */
const char *dn_plan_text(struct dn_plan *plan, const char *format, ...) DUNLIN_PRINTF(2, 3);
/* "0007_orders", "R__views": how messages name a migration. */
const char *dn_plan_label(struct dn_plan *plan, const struct dn_migration *migration);

#endif
