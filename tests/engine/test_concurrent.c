/* Several at once: one does the work, the others find it done. */
#include "engine/lab.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)
#define MOST 8

struct runner {
	dunlin_engine *engine;
	dunlin_error *err;
	struct dunlin_wish wish;
	struct dunlin_result result;
	dunlin_status status;
	pthread_barrier_t *barrier;
	pthread_t thread;
};

struct sums {
	int64_t applied, reverted, most;
};

static void *run(void *payload)
{
	struct runner *runner = payload;

	(void)pthread_barrier_wait(runner->barrier);
	runner->status =
		dunlin_migrate(runner->engine, &runner->wish, &runner->result, runner->err);
	return NULL;
}

static void silent(void *payload, const struct dunlin_event *event)
{
	(void)payload;
	(void)event;
}

/* Starts n runs of one wish at once.  With `gate`, each gets a driver that waits where the rule
 * says until all of them are there; `more` are further rules. */
static struct sums run_all(struct lab *lab, size_t n, const struct dunlin_wish *wish,
			   const char *gate, const char *more)
{
	const struct dunlin_result none = DUNLIN_RESULT_INIT;
	struct runner runners[MOST];
	struct sums sums = { 0 };
	pthread_barrier_t barrier;
	size_t i;

	assert_int_equal(pthread_barrier_init(&barrier, NULL, (unsigned)n), 0);
	lab->options.on_event = silent; /* the lab's own is for one thread */
	for (i = 0; i < n; i++) {
		if (gate != NULL)
			lab_script(lab, lab_text(lab,
						 "on %s touch \"%s/here%zu\"\n"
						 "on %s wait \"%s/go\"\n%s\n",
						 gate, lab->folder, i, gate, lab->folder, more));
		memset(&runners[i], 0, sizeof(runners[i]));
		runners[i].engine = lab_engine(lab);
		runners[i].err = dunlin_error_new();
		runners[i].wish = *wish;
		runners[i].result = none;
		runners[i].barrier = &barrier;
	}
	for (i = 0; i < n; i++)
		assert_int_equal(pthread_create(&runners[i].thread, NULL, run, &runners[i]), 0);
	for (i = 0; gate != NULL && i < n; i++)
		lab_until_file(lab_text(lab, "here%zu", i));
	if (gate != NULL)
		lab_put(lab, "go", "");
	for (i = 0; i < n; i++)
		assert_int_equal(pthread_join(runners[i].thread, NULL), 0);
	for (i = 0; i < n; i++) {
		if (runners[i].status != DUNLIN_OK)
			fail_msg("%zu: %s: %s", i, dunlin_status_text(runners[i].status),
				 dunlin_error_message(runners[i].err));
		sums.applied += runners[i].result.applied;
		sums.reverted += runners[i].result.reverted;
		if (runners[i].result.applied > sums.most)
			sums.most = runners[i].result.applied;
		dunlin_engine_close(runners[i].engine);
		dunlin_error_free(runners[i].err);
	}
	(void)pthread_barrier_destroy(&barrier);
	lab->options.driver = NULL;
	lab->options.url = lab->url;
	return sums;
}

/* Every body leaves a row behind, in tables that do not mind two. */
static void put_three(struct lab *lab)
{
	lab_exec(lab, "CREATE TABLE ups (v int)", "CREATE TABLE downs (v int)", NULL);
	lab_leave(lab);
	lab_put(lab, "0001_a.up.sql", "INSERT INTO ups VALUES (1);\n");
	lab_put(lab, "0001_a.down.sql", "INSERT INTO downs VALUES (1);\n");
	lab_put(lab, "0002_b.up.sql", "INSERT INTO ups VALUES (2);\n");
	lab_put(lab, "0002_b.down.sql", "INSERT INTO downs VALUES (2);\n");
	lab_put(lab, "0003_c.up.sql", "INSERT INTO ups VALUES (3);\n");
	lab_put(lab, "0003_c.down.sql", "INSERT INTO downs VALUES (3);\n");
}

static const char *at_the_lock(const struct lab *lab)
{
	return lab->pg ? "lock_try 1" : "exec 1 containing IMMEDIATE";
}

/* --- up ------------------------------------------------------------------------------------ */

static void check_up(struct lab *lab, const struct sums *sums, bool by_one)
{
	assert_int_equal(sums->applied, 3);
	if (by_one)
		assert_int_equal(sums->most, 3);
	lab_rows(lab, "SELECT v FROM ups ORDER BY v", "1\n2\n3");
	lab_applied(lab, "1 2 3");
	lab_logged(lab, "apply v1, apply v2, apply v3");
	lab_chain(lab);
	lab_rows(lab, "SELECT count(*) FROM dunlin_meta WHERE item = 'format'", "1");
}

