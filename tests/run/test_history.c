/* What is kept in the target, on both databases. */
#include "engine/lab.h"

#include <stdlib.h>
#include <string.h>

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

static void store__keeps_what_was_applied(void **state)
{
	struct lab *lab = *state;

	lab->options.project = "o'shop\\";
	lab->options.os_user = "O'Brien";
	lab->options.host = "back\\slash";
	lab_put(lab, "0001_it's.up.sql", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n");
	lab_put(lab, "0001_it's.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "20240101120000_late.sql", "CREATE TABLE b (x int);\n");
	lab_put(lab, "R__v.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT 1 AS one;\n");
	lab_put(lab, "seeds/s.sql", "INSERT INTO a VALUES (2);\n");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 3);
	lab_seed(lab);
	assert_int_equal(lab->result.seeded, 1);
	lab_applied(lab, "1 20240101120000 R:v S:s");
	lab_logged(lab, "apply v1, apply v20240101120000, apply rv, seed ss");
	lab_rows(lab, "SELECT item, value FROM dunlin_meta WHERE item <> 'created' ORDER BY item",
		 "format|1.0\nproject|o'shop\\");
	lab_rows(lab,
		 "SELECT value LIKE '20__-__-__T__:__:__.______Z' FROM dunlin_meta WHERE item = "
		 "'created'",
		 lab->pg ? "t" : "1");
	lab_rows(lab,
		 "SELECT kind, id, name, ordinal, statements FROM dunlin_history ORDER BY ordinal",
		 "v|1|it's|1|2\nv|20240101120000|late|2|1\nr|v|v|3|2\ns|s|s|4|1");
	lab_rows(lab,
		 "SELECT seq, event, kind, id, direction, name, os_user, host, detail, format "
		 "FROM dunlin_event ORDER BY seq",
		 "1|apply|v|1|up|it's|O'Brien|back\\slash|~|1.0\n"
		 "2|apply|v|20240101120000|up|late|O'Brien|back\\slash|~|1.0\n"
		 "3|apply|r|v|up|v|O'Brien|back\\slash|~|1.0\n"
		 "4|seed|s|s|up|s|O'Brien|back\\slash|~|1.0");
	lab_rows(lab,
		 "SELECT count(DISTINCT run_id), count(DISTINCT tool_version), count(DISTINCT "
		 "dialect) FROM dunlin_event",
		 "2|1|1");
	lab_rows(lab,
		 "SELECT count(*) FROM dunlin_event AS e JOIN dunlin_history AS h ON h.ordinal = "
		 "e.seq AND h.checksum = e.checksum WHERE length(e.checksum) = 64",
		 "4");
	lab_chain(lab);
	assert_string_equal(lab->result.head,
			    lab_ask(lab,
				    "SELECT seq || ':' || hash FROM dunlin_event WHERE seq = 4"));
}

static void store__has_the_columns_of_its_format(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	lab_up(lab);
	lab_rows(
		lab,
		lab->pg ? "SELECT table_name, string_agg(column_name || CASE is_nullable WHEN 'NO' "
			  "THEN '!' ELSE '' END, ' ' ORDER BY ordinal_position) FROM "
			  "information_schema.columns WHERE table_name LIKE 'dunlin%' GROUP BY 1 "
			  "ORDER BY 1"
			: "SELECT m.name, (SELECT group_concat(name || CASE \"notnull\" WHEN 1 THEN "
			  "'!' ELSE '' END, ' ') FROM pragma_table_info(m.name)) FROM "
			  "sqlite_master AS m WHERE type = 'table' AND name LIKE 'dunlin%' ORDER BY 1",
		"dunlin_event|seq! event! kind id direction name dialect checksum run_id! at! "
		"os_user host tool_version detail format! hash!\n"
		"dunlin_history|kind! id! name! dialect! checksum! ordinal! applied_at! "
		"duration_us! statements! tool_version!\n"
		"dunlin_journal|kind! id! direction! n! hash! run_id! pre_state begun_at! done_at\n"
		"dunlin_meta|item! value");
}

static void store__counts_on_over_runs(void **state)
{
	struct lab *lab = *state;
	int i;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	for (i = 0; i < 3; i++) {
		lab_up(lab);
		assert_int_equal(lab->result.applied, 1);
		lab_down(lab, 1);
		assert_int_equal(lab->result.reverted, 1);
	}
	lab_logged(lab, "apply v1, revert v1, apply v1, revert v1, apply v1, revert v1");
	lab_applied(lab, "");
	lab_chain(lab);
	lab_up(lab);
	lab_rows(lab, "SELECT ordinal FROM dunlin_history", "7");
}

static void store__reads_tables_of_another_minor_format(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	lab_exec(lab, "UPDATE dunlin_meta SET value = '1.7' WHERE item = 'format'",
		 "ALTER TABLE dunlin_event ADD COLUMN more int",
		 "ALTER TABLE dunlin_history ADD COLUMN more int", NULL);
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
	lab_up(lab);
	lab_applied(lab, "1 2");
	lab_chain(lab);
}

/* What an earlier version left behind is gone on with. */
static void store__reads_what_format_1_0_left(void **state)
{
	struct lab *lab = *state;

	lab_exec_file(lab, lab_text(lab, "%s/tests/data/format-1.0/%s.sql", getenv("top_srcdir"),
				    lab->pg ? "postgres" : "sqlite"));
	lab->options.project = "shop";
	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0002_b.up.sql",
		"-- dunlin: transaction off\nINSERT INTO a VALUES (2);\n"
		"WITH one AS (SELECT 3 AS n) INSERT INTO a SELECT n FROM one;\n"
		"INSERT INTO a VALUES (4);\n");
	lab_put(lab, "R__v.sql", "CREATE VIEW v AS SELECT x FROM a;\n");
	lab_put(lab, "R__v.down.sql", "DROP VIEW v;\n");
	lab_chain(lab);
	lab_applied(lab, "1 R:v");
	lab_up_fails(lab, DUNLIN_EREFUSED, "0002 was cut off in statement 2");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_RESOLVE, 0, "2", 0), DUNLIN_OK);
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM v ORDER BY x", "2\n3\n4");
	lab_applied(lab, "1 R:v 2");
	lab_rows(lab, "SELECT count(*) FROM dunlin_journal", "0");
	lab_chain(lab);
}

