/* PostgreSQL: locks, cancels, lost connections, reset, whole databases. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "drivers/pg.h"

static dunlin_conn *conn;
static dunlin_conn *other;

static int fresh(void **state)
{
	(void)state;
	conn = pg_open("");
	other = pg_open("&application_name=second");
	rig_exec_ok(conn, "DROP SCHEMA IF EXISTS x CASCADE");
	rig_exec_ok(conn, "CREATE SCHEMA x");
	rig_exec_ok(conn, "SET search_path = x");
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	rig_driver->close(other);
	return 0;
}

/* --- lock --- */

#define KEY INT64_C(-6148914691236517206)

static void postgres__the_lock_excludes_others_and_names_its_holder(void **state)
{
	char piece[128];

	(void)state;
	rig_clear();
	assert_int_equal(rig_driver->lock_try(other, KEY, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_driver->lock_try(conn, KEY, &rig_err), DUNLIN_EBUSY);
	snprintf(piece, sizeof(piece), "the lock is held by pid %d, application second, from ",
		 pg_pid(other));
	rig_driver->lock_try(conn, KEY, &rig_err);
	rig_assert_fault(DUNLIN_EBUSY, NULL, piece);
	assert_non_null(strstr(rig_err.message, "idle after: SELECT pg_backend_pid()"));
	assert_int_equal(rig_driver->lock_try(conn, KEY + 1, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_driver->lock_release(other, KEY, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_driver->lock_try(conn, KEY, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_driver->lock_release(conn, KEY, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_driver->lock_release(conn, KEY, &rig_err), DUNLIN_EMISSING);
	assert_int_equal(rig_driver->lock_release(conn, KEY + 1, &rig_err), DUNLIN_OK);
}

static void postgres__the_lock_ends_with_its_connection(void **state)
{
	(void)state;
	assert_int_equal(rig_driver->lock_try(other, 1, NULL), DUNLIN_OK);
	rig_driver->close(other);
	other = NULL;
	pg_until(conn,
		 "SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory' AND objid = 1");
	assert_int_equal(rig_driver->lock_try(conn, 1, NULL), DUNLIN_OK);
}

static void postgres__a_holder_nobody_may_look_at_is_still_a_holder(void **state)
{
	(void)state;
	rig_exec_ok(conn, "DROP ROLE IF EXISTS dunlin_nobody");
	rig_exec_ok(conn, "CREATE ROLE dunlin_nobody");
	assert_int_equal(rig_driver->lock_try(other, 1, NULL), DUNLIN_OK);
	rig_exec_ok(conn, "SET ROLE dunlin_nobody");
	rig_clear();
	assert_int_equal(rig_driver->lock_try(conn, 1, &rig_err), DUNLIN_EBUSY);
	rig_assert_fault(DUNLIN_EBUSY, NULL, "the lock is held by pid ");
	assert_null(strstr(rig_err.message, "privilege"));
	rig_exec_ok(conn, "RESET ROLE");
	rig_exec_ok(conn, "DROP ROLE dunlin_nobody");
	rig_exec_ok(conn, "BEGIN");
	assert_int_equal(rig_driver->lock_try(conn, 1, &rig_err), DUNLIN_EBUSY);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_OPEN);
}

/* --- cancel --- */

struct canceler {
	pthread_t thread;
	int pid; /* cancels once this backend does that */
	const char *what;
	int64_t at_ms;
};

static void *cancel_when_active(void *arg)
{
	struct canceler *c = arg;
	char sql[128];

	snprintf(sql, sizeof(sql), "SELECT %s FROM pg_stat_activity WHERE pid = %d", c->what,
		 c->pid);
	pg_until(other, sql);
	c->at_ms = pg_now_ms();
	rig_driver->cancel(conn);
	return NULL;
}

static void start_cancel(struct canceler *c, const char *what)
{
	c->what = what;
	c->pid = pg_pid(conn);
	assert_int_equal(pthread_create(&c->thread, NULL, cancel_when_active, c), 0);
}

static void assert_canceled_fast(struct canceler *c)
{
	int64_t end = pg_now_ms();

	assert_int_equal(pthread_join(c->thread, NULL), 0);
	assert_in_range(end - c->at_ms, 0, 1000);
	rig_assert_fault(DUNLIN_ECANCELED, NULL, NULL);
}

static void postgres__cancel_stops_a_batch_within_a_second(void **state)
{
	struct canceler c;

	(void)state;
	start_cancel(&c, "wait_event = 'PgSleep'");
	assert_int_equal(pg_run_tx(conn, "CREATE TABLE t()", "SELECT pg_sleep(60)",
				   "CREATE TABLE u()", NULL),
			 DUNLIN_ECANCELED);
	assert_canceled_fast(&c);
	assert_string_equal(rig_err.sqlstate, "57014");
	assert_int_equal(rig_err.fault.stmt_index, 2);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_FAILED);
	assert_int_equal(rig_driver->rollback(conn, NULL), DUNLIN_OK);
	rig_assert_rows(conn, "SELECT to_regclass('x.t') IS NULL", "t\n");
}

static void postgres__cancel_stops_a_query_and_a_lone_statement(void **state)
{
	struct rig_rows rows = { .count = 0 };
	struct canceler c;

	(void)state;
	start_cancel(&c, "wait_event = 'PgSleep'");
	assert_int_equal(rig_query(conn, "SELECT pg_sleep(60)", &rows), DUNLIN_ECANCELED);
	assert_canceled_fast(&c);
	start_cancel(&c, "wait_event = 'PgSleep'");
	assert_int_equal(rig_exec(conn, "SELECT pg_sleep(60)", "SELECT 2", NULL), DUNLIN_ECANCELED);
	assert_canceled_fast(&c);
	rig_assert_rows(conn, "SELECT 1", "1\n");
}

/* Cancels from within the progress of statement 1, so between two statements. */
static void cancel_on_event(const struct dunlin_progress *progress, void *payload)
{
	int *calls = payload;

	if (progress->kind == DUNLIN_PROGRESS_DONE && progress->stmt_index == 1) {
		++*calls;
		rig_driver->cancel(conn);
	}
}

static void postgres__cancel_between_two_statements_stops_the_batch(void **state)
{
	struct pg_batch b;
	int calls = 0;
	int i;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a int)");
	rig_clear();
	pg_begin(&b);
	for (i = 0; i < 5; i++)
		pg_add(&b, DUNLIN_STMT_PLAIN, "INSERT INTO t VALUES (1)");
	rig_events.on_event = cancel_on_event;
	rig_events.payload = &calls;
	assert_int_equal(rig_driver->exec(conn, &b.batch, &rig_err), DUNLIN_ECANCELED);
	assert_int_equal(rig_err.fault.stmt_index, 2);
	assert_int_equal(calls, 1);
	rig_assert_rows(conn, "SELECT count(*) FROM t", "2\n");
	/* The same in a transaction, of which all is on its way already. */
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "INSERT INTO t VALUES (1)");
	pg_add(&b, DUNLIN_STMT_PLAIN, "SELECT pg_sleep(30)");
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	assert_int_equal(rig_driver->exec(conn, &b.batch, &rig_err), DUNLIN_ECANCELED);
	assert_int_equal(calls, 2);
	rig_driver->rollback(conn, NULL);
	pg_restore_events();
	rig_assert_rows(conn, "SELECT count(*) FROM t", "2\n");
}

static void postgres__cancel_stops_the_data_of_a_copy(void **state)
{
	enum { BYTES = 40 * 1000 * 1000 };
	char *data = malloc(BYTES + 1);
	struct canceler c;
	struct pg_batch b;
	size_t i;

	(void)state;
	for (i = 0; i < BYTES; i += 2)
		memcpy(data + i, "1\n", 2);
	data[BYTES] = '\0';
	rig_exec_ok(conn, "CREATE TABLE t(a int)");
	start_cancel(&c, "state = 'active' AND query LIKE 'COPY%'");
	pg_begin(&b);
	pg_add_copy(&b, "COPY t FROM stdin", data);
	assert_int_equal(pg_run(conn, &b), DUNLIN_ECANCELED);
	assert_canceled_fast(&c);
	rig_assert_rows(conn, "SELECT count(*) FROM t", "0\n");
	free(data);
}

static void postgres__cancel_of_nothing_harms_nothing(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 50; i++) {
		rig_driver->cancel(conn);
		rig_assert_rows(conn, "SELECT 1", "1\n");
		rig_driver->cancel(conn);
		assert_int_equal(pg_run_tx(conn, "SELECT 1", NULL), DUNLIN_OK);
	}
}

