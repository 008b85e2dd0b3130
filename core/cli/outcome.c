/* cli/outcome - fulfils a wish, and says in a line what it came to. */
#include "cli/outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/confirm.h"
#include "cli/die.h"
#include "cli/planform.h"
#include "cli/replicas.h"
#include "cli/signals.h"
#include "cli/wish.h"

/* "3 applied", with a comma in front when it is not the first; nothing for 0,
 * unless `always`. */
static void put_count(struct dn_str *line, int64_t n, const char *word, bool always)
{
	if (n > 0 || always)
		dn_str_printf(line, "%s%lld %s", line->len == 0 ? "" : ", ", (long long)n, word);
}

/* Whether the folders hold no migration at all; a failure is left to the run. */
static bool no_migrations(struct dn_job *job)
{
	dunlin_report *report = NULL;
	bool none;

	if (dunlin_list(&report, job->engine, NULL) != DUNLIN_OK)
		return false;
	none = dunlin_report_count(report) == 0;
	dunlin_report_free(report);
	return none;
}

/* What there is instead of work: nothing at all, or everything applied. */
static void put_idle(struct dn_str *line, struct dn_job *job, const struct dunlin_wish *wish,
		     const struct dunlin_result *result)
{
	dn_str_puts(line, "nothing to do");
	if (wish->kind == DUNLIN_WISH_SEED)
		return;
	if (result->standing == 0 && result->pending == 0 && no_migrations(job))
		dn_str_printf(line, ": there are no migrations in %s",
			      job->target.options.folders[0]);
	else
		dn_str_printf(line, ": %lld applied", (long long)result->standing);
}

static void put_trial(struct dn_str *line, const struct dunlin_wish *wish,
		      const struct dunlin_result *result)
{
	put_count(line, result->applied, "would be applied", wish->kind == DUNLIN_WISH_UP);
	put_count(line, result->reverted, "would be reverted", false);
	put_count(line, result->seeded, "would be seeded", false);
	dn_str_printf(line, "; nothing was kept: %s",
		      (result->flags & DUNLIN_RESULT_ON_COPY) != 0
			      ? "it ran on a copy of the database"
			      : "all of it was rolled back");
}

static void put_work(struct dn_str *line, const struct dunlin_wish *wish,
		     const struct dunlin_result *result)
{
	put_count(line, result->applied, "applied", wish->kind == DUNLIN_WISH_UP);
	put_count(line, result->reverted, "reverted", false);
	put_count(line, result->seeded, "seeded", false);
	put_count(line, result->recorded,
		  wish->kind == DUNLIN_WISH_STAMP     ? "stamped"
		  : wish->kind == DUNLIN_WISH_RESOLVE ? "resolved"
						      : "repaired",
		  false);
}

/* It did what it was asked to, and then could not look at what there is: that was said. */
static bool not_known(const struct dunlin_wish *wish, const struct dunlin_result *result)
{
	return result->applied + result->reverted + result->seeded + result->recorded > 0 &&
	       (wish->flags & DUNLIN_WISH_DRY_RUN) == 0 && result->head[0] == '\0';
}

static void print_summary(struct dn_job *job, const struct dunlin_wish *wish,
			  const struct dunlin_result *result, bool failed)
{
	bool worked = result->applied + result->reverted + result->seeded + result->recorded > 0;
	bool trial = (wish->flags & DUNLIN_WISH_DRY_RUN) != 0;
	struct dn_str line = DN_STR_INIT;

	if (failed && (!worked || trial))
		return;
	if (!worked)
		put_idle(&line, job, wish, result);
	else if (trial)
		put_trial(&line, wish, result);
	else
		put_work(&line, wish, result);
	if (wish->kind != DUNLIN_WISH_SEED && !(worked && trial) && !not_known(wish, result)) {
		put_count(&line, result->pending, "pending", worked);
		put_count(&line, result->waiting, "waiting", false);
	}
	if (!trial && result->head[0] != '\0' && strcmp(result->head, "0:") != 0)
		dn_str_printf(&line, ", head %s", result->head);
	puts(dn_need_str(&line));
	dn_str_clear(&line);
}

/* What is pending is known once the log was read; `up` alone does not count seeds. */
static void put_result(struct dn_job *job, const struct dunlin_wish *wish,
		       const struct dunlin_result *result, dunlin_status status)
{
	json_t *counts;

	dn_record_put_steps(&job->record, job->json, wish, status, &job->err);
	counts = dn_json_put_object(job->json, "counts");
	dn_json_put_number(counts, "applied", result->applied);
	dn_json_put_number(counts, "reverted", result->reverted);
	dn_json_put_number(counts, "seeded", result->seeded);
	dn_json_put_number(counts, "recorded", result->recorded);
	if ((wish->flags & DUNLIN_WISH_DRY_RUN) != 0)
		dn_json_put_text(job->json, "trial",
				 (result->flags & DUNLIN_RESULT_ON_COPY) != 0 ? "copy"
									      : "rolled_back");
	else if (status == DUNLIN_OK && !not_known(wish, result))
		dn_json_put_number(job->json, "standing", result->standing);
	if (!not_known(wish, result) && (status == DUNLIN_OK || result->head[0] != '\0')) {
		dn_json_put_number(job->json, "pending", result->pending);
		dn_json_put_number(job->json, "waiting", result->waiting);
	}
	if ((wish->flags & DUNLIN_WISH_DRY_RUN) == 0) /* a copy's is nobody's */
		dn_json_put_head(job->json, result->head);
}

