/* Running statements: batches, rows, and what each kind of error becomes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/rig.h"

static dunlin_conn *conn;

static int fresh(void **state)
{
	(void)state;
	conn = rig_open("sqlite::memory:", 0);
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	return 0;
}

struct error_case {
	const char *sql;
	dunlin_status status;
	const char *sqlstate; /* "" for none */
	int offset;
	const char *message;
};

static void check_errors(const struct error_case *cases, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct error_case *c = &cases[i];

		rig_clear();
		if (rig_exec(conn, c->sql, NULL) != c->status ||
		    strcmp(rig_err.sqlstate, c->sqlstate) != 0 ||
		    rig_err.fault.byte_offset != c->offset ||
		    strcmp(rig_err.message, c->message) != 0)
			fail_msg("%s: status %d, sqlstate \"%s\", offset %d, \"%s\"", c->sql,
				 rig_err.fault.status, rig_err.sqlstate,
				 (int)rig_err.fault.byte_offset, rig_err.message);
		assert_int_equal(rig_err.fault.stmt_index, 0);
		assert_int_not_equal(rig_err.fault.native_code, 0);
		assert_int_equal(rig_err.fault.retryable, 0);
	}
}

static void make_schema(void)
{
	rig_exec_ok(conn, "CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
	rig_exec_ok(conn, "CREATE TABLE c(id INT PRIMARY KEY, p INT NOT NULL REFERENCES p, "
			  "n INT CONSTRAINT small CHECK (n < 10))");
	rig_exec_ok(conn, "CREATE VIEW v AS SELECT * FROM p");
	rig_exec_ok(conn, "CREATE INDEX i ON c(p)");
	rig_exec_ok(conn, "CREATE TRIGGER stop BEFORE DELETE ON p BEGIN "
			  "SELECT RAISE(ABORT, 'no such table: never'); END");
	rig_exec_ok(conn, "INSERT INTO p VALUES (1, 'one')");
	rig_exec_ok(conn, "INSERT INTO c VALUES (1, 1, 1)");
}

static void sqlite__constraints_have_their_sqlstates(void **state)
{
	static const struct error_case cases[] = {
		{ "INSERT INTO c VALUES (2, NULL, 1)", DUNLIN_ESQL, "23502", -1,
		  "NOT NULL constraint failed: c.p" },
		{ "INSERT INTO c VALUES (2, 9, 1)", DUNLIN_ESQL, "23503", -1,
		  "FOREIGN KEY constraint failed" },
		{ "INSERT INTO p VALUES (2, 'one')", DUNLIN_EEXISTS, "23505", -1,
		  "UNIQUE constraint failed: p.name" },
		{ "INSERT INTO p VALUES (1, 'two')", DUNLIN_EEXISTS, "23505", -1,
		  "UNIQUE constraint failed: p.id" },
		{ "INSERT INTO c VALUES (1, 1, 1)", DUNLIN_EEXISTS, "23505", -1,
		  "UNIQUE constraint failed: c.id" },
		{ "INSERT INTO c VALUES (2, 1, 11)", DUNLIN_ESQL, "23514", -1,
		  "CHECK constraint failed: small" },
		{ "DELETE FROM p", DUNLIN_ESQL, "P0001", -1, "no such table: never" },
		{ "INSERT INTO p VALUES ('x', 'y')", DUNLIN_ESQL, "42804", -1,
		  "datatype mismatch" },
	};

	(void)state;
	make_schema();
	check_errors(cases, sizeof(cases) / sizeof(cases[0]));
	assert_int_equal(rig_exec(conn, "INSERT INTO p VALUES (1, 'one')", NULL), DUNLIN_EEXISTS);
	assert_string_equal(rig_err.object, "p.id");
}

static void sqlite__words_become_classes(void **state)
{
	static const struct error_case cases[] = {
		{ "SELECT * FROM nix", DUNLIN_EMISSING, "42P01", 14, "no such table: nix" },
		{ "SELECT 'ä', * FROM nix", DUNLIN_EMISSING, "42P01", 20, "no such table: nix" },
		{ "SELECT 'nix', nix.a /* nix */ FROM \"NIX\" nix2 -- nix", DUNLIN_EMISSING,
		  "42P01", 35, "no such table: NIX" },
		{ "DELETE FROM main.[nix]", DUNLIN_EMISSING, "42P01", 17,
		  "no such table: main.nix" },
		{ "CREATE TRIGGER x AFTER INSERT ON nix BEGIN SELECT 1; END", DUNLIN_EMISSING,
		  "42P01", 33, "no such table: main.nix" },
		{ "DROP VIEW nix", DUNLIN_EMISSING, "42P01", 10, "no such view: nix" },
		{ "SELECT nix FROM p", DUNLIN_EMISSING, "42703", 7, "no such column: nix" },
		{ "INSERT INTO p(nix) VALUES (1)", DUNLIN_EMISSING, "42703", 14,
		  "table p has no column named nix" },
		{ "SELECT nix(1)", DUNLIN_EMISSING, "42883", 7, "no such function: nix" },
		{ "DROP INDEX nix", DUNLIN_EMISSING, "42704", 11, "no such index: nix" },
		{ "DROP TRIGGER nix", DUNLIN_EMISSING, "42704", 13, "no such trigger: nix" },
		{ "SELECT 1 ORDER BY 1 COLLATE nix", DUNLIN_EMISSING, "42704", 28,
		  "no such collation sequence: nix" },
		{ "RELEASE nix", DUNLIN_EMISSING, "3B001", -1, "no such savepoint: nix" },
		{ "CREATE TABLE nix.t(a)", DUNLIN_EMISSING, "3D000", 13, "unknown database nix" },
		{ "CREATE TABLE p(a)", DUNLIN_EEXISTS, "42P07", 13, "table p already exists" },
		{ "CREATE VIEW v AS SELECT 1", DUNLIN_EEXISTS, "42P07", 12,
		  "view v already exists" },
		{ "CREATE INDEX i ON p(name)", DUNLIN_EEXISTS, "42P07", -1,
		  "index i already exists" },
		{ "CREATE TRIGGER stop AFTER INSERT ON p BEGIN SELECT 1; END", DUNLIN_EEXISTS,
		  "42710", 15, "trigger stop already exists" },
		{ "ALTER TABLE p ADD COLUMN name", DUNLIN_EEXISTS, "42701", 25,
		  "duplicate column name: name" },
		{ "ALTER TABLE p RENAME TO c", DUNLIN_EEXISTS, "42P07", -1,
		  "there is already another table or index with this name: c" },
		{ "SELEKT 1", DUNLIN_ESYNTAX, "42601", 0, "near \"SELEKT\": syntax error" },
		{ "SELECT 1 FROM WHERE", DUNLIN_ESYNTAX, "42601", 14,
		  "near \"WHERE\": syntax error" },
		{ "-- é\nSELECT 1 +* 2", DUNLIN_ESYNTAX, "42601", 16, "near \"*\": syntax error" },
		{ "SELECT (1", DUNLIN_ESYNTAX, "42601", -1, "incomplete input" },
		{ "SELECT 'open", DUNLIN_ESYNTAX, "42601", 7, "unrecognized token: \"'open\"" },
		{ "COMMIT", DUNLIN_ESQL, "25P01", -1, "cannot commit - no transaction is active" },
		{ "ROLLBACK", DUNLIN_ESQL, "25P01", -1,
		  "cannot rollback - no transaction is active" },
		{ "INSERT INTO bad VALUES (1)", DUNLIN_ESQL, "42830", -1,
		  "foreign key mismatch - \"bad\" referencing \"p\"" },
		{ "DELETE FROM sqlite_master", DUNLIN_EPERM, "42501", -1,
		  "table sqlite_master may not be modified" },
		{ "SELECT load_extension('x')", DUNLIN_EPERM, "42501", -1, "not authorized" },
		{ "SELECT abs(1, 2)", DUNLIN_ESQL, "42883", 7,
		  "wrong number of arguments to function abs()" },
		{ "SELECT id FROM p, c", DUNLIN_ESQL, "42702", 7, "ambiguous column name: id" },
		{ "SELECT zeroblob(2000000000)", DUNLIN_ESQL, "54000", -1,
		  "string or blob too big" },
	};
	static const struct error_case in_tx[] = {
		{ "BEGIN", DUNLIN_ESQL, "25001", -1,
		  "cannot start a transaction within a transaction" },
		{ "VACUUM", DUNLIN_ESQL, "25001", -1, "cannot VACUUM from within a transaction" },
	};

	(void)state;
	make_schema();
	rig_exec_ok(conn, "CREATE TABLE bad(x REFERENCES p(nosuch))");
	check_errors(cases, sizeof(cases) / sizeof(cases[0]));
	rig_exec_ok(conn, "BEGIN");
	check_errors(in_tx, sizeof(in_tx) / sizeof(in_tx[0]));
}

static void sqlite__an_error_within_the_schema_has_no_position(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a, b)");
	rig_exec_ok(conn, "CREATE VIEW w AS SELECT a, b FROM t");
	assert_int_equal(rig_exec(conn, "ALTER TABLE t DROP COLUMN b", NULL), DUNLIN_EMISSING);
	rig_assert_fault(DUNLIN_EMISSING, "42703", "error in view w");
	assert_int_equal(rig_err.fault.byte_offset, -1);
}

