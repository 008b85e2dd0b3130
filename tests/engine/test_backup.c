/* Backups of a target, and the one that is taken before the first step of a run. */
#include "engine/lab.h"

#include <glob.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

/* Of a wish as it was before it could ask for a backup. */
struct old_wish {
	uint32_t size, kind, flags, reserved;
	int64_t count;
	const char *version;
};

static void put_three(struct lab *lab)
{
	lab->options.tools = getenv("DUNLIN_TEST_PG_BIN");
	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (n INTEGER);\nINSERT INTO a VALUES (1);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (n INTEGER);\n");
	lab_put(lab, "0002_b.down.sql", "DROP TABLE b;\n");
	lab_put(lab, "0003_c.up.sql", "CREATE TABLE c (n INTEGER);\n");
	lab_put(lab, "0003_c.down.sql", "DROP TABLE c;\n");
	(void)mkdir("backups", 0755);
}

static dunlin_status run(struct lab *lab, uint32_t kind, int64_t count, uint32_t flags)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	const struct dunlin_result none = DUNLIN_RESULT_INIT;
	dunlin_engine *engine = lab_engine(lab);
	dunlin_status status;

	wish.kind = kind;
	wish.count = count;
	wish.flags = flags;
	wish.backup = "backups";
	lab->result = none;
	dn_error_clear(lab->err);
	status = dunlin_migrate(engine, &wish, &lab->result, lab->err);
	dunlin_engine_close(engine);
	return status;
}

static void run_ok(struct lab *lab, uint32_t kind, int64_t count, uint32_t flags)
{
	if (run(lab, kind, count, flags) != DUNLIN_OK)
		fail_msg("%s: %s", dunlin_error_message(lab->err), dunlin_error_detail(lab->err));
}

/* How many there are; the last of them by name is *out. */
static size_t written(struct lab *lab, const char **out)
{
	glob_t found = { 0 };
	size_t n = glob("backups/*", 0, NULL, &found) == 0 ? found.gl_pathc : 0;

	if (out != NULL)
		*out = n == 0 ? NULL : lab_text(lab, "%s", found.gl_pathv[n - 1]);
	globfree(&found);
	return n;
}

static dunlin_status take(struct lab *lab, const char *file)
{
	dunlin_engine *engine = lab_engine(lab);
	dunlin_status status;

	dn_error_clear(lab->err);
	status = dunlin_backup(engine, file, lab->err);
	dunlin_engine_close(engine);
	return status;
}

static dunlin_status put_back(struct lab *lab, const char *file, uint32_t flags)
{
	dunlin_engine *engine = lab_engine(lab);
	dunlin_status status;

	lab_leave(lab);
	dn_error_clear(lab->err);
	status = dunlin_restore(engine, file, flags, lab->err);
	dunlin_engine_close(engine);
	return status;
}

/* --- by itself --------------------------------------------------------------------- */

