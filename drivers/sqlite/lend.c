/* sqlite/lend - takes a connection that a program has open, and hands it back as it was. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/fault.h"
#include "sqlite/conn.h"

/* Two copies of SQLite in one process have a list of these each. */
static bool is_ours(const sqlite3_vfs *vfs)
{
	sqlite3_vfs *at = sqlite3_vfs_find(NULL); /* the first of the list */
	sqlite3_mutex *mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_STATIC_MASTER);

	sqlite3_mutex_enter(mutex); /* of the list */
	while (at != NULL && at != vfs)
		at = at->pNext;
	sqlite3_mutex_leave(mutex);
	return at != NULL;
}

/*
 * Whether the handle is of the library that this driver is linked to: any other has structs of its
 * own, and a call would read one as the other.  No call tells, so this looks at the first member of
 * struct sqlite3, which has been its `sqlite3_vfs *` in every version from 3.5 on, whatever the
 * options it was built with; the VFS of a connection is one of those its library lists.
 */
static bool is_of_this_library(const sqlite3 *db)
{
	const sqlite3_vfs *vfs;

	memcpy(&vfs, (const void *)db, sizeof(vfs));
	return is_ours(vfs);
}

/* A statement that is half read keeps a transaction open. */
static sqlite3_stmt *busy_statement(sqlite3 *db)
{
	sqlite3_stmt *stmt = NULL;

	while ((stmt = sqlite3_next_stmt(db, stmt)) != NULL)
		if (sqlite3_stmt_busy(stmt))
			return stmt;
	return NULL;
}

static dunlin_status check(dunlin_conn *conn, sqlite3 *db, dunlin_error *err)
{
	struct dunlin_fault fault;
	sqlite3_stmt *busy;

	dn_fault_init(&fault, DUNLIN_EUSAGE);
	if (!is_of_this_library(db)) {
		fault.hint = "link the program with the libsqlite3 that the driver uses, or give "
			     "Dunlin a URL";
		return dn_fault_send(
			conn->host, err, &fault,
			"the connection that is lent is of another copy of SQLite than "
			"this driver's (%s)",
			sqlite3_libversion());
	}
	if (!sqlite3_get_autocommit(db)) {
		fault.hint = "COMMIT or ROLLBACK it first";
		return dn_fault_send(conn->host, err, &fault,
				     "the connection that is lent is in a transaction");
	}
	busy = busy_statement(db);
	if (busy != NULL) {
		fault.hint = "reset or finalize it first";
		return dn_fault_send(conn->host, err, &fault,
				     "a statement of the connection that is lent is half read, and "
				     "keeps a transaction open: %.200s",
				     sqlite3_sql(busy));
	}
	return DUNLIN_OK;
}

/* What no file stands behind, as with memdb, is looked for nowhere. */
static dunlin_status locate(dunlin_conn *conn, sqlite3 *db, dunlin_error *err)
{
	struct dn_sqlite_location *at = &conn->location;
	const char *file = sqlite3_db_filename(db, "main");

	at->memory = file == NULL || file[0] == '\0' || access(file, F_OK) != 0;
	at->path = strdup(file == NULL || file[0] == '\0' ? ":memory:" : file);
	at->shown = at->path == NULL ? NULL : strdup(at->path);
	return at->shown == NULL ? dn_fault_nomem(conn->host, err) : DUNLIN_OK;
}

