/* dunlin verify - runs the verify bodies of what is applied. */
#include <stdio.h>

#include "cli/job.h"

static void put_result(struct dn_job *job, const struct dunlin_result *result, dunlin_status status)
{
	json_t *counts;

	dn_record_put_steps(&job->record, job->json, NULL, status, &job->err);
	counts = dn_json_put_object(job->json, "counts");
	dn_json_put_number(counts, "verified", result->verified);
}

static int run(struct dn_job *job)
{
	struct dunlin_result result = DUNLIN_RESULT_INIT;
	dunlin_status status = dn_job_words(job, 0, 0);

	if (status == DUNLIN_OK)
		status = dn_job_open(job, 0);
	if (status == DUNLIN_OK)
		status = dunlin_verify(job->engine, &result, &job->err);
	dn_job_rest(job);
	if (job->json != NULL)
		put_result(job, &result, status);
	if (job->json != NULL || status != DUNLIN_OK)
		return dn_job_fail(job, status);
	if (result.verified == 0)
		puts("nothing to verify: no applied migration has a verify body");
	else
		printf("%lld verified\n", (long long)result.verified);
	return DN_EXIT_OK;
}

static const struct dn_option options[] = { DN_OPTION_END };

const struct dn_command dn_cmd_verify = {
	.name = "verify",
	.summary = "run the verify bodies of what is applied",
	.usage = "",
	.about = "Each runs in a transaction that is rolled back.  Stops at the first that fails.",
	.options = options,
	.looks = true,
	.run = run,
};
