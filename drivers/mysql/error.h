/* mysql/error - what the server said, as a fault. */
#ifndef DN_MYSQL_ERROR_H
#define DN_MYSQL_ERROR_H

#include "conn.h"

/* The class of one of the server's numbers, and its SQLSTATE where ours differs from `sqlstate`. */
dunlin_status dn_my_error_class(unsigned int code, const char *message, const char **sqlstate);
/* Whether the connection is no more. */
bool dn_my_error_is_lost(unsigned int code);
/* Where in `sql` an error of the parser is, by what it says: bytes from its start, or -1; *line is
 * the line it names, or -1. */
int64_t dn_my_error_offset(const char *sql, size_t len, const char *message, int64_t *line);

/* Reports what the library holds as the error of `run`. */
dunlin_status dn_my_fail(dunlin_conn *conn, const struct dn_my_run *run, dunlin_error *err);

#endif
