/* PostgreSQL: batches, what part of them takes effect, and where faults point. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/pg.h"

static dunlin_conn *conn;

static int fresh(void **state)
{
	(void)state;
	conn = pg_open("");
	rig_exec_ok(conn, "DROP SCHEMA IF EXISTS x CASCADE");
	rig_exec_ok(conn, "CREATE SCHEMA x");
	rig_exec_ok(conn, "SET search_path = x");
	pg_log_clear();
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	conn = NULL;
	return 0;
}

static void assert_usable(void)
{
	rig_assert_rows(conn, "SELECT 1", "1\n");
}

/* --- what takes effect --- */

static void postgres__a_failure_keeps_the_transactions_before_it(void **state)
{
	struct pg_batch b;
	int i;

	(void)state;
	pg_begin(&b);
	for (i = 1; i <= 3; i++) {
		pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
		pg_add(&b, DUNLIN_STMT_PLAIN,
		       i == 1   ? "CREATE TABLE m1()"
		       : i == 2 ? "CREATE TABLE m2()"
				: "CREATE TABLE m3()");
		pg_add(&b, DUNLIN_STMT_PLAIN, i == 2 ? "SELECT 1/0" : "SELECT 1");
		pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	}
	assert_int_equal(pg_run(conn, &b), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "22012", "division by zero");
	assert_int_equal(rig_err.fault.stmt_index, 6);
	assert_string_equal(pg_log,
			    "done 0:-1; done 1:-1; done 2:1; done 3:-1; done 4:-1; done 5:-1; ");
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_FAILED);
	assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_OK);
	rig_assert_rows(conn, "SELECT relname FROM pg_class WHERE relnamespace = 'x'::regnamespace",
			"m1\n");
}

static void postgres__outside_a_transaction_each_statement_commits(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a int PRIMARY KEY)");
	assert_int_equal(rig_exec(conn, "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)",
				  "INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)", NULL),
			 DUNLIN_EEXISTS);
	assert_int_equal(rig_err.fault.stmt_index, 2);
	assert_string_equal(rig_err.object, "x.t, constraint t_pkey");
	assert_string_equal(rig_err.detail, "Key (a)=(2) already exists.");
	assert_string_equal(pg_log, "done 0:-1; done 0:1; done 1:1; ");
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	rig_assert_rows(conn, "SELECT a FROM t ORDER BY a", "1\n2\n");
}

static void postgres__a_transaction_may_span_batches(void **state)
{
	struct pg_batch b;

	(void)state;
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "CREATE TABLE t(a int)");
	assert_int_equal(pg_run(conn, &b), DUNLIN_OK);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_OPEN);
	assert_int_equal(rig_exec(conn, "INSERT INTO t VALUES (1)", "SAVEPOINT s",
				  "INSERT INTO t VALUES (2)", "ROLLBACK TO s", NULL),
			 DUNLIN_OK);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_OPEN);
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	assert_int_equal(pg_run(conn, &b), DUNLIN_OK);
	rig_assert_rows(conn, "SELECT a FROM t", "1\n");
}

static void postgres__a_commit_of_what_failed_is_an_error(void **state)
{
	struct pg_batch b;

	(void)state;
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "nonsense");
	assert_int_equal(pg_run(conn, &b), DUNLIN_ESYNTAX);
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "CREATE TABLE never()");
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	assert_int_equal(pg_run(conn, &b), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, NULL, "answered with ROLLBACK");
	assert_int_equal(rig_err.fault.stmt_index, 0);
	rig_assert_rows(conn, "SELECT to_regclass('x.never') IS NULL", "t\n");
}

static void postgres__a_deferred_constraint_fails_at_commit(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
	assert_int_equal(pg_run_tx(conn, "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)",
				   NULL),
			 DUNLIN_EEXISTS);
	assert_int_equal(rig_err.fault.stmt_index, 3);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	rig_assert_rows(conn, "SELECT count(*) FROM t", "0\n");
}

