/* mysql/inspect - what a database holds, and what goes on in it. */
#ifndef DN_MYSQL_INSPECT_H
#define DN_MYSQL_INSPECT_H

#include "conn.h"

dunlin_status dn_my_inspect(dunlin_conn *conn, uint32_t topic, dunlin_column_fn on_column,
			    dunlin_row_fn on_row, void *payload, dunlin_error *err);

#endif
