/* SQLite: what became of a statement that nobody heard the end of. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "drivers/found.h"
#include "drivers/rig.h"

#define BEFORE DUNLIN_ASK_BEFORE
#define AFTER DUNLIN_ASK_AFTER
#define CUT DUNLIN_ASK_CUT
#define PATIENCE_S 60

static dunlin_conn *conn;

static int fresh(void **state)
{
	(void)state;
	conn = rig_open("sqlite:verify.db", DUNLIN_OPEN_CREATE);
	rig_exec_ok(conn, "CREATE TABLE t (a, b)");
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	(void)remove("copy.db");
	return remove("verify.db");
}

static void sqlite__what_may_run_twice_is_not_done(void **state)
{
	static const char *const twice[] = {
		"VACUUM",
		"vacuum main",
		"VACUUM INTO ':memory:'",
		"PRAGMA journal_mode = WAL",
		"/* x */ -- y\n pragma main.synchronous(2)",
		"PRAGMA wal_checkpoint",
		"ATTACH ':memory:' AS o",
		"DETACH o",
		"ANALYZE",
		"REINDEX t",
		"SELECT 1",
		"EXPLAIN SELECT 1",
		"CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a)",
		"create temp table if not exists u (a)",
		"DROP TABLE IF EXISTS u",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(twice) / sizeof(twice[0]); i++) {
		rig_found_ask(conn, BEFORE, twice[i]);
		assert_false(rig_found.asked);
		rig_found_ask(conn, CUT, twice[i]);
		rig_found_assert(twice[i], DUNLIN_FOUND_NOT_DONE, NULL, "");
		rig_found_ask(conn, AFTER, twice[i]);
		rig_found_assert(twice[i], DUNLIN_FOUND_DONE, NULL, "");
	}
}

static void sqlite__of_others_nothing_is_known(void **state)
{
	static const struct {
		const char *sql;
		const char *head;
	} unknown[] = {
		{ "INSERT INTO t VALUES ('secret')", "INSERT INTO t VALUES …" },
		{ "DELETE FROM t", "DELETE FROM t" },
		{ "/* x */ Update \"t\" SET a = 1", "Update …" },
		{ "CREATE TABLE u (a)", "CREATE TABLE u …" },
		{ "CREATE TABLE \"if not exists\" (a)", "CREATE TABLE …" },
		{ "DROP TABLE t", "DROP TABLE t" },
		{ "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "WITH x AS …" },
		{ "VACUUM INTO 'a' || 'b'", "VACUUM INTO …" },
		{ "VACUUM INTO 'file:copy.db?mode=rw'", "VACUUM INTO …" },
		{ "VACUUM INTO ''", "VACUUM INTO …" },
		{ "VACUUM INTO 'open", "VACUUM INTO …" },
		{ "VACUUM INTO", "VACUUM INTO" },
		{ "", "…" },
	};
	char piece[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		rig_found_ask(conn, BEFORE, unknown[i].sql);
		assert_false(rig_found.asked);
		rig_found_ask(conn, CUT, unknown[i].sql);
		snprintf(piece, sizeof(piece),
			 "whether %s took effect is unknown: ", unknown[i].head);
		rig_found_assert(unknown[i].sql, DUNLIN_FOUND_UNKNOWN, piece, "");
		assert_null(strstr(rig_found.message, "secret"));
		rig_found_ask(conn, AFTER, unknown[i].sql);
		rig_found_assert(unknown[i].sql, DUNLIN_FOUND_DONE, NULL, "");
	}
}

static void check_into(const char *sql, const char *file)
{
	(void)remove(file);
	rig_found_ask(conn, BEFORE, sql);
	assert_string_equal(rig_found.remember, "absent");
	rig_found_ask(conn, CUT, sql);
	rig_found_assert(sql, DUNLIN_FOUND_NOT_DONE, NULL, "");
	rig_exec_ok(conn, sql);
	assert_true(rig_exists(file));
	rig_found_ask(conn, CUT, sql);
	rig_found_assert(sql, DUNLIN_FOUND_DONE, NULL, "");
	rig_found_ask(conn, BEFORE, sql);
	rig_found_ask(conn, CUT, sql);
	rig_found_assert(sql, DUNLIN_FOUND_FOREIGN, "was there before the statement ran", "");
	rig_found_forget();
	rig_found_ask(conn, CUT, sql);
	rig_found_assert(sql, DUNLIN_FOUND_FOREIGN, "not known whether it was there before", "");
	assert_int_equal(remove(file), 0);
}

static void sqlite__vacuum_into_is_told_by_its_file(void **state)
{
	(void)state;
	check_into("VACUUM INTO 'copy.db'", "copy.db");
	check_into("vacuum /* a */ main into 'it''s 50% a#b?.db' -- end", "it's 50% a#b?.db");
	check_into("VACUUM \"main\" INTO 'copy.db'", "copy.db");
	check_into("VACUUM[main]INTO'copy.db'", "copy.db");
	/* An empty file is taken as none. */
	rig_write_file("copy.db", "", 0);
	rig_found_ask(conn, BEFORE, "VACUUM INTO 'copy.db'");
	rig_found_ask(conn, CUT, "VACUUM INTO 'copy.db'");
	rig_found_assert("empty", DUNLIN_FOUND_NOT_DONE, NULL, "");
	rig_exec_ok(conn, "VACUUM INTO 'copy.db'");
	rig_found_ask(conn, AFTER, "VACUUM INTO 'copy.db'");
	rig_found_assert("after", DUNLIN_FOUND_DONE, NULL, "");
}

static void sqlite__a_file_that_is_not_the_copy_is_not_taken_for_it(void **state)
{
	static const char sql[] = "VACUUM INTO 'copy.db'";
	dunlin_conn *other;

	(void)state;
	rig_found_ask(conn, BEFORE, sql);
	rig_write_file("copy.db", "no database at all", 18);
	rig_found_ask(conn, CUT, sql);
	rig_found_assert("text", DUNLIN_FOUND_FOREIGN, "copy.db is there and is no whole copy", "");
	assert_int_equal(remove("copy.db"), 0);
	other = rig_open("sqlite:copy.db", DUNLIN_OPEN_CREATE);
	rig_exec_ok(other, "CREATE TABLE another (a)");
	rig_driver->close(other);
	rig_found_ask(conn, CUT, sql);
	rig_found_assert("another database", DUNLIN_FOUND_FOREIGN, "no whole copy", "");
}

static off_t size_of(const char *file)
{
	struct stat st;

	return stat(file, &st) == 0 ? st.st_size : 0;
}

/* Runs it in a process that is killed once the file has so many bytes, if it is not faster. */
static void kill_in_the_middle(const char *sql, off_t bytes)
{
	time_t end = time(NULL) + PATIENCE_S;
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		dunlin_conn *c = rig_open("sqlite:verify.db", 0);

		(void)rig_exec(c, sql, NULL);
		rig_driver->close(c);
		_exit(0);
	}
	assert_true(child > 0);
	while (size_of("copy.db") < bytes && waitpid(child, &status, WNOHANG) == 0) {
		assert_true(time(NULL) < end);
		sched_yield();
	}
	(void)kill(child, SIGKILL);
	(void)waitpid(child, &status, 0);
}

