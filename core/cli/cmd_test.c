/* dunlin test - runs query files, and says of each statement whether it holds. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/job.h"
#include "cli/tap.h"

#define DEFAULT_FOLDER "queries"

struct testing {
	struct dn_job *job;
	struct dn_tap tap;
	json_t *points; /* NULL without --json */
};

static void put_point(json_t *points, const struct dunlin_point *point)
{
	static const char *const outcomes[] = { "ok", "failed", "skipped" };
	json_t *object = dn_json_add_object(points);

	dn_json_put_text(object, "outcome", outcomes[point->outcome]);
	dn_json_put_file(object, "file", point->file);
	if (point->file != NULL && point->line > 0)
		dn_json_put_number(object, "line", point->line);
	if (point->text != NULL)
		dn_json_put(object, "text", dn_json_text(point->text, point->text_len));
	if (point->outcome != DUNLIN_POINT_SKIPPED)
		dn_json_put_number(object, "elapsed_us", point->elapsed_us);
	dn_json_put_text(object, "message", point->message);
	dn_json_put_text(object, "expected", point->expected);
	dn_json_put_text(object, "got", point->got);
	dn_json_put_text(object, "sqlstate", point->sqlstate);
	dn_json_put_text(object, "hint", point->hint);
	dn_json_put_file(object, "at_file", point->at_file);
	if (point->at_file != NULL && point->at_line > 0)
		dn_json_put_number(object, "at_line", point->at_line);
	dn_json_put_text(object, "reason", point->reason);
}

static void hear(void *payload, const struct dunlin_point *point)
{
	struct testing *t = payload;

	dn_job_rest(t->job);
	if (t->points != NULL)
		put_point(t->points, point);
	else
		dn_tap_point(&t->tap, point);
}

static void put_counts(json_t *json, const struct dunlin_test_result *result)
{
	json_t *counts = dn_json_put_object(json, "counts");

	dn_json_put_number(counts, "passed", result->passed);
	dn_json_put_number(counts, "failed", result->failed);
	dn_json_put_number(counts, "skipped", result->skipped);
}

/* Those that were named, or else the folder beside dunlin.conf. */
static dunlin_status choose_files(struct dn_job *job, struct dunlin_test *test)
{
	static const char *const usual[] = { DEFAULT_FOLDER };
	struct stat st;

	test->files = (const char *const *)job->args->words;
	test->n_files = job->args->n_words;
	if (test->n_files > 0)
		return DUNLIN_OK;
	test->files = usual;
	test->n_files = 1;
	if (stat(DEFAULT_FOLDER, &st) == 0 && S_ISDIR(st.st_mode))
		return DUNLIN_OK;
	(void)dn_fail(&job->err, DUNLIN_EUSAGE, "test: say which files, or make a folder %s",
		      DEFAULT_FOLDER);
	dn_error_hint(&job->err, "dunlin test %s", job->args->command->usage);
	return DUNLIN_EUSAGE;
}

/* The target itself, or one for each file. */
static dunlin_status choose_database(struct dn_job *job, struct dunlin_test *test)
{
	if (dn_args_has(job->args, "fresh"))
		test->flags |= DUNLIN_TEST_FRESH;
	if (dn_args_has(job->args, "seeds"))
		test->flags |= DUNLIN_TEST_SEEDS;
	if (test->flags == DUNLIN_TEST_SEEDS)
		return dn_fail(&job->err, DUNLIN_EUSAGE, "test: --seeds goes with --fresh");
	return DUNLIN_OK;
}

static int finish(struct testing *t, const struct dunlin_test_result *result, dunlin_status status)
{
	struct dn_job *job = t->job;

	dn_job_rest(job);
	if (job->json != NULL)
		put_counts(job->json, result);
	else if (status == DUNLIN_OK)
		dn_tap_end(&t->tap);
	else
		dn_tap_bail_out(dunlin_status_text(status));
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	if (result->failed == 0)
		return DN_EXIT_OK;
	return dn_job_fail(job, dn_fail(&job->err, DUNLIN_ESQL, "%lld of %lld failed",
					(long long)result->failed,
					(long long)(result->passed + result->failed)));
}

static int run(struct dn_job *job)
{
	struct dunlin_test_result result = DUNLIN_TEST_RESULT_INIT;
	struct dunlin_test test = DUNLIN_TEST_INIT;
	struct testing t = { .job = job, .tap = { .times = job->output.verbose } };
	const bool twice = dn_args_has(job->args, "idempotent");
	dunlin_status status = dn_job_words(job, 0, twice ? 0 : job->args->n_words);

	if (status == DUNLIN_OK && twice &&
	    (dn_args_has(job->args, "fresh") || dn_args_has(job->args, "seeds")))
		status = dn_fail(&job->err, DUNLIN_EUSAGE,
				 "test: --idempotent has a database of its own and runs no files: "
				 "leave out --fresh and --seeds");
	if (status == DUNLIN_OK)
		status = dn_job_open(job, DN_JOB_ENV | (twice ? DN_JOB_MEMORY | DN_JOB_CREATE : 0));
	if (twice)
		test.flags = DUNLIN_TEST_IDEMPOTENT;
	else if (status == DUNLIN_OK)
		status = choose_database(job, &test);
	if (!twice && status == DUNLIN_OK)
		status = choose_files(job, &test);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	test.on_point = hear;
	test.payload = &t;
	if (job->json != NULL)
		t.points = dn_json_put_array(job->json, "points");
	else
		dn_tap_start();
	status = dunlin_test(job->engine, &test, &result, &job->err);
	return finish(&t, &result, status);
}

static const struct dn_option options[] = {
	{ "fresh", 0, false, false, NULL, "each file in a migrated database of its own" },
	{ "seeds", 0, false, false, NULL, "with --fresh: with the seeds loaded" },
	{ "idempotent", 0, false, false, NULL, "prove that every body may run twice" },
	DN_OPTION_ENV,
	DN_OPTION_END,
};

const struct dn_command dn_cmd_test = {
	.name = "test",
	.summary = "run query files, and say of each statement whether it holds",
	.usage = "[FILE|FOLDER ...]\n"
		 "--fresh [--seeds] [FILE|FOLDER ...]\n"
		 "--idempotent",
	.about =
		"Each file runs in a transaction that is rolled back; what the lines above a\n"
		"statement ask of it must hold.  Prints TAP.  Without FILE: the folder queries.\n"
		"--fresh leaves the target alone: each file has a new, migrated database, in memory of\n"
		"SQLite or a clone on the PostgreSQL server, and one that ends in COMMIT is committed.\n"
		"--idempotent applies and reverts every migration, each body twice, in an empty\n"
		"database that may be thrown away: that of --url, or one in memory of SQLite.",
	.options = options,
	.looks = true,
	.run = run,
};
