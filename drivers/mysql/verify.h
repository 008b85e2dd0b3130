/* mysql/verify - what became of a statement that ran outside any transaction. */
#ifndef DN_MYSQL_VERIFY_H
#define DN_MYSQL_VERIFY_H

#include "conn.h"

dunlin_status dn_my_verify_statement(dunlin_conn *conn, uint32_t when,
				     const struct dunlin_statement *statement,
				     const char *remembered, struct dunlin_found *out,
				     dunlin_error *err);

#endif
