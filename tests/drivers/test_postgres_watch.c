/* PostgreSQL: a statement that takes long, seen from a second connection; silence; giving up. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drivers/pg.h"
#include "drivers/relay.h"

/* Tests of other programs are at the same server: everything is called by this. */
static char schema[32], application[32];
static dunlin_conn *other;
static dunlin_conn *conn; /* the one that is watched */
static struct relay relay;
static bool relayed;

/* What was told, one line each: "INDEX PERMILLE TEXT". */
static char busy[16384];
static int most_permille, least_permille;
static void (*on_busy)(void);

static void hear(const struct dunlin_progress *progress, void *payload)
{
	size_t len = strlen(busy);

	(void)payload;
	if (progress->kind != DUNLIN_PROGRESS_BUSY)
		return;
	snprintf(busy + len, sizeof(busy) - len, "%d %d %s\n", (int)progress->stmt_index,
		 (int)progress->permille, progress->notice->message);
	if (progress->permille > most_permille)
		most_permille = (int)progress->permille;
	if (progress->permille >= 0 && progress->permille < least_permille)
		least_permille = (int)progress->permille;
	if (on_busy != NULL)
		on_busy();
}

static void sql(dunlin_conn *on, const char *format, ...) DUNLIN_PRINTF(2, 3);
static void sql(dunlin_conn *on, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (rig_driver->query(on, text, strlen(text), NULL, NULL, &rig_err) != DUNLIN_OK)
		fail_msg("%s: %s", text, rig_err.message);
}

static void until(const char *format, ...) DUNLIN_PRINTF(1, 2);
static void until(const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	pg_until(other, text);
}

static void stop(void)
{
	rig_driver->close(conn);
	conn = NULL;
	if (relayed)
		relay_stop(&relay);
	relayed = false;
}

static int fresh(void **state)
{
	(void)state;
	snprintf(schema, sizeof(schema), "watch_%d", (int)getpid());
	snprintf(application, sizeof(application), "watched_%d", (int)getpid());
	other = pg_open("&application_name=holder");
	sql(other, "DROP SCHEMA IF EXISTS %s CASCADE", schema);
	sql(other, "CREATE SCHEMA %s", schema);
	sql(other, "SET search_path = %s", schema);
	sql(other, "SET lock_timeout = 0");
	rig_events.on_event = hear;
	busy[0] = '\0';
	most_permille = -1;
	least_permille = 1001;
	on_busy = NULL;
	return 0;
}

static int done(void **state)
{
	(void)state;
	stop();
	pg_restore_events();
	(void)rig_driver->rollback(other, NULL);
	sql(other, "DROP SCHEMA %s CASCADE", schema);
	rig_driver->close(other);
	return 0;
}

static void start(const char *more, int64_t lock_ms, int64_t silence_ms)
{
	struct dunlin_open how;
	char url[512];

	snprintf(url, sizeof(url), "&application_name=%s%s", application, more);
	how = rig_how(pg_url(url), 0);
	how.schema = schema;
	how.lock_timeout_ms = lock_ms;
	how.silence_ms = silence_ms;
	conn = rig_open_how(&how);
}

static void assert_has(const char *text, const char *piece)
{
	if (strstr(text, piece) == NULL)
		fail_msg("no \"%s\" in: %s", piece, text);
}

static void assert_lacks(const char *text, const char *piece)
{
	if (strstr(text, piece) != NULL)
		fail_msg("\"%s\" in: %s", piece, text);
}

static int pid_of(dunlin_conn *on)
{
	struct rig_rows rows = { .count = 0 };

	assert_int_equal(rig_driver->query(on, "SELECT pg_backend_pid()", 23, rig_on_row, &rows,
					   NULL),
			 DUNLIN_OK);
	return atoi(rows.text);
}

/* --- who blocks ---------------------------------------------------------------- */

static void hold(void)
{
	sql(other, "CREATE TABLE t(a int)");
	sql(other, "BEGIN");
	sql(other, "ALTER TABLE t\n  ADD b int;");
}