static void store__refuses_another_major_format(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	lab_exec(lab, "UPDATE dunlin_meta SET value = '2.0' WHERE item = 'format'", NULL);
	lab_up_fails(lab, DUNLIN_EREFUSED, "the history has format 2.0; this version reads 1.0");
	lab_exec(lab, "UPDATE dunlin_meta SET value = '10.1' WHERE item = 'format'", NULL);
	lab_up_fails(lab, DUNLIN_EREFUSED, "format 10.1");
	lab_exec(lab, "DELETE FROM dunlin_meta", NULL);
	lab_up_fails(lab, DUNLIN_EREFUSED, "the history says no format");
}

static void store__stops_where_tables_are_partly_gone(void **state)
{
	static const char *const names[] = { "dunlin_meta", "dunlin_event", "dunlin_history",
					     "dunlin_journal" };
	struct lab *lab = *state;
	size_t i;

	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	for (i = 0; i < 4; i++) {
		lab_up(lab);
		assert_int_equal(lab->result.applied, 1);
		lab_exec(lab, lab_text(lab, "ALTER TABLE %s RENAME TO away", names[i]), NULL);
		lab_leave(lab);
		lab_up_fails(lab, DUNLIN_EREFUSED, "only some of Dunlin's tables are there");
		lab_exec(lab, lab_text(lab, "ALTER TABLE away RENAME TO %s", names[i]),
			 "DROP TABLE dunlin_meta", "DROP TABLE dunlin_event",
			 "DROP TABLE dunlin_history", "DROP TABLE dunlin_journal", NULL);
		lab_leave(lab);
	}
}