/* Of a query of one number; `otherwise` when there is none. */
static int64_t number(sqlite3 *db, const char *sql, int64_t otherwise)
{
	sqlite3_stmt *stmt = NULL;
	int64_t value = otherwise;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

static const int flags[DN_SQLITE_N_FLAGS] = {
	SQLITE_DBCONFIG_ENABLE_FKEY,
	SQLITE_DBCONFIG_DEFENSIVE,
	SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
};

static dunlin_status remember(dunlin_conn *conn, dunlin_error *err)
{
	struct dn_sqlite_lent *lent = &conn->lent;
	size_t i;

	for (i = 0; i < DN_SQLITE_N_FLAGS; i++) {
		lent->flags[i] = -1;
		if (sqlite3_db_config(conn->db, flags[i], -1, &lent->flags[i]) != SQLITE_OK)
			lent->flags[i] = -1; /* this build has none */
	}
	lent->busy_ms = number(conn->db, "PRAGMA busy_timeout", 0);
	lent->wal_pages = number(conn->db, "PRAGMA wal_autocheckpoint", 0);
	conn->guard.like_on = number(conn->db, "SELECT 'a' LIKE 'A'", 1) == 0;
	lent->last_rowid = sqlite3_last_insert_rowid(conn->db);
	return dn_sqlite_settings_take(conn, lent->settings, err);
}

dunlin_status dn_sqlite_lend(dunlin_conn *conn, void *native, dunlin_error *err)
{
	sqlite3 *db = native;
	dunlin_status status = check(conn, db, err);

	if (status == DUNLIN_OK)
		status = locate(conn, db, err);
	if (status != DUNLIN_OK)
		return status;
	conn->db = db;
	status = remember(conn, err);
	if (status != DUNLIN_OK) {
		conn->db = NULL; /* it is as it was */
		return status;
	}
	conn->lent.is = true;
	/* No call tells what handler there is, but a timeout is one of SQLite's own. */
	if (conn->lent.busy_ms > 0)
		dn_sqlite_guard_reset(conn);
	return DUNLIN_OK;
}

void dn_sqlite_hand_back(dunlin_conn *conn)
{
	struct dn_sqlite_lent *lent = &conn->lent;
	size_t i;

	if (!lent->is)
		return;
	if (!sqlite3_get_autocommit(conn->db))
		sqlite3_exec(conn->db, "ROLLBACK", NULL, NULL, NULL);
	dn_sqlite_settings_restore(conn, lent->settings);
	for (i = 0; i < DN_SQLITE_N_FLAGS; i++)
		if (lent->flags[i] >= 0)
			sqlite3_db_config(conn->db, flags[i], lent->flags[i], NULL);
	sqlite3_set_last_insert_rowid(conn->db, lent->last_rowid);
	if (lent->busy_ms > 0) /* last: what comes before it may find the file locked */
		sqlite3_busy_timeout(conn->db, (int)lent->busy_ms);
	conn->db = NULL; /* the program's again */
	lent->is = false;
}

/* --- what a statement may do ------------------------------------------------------ */

/* One name of a statement, in quotes or not; *text goes behind it and what is nothing. */
static size_t take_name(const char **text, size_t *len, const char **name)
{
	static const char ends[] = "''\"\"``[]";
	const char *at = *text;
	const char *end = *len > 0 ? strchr(ends, at[0]) : NULL;
	const bool quoted = end != NULL && *end != '\0' && *end != ']';
	size_t n = quoted ? 1 : 0, size, gone;

	while (n < *len &&
	       (quoted ? at[n] != end[1]
		       : at[n] == '_' || (at[n] >= '0' && at[n] <= '9') ||
				 (at[n] >= 'a' && at[n] <= 'z') || (at[n] >= 'A' && at[n] <= 'Z')))
		n++;
	*name = at + quoted;
	size = n - quoted;
	gone = n + (quoted && n < *len);
	gone += dn_sqlite_skip_nothing(at + gone, *len - gone);
	*text += gone;
	*len -= gone;
	return size;
}

static bool is_word(const char *name, size_t n, const char *word)
{
	return n == strlen(word) && sqlite3_strnicmp(name, word, (int)n) == 0;
}

static const char *check_pragma(dunlin_conn *conn, const char *text, size_t len)
{
	const char *name;
	size_t n = take_name(&text, &len, &name);
	char word[64];

	if (len > 0 && text[0] == '.') {
		const size_t gone = 1 + dn_sqlite_skip_nothing(text + 1, len - 1);

		text += gone;
		len -= gone;
		n = take_name(&text, &len, &name);
	}
	if (len == 0 || (text[0] != '=' && text[0] != '(') || n >= sizeof(word))
		return NULL; /* it only reads, or there is no such thing */
	memcpy(word, name, n);
	word[n] = '\0';
	if (is_word(name, n, "busy_timeout") && conn->lent.busy_ms == 0)
		return "it would replace the busy handler of the program that lent the connection";
	if (is_word(name, n, "wal_autocheckpoint") && conn->lent.wal_pages == 0)
		return "it would replace the WAL hook of the program that lent the connection";
	return dn_sqlite_guard_pragma(&conn->guard, word);
}

const char *dn_sqlite_lent_refuses(dunlin_conn *conn, const char *sql, size_t len)
{
	size_t gone = dn_sqlite_skip_nothing(sql, len);
	const char *text = sql + gone, *word;
	size_t left = len - gone;
	size_t n = take_name(&text, &left, &word);

	if (is_word(word, n, "attach"))
		return "ATTACH would reach files outside the target";
	if (is_word(word, n, "detach"))
		return "DETACH would take a database from the program that lent the connection";
	return is_word(word, n, "pragma") ? check_pragma(conn, text, left) : NULL;
}

/* --- the statement timeout ---------------------------------------------------------- */

static void *wait_for_deadline(void *payload)
{
	dunlin_conn *conn = payload;
	struct dn_sqlite_guard *guard = &conn->guard;
	struct timespec until = { .tv_sec = guard->deadline_us / 1000000,
				  .tv_nsec = guard->deadline_us % 1000000 * 1000 };
	int rc = 0;

	pthread_mutex_lock(&guard->mutex);
	while (!conn->lent.ended && rc == 0)
		rc = pthread_cond_timedwait(&conn->lent.end, &guard->mutex, &until);
	if (!conn->lent.ended) {
		atomic_store(&guard->late, true);
		sqlite3_interrupt(conn->db);
	}
	pthread_mutex_unlock(&guard->mutex);
	return NULL;
}

/* By the clock of the deadline, which setting the time does not move. */
static bool init_end(pthread_cond_t *end)
{
	pthread_condattr_t attr;
	bool ok;

	if (pthread_condattr_init(&attr) != 0)
		return false;
	ok = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
	     pthread_cond_init(end, &attr) == 0;
	pthread_condattr_destroy(&attr);
	return ok;
}

/* Without a thread there is no timeout: nothing else is left that could strike. */
void dn_sqlite_lent_watch(dunlin_conn *conn)
{
	conn->lent.ended = false;
	if (!init_end(&conn->lent.end))
		return;
	conn->lent.watched = pthread_create(&conn->lent.watcher, NULL, wait_for_deadline, conn) ==
			     0;
	if (!conn->lent.watched)
		pthread_cond_destroy(&conn->lent.end);
}

void dn_sqlite_lent_unwatch(dunlin_conn *conn)
{
	if (!conn->lent.watched)
		return;
	pthread_mutex_lock(&conn->guard.mutex);
	conn->lent.ended = true;
	pthread_cond_signal(&conn->lent.end);
	pthread_mutex_unlock(&conn->guard.mutex);
	pthread_join(conn->lent.watcher, NULL);
	pthread_cond_destroy(&conn->lent.end);
	conn->lent.watched = false;
}