static void postgres__alone_runs_what_no_transaction_may_hold(void **state)
{
	struct pg_batch b;

	(void)state;
	/* It waits for whoever else is at work in this database: other tests, that is. */
	rig_exec_ok(conn, "SET lock_timeout = 0");
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "CREATE TABLE t(a int)");
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	pg_add(&b, DUNLIN_STMT_ALONE, "CREATE INDEX CONCURRENTLY i ON t(a)");
	pg_add(&b, DUNLIN_STMT_ALONE, "VACUUM t");
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "INSERT INTO t VALUES (1)");
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	assert_int_equal(pg_run(conn, &b), DUNLIN_OK);
	assert_string_equal(pg_log, "done 0:-1; done 1:-1; done 2:-1; done 3:-1; done 4:-1; "
				    "done 5:-1; done 6:1; done 7:-1; ");
	rig_assert_rows(conn, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass",
			"t\n");
	assert_int_equal(pg_run_tx(conn, "VACUUM t", NULL), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "25001", "VACUUM cannot");
	assert_non_null(strstr(rig_err.hint, "transaction off"));
	assert_int_equal(rig_driver->rollback(conn, NULL), DUNLIN_OK);
}

static void postgres__nothing_after_a_failure_runs_across_groups(void **state)
{
	static const uint32_t after[] = { DUNLIN_STMT_ALONE, DUNLIN_STMT_COPY, DUNLIN_STMT_PLAIN,
					  DUNLIN_STMT_BEGIN };
	struct pg_batch b;
	size_t i;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a int)");
	for (i = 0; i < sizeof(after) / sizeof(after[0]); i++) {
		pg_begin(&b);
		pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
		pg_add(&b, DUNLIN_STMT_PLAIN, "SELECT 1/0");
		pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
		if (after[i] == DUNLIN_STMT_COPY)
			pg_add_copy(&b, "COPY t FROM stdin", "1\n");
		else
			pg_add(&b, after[i],
			       after[i] == DUNLIN_STMT_BEGIN ? "BEGIN"
							     : "INSERT INTO t VALUES (1)");
		assert_int_equal(pg_run(conn, &b), DUNLIN_ESQL);
		assert_string_equal(pg_log, "done 0:-1; ");
		assert_int_equal(rig_driver->rollback(conn, NULL), DUNLIN_OK);
		rig_assert_rows(conn, "SELECT count(*) FROM t", "0\n");
	}
}

static void postgres__ten_megabytes_go_out_while_results_come_in(void **state)
{
	enum { STATEMENTS = 400, BYTES = 25000 };
	struct dunlin_statement *list = calloc(STATEMENTS + 2, sizeof(*list));
	struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
				      .stride = sizeof(*list),
				      .statements = list,
				      .count = STATEMENTS + 2 };
	char *text = malloc(BYTES + 100);
	int len;
	size_t i;

	(void)state;
	/* Each answers with a notice and a row of the same length as itself. */
	len = sprintf(text, "SELECT x.f('");
	memset(text + len, 'a', BYTES);
	strcpy(text + len + BYTES, "')");
	rig_exec_ok(conn, "CREATE FUNCTION x.f(t text) RETURNS text LANGUAGE plpgsql AS "
			  "$$BEGIN RAISE NOTICE '%', t; RETURN t; END$$");
	for (i = 0; i < STATEMENTS + 2; i++) {
		list[i].size = DUNLIN_STATEMENT_SIZE;
		list[i].kind = i == 0                ? DUNLIN_STMT_BEGIN
			       : i == STATEMENTS + 1 ? DUNLIN_STMT_COMMIT
						     : DUNLIN_STMT_PLAIN;
		list[i].sql = i == 0 ? "BEGIN" : i == STATEMENTS + 1 ? "COMMIT" : text;
		list[i].sql_len = strlen(list[i].sql);
	}
	rig_clear();
	pg_log_clear();
	assert_int_equal(rig_driver->exec(conn, &batch, &rig_err), DUNLIN_OK);
	assert_usable();
	free(text);
	free(list);
}

static void postgres__rows_of_a_batch_are_thrown_away_one_by_one(void **state)
{
	(void)state;
	/* Some 400 MB if they were kept. */
	assert_int_equal(pg_run_tx(conn, "SELECT repeat('x', 400) FROM generate_series(1, 1000000)",
				   "SELECT setval('s', 1) FROM (SELECT 1) q WHERE false", NULL),
			 DUNLIN_EMISSING);
	assert_string_equal(pg_log, "done 0:-1; done 1:1000000; ");
	assert_int_equal(rig_driver->rollback(conn, NULL), DUNLIN_OK);
}

