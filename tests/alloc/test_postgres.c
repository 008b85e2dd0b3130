/* Memory that runs out, on PostgreSQL. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "alloc/project.h"

static PGconn *server, *db; /* the server's own database, and the one for this */
static char name[64];

static void run(PGconn *conn, const char *sql, struct dn_str *out)
{
	PGresult *result = PQexec(conn, sql);
	int row, i, n = PQnfields(result);

	if (PQresultStatus(result) != PGRES_TUPLES_OK &&
	    PQresultStatus(result) != PGRES_COMMAND_OK) {
		if (out == NULL)
			fail_msg("%s: %s", sql, PQerrorMessage(conn));
		dn_str_puts(out, PQerrorMessage(conn));
	}
	for (row = 0; out != NULL && row < PQntuples(result); row++)
		for (i = 0; i < n; i++) {
			dn_str_puts(out,
				    PQgetisnull(result, row, i) ? "~" : PQgetvalue(result, row, i));
			dn_str_putc(out, i + 1 < n ? '|' : '\n');
		}
	PQclear(result);
}

static void forget(void)
{
	run(db, "SET client_min_messages = error; DROP SCHEMA IF EXISTS app CASCADE", NULL);
}

static void look(struct dn_str *out)
{
	static const char *const queries[] = {
		"SELECT c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), "
		"a.attnotnull FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND "
		"a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v') "
		"WHERE c.relnamespace = 'app'::regnamespace AND c.relname NOT LIKE 'dunlin%' "
		"ORDER BY 1, 3",
		"SELECT pg_get_indexdef(indexrelid), indisvalid, indisready FROM pg_index "
		"JOIN pg_class c ON c.oid = indexrelid "
		"WHERE relnamespace = 'app'::regnamespace AND relname NOT LIKE 'dunlin%' ORDER BY 1",
		"SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
		"WHERE connamespace = 'app'::regnamespace AND conname NOT LIKE 'dunlin%' ORDER BY 1",
		"SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'app'::regnamespace",
		"SELECT * FROM app.people ORDER BY id",
		"SELECT * FROM app.orders ORDER BY id",
		"SELECT * FROM app.tags ORDER BY id",
		"SELECT kind, id, name, dialect, checksum, statements FROM app.dunlin_history "
		"ORDER BY kind, id",
		"SELECT kind, id, sum(CASE event WHEN 'apply' THEN 1 WHEN 'seed' THEN 1 "
		"WHEN 'revert' THEN -1 ELSE 0 END) FROM app.dunlin_event "
		"WHERE event IN ('apply', 'seed', 'revert') GROUP BY kind, id ORDER BY kind, id",
	};
	size_t i;

	for (i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		run(db, queries[i], out);
}

/* The server's URL for the database of this test. */
static char *url_of(const char *dbname)
{
	const char *url = getenv("DUNLIN_TEST_PG"), *rest = strstr(url, "///postgres");
	struct dn_str out = DN_STR_INIT;

	assert_non_null(rest);
	dn_str_put(&out, url, (size_t)(rest - url));
	dn_str_printf(&out, "///%s%s", dbname, rest + strlen("///postgres"));
	return dn_str_detach(&out);
}

static void put_conf(const char *file, const char *folders, const char *url)
{
	struct dn_str conf = DN_STR_INIT;

	dn_str_printf(&conf,
		      "project {\n  name = \"walk\"\n  migrations = {%s}\n}\n"
		      "target dev {\n"
		      "  url = \"%s\"\n"
		      "  schema = \"app\"\n"
		      "  session = {\"SET work_mem = '8MB'\"}\n"
		      "  lock_timeout = \"2s\"\n"
		      "}\n"
		      "target other {\n  url = \"${DUNLIN_TEST_OTHER}\"\n}\n",
		      folders, url);
	walk_put(file, dn_str_text(&conf));
	dn_str_clear(&conf);
}

static void make_database(void)
{
	char sql[128];
	char *url;

	server = PQconnectdb(getenv("DUNLIN_TEST_PG"));
	snprintf(name, sizeof(name), "alloc_%ld", (long)getpid());
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s TEMPLATE template0", name);
	run(server, sql, NULL);
	url = url_of(name);
	db = PQconnectdb(url);
	put_conf("dunlin.conf", "\"migrations\"", url);
	put_conf("../broken/dunlin.conf", "\"../project/migrations\", \"m\"", url);
	free(url);
}

static int start(void **state)
{
	static const struct walk_scene scene = { forget, look };

	(void)state;
	if (getenv("DUNLIN_TEST_PG") == NULL) {
		print_error("DUNLIN_TEST_PG is not set: it names the server to test with\n");
		return -1;
	}
	if (walk_start(&scene) != 0)
		return -1;
	make_database();
	walk_put(".env", "DUNLIN_TEST_OTHER=\"postgresql:///other\"\n");
	project_put();
	walk_put("migrations/0003_apart.up.sql",
		 "CREATE INDEX CONCURRENTLY IF NOT EXISTS people_name ON people (name);\n");
	walk_put("migrations/0003_apart.down.sql",
		 "DROP INDEX CONCURRENTLY IF EXISTS people_name;\n");
	walk_put("migrations/0004_rows.up.sql",
		 "CREATE TABLE tags (id INTEGER, name TEXT);\n"
		 "COPY tags (id, name) FROM stdin;\n"
		 "1\tone\n"
		 "2\ttwo; three\n"
		 "\\.\n"
		 "CREATE FUNCTION twice(n INTEGER) RETURNS INTEGER LANGUAGE plpgsql AS $$\n"
		 "BEGIN\n"
		 "\tRETURN 2 * n;\n"
		 "END;\n"
		 "$$;\n"
		 "DO $$ BEGIN RAISE NOTICE 'half way'; END $$;\n"
		 "SELECT set_config('app.x', 'y', false);\n");
	walk_put("migrations/0004_rows.down.sql",
		 "DROP FUNCTION twice(INTEGER);\nDROP TABLE tags;\n");
	walk_put("../broken/m/0007_more.up.sql", "INSERT INTO people (id, name) VALUES (3, 'Cy');\n"
						 "INSERT INTO peple (id) VALUES (4);\n");
	return 0;
}

static int end(void **state)
{
	char sql[128];

	PQfinish(db);
	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS %s WITH (FORCE)", name);
	run(server, sql, NULL);
	PQfinish(server);
	return walk_end(state);
}

static void alloc__waiting_for_replicas_survives(void **state)
{
	(void)state;
	walk_own(&(struct walk){ { "down", "2", "--wait-replicas", "10s", "--replica-timeout",
				   "5s" },
				 WALK_FULL,
				 0 },
		 false);
	walk_own(&(struct walk){ { "up", "--wait-replicas", "0" }, WALK_FULL_READS, 0 }, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROJECT_TESTS,
		cmocka_unit_test(alloc__waiting_for_replicas_survives),
	};

	cmocka_set_test_filter(getenv("DUNLIN_CASE"));
	return cmocka_run_group_tests(tests, start, end);
}