/* Whatever is on the disk when it is killed, the answer is DONE only if all of it is there. */
static void sqlite__vacuum_into_killed_half_way(void **state)
{
	static const char sql[] = "VACUUM INTO 'copy.db'";
	static const int tenths[] = { 0, 1, 3, 5, 7, 9, 10 };
	bool cut = false;
	off_t whole;
	size_t i;

	(void)state;
	rig_exec_ok(conn,
		    "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
		    "n WHERE i < 60000) SELECT i, randomblob(300) FROM n");
	rig_exec_ok(conn, "CREATE INDEX i ON t (a)");
	rig_exec_ok(conn, "CREATE VIEW v AS SELECT a FROM t");
	rig_exec_ok(conn, sql);
	whole = size_of("copy.db");
	for (i = 0; i < sizeof(tenths) / sizeof(tenths[0]); i++) {
		(void)remove("copy.db");
		rig_found_ask(conn, BEFORE, sql);
		kill_in_the_middle(sql, whole / 10 * tenths[i] + 1);
		rig_found_ask(conn, CUT, sql);
		if (rig_found.found == DUNLIN_FOUND_DONE) {
			dunlin_conn *copy = rig_open("sqlite:copy.db?mode=ro", 0);

			rig_assert_rows(copy, "SELECT count(*), sum(a) FROM t",
					"60000|1800030000\n");
			rig_driver->close(copy);
		} else if (rig_found.found == DUNLIN_FOUND_FOREIGN) {
			rig_found_assert(sql, DUNLIN_FOUND_FOREIGN, "no whole copy", "");
			cut = true;
		} else {
			rig_found_assert(sql, DUNLIN_FOUND_NOT_DONE, NULL, "");
			assert_int_equal(size_of("copy.db"), 0);
		}
	}
	assert_true(cut); /* one of them came in time */
}

static void sqlite__a_question_at_no_time_is_refused(void **state)
{
	(void)state;
	assert_int_equal(rig_found_try(conn, 99, "VACUUM"), DUNLIN_EUSAGE);
	assert_true((rig_driver->caps[0] & DUNLIN_CAP_VERIFY) != 0);
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
		T(sqlite__what_may_run_twice_is_not_done),
		T(sqlite__of_others_nothing_is_known),
		T(sqlite__vacuum_into_is_told_by_its_file),
		T(sqlite__a_file_that_is_not_the_copy_is_not_taken_for_it),
		T(sqlite__vacuum_into_killed_half_way),
		T(sqlite__a_question_at_no_time_is_refused),
	};

	return cmocka_run_group_tests(tests, start, rig_stop);
}
