/* run/verify - runs verify bodies, each in a transaction that is rolled back. */
#ifndef DN_RUN_VERIFY_H
#define DN_RUN_VERIFY_H

#include "run/view.h"

/*
 * Those of every migration that is applied, in order.  *verified counts the
 * bodies that held.  ESQL, with the place of the statement or of the `expect`
 * line, at the first that does not.
 */
DUNLIN_MUST_CHECK dunlin_status dn_verify(struct dn_view *view, int64_t *verified,
					  dunlin_error *err);

#endif
