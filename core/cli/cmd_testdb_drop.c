/* dunlin testdb drop and gc - take databases for tests away: by name, or as left over. */
#include <dunlin/testing.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd_testdb.h"
#include "cli/die.h"

#define PREFIX "dunlin_test_"

struct dropping {
	struct dn_job *job;
	json_t *names; /* NULL without --json */
};

/* The result: one is gone. */
static void say(void *payload, const char *name)
{
	struct dropping *d = payload;

	dn_job_rest(d->job);
	if (d->names != NULL)
		dn_json_add_text(d->names, name);
	else
		printf("dropped   %s\n", name);
}

static bool is_url(const char *word)
{
	return strpbrk(word, ":=") != NULL;
}

/* The database that a URL, as `create` prints it, leads to: its characters need no quotes in either
 * form.  NULL: it is none of those; the caller frees. */
static char *name_in(const char *url)
{
	const char *at = url, *found = NULL;

	while ((at = strstr(at, PREFIX)) != NULL)
		found = at++;
	if (found == NULL || found == url || strchr("/=", found[-1]) == NULL)
		return NULL;
	return dn_need(strndup(found, strspn(found, "abcdefghijklmnopqrstuvwxyz0123456789_")));
}

static dunlin_status drop_one(struct dropping *d, const char *word)
{
	struct dunlin_options options = d->job->target.options;
	char *name = is_url(word) ? name_in(word) : dn_need(strdup(word));
	dunlin_status status;

	if (name == NULL)
		return dn_fail(&d->job->err, DUNLIN_EUSAGE,
			       "testdb drop: no URL that testdb create printed");
	if (is_url(word))
		options.url = word;
	status = dunlin_testdb_drop(&options, name, &d->job->err);
	if (status == DUNLIN_OK)
		say(d, name);
	free(name);
	return status;
}

/* Copies of the words behind the action; URLs, which may have a password, are wiped from the process
 * list.  The caller frees. */
static char **take_words(const struct dn_args *args)
{
	char **words = dn_need(calloc(args->n_words, sizeof(*words)));
	size_t i;

	for (i = 1; i < args->n_words; i++) {
		words[i - 1] = dn_need(strdup(args->words[i]));
		if (is_url(words[i - 1]))
			dn_url_wipe(args->words[i]);
	}
	return words;
}

int dn_cmd_testdb_drop(struct dn_job *job)
{
	static const char *const none[] = { NULL };
	const size_t n = job->args->n_words - 1;
	char **words = take_words(job->args);
	struct dropping d = { .job = job };
	unsigned int flags = DN_JOB_ANY_TARGET;
	dunlin_status status = dn_cmd_testdb_options_are(job, "drop", none);
	size_t i;

	for (i = 0; i < n; i++)
		if (!is_url(words[i]))
			flags = 0; /* it is on the target's server */
	if (status == DUNLIN_OK)
		status = dn_job_open(job, flags);
	if (job->json != NULL)
		d.names = dn_json_put_array(job->json, "dropped");
	for (i = 0; i < n && status == DUNLIN_OK; i++)
		status = drop_one(&d, words[i]);
	for (i = 0; i < n; i++)
		free(words[i]);
	free(words);
	return dn_job_fail(job, status);
}

int dn_cmd_testdb_gc(struct dn_job *job)
{
	static const char *const own[] = { "templates", "env", NULL };
	struct dunlin_sweep sweep = DUNLIN_SWEEP_INIT;
	struct dropping d = { .job = job };
	dunlin_status status = dn_cmd_testdb_options_are(job, "gc", own);

	if (status == DUNLIN_OK)
		status = dn_job_open(job, DN_JOB_ENV);
	if (job->json != NULL)
		d.names = dn_json_put_array(job->json, "dropped");
	if (dn_args_has(job->args, "templates"))
		sweep.flags |= DUNLIN_SWEEP_TEMPLATES;
	sweep.on_drop = say;
	sweep.payload = &d;
	if (status == DUNLIN_OK)
		status = dunlin_testdb_sweep(&job->target.options, &sweep, &job->err);
	return dn_job_fail(job, status);
}
