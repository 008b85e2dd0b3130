/* PostgreSQL: what became of a statement that nobody heard the end of; every kind, every answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drivers/pg.h"
#include "drivers/found.h"

#define BEFORE DUNLIN_ASK_BEFORE
#define AFTER DUNLIN_ASK_AFTER
#define CUT DUNLIN_ASK_CUT
#define UNKNOWN DUNLIN_FOUND_UNKNOWN
#define DONE DUNLIN_FOUND_DONE
#define NOT_DONE DUNLIN_FOUND_NOT_DONE
#define RUNNING DUNLIN_FOUND_RUNNING
#define FOREIGN DUNLIN_FOUND_FOREIGN

static dunlin_conn *conn;

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	return 0;
}

/* Statements with a semicolon between; one that starts with ! may fail. */
static void run(const char *script)
{
	char *copy = strdup(script);
	char *rest = copy;
	char *sql;

	assert_non_null(copy);
	while ((sql = strsep(&rest, ";")) != NULL) {
		if (sql[0] == '!')
			assert_int_not_equal(rig_exec(conn, sql + 1, NULL), DUNLIN_OK);
		else if (sql[0] != '\0')
			rig_exec_ok(conn, sql);
	}
	free(copy);
}

/* A table in a schema that is not on the search path, another by that name in one that is, and a
 * name that needs quotes. */
static const char stage[] =
	"RESET ROLE;DROP SCHEMA IF EXISTS app, x, y CASCADE;CREATE SCHEMA app;CREATE SCHEMA x;CREATE SCHEMA y;"
	"SET search_path = x, y;"
	"CREATE TABLE app.t (a int, b text, c text COLLATE \"C\", d int GENERATED ALWAYS AS (a + 1) STORED);"
	"CREATE TABLE t (a int, b text);CREATE TABLE y.only_y (a int);"
	"CREATE SCHEMA IF NOT EXISTS \"A.b\";DROP TABLE IF EXISTS \"A.b\".\"T \"\"q\"\".x\";"
	"CREATE TABLE \"A.b\".\"T \"\"q\"\".x\" (\"Col\" int);"
	"CREATE TYPE app.mood AS ENUM ('sad', 'it''s ok');"
	"CREATE TABLE app.p (a int) PARTITION BY RANGE (a);"
	"CREATE TABLE app.p1 PARTITION OF app.p FOR VALUES FROM (0) TO (10);"
	"CREATE TABLE app.p2 PARTITION OF app.p FOR VALUES FROM (10) TO (20)";

static int fresh(void **state)
{
	(void)state;
	conn = pg_open_patient(pg_own);
	run(stage);
	return 0;
}

#define BREAK(index) \
	"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '" index "'::regclass"

/* Set up, asked BEFORE, then what happened meanwhile, then asked CUT. */
struct cut {
	const char *name;
	const char *before;
	const char *sql;
	const char *meanwhile;
	uint32_t found;
	const char *piece;
	const char *fixes;
	bool fails; /* NOT_DONE is right, but the database refuses the statement anyway */
};

/* Set up again, asks, and if the answer is to run it, does, after which all must be well. */
static void check_cut(const struct cut *c, bool forget)
{
	char about[256];

	snprintf(about, sizeof(about), "%s%s", c->name, forget ? " (never asked before)" : "");
	run(stage);
	run(c->before);
	if (forget)
		rig_found_forget();
	else
		rig_found_ask(conn, BEFORE, c->sql);
	run(c->meanwhile);
	rig_found_ask(conn, CUT, c->sql);
	rig_found_assert(about, c->found, c->piece, c->fixes);
	rig_found_fix(conn);
	if (c->found == NOT_DONE && !c->fails) {
		rig_exec_ok(conn, c->sql);
		rig_found_ask(conn, AFTER, c->sql);
		rig_found_assert(about, DONE, NULL, "");
	}
	if (c->found == DONE) {
		rig_found_ask(conn, CUT, c->sql);
		rig_found_assert(about, DONE, NULL, "");
	}
}

static void check_cuts(const struct cut *cuts, size_t n, bool forget)
{
	size_t i;

	for (i = 0; i < n; i++)
		check_cut(&cuts[i], forget);
}
#define CHECK_CUTS(cuts, forget) check_cuts(cuts, sizeof(cuts) / sizeof((cuts)[0]), forget)

/* --- CREATE INDEX CONCURRENTLY --- */

#define CIC "CREATE INDEX CONCURRENTLY "

