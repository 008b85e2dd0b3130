/* run/tables - makes Dunlin's own tables, and takes the lease that is in them. */
#ifndef DN_RUN_TABLES_H
#define DN_RUN_TABLES_H

#include "run/view.h"

/* Before the first writing run there are no tables: two who begin at once make them once, and the other
 * starts over, for which *again is set.  Then as dn_tables_lease(). */
DUNLIN_MUST_CHECK dunlin_status dn_tables_make(struct dn_view *view, bool *again,
					       dunlin_error *err);
/* Where a lease is the lock, it is there as soon as its table is; and one that was lost is asked for
 * again.  EBUSY, and *again is set, when somebody else has it. */
DUNLIN_MUST_CHECK dunlin_status dn_tables_lease(struct dn_view *view, bool *again,
						dunlin_error *err);
/* Says of an error that kept the tables from being made what is left, and what to do. */
void dn_tables_blame(dunlin_status status, dunlin_error *err);

#endif