static void concurrent__up_from_nothing_happens_once(void **state)
{
	const struct dunlin_wish up = DUNLIN_WISH_INIT;
	struct lab *lab = *state;
	struct sums sums;

	put_three(lab);
	sums = run_all(lab, MOST, &up, NULL, NULL);
	check_up(lab, &sums, true);
}

static void concurrent__up_happens_once_when_all_have_looked(void **state)
{
	const struct dunlin_wish up = DUNLIN_WISH_INIT;
	struct lab *lab = *state;
	struct sums sums;

	put_three(lab);
	sums = run_all(lab, MOST, &up, at_the_lock(lab), "");
	check_up(lab, &sums, true);
}

/* The lock says yes to everybody: the sequence of events alone keeps order. */
static void concurrent__up_happens_once_without_a_lock(void **state)
{
	const struct dunlin_wish up = DUNLIN_WISH_INIT;
	struct lab *lab = *state;
	struct sums sums;

	put_three(lab);
	sums = run_all(lab, MOST, &up, "lock_try 1",
		       "on lock_try return 0\non lock_release return 0");
	check_up(lab, &sums, false);
}

static void concurrent__one_up_is_one_for_all(void **state)
{
	struct dunlin_wish one = DUNLIN_WISH_INIT;
	struct lab *lab = *state;
	struct sums sums;

	put_three(lab);
	one.count = 1;
	sums = run_all(lab, 4, &one, at_the_lock(lab), "");
	assert_int_equal(sums.applied, 1);
	lab_rows(lab, "SELECT v FROM ups", "1");
	lab_applied(lab, "1");
	lab_chain(lab);
}

/* Tables that come between two looks are no tables that are partly gone. */
static void concurrent__finds_tables_that_were_not_there_a_moment_ago(void **state)
{
	const struct dunlin_result none = DUNLIN_RESULT_INIT;
	const struct dunlin_wish up = DUNLIN_WISH_INIT;
	struct lab *lab = *state;
	struct runner runner = { .wish = up, .result = none };
	pthread_barrier_t barrier;

	put_three(lab);
	lab_up(lab);
	lab_exec(lab, "DELETE FROM ups", NULL);
	lab_script(lab,
		   lab_text(lab,
			    "on query 1 containing dunlin_meta fail EMISSING 42P01 \"not yet\"\n"
			    "on find_tables 1 touch \"%s/asked\"",
			    lab->folder));
	assert_int_equal(pthread_barrier_init(&barrier, NULL, 1), 0);
	lab->options.on_event = silent;
	runner.engine = lab_engine(lab);
	runner.barrier = &barrier;
	(void)run(&runner);
	assert_int_equal(runner.status, DUNLIN_OK);
	assert_int_equal(runner.result.applied, 0);
	assert_int_equal(access("asked", F_OK), 0);
	dunlin_engine_close(runner.engine);
	(void)pthread_barrier_destroy(&barrier);
	lab_rows(lab, "SELECT count(*) FROM ups", "0");
}

/* While somebody commits to a file, it cannot even be opened or read. */
static void concurrent__waits_for_a_file_that_cannot_be_read(void **state)
{
	static const char busy[] = "fail EBUSY 55P03 \"database is locked\"";
	struct lab *lab = *state;

	put_three(lab);
	lab_up(lab);
	lab_put(lab, "0004_d.up.sql", "INSERT INTO ups VALUES (4);\n");
	lab_script(lab, lab_text(lab,
				 "on open 1 %s\n"
				 "on query 1 containing dunlin_meta %s",
				 busy, busy));
	assert_int_equal(lab_run(lab, DUNLIN_WISH_UP, 0, NULL, 0), DUNLIN_OK);
	lab_rows(lab, "SELECT count(*) FROM ups", "4");
	/* And when it looks again. */
	lab_put(lab, "0005_e.up.sql", "INSERT INTO ups VALUES (5);\n");
	lab_script(lab, lab_text(lab,
				 "on exec 1 containing IMMEDIATE %s\n"
				 "on query 2 containing dunlin_meta %s",
				 busy, busy));
	assert_int_equal(lab_run(lab, DUNLIN_WISH_UP, 0, NULL, 0), DUNLIN_OK);
	lab_rows(lab, "SELECT count(*) FROM ups", "5");
	/* Not for ever. */
	lab_script(lab, lab_text(lab, "on query containing dunlin_meta %s", busy));
	lab->options.lock_wait_ms = 50;
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_UP, 0, NULL, 0), DUNLIN_EBUSY,
		   "database is locked");
}

/* On a node of a cluster, DDL of another one ends what only reads; a standby does so for what it
 * replays. */
