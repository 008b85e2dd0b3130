/* dunlin down - reverts what was applied last. */
#include <stdlib.h>

#include "base/str.h"
#include "cli/confirm.h"
#include "cli/die.h"
#include "cli/job.h"
#include "cli/outcome.h"
#include "cli/signals.h"
#include "cli/wish.h"

/* Before everything is reverted: says how much that is. */
static dunlin_status ask(struct dn_job *job, const struct dunlin_wish *wish)
{
	dunlin_plan *plan = NULL;
	struct dn_str what = DN_STR_INIT;
	dunlin_status status = dunlin_plan_make(&plan, job->engine, wish, &job->err);
	char *shown;
	size_t n;

	dn_job_rest(job);
	if (status != DUNLIN_OK)
		return status;
	n = dunlin_plan_steps(plan);
	dunlin_plan_free(plan);
	if (n == 0)
		return DUNLIN_OK;
	shown = dn_url_display(job->url.text);
	dn_str_printf(&what, "this reverts all %zu applied migrations of %s", n, shown);
	free(shown);
	shown = dn_need_text(&what);
	dn_signals_watch(NULL); /* while a person thinks, a signal just ends it */
	status = dn_confirm(shown, &job->err);
	dn_signals_watch(job->engine);
	free(shown);
	return status;
}

static int run(struct dn_job *job)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_status status = dn_wish_down(&wish, job, 0);

	if (status == DUNLIN_OK)
		status = dn_outcome_open(job, &wish, 0);
	if (status == DUNLIN_OK && dn_args_has(job->args, "all") &&
	    !dn_args_has(job->args, "yes") && !job->progress.trial &&
	    (wish.flags & DUNLIN_WISH_SCRIPT) == 0)
		status = ask(job, &wish);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	return dn_outcome_run(job, &wish);
}

static const struct dn_option options[] = {
	{ "to", 0, false, false, "VERSION", "all above this version, which stays" },
	{ "all", 0, false, false, NULL, "everything; asks first" },
	DN_OPTION_LOCK_WAIT,
	DN_OPTION_YES,
	DN_OPTIONS_MANNER,
	DN_OPTION_END,
};

const struct dn_command dn_cmd_down = {
	.name = "down",
	.summary = "revert what was applied last",
	.usage = "[N | --to VERSION | --all [--yes]] [--lock-wait TIME]\n"
		 "[N | --to VERSION | --all] --sql | --dry-run | --one-transaction",
	.about =
		"Reverts the migration that was applied last, or the last N.  Nothing is reverted\n"
		"when one of them has no down body.",
	.options = options,
	.run = run,
};
