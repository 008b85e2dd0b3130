/* tests of sql/classify, with the word patterns of the three dialects */
#include "sql/classify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "sql/dialects.h"

#define NONE 0u
#define NO_TX DN_EFFECT_NO_TX
#define SESSION DN_EFFECT_SESSION
#define REBUILD DN_EFFECT_REBUILD
#define OUTSIDE DN_EFFECT_OUTSIDE

/* Of a statement, not of the body it is in: in a test of their own. */
#define ON_ITS_OWN DN_EFFECT_OF_ONE

struct classify_row {
	const char *sql;
	uint32_t effects;
};

static const struct classify_row postgres_no_tx[] = {
	{ "CREATE INDEX CONCURRENTLY a ON t (b)", NO_TX },
	{ "create\tunique -- x\n index/* y */concurrently IF NOT EXISTS \"A\" ON s.\"t\" (b)",
	  NO_TX },
	{ "CREATE INDEX a ON t (b)", NONE },
	{ "CREATE INDEX \"concurrently\" ON t (b)", NONE },
	{ "CREATE TABLE concurrently (a int)", NONE },
	{ "DROP INDEX CONCURRENTLY IF EXISTS a, b", NO_TX },
	{ "DROP INDEX a", NONE },
	{ "REINDEX INDEX CONCURRENTLY a", NO_TX },
	{ "REINDEX (VERBOSE) TABLE CONCURRENTLY x", NO_TX },
	{ "REINDEX (VERBOSE, CONCURRENTLY) TABLE x", NO_TX },
	{ "REINDEX (CONCURRENTLY true) INDEX x", NO_TX },
	{ "REINDEX (CONCURRENTLY false) TABLE x", NONE },
	{ "REINDEX TABLE x", NONE },
	{ "REINDEX (VERBOSE) INDEX x", NONE },
	{ "REINDEX SCHEMA s", NO_TX },
	{ "REINDEX DATABASE d", NO_TX },
	{ "REINDEX (VERBOSE) SYSTEM d", NO_TX },
	{ "VACUUM", NO_TX },
	{ "VACUUM (ANALYZE) t", NO_TX },
	{ "ANALYZE t", NONE },
	{ "CLUSTER", NO_TX },
	{ "CLUSTER VERBOSE", NO_TX },
	{ "CLUSTER (VERBOSE)", NO_TX },
	{ "CLUSTER t USING i", NONE },
	{ "CLUSTER VERBOSE t", NONE },
	{ "CREATE DATABASE d", NO_TX },
	{ "DROP DATABASE IF EXISTS d", NO_TX },
	{ "ALTER DATABASE d SET TABLESPACE t", NO_TX },
	{ "ALTER DATABASE \"d e\" SET TABLESPACE t", NO_TX },
	{ "ALTER DATABASE d SET work_mem = '1MB'", NONE },
	{ "CREATE TABLESPACE t LOCATION '/x'", NO_TX },
	{ "DROP TABLESPACE t", NO_TX },
	{ "ALTER TABLESPACE t RENAME TO u", NONE },
	{ "ALTER SYSTEM SET work_mem = '1MB'", NO_TX },
	{ "ALTER TABLE p DETACH PARTITION a CONCURRENTLY", NO_TX },
	{ "ALTER TABLE IF EXISTS ONLY s.\"p\" DETACH PARTITION s.a CONCURRENTLY", NO_TX },
	{ "ALTER TABLE p DETACH PARTITION a", NONE },
	{ "ALTER TABLE p DETACH PARTITION a FINALIZE", NONE },
	{ "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", NO_TX },
	{ "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p, q WITH (enabled = false)", NO_TX },
	{ "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (a, create_slot = false)",
	  NONE },
	{ "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = off)", NONE },
	{ "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot = true)", NO_TX },
	{ "DROP SUBSCRIPTION s", NO_TX },
	{ "ALTER SUBSCRIPTION s REFRESH PUBLICATION", NO_TX },
	{ "ALTER SUBSCRIPTION s SET PUBLICATION p", NO_TX },
	{ "ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (refresh = false)", NONE },
	{ "ALTER SUBSCRIPTION s SET (failover = true)", NO_TX },
	{ "ALTER SUBSCRIPTION s SET (slot_name = NONE)", NONE },
	{ "ALTER SUBSCRIPTION s DISABLE", NONE },
	{ "REFRESH MATERIALIZED VIEW CONCURRENTLY v", NONE },
	{ "ALTER TYPE e ADD VALUE 'x'", NONE },
	{ "CREATE EXTENSION x", NONE },
	{ "CHECKPOINT", NONE },
	{ "EXPLAIN CREATE INDEX CONCURRENTLY a ON t (b)", NONE },
	{ "COMMENT ON TABLE t IS 'VACUUM'", NONE },
	{ "INSERT INTO t VALUES ('CREATE INDEX CONCURRENTLY')", NONE },
	{ "", NONE },
	{ "/* VACUUM */", NONE },
	{ "\"VACUUM\"", NONE },
	{ "vacuum.x", NONE },
};

