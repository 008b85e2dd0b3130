/* notes - the notes in the database. */
#include "notes.h"

int notes_add(sqlite3 *db, const char *text, size_t len)
{
	sqlite3_stmt *stmt = NULL;
	int rc;

	rc = sqlite3_prepare_v2(db, "INSERT INTO notes (text) VALUES (?)", -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text64(stmt, 1, text, len, SQLITE_TRANSIENT, SQLITE_UTF8);
	if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_DONE)
		rc = SQLITE_OK;
	(void)sqlite3_finalize(stmt); /* says again what the step said */
	return rc;
}

int notes_list(sqlite3 *db, char **out)
{
	sqlite3_str *text = sqlite3_str_new(db);
	sqlite3_stmt *stmt = NULL;
	int rc;

	*out = NULL;
	rc = sqlite3_prepare_v2(db, "SELECT id, text FROM notes ORDER BY id", -1, &stmt, NULL);
	while (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		sqlite3_str_appendf(text, "%lld %s\n", sqlite3_column_int64(stmt, 0),
				    (const char *)sqlite3_column_text(stmt, 1));
		rc = sqlite3_str_errcode(text);
	}
	(void)sqlite3_finalize(stmt);
	*out = sqlite3_str_finish(text); /* NULL where nothing was appended */
	if (rc == SQLITE_DONE && *out == NULL)
		*out = sqlite3_mprintf("");
	return rc != SQLITE_DONE ? rc : *out == NULL ? SQLITE_NOMEM : SQLITE_OK;
}
