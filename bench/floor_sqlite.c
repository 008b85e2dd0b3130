/*
 * floor_sqlite - the least that SQLite takes.
 *
 *   bench/floor_sqlite apply DATABASE FILE     the statements of FILE (bench/generate floor-sqlite)
 *   bench/floor_sqlite read DATABASE           opens it and reads every row of the history
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void die(const char *what, const char *why)
{
	fprintf(stderr, "floor_sqlite: %s: %s\n", what, why);
	exit(1);
}

/* Runs one statement; returns how many rows it had. */
static size_t run(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;
	size_t rows = 0;
	int rc;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		die(sql, sqlite3_errmsg(db));
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		int column;

		for (column = 0; column < sqlite3_column_count(stmt); column++)
			(void)sqlite3_column_text(stmt, column);
		rows++;
	}
	if (rc != SQLITE_DONE)
		die(sql, sqlite3_errmsg(db));
	sqlite3_finalize(stmt);
	return rows;
}

static void apply(sqlite3 *db, const char *path)
{
	FILE *file = fopen(path, "r");
	char *sql = NULL;
	size_t cap = 0;

	if (file == NULL)
		die(path, "cannot be opened");
	while (getdelim(&sql, &cap, '\0', file) > 0)
		(void)run(db, sql);
	free(sql);
	fclose(file);
}

int main(int argc, char **argv)
{
	sqlite3 *db;

	if (!(argc == 4 && strcmp(argv[1], "apply") == 0) &&
	    !(argc == 3 && strcmp(argv[1], "read") == 0))
		die("usage", "floor_sqlite apply DATABASE FILE | floor_sqlite read DATABASE");
	if (sqlite3_open(argv[2], &db) != SQLITE_OK)
		die(argv[2], sqlite3_errmsg(db));
	(void)run(db, "PRAGMA foreign_keys = ON");
	if (argc == 4)
		apply(db, argv[3]);
	else if (run(db, "SELECT * FROM dunlin_history") == 0)
		die(argv[2], "no history");
	sqlite3_close(db);
	return 0;
}
