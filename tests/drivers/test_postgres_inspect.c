/* PostgreSQL: what a database holds, and what goes on in it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/inspected.h"
#include "drivers/pg.h"
#include "drivers/pooler.h"

static dunlin_conn *conn;
static dunlin_conn *other;

static int fresh(void **state)
{
	(void)state;
	conn = pg_open(pg_own);
	other = pg_open(pg_own);
	rig_exec_ok(conn, "DROP SCHEMA IF EXISTS x CASCADE");
	rig_exec_ok(conn, "CREATE SCHEMA x");
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	rig_driver->close(other);
	return 0;
}

/* --- tables --- */

static void postgres__tables_of_every_kind_are_listed(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE x.\"O'dd \"\"ñame\"(a int PRIMARY KEY, b text)");
	rig_exec_ok(conn, "INSERT INTO x.\"O'dd \"\"ñame\" SELECT i, repeat('x', 100) "
			  "FROM generate_series(1, 5000) i");
	rig_exec_ok(conn, "ANALYZE x.\"O'dd \"\"ñame\"");
	rig_exec_ok(conn, "CREATE TABLE x.bare(a int)");
	rig_exec_ok(conn, "CREATE MATERIALIZED VIEW x.m AS SELECT 1 AS a");
	rig_exec_ok(conn, "CREATE VIEW x.v AS SELECT 1 AS a");
	rig_exec_ok(conn, "CREATE FOREIGN DATA WRAPPER w");
	rig_exec_ok(conn, "CREATE SERVER s FOREIGN DATA WRAPPER w");
	rig_exec_ok(conn, "CREATE FOREIGN TABLE x.f(a int) SERVER s");
	rig_exec_ok(conn, "CREATE TEMP TABLE fleeting(a int)");
	inspected_look(&what, conn, DUNLIN_INSPECT_TABLES);
	assert_string_equal(what.cells[0][1], "O'dd \"ñame"); /* the largest first */
	inspected_is(&what, "table", "O'dd \"ñame", "schema", "x");
	inspected_is(&what, "table", "O'dd \"ñame", "rows", "5000");
	inspected_is(&what, "table", "O'dd \"ñame", "last_vacuum", NULL);
	assert_non_null(inspected_cell(&what, "table", "O'dd \"ñame", "last_analyze"));
	assert_true(inspected_number(&what, "table", "O'dd \"ñame", "table_bytes") > 500000);
	assert_true(inspected_number(&what, "table", "O'dd \"ñame", "index_bytes") > 50000);
	assert_true(inspected_number(&what, "table", "O'dd \"ñame", "total_bytes") ==
		    inspected_number(&what, "table", "O'dd \"ñame", "table_bytes") +
			    inspected_number(&what, "table", "O'dd \"ñame", "index_bytes") +
			    inspected_number(&what, "table", "O'dd \"ñame", "toast_bytes"));
	inspected_is(&what, "table", "bare", "rows", "0");
	inspected_is(&what, "table", "bare", "kind", "table");
	inspected_is(&what, "table", "bare", "index_scans", NULL); /* without any index */
	inspected_is(&what, "table", "m", "kind", "materialized view");
	inspected_is(&what, "table", "f", "kind", "foreign");
	inspected_is(&what, "table", "f", "rows", NULL);
	inspected_is(&what, "table", "f", "total_bytes", NULL);
	assert_int_equal(inspected_row(&what, "table", "v"), -1);
	assert_int_equal(inspected_row(&what, "table", "fleeting"), -1);
	assert_int_equal(inspected_row(&what, "schema", "pg_catalog"), -1);
	inspected_clear(&what);
	rig_exec_ok(conn, "DROP FOREIGN DATA WRAPPER w CASCADE");
}