static void concurrent__asks_again_what_was_ended_for_others(void **state)
{
	static const char ended[] = "fail EDEADLOCK 40001 \"Deadlock found\"";
	struct lab *lab = *state;

	put_three(lab);
	lab_up(lab);
	lab_put(lab, "0004_d.up.sql", "INSERT INTO ups VALUES (4);\n");
	lab_script(lab, lab_text(lab,
				 "on query 1 containing dunlin_meta %s\n"
				 "on query 2 containing dunlin_meta fail ESERIALIZE 40001",
				 ended));
	lab_up(lab);
	lab_rows(lab, "SELECT count(*) FROM ups", "4");
	/* So is what a migration waits for. */
	lab_put(lab, "0005_e.up.sql",
		"-- dunlin: when SELECT count(*) = 4 FROM ups\nINSERT INTO ups VALUES (5);\n");
	lab_script(lab, lab_text(lab, "on query 1 containing \"FROM ups\" %s", ended));
	lab_up(lab);
	lab_rows(lab, "SELECT count(*) FROM ups", "5");
	/* Rows that were heard are not heard twice. */
	lab_script(lab, lab_text(lab, "on query 1 containing dunlin_meta %s after", ended));
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_UP, 0, NULL, 0), DUNLIN_EDEADLOCK,
		   "Deadlock found");
	/* Nor is it asked for ever. */
	lab_script(lab, lab_text(lab, "on query containing dunlin_meta %s", ended));
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_UP, 0, NULL, 0), DUNLIN_EDEADLOCK,
		   "Deadlock found");
}

/* What cannot be one transaction is done by whoever has the lock. */
static void concurrent__pieces_are_done_once(void **state)
{
	const struct dunlin_wish up = DUNLIN_WISH_INIT;
	struct lab *lab = *state;
	struct sums sums;

	put_three(lab);
	lab_put(lab, "0002_b.up.sql",
		"CREATE TABLE t (x int);\nCREATE INDEX CONCURRENTLY t_x ON t (x);\n"
		"INSERT INTO ups VALUES (2);\n");
	sums = run_all(lab, MOST, &up, at_the_lock(lab), "");
	assert_int_equal(sums.applied, 3);
	lab_rows(lab, "SELECT v FROM ups ORDER BY v", "1\n2\n3");
	lab_logged(lab, "apply v1, start v2, apply v2, apply v3");
	lab_chain(lab);
}

/* --- down -------------------------------------------------------------------------------------- */

static void check_down(struct lab *lab, const struct sums *sums)
{
	lab_rows(lab, "SELECT v FROM downs", "3");
	assert_int_equal(sums->reverted, 1);
	lab_applied(lab, "1 2");
	lab_logged(lab, "apply v1, apply v2, apply v3, revert v3");
	lab_chain(lab);
}

static void concurrent__down_reverts_one_and_the_same(void **state)
{
	struct dunlin_wish down = DUNLIN_WISH_INIT;
	struct lab *lab = *state;
	struct sums sums;

	put_three(lab);
	lab_up(lab);
	down.kind = DUNLIN_WISH_DOWN;
	sums = run_all(lab, 2, &down, at_the_lock(lab), "");
	check_down(lab, &sums);
}

static void concurrent__down_reverts_once_without_a_lock(void **state)
{
	struct dunlin_wish down = DUNLIN_WISH_INIT;
	struct lab *lab = *state;
	struct sums sums;

	put_three(lab);
	lab_up(lab);
	down.kind = DUNLIN_WISH_DOWN;
	sums = run_all(lab, 4, &down, "lock_try 1",
		       "on lock_try return 0\non lock_release return 0");
	check_down(lab, &sums);
}

/* Every body runs once, whichever of the n comes first. */
static void force_at_once(struct lab *lab, size_t n, const char *gate, const char *more)
{
	struct dunlin_wish force = DUNLIN_WISH_INIT;
	struct sums sums;

	put_three(lab);
	lab_up(lab);
	force.kind = DUNLIN_WISH_REDO;
	force.flags = DUNLIN_WISH_FORCE;
	force.version = "1";
	sums = run_all(lab, n, &force, gate, more);
	assert_int_equal(sums.reverted, 1);
	assert_int_equal(sums.applied, 1);
	lab_rows(lab, "SELECT v FROM downs", "1");
	lab_applied(lab, "2 3 1");
	lab_logged(lab, "apply v1, apply v2, apply v3, revert v1, apply v1");
	lab_chain(lab);
}

static void concurrent__forced_redo_happens_once(void **state)
{
	force_at_once(*state, 3, at_the_lock(*state), "");
}

