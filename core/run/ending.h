/* run/ending - what is left behind by a run that failed: in words, and in the event log. */
#ifndef DN_RUN_ENDING_H
#define DN_RUN_ENDING_H

#include "run/group.h"

/*
 * Says in `err` what state the database is left in, and writes the `fail`
 * event, if that can still be done.  `done` counts the steps of the plan that
 * are durable.
 */
void dn_ending_record(struct dn_view *view, const struct dn_outcome *outcome, size_t done,
		      dunlin_error *err);

#endif
