/* cli/planform - how a plan looks: SQL, with the reasons as comments. */
#include "cli/planform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/die.h"

/* A comment of one line, whatever is in `text`. */
static void put_comment(const struct dn_output *out, const struct dn_str *text)
{
	struct dn_str line = DN_STR_INIT;
	const char *at;

	dn_str_puts(&line, "-- ");
	for (at = dn_need_str(text); *at != '\0'; at++)
		dn_str_putc(&line, *at == '\n' ? ' ' : *at);
	dn_put(stdout, out->color_out, DN_STYLE_FAINT, dn_need_str(&line));
	putchar('\n');
	dn_str_clear(&line);
}

static void put_step(const struct dn_output *out, const dunlin_plan *plan, int64_t i)
{
	static const char *const directions[] = { "up", "down", "verify" };
	struct dunlin_step step = DUNLIN_STEP_INIT;
	struct dn_str text = DN_STR_INIT;
	char *label;

	dunlin_plan_step(plan, (size_t)i, &step);
	label = dn_label(step.migration, step.id, step.name);
	dn_str_printf(&text, "%lld. %s %s", (long long)i + 1, label,
		      step.migration == 's' ? "seed" : directions[step.direction % 3]);
	if (step.file != NULL)
		dn_str_printf(&text, ", %s", dn_short_file(step.file));
	if (step.reason != NULL)
		dn_str_printf(&text, ": %s", step.reason);
	dn_str_puts(&text, step.n_stmts == 0 ? " (no statements)" : "");
	putchar('\n');
	put_comment(out, &text);
	dn_str_clear(&text);
	free(label);
}

/* Where a statement is from, and what is special about it; nothing when it is
 * Dunlin's own and plain. */
static void put_origin(const struct dn_output *out, const struct dunlin_line *line)
{
	struct dn_str text = DN_STR_INIT;

	if (line->file != NULL)
		dn_str_printf(&text, "%s:%lld", dn_short_file(line->file), (long long)line->line);
	if (line->kind == DUNLIN_LINE_ALONE)
		dn_str_printf(&text, "%soutside any transaction", text.len > 0 ? ", " : "");
	if (line->kind == DUNLIN_LINE_LEFT_OUT)
		dn_str_printf(&text, "%sleft out", text.len > 0 ? ", " : "");
	if (line->reason != NULL)
		dn_str_printf(&text, "%s%s", text.len > 0 ? ": " : "", line->reason);
	if (text.failed || text.len > 0)
		put_comment(out, &text);
	dn_str_clear(&text);
}

/* To a terminal as text, elsewhere byte by byte: it may be run. */
static void put_sql(const struct dn_output *out, enum dn_style style, const char *text, size_t len)
{
	char *copy;

	if (isatty(STDOUT_FILENO) || out->color_out) {
		copy = dn_need(strndup(text, len));
		dn_put(stdout, out->color_out, style, copy);
		free(copy);
	} else {
		fwrite(text, 1, len, stdout);
	}
}

/* Behind COPY: the rows and their end, or in a plan how much there is. */
static void put_data(const struct dn_output *out, const struct dunlin_line *line, bool script)
{
	bool ended = line->data_len == 0 || line->data[line->data_len - 1] == '\n';
	struct dn_str text = DN_STR_INIT;

	if (script) {
		put_sql(out, DN_STYLE_NONE, line->data, line->data_len);
		fputs(ended ? "\\.\n" : "\n\\.\n", stdout);
	} else {
		dn_str_printf(&text, "and its data, %zu bytes", line->data_len);
		put_comment(out, &text);
	}
	dn_str_clear(&text);
}

/* The statement with its semicolon, on a line of its own where the last one may
 * end in a comment. */
