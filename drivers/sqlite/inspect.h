/* sqlite/inspect - what the files that answer inspect() share. */
#ifndef DN_SQLITE_INSPECT_H
#define DN_SQLITE_INSPECT_H

#include "sqlite/conn.h"

/* One call of inspect(). */
struct dn_sqlite_look {
	dunlin_conn *conn;
	dunlin_column_fn on_column;
	dunlin_row_fn on_row;
	void *payload;
	dunlin_error *err;
};

/* Asks one question, unless a cancel came; a callback that is out of memory is told as that. */
DUNLIN_MUST_CHECK dunlin_status dn_sqlite_look_ask(const struct dn_sqlite_look *look,
						   const char *sql, dunlin_row_fn on_row,
						   void *payload);
/* A question for (name, bytes) of each table and index; without an answer where this build of SQLite
 * does not tell to what a page belongs. */
const char *dn_sqlite_look_sizes(void);

/* inspect_tables.c */
DUNLIN_MUST_CHECK dunlin_status dn_sqlite_look_tables(const struct dn_sqlite_look *look);
/* inspect_indexes.c */
DUNLIN_MUST_CHECK dunlin_status dn_sqlite_look_indexes(const struct dn_sqlite_look *look);

#endif