static void watch__a_lock_timeout_names_who_holds_the_lock(void **state)
{
	start("", 8000, 0); /* time to look, also where all is slow */
	char piece[160];

	(void)state;
	hold();
	assert_int_equal(pg_run_tx(conn, "SELECT 1", "INSERT INTO t VALUES (1)", NULL),
			 DUNLIN_ELOCKTIMEOUT);
	assert_int_equal(rig_err.fault.stmt_index, 2);
	snprintf(piece, sizeof(piece), "it waited for pid %d, application holder, role ",
		 pid_of(other));
	assert_has(rig_err.detail, piece);
	assert_has(rig_err.detail, ", open for ");
	assert_has(rig_err.detail, ", idle in transaction after: ALTER TABLE t ADD b int");
	snprintf(piece, sizeof(piece), "2 -1 waits for pid %d, application holder, ",
		 pid_of(other));
	assert_has(busy, piece);
}

static void watch__so_does_a_timeout_that_is_set_by_the_batch(void **state)
{
	static const char *const sets[] = { "SET LOCAL lock_timeout = 300",
					    "SET LOCAL statement_timeout = 1500" };
	start("", -1, 0);
	size_t i;

	(void)state;
	hold();
	for (i = 0; i < 2; i++) {
		assert_int_equal(pg_run_tx(conn, sets[i], "LOCK TABLE t", NULL),
				 i == 0 ? DUNLIN_ELOCKTIMEOUT : DUNLIN_ESQL);
		assert_has(rig_err.detail, "application holder");
		assert_int_equal(rig_driver->rollback(conn, NULL), DUNLIN_OK);
	}
	/* One that nobody keeps waiting has nobody to name. */
	assert_int_equal(pg_run_tx(conn, "LOCK TABLE t NOWAIT", NULL), DUNLIN_ELOCKTIMEOUT);
	assert_string_equal(rig_err.detail, "");
}

static void watch__what_a_role_may_not_see_is_said_to_be_hidden(void **state)
{
	char more[64];

	(void)state;
	snprintf(more, sizeof(more), "role_%s", schema);
	hold();
	sql(other, "COMMIT");
	sql(other, "CREATE ROLE %s LOGIN", more);
	sql(other, "GRANT ALL ON SCHEMA %s TO %s", schema, more);
	sql(other, "GRANT ALL ON t TO %s", more);
	sql(other, "BEGIN");
	sql(other, "LOCK TABLE t");
	snprintf(more, sizeof(more), "&user=role_%s", schema);
	start(more, 800, 0);
	assert_int_equal(pg_run_tx(conn, "INSERT INTO t VALUES (1)", NULL), DUNLIN_ELOCKTIMEOUT);
	assert_has(rig_err.detail, ", application holder, ");
	assert_has(rig_err.detail, "only for members of pg_read_all_stats");
	assert_lacks(rig_err.detail, "LOCK TABLE");
	sql(other, "ROLLBACK");
	sql(other, "DROP OWNED BY role_%s", schema);
	sql(other, "DROP ROLE role_%s", schema);
}

static void let_go(void)
{
	sql(other, "COMMIT");
	on_busy = NULL;
}

static void watch__a_wait_that_ends_is_told_to_go_on(void **state)
{
	start("", 20000, 0);

	(void)state;
	hold();
	on_busy = let_go;
	assert_int_equal(pg_run_tx(conn, "LOCK TABLE t", "SELECT 1", NULL), DUNLIN_OK);
	assert_has(busy, "1 -1 waits for pid ");
	/* Not of the next statement, which nothing was said about. */
	assert_lacks(busy, "2 -1");
	busy[0] = '\0';
	sql(other, "BEGIN");
	sql(other, "LOCK TABLE t");
	on_busy = let_go;
	assert_int_equal(rig_exec(conn, "DO $$BEGIN LOCK TABLE t; PERFORM pg_sleep(2.5); END$$",
				  NULL),
			 DUNLIN_OK);
	assert_has(busy, "0 -1 waits for pid ");
	assert_has(busy, "0 -1 goes on\n");
}

/* --- what is heard at once --------------------------------------------------------- */

#define GATE "SELECT pg_advisory_xact_lock(hashtext(current_schema))"

/* "done INDEX; " of each statement, and "waits; " when the gate is seen to be waited for, which opens
 * it. */
static char order[4096];

