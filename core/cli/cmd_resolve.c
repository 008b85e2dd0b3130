/* dunlin resolve - says what became of a statement that nothing in the database tells about. */
#include "cli/job.h"
#include "cli/outcome.h"
#include "cli/wish.h"

static int run(struct dn_job *job)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_status status = dn_wish_resolve(&wish, job, 0);

	if (status == DUNLIN_OK)
		status = dn_outcome_open(job, &wish, DN_JOB_ENV);
	job->progress.word = "resolved  ";
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	return dn_outcome_run(job, &wish);
}

static const struct dn_option options[] = {
	{ "done", 0, false, false, NULL, "it took effect: go on behind it" },
	{ "retry", 0, false, false, NULL, "it did not: run it again" },
	DN_OPTION_ENV,
	DN_OPTION_LOCK_WAIT,
	DN_OPTION_END,
};

const struct dn_command dn_cmd_resolve = {
	.name = "resolve",
	.summary = "say what became of a statement that was cut off",
	.usage = "VERSION --done | --retry [--env NAME] [--lock-wait TIME]",
	.about =
		"For a migration that was killed in a statement which runs outside a transaction, and\n"
		"of which the database does not tell whether it took effect.  Records the answer, and\n"
		"runs nothing: the next dunlin up goes on.  VERSION may also be R__NAME or seeds/NAME.",
	.options = options,
	.words = "VERSION",
	.run = run,
};
