/* dunlin status - what is applied and what is not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/die.h"
#include "cli/entryjson.h"
#include "cli/job.h"
#include "cli/table.h"

enum { COLUMN_STATE, COLUMN_MIGRATION, COLUMN_APPLIED, COLUMN_TOOK, COLUMN_NOTE };

static const struct {
	const char *word;
	const char *mark; /* in front of it, where a terminal shows it */
	enum dn_style style;
} states[] = {
	[DUNLIN_STATE_APPLIED] = { "applied", "✓", DN_STYLE_GOOD },
	[DUNLIN_STATE_PENDING] = { "pending", "○", DN_STYLE_WARN },
	[DUNLIN_STATE_OUT_OF_ORDER] = { "out of order", "✗", DN_STYLE_BAD },
	[DUNLIN_STATE_CHANGED] = { "changed", "✗", DN_STYLE_BAD },
	[DUNLIN_STATE_MISSING] = { "missing", "✗", DN_STYLE_BAD },
	[DUNLIN_STATE_OTHER] = { "not for here", "·", DN_STYLE_FAINT },
	[DUNLIN_STATE_WAITING] = { "waiting", "…", DN_STYLE_FAINT },
	[DUNLIN_STATE_DUE] = { "due", "○", DN_STYLE_WARN },
	[DUNLIN_STATE_RENAMED] = { "renamed", "✓", DN_STYLE_WARN },
	[DUNLIN_STATE_UNFINISHED] = { "unfinished", "✗", DN_STYLE_BAD },
};
#define N_STATES (sizeof(states) / sizeof(states[0]))

/* How many entries are in which state; seeds apart, since `up` does not run them. */
struct tally {
	size_t n[N_STATES];
	size_t seeds[N_STATES];
};

static void count(struct tally *tally, const struct dunlin_entry *entry)
{
	size_t *counts = entry->migration == 's' ? tally->seeds : tally->n;

	if (entry->state > 0 && (size_t)entry->state < N_STATES)
		counts[entry->state]++;
}

static void add_row(struct dn_table *table, const struct dunlin_entry *entry, bool marks)
{
	bool known = entry->state > 0 && (size_t)entry->state < N_STATES;
	struct dn_str state = DN_STR_INIT;
	char *label = dn_label(entry->migration, entry->id, entry->name);
	char *took = entry->applied_at == NULL ? NULL : dn_took(entry->duration_us);

	if (known && marks)
		dn_str_printf(&state, "%s ", states[entry->state].mark);
	dn_str_puts(&state, known ? states[entry->state].word : "unknown");
	dn_table_row(table);
	dn_table_cell(table, COLUMN_STATE, known ? states[entry->state].style : DN_STYLE_NONE,
		      dn_need_str(&state));
	dn_table_cell(table, COLUMN_MIGRATION, DN_STYLE_NONE, label);
	dn_table_cell(table, COLUMN_APPLIED, DN_STYLE_NONE, entry->applied_at);
	dn_table_cell(table, COLUMN_TOOK, DN_STYLE_NONE, took);
	dn_table_cell(table, COLUMN_NOTE, DN_STYLE_NONE, entry->reason);
	dn_str_clear(&state);
	free(label);
	free(took);
}

static struct tally count_all(const dunlin_report *report)
{
	struct tally tally = { { 0 }, { 0 } };
	size_t n = dunlin_report_count(report), i;

	for (i = 0; i < n; i++) {
		struct dunlin_entry entry = DUNLIN_ENTRY_INIT;

		dunlin_report_at(report, i, &entry);
		count(&tally, &entry);
	}
	return tally;
}

static void print_table(struct dn_job *job, const dunlin_report *report)
{
	static const struct dn_column columns[] = {
		{ "STATE", false }, { "MIGRATION", false }, { "APPLIED", false },
		{ "TOOK", true },   { "NOTE", false },      { NULL, false },
	};
	size_t n = dunlin_report_count(report), i;
	struct dn_table *table = dn_table_new(&job->output, columns);

	for (i = 0; i < n; i++) {
		struct dunlin_entry entry = DUNLIN_ENTRY_INIT;

		dunlin_report_at(report, i, &entry);
		add_row(table, &entry, job->output.marks);
	}
	dn_table_print(table);
	dn_table_free(table);
}

