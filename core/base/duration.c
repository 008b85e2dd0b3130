/* base/duration - times as people write them. */
#include "base/duration.h"

#include <string.h>

bool dn_duration_parse(int64_t *ms, const char *text, size_t len)
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = {
		{ "ms", 1 }, { "s", 1000 }, { "min", 60000 }, { "h", 3600000 }, { "d", 86400000 }
	};
	int64_t value = 0;
	size_t digits, i;

	*ms = 0;
	for (digits = 0; digits < len && text[digits] >= '0' && text[digits] <= '9'; digits++) {
		value = value * 10 + (text[digits] - '0');
		if (value > DN_DURATION_MOST)
			return false;
	}
	if (digits == 0)
		return false;
	if (digits == len)
		return value == 0;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strlen(units[i].name) != len - digits ||
		    memcmp(units[i].name, text + digits, len - digits) != 0)
			continue;
		*ms = value * units[i].ms;
		return *ms <= DN_DURATION_MOST;
	}
	return false;
}
