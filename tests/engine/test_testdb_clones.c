/* Databases for tests on PostgreSQL: a template that is made once, clones, and what crashes leave. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dunlin/testing.h>

#include "base/error.h"
#include "engine/lab.h"
#include "host/host.h"

/* This program's databases on the server, but for the template and those of others. */
#define CLONES "SELECT count(*) FROM pg_database WHERE datname LIKE 'dunlin\\_test\\_%\\_%'"
#define TEMPLATES                                                                          \
	"SELECT count(*), bool_and(NOT datallowconn) FROM pg_database WHERE datname LIKE " \
	"'dunlin\\_test\\_%' AND datname NOT LIKE 'dunlin\\_test\\_%\\_%'"

static int begin(void **state)
{
	struct lab *lab;

	if (lab_postgres(state) != 0)
		return -1;
	lab = *state;
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (id int PRIMARY KEY, t text);\n"
		"INSERT INTO a VALUES (1, 'one');\n");
	lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (a int REFERENCES a);\n");
	return 0;
}

static int end(void **state)
{
	struct lab *lab = *state;
	dunlin_status status =
		dunlin_testdb_collect(&lab->options, DUNLIN_COLLECT_TEMPLATES, NULL, lab->err);

	return lab_end(state) != 0 || status != DUNLIN_OK;
}