static void hear_order(const struct dunlin_progress *progress, void *payload)
{
	size_t len = strlen(order);

	(void)payload;
	if (progress->kind == DUNLIN_PROGRESS_DONE) {
		snprintf(order + len, sizeof(order) - len, "done %d; ", (int)progress->stmt_index);
	} else if (progress->kind == DUNLIN_PROGRESS_BUSY && strstr(order, "waits") == NULL) {
		snprintf(order + len, sizeof(order) - len, "waits; ");
		sql(other, "SELECT pg_advisory_unlock(hashtext(current_schema))");
	}
}

/* Two statements between BEGIN and COMMIT, of which the second waits. */
static void assert_order(uint32_t first, uint32_t second, const char *expected)
{
	struct pg_batch b;

	sql(other, "SELECT pg_advisory_lock(hashtext(current_schema))");
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	pg_add(&b, first, "SELECT 1");
	pg_add(&b, second, GATE);
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	order[0] = '\0';
	assert_int_equal(pg_run(conn, &b), DUNLIN_OK);
	assert_string_equal(order, expected);
}

/* A hundred statements in a transaction; the milliseconds that it took. */
static int64_t run_many(const char *text)
{
	struct dunlin_statement list[102] = { 0 };
	const struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
					    .stride = sizeof(list[0]),
					    .statements = list,
					    .count = 102 };
	const int64_t began = pg_now_ms();
	size_t i;

	for (i = 0; i < 102; i++) {
		list[i].size = DUNLIN_STATEMENT_SIZE;
		list[i].kind = i == 0     ? DUNLIN_STMT_BEGIN
			       : i == 101 ? DUNLIN_STMT_COMMIT
					  : DUNLIN_STMT_PLAIN;
		list[i].sql = i == 0 ? "BEGIN" : i == 101 ? "COMMIT" : text;
		list[i].sql_len = strlen(list[i].sql);
	}
	assert_int_equal(rig_driver->exec(conn, &batch, &rig_err), DUNLIN_OK);
	return pg_now_ms() - began;
}

static void watch__an_end_is_heard_at_once_until_statements_are_known_to_be_quick(void **state)
{
	start("", 20000, 0);

	(void)state;
	rig_events.on_event = hear_order;
	assert_order(DUNLIN_STMT_PLAIN, DUNLIN_STMT_OWN, "done 0; done 1; waits; done 2; done 3; ");
	while (run_many("SELECT 1") > 400) /* so the machine had something else to do */
		;
	assert_order(DUNLIN_STMT_PLAIN, DUNLIN_STMT_OWN, "done 0; waits; done 1; done 2; done 3; ");
	/* That one begins is always heard: it may be slow. */
	assert_order(DUNLIN_STMT_OWN, DUNLIN_STMT_PLAIN, "done 0; done 1; waits; done 2; done 3; ");
	assert_true(run_many("SELECT pg_sleep(0.006)") >= 600);
	assert_order(DUNLIN_STMT_PLAIN, DUNLIN_STMT_OWN, "done 0; done 1; waits; done 2; done 3; ");
}

/* --- how far it is --------------------------------------------------------------- */

static void watch__the_phase_of_an_index_build_is_told(void **state)
{
	start("", 50, 0); /* so that it looks often */

	(void)state;
	sql(other, "CREATE TABLE t AS SELECT i AS a, repeat('x', 1000) AS b "
		   "FROM generate_series(1, 300) i");
	sql(other, "CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS "
		   "$$BEGIN PERFORM pg_sleep(0.005); RETURN $1; END$$");
	assert_int_equal(pg_run_tx(conn, "CREATE INDEX i ON t (slow(a))", NULL), DUNLIN_OK);
	assert_has(busy, "1 ");
	assert_has(busy, " CREATE INDEX building index: scanning table\n");
	assert_in_range(most_permille, 1, 1000);
	assert_true(least_permille < most_permille);
	busy[0] = '\0';
	assert_int_equal(pg_run_tx(conn, "REINDEX TABLE t", NULL), DUNLIN_OK);
	assert_has(busy, " REINDEX building index: scanning table\n");
}

