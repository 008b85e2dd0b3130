/* mysql/explain - which indexes the optimizer means to use for a statement. */
#ifndef DN_MYSQL_EXPLAIN_H
#define DN_MYSQL_EXPLAIN_H

#include "conn.h"

dunlin_status dn_my_explain(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			    void *payload, dunlin_error *err);

#endif
