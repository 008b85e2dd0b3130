/* dunlin db - creates or drops the database itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/confirm.h"
#include "cli/job.h"
#include "cli/signals.h"
#include "cli/suggest.h"

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

static dunlin_status ask(struct dn_job *job, const char *shown)
{
	struct dn_str what = DN_STR_INIT;
	dunlin_status status;

	dn_str_printf(&what, "this drops the database %s with all that is in it", shown);
	dn_signals_watch(NULL); /* while a person thinks, a signal just ends it */
	status = dn_confirm(dn_str_text(&what), &job->err);
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
			status = ask(job, shown);
	}
	if (status == DUNLIN_OK)
		status = dunlin_database_drop(job->engine, &job->err);
	dn_job_rest(job);
	if (status == DUNLIN_OK)
		say(job, "dropped", shown);
	free(shown);
	return dn_job_fail(job, status);
}

static int run(struct dn_job *job)
{
	dunlin_status status = dn_job_words(job, 1, 1);
	struct dn_suggest suggest;
	char *shown;

	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	if (strcmp(job->args->words[0], "create") == 0)
		return create(job);
	if (strcmp(job->args->words[0], "drop") == 0)
		return drop(job);
	shown = dn_url_display(job->args->words[0]);
	status = dn_fail(&job->err, DUNLIN_EUSAGE, "db: unknown \"%s\"; it is create or drop",
			 shown);
	suggest = (struct dn_suggest)DN_SUGGEST_INIT(shown);
	dn_suggest_try(&suggest, "create");
	dn_suggest_try(&suggest, "drop");
	if (suggest.best != NULL)
		dn_error_hint(&job->err, "did you mean %s?", suggest.best);
	free(shown);
	return dn_job_fail(job, status);
}

static const struct dn_option options[] = { DN_OPTION_YES, DN_OPTION_END };

const struct dn_command dn_cmd_db = {
	.name = "db",
	.summary = "create or drop the database",
	.usage = "create\ndrop [--yes]",
	.about = "The database that the target's url names; drop asks first.",
	.options = options,
	.run = run,
};
