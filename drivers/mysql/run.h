/* mysql/run - runs one statement, and hears a cancel meanwhile. */
#ifndef DN_MYSQL_RUN_H
#define DN_MYSQL_RUN_H

#include "conn.h"

/* From begin to end a cancel is heard; one that came before does not count. */
void dn_my_begin(dunlin_conn *conn);
void dn_my_end(dunlin_conn *conn);
/* From any thread. */
void dn_my_cancel(dunlin_conn *conn);

DUNLIN_MUST_CHECK dunlin_status dn_my_run(dunlin_conn *conn, struct dn_my_run *run,
					  dunlin_error *err);
/* Runs a question of the driver's own, which no cancel stops. */
dunlin_status dn_my_ask(dunlin_conn *conn, const char *sql, dunlin_row_fn on_row, void *payload,
			dunlin_error *err);
/* For on_row: the first value of the first row, in a char * that begins as NULL; the caller frees it. */
dunlin_status dn_my_keep_value(void *payload, size_t n, const char *const *values);
/* A literal, quotes included, for the caller to free; NULL without memory. */
char *dn_my_literal(dunlin_conn *conn, const char *text, size_t len);
/* A quoted name, for the caller to free; NULL without memory. */
char *dn_my_name(const char *name);

#endif