static const struct classify_row postgres_session[] = {
	{ "SET search_path = a", SESSION },
	{ "set session role x", SESSION },
	{ "SET ROLE x", SESSION },
	{ "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", SESSION },
	{ "SET LOCAL search_path = a", NONE },
	{ "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", NONE },
	{ "SET CONSTRAINTS ALL DEFERRED", NONE },
	{ "RESET ALL", SESSION },
	{ "DISCARD ALL", SESSION | NO_TX },
	{ "DISCARD TEMP", SESSION },
	{ "DO $$ BEGIN END $$", SESSION },
	{ "CALL p()", SESSION },
	{ "SELECT pg_catalog.set_config('search_path', '', false)", SESSION },
	{ "SELECT set_config('a.b', 'c', false) AS x, 1", SESSION },
	{ "SELECT 1, \"pg_catalog\" . set_config ('a', 'b', true)", NONE },
	{ "SELECT 'set_config()'", NONE },
	{ "SELECT f(1)", SESSION },
	{ "SELECT s.\"F\"()", SESSION },
	{ "select /* c */ f (1, (2)) as g", SESSION },
	{ "SELECT f(1), 2", NONE },
	{ "SELECT f(1) FROM t", NONE },
	{ "SELECT * FROM f(1)", NONE },
	{ "SELECT pg_catalog.setval('s', 1, true)", NONE },
	{ "SELECT 1", NONE },
	{ "PREPARE q AS SELECT 1", SESSION },
	{ "EXECUTE q", SESSION },
	{ "DEALLOCATE q", SESSION },
	{ "LISTEN x", SESSION },
	{ "NOTIFY x", NONE },
	{ "LOAD 'x'", SESSION },
	{ "CREATE TEMP TABLE t (a int)", SESSION },
	{ "CREATE TEMPORARY SEQUENCE s", SESSION },
	{ "CREATE LOCAL TEMP TABLE t (a int)", SESSION },
	{ "CREATE OR REPLACE TEMP VIEW v AS SELECT 1", SESSION },
	{ "CREATE TABLE pg_temp.t (a int)", SESSION },
	{ "CREATE TABLE temp (a int)", NONE },
	{ "CREATE UNLOGGED TABLE t (a int)", NONE },
	{ "SELECT 1 AS a INTO TEMP t", SESSION },
	{ "DECLARE c CURSOR WITH HOLD FOR SELECT 1", SESSION },
	{ "DECLARE c CURSOR FOR SELECT 1", NONE },
	{ "ALTER ROLE r SET search_path = a", NONE },
	{ "UPDATE t SET a = 1", NONE },
	{ "CREATE FUNCTION f() RETURNS int SET search_path = a RETURN 1", NONE },
};