static void put_statement(const struct dn_output *out, const struct dunlin_line *line)
{
	bool own = line->kind == DUNLIN_LINE_OWN || line->kind == DUNLIN_LINE_BORDER ||
		   line->kind == DUNLIN_LINE_SETUP || line->kind == DUNLIN_LINE_CLIENT;
	char *sql = dn_need(strndup(line->sql, line->sql_len));
	size_t len = strlen(sql);
	const char *last;
	struct dn_str text = DN_STR_INIT;

	while (len > 0 && strchr(" \t\r\n", sql[len - 1]) != NULL)
		sql[--len] = '\0';
	last = strrchr(sql, '\n');
	dn_str_puts(&text, sql);
	if (line->kind == DUNLIN_LINE_CLIENT || (last == NULL && strncmp(sql, "--", 2) == 0))
		; /* no SQL, or only words */
	else if (strstr(last == NULL ? sql : last, "--") != NULL)
		dn_str_puts(&text, "\n;");
	else if (len == 0 || sql[len - 1] != ';')
		dn_str_putc(&text, ';');
	put_sql(out, own ? DN_STYLE_FAINT : DN_STYLE_NONE, dn_need_str(&text), text.len);
	putchar('\n');
	dn_str_clear(&text);
	free(sql);
}

/* Not sent: every line of it a comment. */
static void put_left_out(const struct dn_output *out, const struct dunlin_line *line)
{
	const char *at = line->sql, *end = line->sql + line->sql_len, *stop;
	struct dn_str text = DN_STR_INIT;

	for (; at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		dn_str_put(&text, at, (size_t)(stop - at));
		put_comment(out, &text);
		dn_str_reset(&text);
	}
	dn_str_clear(&text);
}

static void put_lines(const struct dn_output *out, const dunlin_plan *plan, bool script)
{
	size_t n = dunlin_plan_lines(plan), i;
	int64_t step = -1;
	bool setup = false;

	for (i = 0; i < n; i++) {
		struct dunlin_line line = DUNLIN_LINE_INIT;

		dunlin_plan_line(plan, i, &line);
		if (line.kind == DUNLIN_LINE_SETUP && !setup) {
			setup = true;
			dn_put(stdout, out->color_out, DN_STYLE_FAINT, "-- on every connection");
			putchar('\n');
		}
		if (line.step >= 0 && line.step != step) {
			step = line.step;
			put_step(out, plan, step);
		}
		put_origin(out, &line);
		if (line.kind == DUNLIN_LINE_LEFT_OUT)
			put_left_out(out, &line);
		else
			put_statement(out, &line);
		if (line.data != NULL)
			put_data(out, &line, script);
	}
}

static void put_waiting(const struct dn_output *out, const dunlin_report *report)
{
	size_t n = report == NULL ? 0 : dunlin_report_count(report), i;
	struct dn_str text = DN_STR_INIT;

	if (n > 0)
		putchar('\n');
	for (i = 0; i < n; i++) {
		struct dunlin_entry entry = DUNLIN_ENTRY_INIT;
		char *label;

		dunlin_report_at(report, i, &entry);
		label = dn_label(entry.migration, entry.id, entry.name);
		dn_str_reset(&text);
		dn_str_printf(&text, "%s: %s%s%s",
			      entry.state == DUNLIN_STATE_WAITING ? "waiting" : "left out", label,
			      entry.reason == NULL ? "" : ": ",
			      entry.reason == NULL ? "" : entry.reason);
		put_comment(out, &text);
		free(label);
	}
	dn_str_clear(&text);
}

static void put_plan(const struct dn_output *out, const dunlin_plan *plan, bool script)
{
	if (dunlin_plan_steps(plan) == 0) {
		dn_put(stdout, out->color_out, DN_STYLE_FAINT, "-- nothing to do");
		putchar('\n');
	} else {
		put_lines(out, plan, script);
	}
	put_waiting(out, dunlin_plan_waiting(plan));
}

void dn_planform_print(const struct dn_output *out, const dunlin_plan *plan)
{
	put_plan(out, plan, false);
}

void dn_planform_script(const struct dn_output *out, const dunlin_plan *plan, const char *title)
{
	struct dn_str text = DN_STR_INIT;

	dn_str_puts(&text, title);
	put_comment(out, &text);
	put_plan(out, plan, true);
	dn_str_clear(&text);
}
