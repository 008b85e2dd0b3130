/* sqlite/exec - runs what the engine asks for. */
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "sqlite/conn.h"

static dunlin_status refuse(dunlin_conn *conn, int64_t index, dunlin_status status,
			    const char *sqlstate, const char *message, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, status);
	fault.sqlstate = sqlstate;
	fault.stmt_index = index;
	return dn_fault_send(conn->host, err, &fault, "%s", message);
}

static dunlin_status exec_one(dunlin_conn *conn, const struct dunlin_statement *statement,
			      int64_t index, dunlin_error *err)
{
	struct dn_sqlite_run run = { .index = index };
	struct dunlin_progress progress = { .size = DUNLIN_PROGRESS_SIZE };
	dunlin_status status;

	if (!DUNLIN_HAS(statement, sql_len))
		return refuse(conn, index, DUNLIN_EUSAGE, NULL, "the statement has no text", err);
	if (statement->kind == DUNLIN_STMT_COPY)
		return refuse(conn, index, DUNLIN_EUNSUPPORTED, "0A000",
			      "sqlite has no COPY; write INSERT instead", err);
	if (atomic_load(&conn->guard.canceled))
		return refuse(conn, index, DUNLIN_ECANCELED, "57014", "canceled", err);
	run.sql = statement->sql;
	run.len = statement->sql_len;
	run.kind = statement->kind;
	status = dn_sqlite_run(conn, &run, err);
	if (status != DUNLIN_OK || conn->on_progress == NULL)
		return status;
	progress.kind = DUNLIN_PROGRESS_DONE;
	progress.stmt_index = index;
	progress.rows = run.rows;
	conn->on_progress(conn->payload, &progress);
	return DUNLIN_OK;
}

dunlin_status dn_sqlite_exec(dunlin_conn *conn, const struct dunlin_batch *batch, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	uint64_t i;

	if (!DUNLIN_HAS(batch, count))
		return refuse(conn, -1, DUNLIN_EUSAGE, NULL, "the batch has no count", err);
	dn_sqlite_guard_begin(conn);
	for (i = 0; i < batch->count && status == DUNLIN_OK; i++)
		status = exec_one(conn, dunlin_batch_at(batch, i), (int64_t)i, err);
	dn_sqlite_guard_end(conn);
	return status;
}

dunlin_status dn_sqlite_query(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			      void *payload, dunlin_error *err)
{
	struct dn_sqlite_run run = {
		.sql = sql, .len = len, .index = -1, .on_row = on_row, .payload = payload
	};
	dunlin_status status;

	dn_sqlite_guard_begin(conn);
	status = dn_sqlite_run(conn, &run, err);
	dn_sqlite_guard_end(conn);
	return status;
}

dunlin_status dn_sqlite_rollback(dunlin_conn *conn, dunlin_error *err)
{
	struct dn_sqlite_run run = { .sql = "ROLLBACK", .len = 8, .index = -1 };
	dunlin_status status;

	/* Not between guard_begin and _end: a late cancel must not stop it. */
	if (sqlite3_get_autocommit(conn->db))
		return DUNLIN_OK;
	status = dn_sqlite_run(conn, &run, err);
	return sqlite3_get_autocommit(conn->db) ? DUNLIN_OK : status;
}

dunlin_status dn_sqlite_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				    void *payload, dunlin_error *err)
{
	static const char one[] = "name = %.*Q COLLATE NOCASE";
	static const char all[] = "substr(name, 1, length(%.*Q)) = %.*Q COLLATE NOCASE";
	const int len = (int)strlen(name);
	const bool begins = len > 0 && name[len - 1] == '*';
	char *which = begins ? sqlite3_mprintf(all, len - 1, name, len - 1, name)
			     : sqlite3_mprintf(one, len, name);
	char *sql = which == NULL
			    ? NULL
			    : sqlite3_mprintf("SELECT NULL, '\"' || replace(name, '\"', '\"\"') || "
					      "'\"', name FROM main.sqlite_master "
					      "WHERE type = 'table' AND %s",
					      which);
	dunlin_status status;

	sqlite3_free(which);
	if (sql == NULL)
		return dn_fault_nomem(conn->host, err);
	status = dn_sqlite_query(conn, sql, strlen(sql), on_row, payload, err);
	sqlite3_free(sql);
	return status;
}
