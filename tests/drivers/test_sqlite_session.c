/* Set-up, what a statement may not do, and reset. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/rig.h"

static dunlin_conn *conn;

static int fresh(void **state)
{
	(void)state;
	conn = rig_open("sqlite:session.db", DUNLIN_OPEN_CREATE);
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	return remove("session.db");
}

static dunlin_status open_session(const char *const *session, size_t n, dunlin_conn **out)
{
	struct dunlin_open how = rig_how("sqlite:session.db", 0);

	how.session = session;
	how.n_session = n;
	how.statement_timeout_ms = 60000;
	rig_clear();
	return rig_driver->open(out, &rig_host, &how, &rig_err);
}

static void sqlite__foreign_keys_are_on(void **state)
{
	(void)state;
	rig_assert_rows(conn, "PRAGMA foreign_keys", "1\n");
	rig_exec_ok(conn, "CREATE TABLE p(a PRIMARY KEY)");
	rig_exec_ok(conn, "CREATE TABLE c(a REFERENCES p)");
	assert_int_equal(rig_exec(conn, "INSERT INTO c VALUES (1)", NULL), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "23503", NULL);
	/* The engine's own way around a rebuild. */
	rig_exec_ok(conn, "PRAGMA foreign_keys = OFF");
	rig_exec_ok(conn, "INSERT INTO c VALUES (1)");
}

static void sqlite__other_files_are_out_of_reach(void **state)
{
	static const struct {
		const char *sql;
		const char *hint;
	} denied[] = {
		{ "ATTACH 'other.db' AS o", "ATTACH" },
		{ "ATTACH '' AS o", "ATTACH" },
		{ "attach database ':memory:' as o", "ATTACH" },
		{ "ATTACH 'oth' || 'er.db' AS o", "ATTACH" },
		{ "PRAGMA writable_schema = ON", "writable_schema" },
		{ "PRAGMA Writable_Schema(1)", "writable_schema" },
		{ "PRAGMA main.writable_schema = RESET", "writable_schema" },
		{ "PRAGMA temp_store_directory = '/tmp'", "process" },
		{ "PRAGMA hard_heap_limit = 1000", "process" },
		{ "PRAGMA soft_heap_limit = 1000", "process" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(denied) / sizeof(denied[0]); i++) {
		if (rig_exec(conn, denied[i].sql, NULL) != DUNLIN_EPERM)
			fail_msg("%s: %s", denied[i].sql, rig_err.message);
		rig_assert_fault(DUNLIN_EPERM, "42501", "not authorized");
		assert_non_null(strstr(rig_err.hint, denied[i].hint));
	}
	assert_false(rig_exists("other.db"));
	assert_int_equal(rig_exec(conn, "SELECT load_extension('libm.so.6')", NULL), DUNLIN_EPERM);
	assert_int_equal(rig_exec(conn, "CREATE TABLE t(a)", "UPDATE sqlite_master SET sql = 'x'",
				  NULL),
			 DUNLIN_EPERM);
	rig_exec_ok(conn, "PRAGMA journal_mode = OFF"); /* defensive mode ignores it */
	rig_assert_rows(conn, "PRAGMA journal_mode", "delete\n");
	rig_assert_rows(conn, "PRAGMA writable_schema", "0\n");
}

static void sqlite__vacuum_works(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a)");
	rig_exec_ok(conn, "INSERT INTO t VALUES (randomblob(500000))");
	rig_exec_ok(conn, "DELETE FROM t");
	rig_assert_rows(conn, "SELECT page_count > 100 FROM pragma_page_count", "1\n");
	rig_exec_ok(conn, "VACUUM");
	rig_assert_rows(conn, "SELECT page_count < 5 FROM pragma_page_count", "1\n");
	rig_exec_ok(conn, "VACUUM INTO 'copy.db'");
	assert_true(rig_exists("copy.db"));
	assert_int_equal(rig_exec(conn, "ATTACH 'copy.db' AS o", NULL), DUNLIN_EPERM);
	rig_exec_ok(conn, "PRAGMA journal_mode = WAL");
	rig_exec_ok(conn, "VACUUM");
}

