/* postgres/verify - what became of a statement that ran outside any transaction. */
#ifndef DN_POSTGRES_VERIFY_H
#define DN_POSTGRES_VERIFY_H

#include "conn.h"

dunlin_status dn_pg_verify_statement(dunlin_conn *conn, uint32_t when,
				     const struct dunlin_statement *statement,
				     const char *remembered, struct dunlin_found *out,
				     dunlin_error *err);

#endif