static void backup__and_back(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_up(lab);
	lab_forget(lab);
	assert_int_equal(take(lab, "copy"), DUNLIN_OK);
	assert_true(lab_told(lab, lab_text(lab, "backup %s/copy", lab->folder)));
	assert_int_equal(take(lab, "copy"), DUNLIN_EEXISTS);
	lab_exec(lab, "INSERT INTO a VALUES (2)", "CREATE TABLE more (n INTEGER)", NULL);
	lab_leave(lab);
	lab_down(lab, 1);
	lab_leave(lab);
	assert_int_equal(put_back(lab, "copy", 0), DUNLIN_EEXISTS);
	lab_applied(lab, "1 2");
	if (put_back(lab, "copy", DUNLIN_RESTORE_REPLACE) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	lab_applied(lab, "1 2 3");
	lab_rows(lab, "SELECT n FROM a", "1");
	lab_logged(lab, "apply v1, apply v2, apply v3");
	lab_chain(lab);
	lab_leave(lab);
	lab_down(lab, 0);
}

static void backup__of_nothing(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	assert_int_equal(take(lab, ""), DUNLIN_EUSAGE);
	assert_int_equal(put_back(lab, NULL, 0), DUNLIN_EUSAGE);
	assert_int_equal(put_back(lab, "none", 0), DUNLIN_EMISSING);
	if (!lab->pg)
		assert_int_equal(take(lab, "copy"), DUNLIN_EMISSING);
	assert_true(access("copy", F_OK) != 0);
}

/* --- before a run --------------------------------------------------------------------- */

static void run__takes_one_before_the_first_step(void **state)
{
	struct lab *lab = *state;
	const char *file, *events;

	put_three(lab);
	run_ok(lab, DUNLIN_WISH_UP, 0, 0);
	lab_applied(lab, "1 2 3");
	assert_int_equal(written(lab, &file), 1);
	assert_non_null(strstr(file, lab->pg ? ".dump" : ".db"));
	events = dn_str_text(&lab->events);
	assert_true(strstr(events, "\nbackup ") < strstr(events, "\nstep "));
	assert_non_null(strstr(events, "\nbackup "));
	lab_rows(lab, "SELECT event, seq FROM dunlin_event WHERE kind IS NULL", "start|1");
	assert_non_null(strstr(lab_ask(lab, "SELECT detail FROM dunlin_event WHERE seq = 1"),
			       lab_text(lab, "backup %s/%s, ", lab->folder, file)));
	assert_non_null(strstr(lab_ask(lab, "SELECT detail FROM dunlin_event WHERE seq = 1"),
			       " bytes, sha256 "));
	lab_chain(lab);
	run_ok(lab, DUNLIN_WISH_UP, 0, 0);
	assert_int_equal(written(lab, NULL), 1); /* there was nothing to do */
	lab_leave(lab);
	/* It was taken before anything was there, Dunlin's own tables included. */
	if (put_back(lab, file, DUNLIN_RESTORE_REPLACE) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	lab_rows(lab,
		 lab->pg ? "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
			 : "SELECT count(*) FROM sqlite_master",
		 "0");
}

static void run__of_every_kind(void **state)
{
	struct lab *lab = *state;
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_engine *engine;

	put_three(lab);
	lab_up(lab);
	run_ok(lab, DUNLIN_WISH_DOWN, 0, 0);
	run_ok(lab, DUNLIN_WISH_REDO, 0, 0);
	run_ok(lab, DUNLIN_WISH_UP, 0, DUNLIN_WISH_ONE_TRANSACTION);
	engine = lab_engine(lab);
	wish.kind = DUNLIN_WISH_GOTO;
	wish.version = "1";
	wish.backup = lab_text(lab, "%s/backups", lab->folder);
	assert_int_equal(dunlin_migrate(engine, &wish, NULL, lab->err), DUNLIN_OK);
	dunlin_engine_close(engine);
	assert_int_equal(written(lab, NULL), 4);
	lab_rows(lab, "SELECT count(*) FROM dunlin_event WHERE event = 'start'", "4");
	lab_applied(lab, "1");
	lab_chain(lab);
}

/* The first run of all, as one transaction: the tables come first, and stay. */
static void run__in_one_transaction_that_fails(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_put(lab, "0004_d.sql", "INSERT INTO nowhere VALUES (1);\n");
	assert_int_equal(run(lab, DUNLIN_WISH_UP, 0, DUNLIN_WISH_ONE_TRANSACTION), DUNLIN_EMISSING);
	assert_int_equal(written(lab, NULL), 1);
	lab_rows(lab, "SELECT count(*) FROM dunlin_history", "0");
	lab_rows(lab, "SELECT count(*) FROM dunlin_event WHERE event = 'start'", "1");
	lab_put(lab, "0004_d.sql", "-- dunlin: transaction off\nSELECT 1;\n");
	assert_int_equal(run(lab, DUNLIN_WISH_UP, 0, DUNLIN_WISH_ONE_TRANSACTION), DUNLIN_EUSAGE);
	assert_int_equal(written(lab, NULL), 1); /* refused before */
}

static void run__that_changes_nothing_takes_none(void **state)
{
	struct lab *lab = *state;
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_plan *plan = NULL;
	dunlin_engine *engine;

	put_three(lab);
	assert_int_equal(run(lab, DUNLIN_WISH_UP, 0, DUNLIN_WISH_DRY_RUN), DUNLIN_EUSAGE);
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, DUNLIN_WISH_SCRIPT), DUNLIN_EUSAGE,
		   "takes no backup");
	wish.backup = "backups";
	wish.flags = DUNLIN_WISH_SCRIPT;
	engine = lab_engine(lab);
	assert_int_equal(dunlin_plan_make(&plan, engine, &wish, lab->err), DUNLIN_EUSAGE);
	wish.flags = 0;
	assert_int_equal(dunlin_plan_make(&plan, engine, &wish, lab->err), DUNLIN_OK);
	dunlin_plan_free(plan);
	dunlin_engine_close(engine);
	assert_int_equal(written(lab, NULL), 0);
}

