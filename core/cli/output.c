/* cli/output - results to stdout, messages to stderr. */
#include "cli/output.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/die.h"

static bool wants_color(const char *when, int fd)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (when != NULL && strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	if (no_color != NULL && no_color[0] != '\0')
		return false;
	return isatty(fd) && term != NULL && strcmp(term, "dumb") != 0;
}

dunlin_status dn_output_init(struct dn_output *out, const char *when, dunlin_error *err)
{
	const char *term = getenv("TERM");
	if (when != NULL && strcmp(when, "always") != 0 && strcmp(when, "never") != 0 &&
	    strcmp(when, "auto") != 0)
		return dn_fail(err, DUNLIN_EUSAGE, "--color \"%s\": it is always, never or auto",
			       when);
	out->color_out = wants_color(when, STDOUT_FILENO);
	out->color_err = wants_color(when, STDERR_FILENO);
	out->live = isatty(STDERR_FILENO) && term != NULL && strcmp(term, "dumb") != 0;
	out->marks = out->marks && isatty(STDOUT_FILENO) && term != NULL &&
		     strcmp(term, "dumb") != 0;
	return DUNLIN_OK;
}

const char *dn_style(bool color, enum dn_style style)
{
	static const char *const codes[] = {
		[DN_STYLE_NONE] = "\033[0m",  [DN_STYLE_GOOD] = "\033[32m",
		[DN_STYLE_BAD] = "\033[31m",  [DN_STYLE_WARN] = "\033[33m",
		[DN_STYLE_FAINT] = "\033[2m", [DN_STYLE_BOLD] = "\033[1m",
	};

	return color ? codes[style] : "";
}

/* Bytes of the control character that `text` starts with; 0 when it starts with none. */
static size_t control(const char *text, size_t len)
{
	const unsigned char c = (unsigned char)text[0];

	/* C1 controls are two bytes in UTF-8. */
	if (c == 0xc2 && len > 1 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] < 0xa0)
		return 2;
	return c == 0x7f || (c < 0x20 && c != '\t' && c != '\n');
}

/* Bytes up to the first control character. */
static size_t harmless(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len && control(text + i, len - i) == 0; i++)
		;
	return i;
}

void dn_clean(struct dn_str *out, const char *text, size_t len)
{
	size_t n;

	for (; len > 0; text += n, len -= n) {
		n = harmless(text, len);
		dn_str_put(out, text, n);
		if (n < len) {
			dn_str_putc(out, '?');
			n += control(text + n, len - n);
		}
	}
}

/* Needs no memory: what the library has to say for want of it goes through here. */
void dn_put(FILE *to, bool color, enum dn_style style, const char *text)
{
	size_t len = text == NULL ? 0 : strlen(text), n;

	if (style != DN_STYLE_NONE)
		fputs(dn_style(color, style), to);
	for (; len > 0; text += n, len -= n) {
		n = harmless(text, len);
		fwrite(text, 1, n, to);
		if (n < len) {
			fputc('?', to);
			n += control(text + n, len - n);
		}
	}
	if (style != DN_STYLE_NONE)
		fputs(dn_style(color, DN_STYLE_NONE), to);
}

void dn_say(const struct dn_output *out, const char *format, ...)
{
	struct dn_str text = DN_STR_INIT;
	va_list args;

	if (out->quiet)
		return;
	va_start(args, format);
	dn_str_vprintf(&text, format, args);
	va_end(args);
	fputs("dunlin: ", stderr);
	dn_put(stderr, false, DN_STYLE_NONE, dn_need_str(&text));
	fputc('\n', stderr);
	dn_str_clear(&text);
}

void dn_warn(const struct dn_output *out, const char *text, const char *file, int64_t line)
{
	if (out->json && out->quiet)
		return;
	fputs("dunlin: ", stderr);
	dn_put(stderr, out->color_err, DN_STYLE_WARN, "warning:");
	fputc(' ', stderr);
	dn_put(stderr, false, DN_STYLE_NONE, text);
	if (file != NULL) {
		fputs(" (", stderr);
		dn_put(stderr, false, DN_STYLE_NONE, dn_short_file(file));
		if (line > 0)
			fprintf(stderr, ":%lld", (long long)line);
		fputc(')', stderr);
	}
	fputc('\n', stderr);
}

char *dn_took(int64_t us)
{
	struct dn_str text = DN_STR_INIT;
	long long ms = us / 1000;

	if (us < 0)
		ms = 0;
	if (ms < 1000)
		dn_str_printf(&text, "%lld ms", ms);
	else if (ms < 60000)
		dn_str_printf(&text, "%lld.%lld s", ms / 1000, ms / 100 % 10);
	else
		dn_str_printf(&text, "%lld min %lld s", ms / 60000, ms / 1000 % 60);
	return dn_need_text(&text);
}

char *dn_size(int64_t bytes)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
	const size_t last = sizeof(units) / sizeof(units[0]) - 1;
	struct dn_str text = DN_STR_INIT;
	double value = (double)bytes / 1024;
	size_t i = 0;

	if (bytes < 1024) {
		dn_str_printf(&text, "%lld B", (long long)bytes);
		return dn_need_text(&text);
	}
	for (; value >= 1023.95 && i < last; i++)
		value /= 1024;
	dn_str_printf(&text, "%.1f %s", value, units[i]);
	return dn_need_text(&text);
}

char *dn_label(char kind, const char *id, const char *name)
{
	struct dn_str text = DN_STR_INIT;

	if (kind == 'v' && name != NULL && name[0] != '\0')
		dn_str_printf(&text, "%s_%s", id == NULL ? "" : id, name);
	else
		dn_str_printf(&text, "%s%s",
			      kind == 'r'   ? "R__"
			      : kind == 's' ? "seeds/"
					    : "",
			      id != NULL ? id : name);
	return dn_need_text(&text);
}

const char *dn_short_file(const char *file)
{
	char here[PATH_MAX]; /* Linux knows no longer one; and there may be no memory */
	size_t len = getcwd(here, sizeof(here)) == NULL ? 0 : strlen(here);

	if (len > 1 && strncmp(file, here, len) == 0 && file[len] == '/')
		file += len + 1;
	else if (strncmp(file, "./", 2) == 0)
		file += 2;
	return file;
}

bool dn_output_finish(bool may_leave)
{
	/* A write that failed earlier leaves the mark, but maybe not its errno. */
	bool failed = ferror(stdout) != 0;
	int why = 0;

	errno = 0;
	if (fflush(stdout) != 0) {
		failed = true;
		why = errno;
	}
	if (!failed || (may_leave && why == EPIPE))
		return true;
	fprintf(stderr, "dunlin: cannot write the results: %s\n",
		why == 0 ? "the output is gone" : strerror(why));
	clearerr(stdout);
	return false;
}
