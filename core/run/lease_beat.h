/* run/lease_beat - the thread that renews a lease, on a connection of its own. */
#ifndef DN_RUN_LEASE_BEAT_H
#define DN_RUN_LEASE_BEAT_H

#include "run/session.h"
#include "run/store.h"

struct dn_beat;

/* `target` and `store` are lent until dn_beat_stop(), `ledger` for the call but for its texts.  NULL
 * when there can be no thread; what fails later is tried again with the next beat. */
struct dn_beat *dn_beat_start(const struct dn_target *target, const struct dn_store *store,
			      const struct dn_ledger *ledger);
/* Takes beat; NULL is fine.  Waits for its thread, which does not keep it long. */
void dn_beat_stop(struct dn_beat *beat);

/* Of run/lease: a new text for the row, for DN_LEASE_MS from now; NULL without memory. */
char *dn_lease_value(const struct dn_session *session, const struct dn_ledger *ledger);
/* Renews or, with `end`, deletes the row if it is the run's own. */
DUNLIN_MUST_CHECK dunlin_status dn_lease_write(struct dn_session *session,
					       const struct dn_store *store,
					       const struct dn_ledger *ledger, bool end);

#endif
