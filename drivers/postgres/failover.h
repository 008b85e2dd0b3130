/* postgres/failover - goes on to the next place when one does not answer. */
#ifndef DN_POSTGRES_FAILOVER_H
#define DN_POSTGRES_FAILOVER_H

#include "params.h"

/*
 * libpq goes on by itself when a place refuses, but applies connect_timeout in
 * its blocking calls only.  Takes the place that `pg` was waiting for out of
 * the lists of hosts, addresses and ports.  False: no other is left.
 */
DUNLIN_MUST_CHECK bool dn_pg_failover(struct dn_pg_params *params, PGconn *pg);

#endif