static void watch__a_concurrent_build_says_whom_it_waits_for(void **state)
{
	start("", -1, 0);
	struct pg_batch b;
	char piece[160];

	(void)state;
	sql(other, "CREATE TABLE t(a int)");
	sql(other, "BEGIN");
	sql(other, "INSERT INTO t VALUES (1)");
	snprintf(
		piece, sizeof(piece),
		"0 -1 CREATE INDEX CONCURRENTLY waiting for writers before build, waits for pid %d, "
		"application holder, ",
		pid_of(other));
	sql(other, "INSERT INTO t VALUES (2)");
	on_busy = let_go;
	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_ALONE, "CREATE INDEX CONCURRENTLY i ON t (a)");
	assert_int_equal(pg_run(conn, &b), DUNLIN_OK);
	assert_has(busy, piece);
	assert_has(busy, "idle in transaction after: INSERT INTO t VALUES (2)");
}

/* --- the second connection --------------------------------------------------------- */

#define SECONDS_OF_IT "FROM pg_stat_activity WHERE application_name = '%s (watch)'"

static void watch__quick_statements_open_no_second_connection(void **state)
{
	start("", 20000, 0);
	int i;

	(void)state;
	for (i = 0; i < 200; i++)
		assert_int_equal(pg_run_tx(conn, "SELECT 1", "SELECT pg_sleep(0.01)", NULL),
				 DUNLIN_OK);
	until("SELECT count(*) = 0 " SECONDS_OF_IT, application);
	assert_string_equal(busy, "");
}

static void watch__there_is_one_and_it_ends_with_the_first(void **state)
{
	start("", 50, 0);

	(void)state;
	sql(conn, "SELECT pg_sleep(0.5)");
	until("SELECT count(*) = 1 " SECONDS_OF_IT, application);
	sql(conn, "SELECT pg_sleep(0.5)");
	until("SELECT count(*) = 1 " SECONDS_OF_IT, application);
	/* When it is ended from outside, the statement does not suffer. */
	sql(other, "SELECT pg_terminate_backend(pid) " SECONDS_OF_IT, application);
	sql(conn, "SELECT pg_sleep(0.5)");
	stop();
	until("SELECT count(*) = 0 " SECONDS_OF_IT, application);
	assert_string_equal(busy, "");
}

/* CREATE INDEX CONCURRENTLY would wait for it, and with such a timeout might fail by it. */
static void watch__what_runs_alone_is_not_looked_at_in_haste(void **state)
{
	(void)state;
	start("", 300, 0);
	assert_int_equal(rig_exec(conn, "SELECT pg_sleep(1)", NULL), DUNLIN_OK);
	until("SELECT count(*) = 0 " SECONDS_OF_IT, application);
	/* Nothing in a transaction waits for snapshots. */
	assert_int_equal(pg_run_tx(conn, "SELECT pg_sleep(1)", NULL), DUNLIN_OK);
	until("SELECT count(*) = 1 " SECONDS_OF_IT, application);
	stop();
	start("", 1000, 0);
	assert_int_equal(rig_exec(conn, "SELECT pg_sleep(1.5)", NULL), DUNLIN_OK);
	until("SELECT count(*) = 1 " SECONDS_OF_IT, application);
}

static void watch__nobody_of_ours_is_connected_when_a_statement_runs_alone(void **state)
{
	char more[64];
	char text[128];

	(void)state;
	sql(other, "CREATE DATABASE %s_a", schema);
	snprintf(more, sizeof(more), "&dbname=%s_a", schema);
	start(more, 500, 0);
	assert_int_equal(rig_exec(conn, "SELECT pg_sleep(1)", NULL), DUNLIN_OK);
	until("SELECT count(*) = 1 " SECONDS_OF_IT, application);
	snprintf(text, sizeof(text), "CREATE DATABASE %s_b TEMPLATE %s_a", schema, schema);
	rig_exec_ok(conn, text);
	stop();
	sql(other, "DROP DATABASE %s_b", schema);
	sql(other, "DROP DATABASE %s_a WITH (FORCE)", schema);
}

/* --- through a relay ------------------------------------------------------------- */