static void postgres__empty_and_unknown_statements_are_fine(void **state)
{
	struct pg_batch b;

	(void)state;
	pg_begin(&b);
	assert_int_equal(pg_run(conn, &b), DUNLIN_OK);
	pg_add(&b, DUNLIN_STMT_PLAIN, "");
	pg_add(&b, DUNLIN_STMT_PLAIN, "-- only a comment");
	pg_add(&b, 4711, "CREATE TABLE t()");
	assert_int_equal(pg_run(conn, &b), DUNLIN_OK);
	assert_string_equal(pg_log, "done 0:-1; done 1:-1; done 2:-1; ");
}

static void postgres__a_nul_byte_stops_before_it_is_sent(void **state)
{
	struct pg_batch b;

	(void)state;
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "CREATE TABLE a()");
	pg_add(&b, DUNLIN_STMT_PLAIN, "SELECT 1");
	b.statements[2].sql = "SELECT '\0'";
	b.statements[2].sql_len = 10;
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	assert_int_equal(pg_run(conn, &b), DUNLIN_ESYNTAX);
	assert_int_equal(rig_err.fault.stmt_index, 2);
	assert_int_equal(rig_err.fault.byte_offset, 8);
	assert_int_equal(rig_driver->rollback(conn, NULL), DUNLIN_OK);
	rig_assert_rows(conn, "SELECT to_regclass('x.a') IS NULL", "t\n");
}

static void postgres__two_statements_in_one_are_refused(void **state)
{
	(void)state;
	assert_int_equal(rig_exec(conn, "CREATE TABLE a(); CREATE TABLE b()", NULL),
			 DUNLIN_ESYNTAX);
	assert_int_equal(pg_run_tx(conn, "CREATE TABLE a(); CREATE TABLE b()", NULL),
			 DUNLIN_ESYNTAX);
	rig_assert_fault(DUNLIN_ESYNTAX, "42601", "multiple commands");
	assert_int_equal(rig_driver->rollback(conn, NULL), DUNLIN_OK);
}

static void postgres__statements_of_a_longer_or_shorter_struct_are_read(void **state)
{
	struct {
		struct dunlin_statement stmt;
		char more[24];
	} wide[2];
	struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
				      .stride = sizeof(wide[0]),
				      .statements = &wide[0].stmt,
				      .count = 2 };

	(void)state;
	memset(wide, 0xee, sizeof(wide));
	wide[0].stmt = (struct dunlin_statement){ .size = sizeof(wide[0]),
						  .sql = "CREATE TABLE t()",
						  .sql_len = 16 };
	wide[1].stmt.size = (uint32_t)offsetof(struct dunlin_statement, data);
	wide[1].stmt.kind = DUNLIN_STMT_COPY;
	wide[1].stmt.sql = "COPY t FROM stdin";
	wide[1].stmt.sql_len = 17;
	rig_clear();
	assert_int_equal(rig_driver->exec(conn, &batch, &rig_err), DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "without data");
	assert_int_equal(rig_err.fault.stmt_index, 1);
	assert_usable();
}

/* --- COPY --- */

static void postgres__copy_takes_its_data_inside_a_transaction(void **state)
{
	struct pg_batch b;

	(void)state;
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "CREATE TABLE t(a int, b text)");
	pg_add_copy(&b, "COPY t FROM stdin", "1\tä\n2\t\\N\n");
	pg_add_copy(&b, "COPY t FROM stdin (FORMAT csv)", "3,\"x\ny\"\n");
	pg_add_copy(&b, "COPY t FROM stdin", "");
	pg_add(&b, DUNLIN_STMT_PLAIN, "UPDATE t SET a = a + 1");
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	assert_int_equal(pg_run(conn, &b), DUNLIN_OK);
	assert_string_equal(pg_log, "done 0:-1; done 1:-1; done 2:2; done 3:1; done 4:0; done 5:3; "
				    "done 6:-1; ");
	rig_assert_rows(conn, "SELECT * FROM t ORDER BY a", "2|ä\n3|~\n4|x\ny\n");
}