static const struct classify_row postgres_control[] = {
	{ "BEGIN", DN_EFFECT_BEGIN },
	{ "begin work", DN_EFFECT_BEGIN },
	{ "BEGIN /* x */ TRANSACTION -- y", DN_EFFECT_BEGIN },
	{ "START TRANSACTION", DN_EFFECT_BEGIN },
	{ "BEGIN ISOLATION LEVEL SERIALIZABLE", DN_EFFECT_TX_OTHER },
	{ "BEGIN TRANSACTION READ ONLY", DN_EFFECT_TX_OTHER },
	{ "START TRANSACTION READ WRITE", DN_EFFECT_TX_OTHER },
	{ "COMMIT", DN_EFFECT_COMMIT },
	{ "COMMIT WORK", DN_EFFECT_COMMIT },
	{ "END", DN_EFFECT_COMMIT },
	{ "end transaction", DN_EFFECT_COMMIT },
	{ "COMMIT AND CHAIN", DN_EFFECT_TX_OTHER },
	{ "COMMIT AND NO CHAIN", DN_EFFECT_TX_OTHER },
	{ "END AND CHAIN", DN_EFFECT_TX_OTHER },
	{ "COMMIT PREPARED 'x'", DN_EFFECT_TX_OTHER | NO_TX },
	{ "ROLLBACK", DN_EFFECT_ROLLBACK },
	{ "ROLLBACK TRANSACTION", DN_EFFECT_ROLLBACK },
	{ "ABORT WORK", DN_EFFECT_ROLLBACK },
	{ "ROLLBACK AND CHAIN", DN_EFFECT_TX_OTHER },
	{ "ABORT AND CHAIN", DN_EFFECT_TX_OTHER },
	{ "ROLLBACK PREPARED 'x'", DN_EFFECT_TX_OTHER | NO_TX },
	{ "PREPARE TRANSACTION 'x'", DN_EFFECT_TX_OTHER },
	{ "SAVEPOINT a", NONE },
	{ "RELEASE a", NONE },
	{ "RELEASE SAVEPOINT a", NONE },
	{ "ROLLBACK TO a", NONE },
	{ "ROLLBACK WORK TO SAVEPOINT a", NONE },
	{ "LOCK TABLE t", NONE },
	{ "\"BEGIN\"", NONE },
	{ "EXPLAIN COMMIT", NONE },
};

