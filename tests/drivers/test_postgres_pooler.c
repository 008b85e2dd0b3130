/* PostgreSQL through PgBouncer: nothing leaks, and the lock holds. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "drivers/pooler.h"

#define KEY INT64_C(7205759403792793600)

static const char *const modes[] = { "transaction", "session" };
static struct pooler pooler;
static dunlin_conn *direct; /* to the server itself */

static int fresh(void **state)
{
	(void)state;
	direct = pg_open("");
	rig_exec_ok(direct, "DROP SCHEMA IF EXISTS pooled CASCADE");
	rig_exec_ok(direct, "CREATE SCHEMA pooled");
	rig_exec_ok(direct, "DROP ROLE IF EXISTS dunlin_pooled");
	rig_exec_ok(direct, "CREATE ROLE dunlin_pooled");
	rig_exec_ok(direct, "GRANT ALL ON SCHEMA pooled TO dunlin_pooled");
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_exec_ok(direct, "DROP SCHEMA IF EXISTS pooled CASCADE");
	rig_exec_ok(direct, "DROP ROLE IF EXISTS dunlin_pooled");
	rig_driver->close(direct);
	return 0;
}

static const char *with(const char *more)
{
	static char url[1024];

	snprintf(url, sizeof(url), "%s%s", pooler.url, more);
	return url;
}

static dunlin_conn *open_pooled(const char *more)
{
	dunlin_conn *conn = rig_open(with(more), 0);

	pg_log_clear();
	return conn;
}

static dunlin_conn *open_with(const char *schema, const char *const *session, size_t n)
{
	struct dunlin_open how = rig_how(pooler.url, 0);
	dunlin_conn *conn;

	how.schema = schema;
	how.session = session;
	how.n_session = n;
	how.statement_timeout_ms = 123000;
	conn = rig_open_how(&how);
	pg_log_clear();
	return conn;
}

/* --- what is set --- */

/* All that the next client of the same session sees.  What it brings itself is left out. */
static const char everything[] =
	"SELECT current_user, session_user, (SELECT string_agg(name || '=' || setting, ' ' "
	"ORDER BY name) FROM pg_settings WHERE name <> 'application_name')";

static void same_as(const char *before, const char *when)
{
	if (strcmp(pooler_ask(&pooler, everything), before) != 0)
		fail_msg("something is set %s: %s", when, pooler_ask(&pooler, everything));
}

static void leaves_nothing(dunlin_conn *conn, const char *before)
{
	static const char seen[] = "SELECT current_setting('work_mem'), "
				   "current_setting('search_path'), current_user, "
				   "current_setting('lock_timeout'), "
				   "current_setting('statement_timeout'), "
				   "current_setting('client_encoding')";
	struct rig_rows rows = { .count = 0 };
	struct pg_batch b;

	same_as(before, "after open");
	rig_assert_rows(conn, seen, "7MB|pooled|dunlin_pooled|50ms|123s|UTF8\n");
	same_as(before, "after a query");
	assert_int_equal(rig_query(conn, "SELECT * FROM nothing_there", &rows), DUNLIN_EMISSING);
	same_as(before, "after a query that failed");
	rig_exec_ok(conn, "CREATE TABLE lone AS SELECT current_setting('work_mem') AS m");
	same_as(before, "after a statement of its own");
	assert_int_equal(rig_exec(conn, "SELECT 1", "SELECT 1/0", "SELECT 2", NULL), DUNLIN_ESQL);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	same_as(before, "after one that failed");
	assert_int_equal(pg_run_tx(conn, "INSERT INTO lone SELECT current_setting('search_path')",
				   "INSERT INTO lone SELECT current_user",
				   "INSERT INTO lone SELECT current_setting('lock_timeout')", NULL),
			 DUNLIN_OK);
	same_as(before, "after a transaction");
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "SELECT 1/0");
	assert_int_equal(pg_run(conn, &b), DUNLIN_ESQL);
	assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_OK);
	same_as(before, "after a rollback");
	rig_assert_rows(direct,
			"SELECT string_agg(m, ',' ORDER BY m COLLATE \"C\") FROM pooled.lone",
			"50ms,7MB,dunlin_pooled,pooled\n");
}

