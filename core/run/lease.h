/*
 * run/lease - the lock of a run, where the connection has none though its driver has: a server
 * without advisory locks, a cluster whose locks are each node's own.
 *
 * The lease is the row `lease` of dunlin_meta: the run's id, until when it holds, and who has it.  It
 * is taken by compare and swap, renewed every DN_LEASE_BEAT_MS for another DN_LEASE_MS, and deleted
 * at the end of the run.  Whoever finds it over takes it over.  It is over when nobody has renewed it
 * for DN_LEASE_MS of the waiting run's own time, which only goes forward; or, for a run that comes
 * later, when it ended DN_LEASE_APART_MS ago by the clock of the server, which in a cluster is not
 * the one that wrote it: clocks that are less far apart take it from nobody who is at work.  Since
 * the swap compares all of the row, a decision that was right when it was read and is not any more
 * changes no row.
 *
 * Who renews it: a thread of its own, on a connection of its own.  A run's own thread cannot, while
 * it waits for a statement that takes an hour.  A lease as long as the longest statement would keep
 * everybody waiting after a kill; and whether the holder's session is gone cannot be asked of servers
 * in general.  So a holder that is killed, stopped or cut off loses the lease within DN_LEASE_MS
 * while one at work keeps it.  With a connection that a program lends there is no second one: then it
 * is renewed before each group of steps, and may be lost in a long statement.
 *
 * Losing it is never wrong, only impolite: `seq` is the fence.  Each writing transaction inserts its
 * event first, so of two that write one fails; and right behind the event it asks whether the lease
 * is still its own, in a statement that fails if it is not: a run that comes back after its lease was
 * taken writes nothing, even before the other has written anything.  What the journal marks outside
 * of such transactions is guarded by the run's id in its row.
 *
 * Before the first run there is no table and so no lease: the creation of the tables comes first, of
 * which one alone succeeds.
 */
#ifndef DN_RUN_LEASE_H
#define DN_RUN_LEASE_H

#include "run/view.h"

enum { DN_LEASE_MS = 15000, DN_LEASE_BEAT_MS = 3000, DN_LEASE_APART_MS = 60000 };

/* Whether the lock of a run is a lease on this connection. */
bool dn_lease_is_needed(const struct dn_session *session);

/* Takes the lock of the view's history, be it the driver's or a lease, as dn_lock_acquire() does.  A
 * lease that has no table yet is not taken, and view->leased then says so. */
DUNLIN_MUST_CHECK dunlin_status dn_lease_acquire(struct dn_view *view, int64_t wait_ms,
						 bool *waited, dunlin_error *err);
/* Renews a lease that nobody else renews. */
void dn_lease_renew(struct dn_view *view);
/* Gives back whichever it was, if it was taken.  Never fails: what cannot be given back ends with
 * the connection, or by its time. */
void dn_lease_release(struct dn_view *view);
/* Who holds the lease just now: a new text, or NULL when nobody does. */
DUNLIN_MUST_CHECK dunlin_status dn_lease_look(struct dn_view *view, char **holder,
					      dunlin_error *err);

#endif