static void verify__an_index_is_absent_whole_or_broken(void **state)
{
	static const struct cut cuts[] = {
		{ "absent", "", CIC "i ON app.t (a)", "", NOT_DONE, NULL, "", false },
		{ "whole", "", CIC "i ON app.t (a)", CIC "i ON app.t (a)", DONE, NULL, "", false },
		{ "broken", "", CIC "i ON app.t (a)", CIC "i ON app.t (a);" BREAK("app.i"),
		  NOT_DONE, "app.i is there but invalid", "DROP INDEX CONCURRENTLY app.i\n",
		  false },
		{ "if not exists, whole", "", CIC "IF NOT EXISTS i ON app.t (a)",
		  CIC "i ON app.t (a)", DONE, NULL, "", false },
		{ "if not exists, whole before", CIC "i ON app.t (a)",
		  CIC "IF NOT EXISTS i ON app.t (a)", "", DONE, NULL, "", false },
		{ "if not exists, broken before", CIC "i ON app.t (a);" BREAK("app.i"),
		  CIC "IF NOT EXISTS i ON app.t (a)", "", NOT_DONE, "invalid",
		  "DROP INDEX CONCURRENTLY app.i\n", false },
		{ "broken before", CIC "i ON app.t (a);" BREAK("app.i"), CIC "i ON app.t (a)", "",
		  NOT_DONE, "invalid", "DROP INDEX CONCURRENTLY app.i\n", false },
		{ "on the search path", "", CIC "i ON t (a)", CIC "i ON t (a)", DONE, NULL, "",
		  false },
		{ "not first on it", "", CIC "i ON only_y (a)", CIC "i ON only_y (a);" BREAK("y.i"),
		  NOT_DONE, "y.i is there but invalid", "DROP INDEX CONCURRENTLY y.i\n", false },
		{ "upper case", "", "create INDEX Concurrently II on APP.T(A)",
		  CIC "ii ON app.t (a);" BREAK("app.ii"), NOT_DONE, "app.ii",
		  "DROP INDEX CONCURRENTLY app.ii\n", false },
		{ "quotes and dots", "", CIC "\"I.1\"\"x\" ON \"A.b\".\"T \"\"q\"\".x\" (\"Col\")",
		  CIC "\"I.1\"\"x\" ON \"A.b\".\"T \"\"q\"\".x\" (\"Col\");" BREAK(
			  "\"A.b\".\"I.1\"\"x\""),
		  NOT_DONE, "\"A.b\".\"I.1\"\"x\"",
		  "DROP INDEX CONCURRENTLY \"A.b\".\"I.1\"\"x\"\n", false },
		{ "comments", "",
		  "/* a /* b */ ' */ CREATE -- ON x\n INDEX/**/CONCURRENTLY i/*;*/ON app . /**/ t (a) -- end",
		  CIC "i ON app.t (a)", DONE, NULL, "", false },
		{ "ONLY and a star", "", CIC "i ON ONLY app.t (a)", CIC "i ON app.t * (a)", DONE,
		  NULL, "", false },
		{ "an index called if", "", CIC "if ON app.t (a)", CIC "if ON app.t (a)", DONE,
		  NULL, "", false },
		{ "a long name, which the server cuts", "",
		  CIC
		  "i23456789012345678901234567890123456789012345678901234567890123456789 ON app.t (a)",
		  CIC
		  "i23456789012345678901234567890123456789012345678901234567890123456789 ON app.t (a)",
		  DONE, NULL, "", false },
		{ "not concurrently", "", "CREATE INDEX i ON app.t (a)",
		  "CREATE INDEX i ON app.t (a)", DONE, NULL, "", false },
		{ "of a partitioned table, which is rightly invalid", "",
		  "CREATE INDEX i ON ONLY app.p (a)", "CREATE INDEX i ON ONLY app.p (a)", DONE,
		  NULL, "", false },
		{ "the table is gone", "", CIC "i ON app.t (a)", "DROP TABLE app.t", NOT_DONE, NULL,
		  "", true },
	};

	(void)state;
	CHECK_CUTS(cuts, false);
}