static void postgres__a_bad_row_is_named_by_its_line(void **state)
{
	struct pg_batch b;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t2(a int, b text CHECK (b <> 'bad'))");
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add_copy(&b, "COPY t2 FROM stdin", "1\ta\n2\tb\nthree\tc\n4\td\n");
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	assert_int_equal(pg_run(conn, &b), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "22P02", "invalid input syntax");
	assert_int_equal(rig_err.fault.stmt_index, 1);
	assert_int_equal(rig_err.fault.data_line, 3);
	assert_int_equal(rig_err.fault.byte_offset, -1);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_FAILED);
	assert_int_equal(rig_driver->rollback(conn, NULL), DUNLIN_OK);

	pg_begin(&b);
	pg_add_copy(&b, "COPY t2 FROM stdin (FORMAT csv)", "1,ok\n1,\"line\n 99,\"\n2,bad\n");
	assert_int_equal(pg_run(conn, &b), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "23514", "t2_b_check");
	assert_int_equal(rig_err.fault.data_line, 4);
	assert_string_equal(rig_err.object, "x.t2, constraint t2_b_check");
	/* The statement itself is wrong: no line of the data is to blame. */
	pg_begin(&b);
	pg_add_copy(&b, "COPY nosuch FROM stdin", "1\n");
	assert_int_equal(pg_run(conn, &b), DUNLIN_EMISSING);
	assert_int_equal(rig_err.fault.data_line, -1);
	assert_usable();
}

static void postgres__much_copy_data_fails_early_and_late(void **state)
{
	enum { LINES = 600000 };
	char *data = malloc(LINES * 10 + 64);
	struct pg_batch b;
	size_t len = 0;
	int i;

	(void)state;
	for (i = 0; i < LINES; i++)
		len += (size_t)sprintf(data + len, "%d\n", i + 1000000);
	rig_exec_ok(conn, "CREATE TABLE t(a int)");
	pg_begin(&b);
	pg_add_copy(&b, "COPY t FROM stdin", data);
	assert_int_equal(pg_run(conn, &b), DUNLIN_OK);
	rig_assert_rows(conn, "SELECT count(*), sum(a)::text FROM t", "600000|779999700000\n");
	strcpy(data + len, "oops\n");
	assert_int_equal(pg_run(conn, &b), DUNLIN_OK); /* the length was noted before */
	pg_begin(&b);
	pg_add_copy(&b, "COPY t FROM stdin", data);
	assert_int_equal(pg_run(conn, &b), DUNLIN_ESQL);
	assert_int_equal(rig_err.fault.data_line, LINES + 1);
	data[0] = 'x';
	assert_int_equal(pg_run(conn, &b), DUNLIN_ESQL);
	assert_int_equal(rig_err.fault.data_line, 1);
	assert_usable();
	free(data);
}

static void postgres__copy_of_the_wrong_kind_does_not_jam(void **state)
{
	struct pg_batch b;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a int)");
	assert_int_equal(pg_run_tx(conn, "/* a /* b */ */ -- c\n copy t FROM stdin", NULL),
			 DUNLIN_EUSAGE);
	rig_assert_fault(DUNLIN_EUSAGE, NULL, "without data");
	assert_int_equal(rig_driver->rollback(conn, NULL), DUNLIN_OK);
	assert_int_equal(pg_run_tx(conn, "INSERT INTO t VALUES (1), (2)", "COPY t TO STDOUT",
				   "INSERT INTO t VALUES (3)", NULL),
			 DUNLIN_OK);
	assert_string_equal(pg_log, "done 0:-1; done 1:2; done 2:2; done 3:1; done 4:-1; ");
	/* Data for a statement that takes none. */
	pg_begin(&b);
	pg_add_copy(&b, "INSERT INTO t VALUES (4)", "5\n");
	assert_int_equal(pg_run(conn, &b), DUNLIN_OK);
	rig_assert_rows(conn, "SELECT count(*) FROM t", "4\n");
}

/* --- where --- */

struct place {
	const char *sql;
	int offset;
	int line;
};

