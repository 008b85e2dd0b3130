/* dunlin check - finds what is wrong with the files, without a database. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/annotate.h"
#include "cli/die.h"
#include "cli/findingform.h"
#include "cli/job.h"
#include "cli/lookjson.h"
#include "cli/statementjson.h"
#include "cli/table.h"

enum { COLUMN_PLACE, COLUMN_BYTES, COLUMN_KIND, COLUMN_STATEMENT };

enum { SHOWN = 60 }; /* bytes of a statement in the list */

/* The beginning, in one line. */
static void put_start(struct dn_str *out, const char *sql, size_t len)
{
	size_t i, end = len < SHOWN ? len : SHOWN;

	while (end < len && end > 0 && ((unsigned char)sql[end] & 0xc0) == 0x80)
		end--; /* not in the midst of a character */
	for (i = 0; i < end; i++) {
		bool blank = strchr(" \t\r\n", sql[i]) != NULL;

		if (!blank)
			dn_str_putc(out, sql[i]);
		else if (out->len > 0 && out->data[out->len - 1] != ' ')
			dn_str_putc(out, ' ');
	}
	if (end < len)
		dn_str_puts(out, "…");
}

static void add_row(struct dn_table *table, const struct dunlin_statement_entry *entry)
{
	struct dn_str place = DN_STR_INIT, bytes = DN_STR_INIT, sql = DN_STR_INIT;

	dn_str_printf(&place, "%s:%lld", dn_short_file(entry->file), (long long)entry->line);
	dn_str_printf(&bytes, "%lld+%lld", (long long)entry->offset, (long long)entry->length);
	put_start(&sql, entry->sql, entry->sql_len);
	dn_table_row(table);
	dn_table_cell(table, COLUMN_PLACE, DN_STYLE_NONE, dn_need_str(&place));
	dn_table_cell(table, COLUMN_BYTES, DN_STYLE_NONE, dn_need_str(&bytes));
	dn_table_cell(table, COLUMN_KIND, DN_STYLE_NONE, entry->kind);
	dn_table_cell(table, COLUMN_STATEMENT, DN_STYLE_NONE, dn_need_str(&sql));
	dn_str_clear(&place);
	dn_str_clear(&bytes);
	dn_str_clear(&sql);
}

static void print_statements(struct dn_job *job, const dunlin_statements *statements)
{
	static const struct dn_column columns[] = {
		{ "PLACE", false },     { "BYTES", true }, { "KIND", false },
		{ "STATEMENT", false }, { NULL, false },
	};
	size_t n = dunlin_statements_count(statements), i;
	struct dn_table *table = dn_table_new(&job->output, columns);

	for (i = 0; i < n; i++) {
		struct dunlin_statement_entry entry = DUNLIN_STATEMENT_ENTRY_INIT;

		dunlin_statements_at(statements, i, &entry);
		add_row(table, &entry);
	}
	dn_table_print(table);
	dn_table_free(table);
}

/* --statements: every one, as the first of the dialects cuts it. */
static dunlin_status list_statements(struct dn_job *job, const char *dialect)
{
	dunlin_statements *statements = NULL;
	dunlin_status status = dunlin_statements_cut(&statements, job->engine, dialect, &job->err);

	if (status == DUNLIN_OK && job->json != NULL)
		dn_statementjson_put(job->json, statements);
	else if (status == DUNLIN_OK && dunlin_statements_count(statements) > 0)
		print_statements(job, statements);
	dunlin_statements_free(statements);
	return status;
}

static bool is_github(const struct dn_job *job)
{
	const char *format = dn_args_get(job->args, "format");

	return job->json == NULL && format != NULL && strcmp(format, "github") == 0;
}

static void annotate(struct dn_job *job, const dunlin_findings *findings)
{
	const char *folder = dn_args_get(job->args, "directory");
	size_t n = dunlin_findings_count(findings), i;
	struct dn_str text = DN_STR_INIT;

	for (i = 0; i < n; i++) {
		struct dunlin_finding finding = DUNLIN_FINDING_INIT;

		dunlin_findings_at(findings, i, &finding);
		dn_annotate_finding(&text, &finding, folder);
	}
	fputs(dn_need_str(&text), stdout);
	dn_str_clear(&text);
}

/* Where nothing is wrong: what was looked at; the list of statements says as much. */
static void print_good(const struct dn_job *job, const dunlin_findings *findings)
{
	struct dunlin_finding finding = DUNLIN_FINDING_INIT;

	dunlin_findings_at(findings, 0, &finding);
	if (job->output.quiet || dn_args_has(job->args, "statements") || finding.message == NULL)
		return;
	dn_put(stdout, false, DN_STYLE_NONE, finding.message);
	fputs(": nothing is wrong\n", stdout);
}