static void start_relay(int64_t silence_ms)
{
	struct rig_rows rows = { .count = 0 };
	static const char where[] =
		"SELECT split_part(current_setting('unix_socket_directories'), ',', 1) || "
		"'/.s.PGSQL.' || current_setting('port')";
	char more[256];

	assert_int_equal(rig_driver->query(other, where, strlen(where), rig_on_row, &rows, NULL),
			 DUNLIN_OK);
	rows.text[strcspn(rows.text, "\n")] = '\0';
	relay_start(&relay, rows.text);
	relayed = true;
	snprintf(more, sizeof(more), "&host=%s&port=7777", relay.folder);
	start(more, -1, silence_ms);
}

/* Waits until the watched one does that, then freezes it, and perhaps ends it. */
struct freezer {
	pthread_t thread;
	const char *when;
	bool kill;
	int pid;
};

static void *freeze(void *arg)
{
	struct freezer *f = arg;

	until("SELECT count(*) = 1 FROM pg_stat_activity WHERE pid = %d AND %s", f->pid, f->when);
	atomic_store(&relay.frozen, true);
	if (f->kill)
		sql(other, "SELECT pg_terminate_backend(%d, 20000)", f->pid);
	return NULL;
}

static void start_freezer(struct freezer *f)
{
	f->pid = pid_of(conn);
	assert_int_equal(pthread_create(&f->thread, NULL, freeze, f), 0);
}

static void watch__silence_and_a_backend_that_is_gone_is_a_lost_connection(void **state)
{
	struct freezer f = { .when = "wait_event = 'PgSleep'", .kill = true };
	struct pg_batch b;
	int64_t began;
	int i;

	(void)state;
	sql(other, "CREATE TABLE t(a int)");
	sql(other, "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
		   "$$BEGIN PERFORM pg_sleep(60); RETURN NULL; END$$");
	sql(other, "CREATE CONSTRAINT TRIGGER s AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
		   "FOR EACH ROW EXECUTE FUNCTION slow()");
	for (i = 0; i < 3; i++) {
		relay = (struct relay){ 0 };
		start_relay(1000);
		start_freezer(&f);
		began = pg_now_ms();
		/* In a statement, in a COMMIT, and where libpq itself would wait. */
		pg_begin(&b);
		pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
		pg_add(&b, DUNLIN_STMT_PLAIN, "SELECT pg_sleep(60)");
		if (i == 0)
			assert_int_equal(pg_run(conn, &b), DUNLIN_ECONNLOST);
		else if (i == 1)
			assert_int_equal(pg_run_tx(conn, "INSERT INTO t VALUES (1)", NULL),
					 DUNLIN_ECOMMITUNKNOWN);
		else
			assert_int_equal(rig_exec(conn, "SELECT pg_sleep(60)", NULL),
					 DUNLIN_ECONNLOST);
		assert_in_range(pg_now_ms() - began, 1000, 20000);
		assert_int_equal(pthread_join(f.thread, NULL), 0);
		assert_has(rig_err.message, "the server process that worked on it is gone");
		assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
		assert_int_equal(rig_exec(conn, "SELECT 1", NULL), DUNLIN_ECONNLOST);
		stop();
	}
}

static void watch__silence_and_a_backend_at_work_is_no_failure(void **state)
{
	(void)state;
	relay = (struct relay){ 0 };
	start_relay(1000);
	assert_int_equal(rig_exec(conn, "SELECT pg_sleep(4)", NULL), DUNLIN_OK);
	assert_has(busy, "0 -1 no answer for 1 s, the server is still at work on it\n");
	stop();
}

static void watch__silence_and_an_idle_backend_is_a_lost_answer(void **state)
{
	struct freezer f = { .when = "wait_event = 'PgSleep'" };

	(void)state;
	relay = (struct relay){ 0 };
	start_relay(1000);
	start_freezer(&f);
	assert_int_equal(rig_exec(conn, "SELECT pg_sleep(1)", NULL), DUNLIN_ECONNLOST);
	assert_int_equal(pthread_join(f.thread, NULL), 0);
	assert_has(rig_err.message, "its answer, or the question, is lost");
	/* Nobody could tell it that we are gone: it would keep its locks. */
	until("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = %d", f.pid);
	stop();
}

static const char *thaws_at;

static void thaw(void)
{
	if (strstr(busy, thaws_at) != NULL)
		atomic_store(&relay.frozen, false);
}