static void concurrent__forced_redo_happens_once_without_a_lock(void **state)
{
	force_at_once(*state, 4, "lock_try 1", "on lock_try return 0\non lock_release return 0");
}

/* The second comes to its event row while the first has not committed its own. */
static void concurrent__waits_at_the_fence_for_who_came_first(void **state)
{
	struct lab *lab = *state;
	struct dunlin_wish down = DUNLIN_WISH_INIT;
	struct sums sums;

	put_three(lab);
	lab_put(lab, "0003_c.down.sql", "SELECT pg_sleep(0.3);\nINSERT INTO downs VALUES (3);\n");
	lab_up(lab);
	down.kind = DUNLIN_WISH_DOWN;
	lab->options.lock_timeout_ms = 50; /* a timeout there is no answer, and no failure */
	sums = run_all(lab, 2, &down, "lock_try 1",
		       "on lock_try return 0\non lock_release return 0");
	check_down(lab, &sums);
}

/* --- processes ------------------------------------------------------------------------------------ */

enum { PROGRAMS = 8 };

/* What a program does when it starts, beside its database. */
static void start_program(const struct lab *lab)
{
	dunlin_engine *engine = NULL;
	dunlin_status status = dunlin_engine_open(&engine, &lab->options, NULL);

	lab_until_file("go");
	if (status == DUNLIN_OK)
		status = dunlin_wait(engine, 30000, lab->err);
	if (status == DUNLIN_OK)
		status = dunlin_migrate(engine, NULL, NULL, lab->err);
	if (status != DUNLIN_OK)
		fprintf(stderr, "# %s\n", dunlin_error_message(lab->err));
	_exit(status);
}

/* As several servers that start together; each a process of its own. */
static void start_programs(struct lab *lab, pid_t pids[PROGRAMS])
{
	size_t i;

	lab->options.on_event = silent;
	for (i = 0; i < PROGRAMS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			start_program(lab);
	}
	lab_put(lab, "go", "");
}

/* All of them found the database as it is to be. */
static void check_programs(struct lab *lab, const pid_t pids[PROGRAMS])
{
	size_t i;

	for (i = 0; i < PROGRAMS; i++) {
		int status = -1;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	lab_rows(lab, "SELECT v FROM ups ORDER BY v", "1\n2\n3");
	lab_rows(lab, "SELECT count(DISTINCT run_id) FROM dunlin_event", "1");
	lab_logged(lab, "apply v1, apply v2, apply v3");
	lab_chain(lab);
}

static void concurrent__processes_apply_once(void **state)
{
	struct lab *lab = *state;
	pid_t pids[PROGRAMS];

	put_three(lab);
	start_programs(lab, pids);
	check_programs(lab, pids);
}

static void concurrent__processes_wait_for_their_database(void **state)
{
	struct lab *lab = *state;
	const char *here = lab->url, *at = strstr(here, lab->dbname);
	const char *late = lab_text(lab, "%.*s%s_late%s", (int)(at - here), here, lab->dbname,
				    at + strlen(lab->dbname));
	pid_t pids[PROGRAMS];

	put_three(lab);
	lab_put(lab, "0001_a.up.sql", "CREATE TABLE ups (v int);\nINSERT INTO ups VALUES (1);\n");
	lab->options.url = late;
	start_programs(lab, pids);
	lab_exec(lab, lab_text(lab, "CREATE DATABASE %s_late", lab->dbname), NULL);
	lab_leave(lab);
	lab->url = late;
	check_programs(lab, pids);
	lab_leave(lab);
	lab->url = here;
	lab_exec(lab, lab_text(lab, "DROP DATABASE %s_late WITH (FORCE)", lab->dbname), NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(concurrent__processes_apply_once),
		ON_POSTGRES(concurrent__processes_wait_for_their_database),
		BOTH(concurrent__up_from_nothing_happens_once),
		BOTH(concurrent__up_happens_once_when_all_have_looked),
		ON_POSTGRES(concurrent__up_happens_once_without_a_lock),
		BOTH(concurrent__one_up_is_one_for_all),
		BOTH(concurrent__finds_tables_that_were_not_there_a_moment_ago),
		ON_SQLITE(concurrent__waits_for_a_file_that_cannot_be_read),
		BOTH(concurrent__asks_again_what_was_ended_for_others),
		ON_POSTGRES(concurrent__pieces_are_done_once),
		BOTH(concurrent__down_reverts_one_and_the_same),
		ON_POSTGRES(concurrent__down_reverts_once_without_a_lock),
		BOTH(concurrent__forced_redo_happens_once),
		ON_POSTGRES(concurrent__forced_redo_happens_once_without_a_lock),
		ON_POSTGRES(concurrent__waits_at_the_fence_for_who_came_first),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
