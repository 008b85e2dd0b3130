/* dunlin testdb create - gives out databases for tests: clones on a server, or files. */
#include <dunlin/testing.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd_testdb.h"
#include "cli/signals.h"

#define MOST 10000

static dunlin_status take_number(struct dn_job *job, const char *option, int64_t most,
				 int64_t *number)
{
	const char *text = dn_args_get(job->args, option);
	char *end;

	if (text == NULL)
		return DUNLIN_OK;
	errno = 0;
	*number = strtoll(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || *number < 1 ||
	    *number > most)
		return dn_fail(&job->err, DUNLIN_EUSAGE,
			       "testdb create: --%s takes a number from 1 to %lld, not \"%s\"",
			       option, (long long)most, text);
	return DUNLIN_OK;
}

/* What comes of migrations that run where nobody looks is told only when it goes wrong. */
static void hear(void *payload, const struct dunlin_event *event)
{
	switch (event->kind) {
	case DUNLIN_EVENT_CONNECTED:
	case DUNLIN_EVENT_STEP:
	case DUNLIN_EVENT_STATEMENT:
	case DUNLIN_EVENT_DONE:
	case DUNLIN_EVENT_APPLIED:
		break;
	default:
		dn_progress_event(payload, event);
	}
}

static dunlin_status take_how(struct dn_job *job, struct dunlin_testdb_options *how, int64_t *count)
{
	static const char *const server[] = { "seeds", "to", "count", "owner", "keep", "env", NULL };
	static const char *const files[] = { "seeds", "to", "env", NULL };
	dunlin_status status =
		dn_cmd_testdb_options_are(job, job->args->n_words > 1 ? "create FILE" : "create",
					  job->args->n_words > 1 ? files : server);

	if (status == DUNLIN_OK)
		status = take_number(job, "count", MOST, count);
	if (status == DUNLIN_OK)
		status = take_number(job, "owner", INT32_MAX, &how->owner);
	if (status != DUNLIN_OK)
		return status;
	how->version = dn_args_get(job->args, "to");
	if (dn_args_has(job->args, "seeds"))
		how->flags |= DUNLIN_TESTDB_SEEDS;
	if (dn_args_has(job->args, "keep"))
		how->flags |= DUNLIN_TESTDB_KEEP;
	if (job->args->n_words == 1 && how->owner == 0 && (how->flags & DUNLIN_TESTDB_KEEP) == 0)
		how->owner = getppid();
	return DUNLIN_OK;
}

/* The result: one database. */
static void say(struct dn_job *job, json_t *databases, const char *name, const char *url,
		const char *file)
{
	json_t *object;

	if (databases == NULL) {
		dn_job_rest(job);
		printf("%s\n", url != NULL ? url : file);
		fflush(stdout);
		return;
	}
	object = dn_json_add_object(databases);
	dn_json_put_text(object, "name", name);
	dn_json_put_text(object, "url", url);
	dn_json_put_text(object, "file", file);
}

static dunlin_status make_file(struct dn_job *job, dunlin_testdb *testdb, json_t *databases,
			       const char *file)
{
	dunlin_status status = dunlin_testdb_save(testdb, file, &job->err);

	if (status == DUNLIN_OK)
		say(job, databases, NULL, NULL, file);
	return status;
}

static dunlin_status make_clone(struct dn_job *job, dunlin_testdb *testdb, json_t *databases)
{
	dunlin_fresh *fresh = NULL;
	dunlin_status status = dunlin_testdb_open(&fresh, testdb, &job->err);

	if (status == DUNLIN_OK && dunlin_fresh_url(fresh) == NULL) {
		status = dn_fail(&job->err, DUNLIN_EUSAGE,
				 "testdb create: here a database is a file: say which");
		dn_error_hint(&job->err, "dunlin testdb create FILE");
	}
	if (status == DUNLIN_OK)
		say(job, databases, dunlin_fresh_name(fresh), dunlin_fresh_url(fresh), NULL);
	dunlin_fresh_leave(fresh);
	return status;
}

int dn_cmd_testdb_create(struct dn_job *job)
{
	struct dunlin_testdb_options how = DUNLIN_TESTDB_OPTIONS_INIT;
	const struct dn_args *args = job->args;
	int64_t count = 1, i;
	dunlin_testdb *testdb = NULL;
	json_t *databases = NULL;
	dunlin_status status = take_how(job, &how, &count);

	if (status == DUNLIN_OK)
		status = dn_job_open(job, DN_JOB_CREATE | DN_JOB_ENV);
	if (status == DUNLIN_OK) {
		/* A signal just ends it: what it leaves behind is found by the next. */
		dn_signals_watch(NULL);
		job->target.options.on_event = hear;
		status = dunlin_testdb_new(&testdb, &job->target.options, &how, &job->err);
	}
	if (job->json != NULL)
		databases = dn_json_put_array(job->json, "databases");
	for (i = 1; i < (int64_t)args->n_words && status == DUNLIN_OK; i++)
		status = make_file(job, testdb, databases, args->words[i]);
	for (i = 0; i < count && args->n_words == 1 && status == DUNLIN_OK; i++)
		status = make_clone(job, testdb, databases);
	dunlin_testdb_free(testdb);
	return dn_job_fail(job, status);
}
