/* cli/busy - what is told of a statement that takes long, as a line. */
#include "cli/busy.h"

#include <string.h>

#include "base/str.h"
#include "cli/die.h"

char *dn_busy_text(const struct dunlin_event *event)
{
	struct dn_str text = DN_STR_INIT;

	dn_str_puts(&text, event->text == NULL ? "busy" : event->text);
	if (event->permille >= 0)
		dn_str_printf(&text, " %lld %%", (long long)event->permille / 10);
	return dn_need_text(&text);
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

/* The length of the times that begin here, "1 min 5 s"; 0: there is none. */
static size_t times(const char *text)
{
	static const char *const units[] = { " s", " min", " h" };
	const char *at = text;
	size_t digits, len, i;

	for (;;) {
		const char *from = at > text && *at == ' ' ? at + 1 : at;

		digits = strspn(from, "0123456789");
		for (i = 0, len = 0; digits > 0 && i < sizeof(units) / sizeof(units[0]); i++)
			if (strncmp(from + digits, units[i], strlen(units[i])) == 0 &&
			    !is_word(from[digits + strlen(units[i])]))
				len = strlen(units[i]);
		if (len == 0)
			return (size_t)(at - text);
		at = from + digits + len;
	}
}

bool dn_busy_same(const char *a, const char *b)
{
	char before = ' ';

	for (;;) {
		size_t one = is_word(before) ? 0 : times(a), two = is_word(before) ? 0 : times(b);

		if (one > 0 && two > 0) {
			a += one;
			b += two;
			before = 's';
			continue;
		}
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
		before = *a;
		a++;
		b++;
	}
}
