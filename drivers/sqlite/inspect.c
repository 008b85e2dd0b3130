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

const char *dn_sqlite_look_sizes(void)
{
	return sqlite3_compileoption_used("ENABLE_DBSTAT_VTAB") != 0
		       ? "SELECT name, pgsize FROM dbstat WHERE schema = 'main' AND aggregate = 1"
		       : "SELECT NULL, NULL WHERE 0";
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

static const struct dn_columns locks[] = {
	{ "pid", DUNLIN_VALUE_NUMBER },
	{ "program", DUNLIN_VALUE_TEXT },
	{ "file", DUNLIN_VALUE_TEXT },
	{ NULL, 0 },
};

/* Nobody stands in a queue: whoever comes too late asks again.  So all there is to know is who writes,
 * or keeps others from it. */
static dunlin_status look_at_locks(const struct dn_sqlite_look *look)
{
	const char *file = look->conn->location.memory ? NULL : look->conn->location.path;
	struct dn_sqlite_holder holder = { .program = NULL };
	dunlin_status status = DUNLIN_OK;
	const char *row[3];

	if (file != NULL && !dn_sqlite_holder_find(&holder, file))
		return dn_fault_fail(look->conn->host, look->err, DUNLIN_EUNSUPPORTED,
				     "the system does not say who has a file locked (/proc/locks)");
	status = dn_columns_tell(locks, look->on_column, look->payload);
	row[0] = holder.pid;
	row[1] = holder.program;
	row[2] = file;
	if (status == DUNLIN_OK && holder.held)
		status = look->on_row(look->payload, 3, row);
	dn_sqlite_holder_clear(&holder);
	return status;
}

static dunlin_status look_at(const struct dn_sqlite_look *look, uint32_t topic)
{
	const struct dunlin_host *host = look->conn->host;

	switch (topic) {
	case DUNLIN_INSPECT_TABLES:
		return in_one_moment(look, dn_sqlite_look_tables);
	case DUNLIN_INSPECT_INDEXES:
		return in_one_moment(look, dn_sqlite_look_indexes);
	case DUNLIN_INSPECT_LOCKS:
		return look_at_locks(look);
	case DUNLIN_INSPECT_ACTIVITY:
		return dn_fault_fail(
			host, look->err, DUNLIN_EUNSUPPORTED,
			"SQLite has no server that could say what runs; the locks tell "
			"who writes");
	case DUNLIN_INSPECT_SLOW:
		return dn_fault_fail(host, look->err, DUNLIN_EUNSUPPORTED,
				     "SQLite keeps no count of the statements that ran");
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
