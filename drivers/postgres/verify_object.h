/* postgres/verify_object - whatever is told by one row of a catalog.  Each answers v->out. */
#ifndef DN_POSTGRES_VERIFY_OBJECT_H
#define DN_POSTGRES_VERIFY_OBJECT_H

#include "verify_ask.h"

/* CREATE and DROP of what has a name. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_verify_create(struct dn_pg_verify *v);
DUNLIN_MUST_CHECK dunlin_status dn_pg_verify_drop(struct dn_pg_verify *v);
/* ALTER TABLE … DETACH PARTITION, CONCURRENTLY, FINALIZE or neither. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_verify_detach(struct dn_pg_verify *v);
/* ALTER TYPE … ADD VALUE and RENAME VALUE. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_verify_value(struct dn_pg_verify *v);
/* COMMIT PREPARED and ROLLBACK PREPARED. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_verify_prepared(struct dn_pg_verify *v);
/* ALTER SUBSCRIPTION … ADD or DROP PUBLICATION. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_verify_publication(struct dn_pg_verify *v);

#endif