static void run__without_a_folder_for_it(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	assert_int_equal(rmdir("backups"), 0);
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, 0), DUNLIN_EUSAGE,
		   "no backup can be written to backups: No such file");
	lab_put(lab, "backups", "");
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, 0), DUNLIN_EUSAGE, "it is not a folder");
}

static void assert_untouched(struct lab *lab)
{
	lab_rows(lab,
		 lab->pg ? "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
			 : "SELECT count(*) FROM sqlite_master",
		 "0");
	assert_int_equal(written(lab, NULL), 0);
	lab_leave(lab);
}

static void run__stops_without_its_backup(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_script(lab, "on backup fail ESQL \"the disk is full\"");
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, 0), DUNLIN_ESQL,
		   "no backup, and so no run: the disk is full");
	lab_state(lab, "nothing was changed; 3 pending");
	assert_untouched(lab);
	lab_script(lab, "on backup return 17");
	assert_int_equal(run(lab, DUNLIN_WISH_UP, 0, 0), DUNLIN_ESQL);
	assert_untouched(lab);
	lab_script(lab, "on backup return 0"); /* a driver that lies: there is no file */
	assert_int_equal(run(lab, DUNLIN_WISH_UP, 0, 0), DUNLIN_ESQL);
	assert_untouched(lab);
}

static void run__takes_one_although_the_connection_is_lost(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_script(lab, "on exec 1 containing \"CREATE TABLE b\" lose");
	run_ok(lab, DUNLIN_WISH_UP, 0, 0);
	assert_true(lab_told(lab, "the connection was lost"));
	lab_applied(lab, "1 2 3");
	assert_int_equal(written(lab, NULL), 1);
	lab_rows(lab, "SELECT count(*) FROM dunlin_event WHERE event = 'start'", "1");
	lab_chain(lab);
}

/* Lost while the event is written that names it: the file is as good as before. */
static void run__names_it_although_the_connection_is_lost(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_script(lab, "on exec 1 containing \", 'start', \" lose");
	run_ok(lab, DUNLIN_WISH_UP, 0, 0);
	assert_true(lab_told(lab, "the connection was lost"));
	lab_applied(lab, "1 2 3");
	assert_int_equal(written(lab, NULL), 1);
	lab_rows(lab, "SELECT count(*) FROM dunlin_event WHERE event = 'start'", "1");
	lab_chain(lab);
}

/* --- with others --------------------------------------------------------------------------- */

struct runner {
	dunlin_engine *engine;
	dunlin_error *err;
	dunlin_status status;
	pthread_t thread;
};

static void *migrate(void *payload)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	struct runner *runner = payload;

	wish.backup = "backups";
	runner->status = dunlin_migrate(runner->engine, &wish, NULL, runner->err);
	return NULL;
}

/* A run that has written its backup and goes on when there is a file "go". */
static void start(struct lab *lab, struct runner *runner, const char *rules)
{
	const struct dunlin_options before = lab->options;

	lab_script(lab, rules);
	runner->engine = lab_engine(lab);
	runner->err = dunlin_error_new();
	lab->options = before;
	assert_int_equal(pthread_create(&runner->thread, NULL, migrate, runner), 0);
}

static void end(struct runner *runner, dunlin_status expected)
{
	assert_int_equal(pthread_join(runner->thread, NULL), 0);
	if (runner->status != expected)
		fail_msg("%s", dunlin_error_message(runner->err));
	dunlin_engine_close(runner->engine);
	dunlin_error_free(runner->err);
}

