/* run/runner - fulfils a wish: looks, locks, looks again, runs, and says how it ended. */
#ifndef DN_RUN_RUNNER_H
#define DN_RUN_RUNNER_H

#include "run/view.h"

struct dn_result {
	int64_t applied, reverted, seeded, verified; /* durable */
	int64_t recorded;                            /* stamped and repaired */
	int64_t pending, waiting, standing;          /* after the run */
	bool on_copy;                                /* a trial ran on a copy */
	int64_t seq;                                 /* of the last event */
	char hash[DN_DIGEST_HEX + 1];
};

/*
 * Runs on a view that is open.  `wish` is pinned on the way.  On failure `err`
 * says what state is left, and `result` what is durable all the same.
 */
DUNLIN_MUST_CHECK dunlin_status dn_run(struct dn_view *view, struct dn_wish *wish,
				       struct dn_result *result, dunlin_error *err);

#endif