static const struct classify_row sqlite_rows[] = {
	{ "VACUUM", NO_TX },
	{ "VACUUM INTO 'x'", NO_TX },
	{ "PRAGMA journal_mode = WAL", NO_TX },
	{ "PRAGMA main.journal_mode(wal)", NO_TX },
	{ "PRAGMA \"journal_mode\"=wal", NO_TX | SESSION },
	{ "PRAGMA journal_mode", NONE },
	{ "PRAGMA synchronous=OFF", NO_TX | SESSION },
	{ "PRAGMA wal_checkpoint", NO_TX },
	{ "DETACH a", NO_TX | SESSION },
	{ "ATTACH 'x' AS a", SESSION },
	{ "PRAGMA foreign_keys", NONE },
	{ "PRAGMA foreign_keys = OFF", REBUILD | OUTSIDE | SESSION },
	{ "pragma main . foreign_keys=on", REBUILD | OUTSIDE | SESSION },
	{ "PRAGMA foreign_keys(0)", REBUILD | OUTSIDE | SESSION },
	{ "PRAGMA \"foreign_keys\" = 0", REBUILD | OUTSIDE | SESSION },
	{ "PRAGMA foreign_key_check", NONE },
	{ "PRAGMA foreign_key_list(t)", NONE },
	{ "PRAGMA defer_foreign_keys = ON", SESSION },
	{ "PRAGMA legacy_alter_table=ON", SESSION },
	{ "PRAGMA cache_size=-2000", SESSION },
	{ "PRAGMA table_info(t)", NONE },
	{ "PRAGMA user_version = 3", NONE },
	{ "PRAGMA optimize", NONE },
	{ "DROP TABLE t", REBUILD },
	{ "DROP TABLE IF EXISTS main.\"t\"", REBUILD },
	{ "DROP VIEW t", NONE },
	{ "DROP INDEX t", NONE },
	{ "ALTER TABLE a RENAME TO b", REBUILD },
	{ "ALTER TABLE main.[a b] RENAME TO `c`", REBUILD },
	{ "ALTER TABLE rename RENAME TO b", REBUILD },
	{ "ALTER TABLE a RENAME COLUMN b TO c", NONE },
	{ "ALTER TABLE a RENAME b TO c", NONE },
	{ "ALTER TABLE a ADD COLUMN \"to\"", NONE },
	{ "CREATE TEMP TABLE t (a)", SESSION },
	{ "CREATE TABLE temp.t (a)", SESSION },
	{ "CREATE TABLE t (a)", NONE },
	{ "SELECT load_extension('x')", SESSION },
	{ "BEGIN", DN_EFFECT_BEGIN },
	{ "BEGIN TRANSACTION", DN_EFFECT_BEGIN },
	{ "BEGIN IMMEDIATE", DN_EFFECT_TX_OTHER },
	{ "BEGIN DEFERRED TRANSACTION", DN_EFFECT_TX_OTHER },
	{ "BEGIN EXCLUSIVE", DN_EFFECT_TX_OTHER },
	{ "END TRANSACTION", DN_EFFECT_COMMIT },
	{ "ROLLBACK", DN_EFFECT_ROLLBACK },
	{ "ROLLBACK TRANSACTION TO SAVEPOINT a", NONE },
	{ "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END", NONE },
};

static const struct classify_row mysql_rows[] = {
	{ "CREATE TABLE t (a int)", NO_TX },
	{ "CREATE TEMPORARY TABLE t (a int)", SESSION },
	{ "DROP TEMPORARY TABLE t", NONE },
	{ "ALTER TABLE t ADD a int", NO_TX },
	{ "/*!40000 ALTER TABLE t DISABLE KEYS */", NO_TX },
	{ "DROP TABLE t", NO_TX },
	{ "RENAME TABLE a TO b", NO_TX },
	{ "TRUNCATE t", NO_TX },
	{ "GRANT SELECT ON t TO u", NO_TX },
	{ "LOCK TABLES t WRITE", NO_TX | SESSION },
	{ "UNLOCK TABLES", NO_TX | SESSION },
	{ "ANALYZE LOCAL TABLE t", NO_TX },
	{ "FLUSH TABLES", NO_TX },
	{ "CREATE PROCEDURE p() BEGIN COMMIT; END", NO_TX },
	{ "BEGIN NOT ATOMIC SELECT 1; END", NO_TX | SESSION },
	{ "INSERT INTO t VALUES (1)", NONE },
	{ "UPDATE t SET a = 1", NONE },
	{ "SELECT 1", NONE },
	{ "SET NAMES utf8mb4", SESSION },
	{ "/*!40101 SET @OLD_MODE=@@SQL_MODE */", SESSION },
	{ "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR "
	  "EACH ROW SET NEW.b = 1 */",
	  NO_TX },
	{ "SET @a = 1", SESSION },
	{ "SET LOCAL sql_mode = ''", SESSION },
	{ "SET TRANSACTION READ ONLY", NO_TX },
	{ "SET SESSION TRANSACTION READ ONLY", SESSION },
	{ "CREATE TEMPORARY SEQUENCE s", NO_TX | SESSION },
	{ "USE x", SESSION },
	{ "CALL p()", NO_TX | SESSION },
	{ "EXECUTE s USING @a", NO_TX | SESSION },
	{ "EXECUTE IMMEDIATE 'SELECT 1'", NO_TX | SESSION },
	{ "SELECT @a := 1", SESSION },
	{ "SELECT a FROM t INTO @a", SESSION },
	{ "SET autocommit = 0", SESSION | DN_EFFECT_TX_OTHER },
	{ "SET @@autocommit=0", SESSION | DN_EFFECT_TX_OTHER },
	{ "SET SESSION autocommit := 1", SESSION | DN_EFFECT_TX_OTHER },
	{ "SET @@session.autocommit = 1", SESSION | DN_EFFECT_TX_OTHER },
	{ "SET @a = 1, autocommit = 0", SESSION | DN_EFFECT_TX_OTHER },
	{ "SET @OLD = @@autocommit", SESSION },
	{ "BEGIN", DN_EFFECT_BEGIN },
	{ "BEGIN WORK", DN_EFFECT_BEGIN },
	{ "START TRANSACTION", DN_EFFECT_BEGIN },
	{ "START TRANSACTION WITH CONSISTENT SNAPSHOT", DN_EFFECT_TX_OTHER },
	{ "COMMIT WORK", DN_EFFECT_COMMIT },
	{ "COMMIT RELEASE", DN_EFFECT_TX_OTHER },
	{ "ROLLBACK", DN_EFFECT_ROLLBACK },
	{ "ROLLBACK TO SAVEPOINT a", NONE },
	{ "XA START 'x'", DN_EFFECT_TX_OTHER },
	{ "XA RECOVER", NONE },
};