static atomic_bool storm_over;

static void *storm(void *arg)
{
	(void)arg;
	while (!atomic_load(&storm_over))
		rig_driver->cancel(conn);
	return NULL;
}

static void postgres__a_storm_of_cancels_ends_with_the_call_it_hits(void **state)
{
	pthread_t thread;
	int canceled = 0;
	int i;

	(void)state;
	atomic_store(&storm_over, false);
	assert_int_equal(pthread_create(&thread, NULL, storm, NULL), 0);
	for (i = 0; i < 100; i++) {
		dunlin_status status = pg_run_tx(conn, "SELECT pg_sleep(0.001)", NULL);

		if (status != DUNLIN_OK && status != DUNLIN_ECANCELED)
			fail_msg("status %d: %s", status, rig_err.message);
		canceled += status != DUNLIN_OK;
		assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_OK);
		assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	}
	atomic_store(&storm_over, true);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(canceled > 0);
	assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_OK);
	for (i = 0; i < 20; i++)
		rig_assert_rows(conn, "SELECT 1", "1\n");
}

/* --- the connection breaks --- */

static void postgres__a_killed_backend_is_a_lost_connection(void **state)
{
	char sql[160];

	(void)state;
	snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%d, 20000)", pg_pid(conn));
	rig_assert_rows(other, sql, "t\n");
	assert_int_equal(pg_run_tx(conn, "SELECT 1", NULL), DUNLIN_ECONNLOST);
	assert_int_equal(rig_err.fault.retryable, 1);
	rig_assert_fault(DUNLIN_ECONNLOST, "57P01", "terminating connection");
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	rig_clear();
	assert_int_equal(rig_driver->rollback(conn, &rig_err), DUNLIN_ECONNLOST);
	assert_int_equal(rig_exec(conn, "SELECT 1", NULL), DUNLIN_ECONNLOST);
	assert_int_equal(rig_query(conn, "SELECT 1", &(struct rig_rows){ .count = 0 }),
			 DUNLIN_ECONNLOST);
	assert_int_equal(rig_driver->lock_try(conn, 1, &rig_err), DUNLIN_ECONNLOST);
	assert_int_equal(rig_driver->reset(conn, &rig_err), DUNLIN_ECONNLOST);
	rig_driver->cancel(conn);
}

