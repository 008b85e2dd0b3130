/* cli/width - characters of UTF-8 and the columns they take on a screen. */
#include "cli/width.h"

#include <limits.h>
#include <string.h>
#include <wchar.h>

size_t dn_width_next(const char *text, int *columns)
{
	mbstate_t state;
	wchar_t wide;
	size_t len;

	memset(&state, 0, sizeof(state));
	len = mbrtowc(&wide, text, strnlen(text, MB_LEN_MAX), &state);
	*columns = 1;
	if (len == 0 || len == (size_t)-1 || len == (size_t)-2)
		return 1;
	*columns = wcwidth(wide);
	if (*columns < 0)
		*columns = 1;
	return len;
}

int dn_width_of(const char *text)
{
	int columns, used = 0;

	for (; *text != '\0'; used += columns)
		text += dn_width_next(text, &columns);
	return used;
}

void dn_width_cut(struct dn_str *out, const char *text, int room)
{
	static const char cut[] = "...";
	bool whole = dn_width_of(text) <= room;
	int columns;
	size_t len;

	if (!whole)
		room -= (int)strlen(cut);
	for (; *text != '\0'; text += len) {
		len = dn_width_next(text, &columns);
		room -= columns;
		if (room < 0)
			break;
		if (*text == '\n' || *text == '\t')
			dn_str_putc(out, ' ');
		else
			dn_str_put(out, text, len);
	}
	dn_str_puts(out, whole ? "" : cut);
}