static void sqlite__a_batch_stops_at_its_first_error(void **state)
{
	(void)state;
	assert_int_equal(rig_exec(conn, "CREATE TABLE t(a)", "INSERT INTO t VALUES (1), (2)",
				  "UPDATE t SET a = 3", "SELECT * FROM t", "DELETE FROM nix",
				  "INSERT INTO t VALUES (9)", NULL),
			 DUNLIN_EMISSING);
	assert_int_equal(rig_err.fault.stmt_index, 4);
	assert_int_equal(rig_err.fault.byte_offset, 12);
	assert_string_equal(rig_events.text, "0:0 1:2 2:2 3:2 ");
	rig_assert_rows(conn, "SELECT a FROM t", "3\n3\n");
}

static void sqlite__rows_are_those_of_this_statement(void **state)
{
	(void)state;
	assert_int_equal(rig_exec(conn, "CREATE TABLE t(a)", "INSERT INTO t VALUES (1), (2), (3)",
				  "CREATE TABLE u AS SELECT * FROM t", "ALTER TABLE u RENAME TO w",
				  "DELETE FROM t WHERE a = 2", "DELETE FROM t WHERE a = 2",
				  "INSERT INTO t VALUES (7), (8) RETURNING a", NULL),
			 DUNLIN_OK);
	assert_string_equal(rig_events.text, "0:0 1:3 2:0 3:0 4:1 5:0 6:2 ");
}