/* The server has nothing to do because we are still telling it what. */
static void watch__what_is_still_being_sent_is_not_lost(void **state)
{
	enum { BYTES = 16 * 1000 * 1000 };
	char *text = malloc(BYTES + 1);

	(void)state;
	memset(text, ' ', BYTES);
	memcpy(text, "SELECT 1", 8);
	text[BYTES] = '\0';
	relay = (struct relay){ 0 };
	start_relay(1000);
	atomic_store(&relay.frozen, true);
	thaws_at = "not all of it has reached the server";
	on_busy = thaw;
	assert_int_equal(rig_exec(conn, text, NULL), DUNLIN_OK);
	/* When it comes to look, which is later where the machine is busy. */
	assert_has(busy, "0 -1 no answer for ");
	assert_has(busy, " s, not all of it has reached the server yet\n");
	free(text);
}

static void watch__without_a_second_connection_it_waits_on_and_says_so(void **state)
{
	struct freezer f = { .when = "wait_event = 'PgSleep'" };

	(void)state;
	relay = (struct relay){ .one_only = true };
	start_relay(1000);
	start_freezer(&f);
	thaws_at = "no second connection";
	on_busy = thaw;
	assert_int_equal(rig_exec(conn, "SELECT pg_sleep(0.5)", NULL), DUNLIN_OK);
	assert_int_equal(pthread_join(f.thread, NULL), 0);
	assert_has(busy, " s, and no second connection: ");
	stop();
}

static void watch__through_a_pooler_no_pid_is_looked_for(void **state)
{
	(void)state;
	relay = (struct relay){ .new_pid = true };
	start_relay(300);
	assert_int_equal(rig_exec(conn, "SELECT pg_sleep(2)", NULL), DUNLIN_OK);
	assert_string_equal(busy, "");
	until("SELECT count(*) = 0 " SECONDS_OF_IT, application);
	stop();
}

static void *cancel_later(void *arg)
{
	int64_t *at_ms = arg;

	/* By now it waits for its second connection. */
	until("SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = '%s' AND "
	      "wait_event = 'PgSleep' AND clock_timestamp() - query_start > '1.5 s'",
	      application);
	*at_ms = pg_now_ms();
	rig_driver->cancel(conn);
	return NULL;
}

static void watch__a_second_connection_that_hangs_delays_no_cancel(void **state)
{
	pthread_t thread;
	int64_t at_ms = 0;

	(void)state;
	relay = (struct relay){ .deaf_second = true };
	start_relay(0);
	assert_int_equal(pthread_create(&thread, NULL, cancel_later, &at_ms), 0);
	assert_int_equal(rig_exec(conn, "SELECT pg_sleep(60)", NULL), DUNLIN_ECANCELED);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_in_range(pg_now_ms() - at_ms, 0, 1000);
	assert_int_equal(relay.n, 3); /* it was there, and the third asked to cancel */
	stop();
}

/* --- giving up while it connects --------------------------------------------------- */

static int asked;

static int32_t stop_at_third(void *payload)
{
	assert_ptr_equal(payload, &rig_events);
	return ++asked >= 3;
}

/* Of our own sockets, the one that is connected to that port; -1: none. */
static int socket_to(int port)
{
	struct sockaddr_in peer;
	int fd;

	for (fd = 3; fd < 256; fd++) {
		socklen_t len = sizeof(peer);

		if (getpeername(fd, (struct sockaddr *)&peer, &len) == 0 &&
		    peer.sin_family == AF_INET && ntohs(peer.sin_port) == port)
			return fd;
	}
	return -1;
}

static int option_of(int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	assert_int_equal(getsockopt(fd, level, name, &value, &len), 0);
	return value;
}

static int port_of_server, idle_s;

static int32_t stop_when_looked(void *payload)
{
	int fd = socket_to(port_of_server);

	(void)payload;
	if (fd < 0 || option_of(fd, SOL_SOCKET, SO_KEEPALIVE) == 0)
		return 0;
	assert_int_equal(option_of(fd, IPPROTO_TCP, TCP_KEEPIDLE), idle_s);
	assert_int_equal(option_of(fd, IPPROTO_TCP, TCP_KEEPINTVL), 10);
	assert_int_equal(option_of(fd, IPPROTO_TCP, TCP_KEEPCNT), 3);
	assert_int_equal(option_of(fd, IPPROTO_TCP, TCP_USER_TIMEOUT), 60000);
	return 1;
}

