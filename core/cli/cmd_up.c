/* dunlin up - applies what is pending. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/job.h"
#include "cli/outcome.h"
#include "cli/planjson.h"
#include "cli/waiting.h"
#include "cli/wish.h"

static void put_check(struct dn_job *job, const dunlin_plan *plan)
{
	const dunlin_report *report = dunlin_plan_waiting(plan);
	int64_t waiting = 0;
	size_t i;

	for (i = 0; report != NULL && i < dunlin_report_count(report); i++) {
		struct dunlin_entry entry = DUNLIN_ENTRY_INIT;

		dunlin_report_at(report, i, &entry);
		waiting += entry.state == DUNLIN_STATE_WAITING;
	}
	dn_planjson_put_steps(job->json, plan, "pending");
	dn_json_put_number(job->json, "pending", (int64_t)dunlin_plan_steps(plan));
	dn_json_put_number(job->json, "waiting", waiting);
}

/* --check: names what would be applied, and runs nothing. */
static int check(struct dn_job *job, const struct dunlin_wish *wish)
{
	dunlin_plan *plan = NULL;
	dunlin_status status = dunlin_plan_make(&plan, job->engine, wish, &job->err);
	size_t n, i;

	dn_job_rest(job);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	n = dunlin_plan_steps(plan);
	if (job->json != NULL)
		put_check(job, plan);
	for (i = 0; i < n && job->json == NULL; i++) {
		struct dunlin_step step = DUNLIN_STEP_INIT;
		char *label;

		dunlin_plan_step(plan, i, &step);
		label = dn_label(step.migration, step.id, step.name);
		dn_put(stdout, job->output.color_out, DN_STYLE_WARN, "pending   ");
		dn_put(stdout, false, DN_STYLE_NONE, label);
		putchar('\n');
		free(label);
	}
	if (job->json == NULL)
		printf("%zu pending\n", n);
	dunlin_plan_free(plan);
	return n > 0 ? DN_EXIT_PENDING : DN_EXIT_OK;
}

static int run(struct dn_job *job)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	const bool only_check = dn_args_has(job->args, "check");
	const bool waits = dn_args_has(job->args, "wait");
	dunlin_status status = dn_wish_up(&wish, job, 0);
	int64_t timeout_ms = 0;

	if (status == DUNLIN_OK && !waits && dn_args_has(job->args, "timeout"))
		status = dn_fail(&job->err, DUNLIN_EUSAGE, "up: --timeout is for --wait");
	if (status == DUNLIN_OK)
		status = dn_waiting_read(&timeout_ms, job);
	if (status == DUNLIN_OK)
		status = dn_outcome_open(job, &wish, DN_JOB_ENV | (only_check ? 0 : DN_JOB_CREATE));
	if (status == DUNLIN_OK && waits)
		status = dn_waiting(job, timeout_ms);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	return only_check ? check(job, &wish) : dn_outcome_run(job, &wish);
}

static const struct dn_option options[] = {
	{ "to", 0, false, false, "VERSION", "up to this version, and no further" },
	{ "check", 0, false, false, NULL, "run nothing; exit code 3 when something is pending" },
	{ "wait", 0, false, false, NULL, "first wait until the database answers" },
	{ "timeout", 0, false, false, "TIME", "with --wait: for how long (default: 60s)" },
	DN_OPTION_OUT_OF_ORDER,
	DN_OPTION_ENV,
	DN_OPTION_LOCK_WAIT,
	DN_OPTION_BACKUP,
	DN_OPTION_WAIT_REPLICAS,
	DN_OPTION_REPLICA_TIMEOUT,
	DN_OPTIONS_MANNER,
	DN_OPTION_VERIFY,
	DN_OPTION_END,
};

const struct dn_command dn_cmd_up = {
	.name = "up",
	.summary = "apply what is pending",
	.usage = "[N | --to VERSION] [--out-of-order] [--env NAME] [--verify]\n"
		 "[N | --to VERSION] [--lock-wait TIME] [--backup DIR]\n"
		 "[N | --to VERSION] --wait-replicas LAG [--replica-timeout TIME]\n"
		 "[N | --to VERSION] --check | --sql | --dry-run | --one-transaction",
	.about =
		"Applies every pending migration, or the next N of them, and repeatables that are\n"
		"new or have changed.  A SQLite file that is not there is created.",
	.options = options,
	.run = run,
};