static void check(const char *dialect, const struct classify_row *rows, size_t n)
{
	const struct dunlin_dialect *found = dn_dialect_find(dialect);
	uint32_t effects;
	size_t i;

	for (i = 0; i < n; i++) {
		effects = dn_classify(found, rows[i].sql, strlen(rows[i].sql)) & ~ON_ITS_OWN;
		if (effects != rows[i].effects)
			fail_msg("%s: %#x, not %#x", rows[i].sql, effects, rows[i].effects);
	}
}
#define CHECK(dialect, rows) check(dialect, rows, sizeof(rows) / sizeof(rows[0]))

static void classify__finds_what_postgres_runs_alone(void **state)
{
	(void)state;
	CHECK("postgres", postgres_no_tx);
}

static void classify__finds_what_changes_a_session_of_postgres(void **state)
{
	(void)state;
	CHECK("postgres", postgres_session);
}

/* What a statement that was done means for a step that goes on behind it. */
static void classify__finds_what_a_resumed_step_needs(void **state)
{
	static const struct {
		const char *dialect, *sql;
		uint32_t effects;
	} rows[] = {
		{ "postgres", "SET search_path = a", DN_EFFECT_SET_UP | DN_EFFECT_SETTING },
		{ "postgres", "SET SESSION ROLE a",
		  DN_EFFECT_SET_UP | DN_EFFECT_SETTING | DN_EFFECT_ROLE },
		{ "postgres", "SET SESSION AUTHORIZATION a",
		  DN_EFFECT_SET_UP | DN_EFFECT_SETTING | DN_EFFECT_ROLE },
		{ "postgres", "SET LOCAL ROLE a", 0 },
		{ "postgres", "SET LOCAL search_path = a", 0 },
		{ "postgres", "RESET ROLE", DN_EFFECT_SET_UP | DN_EFFECT_SETTING },
		{ "postgres", "PREPARE p AS SELECT 1", DN_EFFECT_SET_UP },
		{ "postgres", "EXECUTE p", 0 },
		{ "postgres", "SELECT set_config('a.b', '1', false)",
		  DN_EFFECT_SET_UP | DN_EFFECT_SETTING },
		{ "postgres", "SELECT f()", 0 },
		{ "postgres", "CREATE TEMP TABLE t (a int)", DN_EFFECT_SET_UP },
		{ "postgres", "DO $$ BEGIN END $$", 0 },
		{ "postgres", "CALL p()", 0 },
		{ "postgres", "INSERT INTO t VALUES (1)", DN_EFFECT_SHARES },
		{ "postgres", "CREATE UNIQUE INDEX i ON t (a)", DN_EFFECT_SHARES },
		{ "postgres", "CREATE INDEX CONCURRENTLY i ON t (a)", 0 },
		{ "postgres", "ALTER TABLE t ADD a int", DN_EFFECT_SHARES },
		{ "postgres", "ALTER TYPE t ADD VALUE 'x'", 0 },
		{ "postgres", "ALTER TABLE p DETACH PARTITION a CONCURRENTLY", 0 },
		{ "sqlite", "PRAGMA recursive_triggers = ON", DN_EFFECT_SET_UP },
		{ "sqlite", "PRAGMA user_version = 3", 0 },
		{ "sqlite", "VACUUM", 0 },
		{ "sqlite", "DELETE FROM t", DN_EFFECT_SHARES },
		{ "mysql", "SET @a = 1", DN_EFFECT_SET_UP },
		{ "mysql", "CREATE TABLE t (a int)", 0 },
		{ "mysql", "UPDATE t SET a = 1", DN_EFFECT_SHARES },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct dunlin_dialect *dialect = dn_dialect_find(rows[i].dialect);
		uint32_t effects = dn_classify(dialect, rows[i].sql, strlen(rows[i].sql));

		if (dn_classify_shares(dialect, rows[i].sql, strlen(rows[i].sql)))
			effects |= DN_EFFECT_SHARES;

		if ((effects & ON_ITS_OWN) != rows[i].effects)
			fail_msg("%s: %s", rows[i].dialect, rows[i].sql);
	}
}