static void verify__an_index_that_is_not_the_one_is_never_adopted(void **state)
{
	static const struct cut cuts[] = {
		{ "whole before", CIC "i ON app.t (a)", CIC "i ON app.t (a)", "", FOREIGN,
		  "app.i was there before", "", false },
		{ "of another table", "", CIC "i ON app.t (a)", "CREATE INDEX i ON app.p1 (a)",
		  FOREIGN, "app.i is an index of another table, app.p1", "", false },
		{ "of another table, broken", "", CIC "i ON app.t (a)",
		  "CREATE INDEX i ON app.p1 (a);" BREAK("app.i"), FOREIGN, "another table", "",
		  false },
		{ "another column", "", CIC "i ON app.t (a)", CIC "i ON app.t (b)", FOREIGN,
		  "app.i is there with another definition", "", false },
		{ "another column, broken", "", CIC "i ON app.t (a)",
		  CIC "i ON app.t (b);" BREAK("app.i"), FOREIGN, "another definition", "", false },
		{ "one column more", "", CIC "i ON app.t (a)", CIC "i ON app.t (a, b)", FOREIGN,
		  "another definition", "", false },
		{ "not unique", "", "CREATE UNIQUE INDEX CONCURRENTLY i ON app.t (a)",
		  CIC "i ON app.t (a)", FOREIGN, "another definition", "", false },
		{ "unique", "", CIC "i ON app.t (a)", "CREATE UNIQUE INDEX i ON app.t (a)", FOREIGN,
		  "another definition", "", false },
		{ "of a constraint", "", "CREATE UNIQUE INDEX CONCURRENTLY i ON app.t (a)",
		  "ALTER TABLE app.t ADD CONSTRAINT i UNIQUE (a)", FOREIGN, "another definition",
		  "", false },
		{ "partial", "", CIC "i ON app.t (a)", CIC "i ON app.t (a) WHERE a > 1", FOREIGN,
		  "another definition", "", false },
		{ "another method", "", CIC "i ON app.t (a)", CIC "i ON app.t USING hash (a)",
		  FOREIGN, "another definition", "", false },
		{ "another order", "", CIC "i ON app.t (a)", CIC "i ON app.t (a DESC)", FOREIGN,
		  "another definition", "", false },
		{ "another collation", "", CIC "i ON app.t (c)",
		  CIC "i ON app.t (c COLLATE \"POSIX\")", FOREIGN, "another definition", "",
		  false },
		{ "another operator class", "", CIC "i ON app.t (b)",
		  CIC "i ON app.t (b text_pattern_ops)", FOREIGN, "another definition", "", false },
		{ "included columns", "", CIC "i ON app.t (a)", CIC "i ON app.t (a) INCLUDE (b)",
		  FOREIGN, "another definition", "", false },
		{ "another fill factor", "", CIC "i ON app.t (a)",
		  CIC "i ON app.t (a) WITH (fillfactor = 70)", FOREIGN, "another definition", "",
		  false },
		{ "nulls not distinct", "", "CREATE UNIQUE INDEX CONCURRENTLY i ON app.t (a)",
		  "CREATE UNIQUE INDEX i ON app.t (a) NULLS NOT DISTINCT", FOREIGN,
		  "another definition", "", false },
		{ "a table", "", CIC "i ON app.t (a)", "CREATE TABLE app.i ()", FOREIGN,
		  "app.i is taken by a table", "", false },
		{ "a view", "", CIC "i ON app.t (a)", "CREATE VIEW app.i AS SELECT 1 AS one",
		  FOREIGN, "taken by a view", "", false },
		{ "a sequence", "", CIC "i ON app.t (a)", "CREATE SEQUENCE app.i", FOREIGN,
		  "taken by a sequence", "", false },
		{ "if not exists, another before", CIC "i ON app.t (b)",
		  CIC "IF NOT EXISTS i ON app.t (a)", "", FOREIGN, "another definition", "",
		  false },
		{ "in another schema of the path", "", CIC "i ON only_y (a)",
		  "CREATE INDEX i ON x.t (a)", NOT_DONE, NULL, "", false },
	};

	(void)state;
	CHECK_CUTS(cuts, false);
	/* All but the first, of which it matters that it was there. */
	check_cuts(cuts + 1, sizeof(cuts) / sizeof(cuts[0]) - 1, true);
}

/* What is after the table, and comes to the same; written in another way where it can be. */
static void verify__definitions_are_compared_as_the_server_has_them(void **state)
{
	static const struct {
		const char *sql;
		const char *made;
	} same[] = {
		{ "(lower(b))", "USING btree (lower(b) ASC NULLS LAST)" },
		{ "((t.a + 1), (lower(t.b)))", "((a+1), lower(b))" },
		{ "(lower(app.t.b), (t.a+1))", "(lower(b), (a + 1))" },
		{ "(lower(\"app\".\"t\".b)) WHERE app.t.a > 1 AND T.b <> 't.a'",
		  "(lower(b)) WHERE a > 1 AND b <> 't.a'" },
		{ "(a) INCLUDE (b) WITH (fillfactor = 70) WHERE b IS NOT NULL",
		  "(a) INCLUDE (b) WITH (fillfactor='70') WHERE b IS NOT NULL" },
		{ "(b pg_catalog.text_pattern_ops DESC)", "(b text_pattern_ops DESC NULLS FIRST)" },
		{ "(c COLLATE pg_catalog.\"POSIX\")", "(c COLLATE \"POSIX\")" },
		{ "(d)", "(d)" },
		{ "(a) TABLESPACE pg_default", "(a)" },
		{ "((t IS NOT NULL))", "((t IS NOT NULL))" },
		{ "USING gin (to_tsvector('simple', b))",
		  "USING gin (to_tsvector('simple'::regconfig, b))" },
	};
	char sql[512];
	char made[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		run(stage);
		snprintf(sql, sizeof(sql), CIC "i ON app.t %s", same[i].sql);
		snprintf(made, sizeof(made), CIC "i ON app.t %s", same[i].made);
		rig_found_ask(conn, BEFORE, sql);
		rig_exec_ok(conn, made);
		rig_found_ask(conn, CUT, sql);
		rig_found_assert(sql, DONE, NULL, "");
		rig_exec_ok(conn, BREAK("app.i"));
		rig_found_ask(conn, CUT, sql);
		rig_found_assert(sql, NOT_DONE, "invalid", "DROP INDEX CONCURRENTLY app.i\n");
	}
}