static void check_places(const struct place *cases, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		rig_clear();
		if (rig_exec(conn, cases[i].sql, NULL) == DUNLIN_OK)
			fail_msg("no error: %s", cases[i].sql);
		if (rig_err.fault.byte_offset != cases[i].offset ||
		    rig_err.fault.line != cases[i].line)
			fail_msg("%s: offset %d, line %d: %s\n%s", cases[i].sql,
				 (int)rig_err.fault.byte_offset, (int)rig_err.fault.line,
				 rig_err.message, rig_err.context);
		assert_int_equal(pg_run_tx(conn, cases[i].sql, NULL), rig_err.fault.status);
		assert_int_equal(rig_err.fault.byte_offset, cases[i].offset);
		assert_int_equal(rig_err.fault.line, cases[i].line);
		assert_int_equal(rig_err.fault.stmt_index, 1);
		assert_int_equal(rig_driver->rollback(conn, NULL), DUNLIN_OK);
	}
}

static void postgres__a_position_is_a_byte_of_the_statement(void **state)
{
	static const struct place cases[] = {
		{ "SELECT 1 FORM t", 14, -1 },
		{ "SELECT 'äöü€😀' || nosuch", 26, -1 },
		{ "/* ä */\nSELECT\n  ß.a FROM (SELECT 1) t", 18, -1 },
		{ "SELECT 'unfinished", 7, -1 },
		{ "SELECT (1", 9, -1 }, /* at the end of the text */
		{ "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\n"
		  "-- ü\nBEGIN\n  RETRUN 1;\nEND $$",
		  69, -1 },
		{ "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT nosuch'", 56, -1 },
	};

	(void)state;
	check_places(cases, sizeof(cases) / sizeof(cases[0]));
}

static void postgres__a_do_block_is_located_by_line(void **state)
{
	static const struct place cases[] = {
		{ "DO $$BEGIN RAISE 'x'; END$$", -1, 1 },
		{ "DO $$ BEGIN\nRAISE 'x'; END$$", -1, 2 },
		{ "DO $$\nBEGIN\n  RAISE 'x';\nEND\n$$", -1, 3 },
		{ "DO $$\n\n\nBEGIN\n  RAISE 'x';\nEND\n$$", -1, 5 },
		{ "-- $$ first\nDO /* $$\n */ LANGUAGE plpgsql\n$body$\nDECLARE a int;\nBEGIN\n"
		  "  a := 1/0;\nEND $body$",
		  -1, 7 },
		{ "DO\n$$\nBEGIN\n  INSERT INTO nosuch\n  VALUES (1);\nEND $$", -1, 4 },
		{ "do $$ begin\n\nexecute 'do $x$ begin\n\n\n\n raise ''x''; end $x$'; end $$", -1,
		  3 },
		{ "do language plpgsql $$ begin\n perform\n 1; perform x.deep();\n end $$", -1, 3 },
		/* The text between single quotes need not have the body's lines. */
		{ "DO E'BEGIN\\n RAISE ''x''; END'", -1, -1 },
		{ "SELECT x.deep()", -1, -1 },
		{ "INSERT INTO x.fires VALUES (1)", -1, -1 },
		{ "SELECT x.inner_do()", -1, -1 },
	};

	(void)state;
	rig_exec_ok(conn, "CREATE FUNCTION deep() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n\n"
			  "RAISE 'deep'; END$$");
	rig_exec_ok(conn,
		    "CREATE FUNCTION inner_do() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n\n"
		    "EXECUTE 'do $x$ begin raise ''x''; end $x$'; END$$");
	rig_exec_ok(conn, "CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n"
			  "RAISE 'fired'; END$$");
	rig_exec_ok(conn, "CREATE TABLE fires(a int)");
	rig_exec_ok(conn, "CREATE TRIGGER tr BEFORE INSERT ON fires FOR EACH ROW "
			  "EXECUTE FUNCTION fire()");
	check_places(cases, sizeof(cases) / sizeof(cases[0]));
	assert_int_equal(rig_exec(conn, "INSERT INTO fires VALUES (1)", NULL), DUNLIN_ESQL);
	assert_string_equal(rig_err.context, "PL/pgSQL function fire() line 3 at RAISE");
	assert_int_equal(rig_exec(conn, cases[5].sql, NULL), DUNLIN_EMISSING);
	assert_non_null(strstr(rig_err.context, "query: INSERT INTO nosuch"));
	assert_non_null(strstr(rig_err.context, "at character 13"));
}

