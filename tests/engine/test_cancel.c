/* A cancel from another thread, at every moment it may come. */
#include "engine/lab.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)
#define LONG(lab)                                                                        \
	((lab)->pg ? "SELECT pg_sleep(60);\n"                                            \
		   : "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) " \
		     "INSERT INTO a SELECT n FROM c WHERE n < 0;\n")

/* --- a run in a thread of its own ------------------------------------------------------ */

struct runner {
	dunlin_engine *engine;
	dunlin_error *err;
	struct dunlin_result result;
	dunlin_status status;
	bool verify;
	pthread_t thread;
};

static void *run(void *payload)
{
	struct runner *runner = payload;

	runner->status =
		runner->verify ? dunlin_verify(runner->engine, &runner->result, runner->err)
			       : dunlin_migrate(runner->engine, NULL, &runner->result, runner->err);
	return NULL;
}

static void start(struct lab *lab, struct runner *runner)
{
	const struct dunlin_result none = DUNLIN_RESULT_INIT;
	const bool verify = runner->verify;

	memset(runner, 0, sizeof(*runner));
	runner->verify = verify;
	runner->engine = lab_engine(lab);
	runner->err = dunlin_error_new();
	runner->result = none;
	assert_int_equal(pthread_create(&runner->thread, NULL, run, runner), 0);
}

/* Ends the run, and moves what it says to where lab_state() and the others look. */
static void end(struct lab *lab, struct runner *runner, dunlin_status expected)
{
	assert_int_equal(pthread_join(runner->thread, NULL), 0);
	dunlin_error_free(lab->err);
	lab->err = runner->err; /* the lab's now */
	if (runner->status != expected)
		fail_msg("%s: %s", dunlin_status_text(runner->status),
			 dunlin_error_message(lab->err));
	assert_int_equal(dunlin_error_status(lab->err), expected);
	dunlin_engine_close(runner->engine);
}

static void cancel_at(struct lab *lab, struct runner *runner, const char *file)
{
	start(lab, runner);
	lab_until_file(file);
	dunlin_cancel(runner->engine);
}

static void put_two(struct lab *lab)
{
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql", lab_text(lab, "CREATE TABLE b (x int);\n%s", LONG(lab)));
	lab_put(lab, "0003_c.sql", "CREATE TABLE c (x int);\n");
}

/* --- while something runs ------------------------------------------------------------------ */

static void check_two(struct lab *lab, const struct runner *runner)
{
	lab_at(lab, "m/0002_b.sql:2", NULL);
	lab_state(lab,
		  "statement 2 of 2, rolled back; 0001 is applied, 0002 and 1 more are pending");
	assert_int_equal(runner->result.applied, 1);
	assert_int_equal(runner->result.pending, 2);
	lab_applied(lab, "1");
	lab_logged(lab, "apply v1, fail v2");
	lab_rows(
		lab,
		"SELECT count(*) FROM dunlin_event WHERE detail LIKE '57014, statement 2, line 2: %'",
		"1");
	lab_chain(lab);
}

/* The cancel comes when the statement is about to be sent: too early for the driver to hear it. */
static void cancel__reaches_a_statement_that_is_about_to_begin(void **state)
{
	struct lab *lab = *state;
	struct runner runner = { .verify = false };

	put_two(lab);
	lab_script(lab, lab_text(lab, "on exec containing \"%s\" touch started",
				 lab->pg ? "pg_sleep" : "RECURSIVE"));
	cancel_at(lab, &runner, "started");
	end(lab, &runner, DUNLIN_ECANCELED);
	check_two(lab, &runner);
}

