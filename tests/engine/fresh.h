/* fresh - looks into SQLite databases that were made for a test. */
#ifndef TESTS_ENGINE_FRESH_H
#define TESTS_ENGINE_FRESH_H

#include <sqlite3.h>

#include <dunlin/testing.h>

#include "engine/lab.h"

/* These must succeed. */
dunlin_testdb *fresh_factory(struct lab *lab, const struct dunlin_testdb_options *how);
dunlin_fresh *fresh_open(struct lab *lab, dunlin_testdb *testdb);
void fresh_close(struct lab *lab, dunlin_fresh *fresh);
sqlite3 *fresh_db(const dunlin_fresh *fresh);
void fresh_exec(sqlite3 *db, const char *sql);
/* Rows of a query, "a|b" each, NULL as "~", joined by newlines; the caller frees it. */
char *fresh_ask(sqlite3 *db, const char *sql);
void fresh_rows(sqlite3 *db, const char *sql, const char *expected);
/* The schema, and every row of every table with its rowid where it has one, in one text that the
 * caller frees.  Without `times` what no two runs have in common is left out: the times, and what the
 * log has from them. */
char *fresh_dump(sqlite3 *db, bool times);

#endif