/* With one session there is no other that the next client could get. */
static void pooler__nothing_set_is_seen_by_the_next_client(void **state)
{
	static const char *const session[] = { "SET work_mem = '7MB'",
					       "set session role dunlin_pooled",
					       "SET TIME ZONE 'Asia/Tokyo'",
					       "/* a */ SET SESSION AUTHORIZATION dunlin_pooled" };
	char before[65536];
	dunlin_conn *conn;

	(void)state;
	pooler_start(&pooler, "transaction", 1);
	snprintf(before, sizeof(before), "%s", pooler_ask(&pooler, everything));
	assert_non_null(strstr(before, "statement_timeout=0"));
	conn = open_with("pooled", session, 4);
	leaves_nothing(conn, before);
	rig_driver->close(conn);
	same_as(before, "after close");
	conn = open_with("pooled", NULL, 0);
	same_as(before, "after open without session statements");
	rig_assert_rows(conn, "SELECT current_setting('search_path')", "pooled\n");
	rig_driver->close(conn);
	pooler_stop(&pooler);
}

/* What a session is given is said as it is done. */
static void pooler__the_setup_is_listed_as_local(void **state)
{
	static const char *const session[] = { "SET SESSION work_mem = '7MB'" };
	struct rig_rows rows = { .count = 0 };
	dunlin_conn *conn;

	(void)state;
	pooler_start(&pooler, "transaction", 2);
	conn = open_with("pooled", session, 1);
	assert_int_equal(rig_driver->setup(conn, rig_on_row, &rows, &rig_err), DUNLIN_OK);
	assert_string_equal(rows.text, "SET LOCAL client_encoding = 'UTF8'\n"
				       "SET LOCAL standard_conforming_strings = on\n"
				       "SET LOCAL statement_timeout = 123000\n"
				       "SET LOCAL lock_timeout = 50\n"
				       "SET LOCAL idle_in_transaction_session_timeout = 0\n"
				       "SET LOCAL client_connection_check_interval = '5s'\n"
				       "SET LOCAL search_path = \"pooled\"\n"
				       "SET LOCAL work_mem = '7MB'\n");
	rig_driver->close(conn);
	pooler_stop(&pooler);
}

static void pooler__what_cannot_be_local_is_refused_by_name(void **state)
{
	static const char *const refused[] = {
		"LISTEN news",
		"SELECT set_config('work_mem', '7MB', false)",
		"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
		"SET TRANSACTION READ ONLY",
		"SET CONSTRAINTS ALL DEFERRED",
		"RESET ALL",
		"-- SET\nPREPARE p AS SELECT 1",
	};
	struct dunlin_open how;
	char before[65536];
	dunlin_conn *conn;
	size_t i;

	(void)state;
	pooler_start(&pooler, "transaction", 1);
	snprintf(before, sizeof(before), "%s", pooler_ask(&pooler, everything));
	how = rig_how(pooler.url, 0);
	how.n_session = 1;
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		how.session = &refused[i];
		rig_clear();
		assert_int_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err),
				 DUNLIN_EUNSUPPORTED);
		rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL,
				 "a session statement that cannot be run through a pooler: ");
		assert_non_null(strstr(rig_err.message, i == 6 ? "PREPARE p" : refused[i]));
		assert_non_null(strstr(rig_err.hint, "the server itself"));
		same_as(before, refused[i]);
	}
	how.session = (const char *const[]){ "SET ROLE dunlin_nobody_has_it" };
	rig_clear();
	assert_int_not_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_OK);
	assert_non_null(strstr(rig_err.message, "session statement 1: role"));
	assert_string_equal(pooler_ask(&pooler, "SELECT count(*) FROM pg_listening_channels()"),
			    "0\n");
	pooler_stop(&pooler);
}

/* --- what the caller hears --- */