/* The row type of the copy is not that of the table: then nothing is adopted, and nothing dropped. */
static void verify__what_cannot_be_compared_is_unknown(void **state)
{
	static const char sql[] = CIC "i ON app.t (x.f(t))";

	(void)state;
	run("CREATE FUNCTION x.f(app.t) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1.a'");
	rig_found_ask(conn, BEFORE, sql);
	rig_exec_ok(conn, sql);
	rig_found_ask(conn, CUT, sql);
	rig_found_assert(sql, UNKNOWN,
			 "whether CREATE INDEX CONCURRENTLY i ON app.t … took effect is unknown",
			 "");
	rig_found_ask(conn, AFTER, sql); /* but the server's word and a new index are enough */
	rig_found_assert(sql, DONE, NULL, "");
	rig_exec_ok(conn, BREAK("app.i"));
	rig_found_ask(conn, CUT, sql);
	rig_found_assert(sql, UNKNOWN, "cannot be compared", "");
}

static void verify__an_index_without_a_name_is_told_by_what_is_new(void **state)
{
	static const struct cut cuts[] = {
		{ "absent", "", CIC "ON app.t (a)", "", NOT_DONE, NULL, "", false },
		{ "absent, another there", CIC "o ON app.t (a)", CIC "ON app.t (a)", "", NOT_DONE,
		  NULL, "", false },
		{ "whole", CIC "ON app.t (a)", CIC "ON app.t (a)", CIC "ON app.t (a)", DONE, NULL,
		  "", false },
		{ "broken", CIC "ON app.t (a)", CIC "ON app.t (a)",
		  CIC "ON app.t (a);" BREAK("app.t_a_idx1"), NOT_DONE, NULL,
		  "DROP INDEX CONCURRENTLY app.t_a_idx1\n", false },
		{ "broken before", CIC "ON app.t (a);" BREAK("app.t_a_idx"), CIC "ON app.t (a)", "",
		  NOT_DONE, NULL, "", false },
		{ "broken and whole", "", CIC "ON app.t (a)",
		  CIC "ON app.t (a);" CIC "ON app.t (a);" BREAK("app.t_a_idx"), DONE, NULL,
		  "DROP INDEX CONCURRENTLY app.t_a_idx\n", false },
		{ "another one is new", "", CIC "ON app.t (a)", CIC "ON app.t (b)", NOT_DONE, NULL,
		  "", false },
		{ "an expression", "", CIC "ON app.t (lower(b))", CIC "ON app.t (lower(b))", DONE,
		  NULL, "", false },
	};

	(void)state;
	CHECK_CUTS(cuts, false);
	rig_found_forget();
	run("CREATE INDEX ON app.t (a)");
	rig_found_ask(conn, CUT, CIC "ON app.t (a)");
	rig_found_assert("never asked before", UNKNOWN, "not known whether it was there before",
			 "");
}

static void verify__after_a_success_the_index_must_be_whole_and_the_one(void **state)
{
	static const char sql[] = CIC "IF NOT EXISTS i ON app.t (a)";

	(void)state;
	/* Measured: the database says that this is done. */
	run(CIC "i ON app.t (a);" BREAK("app.i"));
	rig_found_ask(conn, BEFORE, sql);
	rig_exec_ok(conn, sql);
	rig_found_ask(conn, AFTER, sql);
	rig_found_assert(sql, NOT_DONE, "invalid", "DROP INDEX CONCURRENTLY app.i\n");
	rig_found_fix(conn);
	rig_exec_ok(conn, sql);
	rig_found_ask(conn, AFTER, sql);
	rig_found_assert(sql, DONE, NULL, "");

	run("DROP INDEX app.i;" CIC "i ON app.t (b)");
	rig_found_ask(conn, BEFORE, sql);
	rig_exec_ok(conn, sql);
	rig_found_ask(conn, AFTER, sql);
	rig_found_assert(sql, FOREIGN, "app.i is there with another definition", "");

	run("DROP INDEX app.i;CREATE TABLE app.i ()");
	rig_found_ask(conn, BEFORE, sql);
	rig_exec_ok(conn, sql);
	rig_found_ask(conn, AFTER, sql);
	rig_found_assert(sql, FOREIGN, "taken by a table", "");

	run("DROP TABLE app.i");
	rig_found_ask(conn, AFTER, sql);
	rig_found_assert(sql, NOT_DONE, "not there", "");
}

