/* cli/lag - how far a replica may be behind, as people write it: "0", "10s", "16MB", "none". */
#include "cli/lag.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <dunlin/dunlin.h>

#include "base/duration.h"

/* "16MB", in the units of PostgreSQL's settings, which are powers of 1024. */
static bool read_bytes(int64_t *bytes, const char *text)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	long long number;
	char *end;
	size_t i;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	number = strtoll(text, &end, 10);
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (errno == 0 && strcasecmp(end, units[i]) == 0 &&
		    number <= INT64_MAX >> (10 * i)) {
			*bytes = (int64_t)number << (10 * i);
			return true;
		}
	return false;
}

bool dn_lag_parse(uint32_t *unit, int64_t *lag, const char *text)
{
	*lag = 0;
	if (strcmp(text, "none") == 0)
		*unit = DUNLIN_REPLICAS_NONE;
	else if (strcmp(text, "0") == 0 || read_bytes(lag, text))
		*unit = DUNLIN_REPLICAS_BYTES;
	else if (dn_duration_parse(lag, text, strlen(text)))
		*unit = DUNLIN_REPLICAS_TIME;
	else
		return false;
	return true;
}
