/* dunlin drivers - lists drivers, and why some cannot be used. */
#include <stdio.h>

#include "cli/job.h"
#include "cli/table.h"

enum { COLUMN_NAME, COLUMN_DIALECT, COLUMN_SCHEMES, COLUMN_FROM, COLUMN_NOTE };

static void add_row(struct dn_table *table, const struct dunlin_driver_entry *entry)
{
	dn_table_row(table);
	dn_table_cell(table, COLUMN_NAME, entry->usable ? DN_STYLE_GOOD : DN_STYLE_BAD,
		      entry->name);
	dn_table_cell(table, COLUMN_DIALECT, DN_STYLE_NONE, entry->dialect);
	dn_table_cell(table, COLUMN_SCHEMES, DN_STYLE_NONE, entry->schemes);
	dn_table_cell(table, COLUMN_FROM, DN_STYLE_NONE, entry->place);
	if (entry->usable)
		dn_table_cell(table, COLUMN_NOTE, DN_STYLE_NONE, entry->abilities);
	else
		dn_table_cell(table, COLUMN_NOTE, DN_STYLE_BAD, entry->reason);
}

static void print(struct dn_job *job, const dunlin_drivers *drivers)
{
	static const struct dn_column columns[] = {
		{ "DRIVER", false }, { "DIALECT", false }, { "SCHEMES", false },
		{ "FROM", false },   { "CAN DO", false },  { NULL, false },
	};
	size_t n = dunlin_drivers_count(drivers), i;
	struct dn_table *table;
	const char *place;

	if (n > 0) {
		table = dn_table_new(&job->output, columns);
		for (i = 0; i < n; i++) {
			struct dunlin_driver_entry entry = DUNLIN_DRIVER_ENTRY_INIT;

			dunlin_drivers_at(drivers, i, &entry);
			add_row(table, &entry);
		}
		dn_table_print(table);
		dn_table_free(table);
	} else {
		puts("no driver was found");
	}
	puts("\nlooked in:");
	for (i = 0; (place = dunlin_drivers_place(drivers, i)) != NULL; i++) {
		fputs("  ", stdout);
		dn_put(stdout, false, DN_STYLE_NONE, place);
		putchar('\n');
	}
	if (dn_section_find(&job->config.project, "drivers") != NULL &&
	    !dn_args_has(job->args, "trust-project-drivers"))
		puts("  not in the folders that dunlin.conf names: --trust-project-drivers does");
}

static void put_result(json_t *object, const dunlin_drivers *drivers)
{
	json_t *array = dn_json_put_array(object, "drivers"), *item;
	size_t n = dunlin_drivers_count(drivers), i;
	const char *place;

	for (i = 0; i < n; i++) {
		struct dunlin_driver_entry entry = DUNLIN_DRIVER_ENTRY_INIT;

		dunlin_drivers_at(drivers, i, &entry);
		item = dn_json_add_object(array);
		dn_json_put_text(item, "name", entry.name);
		dn_json_put_flag(item, "usable", entry.usable != 0);
		dn_json_put_text(item, "reason", entry.reason);
		dn_json_put_text(item, "dialect", entry.dialect);
		dn_json_put_words(item, "schemes", entry.schemes);
		dn_json_put_words(item, "abilities", entry.abilities);
		dn_json_put_text(item, "path", entry.path);
		dn_json_put_text(item, "place", entry.place);
	}
	array = dn_json_put_array(object, "places");
	for (i = 0; (place = dunlin_drivers_place(drivers, i)) != NULL; i++)
		dn_json_add_text(array, place);
}

static int run(struct dn_job *job)
{
	dunlin_drivers *drivers = NULL;
	dunlin_status status = dn_job_words(job, 0, 0);

	if (status == DUNLIN_OK)
		status = dn_job_open(job, DN_JOB_NO_TARGET);
	if (status == DUNLIN_OK)
		status = dunlin_drivers_list(&drivers, job->engine, &job->err);
	dn_job_rest(job);
	if (status == DUNLIN_OK && job->json != NULL)
		put_result(job->json, drivers);
	else if (status == DUNLIN_OK)
		print(job, drivers);
	dunlin_drivers_free(drivers);
	return dn_job_fail(job, status);
}

static const struct dn_option options[] = { DN_OPTION_END };

const struct dn_command dn_cmd_drivers = {
	.name = "drivers",
	.summary = "list drivers, what they can do, and why some are refused",
	.usage = "",
	.about = "Needs no target.  Every driver that is found is loaded, to say what it can do.",
	.options = options,
	.looks = true,
	.run = run,
};