static void classify__tells_transaction_control(void **state)
{
	(void)state;
	CHECK("postgres", postgres_control);
}

static void classify__knows_sqlite(void **state)
{
	(void)state;
	CHECK("sqlite", sqlite_rows);
}

static void classify__knows_mysql(void **state)
{
	(void)state;
	CHECK("mysql", mysql_rows);
}

static const struct {
	const char *pattern;
	const char *sql;
	bool fits;
} patterns[] = {
	{ "CREATE TABLE", "create table t", true },
	{ "CREATE TABLE", "create", false },
	{ "CREATE TABLE", "\"create\" table", false },
	{ "CREATE TABLE", "create.table", false },
	{ "CREATE TABLE $", "create table", true },
	{ "CREATE TABLE $", "create table t", false },
	{ "A [B|C D] E", "a e", true },
	{ "A [B|C D] E", "a b e", true },
	{ "A [B|C D] E", "a c d e", true },
	{ "A [B|C D] E", "a c e", false },
	{ "A [B|C D] E", "a b b e", false },
	{ "A (B|C D) E", "a e", false },
	{ "A (B|C D) E", "a c d e", true },
	{ "A [B] B", "a b", true },
	{ "A (B|B C) D", "a b c d", true },
	{ "A * B", "a x b", true },
	{ "A * B", "a x.\"y\".z b", true },
	{ "A * B", "a (1, (2)) b", true },
	{ "A * B", "a 'x' b", true },
	{ "A * B", "a x y b", false },
	{ "A * B", "a b", false },
	{ "A *", "a", false },
	{ "A ... B", "a b", true },
	{ "A ... B", "a x (y) z b", true },
	{ "A ... B", "a (b)", false },
	{ "A ... B $", "a b b", true },
	{ "A ... B ... C", "a 1 b 2 c", true },
	{ "A ... B ... C", "a 1 c 2 b", false },
	{ "A ...", "a", true },
	{ "A ... (X Y Z|Y) ... Z Q", "a x y z q", true },
	{ "A ... [B] ... B C", "a b b c", true },
	{ "A ... {B ... C} ... D", "a (b) (b c) d", true },
	{ "A {} B", "a (x (y)) b", true },
	{ "A {} B", "a b", false },
	{ "A {B C}", "a (x, b c, y)", true },
	{ "A {B C}", "a (x, (b c), y)", false },
	{ "A {B C} D", "a (b c) d", true },
	{ "A {B $}", "a (c, b)", true },
	{ "A {B $}", "a (b, c)", false },
	{ "A [{}] B", "a (x) b", true },
	{ "A [B [C]] D", "a b d", true },
	{ "A [B [C]] D", "a b c d", true },
	{ "A [B [C]] D", "a c d", false },
	{ "A (B {C|D}|E)", "a e", true },
	{ "A x.*", "a x.y", true },
	{ "A x.*", "a x", false },
	{ "A x.*", "a x . y", true },
	{ "A *.x", "a y.x b", true },
	{ "A *.x", "a y.x.z", false },
	{ "A =", "a = 1", true },
	{ "A :=", "a = 1", false },
	{ "A 'b'", "a 'B'", true },
	{ "!A B", "a b", true },
	{ "", "a", true },
	{ "$", "", true },
};

