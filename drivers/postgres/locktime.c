/* postgres/locktime - reads SET lock_timeout. */
#include "locktime.h"

#include <strings.h>

#include "words.h"

#define LONGEST (INT64_C(24) * 3600 * 1000)

/* "500", "500ms", "2 s", "3min"; 0: none of them, or longer than a day. */
static int64_t parse(const char *text, size_t len)
{
	static const struct {
		const char *name;
		size_t len;
		int64_t ms;
	} units[] = { { "", 0, 1 }, { "ms", 2, 1 }, { "s", 1, 1000 }, { "min", 3, 60000 } };
	int64_t n = 0;
	size_t i = 0, unit;

	for (; i < len && text[i] >= '0' && text[i] <= '9'; i++) {
		n = n * 10 + (text[i] - '0');
		if (n > LONGEST)
			return 0;
	}
	while (i < len && text[i] == ' ')
		i++;
	for (unit = 0; unit < sizeof(units) / sizeof(units[0]); unit++)
		if (len - i == units[unit].len &&
		    strncasecmp(text + i, units[unit].name, len - i) == 0)
			return n * units[unit].ms;
	return 0;
}

int64_t dn_pg_locktime(const char *sql, size_t len)
{
	struct dn_pg_words words;

	dn_pg_words_start(&words, sql, len);
	if (!dn_pg_words_take(&words, "set"))
		return 0;
	if (!dn_pg_words_take(&words, "local"))
		(void)dn_pg_words_take(&words, "session");
	if (!dn_pg_words_take(&words, "lock_timeout") ||
	    !(dn_pg_words_take(&words, "=") || dn_pg_words_take(&words, "to")))
		return 0;
	if (words.token == DN_PG_WORD)
		return parse(sql + words.at, words.size);
	if (words.token == DN_PG_STRING && sql[words.at] == '\'')
		return parse(sql + words.at + 1, words.size - 2);
	return 0;
}
