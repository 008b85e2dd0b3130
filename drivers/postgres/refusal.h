/* postgres/refusal - why a connection could not be made, from libpq's text. */
#ifndef DN_POSTGRES_REFUSAL_H
#define DN_POSTGRES_REFUSAL_H

#include "conn.h"
#include "params.h"

/* Reports it: one line, without the places in the server's source, and without
 * a password. */
dunlin_status dn_pg_refusal(dunlin_conn *conn, const struct dn_pg_params *params,
			    dunlin_error *err);

#endif
