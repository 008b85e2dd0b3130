/* What a script makes of the calls of a driver. */
#include "host/stage.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake/script.h"
#include "host/host.h"

struct show {
	struct dn_driver *driver;
	dunlin_conn *conn;
	dunlin_error *err;
	int64_t progress[8]; /* the indices reported, in order */
	size_t n_progress;
	int watch; /* where to write how many there were; 0: nowhere */
};

static void note(void *payload, const struct dunlin_progress *progress)
{
	struct show *show = payload;

	assert_true(show->n_progress < 8);
	show->progress[show->n_progress++] = progress->stmt_index;
	if (show->watch != 0)
		assert_int_equal(write(show->watch, &(char){ (char)show->n_progress }, 1), 1);
}

/* Copied once for a test: a library that is mapped must not be written to. */
static const char *fake(struct stage *stage, const char *name, const char *file)
{
	const char *path = stage_path(stage, file);

	return access(path, F_OK) == 0 ? path : stage_fake(stage, name, file);
}

static dunlin_status open_script(struct stage *stage, struct show *show, const char *rules)
{
	char *text = NULL, *url = NULL;
	struct dunlin_open how = { .size = DUNLIN_OPEN_SIZE, .on_progress = note, .payload = show };
	const char *real = fake(stage, "honest", "real.so"), *path;
	dunlin_status status;

	memset(show, 0, sizeof(*show));
	show->err = &stage->err;
	assert_true(asprintf(&text, "# what happens\ndriver %s\nurl fake:x\n%s", real, rules) > 0);
	path = stage_file(stage, "script", text);
	assert_true(asprintf(&url, "fake:%s", path) > 0);
	if (stage_load(stage, &show->driver, fake(stage, "scripted", "s.so"), NULL) != DUNLIN_OK)
		fail_msg("%s", stage->err.message);
	how.url = url;
	status = show->driver->table.open(&show->conn, dn_host_table(), &how, show->err);
	free(url);
	free(text);
	return status;
}

static void end(struct show *show)
{
	show->driver->table.close(show->conn);
	dn_driver_free(show->driver);
}

/* Runs BEGIN, INSERT 1, INSERT 2, COMMIT. */
static dunlin_status run(struct show *show)
{
	static const char *const texts[] = { "BEGIN", "INSERT 1", "INSERT 2", "COMMIT" };
	struct dunlin_statement statements[4] = { { .size = 0 } };
	const struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
					    .stride = sizeof(statements[0]),
					    .statements = statements,
					    .count = 4 };
	size_t i;

	for (i = 0; i < 4; i++) {
		statements[i].size = DUNLIN_STATEMENT_SIZE;
		statements[i].sql = texts[i];
		statements[i].sql_len = strlen(texts[i]);
	}
	statements[0].kind = DUNLIN_STMT_BEGIN;
	statements[3].kind = DUNLIN_STMT_COMMIT;
	show->n_progress = 0;
	return show->driver->table.exec(show->conn, &batch, show->err);
}

static void assert_progress(const struct show *show, size_t n)
{
	size_t i;

	assert_int_equal(show->n_progress, n);
	for (i = 0; i < n; i++)
		assert_int_equal(show->progress[i], i);
}

static void scripted__hands_on_all_that_no_rule_is_about(void **state)
{
	struct show show;
	const struct dunlin_driver *table;

	assert_int_equal(open_script(*state, &show, ""), DUNLIN_OK);
	table = &show.driver->table;
	assert_int_equal(run(&show), DUNLIN_OK);
	assert_progress(&show, 4);
	assert_int_equal(table->query(show.conn, "x", 1, NULL, NULL, show.err), DUNLIN_OK);
	assert_int_equal(table->rollback(show.conn, show.err), DUNLIN_OK);
	assert_int_equal(table->reset(show.conn, show.err), DUNLIN_OK);
	/* What SQLite has not, it does not promise. */
	assert_int_equal(table->lock_try(show.conn, 1, show.err), DUNLIN_EUNSUPPORTED);
	end(&show);
}

static void scripted__fails_a_statement(void **state)
{
	struct show show;

	assert_int_equal(
		open_script(*state, &show,
			    "on exec containing \"INSERT 2\" fail EEXISTS 23505 \"twice\""),
		DUNLIN_OK);
	assert_failed(run(&show), show.err, DUNLIN_EEXISTS, "twice");
	assert_string_equal(show.err->sqlstate, "23505");
	assert_int_equal(show.err->stmt_index, 2);
	assert_progress(&show, 2); /* BEGIN and INSERT 1 were handed on */
	end(&show);
}