struct killer {
	pthread_t thread;
	int pid;
	const char *when; /* what its pg_stat_activity row must fulfil */
};

static void *kill_when(void *arg)
{
	struct killer *k = arg;
	char sql[256];

	snprintf(sql, sizeof(sql), "SELECT %s FROM pg_stat_activity WHERE pid = %d", k->when,
		 k->pid);
	pg_until(other, sql);
	snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%d)", k->pid);
	rig_driver->query(other, sql, strlen(sql), NULL, NULL, NULL);
	return NULL;
}

static void start_kill(struct killer *k, const char *when)
{
	k->pid = pg_pid(conn);
	k->when = when;
	assert_int_equal(pthread_create(&k->thread, NULL, kill_when, k), 0);
}

static void postgres__killed_before_its_commit_nothing_is_unknown(void **state)
{
	struct killer k;

	(void)state;
	start_kill(&k, "wait_event = 'PgSleep'");
	assert_int_equal(pg_run_tx(conn, "CREATE TABLE t()", "SELECT pg_sleep(60)", NULL),
			 DUNLIN_ECONNLOST);
	assert_int_equal(pthread_join(k.thread, NULL), 0);
	assert_int_equal(rig_err.fault.stmt_index, 2);
	assert_string_equal(pg_log, "done 0:-1; done 1:-1; ");
}

