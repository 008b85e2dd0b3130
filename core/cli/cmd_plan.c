/* dunlin plan - shows every statement that a run would send, and runs none. */
#include <string.h>

#include "cli/job.h"
#include "cli/planform.h"
#include "cli/planjson.h"
#include "cli/wish.h"

static dunlin_status read_wish(struct dunlin_wish *wish, struct dn_job *job)
{
	const struct dn_args *args = job->args;
	const char *word = args->n_words == 0 ? "up" : args->words[0];

	if (dn_args_has(args, "force") && strcmp(word, "redo") != 0)
		return dn_fail(&job->err, DUNLIN_EUSAGE, "plan: --force goes with redo");
	if (dn_args_has(args, "from") && strcmp(word, "stamp") != 0)
		return dn_fail(&job->err, DUNLIN_EUSAGE, "plan: --from goes with stamp");
	if (strcmp(word, "down") == 0)
		return dn_wish_down(wish, job, 1);
	if (dn_args_has(args, "all"))
		return dn_fail(&job->err, DUNLIN_EUSAGE, "plan: --all goes with down");
	if (strcmp(word, "goto") == 0)
		return dn_wish_goto(wish, job, 1);
	if (strcmp(word, "redo") == 0)
		return dn_wish_redo(wish, job, 1);
	if (strcmp(word, "seed") == 0)
		return dn_wish_seed(wish, job, 1);
	if (strcmp(word, "stamp") == 0)
		return dn_wish_stamp(wish, job, 1);
	if (strcmp(word, "repair") == 0)
		return dn_wish_repair(wish, job, 1);
	return dn_wish_up(wish, job, args->n_words > 0 && strcmp(word, "up") == 0 ? 1 : 0);
}

static int run(struct dn_job *job)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_plan *plan = NULL;
	dunlin_status status = read_wish(&wish, job);

	if (status == DUNLIN_OK)
		status = dn_job_open(job, DN_JOB_ENV);
	if (status == DUNLIN_OK)
		status = dunlin_plan_make(&plan, job->engine, &wish, &job->err);
	dn_job_rest(job);
	if (status == DUNLIN_OK && job->json != NULL)
		dn_planjson_put(job->json, plan);
	else if (status == DUNLIN_OK)
		dn_planform_print(&job->output, plan);
	dunlin_plan_free(plan);
	return dn_job_fail(job, status);
}

static const struct dn_option options[] = {
	{ "to", 0, false, false, "VERSION", "up to this version, or all above it" },
	{ "all", 0, false, false, NULL, "down: everything" },
	DN_OPTION_OUT_OF_ORDER,
	DN_OPTION_FORCE("redo: VERSION alone, also when its file has changed"),
	DN_OPTION_FROM("stamp: what this table of another runner says is applied"),
	DN_OPTION_ENV,
	DN_OPTION_END,
};

const struct dn_command dn_cmd_plan = {
	.name = "plan",
	.summary = "show every statement a run would send, and run none",
	.usage = "[up] [N | --to VERSION] [--out-of-order] [--env NAME]\n"
		 "down [N | --to VERSION | --all]\n"
		 "goto VERSION | +N | -N\n"
		 "redo [N] | [VERSION] --force\n"
		 "seed [--env NAME]\n"
		 "stamp VERSION | --from TABLE [VERSION]\n"
		 "repair",
	.about =
		"Prints the statements in order, each with its file and line, with the borders of\n"
		"the transactions and why each step is there; the set-up of a connection stands\n"
		"once on top, what waits at the end.  Changes nothing.",
	.options = options,
	.words = "up down goto redo seed stamp repair",
	.looks = true,
	.run = run,
};