static void postgres__bytes_are_counted_where_the_server_counts_bytes(void **state)
{
	struct dunlin_open how = rig_how(pg_url("&dbname=dunlin_ascii"), 0);

	(void)state;
	(void)rig_driver->drop_database(&rig_host, &how, NULL);
	rig_exec_ok(conn, "CREATE DATABASE dunlin_ascii ENCODING 'SQL_ASCII' TEMPLATE template0 "
			  "LC_COLLATE 'C' LC_CTYPE 'C'");
	rig_driver->close(conn);
	conn = pg_open("&dbname=dunlin_ascii");
	assert_int_equal(rig_exec(conn, "SELECT 'äöü', nosuch", NULL), DUNLIN_EMISSING);
	assert_int_equal(rig_err.fault.byte_offset, 17);
	rig_driver->close(conn);
	conn = pg_open("");
	assert_int_equal(rig_driver->drop_database(&rig_host, &how, NULL), DUNLIN_OK);
}

/* --- classes --- */

static void postgres__each_kind_of_error_has_its_status(void **state)
{
	static const struct {
		const char *sql;
		dunlin_status status;
		const char *sqlstate;
		int retryable;
		const char *object;
	} cases[] = {
		{ "CREATE TABLE c(a int)", DUNLIN_EEXISTS, "42P07", 0, "" },
		{ "ALTER TABLE c ADD a int", DUNLIN_EEXISTS, "42701", 0, "" },
		{ "CREATE SCHEMA x", DUNLIN_EEXISTS, "42P06", 0, "" },
		{ "CREATE FUNCTION fn() RETURNS int LANGUAGE sql AS 'SELECT 1'", DUNLIN_EEXISTS,
		  "42723", 0, "" },
		{ "CREATE TYPE e AS ENUM ()", DUNLIN_EEXISTS, "42710", 0, "" },
		{ "SELECT * FROM nosuch", DUNLIN_EMISSING, "42P01", 0, "" },
		{ "SELECT nosuch FROM c", DUNLIN_EMISSING, "42703", 0, "" },
		{ "SELECT 'a'::nosuch", DUNLIN_EMISSING, "42704", 0, "" },
		{ "SELECT nosuch()", DUNLIN_EMISSING, "42883", 0, "" },
		{ "CREATE TABLE nosuch.t()", DUNLIN_EMISSING, "3F000", 0, "" },
		{ "SELECT $1", DUNLIN_ESQL, "08P01", 0, "" },
		{ "SELEC", DUNLIN_ESYNTAX, "42601", 0, "" },
		{ "SELECT sum(max(a)) FROM c", DUNLIN_ESQL, "42803", 0, "" },
		{ "SELECT a FROM c GROUP BY 7", DUNLIN_ESYNTAX, "42P10", 0, "" },
		{ "INSERT INTO n VALUES (NULL)", DUNLIN_ESQL, "23502", 0, "x.n, column a" },
		{ "INSERT INTO fk VALUES (5)", DUNLIN_ESQL, "23503", 0,
		  "x.fk, constraint fk_a_fkey" },
		{ "INSERT INTO n VALUES (1)", DUNLIN_EEXISTS, "23505", 0,
		  "x.n, constraint n_pkey" },
		{ "INSERT INTO n VALUES (-1)", DUNLIN_ESQL, "23514", 0,
		  "x.n, constraint n_a_check" },
		{ "INSERT INTO v VALUES (1)", DUNLIN_ESQL, "55000", 0, "" },
		{ "CREATE TABLE z(a int) INHERITS (n) PARTITION BY LIST (a)", DUNLIN_ESQL, "", 0,
		  "" },
		{ "DO $$BEGIN RAISE 'x' USING ERRCODE = '40001'; END$$", DUNLIN_ESERIALIZE, "40001",
		  1, "" },
		{ "DO $$BEGIN RAISE 'x' USING ERRCODE = '40P01'; END$$", DUNLIN_EDEADLOCK, "40P01",
		  1, "" },
		{ "DO $$BEGIN RAISE 'x' USING ERRCODE = '55P03'; END$$", DUNLIN_ELOCKTIMEOUT,
		  "55P03", 1, "" },
		{ "DO $$BEGIN RAISE 'x' USING ERRCODE = '53100'; END$$", DUNLIN_ESQL, "53100", 1,
		  "" },
		{ "DO $$BEGIN RAISE 'x' USING ERRCODE = '0A000'; END$$", DUNLIN_EUNSUPPORTED,
		  "0A000", 0, "" },
		{ "DO $$BEGIN RAISE E'two\n  lines'; END$$", DUNLIN_ESQL, "P0001", 0, "" },
	};
	size_t i;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE c(a int)");
	rig_exec_ok(conn, "CREATE TABLE n(a int PRIMARY KEY CHECK (a > 0))");
	rig_exec_ok(conn, "INSERT INTO n VALUES (1)");
	rig_exec_ok(conn, "CREATE TABLE fk(a int REFERENCES n)");
	rig_exec_ok(conn, "CREATE VIEW v AS SELECT count(*) FROM c");
	rig_exec_ok(conn, "CREATE FUNCTION fn() RETURNS int LANGUAGE sql AS 'SELECT 1'");
	rig_exec_ok(conn, "CREATE TYPE e AS ENUM ()");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dunlin_status status = rig_exec(conn, cases[i].sql, NULL);

		if (strcmp(cases[i].sqlstate, "") == 0) {
			assert_int_not_equal(status, DUNLIN_OK);
			continue;
		}
		if (status != cases[i].status || strcmp(rig_err.sqlstate, cases[i].sqlstate) != 0 ||
		    rig_err.fault.retryable != cases[i].retryable ||
		    strcmp(rig_err.object, cases[i].object) != 0)
			fail_msg("%s: %d %s retryable %d object %s: %s", cases[i].sql, status,
				 rig_err.sqlstate, rig_err.fault.retryable, rig_err.object,
				 rig_err.message);
	}
	assert_string_equal(rig_err.message, "two lines");
}

