/* dunlin down - reverts what was applied last. */
#include "cli/job.h"
#include "cli/outcome.h"
#include "cli/revertall.h"
#include "cli/wish.h"

static int run(struct dn_job *job)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_status status = dn_wish_down(&wish, job, 0);

	if (status == DUNLIN_OK)
		status = dn_outcome_open(job, &wish, 0);
	if (status == DUNLIN_OK)
		status = dn_revertall_ask(job, &wish);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	return dn_outcome_run(job, &wish);
}

static const struct dn_option options[] = {
	{ "to", 0, false, false, "VERSION", "all above this version, which stays; 0 is as --all" },
	{ "all", 0, false, false, NULL, "everything; asks first" },
	DN_OPTION_LOCK_WAIT,
	DN_OPTION_BACKUP,
	DN_OPTION_WAIT_REPLICAS,
	DN_OPTION_REPLICA_TIMEOUT,
	DN_OPTION_YES,
	DN_OPTIONS_MANNER,
	DN_OPTION_END,
};

const struct dn_command dn_cmd_down = {
	.name = "down",
	.summary = "revert what was applied last",
	.usage = "[N | --to VERSION | --all] [--yes] [--lock-wait TIME]\n"
		 "[N | --to VERSION | --all] --backup DIR\n"
		 "[N | --to VERSION | --all] --wait-replicas LAG [--replica-timeout TIME]\n"
		 "[N | --to VERSION | --all] --sql | --dry-run | --one-transaction",
	.about =
		"Reverts the migration that was applied last, or the last N.  Nothing is reverted\n"
		"when one of them has no down body.",
	.options = options,
	.run = run,
};