static dunlin_testdb *factory(struct lab *lab)
{
	dunlin_testdb *testdb = NULL;

	if (dunlin_testdb_new(&testdb, &lab->options, NULL, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	return testdb;
}

static dunlin_fresh *open_one(struct lab *lab, dunlin_testdb *testdb)
{
	dunlin_fresh *fresh = NULL;

	if (dunlin_testdb_open(&fresh, testdb, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	return fresh;
}

static void close_one(struct lab *lab, dunlin_fresh *fresh)
{
	if (dunlin_fresh_close(fresh, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
}

/* Runs a statement in a database of its own, and compares the rows. */
static void inside(struct lab *lab, const dunlin_fresh *fresh, const char *sql, const char *rows)
{
	const char *url = lab->url;

	lab_leave(lab);
	lab->url = dunlin_fresh_url(fresh);
	lab_rows(lab, sql, rows);
	lab_leave(lab);
	lab->url = url;
}

static void clones__are_what_the_migrations_make(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb = factory(lab), *another;
	dunlin_fresh *first = open_one(lab, testdb), *second = open_one(lab, testdb), *third;

	assert_null(dunlin_fresh_native(first));
	inside(lab, first, "SELECT * FROM a", "1|one");
	inside(lab, first, "DELETE FROM a RETURNING id", "1");
	inside(lab, second, "SELECT * FROM a", "1|one");
	inside(lab, second, "SELECT kind, id FROM dunlin_history ORDER BY ordinal", "v|1\nv|2");
	/* Factories of one process are not in each other's way. */
	another = factory(lab);
	third = open_one(lab, another);
	inside(lab, third, "SELECT * FROM a", "1|one");
	close_one(lab, third);
	dunlin_testdb_free(another);
	lab_rows(lab, CLONES, "2");
	lab_rows(lab, TEMPLATES, "1|t");
	/* The database of the URL is not touched. */
	lab_rows(lab, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", "0");
	close_one(lab, first);
	lab_rows(lab, CLONES, "1");
	/* Who gives out may go first. */
	dunlin_testdb_free(testdb);
	close_one(lab, second);
	lab_rows(lab, CLONES, "0");
	/* The next factory finds the template. */
	lab_forget(lab);
	testdb = factory(lab);
	close_one(lab, open_one(lab, testdb));
	assert_false(lab_told(lab, "applied"));
	dunlin_testdb_free(testdb);
	/* Other migrations have another. */
	lab_put(lab, "0003_c.up.sql", "CREATE TABLE c (a int);\n");
	testdb = factory(lab);
	close_one(lab, open_one(lab, testdb));
	assert_true(lab_told(lab, "applied v0003 up"));
	dunlin_testdb_free(testdb);
	lab_rows(lab, TEMPLATES, "2|t");
}

static void clones__end_with_connections_to_them(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb = factory(lab);
	dunlin_fresh *fresh = open_one(lab, testdb);
	const char *url = lab->url;
	dunlin_conn *conn;

	lab->url = dunlin_fresh_url(fresh);
	conn = lab_connect(lab);
	lab->url = url;
	close_one(lab, fresh);
	lab_rows(lab, CLONES, "0");
	assert_int_equal(lab_exec_on(lab, conn, "SELECT 1"), DUNLIN_ECONNLOST);
	lab->driver->close(conn);
	dunlin_testdb_free(testdb);
}

static void clones__outlive_their_template(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb = factory(lab);
	dunlin_fresh *fresh = open_one(lab, testdb), *another;
	int64_t dropped;

	assert_int_equal(dunlin_testdb_collect(&lab->options, DUNLIN_COLLECT_TEMPLATES, &dropped,
					       lab->err),
			 DUNLIN_OK);
	assert_int_equal(dropped, 1);
	inside(lab, fresh, "SELECT * FROM a", "1|one");
	another = open_one(lab, testdb); /* made once more */
	inside(lab, another, "SELECT * FROM a", "1|one");
	close_one(lab, fresh);
	close_one(lab, another);
	dunlin_testdb_free(testdb);
}

static void clones__need_migrations_that_work(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;

	lab_put(lab, "0003_c.up.sql", "SELECT 1;\nSELEC 2;\n");
	testdb = factory(lab);
	lab_failed(lab, dunlin_testdb_open(&fresh, testdb, lab->err), DUNLIN_ESYNTAX, "syntax");
	assert_null(fresh);
	lab_at(lab, "m/0003_c.up.sql:2:1", NULL);
	lab_rows(lab, TEMPLATES, "0|~");
	dunlin_testdb_free(testdb);
}

/* --- processes ------------------------------------------------------------------- */

static void wait_for(pid_t pid, int expected)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), expected);
}

static void clones__come_of_one_template_for_sixteen(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;
	int gate[2], i;
	pid_t pids[16];
	char byte;

	lab_leave(lab);
	assert_int_equal(pipe(gate), 0);
	for (i = 0; i < 16; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] > 0)
			continue;
		close(gate[1]);
		(void)!read(gate[0], &byte, 1); /* until it is closed */
		if (dunlin_testdb_new(&testdb, &lab->options, NULL, NULL) != DUNLIN_OK ||
		    dunlin_testdb_open(&fresh, testdb, NULL) != DUNLIN_OK ||
		    dunlin_fresh_close(fresh, NULL) != DUNLIN_OK)
			_exit(1);
		dunlin_testdb_free(testdb);
		_exit(0);
	}
	close(gate[0]);
	close(gate[1]);
	for (i = 0; i < 16; i++)
		wait_for(pids[i], 0);
	lab_rows(lab, CLONES, "0");
	lab_rows(lab, TEMPLATES, "1|t");
	testdb = factory(lab);
	fresh = open_one(lab, testdb);
	inside(lab, fresh, "SELECT count(*), count(DISTINCT run_id) FROM dunlin_event", "2|1");
	close_one(lab, fresh);
	dunlin_testdb_free(testdb);
}

static void die(void *payload, const struct dunlin_event *event)
{
	(void)payload;
	if (event->kind == DUNLIN_EVENT_APPLIED)
		_exit(7);
}

static void clones__take_no_half_template(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;
	pid_t pid;

	lab_leave(lab);
	pid = fork();
	if (pid == 0) {
		lab->options.on_event = die;
		if (dunlin_testdb_new(&testdb, &lab->options, NULL, NULL) == DUNLIN_OK &&
		    dunlin_testdb_open(&fresh, testdb, NULL) == DUNLIN_OK)
			_exit(1);
		_exit(2);
	}
	wait_for(pid, 7);
	lab_rows(lab, TEMPLATES, "1|f");
	testdb = factory(lab);
	fresh = open_one(lab, testdb);
	assert_true(lab_told(lab, "applied v0001 up"));
	inside(lab, fresh, "SELECT count(*) FROM dunlin_history", "2");
	lab_rows(lab, TEMPLATES, "1|t");
	close_one(lab, fresh);
	dunlin_testdb_free(testdb);
}

static void clones__of_the_dead_are_collected(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb = factory(lab), *another;
	dunlin_fresh *fresh = open_one(lab, testdb), *left;
	int64_t dropped = -1;
	pid_t pid;
	int round;

	for (round = 0; round < 2; round++) {
		lab_leave(lab);
		pid = fork();
		if (pid == 0) {
			/* A child's databases are its own, with the factory of its parent as well. */
			if (dunlin_testdb_open(&left, testdb, NULL) != DUNLIN_OK ||
			    dunlin_testdb_open(&left, testdb, NULL) != DUNLIN_OK)
				_exit(1);
			_exit(0);
		}
		wait_for(pid, 0);
		lab_rows(lab, CLONES, "3");
		if (round == 0) {
			assert_int_equal(dunlin_testdb_collect(&lab->options, 0, &dropped,
							       lab->err),
					 DUNLIN_OK);
			assert_int_equal(dropped, 2);
		} else {
			another = factory(lab);
			close_one(lab, open_one(lab, another));
			dunlin_testdb_free(another);
		}
		lab_rows(lab, CLONES, "1"); /* ours lives */
		inside(lab, fresh, "SELECT * FROM a", "1|one");
	}
	close_one(lab, fresh);
	dunlin_testdb_free(testdb);
}

static void clones__of_strangers_are_left_alone(void **state)
{
	struct lab *lab = *state;
	const char *const names[] = {
		"dunlin_test_0123456789ab_00000000_1_1_1", /* of another host */
		"dunlin_test_0123456789ab_00000000_1_1",   /* not as we write it */
		"dunlin_test_mine",
		"dunlin_test_0123456789ab_x",
	};
	int64_t dropped = -1;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		lab_exec(lab, lab_text(lab, "CREATE DATABASE %s", names[i]), NULL);
	assert_int_equal(dunlin_testdb_collect(&lab->options, DUNLIN_COLLECT_TEMPLATES, &dropped,
					       lab->err),
			 DUNLIN_OK);
	assert_int_equal(dropped, 0);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		lab_exec(lab, lab_text(lab, "DROP DATABASE %s", names[i]), NULL);
}

/* --- owners ------------------------------------------------------------------------- */

static dunlin_testdb *factory_for(struct lab *lab, int64_t owner, uint32_t flags)
{
	struct dunlin_testdb_options how = DUNLIN_TESTDB_OPTIONS_INIT;
	dunlin_testdb *testdb = NULL;

	how.owner = owner;
	how.flags = flags;
	if (dunlin_testdb_new(&testdb, &lab->options, &how, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	return testdb;
}

/* A process that lives until it is told to end, or the test does. */
static pid_t start_owner(int *gate)
{
	int ends[2];
	pid_t pid;
	char byte;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) != 0);
	}
	close(ends[0]);
	*gate = ends[1];
	return pid;
}

static void clones__stay_as_long_as_their_owner(void **state)
{
	struct lab *lab = *state;
	int gate;
	pid_t owner = start_owner(&gate);
	dunlin_testdb *testdb = factory_for(lab, owner, 0);
	int64_t dropped = -1;

	dunlin_fresh_leave(open_one(lab, testdb));
	dunlin_fresh_leave(NULL);
	dunlin_testdb_free(testdb);
	assert_int_equal(dunlin_testdb_collect(&lab->options, 0, &dropped, lab->err), DUNLIN_OK);
	assert_int_equal(dropped, 0);
	lab_rows(lab, CLONES, "1");
	close(gate);
	wait_for(owner, 0);
	assert_int_equal(dunlin_testdb_collect(&lab->options, 0, &dropped, lab->err), DUNLIN_OK);
	assert_int_equal(dropped, 1);
	lab_rows(lab, CLONES, "0");
}

static void clones__of_nobody_are_dropped_by_name(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb = factory_for(lab, 0, DUNLIN_TESTDB_KEEP);
	dunlin_fresh *fresh = open_one(lab, testdb);
	const char *name = lab_text(lab, "%s", dunlin_fresh_name(fresh));
	int64_t dropped = -1;

	dunlin_fresh_leave(fresh);
	dunlin_testdb_free(testdb);
	assert_int_equal(dunlin_testdb_collect(&lab->options, DUNLIN_COLLECT_TEMPLATES, &dropped,
					       lab->err),
			 DUNLIN_OK);
	assert_int_equal(dropped, 1); /* the template */
	lab_rows(lab, CLONES, "1");
	assert_int_equal(dunlin_testdb_drop(&lab->options, name, lab->err), DUNLIN_OK);
	lab_rows(lab, CLONES, "0");
	assert_int_equal(dunlin_testdb_drop(&lab->options, name, lab->err), DUNLIN_EMISSING);
	assert_int_equal(dunlin_testdb_drop(&lab->options, "postgres", lab->err), DUNLIN_EUSAGE);
	assert_int_equal(dunlin_testdb_drop(&lab->options, "dunlin_test_0123456789ab", lab->err),
			 DUNLIN_EUSAGE);
}

static void clones__have_an_owner_that_is_there(void **state)
{
	struct dunlin_testdb_options how = DUNLIN_TESTDB_OPTIONS_INIT;
	struct lab *lab = *state;
	dunlin_testdb *testdb;
	int gate;
	pid_t owner = start_owner(&gate);

	close(gate);
	wait_for(owner, 0);
	how.owner = owner;
	assert_int_equal(dunlin_testdb_new(&testdb, &lab->options, &how, lab->err), DUNLIN_EUSAGE);
	assert_null(testdb);
	assert_non_null(strstr(dunlin_error_message(lab->err), "that could own the databases"));
	how.owner = -1;
	assert_int_equal(dunlin_testdb_new(&testdb, &lab->options, &how, lab->err), DUNLIN_EUSAGE);
	how.owner = getpid();
	how.flags = DUNLIN_TESTDB_KEEP;
	assert_int_equal(dunlin_testdb_new(&testdb, &lab->options, &how, lab->err), DUNLIN_EUSAGE);
	assert_non_null(strstr(dunlin_error_message(lab->err), "leave one of the two out"));
}

static void count(void *payload, const char *name)
{
	assert_int_equal(strncmp(name, "dunlin_test_", 12), 0);
	(*(int *)payload)++;
}

static void clones__keep_their_template_from_the_sweep(void **state)
{
	struct dunlin_sweep sweep = DUNLIN_SWEEP_INIT;
	struct lab *lab = *state;
	dunlin_testdb *testdb = factory(lab);
	dunlin_fresh *fresh = open_one(lab, testdb);
	int heard = 0;

	sweep.flags = DUNLIN_SWEEP_TEMPLATES;
	sweep.on_drop = count;
	sweep.payload = &heard;
	/* The project's own, then one of other migrations that is in use, and one that is not. */
	assert_int_equal(dunlin_testdb_sweep(&lab->options, &sweep, lab->err), DUNLIN_OK);
	lab_put(lab, "0003_c.up.sql", "CREATE TABLE c (id int);\n");
	assert_int_equal(dunlin_testdb_sweep(&lab->options, &sweep, lab->err), DUNLIN_OK);
	assert_int_equal(heard, 0);
	close_one(lab, fresh);
	dunlin_testdb_free(testdb);
	assert_int_equal(dunlin_testdb_sweep(&lab->options, &sweep, lab->err), DUNLIN_OK);
	assert_int_equal(heard, 1);
	lab_rows(lab, TEMPLATES, "0|~");
	sweep.flags = 2;
	assert_int_equal(dunlin_testdb_sweep(&lab->options, &sweep, lab->err), DUNLIN_EUSAGE);
}

/* --- threads ------------------------------------------------------------------------ */

struct worker {
	pthread_t thread;
	dunlin_testdb *testdb;
	int n;
	char said[200]; /* what went wrong; cmocka fails in its own thread alone */
};

static void *work(void *payload)
{
	struct worker *w = payload;
	dunlin_error *err = dunlin_error_new();
	dunlin_fresh *fresh;
	int i;

	for (i = 0; i < w->n && w->said[0] == '\0'; i++)
		if (dunlin_testdb_open(&fresh, w->testdb, err) != DUNLIN_OK ||
		    dunlin_fresh_close(fresh, err) != DUNLIN_OK)
			snprintf(w->said, sizeof(w->said), "%s", dunlin_error_message(err));
	dunlin_error_free(err);
	return NULL;
}

static void clones__are_given_to_eight_threads(void **state)
{
	struct lab *lab = *state;
	dunlin_testdb *testdb = factory(lab);
	struct worker workers[8];
	int i;

	memset(workers, 0, sizeof(workers));
	for (i = 0; i < 8; i++) {
		workers[i].testdb = testdb;
		workers[i].n = getenv("DUNLIN_SOAK") != NULL ? 50 : 3;
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	for (i = 0; i < 8; i++)
		assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
	for (i = 0; i < 8; i++)
		assert_string_equal(workers[i].said, "");
	assert_int_equal(lab_count(lab, "applied v0001 up"), 1);
	lab_rows(lab, CLONES, "0");
	dunlin_testdb_free(testdb);
}

/* --- URLs --------------------------------------------------------------------------- */

static dunlin_status compare(void *payload, size_t n, const char *const *values)
{
	assert_int_equal(n, 1);
	assert_string_equal(values[0], payload);
	return DUNLIN_OK;
}

static void clones__have_urls_of_every_form(void **state)
{
	static const char *const urls[][2] = {
		{ "postgresql://u:p@h:1/db", "postgresql://u:p@h:1/x" },
		{ "postgres://h/db?sslmode=disable", "postgres://h/x?sslmode=disable" },
		{ "postgresql:///db?host=/tmp&port=5", "postgresql:///x?host=/tmp&port=5" },
		{ "postgresql://h", "postgresql://h/x" },
		{ "postgresql://h?user=u", "postgresql://h/x?user=u" },
		{ "postgresql://a:1,b:2/", "postgresql://a:1,b:2/x" },
		{ "postgresql://h/a?dbname=b", "postgresql://h/x" },
		{ "postgresql://h/a?user=u&dbname=b&port=5", "postgresql://h/x?user=u&port=5" },
		{ "postgresql://h/a?dbname=b&port=5", "postgresql://h/x?port=5" },
		{ "host=/tmp dbname=a user=u", "host=/tmp dbname=a user=u dbname=x" },
		{ "host=h options='-c a=b://c'", "host=h options='-c a=b://c' dbname=x" },
	};
	struct lab *lab = *state;
	size_t i;

	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		const struct dunlin_open how = { .size = DUNLIN_OPEN_SIZE, .url = urls[i][0] };
		char *expected = strdup(urls[i][1]);

		assert_int_equal(lab->driver->clone_url(dn_host_table(), &how, "x", compare,
							expected, lab->err),
				 DUNLIN_OK);
		free(expected);
	}
}

#define CLONED(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CLONED(clones__are_what_the_migrations_make),
		CLONED(clones__end_with_connections_to_them),
		CLONED(clones__outlive_their_template),
		CLONED(clones__need_migrations_that_work),
		CLONED(clones__come_of_one_template_for_sixteen),
		CLONED(clones__take_no_half_template),
		CLONED(clones__of_the_dead_are_collected),
		CLONED(clones__of_strangers_are_left_alone),
		CLONED(clones__stay_as_long_as_their_owner),
		CLONED(clones__of_nobody_are_dropped_by_name),
		CLONED(clones__have_an_owner_that_is_there),
		CLONED(clones__keep_their_template_from_the_sweep),
		CLONED(clones__are_given_to_eight_threads),
		CLONED(clones__have_urls_of_every_form),
	};

	return cmocka_run_group_tests_name("engine/testdb_clones", tests, lab_server, NULL);
}
