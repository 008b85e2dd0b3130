/* dunlin redo - reverts what was applied last, and applies it again. */
#include "cli/job.h"
#include "cli/outcome.h"
#include "cli/wish.h"

static int run(struct dn_job *job)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_status status = dn_wish_redo(&wish, job, 0);

	if (status == DUNLIN_OK)
		status = dn_outcome_open(job, &wish, DN_JOB_ENV);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	return dn_outcome_run(job, &wish);
}

static const struct dn_option options[] = {
	DN_OPTION_ENV,     DN_OPTION_LOCK_WAIT, DN_OPTION_BACKUP,
	DN_OPTIONS_MANNER, DN_OPTION_VERIFY,    DN_OPTION_END,
};

const struct dn_command dn_cmd_redo = {
	.name = "redo",
	.summary = "revert what was applied last, and apply it again",
	.usage = "[N] [--env NAME] [--verify] [--lock-wait TIME]\n"
		 "[N] --backup DIR\n"
		 "[N] --sql | --dry-run | --one-transaction",
	.about =
		"The migration that was applied last, or the last N: all of them are reverted, and\n"
		"then applied in order.  For one that is still being written.",
	.options = options,
	.run = run,
};