static void cancel__stops_a_running_statement(void **state)
{
	struct lab *lab = *state;
	struct runner runner = { .verify = false };

	put_two(lab);
	start(lab, &runner);
	lab_until(lab,
		  "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND "
		  "wait_event = 'PgSleep' AND datname = current_database()",
		  "1");
	dunlin_cancel(runner.engine);
	end(lab, &runner, DUNLIN_ECANCELED);
	check_two(lab, &runner);
	lab_rows(lab,
		 "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
		 "(SELECT oid FROM pg_database WHERE datname = current_database())",
		 "0");
}

struct self {
	struct lab *lab;
	dunlin_event_fn on_event;
	dunlin_engine *engine;
};

static void cancel_itself(void *payload, const struct dunlin_event *event)
{
	struct self *self = payload;

	self->on_event(self->lab, event);
	if (event->kind == DUNLIN_EVENT_STATEMENT && event->id != NULL &&
	    strcmp(event->id, "0002") == 0)
		dunlin_cancel(self->engine);
}

static void cancel__may_come_from_the_callback(void **state)
{
	struct lab *lab = *state;
	struct self self = { .lab = lab, .on_event = lab->options.on_event };

	put_two(lab);
	lab->options.on_event = cancel_itself;
	lab->options.payload = &self;
	self.engine = lab_engine(lab);
	lab_failed(lab, dunlin_migrate(self.engine, NULL, NULL, lab->err), DUNLIN_ECANCELED,
		   "cancel");
	dunlin_engine_close(self.engine);
	lab_applied(lab, "1");
	lab_rows(lab, "SELECT count(*) FROM dunlin_event WHERE event = 'fail'", "1");
	lab_chain(lab);
}

static void cancel__leaves_a_verify_without_a_trace(void **state)
{
	struct lab *lab = *state;
	struct runner runner = { .verify = true };

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0001_a.verify.sql",
		lab_text(lab, "INSERT INTO a VALUES (1);\n%s", LONG(lab)));
	lab_up(lab);
	lab_script(lab, lab_text(lab, "on query containing \"%s\" touch started",
				 lab->pg ? "pg_sleep" : "RECURSIVE"));
	cancel_at(lab, &runner, "started");
	end(lab, &runner, DUNLIN_ECANCELED);
	lab_at(lab, "m/0001_a.verify.sql:2", NULL);
	lab_rows(lab, "SELECT count(*) FROM a", "0");
	lab_logged(lab, "apply v1");
}

static void cancel__says_what_stays_of_a_step_in_pieces(void **state)
{
	struct lab *lab = *state;
	struct runner runner = { .verify = false };
	dunlin_conn *holder;

	lab_put(lab, "0001_a.sql",
		"CREATE TABLE t (x int);\nCREATE INDEX CONCURRENTLY t_x ON t (x);\n");
	/* A transaction with an old snapshot: the index waits for it. */
	holder = lab_connect(lab);
	assert_int_equal(lab_exec_on(lab, holder, "BEGIN ISOLATION LEVEL REPEATABLE READ"),
			 DUNLIN_OK);
	assert_int_equal(lab_exec_on(lab, holder, "SELECT txid_current()"), DUNLIN_OK);
	start(lab, &runner);
	lab_until(lab,
		  "SELECT count(*) FROM pg_stat_progress_create_index WHERE phase LIKE 'waiting%' "
		  "AND datname = current_database()",
		  "1");
	dunlin_cancel(runner.engine);
	end(lab, &runner, DUNLIN_ECANCELED);
	lab->driver->close(holder);
	lab_at(lab, "m/0001_a.sql:2", NULL);
	lab_state(lab, "statement 2 of 2, what comes before statement 2 is done and stays");
	lab_logged(lab, "start v1, fail v1");
	lab_chain(lab);
}

/* --- while it waits ---------------------------------------------------------------------------- */

