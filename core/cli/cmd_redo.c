/* dunlin redo - reverts what was applied last, and applies it again; by force any one migration. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/die.h"
#include "cli/job.h"
#include "cli/outcome.h"
#include "cli/output.h"
#include "cli/wish.h"

/* Whether the plan reverts by a body what its last step applies, and what that is. */
static bool reverts(const dunlin_plan *plan, struct dunlin_step *last)
{
	const size_t n = dunlin_plan_steps(plan);
	size_t i;

	dunlin_plan_step(plan, n - 1, last);
	for (i = 0; i + 1 < n; i++) {
		struct dunlin_step step = DUNLIN_STEP_INIT;

		dunlin_plan_step(plan, i, &step);
		if (step.direction == DUNLIN_DIRECTION_DOWN && step.migration == last->migration &&
		    strcmp(step.id, last->id) == 0)
			return true;
	}
	return false;
}

static char *describe(const dunlin_plan *plan)
{
	struct dunlin_step last = DUNLIN_STEP_INIT;
	const bool reverted = reverts(plan, &last);
	char *label = dn_label(last.migration, last.id, last.name);
	struct dn_str what = DN_STR_INIT;

	if (reverted)
		dn_str_printf(&what, "this reverts %s by its down body, and applies it again",
			      label);
	else
		dn_str_printf(&what, "this runs the up body of %s again, over what is there",
			      label);
	free(label);
	return dn_need_text(&what);
}

static int run(struct dn_job *job)
{
	const bool force = dn_args_has(job->args, "force");
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_status status = dn_wish_redo(&wish, job, 0);

	if (status == DUNLIN_OK)
		status = dn_outcome_open(job, &wish, DN_JOB_ENV);
	if (status == DUNLIN_OK && force && !dn_args_has(job->args, "yes") &&
	    !job->progress.trial && (wish.flags & DUNLIN_WISH_SCRIPT) == 0)
		status = dn_outcome_ask_for(job, &wish, describe);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	return dn_outcome_run(job, &wish);
}

static const struct dn_option options[] = {
	DN_OPTION_FORCE("VERSION alone, also when its file has changed; asks first"),
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

const struct dn_command dn_cmd_redo = {
	.name = "redo",
	.summary = "revert what was applied last, and apply it again",
	.usage = "[N] [--env NAME] [--verify] [--lock-wait TIME]\n"
		 "[VERSION] --force [--yes]\n"
		 "[N | VERSION --force] --backup DIR\n"
		 "[N | VERSION --force] --wait-replicas LAG [--replica-timeout TIME]\n"
		 "[N | VERSION --force] --sql | --dry-run | --one-transaction",
	.about =
		"The migration that was applied last, or the last N: all of them are reverted, and\n"
		"then applied in order.  For one that is still being written.\n\n"
		"With --force, and only then, the word is a version, or R__NAME: that migration\n"
		"alone, whatever was applied after it and whether or not its file has changed.  It\n"
		"is reverted first if it has a down body; else its up body runs again over what is\n"
		"there.",
	.options = options,
	.run = run,
};