static void postgres__killed_in_its_commit_it_is_unknown(void **state)
{
	struct killer k;

	(void)state;
	rig_exec_ok(conn, "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
			  "$$BEGIN PERFORM pg_sleep(60); RETURN NULL; END$$");
	rig_exec_ok(conn, "CREATE TABLE t(a int)");
	rig_exec_ok(conn,
		    "CREATE CONSTRAINT TRIGGER s AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
		    "FOR EACH ROW EXECUTE FUNCTION slow()");
	start_kill(&k, "wait_event = 'PgSleep'");
	assert_int_equal(pg_run_tx(conn, "INSERT INTO t VALUES (1)", NULL), DUNLIN_ECOMMITUNKNOWN);
	assert_int_equal(pthread_join(k.thread, NULL), 0);
	assert_int_equal(rig_err.fault.stmt_index, 2);
	assert_int_equal(rig_err.fault.retryable, 0);
}

/* Passes bytes on until the client sends `cut`, which it keeps, or the server
 * has answered with the tag `last`, and hangs up; or, without either, as a
 * pooler does: the pid it tells is another's. */
struct relay {
	int listener;
	char server[108];
	const char *cut;
	const char *last;
	pthread_t thread;
};

static bool pass_on(int from, int to, const char *cut, bool new_pid)
{
	char bytes[65536];
	ssize_t n = read(from, bytes, sizeof(bytes));
	char *key = n > 0 ? memmem(bytes, (size_t)n, "K\0\0\0\x0c", 5) : NULL;

	if (n <= 0 || (cut != NULL && memmem(bytes, (size_t)n, cut, strlen(cut)) != NULL))
		return false;
	if (new_pid && key != NULL)
		key[8] ^= 1;
	return write(to, bytes, (size_t)n) == n;
}

/* The tag's end is the last that passes. */
static bool pass_back(int from, int to, const char *last)
{
	char bytes[65536];
	ssize_t n = read(from, bytes, sizeof(bytes));
	char *tag = n > 0 ? memmem(bytes, (size_t)n, last, strlen(last) + 1) : NULL;

	if (tag != NULL)
		n = tag - bytes + (ssize_t)strlen(last) + 1;
	return n > 0 && write(to, bytes, (size_t)n) == n && tag == NULL;
}

static void *relay(void *arg)
{
	struct relay *r = arg;
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	struct pollfd fds[2] = { { .events = POLLIN }, { .events = POLLIN } };
	bool alive = true;

	strcpy(name.sun_path, r->server);
	fds[0].fd = accept(r->listener, NULL, NULL);
	fds[1].fd = socket(AF_UNIX, SOCK_STREAM, 0);
	alive = connect(fds[1].fd, (struct sockaddr *)&name, sizeof(name)) == 0;
	while (alive && poll(fds, 2, -1) > 0) {
		if (fds[0].revents != 0)
			alive = pass_on(fds[0].fd, fds[1].fd, r->cut, false);
		if (alive && fds[1].revents != 0 && r->last != NULL)
			alive = pass_back(fds[1].fd, fds[0].fd, r->last);
		else if (alive && fds[1].revents != 0)
			alive = pass_on(fds[1].fd, fds[0].fd, NULL, r->cut == NULL);
	}
	close(fds[0].fd);
	close(fds[1].fd);
	return NULL;
}

