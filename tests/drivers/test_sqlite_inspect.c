/* SQLite: what a database holds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drivers/inspected.h"

static void sqlite__tables_have_rows_and_sizes(void **state)
{
	dunlin_conn *conn = rig_open("sqlite:tables.db", DUNLIN_OPEN_CREATE);
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE small(a INTEGER PRIMARY KEY AUTOINCREMENT)");
	rig_exec_ok(conn, "CREATE TABLE \"o'dd \"\"ñame\"(a TEXT, b TEXT UNIQUE)");
	rig_exec_ok(conn,
		    "INSERT INTO \"o'dd \"\"ñame\" WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
		    "SELECT i + 1 FROM n WHERE i < 2000) SELECT hex(zeroblob(50)), i FROM n");
	rig_exec_ok(conn, "CREATE TABLE w(a TEXT PRIMARY KEY, b) WITHOUT ROWID");
	rig_exec_ok(conn, "INSERT INTO w VALUES ('x', 1)");
	rig_exec_ok(conn, "CREATE TABLE s(a INT) STRICT");
	rig_exec_ok(conn, "CREATE VIEW v AS SELECT 1");
	rig_exec_ok(conn, "CREATE VIRTUAL TABLE f USING fts5(t)");
	rig_exec_ok(conn, "CREATE TEMP TABLE gone(a)");
	inspected_look(&what, conn, DUNLIN_INSPECT_TABLES);
	assert_string_equal(what.cells[0][0], "o'dd \"ñame"); /* the largest first */
	inspected_is(&what, "table", "o'dd \"ñame", "rows", "2000");
	inspected_is(&what, "table", "o'dd \"ñame", "indexes", "1");
	inspected_is(&what, "table", "o'dd \"ñame", "without_rowid", "false");
	assert_true(inspected_number(&what, "table", "o'dd \"ñame", "table_bytes") > 200000);
	assert_true(inspected_number(&what, "table", "o'dd \"ñame", "index_bytes") > 10000);
	assert_true(inspected_number(&what, "table", "o'dd \"ñame", "total_bytes") ==
		    inspected_number(&what, "table", "o'dd \"ñame", "table_bytes") +
			    inspected_number(&what, "table", "o'dd \"ñame", "index_bytes"));
	inspected_is(&what, "table", "small", "rows", "0");
	inspected_is(&what, "table", "w", "without_rowid", "true");
	inspected_is(&what, "table", "w", "rows", "1");
	inspected_is(&what, "table", "s", "strict", "true");
	inspected_is(&what, "table", "f", "kind", "virtual");
	inspected_is(&what, "table", "f", "rows", NULL);
	inspected_is(&what, "table", "f_data", "kind", "shadow");
	assert_int_equal(inspected_row(&what, "table", "v"), -1);
	assert_int_equal(inspected_row(&what, "table", "gone"), -1);
	assert_int_equal(inspected_row(&what, "table", "sqlite_sequence"), -1);
	inspected_clear(&what);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	rig_driver->close(conn);
}

static void sqlite__an_empty_database_has_no_tables(void **state)
{
	dunlin_conn *conn = rig_open("sqlite:none.db", 0);
	struct inspected what;

	(void)state;
	inspected_look(&what, conn, DUNLIN_INSPECT_TABLES);
	assert_int_equal(what.n_rows, 0);
	inspected_clear(&what);
	rig_driver->close(conn);
	assert_false(rig_exists("none.db"));
}

static void sqlite__indexes_that_others_make_needless_are_named(void **state)
{
	dunlin_conn *conn = rig_open("sqlite:indexes.db", DUNLIN_OPEN_CREATE);
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a, b, c TEXT UNIQUE, \"d'\"\"é\")");
	rig_exec_ok(conn, "CREATE TABLE w(a, b, PRIMARY KEY (a, b)) WITHOUT ROWID");
	rig_exec_ok(conn, "CREATE INDEX w_a ON w(a)");
	rig_exec_ok(conn, "CREATE INDEX ab ON t(a, b)");
	rig_exec_ok(conn, "CREATE INDEX ab2 ON t(a, b)");
	rig_exec_ok(conn, "CREATE INDEX only_a ON t(a)");
	rig_exec_ok(conn, "CREATE UNIQUE INDEX one_a ON t(a)");
	rig_exec_ok(conn, "CREATE INDEX ab_down ON t(a, b DESC)");
	rig_exec_ok(conn, "CREATE INDEX a_nocase ON t(a COLLATE NOCASE)");
	rig_exec_ok(conn, "CREATE INDEX part ON t(b) WHERE a > 1");
	rig_exec_ok(conn, "CREATE INDEX part2 ON t(b) WHERE a > 1");
	rig_exec_ok(conn, "CREATE INDEX part3 ON t(b) WHERE a > 2");
	rig_exec_ok(conn, "CREATE INDEX expr ON t(lower(c), b)");
	rig_exec_ok(conn, "CREATE INDEX \"o'dd\"\" é\" ON t(\"d'\"\"é\")");
	rig_exec_ok(conn, "INSERT INTO t SELECT 1, 2, 'x', 4");
	inspected_look(&what, conn, DUNLIN_INSPECT_INDEXES);
	inspected_is(&what, "index", "ab", "note", NULL);
	inspected_is(&what, "index", "ab2", "note", "duplicate of ab");
	inspected_is(&what, "index", "only_a", "note", "duplicate of one_a");
	inspected_is(&what, "index", "one_a", "note", NULL);
	inspected_is(&what, "index", "one_a", "unique", "true");
	inspected_is(&what, "index", "ab_down", "note", NULL);
	inspected_is(&what, "index", "a_nocase", "note", NULL);
	inspected_is(&what, "index", "part", "note", NULL);
	inspected_is(&what, "index", "part", "partial", "true");
	inspected_is(&what, "index", "part2", "note", "duplicate of part");
	inspected_is(&what, "index", "part3", "note", NULL);
	inspected_is(&what, "index", "expr", "columns", "(expression), b");
	inspected_is(&what, "index", "w_a", "note", "prefix of the primary key");
	inspected_is(&what, "index", "o'dd\" é", "columns", "d'\"é");
	inspected_is(&what, "index", "sqlite_autoindex_t_1", "automatic", "true");
	inspected_is(&what, "index", "sqlite_autoindex_t_1", "definition", NULL);
	assert_int_equal(inspected_row(&what, "index", "sqlite_autoindex_w_1"), -1);
	assert_true(inspected_number(&what, "index", "ab", "bytes") >= 512);
	inspected_is(&what, "index", "ab", "rows", NULL); /* before ANALYZE */
	assert_non_null(what.cells[0][2]);                /* those with a note first */
	assert_null(what.cells[what.n_rows - 1][2]);
	inspected_clear(&what);
	rig_exec_ok(conn, "DROP INDEX one_a");
	rig_exec_ok(conn, "ANALYZE");
	inspected_look(&what, conn, DUNLIN_INSPECT_INDEXES);
	inspected_is(&what, "index", "only_a", "note", "prefix of ab");
	inspected_is(&what, "index", "ab", "rows", "1");
	inspected_clear(&what);
	rig_driver->close(conn);
}

