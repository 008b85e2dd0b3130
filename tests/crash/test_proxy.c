/* Every mode of the proxy does what its head says, with libpq in front and PostgreSQL behind. */
#include "rig.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"

static char *dbname;
static PGconn *direct;

static int begin(void **state)
{
	char *url;

	if (rig_begin(state) != 0)
		return -1;
	dbname = pg_create();
	url = pg_url(dbname);
	direct = pg_connect(url);
	free(url);
	return 0;
}

static int end(void **state)
{
	PQfinish(direct);
	pg_drop(dbname);
	free(dbname);
	return rig_end(state);
}

static int fresh(void **state)
{
	(void)state;
	pg_do(direct,
	      "SET client_min_messages = error; DROP TABLE IF EXISTS a; CREATE TABLE a (n int)");
	return 0;
}

static PGconn *through(const struct proxy *proxy)
{
	char *url = pg_url_at(dbname, proxy->port);
	PGconn *conn = PQconnectdb(url);

	free(url);
	return conn;
}

static void rows(const char *expected)
{
	pg_until(direct, "SELECT count(*) FROM a", expected);
}

/* Nobody is there but this test itself. */
static void alone(void)
{
	pg_until(direct,
		 "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
		 "AND backend_type = 'client backend'",
		 "1");
}

/* Ends the proxy; its log must have the piece. */
static void logged(struct proxy *proxy, const char *piece)
{
	char *log = proxy_stop(proxy);

	if (strstr(log, piece) == NULL)
		fail_msg("\"%s\" is not in the log: %s", piece, log);
	free(log);
}

/* The message's number with which this begins, "ReadyForQuery", in a traced log, from `after` on. */
static int number_of(const char *log, const char *name, const char *after)
{
	const char *at = strstr(log, after);

	assert_non_null(at);
	at = strstr(at, name);
	assert_non_null(at);
	while (at[-1] == ' ')
		at--;
	while (at[-1] >= '0' && at[-1] <= '9')
		at--;
	return atoi(at);
}

/* Of what `INSERT` by PQexec right after the start brings. */
static int answer_number(const char *name)
{
	struct proxy proxy;
	PGconn *conn;
	char *log;
	int n;

	proxy_start(&proxy, "--trace");
	conn = through(&proxy);
	pg_do(conn, "INSERT INTO a VALUES (0)");
	PQfinish(conn);
	proxy_until(&proxy, "1 closed");
	log = proxy_stop(&proxy);
	n = number_of(log, name, "Query INSERT");
	free(log);
	pg_do(direct, "TRUNCATE a");
	return n;
}

static void proxy__counts_what_passes(void **state)
{
	struct proxy proxy;
	PGconn *conn;

	(void)state;
	proxy_start(&proxy, "count");
	conn = through(&proxy);
	pg_do(conn, "INSERT INTO a VALUES (1)");
	pg_do(conn, "INSERT INTO a VALUES (2)");
	PQfinish(conn);
	proxy_until(&proxy, "1 count to-server 4 messages ");
	proxy_until(&proxy, ", 3 round trips, 0 commits");
	conn = through(&proxy);
	pg_do(conn, "BEGIN");
	pg_do(conn, "COMMIT");
	/* A connection that is not over is counted at the end. */
	logged(&proxy, "2 count to-server 3 messages ");
	PQfinish(conn);
	rows("2");
}

static void proxy__counts_a_pipeline_as_one_round_trip_below_a_delay(void **state)
{
	struct proxy proxy;
	PGresult *result = NULL;
	PGconn *conn;
	int64_t began;
	int i, n = 0;

	(void)state;
	proxy_start(&proxy, "delay 50 count");
	began = dn_clock_us();
	conn = through(&proxy);
	/* There and back once to begin, twice 50 ms. */
	assert_in_range(dn_clock_us() - began, 100000, 5000000);
	assert_int_equal(PQenterPipelineMode(conn), 1);
	began = dn_clock_us();
	for (i = 0; i < 10; i++) {
		assert_int_equal(PQsendQueryParams(conn, "INSERT INTO a VALUES (1)", 0, NULL, NULL,
						   NULL, NULL, 0),
				 1);
		assert_int_equal(PQsendFlushRequest(conn), 1);
		assert_int_equal(PQflush(conn), 0);
	}
	assert_int_equal(PQpipelineSync(conn), 1);
	while (n < 10 || result != NULL) {
		result = PQgetResult(conn);
		n += result != NULL && PQresultStatus(result) == PGRES_COMMAND_OK;
		PQclear(result);
	}
	assert_in_range(dn_clock_us() - began, 100000, 5000000);
	assert_int_equal(n, 10);
	logged(&proxy, ", 2 round trips, 0 commits");
	PQfinish(conn);
}

