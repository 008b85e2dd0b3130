/* cli/width - characters of UTF-8 and the columns they take on a screen. */
#include "cli/width.h"

#include <string.h>
#include <wchar.h>

size_t dn_width_next(const char *text, int *columns)
{
	mbstate_t state;
	wchar_t wide;
	size_t len;

	memset(&state, 0, sizeof(state));
	len = mbrtowc(&wide, text, strlen(text), &state);
	*columns = 1;
	if (len == 0 || len == (size_t)-1 || len == (size_t)-2)
		return 1;
	*columns = wcwidth(wide);
	if (*columns < 0)
		*columns = 1;
	return len;
}
