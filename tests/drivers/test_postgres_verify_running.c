/* PostgreSQL: statements that are cut off in their middle, and asked about while they still run. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drivers/pg.h"
#include "drivers/found.h"

#define CIC "CREATE INDEX CONCURRENTLY i ON app.t (a)"
#define READER "SELECT count(*) FROM app.t"
#define WRITER "INSERT INTO app.t VALUES (0)"

static dunlin_conn *conn;
static dunlin_conn *blocker; /* has an old transaction open */
static int blocker_pid;

/* A session that runs one statement, in a thread of its own. */
static struct victim {
	dunlin_conn *conn;
	pthread_t thread;
	int pid;
	const char *sql;
	dunlin_status status;
	dunlin_error err;
} victim;

static int fresh(void **state)
{
	(void)state;
	conn = pg_open_patient(pg_own);
	blocker = pg_open(pg_own);
	blocker_pid = pg_pid(blocker);
	rig_exec_ok(conn, "DROP SCHEMA IF EXISTS app CASCADE");
	rig_exec_ok(conn, "CREATE SCHEMA app");
	rig_exec_ok(conn, "CREATE TABLE app.t (a int, b text)");
	rig_exec_ok(conn, "INSERT INTO app.t SELECT g, g FROM generate_series(1, 100) g");
	rig_exec_ok(conn, "CREATE TABLE app.p (a int) PARTITION BY RANGE (a)");
	rig_exec_ok(conn, "CREATE TABLE app.p1 PARTITION OF app.p FOR VALUES FROM (0) TO (10)");
	memset(&victim, 0, sizeof(victim));
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	rig_driver->close(blocker);
	rig_driver->close(victim.conn);
	return 0;
}

static void *run_victim(void *arg)
{
	struct victim *v = arg;
	struct dunlin_statement statement = { .size = DUNLIN_STATEMENT_SIZE,
					      .kind = DUNLIN_STMT_ALONE,
					      .sql = v->sql,
					      .sql_len = strlen(v->sql) };
	struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
				      .stride = sizeof(statement),
				      .statements = &statement,
				      .count = 1 };

	v->status = rig_driver->exec(v->conn, &batch, &v->err);
	return NULL;
}

/* Asks BEFORE, opens the old transaction, and runs the statement until it waits for that. */
static void hold_up(const char *held_by, const char *sql, const char *victim_more)
{
	char waits[256];

	victim.conn = pg_open_patient(victim_more);
	victim.pid = pg_pid(victim.conn);
	victim.sql = sql;
	rig_found_ask(conn, DUNLIN_ASK_BEFORE, sql);
	rig_exec_ok(blocker, "BEGIN");
	rig_exec_ok(blocker, held_by);
	rig_exec_ok(blocker, "SAVEPOINT held"); /* lets go of the snapshot, keeps the locks */
	assert_int_equal(pthread_create(&victim.thread, NULL, run_victim, &victim), 0);
	snprintf(waits, sizeof(waits), "SELECT %d = ANY (pg_blocking_pids(%d))", blocker_pid,
		 victim.pid);
	pg_until(conn, waits);
}

/* Waits until the session is no more. */
static void await_end(void)
{
	char gone[96];

	assert_int_equal(pthread_join(victim.thread, NULL), 0);
	rig_driver->close(victim.conn);
	victim.conn = NULL;
	snprintf(gone, sizeof(gone), "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = %d",
		 victim.pid);
	pg_until(conn, gone);
}

static void assert_running(const char *sql)
{
	char piece[64];

	rig_found_ask(conn, DUNLIN_ASK_CUT, sql);
	snprintf(piece, sizeof(piece), "pid %d still runs it, since 2", victim.pid);
	rig_found_assert(sql, DUNLIN_FOUND_RUNNING, piece, "");
	snprintf(piece, sizeof(piece), "waits for pid %d", blocker_pid);
	assert_non_null(strstr(rig_found.message, piece));
}

static void terminate(void)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%d)", victim.pid);
	rig_assert_rows(conn, sql, "t\n");
	await_end();
	assert_int_equal(victim.status, DUNLIN_ECONNLOST);
}

static void release(void)
{
	rig_exec_ok(blocker, "ROLLBACK");
}