static void sqlite__transactions_are_plain_statements(void **state)
{
	(void)state;
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	assert_int_equal(rig_exec(conn, "BEGIN IMMEDIATE", "CREATE TABLE t(a)", "SAVEPOINT s",
				  "INSERT INTO t VALUES (1)", "ROLLBACK TO s", "RELEASE s", NULL),
			 DUNLIN_OK);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_OPEN);
	rig_exec_ok(conn, "COMMIT");
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	rig_assert_rows(conn, "SELECT count(*) FROM t", "0\n");
	rig_exec_ok(conn, "BEGIN");
	assert_int_equal(rig_exec(conn, "INSERT INTO t VALUES (2)", "SELEKT", NULL),
			 DUNLIN_ESYNTAX);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_OPEN);
	assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_OK);
	rig_assert_rows(conn, "SELECT count(*) FROM t", "0\n");
}

static void sqlite__a_second_statement_is_refused_before_the_first_runs(void **state)
{
	static const struct {
		const char *sql;
		int offset;
	} bad[] = {
		{ "CREATE TABLE t(a); CREATE TABLE u(a)", 19 },
		{ "CREATE TABLE t(a);;/* ; */-- x\n DROP TABLE t", 32 },
		{ "CREATE TABLE t(a); garbage", 19 },
		{ "CREATE TABLE t(a); */", 19 },
		{ "CREATE TABLE t(a);/ *", 18 },
		{ "CREATE TABLE t(a); 'x", 19 },
		{ "; CREATE TABLE t(a); SELECT 1", 21 },
	};
	static const char *const good[] = {
		"SELECT 1;",           "SELECT 1; ; \n\t;",     "SELECT 1; -- end",
		"SELECT 1; /* end */", "SELECT 1; /* open",     "SELECT 1 /* open",
		"; SELECT 1",          "/* a */ SELECT 1 -- b", "SELECT 1;/*/ */",
		"SELECT 1;--",         "SELECT 1;/**/",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (rig_exec(conn, bad[i].sql, NULL) != DUNLIN_ESYNTAX)
			fail_msg("%s", bad[i].sql);
		rig_assert_fault(DUNLIN_ESYNTAX, "42601", "more than one statement");
		assert_int_equal(rig_err.fault.byte_offset, bad[i].offset);
		rig_assert_rows(conn, "SELECT count(*) FROM sqlite_master", "0\n");
	}
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		rig_exec_ok(conn, good[i]);
		assert_string_equal(rig_events.text, "0:1 ");
	}
}

