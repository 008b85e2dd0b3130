/* postgres/query - the calls that hand over rows. */
#ifndef DN_POSTGRES_QUERY_H
#define DN_POSTGRES_QUERY_H

#include "conn.h"

dunlin_status dn_pg_query(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			  void *payload, dunlin_error *err);
dunlin_status dn_pg_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				void *payload, dunlin_error *err);

#endif
