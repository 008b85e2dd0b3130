/* MariaDB: which indexes a statement would use. */
#include <stdio.h>
#include <string.h>

#include "drivers/explained.h"
#include "drivers/my.h"

static dunlin_conn *conn;

/* A thousand rows: of few the optimizer reads all. */
static int fresh(void **state)
{
	char sql[128];

	(void)state;
	conn = my_open();
	snprintf(sql, sizeof(sql), "DROP DATABASE %s", my_own);
	rig_exec_ok(conn, sql);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s", my_own);
	rig_exec_ok(conn, sql);
	snprintf(sql, sizeof(sql), "USE %s", my_own);
	rig_exec_ok(conn, sql);
	rig_exec_ok(conn, "CREATE TABLE t (id bigint PRIMARY KEY, a int, b varchar(50), c int, "
			  "KEY t_a (a), KEY t_b (b))");
	rig_exec_ok(conn, "INSERT INTO t SELECT seq, seq % 100, seq % 200, seq FROM seq_1_to_1000");
	rig_exec_ok(conn, "CREATE TABLE u (id bigint PRIMARY KEY, n int, KEY u_n (n))");
	rig_exec_ok(conn, "INSERT INTO u SELECT seq, seq FROM seq_1_to_1000");
	rig_exec_ok(conn, "ANALYZE TABLE t, u");
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	return 0;
}

static void mysql__what_reads_and_what_changes_rows_names_its_indexes(void **state)
{
	(void)state;
	rig_explain(conn, "SELECT * FROM t WHERE id = 1", "PRIMARY ");
	rig_explain(conn, "SELECT c FROM t WHERE a = 5", "t_a ");
	rig_explain(conn, "SELECT * FROM t WHERE c = 5", "");
	rig_explain(conn, "UPDATE t SET c = 0 WHERE a = 5", "t_a ");
	rig_explain(conn, "UPDATE t JOIN u ON u.id = t.id SET c = 0 WHERE t.b = 'x'",
		    "t_b PRIMARY ");
	rig_explain(conn, "DELETE FROM t WHERE id = 7", "PRIMARY ");
	rig_explain(conn, "DELETE FROM t WHERE c = 7", "");
	rig_explain(conn, "INSERT INTO u SELECT id, 1 FROM t WHERE a = 3 AND c = 1", "t_a ");
	rig_explain(conn, "REPLACE INTO u SELECT id, 1 FROM t WHERE a = 3 AND c = 1", "t_a ");
	rig_explain(conn, "INSERT INTO u VALUES (2000, 1)", "");
}

static void mysql__a_statement_may_begin_with_more(void **state)
{
	(void)state;
	rig_explain(conn, "WITH x AS (SELECT c FROM t WHERE a = 3) SELECT * FROM x", "t_a ");
	rig_explain(conn, "(SELECT c FROM t WHERE a = 3) UNION (SELECT c FROM t WHERE id = 1)",
		    "t_a PRIMARY ");
	rig_explain(conn, "-- why\n/* and */ # how\nSELECT c FROM t WHERE a = 3", "t_a ");
	rig_explain(conn, "/*!50000 SELECT */ c FROM t WHERE a = 3", "t_a ");
	rig_explain(conn, "/*M!100000 SELECT */ c FROM t WHERE a = 3", "t_a ");
	rig_explain(conn, "VALUES (1), (2)", "");
}

static void mysql__a_view_names_the_indexes_below_it(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE VIEW v AS SELECT id, c FROM t WHERE a = 5");
	rig_explain(conn, "SELECT c FROM v", "t_a ");
	rig_exec_ok(conn, "CREATE ALGORITHM = TEMPTABLE VIEW w AS SELECT id, c FROM t WHERE a = 5");
	rig_explain(conn, "SELECT c FROM w WHERE c = 1", "t_a ");
}

static void mysql__a_subquery_names_its_own(void **state)
{
	(void)state;
	rig_explain(conn, "SELECT c FROM t WHERE c = (SELECT n FROM u WHERE id = 3)", "PRIMARY ");
	rig_explain(conn,
		    "SELECT c FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.n = t.c) AND a = 1",
		    "t_a u_n ");
}

