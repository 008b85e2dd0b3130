/* toy - a small database engine, for the driver beside it to talk to. */
#include "toy.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct toy {
	sqlite3 *db;
	int empty; /* it stands for a file that is not there */
};

toy *toy_open(const char *path, int create)
{
	const int there = create || access(path, F_OK) == 0;
	int flags = SQLITE_OPEN_READWRITE | (create || !there ? SQLITE_OPEN_CREATE : 0);
	toy *db = calloc(1, sizeof(*db));

	if (db == NULL)
		return NULL;
	db->empty = !there;
	if (sqlite3_open_v2(there ? path : ":memory:", &db->db, flags, NULL) != SQLITE_OK) {
		toy_close(db);
		return NULL;
	}
	(void)sqlite3_extended_result_codes(db->db, 1);
	(void)sqlite3_exec(db->db, there ? "PRAGMA foreign_keys = ON" : "PRAGMA query_only = ON",
			   NULL, NULL, NULL);
	return db;
}

void toy_close(toy *db)
{
	if (db == NULL)
		return;
	(void)sqlite3_close_v2(db->db);
	free(db);
}

void toy_patience(toy *db, int64_t ms)
{
	(void)sqlite3_busy_timeout(db->db, ms < 0 || ms > INT_MAX ? INT_MAX : (int)ms);
}

static enum toy_code code_of(int number, const char *message)
{
	switch (number) {
	case SQLITE_CONSTRAINT_NOTNULL:
		return TOY_NOT_NULL;
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return TOY_FOREIGN_KEY;
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return TOY_UNIQUE;
	case SQLITE_CONSTRAINT_CHECK:
		return TOY_CHECK;
	default:
		break;
	}
	switch (number & 0xff) {
	case SQLITE_NOMEM:
		return TOY_NO_MEMORY;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return TOY_BUSY;
	case SQLITE_INTERRUPT:
		return TOY_STOPPED;
	case SQLITE_READONLY:
		return TOY_READ_ONLY;
	case SQLITE_CANTOPEN:
	case SQLITE_NOTADB:
		return TOY_NO_DATABASE;
	default:
		break;
	}
	if (strstr(message, "already exists") != NULL ||
	    strstr(message, "duplicate column") != NULL)
		return TOY_EXISTS;
	if (strstr(message, "no such") != NULL)
		return TOY_MISSING;
	if (strstr(message, "syntax error") != NULL || strstr(message, "incomplete") != NULL ||
	    strstr(message, "unrecognized token") != NULL)
		return TOY_SYNTAX;
	return TOY_OTHER;
}

static enum toy_code failed(toy *db, struct toy_fault *fault)
{
	fault->message = sqlite3_errmsg(db->db);
	fault->number = sqlite3_extended_errcode(db->db);
	fault->at = sqlite3_error_offset(db->db);
	fault->code = code_of(fault->number, fault->message);
	return fault->code;
}

static int hand_over(sqlite3_stmt *stmt, const char **values, toy_row_fn on_row, void *payload)
{
	int n = sqlite3_column_count(stmt), i;

	for (i = 0; i < n; i++)
		values[i] = (const char *)sqlite3_column_text(stmt, i);
	return on_row(payload, (size_t)n, values);
}

enum toy_code toy_run(toy *db, const char *sql, size_t len, toy_row_fn on_row, void *payload,
		      int64_t *changed, struct toy_fault *fault)
{
	const char **values = NULL;
	sqlite3_stmt *stmt = NULL;
	int before = sqlite3_total_changes(db->db), step = SQLITE_DONE, refused = 0;

	memset(fault, 0, sizeof(*fault));
	fault->at = -1;
	if (sqlite3_prepare_v2(db->db, sql, (int)len, &stmt, NULL) != SQLITE_OK)
		return failed(db, fault);
	if (stmt != NULL && sqlite3_column_count(stmt) > 0)
		values = calloc((size_t)sqlite3_column_count(stmt), sizeof(*values));
	while (stmt != NULL && !refused && (step = sqlite3_step(stmt)) == SQLITE_ROW)
		if (on_row != NULL && values != NULL)
			refused = hand_over(stmt, values, on_row, payload);
	if (step != SQLITE_DONE && step != SQLITE_ROW)
		(void)failed(db, fault);
	else if (refused)
		fault->code = TOY_OTHER;
	free(values);
	if (changed != NULL)
		*changed = sqlite3_total_changes(db->db) - before;
	(void)sqlite3_finalize(stmt);
	if (fault->code != TOY_OK)
		fault->message = sqlite3_errmsg(db->db);
	return fault->code;
}

int toy_in_transaction(toy *db)
{
	return !sqlite3_get_autocommit(db->db);
}

int toy_read_only(toy *db)
{
	return db->empty || sqlite3_db_readonly(db->db, "main") == 1;
}

void toy_stop(toy *db)
{
	sqlite3_interrupt(db->db);
}

const char *toy_version(void)
{
	return sqlite3_libversion();
}

int toy_version_number(void)
{
	return sqlite3_libversion_number();
}
