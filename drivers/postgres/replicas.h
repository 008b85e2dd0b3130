/* postgres/replicas - how far the standbys that stream from a server have replayed its log. */
#ifndef DN_POSTGRES_REPLICAS_H
#define DN_POSTGRES_REPLICAS_H

#include "conn.h"

dunlin_status dn_pg_position(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
			     dunlin_error *err);
dunlin_status dn_pg_replicas(dunlin_conn *conn, const char *position, dunlin_row_fn on_row,
			     void *payload, dunlin_error *err);

#endif
