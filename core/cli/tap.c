/* cli/tap - the points of a test as TAP, version 13. */
#include "cli/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/die.h"
#include "cli/output.h"

enum { SHOWN = 48 }; /* bytes of a statement */

/* The beginning of a statement in one line; `#` would begin a directive of TAP. */
static void put_start(struct dn_str *out, const char *text, size_t len)
{
	size_t end = len < SHOWN ? len : SHOWN, i;
	bool blank = true;

	while (end < len && end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--; /* not in the midst of a character */
	for (i = 0; i < end; i++) {
		const bool now = text[i] == ' ' || ((unsigned char)text[i] < ' ');

		if (now && !blank)
			dn_str_putc(out, ' ');
		else if (!now && text[i] == '#')
			dn_str_puts(out, "\\#");
		else if (!now)
			dn_str_putc(out, text[i]);
		blank = now;
	}
	if (end < len)
		dn_str_puts(out, "…");
}

char *dn_tap_name(const struct dunlin_point *point)
{
	struct dn_str name = DN_STR_INIT;

	if (point->file != NULL && (point->line > 0 || point->text == NULL))
		dn_str_puts(&name, dn_short_file(point->file));
	if (point->file != NULL && point->line > 0)
		dn_str_printf(&name, ":%lld", (long long)point->line);
	if (point->text != NULL) {
		if (name.len > 0)
			dn_str_putc(&name, ' ');
		put_start(&name, point->text, point->text_len);
	}
	return dn_need_text(&name);
}

/* A text as YAML takes any: in double quotes. */
static void put_yaml(const char *key, const char *text)
{
	if (text == NULL)
		return;
	printf("  %s: \"", key);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((unsigned char)*text < ' ' || *text == 0x7f)
			printf("\\x%02x", (unsigned int)(unsigned char)*text);
		else
			putchar(*text);
	}
	puts("\"");
}

static void put_failure(const struct dunlin_point *point)
{
	puts("  ---");
	put_yaml("message", point->message);
	put_yaml("severity", "fail");
	if (point->at_file != NULL)
		put_yaml("file", dn_short_file(point->at_file));
	if (point->at_file != NULL && point->at_line > 0)
		printf("  line: %lld\n", (long long)point->at_line);
	put_yaml("expected", point->expected);
	put_yaml("got", point->got);
	put_yaml("sqlstate", point->sqlstate);
	put_yaml("hint", point->hint);
	puts("  ...");
}

void dn_tap_start(void)
{
	puts("TAP version 13");
	fflush(stdout);
}

void dn_tap_point(struct dn_tap *tap, const struct dunlin_point *point)
{
	char *name = dn_tap_name(point);

	tap->n++;
	printf("%sok %lld - ", point->outcome == DUNLIN_POINT_FAILED ? "not " : "",
	       (long long)tap->n);
	dn_put(stdout, false, DN_STYLE_NONE, name);
	if (point->outcome == DUNLIN_POINT_SKIPPED) {
		fputs(" # SKIP ", stdout);
		dn_put(stdout, false, DN_STYLE_NONE, point->reason);
	}
	putchar('\n');
	if (point->outcome == DUNLIN_POINT_FAILED)
		put_failure(point);
	if (tap->times && point->outcome != DUNLIN_POINT_SKIPPED)
		printf("# %lld.%lld ms\n", (long long)(point->elapsed_us / 1000),
		       (long long)(point->elapsed_us / 100 % 10));
	fflush(stdout);
	free(name);
}

void dn_tap_end(const struct dn_tap *tap)
{
	printf("1..%lld\n", (long long)tap->n);
}

void dn_tap_bail_out(const char *why)
{
	printf("Bail out! %s\n", why);
}