static void postgres__a_partitioned_table_is_the_sum_of_its_leaves(void **state)
{
	struct inspected what;
	double total;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE x.p(a int, b int) PARTITION BY LIST (a)");
	rig_exec_ok(conn, "CREATE TABLE x.p1 PARTITION OF x.p FOR VALUES IN (1)");
	rig_exec_ok(conn, "CREATE TABLE x.p2 PARTITION OF x.p FOR VALUES IN (2) "
			  "PARTITION BY LIST (b)");
	rig_exec_ok(conn, "CREATE TABLE x.p21 PARTITION OF x.p2 DEFAULT");
	rig_exec_ok(conn, "CREATE TABLE x.empty(a int) PARTITION BY LIST (a)");
	rig_exec_ok(conn, "INSERT INTO x.p SELECT 1 + i % 2, i FROM generate_series(1, 100) i");
	rig_exec_ok(conn, "ANALYZE x.p1");
	rig_exec_ok(conn, "ANALYZE x.p21");
	inspected_look(&what, conn, DUNLIN_INSPECT_TABLES);
	inspected_is(&what, "table", "p", "kind", "partitioned");
	inspected_is(&what, "table", "p", "rows", "100");
	inspected_is(&what, "table", "p2", "kind", "partition");
	inspected_is(&what, "table", "p2", "rows", "50");
	inspected_is(&what, "table", "p21", "kind", "partition");
	inspected_is(&what, "table", "empty", "rows", "0");
	inspected_is(&what, "table", "empty", "total_bytes", "0");
	total = inspected_number(&what, "table", "p1", "total_bytes") +
		inspected_number(&what, "table", "p21", "total_bytes");
	assert_true(total > 0);
	assert_true(inspected_number(&what, "table", "p", "total_bytes") == total);
	inspected_clear(&what);
}

static void postgres__rows_that_nobody_counted_are_unknown(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE x.t(a int) WITH (autovacuum_enabled = off)");
	rig_exec_ok(conn, "INSERT INTO x.t VALUES (1)");
	pg_until(other, "SELECT pg_stat_get_live_tuples('x.t'::regclass) = 1");
	rig_exec_ok(conn, "SELECT pg_stat_reset_single_table_counters('x.t'::regclass)");
	pg_until(other, "SELECT pg_stat_get_live_tuples('x.t'::regclass) = 0");
	inspected_look(&what, other, DUNLIN_INSPECT_TABLES);
	inspected_is(&what, "table", "t", "rows", NULL);
	inspected_clear(&what);
}

/* An ALTER TABLE under way must not hold the look up. */
static void postgres__what_is_locked_is_listed_without_its_size(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE x.held(a int PRIMARY KEY)");
	rig_exec_ok(conn, "CREATE TABLE x.free(a int)");
	rig_exec_ok(conn, "BEGIN");
	rig_exec_ok(conn, "LOCK TABLE x.held");
	inspected_look(&what, other, DUNLIN_INSPECT_TABLES);
	inspected_is(&what, "table", "held", "total_bytes", NULL);
	inspected_is(&what, "table", "free", "total_bytes", "0");
	inspected_clear(&what);
	rig_exec_ok(conn, "ROLLBACK");
}

/* --- indexes --- */