/* What NOT_DONE asks for, after which it is done. */
static void run_again(const char *sql)
{
	rig_found_fix(conn);
	rig_exec_ok(conn, sql);
	rig_found_ask(conn, DUNLIN_ASK_AFTER, sql);
	rig_found_assert(sql, DUNLIN_FOUND_DONE, NULL, "");
}

static void verify__an_index_cut_off_is_broken_and_built_again(void **state)
{
	(void)state;
	hold_up(WRITER, CIC, pg_own);
	assert_running(CIC);
	assert_non_null(strstr(rig_found.message, "waiting for writers before build"));
	terminate();
	rig_found_ask(conn, DUNLIN_ASK_CUT, CIC);
	rig_found_assert(CIC, DUNLIN_FOUND_NOT_DONE, "invalid", "DROP INDEX CONCURRENTLY app.i\n");
	release();
	run_again(CIC);
}

static void verify__an_index_that_gets_through_by_itself_is_done(void **state)
{
	(void)state;
	hold_up(WRITER, CIC, pg_own);
	assert_running(CIC);
	release();
	await_end();
	assert_int_equal(victim.status, DUNLIN_OK);
	rig_found_ask(conn, DUNLIN_ASK_CUT, CIC);
	rig_found_assert(CIC, DUNLIN_FOUND_DONE, NULL, "");
}

static void verify__an_index_that_waits_for_its_table_runs(void **state)
{
	(void)state;
	hold_up("LOCK TABLE app.t IN SHARE UPDATE EXCLUSIVE MODE", CIC, pg_own);
	assert_running(CIC);
	terminate();
	rig_found_ask(conn, DUNLIN_ASK_CUT, CIC);
	rig_found_assert(CIC, DUNLIN_FOUND_NOT_DONE, NULL, "");
	release();
	run_again(CIC);
}

/* Nothing is asked of pg_stat_activity here: the text is another. */
static void verify__an_index_that_is_being_built_is_not_dropped(void **state)
{
	static const char other[] = "create index concurrently I on app.t(A)";
	char piece[64];

	(void)state;
	hold_up(WRITER, CIC, pg_own);
	rig_found_ask(conn, DUNLIN_ASK_CUT, other);
	snprintf(piece, sizeof(piece), "pid %d builds it: waiting", victim.pid);
	rig_found_assert(other, DUNLIN_FOUND_RUNNING, piece, "");
	terminate();
	rig_found_ask(conn, DUNLIN_ASK_CUT, other);
	rig_found_assert(other, DUNLIN_FOUND_NOT_DONE, "invalid",
			 "DROP INDEX CONCURRENTLY app.i\n");
	release();
}

static void verify__an_index_without_a_name_cut_off(void **state)
{
	static const char sql[] = "CREATE INDEX CONCURRENTLY ON app.t (a)";
	static const char other[] = "CREATE INDEX CONCURRENTLY ON app.t (A)";

	(void)state;
	rig_exec_ok(conn, sql);
	hold_up(WRITER, sql, pg_own);
	assert_running(sql);
	rig_found_ask(conn, DUNLIN_ASK_CUT, other);
	rig_found_assert(other, DUNLIN_FOUND_RUNNING, "builds it", "");
	terminate();
	rig_found_ask(conn, DUNLIN_ASK_CUT, sql);
	rig_found_assert(sql, DUNLIN_FOUND_NOT_DONE, NULL,
			 "DROP INDEX CONCURRENTLY app.t_a_idx1\n");
	release();
	run_again(sql);
}

static void verify__a_timeout_in_the_middle(void **state)
{
	static const char *const timeouts[] = { "&options=-clock_timeout%3D100",
						"&options=-cstatement_timeout%3D100" };
	char url[256];
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct dunlin_open how;

		snprintf(url, sizeof(url), "%s%s", pg_own, timeouts[i]);
		rig_found_ask(conn, DUNLIN_ASK_BEFORE, CIC);
		rig_exec_ok(blocker, "BEGIN");
		rig_exec_ok(blocker, WRITER);
		how = rig_how(pg_url(pg_own), 0);
		how.lock_timeout_ms = i == 0 ? 100 : -1;
		how.statement_timeout_ms = i == 1 ? 100 : 0;
		assert_int_equal(rig_driver->open(&victim.conn, &rig_host, &how, &rig_err),
				 DUNLIN_OK);
		victim.sql = CIC;
		victim.pid = pg_pid(victim.conn);
		(void)run_victim(&victim);
		assert_int_not_equal(victim.status, DUNLIN_OK);
		rig_driver->close(victim.conn);
		victim.conn = NULL;
		rig_found_ask(conn, DUNLIN_ASK_CUT, CIC);
		rig_found_assert(CIC, DUNLIN_FOUND_NOT_DONE, "invalid",
				 "DROP INDEX CONCURRENTLY app.i\n");
		release();
		run_again(CIC);
		rig_exec_ok(conn, "DROP INDEX app.i");
	}
}