static void postgres__rights_and_read_only_have_their_statuses(void **state)
{
	(void)state;
	rig_exec_ok(conn, "DROP ROLE IF EXISTS dunlin_nobody");
	rig_exec_ok(conn, "CREATE ROLE dunlin_nobody");
	rig_exec_ok(conn, "CREATE TABLE t(a int)");
	rig_exec_ok(conn, "SET ROLE dunlin_nobody");
	assert_int_equal(rig_exec(conn, "SELECT * FROM x.t", NULL), DUNLIN_EPERM);
	rig_exec_ok(conn, "RESET ROLE");
	rig_exec_ok(conn, "DROP ROLE dunlin_nobody");
	rig_exec_ok(conn, "SET default_transaction_read_only = on");
	assert_int_equal(rig_exec(conn, "INSERT INTO t VALUES (1)", NULL), DUNLIN_EREADONLY);
	rig_exec_ok(conn, "SET default_transaction_read_only = off");
}

static void postgres__timeouts_say_what_to_do(void **state)
{
	dunlin_conn *other = pg_open("");

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a int)");
	rig_exec_ok(other, "BEGIN");
	rig_exec_ok(other, "LOCK TABLE x.t");
	/* The rig asks for 50 ms. */
	assert_int_equal(pg_run_tx(conn, "ALTER TABLE t ADD b int", NULL), DUNLIN_ELOCKTIMEOUT);
	assert_int_equal(rig_err.fault.retryable, 1);
	assert_int_equal(rig_driver->rollback(conn, NULL), DUNLIN_OK);
	rig_driver->close(other);
	rig_exec_ok(conn, "SET statement_timeout = 20");
	assert_int_equal(rig_exec(conn, "SELECT pg_sleep(20)", NULL), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "57014", "statement timeout");
	assert_non_null(strstr(rig_err.hint, "statement-timeout"));
}