static dunlin_conn *open_relay_until(struct relay *r, const char *cut, const char *last)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	struct rig_rows rows = { .count = 0 };
	char *folder = getcwd(NULL, 0);
	char more[512];

	assert_int_equal(rig_query(other,
				   "SELECT split_part(current_setting("
				   "'unix_socket_directories'), ',', 1) || '/.s.PGSQL.' || "
				   "current_setting('port')",
				   &rows),
			 DUNLIN_OK);
	snprintf(r->server, sizeof(r->server), "%.*s", (int)strcspn(rows.text, "\n"), rows.text);
	r->cut = cut;
	r->last = last;
	snprintf(name.sun_path, sizeof(name.sun_path), "%s/.s.PGSQL.7777", folder);
	unlink(name.sun_path);
	r->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(r->listener, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(r->listener, 1), 0);
	assert_int_equal(pthread_create(&r->thread, NULL, relay, r), 0);
	snprintf(more, sizeof(more), "&host=%s&port=7777", folder);
	free(folder);
	return rig_open(pg_url(more), 0);
}

static dunlin_conn *open_relay(struct relay *r, const char *cut)
{
	return open_relay_until(r, cut, NULL);
}

static void close_relay(struct relay *r)
{
	assert_int_equal(pthread_join(r->thread, NULL), 0);
	close(r->listener);
}

static void postgres__cut_off_in_silence_a_commit_that_was_sent_is_unknown(void **state)
{
	static const struct {
		uint32_t last;
		const char *sql;
		dunlin_status status;
	} cases[] = {
		{ DUNLIN_STMT_COMMIT, "COMMIT /* cut here */", DUNLIN_ECOMMITUNKNOWN },
		{ DUNLIN_STMT_PLAIN, "SELECT 'cut here'", DUNLIN_ECONNLOST },
		{ DUNLIN_STMT_ROLLBACK, "ROLLBACK /* cut here */", DUNLIN_ECONNLOST },
	};
	struct relay r;
	struct pg_batch b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dunlin_conn *cut = open_relay(&r, "cut here");

		pg_begin(&b);
		pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
		pg_add(&b, DUNLIN_STMT_PLAIN, "SELECT 1");
		pg_add(&b, cases[i].last, cases[i].sql);
		assert_int_equal(pg_run(cut, &b), cases[i].status);
		assert_in_range(rig_err.fault.stmt_index, 0, 2);
		assert_string_equal(rig_err.sqlstate, "");
		assert_int_equal(rig_driver->tx_state(cut), DUNLIN_TX_NONE);
		assert_int_equal(rig_exec(cut, "SELECT 1", NULL), DUNLIN_ECONNLOST);
		rig_driver->close(cut);
		close_relay(&r);
	}
}

/* COMMIT is answered when it is done; the server's last word, that it is ready for
 * more, is news about nothing. */
static void postgres__cut_off_behind_the_answer_to_a_commit_it_is_done(void **state)
{
	struct pg_batch b;
	struct relay r;
	dunlin_conn *cut = open_relay_until(&r, NULL, "COMMIT");

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a int)");
	assert_int_equal(pg_run_tx(cut, "INSERT INTO x.t VALUES (1)", NULL), DUNLIN_OK);
	assert_string_equal(pg_log, "done 0:-1; done 1:1; done 2:-1; ");
	assert_int_equal(rig_driver->tx_state(cut), DUNLIN_TX_NONE);
	assert_int_equal(rig_exec(cut, "SELECT 1", NULL), DUNLIN_ECONNLOST);
	rig_driver->close(cut);
	close_relay(&r);
	pg_until(conn, "SELECT count(*) = 1 FROM t");

	/* In front of more, the failure is that of what follows. */
	cut = open_relay_until(&r, NULL, "COMMIT");
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, DUNLIN_STMT_PLAIN, "INSERT INTO x.t VALUES (2)");
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	pg_add(&b, DUNLIN_STMT_ALONE, "VACUUM x.t");
	assert_int_equal(pg_run(cut, &b), DUNLIN_ECONNLOST);
	assert_int_equal(rig_err.fault.stmt_index, 3);
	rig_driver->close(cut);
	close_relay(&r);
	pg_until(conn, "SELECT count(*) = 2 FROM t");
}

