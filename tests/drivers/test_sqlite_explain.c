/* SQLite: which indexes a statement would use. */
#include <stdio.h>

#include "drivers/explained.h"

static dunlin_conn *conn;

static int fresh(void **state)
{
	(void)state;
	conn = rig_open("sqlite:explain.db", DUNLIN_OPEN_CREATE);
	rig_exec_ok(conn, "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b UNIQUE, c)");
	rig_exec_ok(conn, "CREATE INDEX t_a ON t (a)");
	rig_exec_ok(conn, "CREATE INDEX \"odd \"\"name\"\" (x=?) ü\" ON t (c)");
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	return remove("explain.db");
}

static void sqlite__b_trees_have_their_names(void **state)
{
	(void)state;
	rig_explain(conn, "SELECT * FROM t WHERE a = 1", "t_a ");
	rig_explain(conn, "SELECT * FROM t WHERE b = 1", "sqlite_autoindex_t_1 ");
	rig_explain(conn, "SELECT * FROM t WHERE c = 1", "odd \"name\" (x=?) ü ");
	rig_explain(conn,
		    "/* x */ -- y\nselect * from t x cross join t y where y.a = x.c and x.b = 2",
		    "sqlite_autoindex_t_1 t_a ");
	rig_explain(conn, "SELECT 1 WHERE 2 IN (SELECT a FROM t)", "t_a ");
}

static void sqlite__the_table_itself_is_no_index(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID");
	rig_explain(conn, "SELECT * FROM t WHERE id = 1", "");
	rig_explain(conn, "SELECT * FROM t", "");
	rig_explain(conn, "SELECT * FROM w WHERE k = 'x'", "");
}

static void sqlite__an_index_that_is_only_kept_up_is_not_used(void **state)
{
	(void)state;
	rig_explain(conn, "INSERT INTO t (a, b, c) VALUES (1, 2, 3)", "");
	rig_explain(conn, "UPDATE t SET a = 1 WHERE b = 2", "sqlite_autoindex_t_1 ");
	rig_explain(conn, "DELETE FROM t WHERE a = 1", "t_a ");
	rig_explain(conn, "DELETE FROM t WHERE id = 1", "");
}

static void sqlite__indexes_of_temporary_tables(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE TEMP TABLE v (a)");
	rig_exec_ok(conn, "CREATE INDEX temp.v_a ON v (a)");
	rig_explain(conn, "SELECT * FROM v WHERE a = 1", "v_a ");
}

static void sqlite__a_trigger_has_a_plan_of_its_own(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE TABLE log (a)");
	rig_exec_ok(conn, "CREATE TRIGGER tr AFTER INSERT ON log BEGIN "
			  "UPDATE t SET c = 1 WHERE a = NEW.a; END");
	rig_explain(conn, "INSERT INTO log VALUES (1)", "t_a ");
}

static void sqlite__a_virtual_table_counts_when_it_is_narrowed(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE VIRTUAL TABLE \"my notes\" USING fts5(title, body)");
	rig_exec_ok(conn, "CREATE VIRTUAL TABLE other USING fts5(title)");
	rig_explain(conn, "SELECT * FROM \"my notes\" WHERE \"my notes\" MATCH 'x'", "my notes ");
	rig_explain(conn,
		    "SELECT n.title FROM \"my notes\" n JOIN other o ON o.rowid = n.rowid "
		    "WHERE n.body MATCH 'x' ORDER BY n.rank",
		    "my notes ");
	rig_explain(conn, "SELECT * FROM \"my notes\"", "");
	rig_explain(conn, "SELECT * FROM \"my notes\" ORDER BY rowid DESC", "");
	rig_explain(conn, "SELECT * FROM \"my notes\" WHERE rowid = 3", "");
	rig_explain(conn, "SELECT * FROM \"my notes\" WHERE title = 'x'", "");
	rig_explain(conn, "SELECT * FROM json_each('[1]')", "");
}

static void sqlite__other_modules_say_it_in_their_own_way(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE VIRTUAL TABLE old USING fts4(title)");
	rig_exec_ok(conn, "CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1)");
	rig_explain(conn, "SELECT * FROM old WHERE title MATCH 'x'", "old ");
	rig_explain(conn, "SELECT * FROM old WHERE title = 'x'", "");
	rig_explain(conn, "SELECT * FROM boxes WHERE x0 > 1", "boxes ");
}

static void sqlite__what_is_no_query_has_no_plan(void **state)
{
	(void)state;
	rig_explain_fails(conn, "CREATE TABLE u (a)", DUNLIN_EUNSUPPORTED, "no plan");
	rig_explain_fails(conn, "PRAGMA user_version", DUNLIN_EUNSUPPORTED, "no plan");
	rig_explain_fails(conn, "", DUNLIN_EUNSUPPORTED, "no plan");
	rig_explain_fails(conn, "SELECT nothing FROM t", DUNLIN_ESYNTAX, "nothing");
	rig_explain_fails(conn, "SELECT 1; DROP TABLE t", DUNLIN_ESYNTAX, "more than one");
	rig_explain(conn, "SELECT * FROM t WHERE a = 1", "t_a ");
}

static void sqlite__who_hears_enough_ends_it(void **state)
{
	(void)state;
	rig_explain_stops(conn, "SELECT * FROM t WHERE a = 1");
}

#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)

static int start(void **state)
{
	(void)state;
	return rig_start("sqlite");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(sqlite__b_trees_have_their_names),
		T(sqlite__the_table_itself_is_no_index),
		T(sqlite__an_index_that_is_only_kept_up_is_not_used),
		T(sqlite__indexes_of_temporary_tables),
		T(sqlite__a_trigger_has_a_plan_of_its_own),
		T(sqlite__a_virtual_table_counts_when_it_is_narrowed),
		T(sqlite__other_modules_say_it_in_their_own_way),
		T(sqlite__what_is_no_query_has_no_plan),
		T(sqlite__who_hears_enough_ends_it),
	};

	return cmocka_run_group_tests(tests, start, rig_stop);
}
