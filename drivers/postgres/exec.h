/* postgres/exec - runs a batch, and ends a transaction. */
#ifndef DN_POSTGRES_EXEC_H
#define DN_POSTGRES_EXEC_H

#include "conn.h"

dunlin_status dn_pg_exec(dunlin_conn *conn, const struct dunlin_batch *batch, dunlin_error *err);
dunlin_status dn_pg_rollback(dunlin_conn *conn, dunlin_error *err);

#endif
