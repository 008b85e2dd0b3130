/* run/verify - runs verify bodies, each in a transaction that is rolled back. */
#ifndef DN_RUN_VERIFY_H
#define DN_RUN_VERIFY_H

#include "run/view.h"

/* Makes ready a verify body that is to be run; EUSAGE when it cannot be. */
DUNLIN_MUST_CHECK dunlin_status dn_verify_prepare(struct dn_view *view,
						  const struct dn_migration *migration,
						  dunlin_error *err);
/* Runs a verify body that is prepared, inside the transaction that is open,
 * below a savepoint that is then undone. */
DUNLIN_MUST_CHECK dunlin_status dn_verify_inside(struct dn_session *session,
						 const struct dn_body *body, dunlin_error *err);
/* The same in a transaction of its own, and tells of it. */
DUNLIN_MUST_CHECK dunlin_status dn_verify_one(struct dn_view *view, struct dn_migration *migration,
					      dunlin_error *err);

/*
 * Those of every migration that is applied, in order.  *verified counts the
 * bodies that held.  ESQL, with the place of the statement or of the `expect`
 * line, at the first that does not.
 */
DUNLIN_MUST_CHECK dunlin_status dn_verify(struct dn_view *view, int64_t *verified,
					  dunlin_error *err);

#endif