static void pooler__statements_have_the_callers_numbers(void **state)
{
	struct rig_rows rows = { .count = 0 };
	struct pg_batch b;
	dunlin_conn *conn;

	(void)state;
	pooler_start(&pooler, "transaction", 2);
	conn = open_with("pooled", NULL, 0);
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "CREATE TABLE t(a int)");
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	pg_add(&b, DUNLIN_STMT_PLAIN, "INSERT INTO t SELECT generate_series(1, 3)");
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add_copy(&b, "COPY t FROM stdin", "4\n5\n");
	pg_add(&b, DUNLIN_STMT_PLAIN, "DO $$BEGIN RAISE NOTICE 'careful'; END$$");
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	if (pg_run(conn, &b) != DUNLIN_OK)
		fail_msg("%s", rig_err.message);
	assert_string_equal(pg_log, "done 0:-1; done 1:-1; done 2:-1; done 3:3; done 4:-1; "
				    "done 5:2; notice 6 NOTICE careful; done 6:-1; done 7:-1; ");
	assert_int_equal(pg_run_tx(conn, "SELECT 1", "SELECT  nowhere FROM t", NULL),
			 DUNLIN_EMISSING);
	assert_int_equal(rig_err.fault.stmt_index, 2);
	assert_int_equal(rig_err.fault.byte_offset, 8);
	assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_exec(conn, "SELECT 1", "SELECT nowhere", NULL), DUNLIN_EMISSING);
	assert_int_equal(rig_err.fault.stmt_index, 1);
	assert_int_equal(rig_err.fault.byte_offset, 7);
	assert_int_equal(rig_query(conn, "SELECT nowhere", &rows), DUNLIN_EMISSING);
	assert_int_equal(rig_err.fault.stmt_index, -1);
	assert_int_equal(rig_err.fault.byte_offset, 7);
	rows.stop_after = 2;
	assert_int_equal(rig_query(conn, "SELECT generate_series(1, 9)", &rows), DUNLIN_ESERIALIZE);
	assert_string_equal(rows.text, "1\n2\n");
	rig_assert_rows(conn, "SELECT sum(a) FROM t", "15\n");
	assert_int_equal(rig_driver->find_tables(conn, "it's", rig_on_row, &rows, &rig_err),
			 DUNLIN_OK);
	rig_driver->close(conn);
	pooler_stop(&pooler);
}

static void pooler__a_setting_that_fails_is_that_of_its_begin(void **state)
{
	static const char *const session[] = { "SET ROLE dunlin_pooled" };
	struct pg_batch b;
	dunlin_conn *conn;

	(void)state;
	pooler_start(&pooler, "transaction", 2);
	conn = open_with("pooled", session, 1);
	rig_exec_ok(direct, "REVOKE ALL ON SCHEMA pooled FROM dunlin_pooled");
	rig_exec_ok(direct, "DROP ROLE dunlin_pooled");
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "SELECT 1");
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	assert_int_not_equal(pg_run(conn, &b), DUNLIN_OK);
	assert_int_equal(rig_err.fault.stmt_index, 0);
	assert_int_equal(rig_err.fault.byte_offset, -1);
	assert_non_null(strstr(rig_err.message, "session statement 1: role"));
	assert_string_equal(pg_log, "done 0:-1; ");
	assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_OK);
	rig_driver->close(conn);
	pooler_stop(&pooler);
}

/* --- what runs outside a transaction --- */

static void pooler__concurrently_works_beside_the_lock(void **state)
{
	struct pg_batch b;
	dunlin_conn *conn;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		rig_exec_ok(direct, "DROP TABLE IF EXISTS pooled.t");
		pooler_start(&pooler, modes[i], 2);
		conn = open_pooled("");
		rig_exec_ok(conn, "CREATE TABLE pooled.t(a int)");
		assert_int_equal(rig_driver->lock_try(conn, KEY, &rig_err), DUNLIN_OK);
		pg_begin(&b);
		pg_add(&b, DUNLIN_STMT_ALONE, "CREATE INDEX CONCURRENTLY i ON pooled.t(a)");
		if (pg_run(conn, &b) != DUNLIN_OK)
			fail_msg("%s", rig_err.message);
		assert_string_equal(pg_log, "done 0:-1; ");
		rig_assert_rows(conn,
				"SELECT indisvalid FROM pg_index WHERE indexrelid = "
				"'pooled.i'::regclass",
				"t\n");
		rig_driver->close(conn);
		pooler_stop(&pooler);
	}
}

