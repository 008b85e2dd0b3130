/* dunlin history - the event log: what was done, when and by whom. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/die.h"
#include "cli/job.h"
#include "cli/lookjson.h"
#include "cli/table.h"
#include "cli/wish.h"

enum { COLUMN_SEQ, COLUMN_AT, COLUMN_EVENT, COLUMN_MIGRATION, COLUMN_BY, COLUMN_NOTE };

static enum dn_style style_of(const char *event)
{
	if (event == NULL || strcmp(event, "fail") == 0)
		return DN_STYLE_BAD;
	if (strcmp(event, "apply") == 0 || strcmp(event, "seed") == 0)
		return DN_STYLE_GOOD;
	return DN_STYLE_WARN;
}

static void add_row(struct dn_table *table, const struct dunlin_log_entry *entry)
{
	struct dn_str seq = DN_STR_INIT, by = DN_STR_INIT;
	char *label = entry->migration == 0
			      ? NULL
			      : dn_label(entry->migration, entry->id == NULL ? "?" : entry->id,
					 entry->name);

	dn_str_printf(&seq, "%lld", (long long)entry->seq);
	if (entry->os_user != NULL || entry->host != NULL)
		dn_str_printf(&by, "%s@%s", entry->os_user == NULL ? "?" : entry->os_user,
			      entry->host == NULL ? "?" : entry->host);
	dn_table_row(table);
	dn_table_cell(table, COLUMN_SEQ, DN_STYLE_NONE, dn_need_str(&seq));
	dn_table_cell(table, COLUMN_AT, DN_STYLE_NONE, entry->at);
	dn_table_cell(table, COLUMN_EVENT, style_of(entry->event), entry->event);
	dn_table_cell(table, COLUMN_MIGRATION, DN_STYLE_NONE, label);
	dn_table_cell(table, COLUMN_BY, DN_STYLE_NONE, dn_need_str(&by));
	dn_table_cell(table, COLUMN_NOTE, entry->fault == NULL ? DN_STYLE_NONE : DN_STYLE_BAD,
		      entry->fault == NULL ? entry->detail : entry->fault);
	free(label);
	dn_str_clear(&seq);
	dn_str_clear(&by);
}

/* The newest first; 0: all. */
static void print(struct dn_job *job, const dunlin_log *log, int64_t most)
{
	static const struct dn_column columns[] = {
		{ "SEQ", true }, { "AT", false },   { "EVENT", false }, { "MIGRATION", false },
		{ "BY", false }, { "NOTE", false }, { NULL, false },
	};
	size_t n = dunlin_log_count(log), i;
	struct dn_table *table;

	if (n == 0) {
		puts("nothing has happened yet");
		return;
	}
	table = dn_table_new(&job->output, columns);
	for (i = n; i > 0 && (most == 0 || n - i < (size_t)most); i--) {
		struct dunlin_log_entry entry = DUNLIN_LOG_ENTRY_INIT;

		dunlin_log_at(log, i - 1, &entry);
		add_row(table, &entry);
	}
	dn_table_print(table);
	dn_table_free(table);
}

static int run(struct dn_job *job)
{
	dunlin_log *log = NULL;
	int64_t most;
	dunlin_status status = dn_wish_count(&most, job, 0);

	if (status == DUNLIN_OK)
		status = dn_job_open(job, 0);
	if (status == DUNLIN_OK)
		status = dunlin_log_read(&log, job->engine, &job->err);
	dn_job_rest(job);
	if (status == DUNLIN_OK && job->json != NULL)
		dn_lookjson_put_events(job->json, log, most);
	else if (status == DUNLIN_OK)
		print(job, log, most);
	dunlin_log_free(log);
	return dn_job_fail(job, status);
}

static const struct dn_option options[] = { DN_OPTION_END };

const struct dn_command dn_cmd_history = {
	.name = "history",
	.summary = "show what was done, when and by whom",
	.usage = "[N]",
	.about =
		"The event log, the newest event first; or its last N events.  `dunlin audit` tells\n"
		"whether somebody has changed it.",
	.options = options,
	.looks = true,
	.run = run,
};
