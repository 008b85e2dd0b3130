/* postgres/explain - which indexes the planner means to use for a statement. */
#ifndef DN_POSTGRES_EXPLAIN_H
#define DN_POSTGRES_EXPLAIN_H

#include "conn.h"

/* The call of the table. */
dunlin_status dn_pg_explain(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			    void *payload, dunlin_error *err);

#endif