static void pooler__what_cannot_be_set_up_is_refused(void **state)
{
	static const char *const session[] = { "SET work_mem = '7MB'" };
	struct pg_batch b;
	dunlin_conn *conn;
	int i;

	(void)state;
	pooler_start(&pooler, "transaction", 2);
	for (i = 0; i < 2; i++) {
		conn = open_with(i == 0 ? "pooled" : NULL, session, i == 0 ? 0 : 1);
		pg_begin(&b);
		pg_add(&b, DUNLIN_STMT_PLAIN, "SELECT 1");
		pg_add(&b, DUNLIN_STMT_ALONE, "VACUUM");
		assert_int_equal(pg_run(conn, &b), DUNLIN_EUNSUPPORTED);
		rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "the server itself");
		assert_int_equal(rig_err.fault.stmt_index, 1);
		assert_string_equal(pg_log, "done 0:1; ");
		rig_assert_rows(conn, "SELECT 1", "1\n");
		rig_driver->close(conn);
	}
	pooler_stop(&pooler);
}

/* --- the lock --- */

static void lock_is_taken(dunlin_conn *conn, const char *piece)
{
	rig_clear();
	assert_int_equal(rig_driver->lock_try(conn, KEY, &rig_err), DUNLIN_EBUSY);
	rig_assert_fault(DUNLIN_EBUSY, NULL, piece);
}

/* Bounded: what ends a connection is seen by the server a moment later. */
static void lock_in_the_end(dunlin_conn *conn)
{
	int64_t end = pg_now_ms() + 20000;

	while (rig_driver->lock_try(conn, KEY, &rig_err) != DUNLIN_OK)
		if (pg_now_ms() > end)
			fail_msg("still not: %s", rig_err.message);
}

static void pooler__the_lock_excludes_others(void **state)
{
	dunlin_conn *one, *two;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		pooler_start(&pooler, modes[i], 4);
		one = open_pooled("&application_name=first");
		two = open_pooled("");
		assert_int_equal(rig_driver->lock_try(one, KEY, &rig_err), DUNLIN_OK);
		lock_is_taken(two, "the lock is held by pid ");
		assert_non_null(strstr(rig_err.message, ", application first, "));
		lock_is_taken(direct, ", application first, ");
		/* It has not gone with a transaction, nor is it in the way of one. */
		assert_int_equal(pg_run_tx(one, "SELECT 1", NULL), DUNLIN_OK);
		lock_is_taken(two, "the lock is held by pid ");
		assert_int_equal(rig_driver->lock_try(one, KEY + 1, &rig_err), DUNLIN_EUNSUPPORTED);
		assert_int_equal(rig_driver->lock_release(two, KEY, &rig_err), DUNLIN_EMISSING);
		assert_int_equal(rig_driver->lock_release(one, KEY, &rig_err), DUNLIN_OK);
		assert_int_equal(rig_driver->lock_release(one, KEY, &rig_err), DUNLIN_EMISSING);
		assert_int_equal(rig_driver->lock_try(two, KEY, &rig_err), DUNLIN_OK);
		lock_is_taken(one, "the lock is held by pid ");
		rig_driver->close(two);
		lock_in_the_end(one);
		rig_driver->close(one);
		lock_in_the_end(direct);
		assert_int_equal(rig_driver->lock_release(direct, KEY, &rig_err), DUNLIN_OK);
		pooler_stop(&pooler);
	}
}

