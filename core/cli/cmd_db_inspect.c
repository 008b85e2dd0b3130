/* dunlin db inspect - shows what a database holds, and what goes on in it. */
#include "cli/cmd_db_inspect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/die.h"
#include "cli/inspectform.h"
#include "cli/outcome.h"
#include "cli/suggest.h"

/* What stands below the rows: how many there are, and what of it is worth a word. */

static long long number_at(const dunlin_table *table, size_t row, const char *name)
{
	const char *value = dn_inspectform_at(table, row, name);

	return value == NULL ? 0 : strtoll(value, NULL, 10);
}

/* A partition is in the sums of the table it belongs to. */
static void sum_tables(struct dn_str *text, const dunlin_table *table)
{
	size_t rows = dunlin_table_rows(table), n = 0, i;
	bool sized = false;
	int64_t bytes = 0;
	char *size;

	for (i = 0; i < rows; i++) {
		const char *kind = dn_inspectform_at(table, i, "kind");

		if (kind != NULL && strcmp(kind, "partition") == 0)
			continue;
		n++;
		sized = sized || dn_inspectform_at(table, i, "total_bytes") != NULL;
		bytes += number_at(table, i, "total_bytes");
	}
	dn_str_printf(text, "%zu %s", n, n == 1 ? "table" : "tables");
	if (sized) {
		size = dn_size(bytes);
		dn_str_printf(text, ", %s", size);
		free(size);
	}
}

static void sum_indexes(struct dn_str *text, const dunlin_table *table)
{
	static const char *const notes[] = { "unused", "invalid", "duplicate", "prefix" };
	static const char *const words[] = { "unused", "invalid", "duplicate", "needless" };
	size_t rows = dunlin_table_rows(table), n, i, k;

	dn_str_printf(text, "%zu %s", rows, rows == 1 ? "index" : "indexes");
	for (k = 0; k < sizeof(notes) / sizeof(notes[0]); k++) {
		for (n = i = 0; i < rows; i++) {
			const char *note = dn_inspectform_at(table, i, "note");

			if (note != NULL && strncmp(note, notes[k], strlen(notes[k])) == 0)
				n++;
		}
		if (n > 0)
			dn_str_printf(text, ", %zu %s", n, words[k]);
	}
}

static void sum_activity(struct dn_str *text, const dunlin_table *table)
{
	size_t n = dunlin_table_rows(table);

	dn_str_printf(text, "%zu %s at work", n, n == 1 ? "session" : "sessions");
}

/* Who waits for two stands in two rows; where no row names who waits, each is one who holds. */
static void sum_locks(struct dn_str *text, const dunlin_table *table)
{
	size_t rows = dunlin_table_rows(table), n = 0, i;
	long long last = 0;

	for (i = 0; i < rows; i++) {
		long long pid = number_at(table, i, "waiting_pid");

		n += i == 0 || pid == 0 || pid != last;
		last = pid;
	}
	if (last != 0)
		dn_str_printf(text, "%zu %s", n, n == 1 ? "session waits" : "sessions wait");
	else
		dn_str_printf(text, "%zu %s", n,
			      n == 1 ? "process keeps others from writing"
				     : "processes keep others from writing");
}

static void sum_slow(struct dn_str *text, const dunlin_table *table)
{
	size_t n = dunlin_table_rows(table);

	dn_str_printf(text, "%zu %s, by the time that %s took in all", n,
		      n == 1 ? "statement" : "statements", n == 1 ? "it" : "they");
}

static const struct topic {
	const char *name;
	uint32_t topic; /* DUNLIN_INSPECT_* */
	const char *nothing;
	void (*sum)(struct dn_str *text, const dunlin_table *table);
} topics[] = {
	{ "tables", DUNLIN_INSPECT_TABLES, "there are no tables", sum_tables },
	{ "indexes", DUNLIN_INSPECT_INDEXES, "there are no indexes", sum_indexes },
	{ "activity", DUNLIN_INSPECT_ACTIVITY, "nothing runs", sum_activity },
	{ "locks", DUNLIN_INSPECT_LOCKS, "nobody waits for a lock", sum_locks },
	{ "slow", DUNLIN_INSPECT_SLOW, "no statement was counted yet", sum_slow },
};
#define N_TOPICS (sizeof(topics) / sizeof(topics[0]))
#define TOPICS "tables, indexes, activity, locks or slow"

static dunlin_status find_topic(const struct topic **out, struct dn_job *job)
{
	struct dn_suggest suggest;
	dunlin_status status;
	char *shown;
	size_t i;

	*out = NULL;
	if (job->args->n_words < 2)
		return dn_fail(&job->err, DUNLIN_EUSAGE, "db inspect: say what: " TOPICS);
	for (i = 0; i < N_TOPICS; i++)
		if (strcmp(job->args->words[1], topics[i].name) == 0)
			*out = &topics[i];
	if (*out != NULL)
		return DUNLIN_OK;
	shown = dn_url_display(job->args->words[1]);
	status = dn_fail(&job->err, DUNLIN_EUSAGE, "db inspect: unknown \"%s\"; it is " TOPICS,
			 shown);
	suggest = (struct dn_suggest)DN_SUGGEST_INIT(shown);
	for (i = 0; i < N_TOPICS; i++)
		dn_suggest_try(&suggest, topics[i].name);
	if (suggest.best != NULL)
		dn_error_hint(&job->err, "did you mean %s?", suggest.best);
	free(shown);
	return status;
}

static void print(struct dn_job *job, const struct topic *topic, const dunlin_table *table)
{
	struct dn_str text = DN_STR_INIT;

	if (dunlin_table_rows(table) == 0) {
		puts(topic->nothing);
		return;
	}
	dn_inspectform_print(&job->output, table);
	topic->sum(&text, table);
	printf("\n%s\n", dn_need_str(&text));
	dn_str_clear(&text);
}

int dn_db_inspect(struct dn_job *job)
{
	const struct topic *topic = NULL;
	dunlin_table *table = NULL;
	dunlin_status status = find_topic(&topic, job);

	if (status == DUNLIN_OK)
		status = dn_job_open(job, 0);
	if (status == DUNLIN_OK)
		status = dunlin_inspect(&table, job->engine, topic->topic, &job->err);
	dn_job_rest(job);
	if (status == DUNLIN_OK && job->json != NULL) {
		dn_json_put_text(job->json, "topic", topic->name);
		dn_inspectform_put(job->json, table);
	} else if (status == DUNLIN_OK) {
		print(job, topic, table);
	}
	dunlin_table_free(table);
	return dn_job_fail(job, status);
}