/* --- DROP INDEX, and others by name --- */

static void verify__what_was_dropped_is_told_by_its_oid(void **state)
{
	static const struct cut cuts[] = {
		{ "gone", CIC "i ON app.t (a)", "DROP INDEX CONCURRENTLY app.i", "DROP INDEX app.i",
		  DONE, NULL, "", false },
		{ "there", CIC "i ON app.t (a)", "DROP INDEX CONCURRENTLY app.i", "", NOT_DONE,
		  NULL, "", false },
		{ "broken", CIC "i ON app.t (a)", "DROP INDEX CONCURRENTLY IF EXISTS app.i",
		  BREAK("app.i"), NOT_DONE, NULL, "", false },
		{ "gone, and the next schema has one of the name",
		  "CREATE INDEX i ON x.t (a);CREATE INDEX i ON y.only_y (a)",
		  "DROP INDEX CONCURRENTLY i", "DROP INDEX i", DONE, NULL, "", false },
		{ "gone, and there again", CIC "i ON app.t (a)", "DROP INDEX CONCURRENTLY app.i",
		  "DROP INDEX app.i;CREATE INDEX i ON app.t (b)", DONE, NULL, "", false },
		{ "never there", "", "DROP INDEX CONCURRENTLY app.i", "", NOT_DONE, NULL, "",
		  true },
		{ "never there, if exists", "", "DROP INDEX CONCURRENTLY IF EXISTS app.i", "", DONE,
		  NULL, "", false },
		{ "made since", "", "DROP INDEX CONCURRENTLY IF EXISTS app.i",
		  "CREATE INDEX i ON app.t (a)", FOREIGN, "was not there when the statement ran",
		  "", false },
		{ "quotes", "CREATE INDEX \"i.\"\"1\" ON app.t (a)",
		  "drop index concurrently App.\"i.\"\"1\"", "DROP INDEX app.\"i.\"\"1\"", DONE,
		  NULL, "", false },
		{ "two, in a list", "CREATE INDEX i ON app.t (a);CREATE INDEX j ON app.t (b)",
		  "DROP INDEX app.i, app.j", "", NOT_DONE, NULL, "", false },
		{ "two, gone", "CREATE INDEX i ON app.t (a);CREATE INDEX j ON app.t (b)",
		  "DROP INDEX app.i, app.j", "DROP INDEX app.i, app.j", DONE, NULL, "", false },
		{ "a table", "", "DROP TABLE app.t", "DROP TABLE app.t", DONE, NULL, "", false },
		{ "a table, there", "", "DROP TABLE app.t CASCADE", "", NOT_DONE, NULL, "", false },
		{ "a schema", "", "DROP SCHEMA y CASCADE", "DROP SCHEMA y CASCADE", DONE, NULL, "",
		  false },
		{ "a function, if exists", "", "DROP FUNCTION IF EXISTS nope()", "", NOT_DONE, NULL,
		  "", false },
	};
	static const struct cut forgotten[] = {
		{ "gone", "", "DROP INDEX CONCURRENTLY app.i", "", DONE, NULL, "", false },
		{ "there", CIC "i ON app.t (a)", "DROP INDEX CONCURRENTLY app.i", "", NOT_DONE,
		  NULL, "", false },
	};

	(void)state;
	CHECK_CUTS(cuts, false);
	CHECK_CUTS(forgotten, true);
}

static void verify__what_was_created_by_name(void **state)
{
	static const struct cut cuts[] = {
		{ "a table, absent", "", "CREATE TABLE app.n (a int)", "", NOT_DONE, NULL, "",
		  false },
		{ "a table, there", "", "CREATE TABLE app.n (a int)", "CREATE TABLE app.n (a int)",
		  UNKNOWN, "whether CREATE TABLE app.n … took effect is unknown", "", false },
		{ "a table, there before", "", "CREATE TABLE app.t (a int)", "", FOREIGN,
		  "table app.t was there before", "", false },
		{ "a table, only elsewhere on the path", "", "CREATE TABLE only_y (a int)", "",
		  NOT_DONE, NULL, "", false },
		{ "if not exists", "", "CREATE TABLE IF NOT EXISTS app.t (a int)", "", NOT_DONE,
		  NULL, "", false },
		{ "a view", "", "CREATE VIEW app.n AS SELECT 1 AS a", "", NOT_DONE, NULL, "",
		  false },
		{ "a schema", "", "CREATE SCHEMA n", "CREATE SCHEMA n", UNKNOWN,
		  "CREATE SCHEMA n took", "", false },
		{ "a schema, if not exists", "", "CREATE SCHEMA IF NOT EXISTS n", "", NOT_DONE,
		  NULL, "", false },
	};

	(void)state;
	CHECK_CUTS(cuts, false);
	run("DROP SCHEMA IF EXISTS n");
}

