/* dunlin current - the version that the database is at. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/entryjson.h"
#include "cli/job.h"

static bool is_applied(const struct dunlin_entry *entry)
{
	return entry->migration == 'v' && entry->applied_at != NULL;
}

/* The highest version that is applied, the one that was applied last, and how much is still to
 * do. */
static bool find(struct dunlin_entry *out, struct dunlin_entry *last, int64_t *pending,
		 const dunlin_report *report)
{
	const size_t n = dunlin_report_count(report);
	bool found = false;
	size_t i;

	*pending = 0;
	for (i = 0; i < n; i++) {
		struct dunlin_entry entry = DUNLIN_ENTRY_INIT;

		dunlin_report_at(report, i, &entry);
		if (is_applied(&entry)) { /* they come in ascending order */
			*last = !found || entry.ordinal > last->ordinal ? entry : *last;
			*out = entry;
			found = true;
		}
		*pending += entry.migration != 's' && (entry.state == DUNLIN_STATE_PENDING ||
						       entry.state == DUNLIN_STATE_OUT_OF_ORDER ||
						       entry.state == DUNLIN_STATE_DUE ||
						       entry.state == DUNLIN_STATE_UNFINISHED);
	}
	return found;
}

static void print(const struct dn_job *job, const struct dunlin_entry *entry,
		  const struct dunlin_entry *last)
{
	char *label;

	if (entry == NULL) {
		dn_say(&job->output, "no version is applied");
		return;
	}
	label = dn_label(entry->migration, entry->id, entry->name);
	dn_put(stdout, false, DN_STYLE_NONE, label);
	putchar('\n');
	free(label);
	if (last->ordinal == entry->ordinal)
		return;
	label = dn_label(last->migration, last->id, last->name);
	dn_say(&job->output, "%s was applied after it", label);
	free(label);
}

static int run(struct dn_job *job)
{
	struct dunlin_entry entry = DUNLIN_ENTRY_INIT, last = DUNLIN_ENTRY_INIT;
	dunlin_report *report = NULL;
	dunlin_status status = dn_job_words(job, 0, 0);
	int64_t pending;
	bool found;

	if (status == DUNLIN_OK)
		status = dn_job_open(job, 0);
	if (status == DUNLIN_OK)
		status = dunlin_status_of(&report, job->engine, &job->err);
	dn_job_rest(job);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	found = find(&entry, &last, &pending, report);
	if (job->json == NULL) {
		print(job, found ? &entry : NULL, &last);
	} else {
		if (found) {
			dn_entryjson_put_one(job->json, "current", &entry);
			dn_entryjson_put_one(job->json, "last", &last);
		}
		dn_json_put_number(job->json, "pending", pending);
		dn_json_put_head(job->json, dunlin_report_head(report));
	}
	dunlin_report_free(report);
	return DN_EXIT_OK;
}

static const struct dn_option options[] = { DN_OPTION_END };

const struct dn_command dn_cmd_current = {
	.name = "current",
	.summary = "show the version that the database is at",
	.usage = "",
	.about =
		"The highest version that is applied, as a script wants it: 0007_orders, and nothing\n"
		"else.  Nothing at all when none is, which is said on stderr, as is one that was\n"
		"applied after it.  dunlin status shows whether versions below it are missing.",
	.options = options,
	.looks = true,
	.run = run,
};