static void store__stops_at_another_project(void **state)
{
	struct lab *lab = *state;
	dunlin_report *report = NULL;
	dunlin_plan *plan = NULL;
	dunlin_engine *engine;

	lab->options.project = "shop";
	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	lab_up(lab);
	lab->options.project = "library";
	lab_up_fails(lab, DUNLIN_EREFUSED,
		     "the history in this database is that of the project shop");
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_verify(engine, NULL, lab->err), DUNLIN_EREFUSED, "prefix");
	lab_failed(lab, dunlin_plan_make(&plan, engine, NULL, lab->err), DUNLIN_EREFUSED,
		   "the project shop");
	assert_null(plan);
	assert_int_equal(dunlin_status_of(&report, engine, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_report_count(report), 1);
	dunlin_report_free(report);
	dunlin_engine_close(engine);
	/* A prefix makes room for two. */
	lab->options.prefix = "lib\"rary_";
	lab_up(lab);
	assert_int_equal(lab->result.applied, 1);
	lab_rows(lab, "SELECT count(*) FROM \"lib\"\"rary_dunlin_event\"", "1");
	/* And without a name nobody compares. */
	lab->options.prefix = NULL;
	lab->options.project = NULL;
	lab_up(lab);
	assert_int_equal(lab->result.applied, 0);
}

static void store__records_no_project_without_a_name(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	lab_up(lab);
	lab_rows(lab, "SELECT count(*) FROM dunlin_meta WHERE item = 'project'", "0");
	lab->options.project = "shop";
	lab_up(lab);
}

static void store__finds_rows_that_are_not_its_own(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	lab_up(lab);
	lab_exec(lab, "UPDATE dunlin_event SET hash = 'short'", NULL);
	lab_up_fails(lab, DUNLIN_EREFUSED, "event 1 has no valid hash");
}

static void runner__stops_at_drift_before_anything(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int, y int);\n");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
	lab_up_fails(lab, DUNLIN_EREFUSED, "m/0001_a.sql is applied, but its up body has changed");
	lab_logged(lab, "apply v1");
	/* A comment is a change; other ends of lines and a mark at the start are none. */
	lab_put(lab, "0001_a.sql",
		"\xEF\xBB\xBF"
		"CREATE TABLE a (x int);\r\n");
	lab_up(lab);
	lab_applied(lab, "1 2");
}

/* --- repeatables, seeds, environments ---------------------------------------------- */

static void runner__runs_repeatables_again_when_they_changed(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (x int);\n");
	lab_put(lab, "0002_b.down.sql", "DROP TABLE b;\n");
	lab_put(lab, "R__v.up.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT x FROM b;\n");
	lab_put(lab, "R__v.down.sql", "DROP VIEW v;\n");
	lab_put(lab, "R__w.sql", "SELECT 1;\n");
	lab_up(lab);
	lab_up(lab);
	assert_int_equal(lab->result.applied, 0);
	lab_logged(lab, "apply v1, apply v2, apply rv, apply rw");
	lab_put(lab, "R__v.up.sql",
		"DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT x, 1 AS y FROM b;\n");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 1);
	lab_rows(lab, "SELECT count(*) FROM dunlin_history", "4");
	lab_logged(lab, "apply v1, apply v2, apply rv, apply rw, apply rv");
	/* The view goes before the table it shows; w is only forgotten. */
	lab_down(lab, 1);
	assert_int_equal(lab->result.reverted, 2);
	lab_applied(lab, "1");
	lab_rows(lab,
		 "SELECT event, id, direction, detail FROM dunlin_event WHERE seq > 5 ORDER BY seq",
		 "revert|v|down|~\n"
		 "revert|w|down|no down body; due again after what it may depend on\n"
		 "revert|2|down|~");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 3);
	lab_applied(lab, "1 2 R:v R:w");
	lab_chain(lab);
}

