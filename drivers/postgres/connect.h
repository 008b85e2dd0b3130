/* postgres/connect - makes the connection, or says why there is none. */
#ifndef DN_POSTGRES_CONNECT_H
#define DN_POSTGRES_CONNECT_H

#include "conn.h"
#include "params.h"

/* Fills conn->pg; on failure too, for conn to be closed as usual. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_connect(dunlin_conn *conn, struct dn_pg_params *params,
					      dunlin_error *err);

#endif
