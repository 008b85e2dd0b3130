/* PostgreSQL: what a database holds, and what goes on in it. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/inspected.h"
#include "drivers/pg.h"

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
		TEST(postgres__a_topic_that_is_none_is_not_supported),
	};

	return cmocka_run_group_tests(tests, pg_start_own, pg_stop_own);
}