static void postgres__notices_come_in_order_with_their_statement(void **state)
{
	(void)state;
	rig_exec_ok(conn, "CREATE FUNCTION say(t text) RETURNS void LANGUAGE plpgsql AS "
			  "$$BEGIN RAISE NOTICE '%', t; RAISE WARNING '%!', t; END$$");
	assert_int_equal(pg_run_tx(conn, "SELECT say('a')", "DROP TABLE IF EXISTS nosuch",
				   "SELECT say('b')", NULL),
			 DUNLIN_OK);
	assert_string_equal(pg_log,
			    "done 0:-1; notice 1 NOTICE a; notice 1 WARNING a!; done 1:1; "
			    "notice 2 NOTICE table \"nosuch\" does not exist, skipping; done 2:-1; "
			    "notice 3 NOTICE b; notice 3 WARNING b!; done 3:1; done 4:-1; ");
	pg_log_clear();
	rig_assert_rows(conn, "SELECT say('q')", "\n");
	assert_string_equal(pg_log, "notice -1 NOTICE q; notice -1 WARNING q!; ");
}

/* --- query --- */

static void postgres__a_query_hands_over_rows_until_told_to_stop(void **state)
{
	struct rig_rows rows = { .stop_after = 2 };

	(void)state;
	rig_assert_rows(conn, "SELECT n, NULL, 'ä' FROM generate_series(1, 3) n",
			"1|~|ä\n2|~|ä\n3|~|ä\n");
	assert_int_equal(rig_query(conn, "SELECT generate_series(1, 100000)", &rows),
			 DUNLIN_ESERIALIZE);
	assert_int_equal(rows.count, 2);
	assert_false(rig_err.seen);
	rows = (struct rig_rows){ .count = 0 };
	assert_int_equal(rig_query(conn, "SELECT 1/(3-n) FROM generate_series(1, 3) n", &rows),
			 DUNLIN_ESQL);
	assert_string_equal(rows.text, "0\n1\n");
	assert_int_equal(rig_query(conn, "SELECT 1; SELECT 2", &rows), DUNLIN_ESYNTAX);
	assert_int_equal(rig_err.fault.stmt_index, -1);
	assert_int_equal(rig_query(conn, "SELECT nosuch", &rows), DUNLIN_EMISSING);
	assert_int_equal(rig_err.fault.byte_offset, 7);
	assert_int_equal(rig_query(conn, "COPY (SELECT 1) TO STDOUT", &rows), DUNLIN_OK);
	assert_int_equal(rig_driver->query(conn, "SELECT 1", 8, NULL, NULL, NULL), DUNLIN_OK);
	/* More columns than fit on the stack. */
	rig_assert_rows(conn, "SELECT 1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8",
			"1|2|3|4|5|6|7|8|9|0|1|2|3|4|5|6|7|8\n");
	assert_int_equal(pg_run_tx(conn, "SELECT 1", NULL), DUNLIN_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(postgres__##name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_failure_keeps_the_transactions_before_it),
		TEST(outside_a_transaction_each_statement_commits),
		TEST(a_transaction_may_span_batches),
		TEST(a_commit_of_what_failed_is_an_error),
		TEST(a_deferred_constraint_fails_at_commit),
		TEST(alone_runs_what_no_transaction_may_hold),
		TEST(nothing_after_a_failure_runs_across_groups),
		TEST(ten_megabytes_go_out_while_results_come_in),
		TEST(rows_of_a_batch_are_thrown_away_one_by_one),
		TEST(empty_and_unknown_statements_are_fine),
		TEST(a_nul_byte_stops_before_it_is_sent),
		TEST(two_statements_in_one_are_refused),
		TEST(statements_of_a_longer_or_shorter_struct_are_read),
		TEST(copy_takes_its_data_inside_a_transaction),
		TEST(a_bad_row_is_named_by_its_line),
		TEST(much_copy_data_fails_early_and_late),
		TEST(copy_of_the_wrong_kind_does_not_jam),
		TEST(a_position_is_a_byte_of_the_statement),
		TEST(a_do_block_is_located_by_line),
		TEST(bytes_are_counted_where_the_server_counts_bytes),
		TEST(each_kind_of_error_has_its_status),
		TEST(rights_and_read_only_have_their_statuses),
		TEST(timeouts_say_what_to_do),
		TEST(notices_come_in_order_with_their_statement),
		TEST(a_query_hands_over_rows_until_told_to_stop),
	};

	return cmocka_run_group_tests(tests, pg_start, rig_stop);
}
