/* cli/errorform - how a failure looks, and which exit code it is. */
#include "cli/errorform.h"

#include <stdio.h>
#include <string.h>

#include <dunlin/dunlin.h>

#include "cli/output.h"
#include "cli/width.h"

/* A source line longer than this is shown from somewhat before the column on. */
#define LINE_WIDTH 100
#define LINE_LEAD 60

int dn_exit_code(dunlin_status status, int signal)
{
	switch (status) {
	case DUNLIN_OK:
		return DN_EXIT_OK;
	case DUNLIN_EUSAGE:
	case DUNLIN_EPLUGIN:
	case DUNLIN_EUNSUPPORTED: /* a setting or command that is not for this database */
		return DN_EXIT_USAGE;
	case DUNLIN_EREFUSED:
		return DN_EXIT_REFUSED;
	case DUNLIN_EBUSY:
		return DN_EXIT_BUSY;
	case DUNLIN_ECONNECT:
		return DN_EXIT_CONNECT;
	case DUNLIN_ECANCELED:
		return signal > 0 ? DN_EXIT_SIGNAL + signal : DN_EXIT_FAILED;
	default:
		return DN_EXIT_FAILED;
	}
}

/* Where to begin to show a long line, so that `column` can be seen. */
static const char *window(const char *source, int64_t *column)
{
	int width, total = 0;
	const char *at;

	for (at = source; *at != '\0'; at += dn_width_next(at, &width))
		total++;
	if (total <= LINE_WIDTH || *column <= LINE_LEAD)
		return source;
	for (; *column > LINE_LEAD; (*column)--)
		source += dn_width_next(source, &width);
	return source;
}

/* The line and, below it, the caret; tabs stay tabs in both. */
static void put_source(struct dn_str *out, const dunlin_error *err, bool color)
{
	int64_t column = dunlin_error_column(err), i;
	const char *source = dunlin_error_source(err), *at = window(source, &column);
	bool cut = at != source;
	struct dn_str caret = DN_STR_INIT;
	int width, gutter;

	gutter = snprintf(NULL, 0, "%5lld", (long long)dunlin_error_line(err));
	dn_str_printf(out, "%5lld | %s", (long long)dunlin_error_line(err), cut ? "..." : "");
	dn_str_printf(&caret, "%*s | %s", gutter, "", cut ? "   " : "");
	for (i = 1; *at != '\0' && i <= LINE_WIDTH; i++) {
		size_t len = dn_width_next(at, &width);

		if (i < column && *at == '\t')
			dn_str_putc(&caret, '\t');
		for (; i < column && *at != '\t' && width > 0; width--)
			dn_str_putc(&caret, ' ');
		dn_clean(out, at, len);
		at += len;
	}
	dn_str_printf(out, "%s\n", *at == '\0' ? "" : "...");
	if (column > 0 && column <= i)
		dn_str_printf(out, "%s%s^%s\n", dn_str_text(&caret), dn_style(color, DN_STYLE_GOOD),
			      dn_style(color, DN_STYLE_NONE));
	out->failed = out->failed || caret.failed;
	dn_str_clear(&caret);
}

/* "  title: text", further lines of the text below its first. */
static void put_more(struct dn_str *out, const char *title, const char *text)
{
	size_t len;

	if (text == NULL || text[0] == '\0')
		return;
	dn_str_printf(out, "  %s", title);
	for (;;) {
		len = strcspn(text, "\n");
		dn_clean(out, text, len);
		dn_str_putc(out, '\n');
		text += len;
		text += *text == '\n';
		if (*text == '\0')
			return;
		dn_str_puts(out, "    ");
	}
}

void dn_errorform_put(struct dn_str *out, const dunlin_error *err, bool color)
{
	const char *file = dunlin_error_file(err), *message = dunlin_error_message(err);
	const char *sqlstate = dunlin_error_sqlstate(err);

	dn_str_printf(out, "%sdunlin:%s ", dn_style(color, DN_STYLE_BAD),
		      dn_style(color, DN_STYLE_NONE));
	if (file != NULL) {
		file = dn_short_file(file);
		dn_clean(out, file, strlen(file));
		if (dunlin_error_line(err) > 0)
			dn_str_printf(out, ":%lld", (long long)dunlin_error_line(err));
		if (dunlin_error_line(err) > 0 && dunlin_error_column(err) > 0)
			dn_str_printf(out, ":%lld", (long long)dunlin_error_column(err));
		dn_str_puts(out, ": ");
	}
	if (message == NULL)
		message = dunlin_status_text(dunlin_error_status(err));
	dn_clean(out, message, strlen(message));
	if (sqlstate != NULL)
		dn_str_printf(out, " (%s)", sqlstate);
	dn_str_putc(out, '\n');
	if (file != NULL && dunlin_error_line(err) > 0 && dunlin_error_source(err) != NULL)
		put_source(out, err, color);
	put_more(out, "", dunlin_error_state(err));
	put_more(out, "detail: ", dunlin_error_detail(err));
	put_more(out, "hint: ", dunlin_error_hint(err));
	put_more(out, "context: ", dunlin_error_context(err));
}

/* What can be said with no memory at all: what went wrong, and what state is left. */
static void print_bare(const dunlin_error *err, bool color)
{
	const char *state = dunlin_error_state(err);

	dn_put(stderr, color, DN_STYLE_BAD, "dunlin:");
	fputc(' ', stderr);
	dn_put(stderr, false, DN_STYLE_NONE, dunlin_error_message(err));
	if (state != NULL) {
		fputs("\n  ", stderr);
		dn_put(stderr, false, DN_STYLE_NONE, state);
	}
	fputs("\n  out of memory: there is more to say\n", stderr);
}

void dn_errorform_print(const dunlin_error *err, bool color)
{
	struct dn_str text = DN_STR_INIT;

	dn_errorform_put(&text, err, color);
	if (text.failed)
		print_bare(err, color);
	else
		fputs(dn_str_text(&text), stderr);
	dn_str_clear(&text);
}
