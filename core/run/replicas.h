/*
 * run/replicas - waits until the replicas of a database have what a run did.
 *
 * A replica that was seen once and went away is waited for as well: it does not have it.  After a
 * failover those of the new server are waited for, and no others: it may be one of the old ones.
 */
#ifndef DN_RUN_REPLICAS_H
#define DN_RUN_REPLICAS_H

#include "base/str.h"
#include "run/view.h"

/* All that have the same name. */
struct dn_replica {
	char *name;       /* owned */
	size_t seen, now; /* at most at a time, and in the last look */
};

struct dn_replicas {
	const struct dn_wish *wish; /* lent */
	char *log;                  /* theirs, as the driver calls it; owned, NULL: not known */
	struct dn_replica *list;
	size_t n, cap;
	size_t connected;     /* in the last look */
	int64_t left;         /* bytes, in the last look, of those that are too far behind */
	struct dn_str behind; /* who they are; empty: nobody */
};

/* The first look, before anything is done: EUNSUPPORTED where the driver cannot tell, EPERM where the
 * role may not know.  `wish` is lent.  Undone by dn_replicas_clear(), on failure as well. */
DUNLIN_MUST_CHECK dunlin_status dn_replicas_init(struct dn_replicas *replicas, struct dn_view *view,
						 const struct dn_wish *wish, dunlin_error *err);
void dn_replicas_clear(struct dn_replicas *replicas);
/* Between two steps: waits until all are near enough to what is committed.  EBEHIND when none of them
 * gets any further for so long as the wish says. */
DUNLIN_MUST_CHECK dunlin_status dn_replicas_wait(struct dn_replicas *replicas, struct dn_view *view,
						 dunlin_error *err);
/* The same after the last step; a connection that is lost then is made again by the caller.  Warns when there is nobody to wait for.  `worked`: this run has
 * changed something. */
DUNLIN_MUST_CHECK dunlin_status dn_replicas_end(struct dn_replicas *replicas, struct dn_view *view,
						bool worked, dunlin_error *err);

#endif
