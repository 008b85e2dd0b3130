/* dunlin audit - proves that nobody has changed the event log. */
#include <stdio.h>

#include "cli/job.h"
#include "cli/lookjson.h"

static void print_fault(struct dn_job *job, const struct dunlin_log_entry *entry)
{
	dn_put(stdout, job->output.color_out, DN_STYLE_BAD, "event ");
	printf("%lld: ", (long long)entry->seq);
	dn_put(stdout, false, DN_STYLE_NONE, entry->fault);
	putchar('\n');
}

static void print(struct dn_job *job, const dunlin_log *log, bool sound)
{
	struct dunlin_log_entry entry = DUNLIN_LOG_ENTRY_INIT;
	size_t n = dunlin_log_count(log), i;

	for (i = 0; i < n; i++) {
		dunlin_log_at(log, i, &entry);
		if (entry.fault != NULL)
			print_fault(job, &entry);
	}
	if (n == 0) {
		puts("nothing has happened yet");
		return;
	}
	if (sound)
		printf("%zu event%s, none altered, inserted or removed\n", n, n == 1 ? "" : "s");
	/* The last row that was read, sound or not. */
	printf("head %lld:", (long long)entry.seq);
	dn_put(stdout, false, DN_STYLE_NONE, entry.hash == NULL ? "" : entry.hash);
	putchar('\n');
}

static int run(struct dn_job *job)
{
	dunlin_log *log = NULL;
	dunlin_status status = dn_job_words(job, 0, 0);

	if (status == DUNLIN_OK)
		status = dn_job_open(job, 0);
	if (status == DUNLIN_OK)
		status = dunlin_log_read(&log, job->engine, &job->err);
	dn_job_rest(job);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	status = dunlin_log_check(log, dn_args_get(job->args, "expect"), &job->err);
	if (job->json != NULL && (status == DUNLIN_OK || status == DUNLIN_EREFUSED))
		dn_lookjson_put_audit(job->json, log, status == DUNLIN_OK);
	else if (status == DUNLIN_OK || status == DUNLIN_EREFUSED)
		print(job, log, status == DUNLIN_OK);
	dunlin_log_free(log);
	return dn_job_fail(job, status);
}

static const struct dn_option options[] = {
	{ "expect", 0, false, false, "SEQ:HASH",
	  "a head that was noted, which must be in the log" },
	DN_OPTION_END,
};

const struct dn_command dn_cmd_audit = {
	.name = "audit",
	.summary = "prove that nobody has changed the event log",
	.usage = "[--expect SEQ:HASH]",
	.about =
		"Every event holds a hash of itself and of the one before it; a row that was altered,\n"
		"inserted or removed is named.  With a head that was noted when a run printed it, also\n"
		"a log that was cut short or written anew is found.",
	.options = options,
	.looks = true,
	.run = run,
};
