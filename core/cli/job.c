/* cli/job - one run of a command: what was asked, the project, the engine. */
#include "cli/job.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "cli/die.h"
#include "cli/document.h"
#include "cli/signals.h"

dunlin_status dn_job_project(struct dn_job *job)
{
	dunlin_status status;

	status = dn_dotenv_read(&job->env, ".env", &job->err);
	if (status == DUNLIN_OK)
		status = dn_config_read(&job->config, DN_CONFIG_FILE, &job->env, &job->err);
	return status;
}

static dunlin_status find_drivers(struct dn_job *job)
{
	bool trust = dn_args_has(job->args, "trust-project-drivers");
	const char *driver = dn_args_get(job->args, "driver");
	struct dunlin_options *options = &job->target.options;
	dunlin_status status;

	status = dn_places_find(&job->places, &job->config, trust, &job->progress, &job->err);
	if (status != DUNLIN_OK)
		return status;
	options->places = job->places.items;
	options->n_places = job->places.n;
	if (driver != NULL)
		job->driver = dn_absolute(driver);
	options->driver = job->driver;
	return DUNLIN_OK;
}

static dunlin_status take_lock_wait(struct dn_job *job, struct dunlin_options *options)
{
	const char *text = dn_args_get(job->args, "lock-wait");
	int64_t ms;

	if (!dn_duration_parse(&ms, text, strlen(text)))
		return dn_fail(&job->err, DUNLIN_EUSAGE, "%s: \"%s\" is no time: 500ms, 2s, 5min",
			       job->args->command->name, text);
	options->lock_wait_ms = ms == 0 ? -1 : ms; /* 0 does not wait */
	return DUNLIN_OK;
}

static dunlin_status choose_url(struct dn_job *job, unsigned int flags)
{
	const char *url = dn_args_get(job->args, "url");
	const bool memory = (flags & DN_JOB_MEMORY) != 0 && url == NULL;
	dunlin_status status;

	status = dn_url_choose(&job->url, memory ? "sqlite::memory:" : url,
			       dn_args_get(job->args, "target"), &job->config, &job->env,
			       &job->err);
	if (status == DUNLIN_OK && memory) {
		free(job->url.origin);
		job->url.origin = dn_need(strdup("nowhere: it is thrown away"));
	}
	return status;
}

/* All that the engine is told, and the threads that go with it. */
static dunlin_status prepare(struct dn_job *job, unsigned int flags)
{
	struct dunlin_options *options = &job->target.options;
	bool has_target = (flags & DN_JOB_NO_TARGET) == 0;
	dunlin_status status = DUNLIN_OK;

	if (has_target)
		status = choose_url(job, flags);
	if (status != DUNLIN_OK && (flags & DN_JOB_ANY_TARGET) != 0 &&
	    !dn_args_has(job->args, "target")) {
		dn_url_clear(&job->url);
		dn_error_clear(&job->err);
		has_target = false;
		status = DUNLIN_OK;
	}
	dn_progress_init(&job->progress, &job->output,
			 job->url.target == NULL ? NULL : job->url.target->title, job->url.origin,
			 job->json == NULL ? NULL : &job->record);
	if (status == DUNLIN_OK)
		status = dn_target_options_make(&job->target, &job->config,
						has_target ? &job->url : NULL, &job->progress,
						&job->err);
	if (status == DUNLIN_OK)
		status = find_drivers(job);
	if (status != DUNLIN_OK)
		return status;
	if ((flags & DN_JOB_CREATE) != 0)
		options->flags |= DUNLIN_OPTION_CREATE;
	if ((flags & DN_JOB_ENV) != 0 && dn_args_has(job->args, "env"))
		options->env = dn_args_get(job->args, "env");
	if (dn_args_knows(job->args, "lock-wait") && dn_args_has(job->args, "lock-wait")) {
		status = take_lock_wait(job, options);
		if (status != DUNLIN_OK)
			return status;
	}
	if (!dn_signals_start())
		return dn_fail(&job->err, DUNLIN_ENOMEM, "no thread can be had: %s",
			       strerror(errno));
	options->on_event = dn_progress_event;
	options->payload = &job->progress;
	options->tools = getenv("PATH");
	return DUNLIN_OK;
}