static void sqlite__nothing_is_a_statement_too(void **state)
{
	(void)state;
	assert_int_equal(rig_exec(conn, "", " \n", "-- only this", "/* and this", ";;", NULL),
			 DUNLIN_OK);
	assert_string_equal(rig_events.text, "0:0 1:0 2:0 3:0 4:0 ");
}

static void sqlite__copy_and_nul_bytes_are_refused(void **state)
{
	struct dunlin_statement statement = { .size = DUNLIN_STATEMENT_SIZE,
					      .kind = DUNLIN_STMT_COPY,
					      .sql = "SELECT 1",
					      .sql_len = 8 };
	struct dunlin_batch batch = { DUNLIN_BATCH_SIZE, sizeof(statement), &statement, 1 };

	(void)state;
	rig_clear();
	assert_int_equal(rig_driver->exec(conn, &batch, &rig_err), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, "0A000", "COPY");
	assert_int_equal(rig_err.fault.stmt_index, 0);
	statement.kind = 77; /* unknown: plain */
	assert_int_equal(rig_driver->exec(conn, &batch, &rig_err), DUNLIN_OK);
	statement.sql = "SELECT 1\0; DROP TABLE t";
	statement.sql_len = 23;
	assert_int_equal(rig_driver->exec(conn, &batch, &rig_err), DUNLIN_ESYNTAX);
	rig_assert_fault(DUNLIN_ESYNTAX, "42601", "NUL byte");
	assert_int_equal(rig_err.fault.byte_offset, 8);
	statement.size = (uint32_t)offsetof(struct dunlin_statement, sql_len);
	assert_int_equal(rig_driver->exec(conn, &batch, &rig_err), DUNLIN_EUSAGE);
	batch.size = (uint32_t)offsetof(struct dunlin_batch, count);
	assert_int_equal(rig_driver->exec(conn, &batch, &rig_err), DUNLIN_EUSAGE);
}

/* A statement from an engine that knows more members than the driver. */
static void sqlite__statements_are_found_by_the_stride(void **state)
{
	struct {
		struct dunlin_statement known;
		char more[40];
	} statements[3];
	struct dunlin_batch batch = { DUNLIN_BATCH_SIZE, sizeof(statements[0]),
				      &statements[0].known, 3 };
	static const char *const sql[] = { "CREATE TABLE t(a)", "INSERT INTO t VALUES (5)",
					   "DELETE FROM nix" };
	size_t i;

	(void)state;
	memset(statements, 0xee, sizeof(statements));
	for (i = 0; i < 3; i++)
		statements[i].known = (struct dunlin_statement){ .size = sizeof(statements[0]),
								 .sql = sql[i],
								 .sql_len = strlen(sql[i]) };
	assert_int_equal(rig_driver->exec(conn, &batch, &rig_err), DUNLIN_EMISSING);
	assert_int_equal(rig_err.fault.stmt_index, 2);
	rig_assert_rows(conn, "SELECT a FROM t", "5\n");
}

static void sqlite__cells_are_text(void **state)
{
	struct rig_rows rows = { .count = 0 };

	(void)state;
	rig_assert_rows(conn,
			"SELECT 1, -2.5, 'ä|', NULL, x'00ff1A', x'', '' UNION ALL SELECT "
			"9223372036854775807, 1e300, x'61', x'62', 'c', x'63', 0",
			"1|-2.5|ä||~|00ff1a||\n9223372036854775807|1.0e+300|61|62|c|63|0\n");
	rig_assert_rows(conn, "CREATE TABLE t(a)", "");
	rig_assert_rows(conn, "SELECT * FROM t", "");
	assert_int_equal(rig_query(conn, "SELECT 'a' || char(0) || 'b'", &rows), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "22021", "column 1 of the result holds a NUL");
	assert_int_equal(rig_query(conn, "SELECT 1; SELECT 2", &rows), DUNLIN_ESYNTAX);
	assert_int_equal(rows.count, 0);
	assert_int_equal(rig_query(conn, "SELECT nix", &rows), DUNLIN_EMISSING);
	assert_int_equal(rig_err.fault.stmt_index, -1);
	assert_int_equal(rig_err.fault.byte_offset, 7);
	assert_int_equal(rig_driver->query(conn, "SELECT 1", 8, NULL, NULL, &rig_err), DUNLIN_OK);
}