static void runner__runs_seeds_of_the_environment(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int, y int);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "seeds/topics.sql", "INSERT INTO a VALUES (1, 1);\n");
	lab_put(lab, "seeds/dev/first.sql", "INSERT INTO a SELECT x + 1, 2 FROM a;\n");
	lab_put(lab, "seeds/prod/other.sql", "INSERT INTO a VALUES (9, 9);\n");
	lab_up(lab);
	lab_seed(lab);
	assert_int_equal(lab->result.seeded, 1);
	lab->options.env = "dev";
	lab_seed(lab);
	assert_int_equal(lab->result.seeded, 1);
	lab_rows(lab, "SELECT x, y FROM a ORDER BY x", "1|1\n2|2");
	lab_seed(lab);
	assert_int_equal(lab->result.seeded, 0);
	lab_put(lab, "seeds/topics.sql", "UPDATE a SET y = 7 WHERE x = 1;\n");
	lab_seed(lab);
	assert_int_equal(lab->result.seeded, 1);
	lab_rows(lab, "SELECT x, y FROM a ORDER BY x", "1|7\n2|2");
	lab_logged(lab, "apply v1, seed stopics, seed sdev/first, seed stopics");
	lab_down(lab, 0);
	lab_applied(lab, "");
	lab_up(lab);
	lab_seed(lab);
	assert_int_equal(lab->result.seeded, 2);
	lab_chain(lab);
}

static void runner__keeps_the_seeds_before_a_failure(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "seeds/1.sql", "INSERT INTO a VALUES (1);\n");
	lab_put(lab, "seeds/2.sql", "INSERT INTO a VALUES (2);\nINSERT INTO nowhere VALUES (1);\n");
	lab_put(lab, "seeds/3.sql", "INSERT INTO a VALUES (3);\n");
	lab_up(lab);
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_SEED, 0, NULL, 0), DUNLIN_EMISSING, "nowhere");
	lab_at(lab, "m/seeds/2.sql:2:13", NULL);
	lab_state(
		lab,
		"statement 2 of 2, rolled back; seeds/1 is applied, seeds/2 and 1 more are pending");
	assert_int_equal(lab->result.seeded, 1);
	lab_rows(lab, "SELECT x FROM a", "1");
	lab_logged(lab, "apply v1, seed s1, fail s2");
}

/* --- when -------------------------------------------------------------------------------- */

static void when__waits_until_it_is_true(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql",
		"-- dunlin: when SELECT count(*) > 1 FROM a\nCREATE TABLE b (x int);\n");
	lab_put(lab, "0003_c.sql", "-- dunlin: requires 0002\nCREATE TABLE c (x int);\n");
	lab_put(lab, "0004_d.sql", "CREATE TABLE d (x int);\n");
	lab_up(lab); /* a is missing at first: not yet, and no failure */
	assert_int_equal(lab->result.applied, 2);
	assert_int_equal(lab->result.waiting, 2);
	assert_int_equal(lab->result.pending, 0);
	lab_up(lab);
	assert_int_equal(lab->result.applied, 0);
	lab_exec(lab, "INSERT INTO a VALUES (1)", "INSERT INTO a VALUES (2)", NULL);
	lab_up(lab);
	assert_int_equal(lab->result.applied, 2);
	assert_int_equal(lab->result.waiting, 0);
	lab_applied(lab, "1 4 2 3");
}

static void when__is_asked_again_after_the_run(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_b.sql",
		"-- dunlin: when SELECT count(*) = 1 FROM a\nCREATE TABLE b (x int);\n");
	lab_put(lab, "0002_c.sql",
		"-- dunlin: when SELECT count(*) = 0 FROM b\nCREATE TABLE c (x int);\n");
	lab_put(lab, "0003_a.sql", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n");
	lab_up(lab);
	/* A second round, and no third. */
	lab_applied(lab, "3 1");
	assert_int_equal(lab->result.applied, 2);
	assert_int_equal(lab->result.waiting, 0);
	assert_int_equal(lab->result.pending, 1);
	lab_up(lab);
	lab_applied(lab, "3 1 2");
}