static void postgres__indexes_that_nobody_needs_come_first(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE x.t(a int PRIMARY KEY, b text, \"C'\"\"é\" int)");
	rig_exec_ok(conn, "CREATE INDEX used ON x.t(b)");
	rig_exec_ok(conn, "INSERT INTO x.t SELECT i, i % 2, i FROM generate_series(1, 1000) i");
	rig_exec_ok(conn, "SET enable_seqscan = off");
	rig_exec_ok(conn, "SELECT a FROM x.t WHERE b = '1'");
	pg_until(other, "SELECT pg_stat_get_numscans('x.used'::regclass) > 0");
	rig_exec_ok(conn, "CREATE INDEX unused ON x.t((lower(b)))");
	rig_exec_ok(conn, "CREATE INDEX twin ON x.t(b)");
	rig_exec_ok(conn, "CREATE INDEX like_b ON x.t(b text_pattern_ops)");
	rig_exec_ok(conn, "CREATE INDEX part1 ON x.t(b) WHERE a > 1");
	rig_exec_ok(conn, "CREATE INDEX part2 ON x.t(b) WHERE a > 1");
	rig_exec_ok(conn, "CREATE INDEX part3 ON x.t(b) WHERE a > 2");
	rig_exec_ok(conn, "CREATE UNIQUE INDEX \"o'dd\"\" é\" ON x.t(\"C'\"\"é\")");
	rig_exec_ok(conn, "CREATE INDEX plain_a ON x.t(a)");
	assert_int_not_equal(rig_exec(conn, "CREATE UNIQUE INDEX CONCURRENTLY broken ON x.t(b)",
				      NULL),
			     DUNLIN_OK);
	assert_string_equal(rig_err.sqlstate, "23505");
	inspected_look(&what, conn, DUNLIN_INSPECT_INDEXES);
	inspected_is(&what, "index", "used", "note", NULL);
	assert_true(inspected_number(&what, "index", "used", "scans") > 0);
	assert_true(inspected_number(&what, "index", "used", "rows_read") > 0);
	inspected_is(&what, "index", "unused", "note", "unused");
	inspected_is(&what, "index", "unused", "scans", "0");
	inspected_is(&what, "index", "twin", "note", "duplicate of used");
	inspected_is(&what, "index", "like_b", "note", "unused");
	inspected_is(&what, "index", "part2", "note", "duplicate of part1");
	inspected_is(&what, "index", "part3", "note", "unused");
	inspected_is(&what, "index", "plain_a", "note", "duplicate of t_pkey");
	inspected_is(&what, "index", "t_pkey", "note", NULL);
	inspected_is(&what, "index", "t_pkey", "primary", "true");
	inspected_is(&what, "index", "o'dd\" é", "note", NULL);
	inspected_is(&what, "index", "o'dd\" é", "unique", "true");
	inspected_is(&what, "index", "broken", "note", "invalid");
	inspected_is(&what, "index", "broken", "valid", "false");
	assert_true(inspected_number(&what, "index", "twin", "bytes") > 8000);
	assert_non_null(strstr(inspected_cell(&what, "index", "part3", "definition"), "(a > 2)"));
	assert_non_null(what.cells[0][3]);
	assert_null(what.cells[what.n_rows - 1][3]);
	assert_int_equal(inspected_row(&what, "schema", "pg_catalog"), -1);
	inspected_clear(&what);
}

static void postgres__an_index_of_partitions_is_one(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE x.p(a int) PARTITION BY RANGE (a)");
	rig_exec_ok(conn, "CREATE TABLE x.p1 PARTITION OF x.p FOR VALUES FROM (0) TO (100)");
	rig_exec_ok(conn, "CREATE TABLE x.p2 PARTITION OF x.p FOR VALUES FROM (100) TO (200)");
	rig_exec_ok(conn, "CREATE INDEX p_a ON x.p(a)");
	inspected_look(&what, conn, DUNLIN_INSPECT_INDEXES);
	assert_true(inspected_number(&what, "index", "p_a", "bytes") == 16384);
	inspected_is(&what, "index", "p_a", "note", "unused");
	assert_int_equal(inspected_row(&what, "index", "p1_a_idx"), -1);
	inspected_clear(&what);
}

/* Two that are locked are not taken for the same, and nobody waits to see their text. */
static void postgres__an_index_that_is_locked_is_listed(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE x.held(a int)");
	rig_exec_ok(conn, "CREATE INDEX one ON x.held((a + 1))");
	rig_exec_ok(conn, "CREATE INDEX two ON x.held((a + 2))");
	rig_exec_ok(conn, "BEGIN");
	rig_exec_ok(conn, "LOCK TABLE x.held");
	inspected_look(&what, other, DUNLIN_INSPECT_INDEXES);
	inspected_is(&what, "index", "one", "definition", NULL);
	inspected_is(&what, "index", "one", "note", "unused");
	inspected_is(&what, "index", "two", "note", "unused");
	inspected_clear(&what);
	rig_exec_ok(conn, "ROLLBACK");
}

/* --- activity and locks --- */

struct worker {
	pthread_t thread;
	dunlin_conn *conn;
	const char *sql;
	dunlin_status status;
};

static void *work(void *arg)
{
	struct worker *worker = arg;

	worker->status =
		rig_driver->query(worker->conn, worker->sql, strlen(worker->sql), NULL, NULL, NULL);
	return NULL;
}

