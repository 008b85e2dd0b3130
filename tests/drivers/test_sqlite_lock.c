/* Who waits for whom, and what ends it: busy files, timeouts, cancel. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "drivers/rig.h"

#define ENDLESS \
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

static dunlin_conn *one;
static dunlin_conn *two;

static int fresh(void **state)
{
	(void)state;
	unlink("lock.db");
	one = rig_open("sqlite:lock.db", DUNLIN_OPEN_CREATE);
	two = rig_open("sqlite:lock.db", 0);
	rig_exec_ok(one, "CREATE TABLE t(a)");
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_events.on_event = NULL;
	rig_driver->close(one);
	rig_driver->close(two);
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A connection to lock.db with these timeouts. */
static dunlin_conn *open_with(int64_t lock_ms, int64_t statement_ms)
{
	struct dunlin_open how = rig_how("sqlite:lock.db", 0);
	dunlin_conn *conn;

	how.lock_timeout_ms = lock_ms;
	how.statement_timeout_ms = statement_ms;
	assert_int_equal(rig_driver->open(&conn, &rig_host, &how, &rig_err), DUNLIN_OK);
	return conn;
}

static void sqlite__a_second_writer_is_busy_after_its_time(void **state)
{
	int64_t start;

	(void)state;
	rig_exec_ok(one, "BEGIN IMMEDIATE");
	start = now_ms();
	assert_int_equal(rig_exec(two, "BEGIN IMMEDIATE", NULL), DUNLIN_EBUSY);
	assert_true(now_ms() - start >= 50);
	assert_true(now_ms() - start < 1000);
	rig_assert_fault(DUNLIN_EBUSY, "55P03", "database is locked");
	rig_assert_fault(DUNLIN_EBUSY, NULL, "another connection of this process");
	assert_int_equal(rig_err.fault.retryable, 1);
	assert_int_equal(rig_driver->tx_state(two), DUNLIN_TX_NONE);
	rig_exec_ok(one, "COMMIT");
	rig_exec_ok(two, "BEGIN IMMEDIATE");
}

static void hold_in_child(const char *mode, int ready, int quit)
{
	dunlin_conn *conn = rig_open("sqlite:lock.db", 0);
	char byte = 0;

	rig_exec_ok(conn, mode);
	rig_exec_ok(conn, "BEGIN IMMEDIATE");
	if (write(ready, "x", 1) != 1 || read(quit, &byte, 1) < 0)
		_exit(1);
	rig_driver->close(conn);
	_exit(0);
}

