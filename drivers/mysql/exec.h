/* mysql/exec - runs what the engine asks for. */
#ifndef DN_MYSQL_EXEC_H
#define DN_MYSQL_EXEC_H

#include "conn.h"

dunlin_status dn_my_exec(dunlin_conn *conn, const struct dunlin_batch *batch, dunlin_error *err);
dunlin_status dn_my_query(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			  void *payload, dunlin_error *err);
dunlin_status dn_my_rollback(dunlin_conn *conn, dunlin_error *err);
int32_t dn_my_tx_state(dunlin_conn *conn);
dunlin_status dn_my_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				void *payload, dunlin_error *err);

#endif