static void start_work(struct worker *worker, dunlin_conn *on, const char *sql)
{
	worker->conn = on;
	worker->sql = sql;
	assert_int_equal(pthread_create(&worker->thread, NULL, work, worker), 0);
}

static void postgres__what_runs_is_told_and_what_idles_is_not(void **state)
{
	dunlin_conn *third = pg_open(pg_own);
	struct worker worker = { .status = DUNLIN_OK };
	struct inspected what;
	char runs[16], idles[16], question[128];

	(void)state;
	snprintf(runs, sizeof(runs), "%d", pg_pid(other));
	snprintf(idles, sizeof(idles), "%d", pg_pid(third));
	start_work(&worker, other, "SELECT /* é\n */ pg_sleep(60)");
	snprintf(question, sizeof(question),
		 "SELECT count(*) = 1 FROM pg_stat_activity WHERE pid = %s AND wait_event = "
		 "'PgSleep'",
		 runs);
	pg_until(conn, question);
	inspected_look(&what, conn, DUNLIN_INSPECT_ACTIVITY);
	inspected_is(&what, "pid", runs, "state", "active");
	inspected_is(&what, "pid", runs, "role", "postgres");
	inspected_is(&what, "pid", runs, "client", "local");
	inspected_is(&what, "pid", runs, "wait", "Timeout: PgSleep");
	inspected_is(&what, "pid", runs, "statement", "SELECT /* é\n */ pg_sleep(60)");
	assert_true(inspected_number(&what, "pid", runs, "lasts_ms") < 60000);
	assert_int_equal(inspected_row(&what, "pid", idles), -1);
	inspected_clear(&what);
	rig_exec_ok(third, "BEGIN");
	rig_exec_ok(third, "SELECT 1");
	inspected_look(&what, conn, DUNLIN_INSPECT_ACTIVITY);
	inspected_is(&what, "pid", idles, "state", "idle in transaction");
	inspected_is(&what, "pid", idles, "wait", NULL);
	assert_true(inspected_row(&what, "pid", runs) < inspected_row(&what, "pid", idles));
	inspected_clear(&what);
	rig_driver->cancel(other);
	assert_int_equal(pthread_join(worker.thread, NULL), 0);
	assert_int_equal(worker.status, DUNLIN_ECANCELED);
	rig_driver->close(third);
}

/* What one session waits for, and for whom, with `held` done in another. */
static void wait_for(struct inspected *what, const char *held, const char *waits)
{
	dunlin_conn *third = pg_open(pg_own);
	struct worker worker = { .status = DUNLIN_OK };
	char pid[16], holder[16], question[128];

	snprintf(pid, sizeof(pid), "%d", pg_pid(other));
	snprintf(holder, sizeof(holder), "%d", pg_pid(third));
	rig_exec_ok(third, "BEGIN");
	rig_exec_ok(third, held);
	rig_exec_ok(other, "SET lock_timeout = 0");
	start_work(&worker, other, waits);
	snprintf(question, sizeof(question),
		 "SELECT count(*) > 0 FROM pg_locks WHERE pid = %s AND NOT granted", pid);
	pg_until(conn, question);
	inspected_look(what, conn, DUNLIN_INSPECT_LOCKS);
	assert_int_equal(what->n_rows, 1);
	inspected_is(what, "waiting_pid", pid, "blocking_pid", holder);
	inspected_is(what, "waiting_pid", pid, "waiting_statement", waits);
	inspected_is(what, "waiting_pid", pid, "blocking_statement", held);
	inspected_is(what, "waiting_pid", pid, "blocking_state", "idle in transaction");
	inspected_is(what, "waiting_pid", pid, "waiting_role", "postgres");
	assert_non_null(inspected_cell(what, "waiting_pid", pid, "waits_ms"));
	assert_non_null(inspected_cell(what, "waiting_pid", pid, "transaction_ms"));
	rig_exec_ok(third, "ROLLBACK");
	assert_int_equal(pthread_join(worker.thread, NULL), 0);
	assert_int_equal(worker.status, DUNLIN_OK);
	rig_driver->close(third);
}