static void proxy__passes_much_data(void **state)
{
	struct proxy proxy;
	PGresult *result;
	PGconn *conn;
	char *url, *sum;
	int i;

	(void)state;
	proxy_start(&proxy, "");
	url = rig_text("postgresql://postgres@127.0.0.1:%d/%s?sslmode=prefer", proxy.port, dbname);
	conn = pg_connect(url);
	result = PQexec(conn, "COPY a FROM STDIN");
	assert_int_equal(PQresultStatus(result), PGRES_COPY_IN);
	PQclear(result);
	for (i = 0; i < 400000; i++) {
		char line[16];

		assert_int_equal(PQputCopyData(conn, line, snprintf(line, sizeof(line), "%d\n", i)),
				 1);
	}
	assert_int_equal(PQputCopyEnd(conn, NULL), 1);
	PQclear(PQgetResult(conn));
	sum = pg_ask(conn, "SELECT count(*), sum(n), length(string_agg(n::text, '')) FROM a");
	assert_string_equal(sum, "400000|79999800000|2288890");
	free(sum);
	sum = pg_ask(conn, "SELECT string_agg(n::text, ',' ORDER BY n) FROM a"); /* 2.6 MB back */
	assert_int_equal(strlen(sum), 2288890 + 399999);
	free(sum);
	PQfinish(conn);
	free(url);
	proxy_until(&proxy, "1 closed");
	free(proxy_stop(&proxy));
}

static void proxy__counts_the_question_for_encryption(void **state)
{
	struct proxy proxy;
	PGconn *conn;
	char *url;

	(void)state;
	proxy_start(&proxy, "--trace");
	url = rig_text("postgresql://postgres@127.0.0.1:%d/%s?sslmode=prefer&gssencmode=disable",
		       proxy.port, dbname);
	conn = pg_connect(url);
	PQfinish(conn);
	free(url);
	proxy_until(&proxy, "1 saw to-server 1 SSLRequest");
	proxy_until(&proxy, "1 saw to-client 1 no encryption");
	proxy_until(&proxy, "1 saw to-server 2 Startup");
	logged(&proxy, "1 saw to-client 2 Authentication");
}

static void proxy__cuts_at_the_client_s_word(void **state)
{
	struct proxy proxy;
	PGconn *conn;

	(void)state;
	proxy_start(&proxy, "cut 2 to-server before");
	conn = through(&proxy);
	assert_int_equal(PQstatus(conn), CONNECTION_OK);
	PQclear(PQexec(conn, "INSERT INTO a VALUES (1)"));
	assert_int_equal(PQstatus(conn), CONNECTION_BAD);
	PQfinish(conn);
	proxy_until(&proxy, "1 closed");
	logged(&proxy, "1 cut before to-server 2 Query INSERT INTO a VALUES (1)");
	alone();
	rows("0");

	proxy_start(&proxy, "cut 2 to-server");
	conn = through(&proxy);
	PQclear(PQexec(conn, "INSERT INTO a VALUES (1)"));
	assert_int_equal(PQstatus(conn), CONNECTION_BAD);
	PQfinish(conn);
	logged(&proxy, "1 cut after to-server 2 Query");
	rows("1");
	alone();
}