static void scripted__fails_after_a_statement(void **state)
{
	struct show show;

	assert_int_equal(open_script(*state, &show,
				     "on exec containing COMMIT fail ECOMMITUNKNOWN after"),
			 DUNLIN_OK);
	assert_failed(run(&show), show.err, DUNLIN_ECOMMITUNKNOWN, "the script says so");
	assert_int_equal(show.err->stmt_index, 3);
	assert_progress(&show, 4);
	end(&show);
}

static void scripted__counts_to_the_nth_time(void **state)
{
	struct show show;

	assert_int_equal(open_script(*state, &show,
				     "on exec 3 containing INSERT fail EDEADLOCK\n"
				     "on reset 2 fail EBUSY"),
			 DUNLIN_OK);
	assert_int_equal(run(&show), DUNLIN_OK);
	assert_failed(run(&show), show.err, DUNLIN_EDEADLOCK, "the script");
	assert_int_equal(show.err->stmt_index, 1);
	assert_progress(&show, 1);
	assert_int_equal(run(&show), DUNLIN_OK);
	assert_progress(&show, 4);
	assert_int_equal(show.driver->table.reset(show.conn, show.err), DUNLIN_OK);
	assert_int_equal(show.driver->table.reset(show.conn, show.err), DUNLIN_EBUSY);
	assert_int_equal(show.driver->table.reset(show.conn, show.err), DUNLIN_OK);
	end(&show);
}

static void scripted__counts_opens_of_the_whole_process(void **state)
{
	struct stage *stage = *state;
	const char *rule = "on open 1 fail ECONNECT \"no route\"";
	struct show show;

	assert_failed(open_script(stage, &show, rule), &stage->err, DUNLIN_ECONNECT, "no route");
	assert_null(show.conn);
	end(&show);
	assert_int_equal(open_script(stage, &show, rule), DUNLIN_OK);
	end(&show);
}

static void scripted__loses_the_connection_for_good(void **state)
{
	struct show show;

	assert_int_equal(open_script(*state, &show, "on query containing \"now\" lose"), DUNLIN_OK);
	assert_int_equal(show.driver->table.query(show.conn, "then", 4, NULL, NULL, show.err),
			 DUNLIN_OK);
	assert_failed(show.driver->table.query(show.conn, "now", 3, NULL, NULL, show.err), show.err,
		      DUNLIN_ECONNLOST, "lost");
	assert_failed(run(&show), show.err, DUNLIN_ECONNLOST, "lost");
	assert_int_equal(show.driver->table.rollback(show.conn, show.err), DUNLIN_ECONNLOST);
	assert_int_equal(show.driver->table.tx_state(show.conn), DUNLIN_TX_NONE);
	end(&show);
	assert_int_equal(open_script(*state, &show, "on exec containing COMMIT lose after"),
			 DUNLIN_OK);
	assert_failed(run(&show), show.err, DUNLIN_ECOMMITUNKNOWN, "lost");
	end(&show);
}

static void scripted__returns_garbage(void **state)
{
	struct show show;

	assert_int_equal(open_script(*state, &show,
				     "on exec containing \"INSERT 1\" return 9999\n"
				     "on reset return -1\non rollback return 0"),
			 DUNLIN_OK);
	assert_int_equal(run(&show), 9999);
	assert_int_equal(show.driver->table.reset(show.conn, show.err), -1);
	assert_int_equal(show.driver->table.rollback(show.conn, show.err), 0);
	assert_null(show.err->message);
	end(&show);
}

static void *wait_and_cancel(void *data)
{
	const struct show *show = data;
	char *file = show->err->object; /* which the script touches when it gets there */

	while (access(file, F_OK) != 0)
		(void)usleep(1000);
	show->driver->table.cancel(show->conn);
	return NULL;
}

