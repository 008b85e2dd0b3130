/* cli/dbbackup - db backup FILE and db restore FILE. */
#include "cli/dbbackup.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "cli/confirm.h"
#include "cli/die.h"
#include "cli/signals.h"

static void put_done(struct dn_job *job, const char *done, const char *shown)
{
	dn_json_put_text(job->json, "done", done);
	dn_json_put_text(job->json, "database", shown);
}

/* What was written is told by the engine, as in a run. */
int dn_dbbackup_take(struct dn_job *job)
{
	dunlin_status status = dn_job_words(job, 2, 2);
	char *shown;

	if (status == DUNLIN_OK)
		status = dn_job_open(job, 0);
	if (status == DUNLIN_OK)
		status = dunlin_backup(job->engine, job->args->words[1], &job->err);
	dn_job_rest(job);
	if (status == DUNLIN_OK && job->json != NULL) {
		shown = dn_url_display(job->url.text);
		put_done(job, "backed_up", shown);
		free(shown);
	}
	return dn_job_fail(job, status);
}

static dunlin_status ask(struct dn_job *job, const char *shown)
{
	struct dn_str what = DN_STR_INIT;
	dunlin_status status;

	dn_str_printf(&what, "this replaces all that is in the database %s by what %s holds", shown,
		      job->args->words[1]);
	dn_signals_watch(NULL); /* while a person thinks, a signal just ends it */
	status = dn_confirm(dn_need_str(&what), &job->err);
	dn_signals_watch(job->engine);
	dn_str_clear(&what);
	return status;
}

/* Only what is not empty is worth a question. */
static dunlin_status restore(struct dn_job *job, const char *shown)
{
	const char *file = job->args->words[1];
	const bool yes = dn_args_has(job->args, "yes");
	dunlin_status status =
		dunlin_restore(job->engine, file, yes ? DUNLIN_RESTORE_REPLACE : 0, &job->err);

	if (status != DUNLIN_EEXISTS || yes)
		return status;
	dn_job_rest(job);
	dn_error_clear(&job->err);
	status = ask(job, shown);
	return status == DUNLIN_OK
		       ? dunlin_restore(job->engine, file, DUNLIN_RESTORE_REPLACE, &job->err)
		       : status;
}

int dn_dbbackup_restore(struct dn_job *job)
{
	dunlin_status status = dn_job_words(job, 2, 2);
	char *shown = NULL;

	if (status == DUNLIN_OK)
		status = dn_job_open(job, DN_JOB_CREATE);
	if (status == DUNLIN_OK) {
		shown = dn_url_display(job->url.text);
		status = restore(job, shown);
	}
	dn_job_rest(job);
	if (status == DUNLIN_OK && job->json != NULL)
		put_done(job, "restored", shown);
	else if (status == DUNLIN_OK)
		printf("%-9s %s from %s\n", "restored", shown, job->args->words[1]);
	free(shown);
	return dn_job_fail(job, status);
}