static void proxy__cuts_at_the_server_s_word(void **state)
{
	const int at = answer_number("CommandComplete");
	struct proxy proxy;
	PGresult *result;
	PGconn *conn;
	char *words;

	(void)state;
	words = rig_text("cut %d to-client before", at);
	proxy_start(&proxy, words);
	conn = through(&proxy);
	result = PQexec(conn, "INSERT INTO a VALUES (1)");
	assert_int_equal(PQresultStatus(result), PGRES_FATAL_ERROR);
	PQclear(result);
	PQfinish(conn);
	free(words);
	logged(&proxy, "1 cut before to-client");
	rows("1");

	/* What was let through arrives. */
	words = rig_text("cut %d to-client after", at);
	proxy_start(&proxy, words);
	conn = through(&proxy);
	assert_int_equal(PQsendQuery(conn, "INSERT INTO a VALUES (1)"), 1);
	result = PQgetResult(conn);
	assert_int_equal(PQresultStatus(result), PGRES_COMMAND_OK);
	PQclear(result);
	while ((result = PQgetResult(conn)) != NULL)
		PQclear(result);
	assert_int_equal(PQstatus(conn), CONNECTION_BAD);
	PQfinish(conn);
	free(words);
	logged(&proxy, "CommandComplete INSERT 0 1");
	rows("2");

	proxy_start(&proxy, "cut 1 to-client before");
	conn = through(&proxy);
	assert_int_equal(PQstatus(conn), CONNECTION_BAD);
	PQfinish(conn);
	logged(&proxy, "1 cut before to-client 1 Authentication");
	alone();
}

static void proxy__swallows_the_answer_to_a_commit(void **state)
{
	struct proxy proxy;
	PGresult *result;
	PGconn *conn;

	(void)state;
	proxy_start(&proxy, "swallow-commit 2");
	conn = through(&proxy);
	pg_do(conn, "BEGIN; INSERT INTO a VALUES (1); COMMIT");
	pg_do(conn, "BEGIN; INSERT INTO a VALUES (1)");
	result = PQexec(conn, "COMMIT");
	assert_int_equal(PQresultStatus(result), PGRES_FATAL_ERROR);
	PQclear(result);
	assert_int_equal(PQstatus(conn), CONNECTION_BAD);
	PQfinish(conn);
	logged(&proxy, "CommandComplete COMMIT");
	rows("2");

	proxy_start(&proxy, "swallow-commit");
	conn = through(&proxy);
	PQenterPipelineMode(conn);
	PQsendQueryParams(conn, "BEGIN", 0, NULL, NULL, NULL, NULL, 0);
	PQsendQueryParams(conn, "INSERT INTO a VALUES (3)", 0, NULL, NULL, NULL, NULL, 0);
	PQsendQueryParams(conn, "COMMIT", 0, NULL, NULL, NULL, NULL, 0);
	PQpipelineSync(conn);
	while (PQstatus(conn) == CONNECTION_OK) {
		result = PQgetResult(conn);
		assert_false(result != NULL && strcmp(PQcmdStatus(result), "COMMIT") == 0);
		PQclear(result);
	}
	PQfinish(conn);
	logged(&proxy, "1 swallow-commit to-client");
	rows("3");

	/* A COMMIT that only rolls back is none. */
	proxy_start(&proxy, "swallow-commit");
	conn = through(&proxy);
	pg_do(conn, "BEGIN");
	PQclear(PQexec(conn, "SELECT 1 / 0"));
	pg_do(conn, "COMMIT");
	PQfinish(conn);
	alone();
	free(proxy_stop(&proxy));
}

static void proxy__hangs_and_closes_nothing(void **state)
{
	struct pollfd fd = { .events = POLLIN };
	struct proxy proxy;
	PGconn *conn, *other;

	(void)state;
	proxy_start(&proxy, "hang 2 to-server");
	conn = through(&proxy);
	assert_int_equal(PQsendQuery(conn, "INSERT INTO a VALUES (1)"), 1);
	rows("1");
	fd.fd = PQsocket(conn);
	assert_int_equal(poll(&fd, 1, 300), 0);
	other = through(&proxy);
	pg_do(other, "INSERT INTO a VALUES (2)");
	PQfinish(other);
	proxy_until(&proxy, "2 closed");
	/* The server does not hear that the client leaves: two of us, until the proxy ends. */
	PQfinish(conn);
	pg_until(direct,
		 "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
		 "AND backend_type = 'client backend'",
		 "2");
	logged(&proxy, "1 hang after to-server 2 Query");
	alone();
}

static void proxy__resets(void **state)
{
	struct pollfd fd = { .events = POLLIN };
	char bytes[8];
	struct proxy proxy;
	PGconn *conn;

	(void)state;
	proxy_start(&proxy, "--connection 2 reset 2 to-server");
	conn = through(&proxy);
	pg_do(conn, "SELECT 1");
	PQfinish(conn);
	conn = through(&proxy);
	assert_int_equal(PQsendQuery(conn, "INSERT INTO a VALUES (1)"), 1);
	fd.fd = PQsocket(conn);
	assert_int_equal(poll(&fd, 1, 20000), 1);
	assert_int_equal(recv(fd.fd, bytes, sizeof(bytes), MSG_PEEK), -1);
	assert_int_equal(errno, ECONNRESET);
	PQfinish(conn);
	logged(&proxy, "2 reset after to-server 2 Query");
	rows("1");
	alone();
}