/* What is made while the statement runs is no index of the database. */
static void mysql__no_index_of_a_temporary_result_is_named(void **state)
{
	(void)state;
	rig_explain(conn,
		    "SELECT * FROM (SELECT a, count(*) AS n FROM t GROUP BY a) AS d JOIN t ON "
		    "t.a = d.n AND t.id = d.a WHERE d.a = 4",
		    "PRIMARY t_a ");
	rig_explain(conn, "SELECT c FROM t WHERE c IN (SELECT max(id) FROM t GROUP BY b)", "t_b ");
	rig_exec_ok(conn, "CREATE TABLE `<b>` (key0 int, KEY key0 (key0))");
	rig_exec_ok(conn, "INSERT INTO `<b>` SELECT seq FROM seq_1_to_1000");
	rig_explain(conn, "SELECT * FROM `<b>` WHERE key0 = 3", "key0 ");
}

static void mysql__each_of_several_is_named(void **state)
{
	(void)state;
	rig_explain(conn, "SELECT c FROM t WHERE a = 1 OR b = '3'", "t_a t_b ");
	rig_exec_ok(conn, "CREATE INDEX `odd, \"x|``y ü€` ON u (n, id)");
	rig_explain(conn, "SELECT n FROM u FORCE INDEX (`odd, \"x|``y ü€`) WHERE n = 1",
		    "odd, \"x|`y ü€ ");
}

/* A row that a key gives at most once is read while the plan is made. */
static void mysql__what_the_plan_itself_found_has_no_index(void **state)
{
	(void)state;
	rig_explain(conn, "SELECT * FROM t WHERE id = -1", "");
	rig_explain(conn, "SELECT max(a) FROM t", "");
}

static void mysql__nothing_is_run(void **state)
{
	(void)state;
	rig_explain(conn, "INSERT INTO u VALUES (2000, 1)", "");
	rig_explain(conn, "DELETE FROM u WHERE id = 1", "PRIMARY ");
	rig_explain(conn, "UPDATE u SET n = 0 WHERE id = 1", "PRIMARY ");
	rig_assert_rows(conn, "SELECT count(*), sum(n) FROM u", "1000|500500\n");
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
}

static void mysql__what_is_no_query_has_no_plan(void **state)
{
	static const char *const planless[] = {
		"CREATE INDEX i ON t (a)",
		"SET @x = 1",
		"EXPLAIN SELECT 1",
		"ANALYZE SELECT 1",
		"ANALYZE TABLE t",
		"t",
		"t a",
		"DO 1",
		"FORMAT=JSON SELECT 1",
		"CALL p()",
		"SHOW TABLES",
		"",
		"-- SELECT 1",
		"/* SELECT */",
		"selected",
		"`select`",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(planless) / sizeof(planless[0]); i++)
		rig_explain_fails(conn, planless[i], DUNLIN_EUNSUPPORTED, "has no plan");
	rig_assert_rows(conn, "SELECT @x", "~\n");
}

static void mysql__what_cannot_be_read_fails(void **state)
{
	(void)state;
	rig_explain_fails(conn, "SELECT FROM FROM", DUNLIN_ESYNTAX, "syntax");
	rig_explain_fails(conn, "SELECT nothing FROM t", DUNLIN_EMISSING, "nothing");
	rig_explain_fails(conn, "SELECT 1 FROM nowhere", DUNLIN_EMISSING, "nowhere");
	assert_int_equal(rig_driver->explain(conn, "SELECT 1\0 + 1", 13, NULL, NULL, &rig_err),
			 DUNLIN_ESYNTAX);
	rig_explain(conn, "SELECT c FROM t WHERE a = 5", "t_a ");
}

static void mysql__who_hears_enough_ends_it(void **state)
{
	(void)state;
	rig_explain_stops(conn, "SELECT * FROM t WHERE id = 1");
	rig_explain(conn, "SELECT c FROM t WHERE a = 5", "t_a ");
}

#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(mysql__what_reads_and_what_changes_rows_names_its_indexes),
		T(mysql__a_statement_may_begin_with_more),
		T(mysql__a_view_names_the_indexes_below_it),
		T(mysql__a_subquery_names_its_own),
		T(mysql__no_index_of_a_temporary_result_is_named),
		T(mysql__each_of_several_is_named),
		T(mysql__what_the_plan_itself_found_has_no_index),
		T(mysql__nothing_is_run),
		T(mysql__what_is_no_query_has_no_plan),
		T(mysql__what_cannot_be_read_fails),
		T(mysql__who_hears_enough_ends_it),
	};

	return cmocka_run_group_tests(tests, my_start, my_stop);
}