static void sqlite__a_row_callback_ends_the_query(void **state)
{
	static const char many[] =
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
		"SELECT i FROM n";
	struct rig_rows rows = { .stop_after = 3 };

	(void)state;
	assert_int_equal(rig_query(conn, many, &rows), DUNLIN_ESERIALIZE);
	assert_string_equal(rows.text, "1\n2\n3\n");
	assert_false(rig_err.seen);
	rig_exec_ok(conn, "CREATE TABLE t(a)"); /* nothing is left open */
}

static void sqlite__an_error_that_rolled_everything_back_says_so(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a UNIQUE)");
	assert_int_equal(rig_exec(conn, "BEGIN", "INSERT INTO t VALUES (1)",
				  "INSERT OR ROLLBACK INTO t VALUES (1)",
				  "INSERT INTO t VALUES (2)", NULL),
			 DUNLIN_EEXISTS);
	assert_string_equal(rig_err.detail, "SQLite has rolled the whole transaction back");
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	rig_assert_rows(conn, "SELECT count(*) FROM t", "0\n");
}

static void sqlite__a_full_database_says_so(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a)");
	rig_exec_ok(conn, "PRAGMA max_page_count = 3");
	assert_int_equal(rig_exec(conn, "INSERT INTO t VALUES (randomblob(100000))", NULL),
			 DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "53100", "full");
}

static void sqlite__a_deferred_foreign_key_fails_at_commit(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE TABLE p(id INTEGER PRIMARY KEY)");
	rig_exec_ok(conn, "CREATE TABLE c(p REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
	assert_int_equal(rig_exec(conn, "BEGIN", "INSERT INTO c VALUES (1)", "COMMIT", NULL),
			 DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "23503", NULL);
	assert_int_equal(rig_err.fault.stmt_index, 2);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_OPEN);
}

static void sqlite__on_delete_restrict_is_a_foreign_key(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE TABLE parent(id INTEGER PRIMARY KEY)");
	rig_exec_ok(conn, "CREATE TABLE child(p REFERENCES parent ON DELETE RESTRICT)");
	rig_exec_ok(conn, "INSERT INTO parent VALUES (1)");
	rig_exec_ok(conn, "INSERT INTO child VALUES (1)");
	assert_int_equal(rig_exec(conn, "DELETE FROM parent", NULL), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "23503", "FOREIGN KEY constraint failed");
}

static void sqlite__a_fault_needs_no_error_object(void **state)
{
	struct rig_rows rows = { .count = 0 };

	(void)state;
	assert_int_equal(rig_driver->query(conn, "SELEKT", 6, rig_on_row, &rows, NULL),
			 DUNLIN_ESYNTAX);
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
		TEST(sqlite__constraints_have_their_sqlstates),
		TEST(sqlite__words_become_classes),
		TEST(sqlite__an_error_within_the_schema_has_no_position),
		TEST(sqlite__a_batch_stops_at_its_first_error),
		TEST(sqlite__rows_are_those_of_this_statement),
		TEST(sqlite__transactions_are_plain_statements),
		TEST(sqlite__a_second_statement_is_refused_before_the_first_runs),
		TEST(sqlite__nothing_is_a_statement_too),
		TEST(sqlite__copy_and_nul_bytes_are_refused),
		TEST(sqlite__statements_are_found_by_the_stride),
		TEST(sqlite__cells_are_text),
		TEST(sqlite__a_row_callback_ends_the_query),
		TEST(sqlite__an_error_that_rolled_everything_back_says_so),
		TEST(sqlite__a_full_database_says_so),
		TEST(sqlite__a_deferred_foreign_key_fails_at_commit),
		TEST(sqlite__on_delete_restrict_is_a_foreign_key),
		TEST(sqlite__a_fault_needs_no_error_object),
	};

	return cmocka_run_group_tests(tests, start, rig_stop);
}