static void when__stops_at_any_other_error(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql",
		"-- first\n-- dunlin: when SELECT 1 FROM WHERE\nCREATE TABLE b (x int);\n");
	lab_up_fails(lab, DUNLIN_ESYNTAX, "syntax error");
	lab_at(lab, "m/0002_b.sql:2", "-- dunlin: when SELECT 1 FROM WHERE");
	lab_put(lab, "0002_b.sql",
		"-- dunlin: only mysql\n-- dunlin: when SELECT 1 FROM WHERE\nSELECT 1;\n");
	lab_up(lab);
	lab_applied(lab, "1");
}

static void when__takes_what_a_database_calls_true(void **state)
{
	static const char *const truths[] = { "1", "2 > 1", "'t'", "'true'", "-3", "0.5" };
	static const char *const lies[] = { "0", "1 > 2", "NULL", "'f'", "'false'", "0.0", "''" };
	struct lab *lab = *state;
	size_t i;

	for (i = 0; i < sizeof(truths) / sizeof(truths[0]); i++)
		lab_put(lab, lab_text(lab, "1%zu_a.sql", i),
			lab_text(lab, "-- dunlin: when SELECT %s\nSELECT 1;\n", truths[i]));
	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++)
		lab_put(lab, lab_text(lab, "2%zu_a.sql", i),
			lab_text(lab, "-- dunlin: when SELECT %s\nSELECT 1;\n", lies[i]));
	lab_put(lab, "30_no_row.sql", "-- dunlin: when SELECT 1 WHERE 1 = 2\nSELECT 1;\n");
	lab_up(lab);
	assert_int_equal(lab->result.waiting, sizeof(lies) / sizeof(lies[0]) + 1);
	lab_applied(lab, "10 11 12 13 14 15");
}

static void when__cannot_write(void **state)
{
	struct lab *lab = *state;

	if (!lab->pg) /* SQLite has no transaction that only reads, but it is rolled back */
		return;
	lab_exec(lab, "CREATE SEQUENCE s", NULL);
	lab_put(lab, "0001_a.sql", "-- dunlin: when SELECT nextval('s') > 0\nSELECT 1;\n");
	lab_up_fails(lab, DUNLIN_EREADONLY, "read-only transaction");
	lab_at(lab, "m/0001_a.sql:1", NULL);
}

/* --- verify --------------------------------------------------------------------------------- */

#define VERIFY "0001_a.verify.sql"

static void verify_fails(struct lab *lab, const char *text, dunlin_status status, const char *place,
			 const char *piece)
{
	dunlin_engine *engine;
	struct dunlin_result result = DUNLIN_RESULT_INIT;

	lab_put(lab, VERIFY, text);
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_verify(engine, &result, lab->err), status, piece);
	assert_int_equal(result.verified, 0);
	lab_at(lab, place, NULL);
	dunlin_engine_close(engine);
}

static void verify__holds_and_leaves_nothing_behind(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"CREATE TABLE a (x int NOT NULL UNIQUE CHECK (x > 0), y text);\n");
	lab_put(lab, VERIFY,
		"BEGIN;\nINSERT INTO a VALUES (1, NULL), (2, 'two');\n"
		"-- dunlin: expect rows = 2\nSELECT * FROM a;\n"
		"-- dunlin: expect rows = 0\nSELECT * FROM a WHERE x > 5;\n"
		"-- dunlin: expect value = two\nSELECT y FROM a WHERE x = 2;\n"
		"-- dunlin: expect value = NULL\nSELECT y FROM a WHERE x = 1;\n"
		"-- dunlin: expect rows = 1\n-- dunlin: expect value = 2\nSELECT count(*) FROM a;\n"
		"-- dunlin: expect error 23505\nINSERT INTO a VALUES (1, '');\n"
		"-- dunlin: expect error 23502\nINSERT INTO a VALUES (NULL, '');\n"
		"-- dunlin: expect error 23514\nINSERT INTO a VALUES (-1, '');\n"
		"-- dunlin: expect error 42P01\nSELECT * FROM nowhere;\n"
		"-- dunlin: expect value = 2\nSELECT count(*) FROM a;\nROLLBACK;\n");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
	lab_put(lab, "R__v.sql", "SELECT 1;\n");
	lab_put(lab, "R__v.verify.sql", "SELECT 1;\n");
	lab_up(lab);
	lab_forget(lab);
	lab_verify(lab, 2);
	assert_true(lab_told(lab, "applied v0001 verify"));
	lab_rows(lab, "SELECT count(*) FROM a", "0");
	lab_logged(lab, "apply v1, apply v2, apply rv");
}