static void postgres__cut_off_in_a_copy_or_a_query_it_is_lost(void **state)
{
	struct rig_rows rows = { .count = 0 };
	struct pg_batch b;
	struct relay r;
	dunlin_conn *cut = open_relay(&r, "cut here");

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t(a text)");
	pg_begin(&b);
	pg_add_copy(&b, "COPY x.t FROM stdin", "a\ncut here\n");
	assert_int_equal(pg_run(cut, &b), DUNLIN_ECONNLOST);
	rig_driver->close(cut);
	close_relay(&r);
	cut = open_relay(&r, "cut here");
	assert_int_equal(rig_query(cut, "SELECT 'cut here'", &rows), DUNLIN_ECONNLOST);
	rig_assert_fault(DUNLIN_ECONNLOST, NULL, "server closed the connection unexpectedly");
	rig_driver->close(cut);
	close_relay(&r);
	rig_assert_rows(conn, "SELECT count(*) FROM t", "0\n");
}

/* The rest of it is in test_postgres_pooler, with a real one. */
static void postgres__another_pid_is_a_pooler(void **state)
{
	struct dunlin_info info = { .size = DUNLIN_INFO_SIZE };
	struct relay r;
	dunlin_conn *pooled = open_relay(&r, NULL);

	(void)state;
	assert_int_equal(rig_driver->info(pooled, &info, NULL), DUNLIN_OK);
	assert_int_equal(info.caps[0], rig_driver->caps[0] & ~DUNLIN_CAP_RESET);
	assert_non_null(strstr(info.pooler, "another backend answers"));
	rig_clear();
	assert_int_equal(rig_driver->reset(pooled, &rig_err), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "pooler");
	rig_driver->close(pooled);
	close_relay(&r);
	assert_int_equal(rig_driver->info(conn, &info, NULL), DUNLIN_OK);
	assert_null(info.pooler);
}

/* --- reset, tables, databases --- */

static void postgres__reset_puts_back_what_was_set_and_keeps_the_lock(void **state)
{
	static const char *const session[] = { "SET work_mem = '7MB'" };
	struct dunlin_open how = rig_how(pg_url("&application_name=first"), 0);
	dunlin_conn *set;

	(void)state;
	how.schema = "x";
	how.session = session;
	how.n_session = 1;
	assert_int_equal(rig_driver->open(&set, &rig_host, &how, NULL), DUNLIN_OK);
	rig_exec_ok(conn, "DROP ROLE IF EXISTS dunlin_nobody");
	rig_exec_ok(conn, "CREATE ROLE dunlin_nobody");
	assert_int_equal(rig_driver->lock_try(set, 5, NULL), DUNLIN_OK);
	rig_exec_ok(set, "SELECT set_config('search_path', '', false)");
	rig_exec_ok(set, "SET work_mem = '1MB'");
	rig_exec_ok(set, "SET lock_timeout = 77");
	rig_exec_ok(set, "SET client_encoding = 'LATIN1'");
	rig_exec_ok(set, "SET application_name = 'mine'");
	rig_exec_ok(set, "SET standard_conforming_strings = off");
	rig_exec_ok(set, "SET SESSION AUTHORIZATION dunlin_nobody");
	rig_exec_ok(set, "SET ROLE dunlin_nobody");
	assert_int_equal(rig_driver->reset(set, NULL), DUNLIN_OK);
	rig_assert_rows(set,
			"SELECT current_setting('search_path'), current_setting('work_mem'), "
			"current_setting('lock_timeout'), current_setting('client_encoding'), "
			"current_setting('application_name'), "
			"current_setting('standard_conforming_strings'), "
			"current_user <> 'dunlin_nobody', session_user <> 'dunlin_nobody'",
			"x|7MB|50ms|UTF8|first|on|t|t\n");
	assert_int_equal(rig_driver->lock_try(conn, 5, NULL), DUNLIN_EBUSY);
	rig_driver->close(set);
	rig_exec_ok(conn, "DROP ROLE dunlin_nobody");
}