static void verify__databases_and_subscriptions(void **state)
{
	char create[128];
	char drop[128];
	char set[160];

	(void)state;
	snprintf(create, sizeof(create), "CREATE DATABASE \"Dunlin.%d\" TEMPLATE template0",
		 (int)getpid());
	snprintf(drop, sizeof(drop), "DROP DATABASE \"Dunlin.%d\"", (int)getpid());
	snprintf(set, sizeof(set), "ALTER DATABASE \"Dunlin.%d\" SET TABLESPACE pg_default",
		 (int)getpid());
	{
		const struct cut cuts[] = {
			{ "absent", "", create, "", NOT_DONE, NULL, "", false },
			{ "there before", "", create, "", FOREIGN, "was there before", "", false },
			{ "a tablespace of its own", "", set, "", NOT_DONE, NULL, "", false },
			{ "not dropped", "", drop, "", NOT_DONE, NULL, "", false },
			{ "created", "", create, create, DONE, NULL, "", false },
			{ "dropped", "", drop, drop, DONE, NULL, "", false },
			{ "a tablespace", "", "CREATE TABLESPACE dunlin_none LOCATION '/nowhere'",
			  "", NOT_DONE, NULL, "", true },
			{ "a subscription, absent", "",
			  "CREATE SUBSCRIPTION s CONNECTION 'host=nowhere password=hush' PUBLICATION p WITH "
			  "(connect = false)",
			  "", NOT_DONE, NULL, "", false },
			{ "its publications", "",
			  "ALTER SUBSCRIPTION s ADD PUBLICATION \"Q\", r WITH (refresh = false)",
			  "", NOT_DONE, NULL, "", false },
			{ "added", "", "ALTER SUBSCRIPTION s ADD PUBLICATION \"Q\", R", "", DONE,
			  NULL, "", false },
			{ "some of them", "", "ALTER SUBSCRIPTION s ADD PUBLICATION r, n", "",
			  UNKNOWN, "some of the publications", "", false },
			{ "dropped", "",
			  "ALTER SUBSCRIPTION s DROP PUBLICATION r WITH (refresh = false)", "",
			  NOT_DONE, NULL, "", false },
			{ "dropped already", "", "ALTER SUBSCRIPTION s DROP PUBLICATION r", "",
			  DONE, NULL, "", false },
			{ "disabled", "", "ALTER SUBSCRIPTION s DISABLE", "", NOT_DONE, NULL, "",
			  false },
			{ "skips", "", "ALTER SUBSCRIPTION s SKIP (lsn = '0/1')", "", UNKNOWN,
			  "ALTER SUBSCRIPTION s SKIP", "", false },
			{ "a subscription, there before", "",
			  "CREATE SUBSCRIPTION s CONNECTION 'password=hush' PUBLICATION p", "",
			  FOREIGN, "subscription s was there before", "", false },
			{ "its slot", "ALTER SUBSCRIPTION s DISABLE",
			  "ALTER SUBSCRIPTION s SET (slot_name = NONE)", "", NOT_DONE, NULL, "",
			  false },
			{ "a subscription, there", "", "DROP SUBSCRIPTION s", "", NOT_DONE, NULL,
			  "", false },
		};
		CHECK_CUTS(cuts, false);
	}
}

/* --- partitions, enums, prepared transactions --- */

#define DETACH "ALTER TABLE app.p DETACH PARTITION app.p1"
#define PENDING "UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = 'app.p1'::regclass"
#define FINALIZE "ALTER TABLE app.p DETACH PARTITION app.p1 FINALIZE"

static void verify__a_partition_is_attached_half_detached_or_not(void **state)
{
	static const struct cut cuts[] = {
		{ "attached", "", DETACH " CONCURRENTLY", "", NOT_DONE, NULL, "", false },
		{ "half", "", DETACH " CONCURRENTLY", PENDING, DONE, "half detached", FINALIZE "\n",
		  false },
		{ "detached", "", DETACH " CONCURRENTLY", DETACH, DONE, NULL, "", false },
		{ "detached and dropped", "",
		  "alter table IF EXISTS only App.P detach partition app.P1 concurrently",
		  DETACH ";DROP TABLE app.p1", DONE, NULL, "", false },
		{ "half before", PENDING, DETACH " CONCURRENTLY", "", DONE, "half detached",
		  FINALIZE "\n", false },
		{ "not attached before", DETACH, DETACH " CONCURRENTLY", "", NOT_DONE, NULL, "",
		  true },
		{ "finalize, half", PENDING, FINALIZE, "", NOT_DONE, NULL, "", false },
		{ "finalize, detached", PENDING, FINALIZE, FINALIZE, DONE, NULL, "", false },
		{ "finalize, attached", "", FINALIZE, "", NOT_DONE, NULL, "", true },
		{ "plain", "", DETACH, "", NOT_DONE, NULL, "", false },
		{ "plain, detached", "", DETACH, DETACH, DONE, NULL, "", false },
	};
	static const struct cut forgotten[] = {
		{ "half", "", DETACH " CONCURRENTLY", PENDING, DONE, "half detached", FINALIZE "\n",
		  false },
		{ "detached", "", DETACH " CONCURRENTLY", DETACH, DONE, NULL, "", false },
		{ "gone", "", DETACH " CONCURRENTLY", "DROP TABLE app.p1", UNKNOWN, "is not there",
		  "", false },
	};

	(void)state;
	CHECK_CUTS(cuts, false);
	CHECK_CUTS(forgotten, true);
}

