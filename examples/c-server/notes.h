/*
 * notes - the notes in the database.
 *
 * Each call returns an SQLite code, SQLITE_OK or a failure that sqlite3_errmsg() explains.
 */
#ifndef NOTES_H
#define NOTES_H

#include <sqlite3.h>
#include <stddef.h>

/* SQLITE_CONSTRAINT for an empty text. */
int notes_add(sqlite3 *db, const char *text, size_t len);
/* All of them, oldest first, a line "ID TEXT" each.  The caller frees *out with sqlite3_free(). */
int notes_list(sqlite3 *db, char **out);

#endif
