/* dunlin goto - up or down to one version. */
#include "cli/job.h"
#include "cli/outcome.h"
#include "cli/revertall.h"
#include "cli/wish.h"

static int run(struct dn_job *job)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_status status = dn_wish_goto(&wish, job, 0);

	if (status == DUNLIN_OK)
		status = dn_outcome_open(job, &wish, DN_JOB_CREATE | DN_JOB_ENV);
	if (status == DUNLIN_OK)
		status = dn_revertall_ask(job, &wish);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	return dn_outcome_run(job, &wish);
}

static const struct dn_option options[] = {
	DN_OPTION_OUT_OF_ORDER,
	DN_OPTION_YES,
	DN_OPTION_ENV,
	DN_OPTION_LOCK_WAIT,
	DN_OPTION_BACKUP,
	DN_OPTION_WAIT_REPLICAS,
	DN_OPTION_REPLICA_TIMEOUT,
	DN_OPTIONS_MANNER,
	DN_OPTION_VERIFY,
	DN_OPTION_END,
};

const struct dn_command dn_cmd_goto = {
	.name = "goto",
	.summary = "apply or revert up to one version",
	.usage = "VERSION | +N | -N [--out-of-order] [--yes] [--env NAME] [--verify]\n"
		 "VERSION | +N | -N [--lock-wait TIME] [--backup DIR]\n"
		 "VERSION | +N | -N --wait-replicas LAG [--replica-timeout TIME]\n"
		 "VERSION | +N | -N --sql | --dry-run | --one-transaction",
	.about =
		"Applies all up to VERSION, or reverts all above it.  Version 0 is before the first:\n"
		"it reverts everything, and asks first.  +N applies the next N, -N reverts the last N.",
	.options = options,
	.words = "VERSION",
	.run = run,
};
