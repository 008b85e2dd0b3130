/* sqlite/session - sets a connection up, tells how, and puts it back. */
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "sqlite/conn.h"

/* Settings of a connection that a statement can change, put back by reset(). */
static const char *const names[] = {
	"foreign_keys",
	"defer_foreign_keys",
	"ignore_check_constraints",
	"query_only",
	"recursive_triggers",
	"trusted_schema",
	"synchronous",
	"legacy_alter_table",
	"reverse_unordered_selects",
	"temp_store",
	"read_uncommitted",
	"wal_autocheckpoint",
	"secure_delete",
	"automatic_index",
	"cell_size_check",
	"cache_size",
	"cache_spill",
	"analysis_limit",
	"full_column_names",
	"short_column_names",
	"count_changes",
	"fullfsync",
	"checkpoint_fullfsync",
	"journal_size_limit",
	"max_page_count",
	"mmap_size",
	"threads",
	"locking_mode",
	"journal_mode",
};
_Static_assert(sizeof(names) / sizeof(names[0]) == DN_SQLITE_N_SETTINGS, "one place for each");

bool dn_sqlite_pragma(dunlin_conn *conn, const char *name, char **out)
{
	char *sql = sqlite3_mprintf("PRAGMA main.%s", name);
	bool ok = sql != NULL;
	sqlite3_stmt *stmt = NULL;
	const char *text;

	*out = NULL;
	if (ok && sqlite3_prepare_v2(conn->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW) {
		text = (const char *)sqlite3_column_text(stmt, 0);
		*out = text != NULL ? strdup(text) : NULL;
		ok = *out != NULL;
	}
	ok = ok && (sqlite3_errcode(conn->db) & 0xff) != SQLITE_NOMEM;
	sqlite3_finalize(stmt);
	sqlite3_free(sql);
	return ok;
}

/* Runs one statement of our own. */
static dunlin_status run_own(dunlin_conn *conn, const char *sql, dunlin_error *err)
{
	struct dn_sqlite_run run = { .sql = sql, .len = strlen(sql), .index = -1 };

	return dn_sqlite_run(conn, &run, err);
}

static dunlin_status run_session(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status;
	size_t i;

	for (i = 0; i < conn->n_session; i++) {
		struct dn_sqlite_run run = { .sql = conn->session[i],
					     .len = strlen(conn->session[i]),
					     .index = -1,
					     .session = (int64_t)i + 1 };

		if (atomic_load(&conn->guard.canceled))
			return dn_fault_fail(conn->host, err, DUNLIN_ECANCELED, "canceled");
		status = dn_sqlite_run(conn, &run, err);
		if (status != DUNLIN_OK)
			return status;
		if (!sqlite3_get_autocommit(conn->db)) {
			sqlite3_exec(conn->db, "ROLLBACK", NULL, NULL, NULL);
			return dn_fault_fail(conn->host, err, DUNLIN_EUSAGE,
					     "session statement %lld leaves a transaction open",
					     (long long)run.session);
		}
	}
	return DUNLIN_OK;
}

static dunlin_status set_flag(dunlin_conn *conn, int flag, int on, const char *name,
			      dunlin_error *err)
{
	int now = !on;

	if (sqlite3_db_config(conn->db, flag, on, &now) == SQLITE_OK && now == on)
		return DUNLIN_OK;
	return dn_fault_fail(conn->host, err, DUNLIN_EUNSUPPORTED,
			     "this build of SQLite %s cannot turn %s %s", sqlite3_libversion(),
			     name, on ? "on" : "off");
}

dunlin_status dn_sqlite_settings_take(dunlin_conn *conn, char **settings, dunlin_error *err)
{
	size_t i;

	/* NULL is a setting that this build does not have. */
	for (i = 0; i < DN_SQLITE_N_SETTINGS; i++) {
		if (!dn_sqlite_pragma(conn, names[i], &settings[i]))
			return dn_fault_nomem(conn->host, err);
	}
	return DUNLIN_OK;
}

dunlin_status dn_sqlite_session_start(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status;

	/* trusted_schema stays as it is: turned off, SQLite 3.38 to 3.40 refuse json_valid()
	 * in a CHECK, and there are no functions here that it would keep from a schema. */
	status = set_flag(conn, SQLITE_DBCONFIG_ENABLE_FKEY, 1, "foreign keys", err);
	if (status == DUNLIN_OK)
		status = set_flag(conn, SQLITE_DBCONFIG_DEFENSIVE, 1, "defensive mode", err);
	if (status == DUNLIN_OK && conn->absent)
		status = run_own(conn, "PRAGMA query_only = ON", err);
	/* A build without extensions has nothing to turn off. */
	sqlite3_db_config(conn->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	if (status == DUNLIN_OK)
		status = dn_sqlite_settings_take(conn, conn->settings, err);
	if (status == DUNLIN_OK)
		status = run_session(conn, err);
	return status;
}

/* Hands over one row, which it frees. */
static dunlin_status tell(dunlin_conn *conn, char *row, dunlin_row_fn on_row, void *payload,
			  dunlin_error *err)
{
	const char *values[1] = { row };
	dunlin_status status;

	if (row == NULL)
		return dn_fault_nomem(conn->host, err);
	status = on_row(payload, 1, values);
	sqlite3_free(row);
	return status;
}

dunlin_status dn_sqlite_setup(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
			      dunlin_error *err)
{
	/* What no SQL can set is told as a comment.  That nothing can be written in the
	 * place of a file that is not there is no part of it: a run has the file. */
	static const char *const fixed[] = {
		"PRAGMA foreign_keys = ON",
		"-- defensive mode on; extensions, ATTACH and PRAGMA writable_schema refused",
	};
	const struct dn_sqlite_guard *guard = &conn->guard;
	dunlin_status status;
	size_t i;

	if (conn->lent.is && conn->lent.busy_ms == 0)
		status = tell(conn,
			      sqlite3_mprintf("-- the busy handler of the program, or none, stays"),
			      on_row, payload, err);
	else
		status = tell(conn,
			      sqlite3_mprintf("PRAGMA busy_timeout = %lld",
					      guard->lock_timeout_ms < 0 ? (long long)INT32_MAX
									 : guard->lock_timeout_ms),
			      on_row, payload, err);
	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]) && status == DUNLIN_OK; i++)
		status = tell(conn, sqlite3_mprintf("%s", fixed[i]), on_row, payload, err);
	if (status == DUNLIN_OK && guard->statement_timeout_ms > 0)
		status = tell(conn,
			      sqlite3_mprintf("-- statement timeout %lld ms",
					      guard->statement_timeout_ms),
			      on_row, payload, err);
	for (i = 0; i < conn->n_session && status == DUNLIN_OK; i++)
		status = tell(conn, sqlite3_mprintf("%s", conn->session[i]), on_row, payload, err);
	return status;
}

