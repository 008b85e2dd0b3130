/* sqlite/inspect - what a database holds. */
#include <stdlib.h>
#include <string.h>

#include "common/columns.h"
#include "common/fault.h"
#include "sqlite/conn.h"
#include "sqlite/inspect.h"

dunlin_status dn_sqlite_look_ask(const struct dn_sqlite_look *look, const char *sql,
				 dunlin_row_fn on_row, void *payload)
{
	struct dn_sqlite_run run = {
		.sql = sql, .len = strlen(sql), .index = -1, .on_row = on_row, .payload = payload
	};
	dunlin_status status;

	if (atomic_load(&look->conn->guard.canceled))
		return dn_fault_fail(look->conn->host, look->err, DUNLIN_ECANCELED, "canceled");
	status = dn_sqlite_run(look->conn, &run, look->err);
	return status == DUNLIN_ENOMEM ? dn_fault_nomem(look->conn->host, look->err) : status;
}

bool dn_sqlite_look_has_pages(void)
{
	return sqlite3_compileoption_used("ENABLE_DBSTAT_VTAB") != 0;
}

/* Counting table by table sees one moment of the database, as one transaction does. */
static dunlin_status in_one_moment(const struct dn_sqlite_look *look,
				   dunlin_status (*answer)(const struct dn_sqlite_look *look))
{
	const bool own = sqlite3_get_autocommit(look->conn->db) != 0;
	dunlin_status status = DUNLIN_OK;

	if (own)
		status = dn_sqlite_look_ask(look, "BEGIN", NULL, NULL);
	if (status == DUNLIN_OK)
		status = answer(look);
	if (own &&
	    dn_sqlite_rollback(look->conn, status == DUNLIN_OK ? look->err : NULL) != DUNLIN_OK &&
	    status == DUNLIN_OK)
		status = dn_fault_fail(look->conn->host, look->err, DUNLIN_ESQL,
				       "a transaction that only read cannot be ended");
	return status;
}

static dunlin_status look_at(const struct dn_sqlite_look *look, uint32_t topic)
{
	const struct dunlin_host *host = look->conn->host;

	switch (topic) {
	case DUNLIN_INSPECT_TABLES:
		return in_one_moment(look, dn_sqlite_look_tables);
	default:
		return dn_fault_fail(host, look->err, DUNLIN_EUNSUPPORTED,
				     "this driver cannot look at topic %u", topic);
	}
}

dunlin_status dn_sqlite_inspect(dunlin_conn *conn, uint32_t topic, dunlin_column_fn on_column,
				dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	const struct dn_sqlite_look look = { conn, on_column, on_row, payload, err };
	dunlin_status status;

	dn_sqlite_guard_begin(conn);
	status = look_at(&look, topic);
	dn_sqlite_guard_end(conn);
	return status;
}
