/* fresh - looks into SQLite databases that were made for a test. */
#include "engine/fresh.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

dunlin_testdb *fresh_factory(struct lab *lab, const struct dunlin_testdb_options *how)
{
	dunlin_testdb *testdb = NULL;

	if (dunlin_testdb_new(&testdb, &lab->options, how, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	return testdb;
}

dunlin_fresh *fresh_open(struct lab *lab, dunlin_testdb *testdb)
{
	dunlin_fresh *fresh = NULL;

	if (dunlin_testdb_open(&fresh, testdb, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	return fresh;
}

void fresh_close(struct lab *lab, dunlin_fresh *fresh)
{
	if (dunlin_fresh_close(fresh, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
}

sqlite3 *fresh_db(const dunlin_fresh *fresh)
{
	return dunlin_fresh_native(fresh);
}

void fresh_exec(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
}

static int add_row(void *payload, int n, char **values, char **names)
{
	struct dn_str *out = payload;
	int i;

	(void)names;
	if (out->len > 0)
		dn_str_putc(out, '\n');
	for (i = 0; i < n; i++)
		dn_str_printf(out, "%s%s", i > 0 ? "|" : "", values[i] == NULL ? "~" : values[i]);
	return 0;
}

char *fresh_ask(sqlite3 *db, const char *sql)
{
	struct dn_str out = DN_STR_INIT;
	char *message = NULL;

	if (sqlite3_exec(db, sql, add_row, &out, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	dn_str_puts(&out, "");
	return dn_str_detach(&out);
}

void fresh_rows(sqlite3 *db, const char *sql, const char *expected)
{
	char *rows = fresh_ask(db, sql);

	assert_string_equal(rows, expected);
	free(rows);
}

/* Every column as a literal, so that 1 and '1' differ; of the engine's tables those named. */
static char *columns(sqlite3 *db, const char *table, bool times)
{
	char *sql = sqlite3_mprintf(
		"SELECT group_concat('quote(\"' || name || '\")', ' || '','' || ') FROM "
		"pragma_table_xinfo(%Q) WHERE %d OR name NOT IN ('hash', 'run_id', 'at', "
		"'applied_at', 'duration_us', 'detail')",
		table, times || strncmp(table, "dunlin_", 7) != 0);
	char *list = fresh_ask(db, sql);

	sqlite3_free(sql);
	return list;
}

static void dump_table(struct dn_str *out, sqlite3 *db, const char *table, bool times)
{
	char *list = columns(db, table, times), *sql, *rows;

	sql = sqlite3_mprintf(
		"SELECT %s FROM \"%w\"%s", list, table,
		strcmp(table, "dunlin_meta") != 0 || times ? "" : " WHERE item <> 'created'");
	rows = fresh_ask(db, sql);
	dn_str_printf(out, "%s\n%s\n", table, rows);
	sqlite3_free(sql);
	free(rows);
	free(list);
}

char *fresh_dump(sqlite3 *db, bool times)
{
	static const char *const kept[] = { "user_version",  "application_id", "encoding",
					    "page_size",     "auto_vacuum",    "page_count",
					    "schema_version" };
	struct dn_str out = DN_STR_INIT;
	char *tables = fresh_ask(db, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql "
				     "NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid");
	char *schema = fresh_ask(db, "SELECT rowid, type, name, tbl_name, rootpage, sql FROM "
				     "sqlite_master ORDER BY rowid");
	char *rest = NULL, *table, *sql, *value;
	size_t i;

	dn_str_printf(&out, "%s\n", schema);
	for (i = 0; times && i < sizeof(kept) / sizeof(kept[0]); i++) {
		sql = sqlite3_mprintf("PRAGMA %s", kept[i]);
		value = fresh_ask(db, sql);
		dn_str_printf(&out, "%s %s\n", kept[i], value);
		sqlite3_free(sql);
		free(value);
	}
	for (table = strtok_r(tables, "\n", &rest); table != NULL;
	     table = strtok_r(NULL, "\n", &rest))
		dump_table(&out, db, table, times);
	free(tables);
	free(schema);
	return dn_str_detach(&out);
}