/* WAL is a property of the file, and whoever moved it in or out meant it; the
 * other journal modes are the connection's. */
static bool is_kept(const char *name, const char *before, const char *now)
{
	return strcmp(name, "journal_mode") == 0 &&
	       (strcmp(before, "wal") == 0 || strcmp(now, "wal") == 0);
}

static dunlin_status restore_setting(dunlin_conn *conn, char *const *settings, size_t i,
				     bool *changed, dunlin_error *err)
{
	const char *before = settings[i];
	dunlin_status status = DUNLIN_OK;
	char *now = NULL;
	char *sql = NULL;

	if (before != NULL && !dn_sqlite_pragma(conn, names[i], &now))
		return dn_fault_nomem(conn->host, err);
	if (now == NULL || strcmp(now, before) == 0 || is_kept(names[i], before, now))
		goto done;
	*changed = true;
	sql = sqlite3_mprintf("PRAGMA main.%s = %s", names[i], before);
	status = sql != NULL ? run_own(conn, sql, err) : dn_fault_nomem(conn->host, err);
done:
	sqlite3_free(sql);
	free(now);
	return status;
}

static dunlin_status restore(dunlin_conn *conn, char *const *settings, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	bool changed = false;
	size_t i;

	for (i = 0; i < DN_SQLITE_N_SETTINGS && status == DUNLIN_OK; i++)
		status = restore_setting(conn, settings, i, &changed, err);
	if (status == DUNLIN_OK && conn->guard.like_changed)
		status = run_own(conn,
				 conn->guard.like_on ? "PRAGMA case_sensitive_like = ON"
						     : "PRAGMA case_sensitive_like = OFF",
				 err);
	conn->guard.like_changed = false;
	/* A locking_mode takes effect when the file is next read. */
	if (status == DUNLIN_OK && changed)
		status = run_own(conn, "SELECT count(*) FROM main.sqlite_master", err);
	return status;
}

void dn_sqlite_settings_restore(dunlin_conn *conn, char *const *settings)
{
	conn->guard.statement_timeout_ms = 0;
	(void)restore(conn, settings, NULL);
}

dunlin_status dn_sqlite_reset(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status;

	dn_sqlite_guard_begin(conn);
	dn_sqlite_guard_reset(conn);
	status = restore(conn, conn->settings, err);
	if (status == DUNLIN_OK)
		status = run_session(conn, err);
	dn_sqlite_guard_end(conn);
	return status;
}