static void postgres__who_waits_and_for_whom(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE x.\"o'dd é\"(a int)");
	rig_exec_ok(conn, "INSERT INTO x.\"o'dd é\" VALUES (1)");
	inspected_look(&what, conn, DUNLIN_INSPECT_LOCKS);
	assert_int_equal(what.n_rows, 0);
	inspected_clear(&what);
	wait_for(&what, "SELECT a FROM x.\"o'dd é\"", "ALTER TABLE x.\"o'dd é\" ADD b int");
	inspected_is(&what, "mode", "AccessExclusiveLock", "object", "x.\"o'dd é\"");
	inspected_clear(&what);
	wait_for(&what, "UPDATE x.\"o'dd é\" SET a = 2", "UPDATE x.\"o'dd é\" SET a = 3");
	inspected_is(&what, "mode", "ShareLock", "object", "a row of x.\"o'dd é\"");
	inspected_clear(&what);
	wait_for(&what, "SELECT pg_advisory_xact_lock(-42)", "SELECT pg_advisory_xact_lock(-42)");
	inspected_is(&what, "mode", "ExclusiveLock", "object", "advisory lock -42");
	inspected_clear(&what);
}

/* --- with few rights, and little time --- */

static void postgres__a_role_that_may_only_connect_can_look(void **state)
{
	struct inspected what;
	struct worker worker = { .status = DUNLIN_OK };
	char runs[16], question[128];
	uint32_t topic;

	(void)state;
	rig_exec_ok(conn, "DROP ROLE IF EXISTS dunlin_looker");
	rig_exec_ok(conn, "CREATE ROLE dunlin_looker");
	rig_exec_ok(conn, "CREATE TABLE x.t(a int PRIMARY KEY)");
	snprintf(runs, sizeof(runs), "%d", pg_pid(other));
	start_work(&worker, other, "SELECT pg_sleep(60)");
	snprintf(question, sizeof(question),
		 "SELECT count(*) = 1 FROM pg_stat_activity WHERE pid = %s AND wait_event = "
		 "'PgSleep'",
		 runs);
	pg_until(conn, question);
	rig_exec_ok(conn, "SET default_transaction_read_only = on");
	rig_exec_ok(conn, "SET ROLE dunlin_looker");
	for (topic = DUNLIN_INSPECT_TABLES; topic <= DUNLIN_INSPECT_LOCKS; topic++) {
		inspected_look(&what, conn, topic);
		if (topic == DUNLIN_INSPECT_TABLES)
			inspected_is(&what, "table", "t", "schema", "x");
		if (topic == DUNLIN_INSPECT_ACTIVITY) {
			inspected_is(&what, "pid", runs, "role", "postgres");
			inspected_is(&what, "pid", runs, "statement", NULL);
			/* Not known, and not 0. */
			inspected_is(&what, "pid", runs, "lasts_ms", NULL);
			inspected_is(&what, "pid", runs, "transaction_ms", NULL);
		}
		inspected_clear(&what);
	}
	rig_exec_ok(conn, "RESET ROLE");
	rig_exec_ok(conn, "RESET default_transaction_read_only");
	rig_exec_ok(conn, "DROP ROLE dunlin_looker");
	rig_driver->cancel(other);
	assert_int_equal(pthread_join(worker.thread, NULL), 0);
	assert_int_equal(worker.status, DUNLIN_ECANCELED);
}

static void postgres__a_statement_timeout_ends_the_look(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE x.many(a int) PARTITION BY RANGE (a)");
	rig_exec_ok(conn, "DO $$ BEGIN FOR i IN 1..200 LOOP EXECUTE format('CREATE TABLE x.many%s "
			  "PARTITION OF x.many FOR VALUES FROM (%s) TO (%s)', i, i, i + 1); "
			  "END LOOP; END $$");
	rig_exec_ok(conn, "SET statement_timeout = 1");
	assert_int_equal(inspected_ask(&what, conn, DUNLIN_INSPECT_TABLES), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "57014", "statement timeout");
	inspected_clear(&what);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
}