static void sqlite__common_modules_work(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE VIRTUAL TABLE f USING fts5(body)");
	rig_exec_ok(conn, "INSERT INTO f VALUES ('a small wader')");
	rig_assert_rows(conn, "SELECT count(*) FROM f WHERE f MATCH 'wader'", "1\n");
	rig_exec_ok(conn, "CREATE TABLE t(j CHECK (json_valid(j)), u DEFAULT (hex(randomblob(4))), "
			  "d DEFAULT (strftime('%Y', 'now')))");
	rig_exec_ok(conn, "INSERT INTO t(j) VALUES ('{}')");
	rig_exec_ok(conn, "CREATE TRIGGER g AFTER INSERT ON t BEGIN "
			  "INSERT INTO f SELECT json_extract(new.j, '$.a'); END");
	rig_exec_ok(conn, "INSERT INTO t(j) VALUES ('{\"a\": \"dunlin\"}')");
	rig_assert_rows(conn, "SELECT body FROM f WHERE f MATCH 'dunlin'", "dunlin\n");
}

static void sqlite__session_statements_run_and_are_told(void **state)
{
	static const char *const session[] = { "PRAGMA recursive_triggers = ON",
					       "PRAGMA cache_size = 77" };
	struct rig_rows rows = { .count = 0 };
	dunlin_conn *own;

	(void)state;
	assert_int_equal(open_session(session, 2, &own), DUNLIN_OK);
	rig_assert_rows(own, "PRAGMA recursive_triggers", "1\n");
	rig_assert_rows(own, "PRAGMA cache_size", "77\n");
	assert_int_equal(rig_driver->setup(own, rig_on_row, &rows, &rig_err), DUNLIN_OK);
	assert_string_equal(rows.text,
			    "PRAGMA busy_timeout = 50\n"
			    "PRAGMA foreign_keys = ON\n"
			    "-- defensive mode on; extensions, ATTACH and PRAGMA writable_schema "
			    "refused\n"
			    "-- statement timeout 60000 ms\n"
			    "PRAGMA recursive_triggers = ON\n"
			    "PRAGMA cache_size = 77\n");
	rows.count = 0;
	rows.stop_after = 2;
	assert_int_equal(rig_driver->setup(own, rig_on_row, &rows, &rig_err), DUNLIN_ESERIALIZE);
	assert_int_equal(rows.count, 2);
	rig_driver->close(own);
}