static void classify__patterns_mean_what_they_say(void **state)
{
	const struct dunlin_dialect *pg = dn_dialect_find("pg");
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (dn_classify_match(pg, patterns[i].pattern, patterns[i].sql,
				      strlen(patterns[i].sql)) != patterns[i].fits)
			fail_msg("<%s> on <%s>", patterns[i].pattern, patterns[i].sql);
}

static void classify__says_what_goes_behind_an_online_statement(void **state)
{
	static const struct {
		const char *sql, *first, *next; /* NULL: nothing */
		bool offline;
	} rows[] = {
		{ "ALTER TABLE t ADD x int", ", ALGORITHM=INSTANT",
		  ", ALGORITHM=INPLACE, LOCK=NONE", false },
		{ "alter online table s.t drop x", ", ALGORITHM=INSTANT",
		  ", ALGORITHM=INPLACE, LOCK=NONE", false },
		{ "ALTER TABLE t CHANGE algorithm inplace int", ", ALGORITHM=INSTANT",
		  ", ALGORITHM=INPLACE, LOCK=NONE", false },
		{ "ALTER TABLE t ADD x int, ALGORITHM=INPLACE", ", LOCK=NONE", NULL, false },
		{ "ALTER TABLE t ADD x int, ALGORITHM = INSTANT", NULL, NULL, false },
		{ "ALTER TABLE t LOCK=NONE, ADD x int", ", ALGORITHM=INPLACE", NULL, false },
		{ "ALTER TABLE t LOCK=NONE, ALGORITHM=NOCOPY, ADD x int", NULL, NULL, false },
		{ "ALTER TABLE t ADD x int /*!50600, ALGORITHM=COPY */", ", ALGORITHM=INSTANT",
		  ", ALGORITHM=INPLACE, LOCK=NONE", true },
		{ "ALTER TABLE t ADD x int COMMENT 'ALGORITHM=COPY'", ", ALGORITHM=INSTANT",
		  ", ALGORITHM=INPLACE, LOCK=NONE", false },
		{ "ALTER TABLE t IMPORT TABLESPACE", NULL, NULL, false },
		{ "ALTER TABLE t DISCARD PARTITION p, q TABLESPACE", NULL, NULL, false },
		{ "ALTER TABLE IF EXISTS t WAIT 5 DROP PARTITION p", NULL, NULL, false },
		{ "ALTER TABLE t ADD PARTITION (PARTITION p VALUES IN (1))", NULL, NULL, false },
		{ "ALTER TABLE t ADD PARTITION PARTITIONS 4", NULL, NULL, true },
		{ "ALTER TABLE t ADD PARTITION (PARTITION p)", NULL, NULL, true },
		{ "CREATE INDEX i ON t (a)", " ALGORITHM=INPLACE LOCK=NONE", NULL, false },
		{ "CREATE OR REPLACE UNIQUE INDEX i ON t (a)", " ALGORITHM=INPLACE LOCK=NONE", NULL,
		  false },
		{ "CREATE INDEX i ON t (a) ALGORITHM=NOCOPY", " LOCK=NONE", NULL, false },
		{ "CREATE INDEX i ON t (a) LOCK=NONE", " ALGORITHM=INPLACE", NULL, false },
		{ "CREATE INDEX i ON t (a) LOCK=SHARED", " ALGORITHM=INPLACE LOCK=NONE", NULL,
		  true },
		{ "DROP INDEX i ON t", NULL, NULL, false },
		{ "DROP INDEX IF EXISTS `primary` ON t", NULL, NULL, true },
		{ "OPTIMIZE /* it */ LOCAL TABLE t", NULL, NULL, true },
		{ "REPAIR TABLE t", NULL, NULL, true },
		{ "LOCK TABLES t WRITE", NULL, NULL, true },
		{ "ANALYZE TABLE t", NULL, NULL, false },
		/* The last such word decides. */
		{ "ALTER TABLE t ADD x int, ALGORITHM COPY", ", ALGORITHM=INSTANT",
		  ", ALGORITHM=INPLACE, LOCK=NONE", false },
		{ "CREATE TABLE t (a int)", NULL, NULL, false },
		{ "ALTER ALGORITHM=MERGE VIEW v AS SELECT 1", NULL, NULL, false },
		{ "INSERT INTO t VALUES (1)", NULL, NULL, false },
		{ "", NULL, NULL, false },
	};
	const struct dunlin_dialect *mysql = dn_dialect_find("mysql");
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const size_t len = strlen(rows[i].sql);
		const char *const *tails = dn_classify_online(mysql, rows[i].sql, len);

		if (dn_classify_offline(mysql, rows[i].sql, len) != rows[i].offline)
			fail_msg("offline is wrong: %s", rows[i].sql);
		if ((tails == NULL) != (rows[i].first == NULL))
			fail_msg("%s: %s", rows[i].sql, tails == NULL ? "nothing" : tails[0]);
		if (tails == NULL)
			continue;
		assert_string_equal(tails[0], rows[i].first);
		if (rows[i].next == NULL) {
			assert_null(tails[1]);
		} else {
			assert_string_equal(tails[1], rows[i].next);
			assert_null(tails[2]);
		}
	}
	assert_null(dn_classify_online(dn_dialect_find("pg"), "ALTER TABLE t", 13));
	assert_false(dn_classify_offline(dn_dialect_find("pg"), "ALTER TABLE t", 13));
}

