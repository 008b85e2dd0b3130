/* run/wait - waits until a target answers. */
#ifndef DN_RUN_WAIT_H
#define DN_RUN_WAIT_H

#include "run/session.h"

/*
 * Connects, again and again with growing pauses while nobody is there, and closes again.
 * `timeout_ms` below 0: for ever.  Tells at once, and every few seconds, what it waits for.  What is
 * there and refuses is an answer, and so a failure; so is ECONNECT when the time is over.
 */
DUNLIN_MUST_CHECK dunlin_status dn_wait(const struct dn_target *target, int64_t timeout_ms,
					dunlin_error *err);

#endif