static void sqlite__who_writes_holds_the_lock(void **state)
{
	dunlin_conn *conn = rig_open("sqlite:lock.db", DUNLIN_OPEN_CREATE);
	dunlin_conn *writer = rig_open("sqlite:lock.db", DUNLIN_OPEN_CREATE);
	struct inspected what;
	char pid[32], program[32] = "";
	FILE *self = fopen("/proc/self/comm", "r"); /* below valgrind it is not the test's */

	(void)state;
	assert_non_null(self);
	assert_non_null(fgets(program, sizeof(program), self));
	fclose(self);
	program[strcspn(program, "\n")] = '\0';
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	inspected_look(&what, conn, DUNLIN_INSPECT_LOCKS);
	assert_int_equal(what.n_rows, 0);
	inspected_clear(&what);
	rig_exec_ok(writer, "BEGIN IMMEDIATE");
	inspected_look(&what, conn, DUNLIN_INSPECT_LOCKS);
	assert_int_equal(what.n_rows, 1);
	assert_string_equal(inspected_cell(&what, "pid", pid, "program"), program);
	assert_non_null(strstr(inspected_cell(&what, "pid", pid, "file"), "lock.db"));
	inspected_clear(&what);
	rig_exec_ok(writer, "ROLLBACK");
	rig_driver->close(writer);
	rig_driver->close(conn);
}

static void sqlite__what_cannot_be_known_is_not_supported(void **state)
{
	dunlin_conn *conn = rig_open("sqlite::memory:", 0);
	struct inspected what;

	(void)state;
	assert_int_equal(inspected_ask(&what, conn, DUNLIN_INSPECT_ACTIVITY), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "no server that could say what runs");
	assert_int_equal(inspected_ask(&what, conn, DUNLIN_INSPECT_SLOW), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "no count of the statements");
	assert_int_equal(inspected_ask(&what, conn, 99), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "topic 99");
	inspected_look(&what, conn, DUNLIN_INSPECT_LOCKS); /* nobody else can see it */
	assert_int_equal(what.n_rows, 0);
	inspected_clear(&what);
	rig_driver->close(conn);
}

static dunlin_status refuse_column(void *payload, const struct dunlin_column *column)
{
	(void)payload, (void)column;
	return DUNLIN_ESERIALIZE;
}

static void sqlite__a_callback_ends_the_look(void **state)
{
	dunlin_conn *conn = rig_open("sqlite:none.db", 0);

	(void)state;
	assert_int_equal(rig_driver->inspect(conn, DUNLIN_INSPECT_TABLES, refuse_column, rig_on_row,
					     NULL, &rig_err),
			 DUNLIN_ESERIALIZE);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	rig_driver->close(conn);
}

static void sqlite__a_transaction_that_is_open_stays_open(void **state)
{
	dunlin_conn *conn = rig_open("sqlite:tx.db", DUNLIN_OPEN_CREATE);
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "BEGIN IMMEDIATE");
	rig_exec_ok(conn, "CREATE TABLE t(a)");
	inspected_look(&what, conn, DUNLIN_INSPECT_TABLES);
	inspected_is(&what, "table", "t", "rows", "0");
	inspected_clear(&what);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_OPEN);
	rig_driver->close(conn);
}

static int start(void **state)
{
	(void)state;
	return rig_start("sqlite");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sqlite__tables_have_rows_and_sizes),
		cmocka_unit_test(sqlite__an_empty_database_has_no_tables),
		cmocka_unit_test(sqlite__indexes_that_others_make_needless_are_named),
		cmocka_unit_test(sqlite__who_writes_holds_the_lock),
		cmocka_unit_test(sqlite__what_cannot_be_known_is_not_supported),
		cmocka_unit_test(sqlite__a_callback_ends_the_look),
		cmocka_unit_test(sqlite__a_transaction_that_is_open_stays_open),
	};

	return cmocka_run_group_tests(tests, start, rig_stop);
}