static void holder_is_named(const char *mode)
{
	char piece[64];
	int ready[2];
	int quit[2];
	char byte;
	pid_t child;
	int status;

	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(quit), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		hold_in_child(mode, ready[1], quit[0]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	snprintf(piece, sizeof(piece), "locked, by process %d (", (int)child);
	assert_int_equal(rig_exec(two, "BEGIN IMMEDIATE", NULL), DUNLIN_EBUSY);
	rig_assert_fault(DUNLIN_EBUSY, NULL, piece);
	assert_int_equal(write(quit[1], "x", 1), 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(ready[0]);
	close(ready[1]);
	close(quit[0]);
	close(quit[1]);
}

static void sqlite__the_process_that_holds_the_lock_is_named(void **state)
{
	(void)state;
	rig_driver->close(one);
	one = NULL;
	holder_is_named("PRAGMA journal_mode = DELETE");
	holder_is_named("PRAGMA journal_mode = WAL");
}

static void sqlite__a_stale_snapshot_is_busy_at_once(void **state)
{
	dunlin_conn *patient = open_with(60000, 0);
	int64_t start;

	(void)state;
	rig_exec_ok(one, "PRAGMA journal_mode = WAL");
	assert_int_equal(rig_exec(patient, "BEGIN", "SELECT * FROM t", NULL), DUNLIN_OK);
	rig_exec_ok(one, "INSERT INTO t VALUES (1)");
	start = now_ms();
	assert_int_equal(rig_exec(patient, "INSERT INTO t VALUES (2)", NULL), DUNLIN_EBUSY);
	assert_true(now_ms() - start < 5000);
	assert_int_equal(rig_err.fault.native_code, 517);
	assert_int_equal(rig_err.fault.retryable, 1);
	assert_non_null(strstr(rig_err.hint, "BEGIN IMMEDIATE"));
	assert_int_equal(rig_driver->tx_state(patient), DUNLIN_TX_OPEN);
	rig_driver->close(patient);
}

static void sqlite__shared_memory_is_busy_at_begin(void **state)
{
	const char *url = "sqlite:shared?mode=memory&cache=shared";
	dunlin_conn *a = rig_open(url, 0);
	dunlin_conn *b = rig_open(url, 0);
	struct dunlin_statement begin = {
		DUNLIN_STATEMENT_SIZE, DUNLIN_STMT_BEGIN, "BEGIN IMMEDIATE", 15, NULL, 0
	};
	struct dunlin_batch batch = { DUNLIN_BATCH_SIZE, sizeof(begin), &begin, 1 };

	(void)state;
	assert_int_equal(rig_exec(a, "CREATE TABLE s(a)", "BEGIN IMMEDIATE",
				  "INSERT INTO s VALUES (1)", NULL),
			 DUNLIN_OK);
	assert_int_equal(rig_driver->exec(b, &batch, &rig_err), DUNLIN_EBUSY);
	assert_int_equal(rig_err.fault.retryable, 1);
	assert_int_equal(rig_exec(b, "SELECT * FROM s", NULL), DUNLIN_ELOCKTIMEOUT);
	rig_assert_fault(DUNLIN_ELOCKTIMEOUT, "55P03", "locked");
	assert_int_equal(rig_err.fault.retryable, 1);
	rig_driver->close(a);
	rig_driver->close(b);
}

static void sqlite__a_pragma_sets_the_wait_and_reset_puts_it_back(void **state)
{
	int64_t start;

	(void)state;
	rig_exec_ok(one, "BEGIN IMMEDIATE");
	rig_exec_ok(two, "PRAGMA busy_timeout = 400");
	start = now_ms();
	assert_int_equal(rig_exec(two, "BEGIN IMMEDIATE", NULL), DUNLIN_EBUSY);
	assert_true(now_ms() - start >= 400);
	assert_int_equal(rig_driver->reset(two, &rig_err), DUNLIN_OK);
	start = now_ms();
	assert_int_equal(rig_exec(two, "BEGIN IMMEDIATE", NULL), DUNLIN_EBUSY);
	assert_true(now_ms() - start < 390);
}

static void sqlite__a_statement_has_its_time(void **state)
{
	dunlin_conn *conn = open_with(60000, 150);
	int64_t start = now_ms();

	(void)state;
	assert_int_equal(rig_exec(conn, "BEGIN IMMEDIATE", "INSERT INTO t VALUES (1)",
				  "INSERT INTO t " ENDLESS, "COMMIT", NULL),
			 DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "57014", "statement timeout after 150 ms");
	assert_int_equal(rig_err.fault.stmt_index, 2);
	assert_true(now_ms() - start >= 150);
	assert_true(now_ms() - start < 5000);
	/* An interrupted write takes the whole transaction with it. */
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	assert_non_null(strstr(rig_err.detail, "rolled the whole transaction back"));
	rig_assert_rows(conn, "SELECT count(*) FROM t", "0\n");

	rig_exec_ok(one, "BEGIN IMMEDIATE"); /* the wait for a lock counts as well */
	assert_int_equal(rig_exec(conn, "BEGIN IMMEDIATE", NULL), DUNLIN_ESQL);
	rig_assert_fault(DUNLIN_ESQL, "57014", "statement timeout after 150 ms");
	rig_exec_ok(one, "COMMIT");
	rig_exec_ok(conn, "INSERT INTO t VALUES (1)");
	rig_driver->close(conn);
}

/* Cancels `one` again and again, from the start of the call until `stop`. */
struct canceler {
	pthread_t thread;
	atomic_bool stop;
	dunlin_conn *conn;
};

static void *keep_canceling(void *payload)
{
	struct canceler *c = payload;
	struct timespec pause = { 0, 5000000 };

	nanosleep(&(struct timespec){ 0, 30000000 }, NULL); /* let the statement begin */
	while (!atomic_load(&c->stop)) {
		rig_driver->cancel(c->conn);
		nanosleep(&pause, NULL);
	}
	return NULL;
}

static void start_canceling(struct canceler *c, dunlin_conn *conn)
{
	atomic_init(&c->stop, false);
	c->conn = conn;
	assert_int_equal(pthread_create(&c->thread, NULL, keep_canceling, c), 0);
}

static void stop_canceling(struct canceler *c)
{
	atomic_store(&c->stop, true);
	assert_int_equal(pthread_join(c->thread, NULL), 0);
}

static void sqlite__cancel_stops_a_statement_within_a_second(void **state)
{
	struct canceler canceler;
	int64_t start = now_ms();

	(void)state;
	start_canceling(&canceler, one);
	assert_int_equal(rig_exec(one, "BEGIN", "INSERT INTO t VALUES (1)",
				  "INSERT INTO t " ENDLESS, "COMMIT", NULL),
			 DUNLIN_ECANCELED);
	stop_canceling(&canceler);
	assert_true(now_ms() - start < 1000);
	rig_assert_fault(DUNLIN_ECANCELED, "57014", "canceled");
	assert_int_equal(rig_err.fault.stmt_index, 2);
	assert_int_equal(rig_driver->tx_state(one), DUNLIN_TX_NONE);
	assert_int_equal(rig_driver->rollback(one, &rig_err), DUNLIN_OK);
	rig_assert_rows(two, "SELECT count(*) FROM t", "0\n");
	rig_exec_ok(one, "INSERT INTO t VALUES (2)"); /* the next batch is its own */
}

static void sqlite__cancel_stops_a_query_and_keeps_a_read_only_transaction(void **state)
{
	struct rig_rows rows = { .count = 0 };
	struct canceler canceler;

	(void)state;
	rig_exec_ok(one, "BEGIN");
	start_canceling(&canceler, one);
	assert_int_equal(rig_query(one, ENDLESS, &rows), DUNLIN_ECANCELED);
	stop_canceling(&canceler);
	assert_int_equal(rig_driver->tx_state(one), DUNLIN_TX_OPEN);
	assert_int_equal(rig_driver->rollback(one, &rig_err), DUNLIN_OK);
}

static void sqlite__cancel_ends_the_wait_for_a_lock(void **state)
{
	dunlin_conn *patient = open_with(-1, 0);
	struct canceler canceler;
	int64_t start = now_ms();

	(void)state;
	rig_exec_ok(one, "BEGIN IMMEDIATE");
	start_canceling(&canceler, patient);
	assert_int_equal(rig_exec(patient, "BEGIN IMMEDIATE", NULL), DUNLIN_ECANCELED);
	stop_canceling(&canceler);
	assert_true(now_ms() - start < 1000);
	rig_assert_fault(DUNLIN_ECANCELED, "57014", "waiting for a lock");
	rig_driver->close(patient);
}

static void cancel_after_first(const struct dunlin_progress *progress, void *payload)
{
	if (progress->stmt_index == 0)
		rig_driver->cancel(payload);
}

static void sqlite__cancel_between_two_statements_stops_the_batch(void **state)
{
	(void)state;
	rig_events.on_event = cancel_after_first;
	rig_events.payload = one;
	assert_int_equal(rig_exec(one, "BEGIN", "INSERT INTO t VALUES (1)", "COMMIT", NULL),
			 DUNLIN_ECANCELED);
	rig_events.on_event = NULL;
	rig_assert_fault(DUNLIN_ECANCELED, "57014", "canceled");
	assert_int_equal(rig_err.fault.stmt_index, 1);
	assert_string_equal(rig_events.text, "0:0 ");
	assert_int_equal(rig_driver->tx_state(one), DUNLIN_TX_OPEN);
	assert_int_equal(rig_driver->rollback(one, &rig_err), DUNLIN_OK);
	rig_assert_rows(one, "SELECT count(*) FROM t", "0\n");
}

static void sqlite__cancel_reaches_nothing_but_what_runs(void **state)
{
	struct canceler canceler;
	int i;

	(void)state;
	rig_driver->cancel(one);
	rig_exec_ok(one, "INSERT INTO t VALUES (1)");
	/* After the last statement it comes too late. */
	rig_events.on_event = cancel_after_first;
	rig_events.payload = one;
	rig_exec_ok(one, "INSERT INTO t VALUES (2)");
	rig_events.on_event = NULL;
	rig_exec_ok(one, "INSERT INTO t VALUES (3)");
	/* A rollback is not stopped, however hard one tries. */
	start_canceling(&canceler, one);
	for (i = 0; i < 50; i++) {
		while (rig_exec(one, "BEGIN IMMEDIATE", "DELETE FROM t", NULL) != DUNLIN_OK) {
			assert_int_equal(rig_err.fault.status, DUNLIN_ECANCELED);
			assert_int_equal(rig_driver->rollback(one, &rig_err), DUNLIN_OK);
		}
		assert_int_equal(rig_driver->rollback(one, &rig_err), DUNLIN_OK);
		assert_int_equal(rig_driver->tx_state(one), DUNLIN_TX_NONE);
	}
	stop_canceling(&canceler);
	rig_assert_rows(one, "SELECT sum(a) FROM t", "6\n");
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
		TEST(sqlite__a_second_writer_is_busy_after_its_time),
		TEST(sqlite__the_process_that_holds_the_lock_is_named),
		TEST(sqlite__a_stale_snapshot_is_busy_at_once),
		TEST(sqlite__shared_memory_is_busy_at_begin),
		TEST(sqlite__a_pragma_sets_the_wait_and_reset_puts_it_back),
		TEST(sqlite__a_statement_has_its_time),
		TEST(sqlite__cancel_stops_a_statement_within_a_second),
		TEST(sqlite__cancel_stops_a_query_and_keeps_a_read_only_transaction),
		TEST(sqlite__cancel_ends_the_wait_for_a_lock),
		TEST(sqlite__cancel_between_two_statements_stops_the_batch),
		TEST(sqlite__cancel_reaches_nothing_but_what_runs),
	};

	return cmocka_run_group_tests(tests, start, rig_stop);
}
