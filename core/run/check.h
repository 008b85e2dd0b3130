/* run/check - the dialect's own check of the data, before and after a transaction's steps. */
#ifndef DN_RUN_CHECK_H
#define DN_RUN_CHECK_H

#include "run/session.h"

/* The rows that were there at the start; caller's storage, zeroed. */
struct dn_check {
	char **rows; /* owned, sorted; one text a row */
	size_t n, cap;
	bool useless; /* the check itself failed: nothing can be compared */
};

DUNLIN_MUST_CHECK dunlin_status dn_check_before(struct dn_check *check, struct dn_session *session,
						dunlin_error *err);
/* ESQL with SQLSTATE 23503, naming rows, when one is there that was not at the
 * start.  A check that itself fails is a warning. */
DUNLIN_MUST_CHECK dunlin_status dn_check_after(struct dn_check *check, struct dn_session *session,
					       dunlin_error *err);
/* Sets *more when rows are in `check`, taken by dn_check_before(), that are not there now. */
DUNLIN_MUST_CHECK dunlin_status dn_check_had_more(const struct dn_check *check,
						  struct dn_session *session, bool *more,
						  dunlin_error *err);
void dn_check_clear(struct dn_check *check);

#endif