static void postgres__tables_are_found_in_every_schema_in_sight(void **state)
{
	struct rig_rows rows = { .count = 0 };

	(void)state;
	rig_exec_ok(conn, "DROP SCHEMA IF EXISTS \"Y y\" CASCADE");
	rig_exec_ok(conn, "CREATE SCHEMA \"Y y\"");
	rig_exec_ok(conn, "CREATE TABLE \"Y y\".dunlin_seek(a int) PARTITION BY LIST (a)");
	rig_exec_ok(conn, "CREATE TABLE x.dunlin_seek(a int)");
	rig_exec_ok(conn, "CREATE TEMP TABLE dunlin_seek(a int)");
	rig_exec_ok(conn, "SET search_path = ''");
	assert_int_equal(rig_driver->find_tables(conn, "dunlin_seek", rig_on_row, &rows, &rig_err),
			 DUNLIN_OK);
	assert_string_equal(rows.text, "Y y|\"Y y\".dunlin_seek|dunlin_seek\n"
				       "x|x.dunlin_seek|dunlin_seek\n");
	rows = (struct rig_rows){ .count = 0 };
	rig_exec_ok(conn, "CREATE TABLE \"Y y\".dunlin_seen(a int)");
	rig_exec_ok(conn, "CREATE TABLE \"Y y\".dunlinXseek(a int)");
	assert_int_equal(rig_driver->find_tables(conn, "dunlin_see*", rig_on_row, &rows, &rig_err),
			 DUNLIN_OK);
	assert_int_equal(rows.count, 3);
	rows = (struct rig_rows){ .count = 0 };
	assert_int_equal(rig_driver->find_tables(conn, "it's \"not\" there", rig_on_row, &rows,
						 &rig_err),
			 DUNLIN_OK);
	assert_int_equal(rows.count, 0);
	rig_exec_ok(conn, "DROP ROLE IF EXISTS dunlin_nobody");
	rig_exec_ok(conn, "CREATE ROLE dunlin_nobody");
	rig_exec_ok(conn, "SET ROLE dunlin_nobody");
	assert_int_equal(rig_driver->find_tables(conn, "dunlin_seek", rig_on_row, &rows, &rig_err),
			 DUNLIN_OK);
	assert_int_equal(rows.count, 0);
	rig_exec_ok(conn, "RESET ROLE");
	rig_exec_ok(conn, "DROP ROLE dunlin_nobody");
	rig_exec_ok(conn, "DROP SCHEMA \"Y y\" CASCADE");
}

