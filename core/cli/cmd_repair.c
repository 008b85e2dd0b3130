/* dunlin repair - makes the history agree with the files. */
#include "cli/job.h"
#include "cli/outcome.h"
#include "cli/wish.h"

static int run(struct dn_job *job)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_status status = dn_wish_repair(&wish, job, 0);

	if (status == DUNLIN_OK)
		status = dn_outcome_open(job, &wish, DN_JOB_ENV);
	job->progress.word = "repaired  ";
	if (status == DUNLIN_OK && !dn_args_has(job->args, "yes"))
		status = dn_outcome_ask(job, &wish, "corrects", "in the history, and runs nothing");
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	return dn_outcome_run(job, &wish);
}

static const struct dn_option options[] = { DN_OPTION_YES, DN_OPTION_ENV, DN_OPTION_LOCK_WAIT,
					    DN_OPTION_END };

const struct dn_command dn_cmd_repair = {
	.name = "repair",
	.summary = "make the history agree with the files",
	.usage = "[--yes] [--env NAME] [--lock-wait TIME]",
	.about =
		"Takes over the checksum of a body that has changed and the name of a file that was\n"
		"renamed, and forgets what has no file any more.  Says what it will do, and asks;\n"
		"runs nothing, and leaves an event of each.",
	.options = options,
	.run = run,
};
