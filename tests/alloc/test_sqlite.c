/* Memory that runs out, on SQLite. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

#include "alloc/project.h"

static void forget(void)
{
	static const char *const names[] = { "dev.db", "dev.db-journal", "dev.db-wal",
					     "dev.db-shm" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (unlink(names[i]) != 0 && errno != ENOENT)
			fail_msg("%s cannot be removed", names[i]);
}

static int put_row(void *payload, int n, char **values, char **names)
{
	struct dn_str *out = payload;
	int i;

	(void)names;
	for (i = 0; i < n; i++) {
		dn_str_puts(out, i > 0 ? "|" : "");
		dn_str_puts(out, values[i] == NULL ? "~" : values[i]);
	}
	dn_str_putc(out, '\n');
	return 0;
}

static void look(struct dn_str *out)
{
	static const char *const queries[] = {
		"SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'dunlin%' "
		"AND name NOT LIKE 'sqlite%' ORDER BY name",
		"SELECT * FROM people ORDER BY id",
		"SELECT * FROM orders ORDER BY id",
		"SELECT kind, id, name, dialect, checksum, statements FROM dunlin_history "
		"ORDER BY kind, id",
		"SELECT kind, id, sum(CASE event WHEN 'apply' THEN 1 WHEN 'seed' THEN 1 "
		"WHEN 'revert' THEN -1 ELSE 0 END) FROM dunlin_event "
		"WHERE event IN ('apply', 'seed', 'revert') GROUP BY kind, id ORDER BY kind, id",
		"PRAGMA integrity_check",
		"PRAGMA foreign_key_check",
	};
	sqlite3 *db = NULL;
	size_t i;

	assert_int_equal(sqlite3_open_v2("dev.db", &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	for (i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		if (sqlite3_exec(db, queries[i], put_row, out, NULL) != SQLITE_OK)
			dn_str_printf(out, "%s\n", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static int start(void **state)
{
	static const struct walk_scene scene = { forget, look };

	(void)state;
	if (walk_start(&scene) != 0)
		return -1;
	walk_put("dunlin.conf", "project {\n"
				"  name = \"walk\"\n"
				"  migrations = {\"migrations\"}\n"
				"}\n"
				"target dev {\n"
				"  url = \"sqlite:dev.db\"\n"
				"  session = {\"PRAGMA synchronous = OFF\"}\n"
				"  lock_timeout = \"2s\"\n"
				"}\n"
				"target other {\n"
				"  url = \"${DUNLIN_TEST_OTHER}\"\n"
				"}\n");
	walk_put(".env", "DUNLIN_TEST_OTHER=\"sqlite:other.db\"\n");
	project_put();
	walk_put("migrations/0003_apart.up.sql", "VACUUM;\n");
	walk_put("migrations/0003_apart.down.sql", "VACUUM;\n");
	walk_put("migrations/0004_rows.up.sql",
		 "CREATE TABLE log (n INTEGER);\n"
		 "CREATE TRIGGER people_log AFTER INSERT ON people BEGIN\n"
		 "\tINSERT INTO log (n) VALUES (new.id);\n"
		 "\tDELETE FROM log;\n"
		 "END;\n");
	walk_put("migrations/0004_rows.down.sql", "DROP TRIGGER people_log;\nDROP TABLE log;\n");
	walk_put("../broken/dunlin.conf",
		 "project { name = \"walk\" migrations = {\"../project/migrations\", \"m\"} }\n"
		 "target dev { url = \"sqlite:../project/dev.db\" }\n");
	walk_put("../broken/m/0007_more.up.sql", "INSERT INTO people (id, name) VALUES (3, 'Cy');\n"
						 "INSERT INTO peple (id) VALUES (4);\n");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { PROJECT_TESTS };

	cmocka_set_test_filter(getenv("DUNLIN_CASE"));
	return cmocka_run_group_tests(tests, start, walk_end);
}