static void pooler__a_killed_client_frees_the_lock(void **state)
{
	dunlin_conn *conn;
	char byte;
	int ready[2];
	size_t i;
	pid_t pid;

	(void)state;
	for (i = 0; i < 2; i++) {
		pooler_start(&pooler, modes[i], 4);
		conn = open_pooled("");
		assert_int_equal(pipe(ready), 0);
		pid = fork();
		if (pid == 0) {
			struct dunlin_open how = rig_how(pooler.url, 0);
			dunlin_conn *own;

			if (rig_driver->open(&own, &rig_host, &how, NULL) == DUNLIN_OK &&
			    rig_driver->lock_try(own, KEY, NULL) == DUNLIN_OK &&
			    write(ready[1], "", 1) == 1)
				pause();
			_exit(1);
		}
		close(ready[1]);
		assert_int_equal(read(ready[0], &byte, 1), 1);
		close(ready[0]);
		lock_is_taken(conn, "the lock is held by pid ");
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		lock_in_the_end(conn);
		rig_driver->close(conn);
		pooler_stop(&pooler);
	}
}

static const char holders[] =
	"SELECT count(*) FROM pg_locks, LATERAL pg_terminate_backend(pid) WHERE locktype = "
	"'advisory' AND (classid::int8 << 32) + objid::int8 = 7205759403792793600";

static void pooler__a_lock_that_is_lost_stops_the_next_batch(void **state)
{
	int64_t end = pg_now_ms() + 20000;
	dunlin_status status = DUNLIN_OK;
	dunlin_conn *conn;

	(void)state;
	pooler_start(&pooler, "transaction", 4);
	conn = open_pooled("");
	assert_int_equal(rig_driver->lock_try(conn, KEY, &rig_err), DUNLIN_OK);
	assert_int_equal(pg_run_tx(conn, "SELECT 1", NULL), DUNLIN_OK);
	rig_assert_rows(direct, holders, "1\n");
	while (status == DUNLIN_OK && pg_now_ms() < end)
		status = pg_run_tx(conn, "SELECT 1", NULL);
	assert_int_equal(status, DUNLIN_ECONNLOST);
	rig_assert_fault(DUNLIN_ECONNLOST, NULL, "held the lock of this run is lost");
	assert_int_equal(rig_err.fault.retryable, 1);
	assert_int_equal(rig_driver->lock_release(conn, KEY, &rig_err), DUNLIN_EMISSING);
	lock_in_the_end(conn);
	rig_driver->close(conn);
	pooler_stop(&pooler);
}

/* --- too few connections --- */

static void pooler__one_session_is_too_few_and_none_is_kept(void **state)
{
	dunlin_conn *conn;
	int64_t began;
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < 2; i++) {
		pooler_start(&pooler, modes[i], 1);
		conn = open_pooled("&connect_timeout=2");
		for (n = 0; n < 2; n++) {
			began = pg_now_ms();
			lock_is_taken(conn, "did not have two connections to the server for this "
					    "run within 2 s");
			assert_in_range(pg_now_ms() - began, 1500, 8000);
			assert_non_null(strstr(rig_err.hint, "pool_size"));
			assert_int_equal(rig_err.fault.retryable, 1);
			/* Whoever waits for the one session gets it. */
			assert_string_equal(pooler_ask(&pooler, "SELECT 1"), "1\n");
			rig_assert_rows(direct,
					"SELECT count(*) FROM pg_locks WHERE locktype = "
					"'advisory' AND (classid::int8 << 32) + objid::int8 = "
					"7205759403792793600",
					"0\n");
		}
		assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
		assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_OK);
		rig_assert_rows(conn, "SELECT 6 * 7", "42\n");
		assert_int_equal(pg_run_tx(conn, "SELECT 1", NULL), DUNLIN_OK);
		rig_driver->close(conn);
		pooler_stop(&pooler);
	}
}

/* Each has one of two sessions, and wants a second: who gives up gives back. */
static void pooler__two_that_block_each_other_get_on(void **state)
{
	dunlin_conn *one, *two;

	(void)state;
	pooler_start(&pooler, "session", 2);
	one = open_pooled("&connect_timeout=2");
	two = open_pooled("&connect_timeout=2");
	lock_is_taken(one, "did not have two connections");
	assert_int_equal(rig_driver->lock_try(two, KEY, &rig_err), DUNLIN_OK);
	assert_int_equal(pg_run_tx(two, "CREATE TABLE pooled.t(a int)", NULL), DUNLIN_OK);
	assert_int_equal(rig_driver->lock_release(two, KEY, &rig_err), DUNLIN_OK);
	rig_driver->close(two);
	lock_in_the_end(one);
	assert_int_equal(pg_run_tx(one, "DROP TABLE pooled.t", NULL), DUNLIN_OK);
	rig_driver->close(one);
	pooler_stop(&pooler);
}