static void verify__a_drop_cut_off_runs_again(void **state)
{
	static const char sql[] = "DROP INDEX CONCURRENTLY app.i";

	(void)state;
	rig_exec_ok(conn, CIC);
	hold_up(READER, sql, pg_own);
	assert_running(sql);
	rig_assert_rows(conn,
			"SELECT indisvalid FROM pg_index WHERE indexrelid = 'app.i'::regclass",
			"f\n");
	terminate();
	rig_found_ask(conn, DUNLIN_ASK_CUT, sql);
	rig_found_assert(sql, DUNLIN_FOUND_NOT_DONE, NULL, "");
	release();
	run_again(sql);
	rig_found_ask(conn, DUNLIN_ASK_CUT, sql);
	rig_found_assert(sql, DUNLIN_FOUND_DONE, NULL, "");
}

/* Held up before and after the new index takes the place of the old one. */
static void verify__a_reindex_leaves_nothing_behind(void **state)
{
	char database[96];
	const char *const statements[] = {
		"REINDEX INDEX CONCURRENTLY app.\"I.x\"",
		"REINDEX TABLE CONCURRENTLY app.t",
		"REINDEX (VERBOSE, CONCURRENTLY) TABLE app.t",
		"REINDEX SCHEMA CONCURRENTLY app",
		database,
	};
	static const struct {
		const char *held_by;
		const char *fix;
	} cuts[] = {
		{ WRITER, "DROP INDEX CONCURRENTLY app.\"I.x_ccnew\"\n" },
		{ READER, "DROP INDEX CONCURRENTLY app.\"I.x_ccold\"\n" },
	};
	size_t i;
	size_t k;

	(void)state;
	snprintf(database, sizeof(database), "REINDEX DATABASE CONCURRENTLY dunlin_test_%d",
		 (int)getpid());
	rig_exec_ok(conn, "ALTER TABLE app.t ALTER b SET STORAGE PLAIN");
	rig_exec_ok(conn, "CREATE INDEX \"I.x\" ON app.t (a)");
	/* What somebody else left is not ours to drop. */
	rig_exec_ok(conn, "CREATE INDEX old_ccnew ON app.t (a)");
	rig_exec_ok(conn, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = "
			  "'app.old_ccnew'::regclass");
	for (i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		for (k = 0; k < 2; k++) {
			hold_up(cuts[k].held_by, statements[i], pg_own);
			assert_running(statements[i]);
			terminate();
			rig_found_ask(conn, DUNLIN_ASK_CUT, statements[i]);
			if (strstr(rig_found.fixes.text, cuts[k].fix) == NULL ||
			    strstr(rig_found.fixes.text, "old_ccnew\n") != NULL)
				fail_msg("%s, %s: %s", statements[i], cuts[k].held_by,
					 rig_found.fixes.text);
			assert_int_equal(rig_found.found, DUNLIN_FOUND_NOT_DONE);
			release();
			run_again(statements[i]);
			rig_assert_rows(
				conn,
				"SELECT relname FROM pg_class JOIN pg_index ON indexrelid = oid "
				"WHERE NOT indisvalid",
				"old_ccnew\n");
		}
	}
}

static void verify__a_reindex_that_still_runs_keeps_its_index(void **state)
{
	static const char sql[] = "REINDEX TABLE CONCURRENTLY app.t";
	static const char other[] = "reindex index concurrently app.i";

	(void)state;
	rig_exec_ok(conn, CIC);
	hold_up(WRITER, sql, pg_own);
	rig_found_ask(conn, DUNLIN_ASK_CUT, other);
	rig_found_assert(other, DUNLIN_FOUND_RUNNING, "builds it", "");
	terminate();
	release();
}