static void scripted__waits_and_can_be_canceled(void **state)
{
	struct stage *stage = *state;
	const char *here = stage_path(stage, "here"), *go = stage_path(stage, "go");
	char *rules = NULL;
	struct show show;
	pthread_t thread;

	assert_true(asprintf(&rules,
			     "on exec containing \"INSERT 1\" touch \"%s\"\n"
			     "on exec containing \"INSERT 1\" wait \"%s\"",
			     here, go) > 0);
	assert_int_equal(open_script(stage, &show, rules), DUNLIN_OK);
	dn_error_set(show.err, &show.err->object, here);
	assert_int_equal(pthread_create(&thread, NULL, wait_and_cancel, &show), 0);
	assert_failed(run(&show), show.err, DUNLIN_ECANCELED, "canceled");
	assert_int_equal(pthread_join(thread, NULL), 0);
	(void)stage_file(stage, "go", "");
	assert_int_equal(run(&show), DUNLIN_OK);
	end(&show);
	free(rules);
}

/* How a process ends that opens, runs, asks and closes, and is to end at its n-th moment; *told is
 * how many statements it was told of by then. */
static int end_at(struct stage *stage, int n, const char *how, char *told)
{
	char rules[64];
	struct show show;
	int pipes[2], status = -1;
	pid_t pid;

	(void)snprintf(rules, sizeof(rules), "end %d%s", n, how);
	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (open_script(stage, &show, rules) != DUNLIN_OK)
			_exit(1);
		show.watch = pipes[1];
		if (run(&show) != DUNLIN_OK ||
		    show.driver->table.query(show.conn, "x", 1, NULL, NULL, NULL) != DUNLIN_OK)
			_exit(1);
		show.driver->table.close(show.conn);
		_exit(0);
	}
	close(pipes[1]);
	*told = 0;
	while (read(pipes[0], told, 1) == 1)
		;
	close(pipes[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Two for open, two around the batch and around each of the four it tells of, two for the query, two
 * for close. */
static void scripted__ends_at_every_moment_in_turn(void **state)
{
	char told, most = 0;
	int n;

	(void)fake(*state, "scripted", "s.so");
	for (n = 1; end_at(*state, n, "", &told) == SCRIPT_ENDED; n++) {
		assert_in_range(told, most, most + 1);
		assert_int_equal(told, n < 5 ? 0 : n >= 11 ? 4 : (n - 3) / 2);
		most = told;
	}
	assert_int_equal(n - 1, 2 + 2 + 4 * 2 + 2 + 2);
	assert_int_equal(end_at(*state, n, "", &told), 0);
}

/* Around each of four statements, instead. */
static void scripted__ends_at_every_statement_in_turn(void **state)
{
	char told;
	int n;

	(void)fake(*state, "scripted", "s.so");
	for (n = 1; end_at(*state, n, " single", &told) == SCRIPT_ENDED; n++)
		assert_int_equal(told, n < 4 ? 0 : n >= 10 ? 4 : (n - 2) / 2);
	assert_int_equal(n - 1, 2 + 4 * 2 + 2 + 2);
	assert_int_equal(end_at(*state, n, " single", &told), 0);
}

struct broken {
	const char *rules;
};

static void refuses(void **state)
{
	struct stage *stage = *state;
	const struct broken *broken = stage->row;
	struct show show;

	assert_failed(open_script(stage, &show, broken->rules), &stage->err, DUNLIN_EUSAGE,
		      "a line of the script is broken");
	end(&show);
}

#define REFUSES(what, rules)                                                                      \
	{                                                                                         \
		"scripted__refuses_" what, refuses, stage_setup, stage_teardown, &(struct broken) \
		{                                                                                 \
			rules                                                                     \
		}                                                                                 \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGED(scripted__hands_on_all_that_no_rule_is_about),
		STAGED(scripted__fails_a_statement),
		STAGED(scripted__fails_after_a_statement),
		STAGED(scripted__counts_to_the_nth_time),
		STAGED(scripted__counts_opens_of_the_whole_process),
		STAGED(scripted__loses_the_connection_for_good),
		STAGED(scripted__returns_garbage),
		STAGED(scripted__waits_and_can_be_canceled),
		STAGED(scripted__ends_at_every_moment_in_turn),
		STAGED(scripted__ends_at_every_statement_in_turn),
		REFUSES("an_unknown_word", "at exec fail ESQL"),
		REFUSES("no_action", "on exec"),
		REFUSES("no_action_behind_a_number", "on exec 3"),
		REFUSES("an_unknown_action", "on exec explode"),
		REFUSES("an_unknown_status", "on exec fail EVERYTHING"),
		REFUSES("a_status_of_the_engine", "on exec fail EREFUSED"),
		REFUSES("an_end_without_its_moment", "end single"),
		REFUSES("an_action_without_its_file", "on exec wait"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