dunlin_status dn_outcome_open(struct dn_job *job, struct dunlin_wish *wish, unsigned int flags)
{
	dunlin_status status = dn_wish_manner(wish, job);

	if ((wish->flags & (DUNLIN_WISH_DRY_RUN | DUNLIN_WISH_SCRIPT)) != 0)
		flags &= ~DN_JOB_CREATE;
	if (status == DUNLIN_OK)
		status = dn_job_open(job, flags);
	if (status == DUNLIN_OK)
		status = dn_replicas_default(wish, job);
	job->progress.trial = (wish->flags & DUNLIN_WISH_DRY_RUN) != 0;
	return status;
}

static void show_steps(const struct dunlin_plan *plan)
{
	size_t n = dunlin_plan_steps(plan), i;

	for (i = 0; i < n; i++) {
		struct dunlin_step step = DUNLIN_STEP_INIT;
		char *label;

		dunlin_plan_step(plan, i, &step);
		label = dn_label(step.migration, step.id, step.name);
		fputs("  ", stderr);
		dn_put(stderr, false, DN_STYLE_NONE, label);
		if (step.reason != NULL) {
			fputs(": ", stderr);
			dn_put(stderr, false, DN_STYLE_NONE, step.reason);
		}
		fputc('\n', stderr);
		free(label);
	}
}

/* Asks what `what` says, which it takes. */
static dunlin_status ask(struct dn_job *job, const dunlin_plan *plan, char *what)
{
	dunlin_status status;

	show_steps(plan);
	dn_signals_watch(NULL); /* while a person thinks, a signal just ends it */
	status = dn_confirm(what, &job->err);
	dn_signals_watch(job->engine);
	free(what);
	return status;
}

dunlin_status dn_outcome_ask(struct dn_job *job, const struct dunlin_wish *wish, const char *verb,
			     const char *tail)
{
	dunlin_plan *plan = NULL;
	dunlin_status status = dunlin_plan_make(&plan, job->engine, wish, &job->err);
	size_t n = status == DUNLIN_OK ? dunlin_plan_steps(plan) : 0;
	struct dn_str what = DN_STR_INIT;

	dn_job_rest(job);
	if (n > 0) {
		dn_str_printf(&what, "this %s %zu migration%s %s", verb, n, n == 1 ? "" : "s",
			      tail);
		status = ask(job, plan, dn_need_text(&what));
	}
	dunlin_plan_free(plan);
	return status;
}

dunlin_status dn_outcome_ask_for(struct dn_job *job, const struct dunlin_wish *wish,
				 char *(*describe)(const dunlin_plan *plan))
{
	dunlin_plan *plan = NULL;
	dunlin_status status = dunlin_plan_make(&plan, job->engine, wish, &job->err);

	dn_job_rest(job);
	if (status == DUNLIN_OK && dunlin_plan_steps(plan) > 0)
		status = ask(job, plan, describe(plan));
	dunlin_plan_free(plan);
	return status;
}

static int print_script(struct dn_job *job, const struct dunlin_wish *wish)
{
	dunlin_plan *plan = NULL;
	dunlin_status status = dunlin_plan_make(&plan, job->engine, wish, &job->err);
	struct dn_str title = DN_STR_INIT;
	char *shown;

	dn_job_rest(job);
	if (status == DUNLIN_OK) {
		shown = dn_url_display(job->url.text);
		dn_str_printf(
			&title,
			"dunlin %s, %s: for %s as it is now; stops where its log has moved on",
			dunlin_version(), job->args->command->name, shown);
		dn_planform_script(&job->output, plan, dn_need_str(&title));
		free(shown);
	}
	dn_str_clear(&title);
	dunlin_plan_free(plan);
	return dn_job_fail(job, status);
}

static void add(struct dunlin_result *sum, const struct dunlin_result *result)
{
	const struct dunlin_result before = *sum;

	*sum = *result;
	sum->applied += before.applied;
	sum->reverted += before.reverted;
	sum->seeded += before.seeded;
	sum->recorded += before.recorded;
}

int dn_outcome_run_all(struct dn_job *job, const uint32_t *kinds, size_t n)
{
	const struct dunlin_result none = DUNLIN_RESULT_INIT;
	struct dunlin_result sum = DUNLIN_RESULT_INIT;
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < n && status == DUNLIN_OK; i++) {
		struct dunlin_result result = none;

		wish.kind = kinds[i];
		status = dunlin_migrate(job->engine, &wish, &result, &job->err);
		add(&sum, &result);
	}
	wish.kind = kinds[0]; /* it is the one that is told of */
	dn_job_rest(job);
	if (job->json != NULL)
		put_result(job, &wish, &sum, status);
	else
		print_summary(job, &wish, &sum, status != DUNLIN_OK);
	return dn_job_fail(job, status);
}

int dn_outcome_run(struct dn_job *job, const struct dunlin_wish *wish)
{
	struct dunlin_result result = DUNLIN_RESULT_INIT;
	dunlin_status status;

	if ((wish->flags & DUNLIN_WISH_SCRIPT) != 0)
		return print_script(job, wish);
	status = dunlin_migrate(job->engine, wish, &result, &job->err);
	dn_job_rest(job);
	if (job->json != NULL)
		put_result(job, wish, &result, status);
	else
		print_summary(job, wish, &result, status != DUNLIN_OK);
	return dn_job_fail(job, status);
}