static void cancel__ends_the_wait_for_the_lock(void **state)
{
	struct lab *lab = *state;
	struct runner runner = { .verify = false };

	put_two(lab);
	if (lab->pg) {
		lab_exec(lab,
			 "SELECT pg_advisory_lock(('x' || encode(substr(sha256("
			 "'dunlin\\000public\\000'::bytea), 1, 8), 'hex'))::bit(64)::bigint)",
			 NULL);
		lab_script(lab, "on lock_try 3 touch started");
	} else {
		lab_exec(lab, "CREATE TABLE t (x)", "BEGIN IMMEDIATE", NULL);
		lab_script(lab, "on exec containing IMMEDIATE touch started");
	}
	cancel_at(lab, &runner, "started");
	end(lab, &runner, DUNLIN_ECANCELED);
	lab_state(lab, "nothing");
	assert_int_equal(runner.result.applied, 0);
	lab_exec(lab, lab->pg ? "SELECT pg_advisory_unlock_all()" : "ROLLBACK", NULL);
	lab_rows(lab,
		 lab->pg ? "SELECT count(*) FROM pg_class WHERE relname LIKE 'dunlin%'"
			 : "SELECT count(*) FROM sqlite_master WHERE name LIKE 'dunlin%'",
		 "0");
}

static void cancel_retry(void *payload, const struct dunlin_event *event)
{
	struct self *impatient = payload;

	impatient->on_event(impatient->lab, event);
	if (event->kind == DUNLIN_EVENT_RETRY)
		dunlin_cancel(impatient->engine);
}

static void cancel__ends_the_wait_between_tries(void **state)
{
	struct lab *lab = *state;
	struct self impatient = { .lab = lab, .on_event = lab->options.on_event };

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_script(lab, "on exec containing \"TABLE a\" fail EDEADLOCK 40P01 \"again\"");
	lab->options.on_event = cancel_retry;
	lab->options.payload = &impatient;
	impatient.engine = lab_engine(lab);
	lab_failed(lab, dunlin_migrate(impatient.engine, NULL, NULL, lab->err), DUNLIN_ECANCELED,
		   "canceled while waiting");
	dunlin_engine_close(impatient.engine);
	assert_int_equal(lab_count(lab, "retry"), 1);
	lab_state(lab, "rolled back; nothing is applied, 0001 is pending");
	lab_logged(lab, "fail v1");
}

/* --- where there is no connection yet ------------------------------------------------- */

struct ear {
	int listener, knock;
	dunlin_engine *engine;
};

/* A server that takes a connection and says nothing; then the cancel comes. */
static void *cancel_at_knock(void *payload)
{
	struct ear *ear = payload;

	ear->knock = accept(ear->listener, NULL, NULL);
	dunlin_cancel(ear->engine);
	return NULL;
}

