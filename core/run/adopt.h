/* run/adopt - reads what another runner's table says is applied. */
#ifndef DN_RUN_ADOPT_H
#define DN_RUN_ADOPT_H

#include "plan/plan.h"
#include "run/session.h"

/*
 * `table` may be SCHEMA.TABLE; `schema`, which may be NULL, is where it is else.  Read-only.  Undone by
 * dn_adopt_clear(), on failure as well.  EUSAGE when there is no such table, or it has no column that
 * is known; EREFUSED when its runner was cut off.
 */
DUNLIN_MUST_CHECK dunlin_status dn_adopt_read(struct dn_adopted *out, struct dn_session *session,
					      const char *schema, const char *table,
					      dunlin_error *err);
void dn_adopt_clear(struct dn_adopted *adopted);
/* Tells of the versions that stay pending below what the plan records. */
void dn_adopt_tell(const struct dn_adopted *adopted, const struct dn_plan *plan,
		   const struct dn_teller *teller);

#endif