dunlin_status dn_job_open(struct dn_job *job, unsigned int flags)
{
	dunlin_status status;

	status = dn_job_project(job);
	if (status == DUNLIN_OK)
		status = prepare(job, flags);
	if (status == DUNLIN_OK)
		status = dunlin_engine_open(&job->engine, &job->target.options, &job->err);
	if (status == DUNLIN_OK)
		dn_signals_watch(job->engine);
	return status;
}

static void close_engine(struct dn_job *job)
{
	dn_signals_watch(NULL);
	dunlin_engine_close(job->engine);
	job->engine = NULL;
}

dunlin_status dn_job_reopen(struct dn_job *job)
{
	dunlin_status status;

	close_engine(job);
	job->target.options.on_event = NULL;
	status = dunlin_engine_open(&job->engine, &job->target.options, &job->err);
	if (status == DUNLIN_OK)
		dn_signals_watch(job->engine);
	return status;
}

void dn_job_close(struct dn_job *job)
{
	close_engine(job);
	if (job->progress.output != NULL)
		dn_progress_clear(&job->progress);
	free(job->driver);
	dn_places_clear(&job->places);
	dn_target_options_clear(&job->target);
	dn_url_clear(&job->url);
	dn_config_clear(&job->config);
	dn_dotenv_clear(&job->env);
	dn_record_clear(&job->record);
	json_decref(job->json);
	dn_error_clear(&job->err);
}

/* What the command knows and the engine does not. */
static void add_hints(struct dn_job *job, dunlin_status status)
{
	if (status == DUNLIN_EPLUGIN && job->err.hint == NULL && job->driver == NULL &&
	    dn_section_find(&job->config.project, "drivers") != NULL &&
	    !dn_args_has(job->args, "trust-project-drivers"))
		dn_error_hint(&job->err,
			      "dunlin.conf names drivers; --trust-project-drivers loads them");
	if ((status == DUNLIN_ECONNECT || status == DUNLIN_EPLUGIN) && job->err.state == NULL &&
	    job->url.origin != NULL && !job->progress.connected)
		dn_error_state(&job->err, "url from %s%s%s", job->url.origin,
			       job->url.target == NULL ? "" : ", target ",
			       job->url.target == NULL ? "" : job->url.target->title);
}

void dn_job_rest(struct dn_job *job)
{
	if (job->progress.output != NULL)
		dn_progress_rest(&job->progress);
}

int dn_job_fail(struct dn_job *job, dunlin_status status)
{
	int code = dn_exit_code(status, dn_signals_caught());

	if (status == DUNLIN_OK)
		return DN_EXIT_OK;
	add_hints(job, status);
	dn_job_rest(job);
	fflush(stdout);
	if (job->json != NULL)
		dn_document_put_error(job, code);
	if (job->json == NULL || !job->output.quiet)
		dn_errorform_print(&job->err, job->output.color_err);
	return code;
}

dunlin_status dn_job_words(struct dn_job *job, size_t least, size_t most)
{
	const struct dn_args *args = job->args;
	char *shown;

	if (args->n_words >= least && args->n_words <= most)
		return DUNLIN_OK;
	if (args->n_words < least) {
		(void)dn_fail(&job->err, DUNLIN_EUSAGE, "%s: say what", args->command->name);
		dn_error_hint(&job->err, "dunlin %s %.*s", args->command->name,
			      (int)strcspn(args->command->usage, "\n"), args->command->usage);
		return DUNLIN_EUSAGE;
	} else {
		shown = dn_url_display(args->words[most]);
		(void)dn_fail(&job->err, DUNLIN_EUSAGE, "%s: unexpected \"%s\"",
			      args->command->name, shown);
		free(shown);
	}
	dn_error_hint(&job->err, "dunlin %s --help", args->command->name);
	return DUNLIN_EUSAGE;
}
