/* run/expect - runs one statement, and says whether what its lines ask of it holds. */
#ifndef DN_RUN_EXPECT_H
#define DN_RUN_EXPECT_H

#include "base/str.h"
#include "run/session.h"

/* What became of it.  Begins as zeros; undone by dn_expect_clear(). */
struct dn_expect_result {
	int64_t elapsed_us;          /* of the run that counts */
	struct dn_str expected, got; /* of what does not hold; empty when it is something else */
};
void dn_expect_clear(struct dn_expect_result *result);

/*
 * Runs a statement of a verify body or a query file inside the transaction that
 * is open, and checks every line above it.  What it did stays, unless it was to
 * fail.  With a max-time that it passes it is run twice more, each time from
 * where it began, and the median counts.  `result` may be NULL.  Fails, ESQL
 * most often, with the place of the statement or of the line that does not hold.
 */
DUNLIN_MUST_CHECK dunlin_status dn_expect_run(struct dn_session *session,
					      const struct dn_body *body,
					      const struct dn_stmt *stmt,
					      struct dn_expect_result *result, dunlin_error *err);

#endif
