/* cli/outcome - fulfils a wish, and says in a line what it came to. */
#include "cli/outcome.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

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

static void print_summary(struct dn_job *job, const struct dunlin_wish *wish,
			  const struct dunlin_result *result, bool failed)
{
	bool worked = result->applied + result->reverted + result->seeded > 0;
	struct dn_str line = DN_STR_INIT;

	if (!worked && failed)
		return;
	if (!worked) {
		dn_str_puts(&line, "nothing to do");
		if (wish->kind != DUNLIN_WISH_SEED && no_migrations(job))
			dn_str_printf(&line, ": there are no migrations in %s",
				      job->target.options.folders[0]);
	}
	put_count(&line, result->applied, "applied", worked && wish->kind == DUNLIN_WISH_UP);
	put_count(&line, result->reverted, "reverted", false);
	put_count(&line, result->seeded, "seeded", false);
	if (wish->kind != DUNLIN_WISH_SEED) {
		put_count(&line, result->pending, "pending", worked);
		put_count(&line, result->waiting, "waiting", false);
	}
	if (result->head[0] != '\0' && strcmp(result->head, "0:") != 0)
		dn_str_printf(&line, ", head %s", result->head);
	puts(dn_str_text(&line));
	dn_str_clear(&line);
}

/* What is pending is known once the log was read; `up` alone does not count seeds. */
static void put_result(struct dn_job *job, const struct dunlin_wish *wish,
		       const struct dunlin_result *result, dunlin_status status)
{
	json_t *counts;

	dn_record_put_steps(&job->record, job->json, wish, status);
	counts = dn_json_put_object(job->json, "counts");
	dn_json_put_number(counts, "applied", result->applied);
	dn_json_put_number(counts, "reverted", result->reverted);
	dn_json_put_number(counts, "seeded", result->seeded);
	dn_json_put_number(counts, "recorded", result->recorded);
	if (status == DUNLIN_OK || result->head[0] != '\0') {
		dn_json_put_number(job->json, "pending", result->pending);
		dn_json_put_number(job->json, "waiting", result->waiting);
	}
	dn_json_put_head(job->json, result->head);
}

int dn_outcome_run(struct dn_job *job, const struct dunlin_wish *wish)
{
	struct dunlin_result result = DUNLIN_RESULT_INIT;
	dunlin_status status = dunlin_migrate(job->engine, wish, &result, &job->err);

	dn_job_rest(job);
	if (job->json != NULL)
		put_result(job, wish, &result, status);
	else
		print_summary(job, wish, &result, status != DUNLIN_OK);
	return dn_job_fail(job, status);
}