static void proxy__does_it_to_every_connection(void **state)
{
	struct proxy proxy;
	PGconn *conn;
	int i;

	(void)state;
	proxy_start(&proxy, "--connection all cut 2 to-server before");
	for (i = 0; i < 3; i++) {
		conn = through(&proxy);
		assert_int_equal(PQstatus(conn), CONNECTION_OK);
		PQclear(PQexec(conn, "INSERT INTO a VALUES (1)"));
		assert_int_equal(PQstatus(conn), CONNECTION_BAD);
		PQfinish(conn);
	}
	logged(&proxy, "3 cut before to-server 2 Query");
	alone();
	rows("0");
}

static void proxy__passes_a_cancel(void **state)
{
	struct proxy proxy;
	PGresult *result;
	PGcancel *cancel;
	PGconn *conn;
	char why[256];

	(void)state;
	proxy_start(&proxy, "--trace");
	conn = through(&proxy);
	assert_int_equal(PQsendQuery(conn, "SELECT pg_sleep(60)"), 1);
	pg_until(direct,
		 "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
		 "AND wait_event = 'PgSleep'",
		 "1");
	cancel = PQgetCancel(conn);
	assert_int_equal(PQcancel(cancel, why, sizeof(why)), 1);
	PQfreeCancel(cancel);
	result = PQgetResult(conn);
	assert_string_equal(PQresultErrorField(result, PG_DIAG_SQLSTATE), "57014");
	PQclear(result);
	PQfinish(conn);
	logged(&proxy, "2 saw to-server 1 CancelRequest");
}

static void proxy__passes_on_the_last_word_of_the_server(void **state)
{
	struct proxy proxy;
	PGresult *result;
	PGconn *conn;

	(void)state;
	proxy_start(&proxy, "");
	conn = through(&proxy);
	pg_do(direct, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
		      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
	alone();
	assert_int_equal(PQsendQuery(conn, "SELECT 1"), 1);
	result = PQgetResult(conn);
	assert_string_equal(PQresultErrorField(result, PG_DIAG_SQLSTATE), "57P01");
	PQclear(result);
	PQfinish(conn);
	free(proxy_stop(&proxy));
}

static void proxy__says_what_it_does_not_understand(void **state)
{
	static const char *const words[] = { "cut",      "cut 0 to-server",
					     "cut 1 up", "cut 1 to-server cut 2 to-server",
					     "dalay 3",  "--to" };
	char *build = rig_text("%s/tests/crash/proxy", getenv("top_builddir"));
	struct child child;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char *line = rig_text("exec %s --to /nowhere %s", build, words[i]);
		const char *argv[] = { "/bin/sh", "-c", line, NULL };

		child_start(&child, "wrong", argv);
		assert_int_equal(child_finish(&child), 2);
		child_clear(&child);
		free(line);
	}
	free(build);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(proxy__counts_what_passes, fresh),
		cmocka_unit_test_setup(proxy__counts_a_pipeline_as_one_round_trip_below_a_delay,
				       fresh),
		cmocka_unit_test_setup(proxy__passes_much_data, fresh),
		cmocka_unit_test_setup(proxy__counts_the_question_for_encryption, fresh),
		cmocka_unit_test_setup(proxy__cuts_at_the_client_s_word, fresh),
		cmocka_unit_test_setup(proxy__cuts_at_the_server_s_word, fresh),
		cmocka_unit_test_setup(proxy__swallows_the_answer_to_a_commit, fresh),
		cmocka_unit_test_setup(proxy__hangs_and_closes_nothing, fresh),
		cmocka_unit_test_setup(proxy__resets, fresh),
		cmocka_unit_test_setup(proxy__does_it_to_every_connection, fresh),
		cmocka_unit_test_setup(proxy__passes_a_cancel, fresh),
		cmocka_unit_test_setup(proxy__passes_on_the_last_word_of_the_server, fresh),
		cmocka_unit_test_setup(proxy__says_what_it_does_not_understand, fresh),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