static void verify__a_partition_half_detached_is_finished(void **state)
{
	static const char sql[] = "ALTER TABLE app.p DETACH PARTITION app.p1 CONCURRENTLY";

	(void)state;
	hold_up("SELECT count(*) FROM app.p", sql, pg_own);
	assert_running(sql);
	terminate();
	rig_found_ask(conn, DUNLIN_ASK_CUT, sql);
	rig_found_assert(sql, DUNLIN_FOUND_DONE, "half detached",
			 "ALTER TABLE app.p DETACH PARTITION app.p1 FINALIZE\n");
	release();
	rig_found_fix(conn);
	rig_found_ask(conn, DUNLIN_ASK_CUT, sql);
	rig_found_assert(sql, DUNLIN_FOUND_DONE, NULL, "");
	rig_assert_rows(conn, "SELECT count(*) FROM pg_inherits", "0\n");
}

/* The server keeps 1023 bytes of it, and cuts between characters. */
static void verify__a_long_statement_that_still_runs(void **state)
{
	char sql[4096];
	size_t n;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		n = (size_t)snprintf(sql, sizeof(sql), "UPDATE app.t SET b = '%.*s", (int)i, "xyz");
		while (n < 3000)
			n += (size_t)snprintf(sql + n, sizeof(sql) - n, "\xe2\x82\xac");
		snprintf(sql + n, sizeof(sql) - n, "'");
		hold_up("UPDATE app.t SET a = 1", sql, pg_own);
		assert_running(sql);
		sql[n - 1] ^= 1; /* past what the server shows */
		assert_running(sql);
		sql[20] = 'z';
		rig_found_ask(conn, DUNLIN_ASK_CUT, sql);
		rig_found_assert("another", DUNLIN_FOUND_UNKNOWN, "UPDATE app.t SET b", "");
		terminate();
		release();
	}
}

/* A role put on does not see what its own login runs elsewhere. */
static void verify__a_role_does_not_hide_who_runs_it(void **state)
{
	char role[64];
	char url[256];
	char sql[160];

	(void)state;
	rig_driver->close(conn);
	conn = pg_open_patient(pg_own);
	snprintf(role, sizeof(role), "dunlin_run_%d", (int)getpid());
	snprintf(sql, sizeof(sql), "CREATE ROLE %s LOGIN", role);
	rig_exec_ok(conn, sql);
	snprintf(sql, sizeof(sql), "CREATE ROLE %s_owner", role);
	rig_exec_ok(conn, sql);
	snprintf(sql, sizeof(sql), "GRANT %s_owner TO %s", role, role);
	rig_exec_ok(conn, sql);
	snprintf(sql, sizeof(sql), "GRANT ALL ON SCHEMA app TO %s_owner", role);
	rig_exec_ok(conn, sql);
	snprintf(sql, sizeof(sql), "ALTER TABLE app.t OWNER TO %s_owner", role);
	rig_exec_ok(conn, sql);
	snprintf(url, sizeof(url), "%s&user=%s", pg_own, role);
	snprintf(sql, sizeof(sql), "SET ROLE %s_owner", role);
	rig_driver->close(conn);
	conn = pg_open_patient(url);
	rig_exec_ok(conn, sql);
	{
		dunlin_conn *plain = blocker;
		char waits[256];

		victim.conn = pg_open_patient(url);
		rig_exec_ok(victim.conn, sql);
		victim.pid = pg_pid(victim.conn);
		victim.sql = CIC;
		rig_found_ask(conn, DUNLIN_ASK_BEFORE, CIC);
		rig_exec_ok(blocker, "BEGIN");
		rig_exec_ok(blocker, WRITER);
		assert_int_equal(pthread_create(&victim.thread, NULL, run_victim, &victim), 0);
		snprintf(waits, sizeof(waits), "SELECT cardinality(pg_blocking_pids(%d)) > 0",
			 victim.pid);
		pg_until(plain, waits);
		rig_found_ask(conn, DUNLIN_ASK_CUT, CIC);
		snprintf(waits, sizeof(waits), "pid %d still runs it", victim.pid);
		rig_found_assert(CIC, DUNLIN_FOUND_RUNNING, waits, "");
		/* With another text only locks tell, since the role may not see the progress. */
		rig_found_ask(conn, DUNLIN_ASK_CUT, "create index concurrently i on app.t (a)");
		snprintf(waits, sizeof(waits), "pid %d builds it", victim.pid);
		rig_found_assert(CIC, DUNLIN_FOUND_RUNNING, waits, "");
		snprintf(waits, sizeof(waits), "%s_owner\n", role);
		rig_assert_rows(conn, "SELECT current_user", waits);
		release();
		await_end();
		assert_int_equal(victim.status, DUNLIN_OK);
	}
	rig_found_ask(conn, DUNLIN_ASK_CUT, CIC);
	rig_found_assert(CIC, DUNLIN_FOUND_DONE, NULL, "");
	rig_driver->close(conn);
	conn = pg_open_patient(pg_own);
	rig_exec_ok(conn, "DROP SCHEMA app CASCADE");
	snprintf(sql, sizeof(sql), "DROP ROLE %s_owner, %s", role, role);
	rig_exec_ok(conn, sql);
}

