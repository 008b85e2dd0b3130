/* postgres/error - what the server or libpq said, as a fault. */
#ifndef DN_POSTGRES_ERROR_H
#define DN_POSTGRES_ERROR_H

#include "conn.h"

/* The statement a failure is about; `sql` is NULL when its text is not the
 * caller's. */
struct dn_pg_about {
	int64_t index; /* in the batch, or -1 */
	const char *sql;
	size_t len;
	uint32_t kind; /* DUNLIN_STMT_* */
};

/* Whether the result says that the session is over. */
bool dn_pg_is_end(const dunlin_conn *conn, const PGresult *result);
/* Reports a result that says an error; `unknown`: if the connection broke, a
 * COMMIT may have been done. */
dunlin_status dn_pg_fail_result(dunlin_conn *conn, const PGresult *result,
				const struct dn_pg_about *about, bool unknown, dunlin_error *err);
/* Reports that the connection broke while that was under way. */
dunlin_status dn_pg_fail_lost(dunlin_conn *conn, const struct dn_pg_about *about, bool unknown,
			      dunlin_error *err);
/* Reports what libpq itself refused, from PQerrorMessage(). */
dunlin_status dn_pg_fail_client(dunlin_conn *conn, const struct dn_pg_about *about,
				dunlin_error *err);
/* Reports a failure of our own making about a statement. */
dunlin_status dn_pg_fail_plain(dunlin_conn *conn, const struct dn_pg_about *about,
			       dunlin_status status, const char *message, dunlin_error *err);

/* PQsetNoticeReceiver(): hands a notice to on_progress. */
void dn_pg_notice(void *conn, const PGresult *result);

#endif