/* --- cancel --- */

struct canceler {
	dunlin_conn *conn;
	const char *when; /* of the server; NULL: over and over until `stop` */
	atomic_bool stop;
	pthread_t thread;
};

static void *cancel_it(void *arg)
{
	struct canceler *c = arg;

	if (c->when != NULL)
		pg_until(direct, c->when);
	do
		rig_driver->cancel(c->conn);
	while (c->when == NULL && !atomic_load(&c->stop));
	return NULL;
}

static void start_canceler(struct canceler *c, dunlin_conn *conn, const char *when)
{
	c->conn = conn;
	c->when = when;
	atomic_init(&c->stop, false);
	assert_int_equal(pthread_create(&c->thread, NULL, cancel_it, c), 0);
}

static void stop_canceler(struct canceler *c)
{
	atomic_store(&c->stop, true);
	assert_int_equal(pthread_join(c->thread, NULL), 0);
}

static void pooler__cancel_reaches_the_server(void **state)
{
	static const char sleeps[] = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE "
				     "wait_event = 'PgSleep' AND query LIKE '%pooled sleeper%')";
	struct rig_rows rows = { .count = 0 };
	struct canceler c;
	dunlin_conn *conn;
	int64_t began;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		pooler_start(&pooler, modes[i], 2);
		conn = open_with("pooled", NULL, 0);
		began = pg_now_ms();
		start_canceler(&c, conn, sleeps);
		assert_int_equal(pg_run_tx(conn, "SELECT pg_sleep(60) /* pooled sleeper */", NULL),
				 DUNLIN_ECANCELED);
		stop_canceler(&c);
		assert_int_equal(rig_err.fault.stmt_index, 1);
		assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_OK);
		start_canceler(&c, conn, sleeps);
		assert_int_equal(rig_query(conn, "SELECT pg_sleep(60) /* pooled sleeper */", &rows),
				 DUNLIN_ECANCELED);
		stop_canceler(&c);
		assert_in_range(pg_now_ms() - began, 0, 30000);
		assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
		rig_assert_rows(conn, "SELECT 1", "1\n");
		rig_driver->close(conn);
		pooler_stop(&pooler);
	}
}

static void pooler__cancel_ends_the_wait_for_a_second_connection(void **state)
{
	struct canceler c;
	dunlin_conn *conn;
	int64_t began;

	(void)state;
	pooler_start(&pooler, "session", 1);
	conn = open_pooled("&connect_timeout=60");
	began = pg_now_ms();
	start_canceler(&c, conn, NULL);
	rig_clear();
	assert_int_equal(rig_driver->lock_try(conn, KEY, &rig_err), DUNLIN_ECANCELED);
	stop_canceler(&c);
	assert_in_range(pg_now_ms() - began, 0, 20000);
	rig_assert_rows(conn, "SELECT 1", "1\n");
	rig_driver->close(conn);
	pooler_stop(&pooler);
}

/* --- a server that goes --- */

static const char kills[] = "SELECT EXISTS (SELECT FROM pg_stat_activity, LATERAL "
			    "pg_terminate_backend(pid) AS t WHERE wait_event = 'PgSleep' AND query "
			    "LIKE '%pooled sleeper%' AND t)";

static void *kill_it(void *arg)
{
	pg_until(arg, kills);
	return NULL;
}