/* A server that takes a connection and says nothing; its port. */
static int listen_silent(int *listener)
{
	struct sockaddr_in name = { .sin_family = AF_INET };
	socklen_t len = sizeof(name);

	*listener = socket(AF_INET, SOCK_STREAM, 0);
	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(*listener, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(*listener, 4), 0);
	assert_int_equal(getsockname(*listener, (struct sockaddr *)&name, &len), 0);
	return ntohs(name.sin_port);
}

static void watch__a_peer_that_is_gone_is_noticed_in_a_minute(void **state)
{
	static const struct {
		const char *more;
		int idle_s;
	} rows[] = { { "", 30 }, { "&keepalives_idle=7", 7 } };
	dunlin_conn *opened;
	int listener;
	size_t i;

	(void)state;
	port_of_server = listen_silent(&listener);
	for (i = 0; i < 2; i++) {
		char url[160];
		struct dunlin_open how;

		snprintf(url, sizeof(url), "postgres://u@127.0.0.1:%d/d?sslmode=disable%s",
			 port_of_server, rows[i].more);
		idle_s = rows[i].idle_s;
		how = rig_how(url, 0);
		how.stopped = stop_when_looked;
		assert_int_equal(rig_driver->open(&opened, &rig_host, &how, NULL),
				 DUNLIN_ECANCELED);
	}
	close(listener);
}

static void assert_stops(const char *url)
{
	struct dunlin_open how = rig_how(url, 0);
	int64_t began = pg_now_ms();
	dunlin_conn *opened = NULL;

	asked = 0;
	how.stopped = stop_at_third;
	rig_clear();
	assert_int_equal(rig_driver->open(&opened, &rig_host, &how, &rig_err), DUNLIN_ECANCELED);
	assert_null(opened);
	rig_assert_fault(DUNLIN_ECANCELED, NULL, "canceled while connecting");
	assert_in_range(pg_now_ms() - began, 0, 5000);
}

static void watch__stopped_ends_a_connect_that_hangs(void **state)
{
	int listener;
	int port = listen_silent(&listener);
	char url[512];

	(void)state;
	snprintf(url, sizeof(url), "postgres://u@127.0.0.1:%d/d?sslmode=disable&connect_timeout=30",
		 port);
	assert_stops(url);
	close(listener);
	/* And when it hangs later, while the session is set up. */
	relay = (struct relay){ 0 };
	start_relay(0);
	relay.swallow = "standard_conforming_strings";
	snprintf(url, sizeof(url), "%s&host=%s&port=7777", pg_url(""), relay.folder);
	assert_stops(url);
	stop();
}

#define TEST(name) cmocka_unit_test_setup_teardown(watch__##name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_lock_timeout_names_who_holds_the_lock),
		TEST(so_does_a_timeout_that_is_set_by_the_batch),
		TEST(what_a_role_may_not_see_is_said_to_be_hidden),
		TEST(a_wait_that_ends_is_told_to_go_on),
		TEST(an_end_is_heard_at_once_until_statements_are_known_to_be_quick),
		TEST(the_phase_of_an_index_build_is_told),
		TEST(a_concurrent_build_says_whom_it_waits_for),
		TEST(quick_statements_open_no_second_connection),
		TEST(what_runs_alone_is_not_looked_at_in_haste),
		TEST(nobody_of_ours_is_connected_when_a_statement_runs_alone),
		TEST(there_is_one_and_it_ends_with_the_first),
		TEST(silence_and_a_backend_that_is_gone_is_a_lost_connection),
		TEST(silence_and_a_backend_at_work_is_no_failure),
		TEST(silence_and_an_idle_backend_is_a_lost_answer),
		TEST(what_is_still_being_sent_is_not_lost),
		TEST(without_a_second_connection_it_waits_on_and_says_so),
		TEST(through_a_pooler_no_pid_is_looked_for),
		TEST(a_second_connection_that_hangs_delays_no_cancel),
		TEST(stopped_ends_a_connect_that_hangs),
		TEST(a_peer_that_is_gone_is_noticed_in_a_minute),
	};

	return cmocka_run_group_tests(tests, pg_start, rig_stop);
}