static void verify__a_value_of_an_enum(void **state)
{
	static const struct cut cuts[] = {
		{ "absent", "", "ALTER TYPE app.mood ADD VALUE 'new' BEFORE 'sad'", "", NOT_DONE,
		  NULL, "", false },
		{ "there", "", "ALTER TYPE app.\"mood\" ADD VALUE 'isn''t'",
		  "ALTER TYPE app.mood ADD VALUE 'isn''t'", DONE, NULL, "", false },
		{ "there before", "", "ALTER TYPE app.mood ADD VALUE 'sad'", "", FOREIGN,
		  "had the value 'sad' before", "", false },
		{ "there before, if not exists", "",
		  "ALTER TYPE app.mood ADD VALUE IF NOT EXISTS 'it''s ok'", "", DONE, NULL, "",
		  false },
		{ "dollars", "", "alter type App.Mood add value $x$new$x$", "", NOT_DONE, NULL, "",
		  true },
		{ "escapes", "", "ALTER TYPE app.mood ADD VALUE E'n\\x65w'", "", UNKNOWN,
		  "ADD VALUE", "", false },
		{ "renamed", "", "ALTER TYPE app.mood RENAME VALUE 'sad' TO 'glad'",
		  "ALTER TYPE app.mood RENAME VALUE 'sad' TO 'glad'", DONE, NULL, "", false },
		{ "not renamed", "", "ALTER TYPE app.mood RENAME VALUE 'sad' TO 'glad'", "",
		  NOT_DONE, NULL, "", false },
		{ "never there", "", "ALTER TYPE app.mood RENAME VALUE 'mad' TO 'glad'", "",
		  NOT_DONE, NULL, "", true },
		{ "renamed to another", "", "ALTER TYPE app.mood RENAME VALUE 'sad' TO 'glad'",
		  "ALTER TYPE app.mood RENAME VALUE 'sad' TO 'mad'", UNKNOWN, "neither value", "",
		  false },
	};

	(void)state;
	CHECK_CUTS(cuts, false);
}

/* --- the others --- */

static void verify__what_may_run_twice_and_what_nobody_knows(void **state)
{
	static const char *const twice[] = {
		"VACUUM",
		"vacuum (full) app.t",
		"ANALYZE app.t",
		"CLUSTER",
		"CHECKPOINT",
		"DISCARD ALL",
		"SET work_mem = '1MB'",
		"RESET ALL",
		"REINDEX TABLE app.t",
		"REINDEX (VERBOSE) SCHEMA app",
		"REINDEX (CONCURRENTLY off) TABLE app.t",
		"ALTER SYSTEM RESET work_mem",
		"ALTER ROLE postgres SET work_mem = '1MB'",
		"COMMENT ON TABLE app.t IS 'x'",
		"GRANT SELECT ON app.t TO PUBLIC",
		"CREATE OR REPLACE VIEW app.v AS SELECT 1 AS a",
		"CREATE EXTENSION IF NOT EXISTS plpgsql",
		"/* x */ REFRESH MATERIALIZED VIEW CONCURRENTLY app.m",
	};
	static const struct {
		const char *sql;
		const char *head;
	} unknown[] = {
		{ "INSERT INTO app.t (b) VALUES ('secret')", "INSERT INTO app.t …" },
		{ "update /* x */ app . \"T\" set a = 1", "update app.\"T\" set a …" },
		{ "DELETE FROM app.t", "DELETE FROM app.t" },
		{ "CALL app.p()", "CALL app.p …" },
		{ "DO 'BEGIN END'", "DO …" },
		{ "DO $$BEGIN END$$", "DO …" },
		{ "CREATE USER me PASSWORD 'secret'", "CREATE USER me PASSWORD …" },
		{ "ALTER TABLE app.t ADD COLUMN IF NOT EXISTS z int",
		  "ALTER TABLE app.t ADD COLUMN IF …" },
		{ "CREATE INDEX CONCURRENTLY U&\"i\" ON app.t (a)",
		  "CREATE INDEX CONCURRENTLY U&\"i\" ON app.t …" },
		{ "SELECT 1", "SELECT 1" },
		{ "", "…" },
		{ "'open", "…" },
		{ "CREATE INDEX CONCURRENTLY i ON", "CREATE INDEX CONCURRENTLY i ON" },
		{ "DROP INDEX CONCURRENTLY", "DROP INDEX CONCURRENTLY" },
		{ "COMMIT PREPARED", "COMMIT PREPARED" },
	};
	char piece[160];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(twice) / sizeof(twice[0]); i++) {
		rig_found_ask(conn, BEFORE, twice[i]);
		assert_false(rig_found.asked);
		rig_found_ask(conn, CUT, twice[i]);
		rig_found_assert(twice[i], NOT_DONE, NULL, "");
		rig_found_ask(conn, AFTER, twice[i]);
		rig_found_assert(twice[i], DONE, NULL, "");
	}
	for (i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		rig_found_ask(conn, BEFORE, unknown[i].sql);
		assert_false(rig_found.asked);
		rig_found_ask(conn, CUT, unknown[i].sql);
		snprintf(piece, sizeof(piece),
			 "whether %s took effect is unknown: ", unknown[i].head);
		rig_found_assert(unknown[i].sql, UNKNOWN, piece, "");
		assert_null(strstr(rig_found.message, "secret"));
		rig_found_ask(conn, AFTER, unknown[i].sql);
		rig_found_assert(unknown[i].sql, DONE, NULL, "");
	}
}