static void verify__says_what_does_not_hold(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int UNIQUE);\nINSERT INTO a VALUES (1);\n");
	lab_up(lab);
	verify_fails(lab, "-- dunlin: expect rows = 2\nSELECT x FROM a;\n", DUNLIN_ESQL,
		     "m/0001_a.verify.sql:1", "expected 2 rows, got 1");
	verify_fails(lab, "\n-- dunlin: expect value = 7\nSELECT x FROM a;\n", DUNLIN_ESQL,
		     "m/0001_a.verify.sql:2", "expected the value 7, got 1");
	verify_fails(lab, "-- dunlin: expect value = NULL\nSELECT x FROM a;\n", DUNLIN_ESQL,
		     "m/0001_a.verify.sql:1", "expected the value NULL, got 1");
	verify_fails(lab, "-- dunlin: expect value = 1\nSELECT x FROM a WHERE x > 1;\n",
		     DUNLIN_ESQL, "m/0001_a.verify.sql:1", "expected the value 1, got no row");
	verify_fails(lab, "-- dunlin: expect error 23505\nINSERT INTO a VALUES (2);\n", DUNLIN_ESQL,
		     "m/0001_a.verify.sql:1", "expected the error 23505, but it succeeded");
	verify_fails(lab, "-- dunlin: expect error 23505\nSELECT * FROM nowhere;\n", DUNLIN_ESQL,
		     "m/0001_a.verify.sql:1", "expected the error 23505, got 42P01");
	verify_fails(lab, "SELECT 1;\nSELECT * FROM nowhere;\n", DUNLIN_EMISSING,
		     "m/0001_a.verify.sql:2:15", "nowhere");
	verify_fails(lab, "INSERT INTO a VALUES (3);\nINSERT INTO a VALUES (1);\n", DUNLIN_EEXISTS,
		     "m/0001_a.verify.sql:2", "");
	verify_fails(lab, "VACUUM;\n", DUNLIN_EUSAGE, "m/0001_a.verify.sql:1",
		     "a verify body runs in a transaction");
	lab_rows(lab, "SELECT count(*) FROM a", "1");
	lab_put(lab, VERIFY, "SELECT 1;\n");
	lab_verify(lab, 1);
}

static void verify__looks_at_what_is_applied_only(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
	lab_put(lab, "0002_b.verify.sql", "SELECT * FROM b;\n");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_UP, 1, NULL, 0), DUNLIN_OK);
	lab_verify(lab, 0);
	lab_up(lab);
	lab_verify(lab, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(store__keeps_what_was_applied),
		BOTH(store__has_the_columns_of_its_format),
		BOTH(store__counts_on_over_runs),
		BOTH(store__reads_tables_of_another_minor_format),
		BOTH(store__reads_what_format_1_0_left),
		BOTH(store__refuses_another_major_format),
		BOTH(store__stops_where_tables_are_partly_gone),
		BOTH(store__stops_at_another_project),
		BOTH(store__records_no_project_without_a_name),
		BOTH(store__finds_rows_that_are_not_its_own),
		BOTH(runner__stops_at_drift_before_anything),
		BOTH(runner__runs_repeatables_again_when_they_changed),
		BOTH(runner__runs_seeds_of_the_environment),
		BOTH(runner__keeps_the_seeds_before_a_failure),
		BOTH(when__waits_until_it_is_true),
		BOTH(when__is_asked_again_after_the_run),
		BOTH(when__stops_at_any_other_error),
		BOTH(when__takes_what_a_database_calls_true),
		BOTH(when__cannot_write),
		BOTH(verify__holds_and_leaves_nothing_behind),
		BOTH(verify__says_what_does_not_hold),
		BOTH(verify__looks_at_what_is_applied_only),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
