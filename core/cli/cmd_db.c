/* dunlin db - what is done to the database itself: made, dropped, waited for, copied, looked into. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/cmd_db_inspect.h"
#include "cli/confirm.h"
#include "cli/dbbackup.h"
#include "cli/die.h"
#include "cli/job.h"
#include "cli/outcome.h"
#include "cli/signals.h"
#include "cli/subcommand.h"
#include "cli/waiting.h"

/* The result: what was done to the database. */
static void say(struct dn_job *job, const char *done, const char *shown)
{
	if (job->json != NULL) {
		dn_json_put_text(job->json, "done", done);
		dn_json_put_text(job->json, "database", shown);
	} else {
		printf("%-9s %s\n", done, shown);
	}
}

static dunlin_status ask(struct dn_job *job, const char *shown, const char *more)
{
	struct dn_str what = DN_STR_INIT;
	dunlin_status status;

	dn_str_printf(&what, "this drops the database %s with all that is in it%s", shown, more);
	dn_signals_watch(NULL); /* while a person thinks, a signal just ends it */
	status = dn_confirm(dn_need_str(&what), &job->err);
	dn_signals_watch(job->engine);
	dn_str_clear(&what);
	return status;
}

static int create(struct dn_job *job)
{
	dunlin_status status = dn_job_open(job, DN_JOB_CREATE);
	char *shown;

	if (status == DUNLIN_OK)
		status = dunlin_database_create(job->engine, &job->err);
	dn_job_rest(job);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	shown = dn_url_display(job->url.text);
	say(job, "created", shown);
	free(shown);
	return DN_EXIT_OK;
}

static int drop(struct dn_job *job)
{
	dunlin_status status = dn_job_open(job, 0);
	char *shown = NULL;

	if (status == DUNLIN_OK) {
		shown = dn_url_display(job->url.text);
		if (!dn_args_has(job->args, "yes"))
			status = ask(job, shown, "");
	}
	if (status == DUNLIN_OK)
		status = dunlin_database_drop(job->engine, &job->err);
	dn_job_rest(job);
	if (status == DUNLIN_OK)
		say(job, "dropped", shown);
	free(shown);
	return dn_job_fail(job, status);
}

/* Dropped, if it is there, and created. */
static dunlin_status renew(struct dn_job *job)
{
	dunlin_status status = dunlin_database_drop(job->engine, &job->err);

	if (status == DUNLIN_EMISSING) {
		dn_error_clear(&job->err);
		status = DUNLIN_OK;
	}
	if (status == DUNLIN_OK)
		status = dunlin_database_create(job->engine, &job->err);
	return status;
}

static int reset(struct dn_job *job)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_report *report = NULL;
	dunlin_status status = dn_job_open(job, DN_JOB_CREATE | DN_JOB_ENV);
	char *shown = NULL;

	if (status == DUNLIN_OK) {
		shown = dn_url_display(job->url.text);
		/* What cannot be read must not cost the database. */
		status = dunlin_list(&report, job->engine, &job->err);
		dunlin_report_free(report);
	}
	if (status == DUNLIN_OK && !dn_args_has(job->args, "yes"))
		status = ask(job, shown, ", and migrates a new one");
	if (status == DUNLIN_OK)
		status = renew(job);
	dn_job_rest(job);
	if (status == DUNLIN_OK)
		say(job, "reset", shown);
	free(shown);
	return status == DUNLIN_OK ? dn_outcome_run(job, &wish) : dn_job_fail(job, status);
}

static int wait_command(struct dn_job *job)
{
	int64_t timeout_ms;
	dunlin_status status = dn_waiting_read(&timeout_ms, job);
	char *shown;

	if (status == DUNLIN_OK)
		status = dn_job_open(job, 0);
	if (status == DUNLIN_OK)
		status = dn_waiting(job, timeout_ms);
	dn_job_rest(job);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	shown = dn_url_display(job->url.text);
	say(job, "answers", shown);
	free(shown);
	return DN_EXIT_OK;
}

/* One that is there will do; whoever may not create any is not told that by asking to. */
static dunlin_status create_missing(struct dn_job *job, const char **done)
{
	dunlin_status status = dunlin_database_create(job->engine, &job->err);

	*done = "created";
	if (status == DUNLIN_EEXISTS ||
	    (status != DUNLIN_OK && dunlin_ping(job->engine, NULL) == DUNLIN_OK)) {
		dn_error_clear(&job->err);
		*done = "exists";
		status = DUNLIN_OK;
	}
	return status;
}

/* Creates what is missing, applies everything, and loads the seeds. */
static int setup(struct dn_job *job)
{
	static const uint32_t kinds[] = { DUNLIN_WISH_UP, DUNLIN_WISH_SEED };
	dunlin_status status = dn_job_open(job, DN_JOB_CREATE | DN_JOB_ENV);
	dunlin_report *report = NULL;
	const char *done = NULL;
	char *shown;

	if (status == DUNLIN_OK) { /* for files that cannot be read no database is made */
		status = dunlin_list(&report, job->engine, &job->err);
		dunlin_report_free(report);
	}
	if (status == DUNLIN_OK)
		status = create_missing(job, &done);
	dn_job_rest(job);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	shown = dn_url_display(job->url.text);
	say(job, done, shown);
	free(shown);
	return dn_outcome_run_all(job, kinds, 2);
}

static const struct dn_subcommand actions[] = {
	{ "create", 0, 0, create },
	{ "drop", 0, 0, drop },
	{ "reset", 0, 0, reset },
	{ "setup", 0, 0, setup },
	{ "wait", 0, 0, wait_command },
	{ "backup", 0, 1, dn_dbbackup_take },
	{ "restore", 0, 1, dn_dbbackup_restore },
	{ "inspect", 0, 1, dn_db_inspect },
	{ NULL, 0, 0, NULL },
};

static int run(struct dn_job *job)
{
	return dn_subcommand_run(job, actions);
}

static const struct dn_option options[] = {
	DN_OPTION_YES,
	{ "timeout", 0, false, false, "TIME", "wait: for how long (default: 60s)" },
	DN_OPTION_ENV,
	DN_OPTION_END,
};

const struct dn_command dn_cmd_db = {
	.name = "db",
	.summary = "create, set up, drop, back up, restore or inspect the database, or wait for it",
	.usage = "create\n"
		 "drop [--yes]\n"
		 "reset [--yes] [--env NAME]\n"
		 "setup [--env NAME]\n"
		 "wait [--timeout TIME]\n"
		 "backup FILE\n"
		 "restore FILE [--yes]\n"
		 "inspect tables|indexes|activity|locks|slow",
	.about =
		"The database that the target's url names.  drop asks first, and so does reset, which\n"
		"drops it if it is there, creates it, and applies everything.  setup drops nothing: it\n"
		"creates the database if it is missing, applies what is pending and loads the seeds that\n"
		"are due.  wait returns when a connection can be made, with exit code 6 when there is\n"
		"none in time.\n"
		"\n"
		"backup copies all of it to FILE, which must not be there: with pg_dump, found on\n"
		"PATH, or as an SQLite database.  restore is the way back, all or nothing, and asks\n"
		"before it replaces what is there.\n"
		"\n"
		"inspect shows what the database holds, and changes nothing.  The topics: tables, with rows\n"
		"and sizes; indexes, and which of them nobody needs; activity, what runs now; locks, who\n"
		"waits for whom; slow, what took most time in all.  Exit code 2: it cannot tell.",
	.options = options,
	.words =
		"create drop reset setup wait backup restore inspect tables indexes activity locks slow",
	.run = run,
};