/* The pooler may say why, or hang up; what it has not heard itself it cannot say. */
static void pooler__a_server_that_goes_is_a_lost_connection(void **state)
{
	static const char sleep[] = "SELECT pg_sleep(60) /* pooled sleeper */";
	dunlin_conn *conn, *killer = pg_open("");
	struct pg_batch b;
	pthread_t thread;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		pooler_start(&pooler, modes[i], 2);
		conn = open_pooled("");
		assert_int_equal(pthread_create(&thread, NULL, kill_it, killer), 0);
		assert_int_equal(pg_run_tx(conn, sleep, NULL), DUNLIN_ECOMMITUNKNOWN);
		assert_int_equal(pthread_join(thread, NULL), 0);
		rig_driver->close(conn);
		conn = open_pooled("");
		pg_begin(&b);
		pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
		pg_add(&b, DUNLIN_STMT_PLAIN, sleep);
		assert_int_equal(pthread_create(&thread, NULL, kill_it, killer), 0);
		assert_int_equal(pg_run(conn, &b), DUNLIN_ECONNLOST);
		assert_int_equal(pthread_join(thread, NULL), 0);
		assert_int_equal(rig_err.fault.stmt_index, 1);
		rig_driver->close(conn);
		pooler_stop(&pooler);
	}
	rig_driver->close(killer);
}

static void pooler__one_that_has_no_session_is_no_connection(void **state)
{
	dunlin_conn *one;

	(void)state;
	pooler_start(&pooler, "session", 1);
	one = open_pooled("");
	pooler_set(&pooler, "query_wait_timeout = 1");
	rig_open_fails(pooler.url, 0, DUNLIN_ECONNECT,
		       "the pooler had no connection to the server");
	rig_assert_fault(DUNLIN_ECONNECT, "08P01", NULL);
	assert_int_equal(rig_err.fault.retryable, 1);
	rig_driver->close(one);
	pooler_stop(&pooler);
}

static void pooler__no_backup_goes_through_it(void **state)
{
	const char *bin = getenv("DUNLIN_TEST_PG_BIN");
	struct dunlin_backup what = { .size = DUNLIN_BACKUP_SIZE, .tools = bin };
	struct dunlin_open how;
	char file[512], *here = getcwd(NULL, 0);
	dunlin_conn *conn;

	(void)state;
	assert_non_null(here);
	snprintf(file, sizeof(file), "%s/copy.dump", here);
	free(here);
	what.file = file;
	pooler_start(&pooler, "transaction", 4);
	conn = open_pooled("");
	rig_clear();
	assert_int_equal(rig_driver->backup(conn, &what, &rig_err), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL,
			 "pg_dump does not work through a transaction pooler");
	assert_string_equal(rig_err.hint, "give Dunlin a URL that leads to the server itself");
	rig_driver->close(conn);
	conn = pg_open("");
	assert_int_equal(rig_driver->backup(conn, &what, &rig_err), DUNLIN_OK);
	rig_driver->close(conn);
	how = rig_how(pooler.url, 0);
	what.flags = DUNLIN_BACKUP_REPLACE;
	rig_clear();
	assert_int_equal(rig_driver->restore(&rig_host, &how, &what, &rig_err),
			 DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL,
			 "pg_restore does not work through a transaction pooler");
	pooler_stop(&pooler);
}

#define TEST(name) cmocka_unit_test_setup_teardown(pooler__##name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_set_is_seen_by_the_next_client),
		TEST(the_setup_is_listed_as_local),
		TEST(what_cannot_be_local_is_refused_by_name),
		TEST(statements_have_the_callers_numbers),
		TEST(a_setting_that_fails_is_that_of_its_begin),
		TEST(concurrently_works_beside_the_lock),
		TEST(what_cannot_be_set_up_is_refused),
		TEST(the_lock_excludes_others),
		TEST(a_killed_client_frees_the_lock),
		TEST(a_lock_that_is_lost_stops_the_next_batch),
		TEST(one_session_is_too_few_and_none_is_kept),
		TEST(two_that_block_each_other_get_on),
		TEST(cancel_reaches_the_server),
		TEST(cancel_ends_the_wait_for_a_second_connection),
		TEST(a_server_that_goes_is_a_lost_connection),
		TEST(one_that_has_no_session_is_no_connection),
		TEST(no_backup_goes_through_it),
	};

	return cmocka_run_group_tests(tests, pg_start, rig_stop);
}