static void postgres__a_pooler_is_no_obstacle(void **state)
{
	struct inspected what;
	struct pooler pooler;
	dunlin_conn *pooled;
	char url[1024];

	(void)state;
	pooler_start(&pooler, "transaction", 3);
	/* Tests of other programs wait for locks in the database of the server's own URL. */
	snprintf(url, sizeof(url), "%s%s", pooler.url, pg_own);
	pooled = rig_open(url, 0);
	inspected_look(&what, pooled, DUNLIN_INSPECT_TABLES);
	inspected_clear(&what);
	inspected_look(&what, pooled, DUNLIN_INSPECT_INDEXES);
	inspected_clear(&what);
	inspected_look(&what, pooled, DUNLIN_INSPECT_LOCKS);
	assert_int_equal(what.n_rows, 0);
	inspected_clear(&what);
	assert_int_equal(inspected_ask(&what, pooled, DUNLIN_INSPECT_SLOW), DUNLIN_EUNSUPPORTED);
	rig_driver->close(pooled);
	pooler_stop(&pooler);
}

/* --- slow --- */

static void postgres__slow_statements_need_an_extension(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "DROP EXTENSION IF EXISTS pg_stat_statements");
	assert_int_equal(inspected_ask(&what, conn, DUNLIN_INSPECT_SLOW), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "pg_stat_statements");
	assert_non_null(strstr(rig_err.hint, "CREATE EXTENSION pg_stat_statements"));
	assert_int_equal(what.n_columns, 0);
}

static void postgres__slow_statements_need_a_server_that_counts(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE SCHEMA \"o'dd\"\" é\"");
	rig_exec_ok(conn, "CREATE EXTENSION pg_stat_statements SCHEMA \"o'dd\"\" é\"");
	if (inspected_ask(&what, conn, DUNLIN_INSPECT_SLOW) == DUNLIN_OK) {
		inspected_clear(&what);
		rig_exec_ok(conn, "CREATE TABLE x.counted(a int)");
		rig_exec_ok(conn, "SELECT 'o''dd é' FROM x.counted, pg_sleep(0.05)");
		inspected_look(&what, conn, DUNLIN_INSPECT_SLOW);
		assert_true(what.n_rows > 0 && what.n_rows <= 20);
		assert_true(inspected_row(&what, "statement",
					  "SELECT $1 FROM x.counted, pg_sleep($2)") >= 0);
		inspected_is(&what, "statement", "SELECT $1 FROM x.counted, pg_sleep($2)", "calls",
			     "1");
		assert_true(inspected_number(&what, "statement",
					     "SELECT $1 FROM x.counted, pg_sleep($2)",
					     "total_ms") > 0);
		inspected_clear(&what);
	} else {
		rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "the server has not loaded it");
		assert_non_null(strstr(rig_err.hint, "shared_preload_libraries"));
	}
	rig_exec_ok(conn, "DROP SCHEMA \"o'dd\"\" é\" CASCADE");
}

static void postgres__a_topic_that_is_none_is_not_supported(void **state)
{
	struct inspected what;

	(void)state;
	assert_int_equal(inspected_ask(&what, conn, 0), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "topic 0");
	assert_int_equal(what.n_columns, 0);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(postgres__tables_of_every_kind_are_listed),
		TEST(postgres__a_partitioned_table_is_the_sum_of_its_leaves),
		TEST(postgres__rows_that_nobody_counted_are_unknown),
		TEST(postgres__what_is_locked_is_listed_without_its_size),
		TEST(postgres__indexes_that_nobody_needs_come_first),
		TEST(postgres__an_index_of_partitions_is_one),
		TEST(postgres__an_index_that_is_locked_is_listed),
		TEST(postgres__what_runs_is_told_and_what_idles_is_not),
		TEST(postgres__who_waits_and_for_whom),
		TEST(postgres__a_role_that_may_only_connect_can_look),
		TEST(postgres__a_statement_timeout_ends_the_look),
		TEST(postgres__a_pooler_is_no_obstacle),
		TEST(postgres__slow_statements_need_an_extension),
		TEST(postgres__slow_statements_need_a_server_that_counts),
		TEST(postgres__a_topic_that_is_none_is_not_supported),
	};

	return cmocka_run_group_tests(tests, pg_start_own, pg_stop_own);
}