/* The copy of a table that somebody has locked has to wait. */
static void verify__a_lock_that_is_not_had_is_a_failure(void **state)
{
	(void)state;
	rig_exec_ok(conn, CIC);
	rig_exec_ok(conn, "SET lock_timeout = 50");
	rig_exec_ok(blocker, "BEGIN");
	rig_exec_ok(blocker, "LOCK TABLE app.t IN ACCESS EXCLUSIVE MODE");
	rig_found_forget();
	assert_int_equal(rig_found_try(conn, DUNLIN_ASK_CUT, CIC), DUNLIN_ELOCKTIMEOUT);
	rig_assert_fault(DUNLIN_ELOCKTIMEOUT, "55P03", "could not be compared");
	assert_int_equal(rig_err.fault.retryable, 1);
	release();
	rig_found_ask(conn, DUNLIN_ASK_CUT, CIC);
	rig_found_assert(CIC, DUNLIN_FOUND_DONE, NULL, "");
}

static void *cancel_when_waiting(void *sql)
{
	pg_until(blocker, sql);
	rig_driver->cancel(conn);
	return NULL;
}

static void verify__a_cancel_ends_it_and_leaves_no_transaction(void **state)
{
	char waits[96];
	pthread_t thread;

	(void)state;
	rig_exec_ok(conn, CIC);
	snprintf(waits, sizeof(waits),
		 "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND pid = %d", pg_pid(conn));
	rig_exec_ok(blocker, "BEGIN");
	rig_exec_ok(blocker, "LOCK TABLE app.t IN ACCESS EXCLUSIVE MODE");
	rig_found_forget();
	assert_int_equal(pthread_create(&thread, NULL, cancel_when_waiting, waits), 0);
	assert_int_equal(rig_found_try(conn, DUNLIN_ASK_CUT, CIC), DUNLIN_ECANCELED);
	assert_int_equal(pthread_join(thread, NULL), 0);
	rig_assert_fault(DUNLIN_ECANCELED, "57014", NULL);
	release();
	rig_found_ask(conn, DUNLIN_ASK_CUT, CIC);
	rig_found_assert(CIC, DUNLIN_FOUND_DONE, NULL, "");
}

#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(verify__an_index_cut_off_is_broken_and_built_again),
		T(verify__an_index_that_gets_through_by_itself_is_done),
		T(verify__an_index_that_waits_for_its_table_runs),
		T(verify__an_index_that_is_being_built_is_not_dropped),
		T(verify__an_index_without_a_name_cut_off),
		T(verify__a_timeout_in_the_middle),
		T(verify__a_drop_cut_off_runs_again),
		T(verify__a_reindex_leaves_nothing_behind),
		T(verify__a_reindex_that_still_runs_keeps_its_index),
		T(verify__a_partition_half_detached_is_finished),
		T(verify__a_long_statement_that_still_runs),
		T(verify__a_role_does_not_hide_who_runs_it),
		T(verify__a_lock_that_is_not_had_is_a_failure),
		T(verify__a_cancel_ends_it_and_leaves_no_transaction),
	};

	return cmocka_run_group_tests(tests, pg_start_own, pg_stop_own);
}