static void classify__many_runs_cost_no_more_than_one(void **state)
{
	static char sql[200001];
	const struct dunlin_dialect *pg = dn_dialect_find("pg");
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sql) - 1; i += 2)
		memcpy(sql + i, "a ", 2);
	assert_false(dn_classify_match(pg, "A ... A ... A ... A ... B", sql, sizeof(sql) - 1));
}

/* A driver's own words must not get us into trouble, whatever they are. */
static void classify__bad_patterns_do_no_harm(void **state)
{
	static const char *const bad[] = { "A (B",    "A [",   "A {B", "A )",    "A ]]",
					   "A |",     "(",     "{",    "A ....", "A (|)",
					   "A (||B)", "A {[}", "!",    "$ $ A" };
	const struct dunlin_dialect *pg = dn_dialect_find("pg");
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		(void)dn_classify_match(pg, bad[i], "a (b) c", 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classify__finds_what_postgres_runs_alone),
		cmocka_unit_test(classify__finds_what_changes_a_session_of_postgres),
		cmocka_unit_test(classify__finds_what_a_resumed_step_needs),
		cmocka_unit_test(classify__tells_transaction_control),
		cmocka_unit_test(classify__knows_sqlite),
		cmocka_unit_test(classify__knows_mysql),
		cmocka_unit_test(classify__patterns_mean_what_they_say),
		cmocka_unit_test(classify__says_what_goes_behind_an_online_statement),
		cmocka_unit_test(classify__many_runs_cost_no_more_than_one),
		cmocka_unit_test(classify__bad_patterns_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
