/* postgres/lock - the lock of a run, an advisory one. */
#ifndef DN_POSTGRES_LOCK_H
#define DN_POSTGRES_LOCK_H

#include "conn.h"

dunlin_status dn_pg_lock_try(dunlin_conn *conn, int64_t key, dunlin_error *err);
dunlin_status dn_pg_lock_release(dunlin_conn *conn, int64_t key, dunlin_error *err);
/* Says who has it, as far as conn->pg may see; EBUSY. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_lock_busy(dunlin_conn *conn, int64_t key, dunlin_error *err);

#endif
