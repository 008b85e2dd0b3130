/* run/recover - after a lost connection: a new one, the lock, and what is true. */
#ifndef DN_RUN_RECOVER_H
#define DN_RUN_RECOVER_H

#include "run/group.h"

/* Whether a failure means that the connection is gone. */
bool dn_recover_is_lost(dunlin_status status);

/* One commit of our own that waits for the disk: every one before it is as durable then, also those
 * that did not wait. */
DUNLIN_MUST_CHECK dunlin_status dn_recover_make_durable(struct dn_view *view, dunlin_error *err);

/*
 * Connects again and takes the run's lock, for as long as a run waits for its lock; then asks the
 * event log what this run has committed, and sets outcome->n_done to the steps of the group that are
 * durable.  `group` and `outcome` may be NULL when no step was under way.  On failure the view has no
 * connection, `lost` still says how it was lost, and gets a detail that says why there is no new one.
 */
DUNLIN_MUST_CHECK dunlin_status dn_recover(struct dn_view *view, const struct dn_group *group,
					   struct dn_outcome *outcome, dunlin_error *lost);

#endif