static void cancel__ends_a_connect_that_hangs(void **state)
{
	struct sockaddr_in name = { .sin_family = AF_INET };
	socklen_t len = sizeof(name);
	struct lab *lab = *state;
	struct ear ear;
	pthread_t thread;
	int i;

	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ear.listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(ear.listener, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(listen(ear.listener, 1), 0);
	assert_int_equal(getsockname(ear.listener, (struct sockaddr *)&name, &len), 0);
	lab->options.url = lab_text(lab, "postgresql://u@127.0.0.1:%d/d?sslmode=disable",
				    ntohs(name.sin_port));
	for (i = 0; i < 2; i++) {
		dunlin_status status;

		ear.engine = lab_engine(lab);
		assert_int_equal(pthread_create(&thread, NULL, cancel_at_knock, &ear), 0);
		status = i == 0 ? dunlin_ping(ear.engine, lab->err)
				: dunlin_database_create(ear.engine, lab->err);
		assert_int_equal(pthread_join(thread, NULL), 0);
		lab_failed(lab, status, DUNLIN_ECANCELED, "canceled while connecting");
		close(ear.knock);
		dunlin_engine_close(ear.engine);
	}
	close(ear.listener);
}

/* --- before and after ----------------------------------------------------------------------------- */

static void cancel__stops_what_has_not_begun_and_all_that_comes(void **state)
{
	struct lab *lab = *state;
	struct dunlin_result result = DUNLIN_RESULT_INIT;
	dunlin_engine *engine;
	dunlin_report *report;
	dunlin_plan *plan;

	put_two(lab);
	engine = lab_engine(lab);
	dunlin_cancel(engine);
	dunlin_cancel(engine);
	lab_failed(lab, dunlin_migrate(engine, NULL, &result, lab->err), DUNLIN_ECANCELED,
		   "canceled");
	assert_int_equal(result.applied, 0);
	lab_failed(lab, dunlin_status_of(&report, engine, lab->err), DUNLIN_ECANCELED, "canceled");
	lab_failed(lab, dunlin_plan_make(&plan, engine, NULL, lab->err), DUNLIN_ECANCELED,
		   "canceled");
	lab_failed(lab, dunlin_verify(engine, NULL, lab->err), DUNLIN_ECANCELED, "canceled");
	/* Files are no matter of a database. */
	assert_int_equal(dunlin_list(&report, engine, lab->err), DUNLIN_OK);
	dunlin_report_free(report);
	dunlin_engine_close(engine);
}

static void cancel__reaches_what_another_engine_does_not(void **state)
{
	struct lab *lab = *state;
	dunlin_engine *other;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	other = lab_engine(lab);
	dunlin_cancel(other);
	lab_up(lab);
	assert_int_equal(lab->result.applied, 1);
	dunlin_engine_close(other);
}

/* --- while nobody is there ------------------------------------------------------------------- */

static void *wait_for_ever(void *payload)
{
	struct runner *runner = payload;

	runner->status = dunlin_wait(runner->engine, -1, runner->err);
	return NULL;
}

struct sign {
	struct lab *lab;
	int n;
};

static void leave_a_sign(void *payload, const struct dunlin_event *event)
{
	struct sign *sign = payload;

	if (event->kind == DUNLIN_EVENT_WAITING && sign->n++ == 0)
		lab_put(sign->lab, "waits", "");
}

static void cancel__ends_a_wait_for_the_target(void **state)
{
	struct lab *lab = *state;
	struct sign sign = { .lab = lab };
	struct runner runner = { .err = dunlin_error_new() };

	lab->options.url = "postgresql:///none?host=/nowhere";
	lab->options.on_event = leave_a_sign;
	lab->options.payload = &sign;
	runner.engine = lab_engine(lab);
	assert_int_equal(dunlin_wait(runner.engine, 1, NULL), DUNLIN_ECONNECT);
	assert_int_equal(sign.n, 1);
	assert_int_equal(unlink("waits"), 0);
	sign.n = 0;
	assert_int_equal(pthread_create(&runner.thread, NULL, wait_for_ever, &runner), 0);
	lab_until_file("waits");
	dunlin_cancel(runner.engine);
	assert_int_equal(pthread_join(runner.thread, NULL), 0);
	assert_int_equal(runner.status, DUNLIN_ECANCELED);
	assert_int_equal(dunlin_error_status(runner.err), DUNLIN_ECANCELED);
	dunlin_engine_close(runner.engine);
	dunlin_error_free(runner.err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_POSTGRES(cancel__ends_a_wait_for_the_target),
		BOTH(cancel__reaches_a_statement_that_is_about_to_begin),
		ON_POSTGRES(cancel__stops_a_running_statement),
		BOTH(cancel__may_come_from_the_callback),
		BOTH(cancel__leaves_a_verify_without_a_trace),
		ON_POSTGRES(cancel__says_what_stays_of_a_step_in_pieces),
		BOTH(cancel__ends_the_wait_for_the_lock),
		BOTH(cancel__ends_the_wait_between_tries),
		ON_POSTGRES(cancel__ends_a_connect_that_hangs),
		BOTH(cancel__stops_what_has_not_begun_and_all_that_comes),
		BOTH(cancel__reaches_what_another_engine_does_not),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