static void print_summary(const dunlin_report *report, const struct tally *tally)
{
	const char *head = dunlin_report_head(report);
	struct dn_str line = DN_STR_INIT;
	size_t i;

	for (i = 1; i < N_STATES; i++)
		if (tally->n[i] > 0 || i == DUNLIN_STATE_APPLIED || i == DUNLIN_STATE_PENDING)
			dn_str_printf(&line, "%s%zu %s", line.len == 0 ? "" : ", ", tally->n[i],
				      states[i].word);
	if (tally->seeds[DUNLIN_STATE_APPLIED] + tally->seeds[DUNLIN_STATE_DUE] > 0)
		dn_str_printf(&line, ", seeds %zu loaded and %zu due",
			      tally->seeds[DUNLIN_STATE_APPLIED], tally->seeds[DUNLIN_STATE_DUE]);
	if (head != NULL && head[0] != '\0' && strcmp(head, "0:") != 0)
		dn_str_printf(&line, ", head %s", head);
	puts(dn_need_str(&line));
	dn_str_clear(&line);
}

static void put_counts(json_t *object, const char *key, const size_t *counts)
{
	json_t *member = dn_json_put_object(object, key);
	size_t i;

	for (i = 1; i < N_STATES; i++)
		dn_json_put_number(member, dn_entryjson_state((int32_t)i), (int64_t)counts[i]);
}

static void put_result(json_t *object, const dunlin_report *report, const struct tally *tally)
{
	dn_entryjson_put(object, "migrations", report);
	put_counts(object, "counts", tally->n);
	put_counts(object, "seeds", tally->seeds);
	dn_json_put_head(object, dunlin_report_head(report));
}

static void print(struct dn_job *job, const dunlin_report *report, const struct tally *tally)
{
	if (dunlin_report_count(report) > 0)
		print_table(job, report);
	else
		printf("there are no migrations in %s\n", job->target.options.folders[0]);
	print_summary(report, tally);
}

static int check_code(const struct tally *tally)
{
	if (tally->n[DUNLIN_STATE_CHANGED] + tally->n[DUNLIN_STATE_MISSING] +
		    tally->n[DUNLIN_STATE_OUT_OF_ORDER] >
	    0)
		return DN_EXIT_REFUSED;
	if (tally->n[DUNLIN_STATE_PENDING] + tally->n[DUNLIN_STATE_DUE] +
		    tally->n[DUNLIN_STATE_UNFINISHED] >
	    0)
		return DN_EXIT_PENDING;
	return DN_EXIT_OK;
}

static int run(struct dn_job *job)
{
	dunlin_report *report = NULL;
	struct tally tally;
	dunlin_status status = dn_job_words(job, 0, 0);
	int code;

	if (status == DUNLIN_OK)
		status = dn_job_open(job, DN_JOB_ENV);
	if (status == DUNLIN_OK)
		status = dunlin_status_of(&report, job->engine, &job->err);
	dn_job_rest(job);
	if (status != DUNLIN_OK)
		return dn_job_fail(job, status);
	tally = count_all(report);
	if (job->json != NULL)
		put_result(job->json, report, &tally);
	else
		print(job, report, &tally);
	code = dn_args_has(job->args, "check") ? check_code(&tally) : DN_EXIT_OK;
	dunlin_report_free(report);
	return code;
}

static const struct dn_option options[] = {
	{ "check", 0, false, false, NULL,
	  "exit code 3 when something is pending, 4 when changed, missing or out of order" },
	DN_OPTION_ENV,
	DN_OPTION_END,
};

const struct dn_command dn_cmd_status = {
	.name = "status",
	.summary = "show what is applied and what is pending",
	.usage = "[--check] [--env NAME]",
	.about =
		"Changes nothing.  What is out of order, changed or missing is named with the reason.",
	.options = options,
	.looks = true,
	.run = run,
};