static void sqlite__the_set_up_of_a_missing_file_is_a_runs(void **state)
{
	struct dunlin_open how = rig_how("sqlite:gone.db", 0);
	struct rig_rows rows = { .count = 0 };
	dunlin_conn *own;

	(void)state;
	how.lock_timeout_ms = -1;
	assert_int_equal(rig_driver->open(&own, &rig_host, &how, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_driver->setup(own, rig_on_row, &rows, &rig_err), DUNLIN_OK);
	assert_non_null(strstr(rows.text, "busy_timeout = 2147483647\n"));
	assert_null(strstr(rows.text, "query_only"));
	rig_exec_ok(own, "PRAGMA query_only = OFF");
	assert_int_equal(rig_driver->reset(own, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_exec(own, "CREATE TABLE t(a)", NULL), DUNLIN_EREADONLY);
	rig_driver->close(own);
	how.lock_timeout_ms = 0;
	assert_int_equal(rig_driver->open(&own, &rig_host, &how, &rig_err), DUNLIN_OK);
	memset(&rows, 0, sizeof(rows));
	assert_int_equal(rig_driver->setup(own, rig_on_row, &rows, &rig_err), DUNLIN_OK);
	assert_non_null(strstr(rows.text, "busy_timeout = 5000\n"));
	rig_driver->close(own);
}

static void sqlite__a_bad_session_statement_is_named(void **state)
{
	static const struct {
		const char *second;
		dunlin_status status;
		const char *message;
	} bad[] = {
		{ "SELEKT 1", DUNLIN_ESYNTAX,
		  "session statement 2: near \"SELEKT\": syntax error" },
		{ "SELECT 1; SELECT 2", DUNLIN_ESYNTAX,
		  "session statement 2: more than one statement at once" },
		{ "BEGIN", DUNLIN_EUSAGE, "session statement 2 leaves a transaction open" },
		{ "ATTACH 'x' AS x", DUNLIN_EPERM, "session statement 2: not authorized" },
		{ "SELECT * FROM nix", DUNLIN_EMISSING, "session statement 2: no such table: nix" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *const session[] = { "SELECT 1", bad[i].second };
		dunlin_conn *own = conn;

		assert_int_equal(open_session(session, 2, &own), bad[i].status);
		assert_null(own);
		assert_string_equal(rig_err.message, bad[i].message);
		assert_int_equal(rig_err.fault.byte_offset, -1);
		assert_int_equal(rig_err.fault.stmt_index, -1);
	}
}

static void sqlite__reset_puts_settings_back(void **state)
{
	static const char *const session[] = { "PRAGMA recursive_triggers = ON",
					       "CREATE TEMP TABLE IF NOT EXISTS mine(a)" };
	static const char all[] =
		"SELECT (SELECT * FROM pragma_foreign_keys), (SELECT * FROM "
		"pragma_recursive_triggers), (SELECT * FROM pragma_synchronous), (SELECT * FROM "
		"pragma_legacy_alter_table), (SELECT * FROM pragma_ignore_check_constraints), "
		"(SELECT * FROM pragma_defer_foreign_keys), (SELECT * FROM pragma_query_only), "
		"(SELECT * FROM pragma_cache_size), (SELECT * FROM pragma_trusted_schema), 'A' LIKE "
		"'a', (SELECT * FROM pragma_temp_store), (SELECT * FROM pragma_secure_delete)";
	struct rig_rows before = { .count = 0 };
	dunlin_conn *own;

	(void)state;
	assert_int_equal(open_session(session, 2, &own), DUNLIN_OK);
	assert_int_equal(rig_query(own, all, &before), DUNLIN_OK);
	assert_int_equal(rig_exec(own, "PRAGMA foreign_keys = OFF", "PRAGMA recursive_triggers = 0",
				  "PRAGMA synchronous = OFF", "PRAGMA legacy_alter_table = ON",
				  "PRAGMA ignore_check_constraints = ON",
				  "PRAGMA defer_foreign_keys = ON", "PRAGMA cache_size = 5", NULL),
			 DUNLIN_OK);
	assert_int_equal(
		rig_exec(own, "PRAGMA trusted_schema = ON", "PRAGMA locking_mode=EXCLUSIVE",
			 "PRAGMA case_sensitive_like = ON", "PRAGMA journal_mode = PERSIST",
			 "CREATE TABLE t(a)", "PRAGMA query_only = ON", NULL),
		DUNLIN_OK);
	rig_assert_rows(own, "SELECT 'A' LIKE 'a'", "0\n");
	assert_int_equal(rig_exec(conn, "SELECT count(*) FROM sqlite_master", NULL), DUNLIN_EBUSY);
	assert_int_equal(rig_driver->reset(own, &rig_err), DUNLIN_OK);
	rig_assert_rows(own, all, before.text);
	rig_assert_rows(own, "PRAGMA journal_mode", "delete\n");
	rig_assert_rows(own, "SELECT count(*) FROM mine", "0\n");
	rig_exec_ok(conn, "INSERT INTO t VALUES (1)"); /* the exclusive lock is gone */
	assert_int_equal(rig_driver->reset(own, &rig_err), DUNLIN_OK);
	rig_driver->close(own);
}

static void sqlite__reset_leaves_wal_alone(void **state)
{
	(void)state;
	rig_exec_ok(conn, "PRAGMA journal_mode = WAL");
	assert_int_equal(rig_driver->reset(conn, &rig_err), DUNLIN_OK);
	rig_assert_rows(conn, "PRAGMA journal_mode", "wal\n");
	rig_exec_ok(conn, "PRAGMA journal_mode = DELETE");
}

static void sqlite__reset_reports_a_session_statement_that_fails_now(void **state)
{
	static const char *const session[] = { "INSERT INTO log VALUES (1)" };
	dunlin_conn *own;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE log(a)");
	assert_int_equal(open_session(session, 1, &own), DUNLIN_OK);
	assert_int_equal(rig_driver->reset(own, &rig_err), DUNLIN_OK);
	rig_assert_rows(own, "SELECT count(*) FROM log", "2\n");
	rig_exec_ok(own, "DROP TABLE log");
	rig_clear();
	assert_int_equal(rig_driver->reset(own, &rig_err), DUNLIN_EMISSING);
	rig_assert_fault(DUNLIN_EMISSING, "42P01", "session statement 1: no such table: log");
	assert_string_equal(rig_err.context, "INSERT INTO log VALUES (1)");
	rig_driver->close(own);
}

static void sqlite__tables_are_found_by_name(void **state)
{
	struct rig_rows rows = { .count = 0 };

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE \"odd \"\" 'name'\"(a)");
	rig_exec_ok(conn, "CREATE TABLE Dunlin_History(a)");
	rig_exec_ok(conn, "CREATE VIEW dunlin_meta AS SELECT 1");
	rig_exec_ok(conn, "CREATE TEMP TABLE dunlin_event(a)");
	assert_int_equal(rig_driver->find_tables(conn, "dunlin_history", rig_on_row, &rows,
						 &rig_err),
			 DUNLIN_OK);
	assert_int_equal(rig_driver->find_tables(conn, "dunlin_meta", rig_on_row, &rows, &rig_err),
			 DUNLIN_OK);
	assert_int_equal(rig_driver->find_tables(conn, "dunlin_event", rig_on_row, &rows, &rig_err),
			 DUNLIN_OK);
	assert_int_equal(rig_driver->find_tables(conn, "odd \" 'name'", rig_on_row, &rows,
						 &rig_err),
			 DUNLIN_OK);
	assert_string_equal(rows.text, "~|\"Dunlin_History\"|Dunlin_History\n"
				       "~|\"odd \"\" 'name'\"|odd \" 'name'\n");
	rows = (struct rig_rows){ .count = 0 };
	rig_exec_ok(conn, "CREATE TABLE \"\xc3\xa4_dunlin_event\"(a)");
	rig_exec_ok(conn, "CREATE TABLE dunlin(a)");
	assert_int_equal(rig_driver->find_tables(conn, "dunlin_*", rig_on_row, &rows, &rig_err),
			 DUNLIN_OK);
	assert_int_equal(rig_driver->find_tables(conn, "\xc3\xa4_*", rig_on_row, &rows, &rig_err),
			 DUNLIN_OK);
	assert_int_equal(rig_driver->find_tables(conn, "dunlin_hi%*", rig_on_row, &rows, &rig_err),
			 DUNLIN_OK);
	assert_string_equal(rows.text, "~|\"Dunlin_History\"|Dunlin_History\n"
				       "~|\"\xc3\xa4_dunlin_event\"|\xc3\xa4_dunlin_event\n");
	rig_exec_ok(conn, "SELECT * FROM \"odd \"\" 'name'\"");
}

static int start(void **state)
{
	(void)state;
	return rig_start("sqlite");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sqlite__foreign_keys_are_on),
		TEST(sqlite__other_files_are_out_of_reach),
		TEST(sqlite__vacuum_works),
		TEST(sqlite__common_modules_work),
		TEST(sqlite__session_statements_run_and_are_told),
		TEST(sqlite__the_set_up_of_a_missing_file_is_a_runs),
		TEST(sqlite__a_bad_session_statement_is_named),
		TEST(sqlite__reset_puts_settings_back),
		TEST(sqlite__reset_leaves_wal_alone),
		TEST(sqlite__reset_reports_a_session_statement_that_fails_now),
		TEST(sqlite__tables_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, start, rig_stop);
}