/* Until it has written its backup, which is there when it is whole, and then it is held. */
static void start_and_hold(struct lab *lab, struct runner *runner)
{
	const int64_t until = dn_clock_us() + INT64_C(30000000);

	start(lab, runner, lab_text(lab, "on backup 1 wait \"%s/go\" after", lab->folder));
	for (;;) {
		const char *file;

		if (written(lab, &file) > 0 && strstr(file, ".part") == NULL)
			return;
		if (dn_clock_us() > until)
			fail_msg("no backup came");
		sched_yield();
	}
}

static void run__takes_another_when_the_first_is_stale(void **state)
{
	struct lab *lab = *state;
	struct runner runner;
	const char *file;

	put_three(lab);
	start_and_hold(lab, &runner);
	assert_int_equal(lab_run(lab, DUNLIN_WISH_UP, 1, NULL, 0), DUNLIN_OK);
	lab_put(lab, "go", "");
	end(&runner, DUNLIN_OK);
	lab_applied(lab, "1 2 3");
	assert_int_equal(written(lab, &file), 2);
	lab_rows(lab, "SELECT seq FROM dunlin_event WHERE event = 'start'", "2");
	lab_chain(lab);
}

static void run__keeps_the_first_when_nothing_changed(void **state)
{
	struct lab *lab = *state;
	struct runner runner;
	const char *file;

	put_three(lab);
	start_and_hold(lab, &runner);
	lab_put(lab, "0001_a.up.sql", "INSERT INTO nowhere VALUES (1);\n");
	lab_up_fails(lab, DUNLIN_EMISSING, "nowhere");
	lab_put(lab, "go", "");
	end(&runner, DUNLIN_OK);
	lab_applied(lab, "1 2 3");
	assert_int_equal(written(lab, &file), 1);
	lab_logged(lab, "fail v1, apply v1, apply v2, apply v3");
	lab_rows(lab, "SELECT seq FROM dunlin_event WHERE event = 'start'", "2");
	assert_non_null(
		strstr(lab_ask(lab, "SELECT detail FROM dunlin_event WHERE seq = 2"), file));
	lab_chain(lab);
}

static void run__can_be_canceled_meanwhile(void **state)
{
	struct lab *lab = *state;
	struct runner runner;

	put_three(lab);
	start(lab, &runner,
	      lab_text(lab, "on backup 1 touch \"%s/here\"\non backup 1 wait \"%s/go\"",
		       lab->folder, lab->folder));
	lab_until_file("here");
	dunlin_cancel(runner.engine);
	end(&runner, DUNLIN_ECANCELED);
	assert_untouched(lab);
}

/* --- the struct ------------------------------------------------------------------------------ */

static void wish__of_an_older_program(void **state)
{
	struct lab *lab = *state;
	struct {
		struct old_wish wish;
		const char *beyond; /* what it does not know of is not read */
	} old = { { .size = sizeof(struct old_wish), .kind = DUNLIN_WISH_UP, .count = 1 },
		  "nowhere/at/all" };
	dunlin_engine *engine;

	put_three(lab);
	engine = lab_engine(lab);
	assert_int_equal(dunlin_migrate(engine, (const struct dunlin_wish *)(void *)&old, NULL,
					lab->err),
			 DUNLIN_OK);
	dunlin_engine_close(engine);
	lab_applied(lab, "1");
	lab_leave(lab);
	old.wish.size = offsetof(struct old_wish, version);
	engine = lab_engine(lab);
	assert_int_equal(dunlin_migrate(engine, (const struct dunlin_wish *)(void *)&old, NULL,
					lab->err),
			 DUNLIN_EUSAGE);
	dunlin_engine_close(engine);
	assert_int_equal(written(lab, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(backup__and_back),
		BOTH(backup__of_nothing),
		BOTH(run__takes_one_before_the_first_step),
		BOTH(run__of_every_kind),
		BOTH(run__in_one_transaction_that_fails),
		BOTH(run__that_changes_nothing_takes_none),
		BOTH(run__without_a_folder_for_it),
		BOTH(run__stops_without_its_backup),
		BOTH(run__takes_one_although_the_connection_is_lost),
		BOTH(run__names_it_although_the_connection_is_lost),
		ON_SQLITE(run__takes_another_when_the_first_is_stale),
		ON_SQLITE(run__keeps_the_first_when_nothing_changed),
		BOTH(run__can_be_canceled_meanwhile),
		BOTH(wish__of_an_older_program),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