static void print(struct dn_job *job, const dunlin_findings *findings,
		  const struct dn_finding_counts *counts)
{
	if (job->json != NULL) {
		dn_lookjson_put_findings(job->json, findings);
	} else if (is_github(job)) {
		annotate(job, findings);
	} else {
		dn_findingform_print(&job->output, findings);
		if (counts->errors + counts->coverage + counts->warnings > 0)
			printf("%zu error%s, %zu warning%s\n", counts->errors + counts->coverage,
			       counts->errors + counts->coverage == 1 ? "" : "s", counts->warnings,
			       counts->warnings == 1 ? "" : "s");
		else
			print_good(job, findings);
	}
}

static int code_of(const struct dn_job *job, const struct dn_finding_counts *counts)
{
	if (counts->errors > 0)
		return DN_EXIT_USAGE;
	if (counts->coverage > 0)
		return DN_EXIT_REFUSED;
	if (counts->warnings > 0 && dn_args_has(job->args, "strict"))
		return DN_EXIT_USAGE;
	return DN_EXIT_OK;
}

static dunlin_status read_format(struct dn_job *job)
{
	const char *format = dn_args_get(job->args, "format");

	if (job->json != NULL && format != NULL && strcmp(format, "json") != 0)
		return dn_fail(&job->err, DUNLIN_EUSAGE, "--json or --format %s, not both", format);
	if (format == NULL || strcmp(format, "text") == 0 || strcmp(format, "json") == 0 ||
	    strcmp(format, "github") == 0)
		return DUNLIN_OK;
	return dn_fail(&job->err, DUNLIN_EUSAGE, "--format \"%s\": it is text, json or github",
		       format);
}

static dunlin_status check(struct dn_job *job, const char *const *dialects, size_t n, int *code)
{
	struct dn_finding_counts counts;
	dunlin_findings *findings = NULL;
	dunlin_status status = dunlin_check(&findings, job->engine, dialects, n, &job->err);

	dn_job_rest(job);
	if (status != DUNLIN_OK)
		return status;
	dn_findingform_count(&counts, findings);
	*code = code_of(job, &counts);
	/* What cannot be read cannot be cut. */
	if (dn_args_has(job->args, "statements") && counts.errors == 0 && !is_github(job))
		status = list_statements(job, n > 0 ? dialects[0] : NULL);
	print(job, findings, &counts);
	dunlin_findings_free(findings);
	return status;
}

/* A failure is a text on stderr, which no annotation is made of. */
static void annotate_failure(struct dn_job *job)
{
	struct dn_str text = DN_STR_INIT;

	dn_annotate_error(&text, &job->err, dn_args_get(job->args, "directory"));
	fputs(dn_need_str(&text), stdout);
	dn_str_clear(&text);
}

static int run(struct dn_job *job)
{
	dunlin_status status = dn_job_words(job, 0, 0);
	const char **dialects = NULL, **dialect, *given;
	size_t n = 0, cap = 0;
	int code = DN_EXIT_OK;

	while ((given = dn_args_nth(job->args, "dialect", n)) != NULL) {
		dialect = dn_need_item(&dialects, &n, &cap, sizeof(*dialect));
		*dialect = given;
	}
	if (status == DUNLIN_OK)
		status = read_format(job);
	if (status == DUNLIN_OK)
		status = dn_job_open(job, DN_JOB_ANY_TARGET);
	if (status == DUNLIN_OK)
		status = check(job, dialects, n, &code);
	free(dialects);
	if (status != DUNLIN_OK && is_github(job))
		annotate_failure(job);
	return status == DUNLIN_OK ? code : dn_job_fail(job, status);
}

static const struct dn_option options[] = {
	{ "dialect", 0, true, false, "DIALECT",
	  "every migration must have a body for it; may be given often" },
	{ "statements", 0, false, false, NULL,
	  "list every statement, as the first dialect, or the target's, cuts them" },
	{ "strict", 0, false, false, NULL, "warnings count as errors" },
	{ "format", 0, false, false, "FORMAT", "text, json, or github: annotations at the lines" },
	DN_OPTION_END,
};

const struct dn_command dn_cmd_check = {
	.name = "check",
	.summary = "find what is wrong with the files, without a database",
	.usage = "[--dialect DIALECT]... [--statements] [--strict] [--format FORMAT]",
	.about = "Names, duplicates, directives, `requires`, whether every body can be cut into\n"
		 "statements, and whether each migration has a body for every dialect: those that\n"
		 "are named, or that of the target and all that files are for.  Says in one line\n"
		 "when nothing is wrong, but not with -q.  Exit code 2 when something is, 4 when\n"
		 "only bodies are missing.",
	.options = options,
	.looks = true,
	.run = run,
};
