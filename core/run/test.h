/*
 * run/test - runs query files, each in a transaction that is rolled back, and
 * tells of each statement whether it held.
 */
#ifndef DN_RUN_TEST_H
#define DN_RUN_TEST_H

#include "run/view.h"
#include "source/queries.h"

/* The same numbers as DUNLIN_POINT_*. */
enum dn_outcome { DN_OUTCOME_OK, DN_OUTCOME_FAILED, DN_OUTCOME_SKIPPED };

/* What became of one statement, or of one body; lent for the call. */
struct dn_point {
	enum dn_outcome outcome;
	const char *file;
	int64_t line;     /* 0: the file as a whole */
	const char *text; /* of the statement, not terminated; or what was tried */
	size_t len;
	int64_t elapsed_us;
	const dunlin_error *fault; /* FAILED */
	const char *expected,
		*got;       /* FAILED, of what does not hold; "" when it is something else */
	const char *reason; /* SKIPPED */
};

struct dn_tester {
	void (*hear)(void *payload, const struct dn_point *point);
	void *payload;
	bool commits; /* a file that ends in COMMIT is committed: its database is thrown away */
};

/* Cuts every file that is for the dialect: EUSAGE, with its place, where one cannot be. */
DUNLIN_MUST_CHECK dunlin_status dn_test_cut(struct dn_queries *queries,
					    const struct dunlin_dialect *dialect,
					    dunlin_error *err);

/*
 * Every file is cut before anything runs: EUSAGE, with its place, where one
 * cannot be.  A statement that fails is a point, and the file goes on; what
 * ends the connection, a cancel and a want of memory end the run.
 */
DUNLIN_MUST_CHECK dunlin_status dn_test_queries(struct dn_view *view, struct dn_queries *queries,
						const struct dn_tester *tester, dunlin_error *err);

/* Whether a failure says something of the statement, and not of the run. */
bool dn_test_goes_on(dunlin_status status);

#endif
