/* run/lock - the lock of a run, polled and never waited for inside the database. */
#ifndef DN_RUN_LOCK_H
#define DN_RUN_LOCK_H

#include <stdbool.h>

#include "run/session.h"

/* A time until which something may be tried again, with growing pauses. */
struct dn_patience {
	int64_t began_us;
	int64_t limit_us; /* from began_us; 0: never again */
	int64_t told_us;  /* when a person was last told */
	int64_t pause_ms;
};
/* `wait_ms` below 0: not at all. */
void dn_patience_init(struct dn_patience *patience, int64_t wait_ms);
/*
 * Pauses before another try, and tells every few seconds that and for what it
 * waits.  False when the time is over or a cancel was asked; `err`, which says
 * why the last try failed, is then what the caller returns.
 */
bool dn_patience_pause(struct dn_patience *patience, const struct dn_target *target,
		       dunlin_error *err);

/* Runs `attempt` over and over while it returns EBUSY; what it returned last, or ECANCELED.  It never
 * gets a NULL for its error, which is empty each time. */
DUNLIN_MUST_CHECK dunlin_status dn_patience_try(const struct dn_target *target, int64_t wait_ms,
						dunlin_status (*attempt)(void *payload,
									 dunlin_error *err),
						void *payload, dunlin_error *err);

/* Takes the lock of this history; EBUSY, with who holds it, when it was not had
 * in time.  *waited, which may be NULL, tells that somebody else had it first.  Does
 * nothing where the transaction itself is the lock. */
DUNLIN_MUST_CHECK dunlin_status dn_lock_acquire(struct dn_session *session, int64_t key,
						int64_t wait_ms, bool *waited, dunlin_error *err);
/* Never fails: what could not be given back ends with the connection. */
void dn_lock_release(struct dn_session *session, int64_t key);

#endif
