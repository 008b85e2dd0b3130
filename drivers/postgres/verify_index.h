/* postgres/verify_index - CREATE INDEX and REINDEX CONCURRENTLY.  Each answers v->out. */
#ifndef DN_POSTGRES_VERIFY_INDEX_H
#define DN_POSTGRES_VERIFY_INDEX_H

#include "verify_ask.h"

DUNLIN_MUST_CHECK dunlin_status dn_pg_verify_create_index(struct dn_pg_verify *v);
DUNLIN_MUST_CHECK dunlin_status dn_pg_verify_reindex(struct dn_pg_verify *v);

#endif
