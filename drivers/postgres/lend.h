/* postgres/lend - takes a connection that a program has open, and hands it back as it was. */
#ifndef DN_POSTGRES_LEND_H
#define DN_POSTGRES_LEND_H

#include "conn.h"

struct dn_pg_params;

/* Takes `native`, a PGconn *, for conn->pg, and remembers what it is like.  EUSAGE in a transaction or
 * with something under way, ECONNLOST when it is broken. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_lend(dunlin_conn *conn, void *native, dunlin_error *err);
/* What it was connected with, for a second connection to the same place. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_lend_params(const dunlin_conn *conn,
						  struct dn_pg_params *params, dunlin_error *err);
/* Settings, role and session user as they were taken. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_lend_restore(dunlin_conn *conn, dunlin_error *err);
/* All as it was taken; conn->pg is NULL then.  Nothing for one that was not lent. */
void dn_pg_hand_back(dunlin_conn *conn);

#endif
