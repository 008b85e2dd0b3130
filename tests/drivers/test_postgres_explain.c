/* PostgreSQL: which indexes a statement would use. */
#include "drivers/explained.h"
#include "drivers/pg.h"

static dunlin_conn *conn;

static int fresh(void **state)
{
	(void)state;
	conn = pg_open("");
	rig_exec_ok(conn, "BEGIN");
	rig_exec_ok(conn, "CREATE TEMP TABLE t (id bigint PRIMARY KEY, a int, b text)");
	rig_exec_ok(conn, "CREATE INDEX t_a ON t (a)");
	rig_exec_ok(conn, "SET LOCAL enable_seqscan = off");
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	return 0;
}

static void postgres__every_scan_of_an_index_is_named(void **state)
{
	(void)state;
	rig_explain(conn, "SELECT * FROM t WHERE id = 1", "t_pkey ");
	rig_exec_ok(conn, "SET LOCAL enable_indexscan = off");
	rig_explain(conn, "SELECT * FROM t WHERE a = 1 OR id = 3", "t_a t_pkey ");
	rig_explain(conn, "SELECT * FROM t", "");
	rig_explain(conn, "-- x\nWITH c AS (SELECT 1) DELETE FROM t WHERE a = 3", "t_a ");
}

static void postgres__names_are_as_the_catalog_has_them(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE INDEX \"odd \"\"name\"\" \\ :ü\t€\" ON t (b)");
	rig_explain(conn, "SELECT * FROM t WHERE b = 'x'", "odd \"name\" \\ :ü\t€ ");
}

static void postgres__a_text_that_looks_like_a_plan_is_none(void **state)
{
	(void)state;
	rig_explain(conn,
		    "SELECT * FROM t WHERE id = 1 AND b = '\"Index Name\": \"evil\"'"
		    " AND b <> 'Index Name'",
		    "t_pkey ");
}

static void postgres__nothing_is_run(void **state)
{
	struct rig_rows rows = { .stop_after = 0 };

	(void)state;
	rig_explain(conn, "INSERT INTO t VALUES (1, 1, 'x')", "");
	assert_int_equal(rig_query(conn, "SELECT count(*) FROM t", &rows), DUNLIN_OK);
	assert_string_equal(rows.text, "0\n");
}

static void postgres__what_is_no_query_has_no_plan(void **state)
{
	static const char *const planless[] = { "CREATE INDEX i ON t (a)", "SET x.y = 1",
						"EXPLAIN SELECT 1", "VACUUM" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(planless) / sizeof(planless[0]); i++) {
		rig_exec_ok(conn, "SAVEPOINT s");
		rig_explain_fails(conn, planless[i], DUNLIN_EUNSUPPORTED, "has no plan");
		rig_exec_ok(conn, "ROLLBACK TO SAVEPOINT s");
	}
	rig_exec_ok(conn, "SAVEPOINT s");
	rig_explain_fails(conn, "SELECT FROM FROM", DUNLIN_ESYNTAX, "syntax error");
	rig_exec_ok(conn, "ROLLBACK TO SAVEPOINT s");
	rig_explain_fails(conn, "SELECT nothing FROM t", DUNLIN_EMISSING, "nothing");
}

static void postgres__who_hears_enough_ends_it(void **state)
{
	(void)state;
	rig_explain_stops(conn, "SELECT * FROM t WHERE id = 1");
}

#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(postgres__every_scan_of_an_index_is_named),
		T(postgres__names_are_as_the_catalog_has_them),
		T(postgres__a_text_that_looks_like_a_plan_is_none),
		T(postgres__nothing_is_run),
		T(postgres__what_is_no_query_has_no_plan),
		T(postgres__who_hears_enough_ends_it),
	};

	return cmocka_run_group_tests(tests, pg_start, rig_stop);
}
