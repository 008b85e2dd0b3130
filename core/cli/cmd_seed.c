/* dunlin seed - loads seed data. */
#include "cli/job.h"
#include "cli/outcome.h"
#include "cli/wish.h"

static int run(struct dn_job *job)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_status status = dn_wish_seed(&wish, job, 0);

	if (status == DUNLIN_OK)
		status = dn_outcome_open(job, &wish, DN_JOB_CREATE | DN_JOB_ENV);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	return dn_outcome_run(job, &wish);
}

static const struct dn_option options[] = {
	DN_OPTION_ENV,     DN_OPTION_LOCK_WAIT, DN_OPTION_WAIT_REPLICAS, DN_OPTION_REPLICA_TIMEOUT,
	DN_OPTIONS_MANNER, DN_OPTION_END,
};

const struct dn_command dn_cmd_seed = {
	.name = "seed",
	.summary = "load seed data that is new or has changed",
	.usage = "[--env NAME] [--lock-wait TIME] [--sql | --dry-run | --one-transaction]\n"
		 "[--env NAME] --wait-replicas LAG [--replica-timeout TIME]",
	.about = "Runs seeds/*.sql and, with an environment, seeds/NAME/*.sql, each once and in a\n"
		 "transaction of its own, and again when it has changed.",
	.options = options,
	.run = run,
};