static void postgres__databases_come_and_go(void **state)
{
	struct dunlin_open how = rig_how(pg_url("&dbname=dunlin%20%22db"), 0);
	struct dunlin_open missing = rig_how(pg_url("&port=1"), 0);
	dunlin_conn *in;
	char piece[64];

	(void)state;
	how.session = (const char *const[]){ "SET nosuch = 1" }; /* is not for this connection */
	how.n_session = 1;
	(void)rig_driver->drop_database(&rig_host, &how, NULL);
	rig_clear();
	assert_int_equal(rig_driver->drop_database(&rig_host, &how, &rig_err), DUNLIN_EMISSING);
	rig_assert_fault(DUNLIN_EMISSING, "3D000", "database \"dunlin \"db\" does not exist");
	assert_int_equal(rig_driver->create_database(&rig_host, &how, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_driver->create_database(&rig_host, &how, &rig_err), DUNLIN_EEXISTS);
	rig_assert_fault(DUNLIN_EEXISTS, "42P04", "already exists");
	in = pg_open("&dbname=dunlin%20%22db&application_name=inside");
	assert_int_equal(rig_driver->drop_database(&rig_host, &how, &rig_err), DUNLIN_EBUSY);
	snprintf(piece, sizeof(piece), "is in use by pid %d, application inside, role ",
		 pg_pid(in));
	rig_clear();
	(void)rig_driver->drop_database(&rig_host, &how, &rig_err);
	rig_assert_fault(DUNLIN_EBUSY, "55006", piece);
	rig_driver->close(in);
	pg_until(conn, "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = 'dunlin \"db'");
	assert_int_equal(rig_driver->drop_database(&rig_host, &how, &rig_err), DUNLIN_OK);
	assert_int_equal(rig_driver->create_database(&rig_host, &missing, &rig_err),
			 DUNLIN_ECONNECT);
	/* The one they are done from is neither dropped nor created from itself. */
	how = rig_how(pg_url(""), 0);
	assert_int_equal(rig_driver->create_database(&rig_host, &how, &rig_err), DUNLIN_EEXISTS);
	assert_int_equal(rig_driver->drop_database(&rig_host, &how, &rig_err), DUNLIN_EBUSY);
}

static void *use_one(void *arg)
{
	dunlin_conn *mine = arg;
	int i;

	for (i = 0; i < 200; i++) {
		struct rig_rows rows = { .count = 0 };

		if (rig_driver->query(mine, "SELECT pg_backend_pid()", 23, rig_on_row, &rows,
				      NULL) != DUNLIN_OK)
			return NULL;
	}
	return arg;
}

static void postgres__two_threads_use_two_connections(void **state)
{
	pthread_t threads[2];
	void *results[2];

	(void)state;
	pthread_create(&threads[0], NULL, use_one, conn);
	pthread_create(&threads[1], NULL, use_one, other);
	pthread_join(threads[0], &results[0]);
	pthread_join(threads[1], &results[1]);
	assert_ptr_equal(results[0], conn);
	assert_ptr_equal(results[1], other);
}

static void postgres__opening_often_leaves_nothing_behind(void **state)
{
	int first = dup(0);
	int last;
	int i;

	(void)state;
	close(first);
	for (i = 0; i < 50; i++)
		rig_driver->close(pg_open(""));
	rig_open_fails(pg_url("&dbname=dunlin_nosuch"), 0, DUNLIN_ECONNECT, NULL);
	rig_open_fails("postgres://u@127.0.0.1:1/d", 0, DUNLIN_ECONNECT, NULL);
	last = dup(0);
	close(last);
	assert_int_equal(first, last);
}

#define TEST(name) cmocka_unit_test_setup_teardown(postgres__##name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_lock_excludes_others_and_names_its_holder),
		TEST(the_lock_ends_with_its_connection),
		TEST(a_holder_nobody_may_look_at_is_still_a_holder),
		TEST(cancel_stops_a_batch_within_a_second),
		TEST(cancel_stops_a_query_and_a_lone_statement),
		TEST(cancel_between_two_statements_stops_the_batch),
		TEST(cancel_stops_the_data_of_a_copy),
		TEST(cancel_of_nothing_harms_nothing),
		TEST(a_storm_of_cancels_ends_with_the_call_it_hits),
		TEST(a_killed_backend_is_a_lost_connection),
		TEST(killed_before_its_commit_nothing_is_unknown),
		TEST(killed_in_its_commit_it_is_unknown),
		TEST(cut_off_in_silence_a_commit_that_was_sent_is_unknown),
		TEST(cut_off_behind_the_answer_to_a_commit_it_is_done),
		TEST(cut_off_in_a_copy_or_a_query_it_is_lost),
		TEST(another_pid_is_a_pooler),
		TEST(reset_puts_back_what_was_set_and_keeps_the_lock),
		TEST(tables_are_found_in_every_schema_in_sight),
		TEST(databases_come_and_go),
		TEST(two_threads_use_two_connections),
		TEST(opening_often_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, pg_start, rig_stop);
}