static void verify__a_fault_is_a_fault(void **state)
{
	(void)state;
	rig_found_forget();
	assert_int_equal(rig_found_try(conn, 99, "VACUUM"), DUNLIN_EUSAGE);
	rig_found.asked = true;
	strcpy(rig_found.remember, "{nonsense}");
	assert_int_equal(rig_found_try(conn, CUT, DETACH " CONCURRENTLY"), DUNLIN_ESQL);
	rig_found_forget();
	run("CREATE ROLE dunlin_lowly;GRANT CREATE, USAGE ON SCHEMA x TO dunlin_lowly;SET ROLE dunlin_lowly");
	assert_int_equal(rig_found_try(conn, CUT, CIC "i ON app.t (a)"), DUNLIN_EPERM);
	rig_assert_fault(DUNLIN_EPERM, "42501", "permission denied for schema app");
	run("RESET ROLE;DROP OWNED BY dunlin_lowly;DROP ROLE dunlin_lowly");
}

/* A role that may make no temporary tables, and whose login may not see what others run. */
static void verify__rights_need_be_no_more_than_those_to_run_it(void **state)
{
	static const char sql[] = CIC "i ON app.own (a, (lower(own.b))) WHERE app.own.a > 0";
	char revoke[128];

	(void)state;
	snprintf(revoke, sizeof(revoke), "REVOKE TEMPORARY ON DATABASE dunlin_test_%d FROM PUBLIC",
		 (int)getpid());
	rig_exec_ok(conn, revoke);
	run("CREATE ROLE dunlin_owner;GRANT CREATE, USAGE ON SCHEMA app TO dunlin_owner;"
	    "CREATE TABLE app.own (a int, b text);ALTER TABLE app.own OWNER TO dunlin_owner;SET ROLE dunlin_owner");
	rig_found_ask(conn, BEFORE, sql);
	rig_exec_ok(conn, sql);
	rig_found_ask(conn, CUT, sql);
	rig_found_assert(sql, DONE, NULL, "");
	rig_assert_rows(conn, "SELECT current_user", "dunlin_owner\n");
	rig_assert_rows(conn, "SELECT count(*) FROM pg_class WHERE relname LIKE 'dunlin%'", "0\n");
	run("RESET ROLE;DROP OWNED BY dunlin_owner;DROP ROLE dunlin_owner");
	snprintf(revoke, sizeof(revoke), "GRANT TEMPORARY ON DATABASE dunlin_test_%d TO PUBLIC",
		 (int)getpid());
	rig_exec_ok(conn, revoke);
}

#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(verify__an_index_is_absent_whole_or_broken),
		T(verify__an_index_that_is_not_the_one_is_never_adopted),
		T(verify__definitions_are_compared_as_the_server_has_them),
		T(verify__what_cannot_be_compared_is_unknown),
		T(verify__an_index_without_a_name_is_told_by_what_is_new),
		T(verify__after_a_success_the_index_must_be_whole_and_the_one),
		T(verify__what_was_dropped_is_told_by_its_oid),
		T(verify__what_was_created_by_name),
		T(verify__databases_and_subscriptions),
		T(verify__a_partition_is_attached_half_detached_or_not),
		T(verify__a_value_of_an_enum),
		T(verify__what_may_run_twice_and_what_nobody_knows),
		T(verify__a_fault_is_a_fault),
		T(verify__rights_need_be_no_more_than_those_to_run_it),
	};

	return cmocka_run_group_tests(tests, pg_start_own, pg_stop_own);
}
