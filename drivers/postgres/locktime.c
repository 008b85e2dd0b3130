/* postgres/locktime - reads SET lock_timeout. */
#include "locktime.h"

#include <string.h>
#include <strings.h>

#define LONGEST (INT64_C(24) * 3600 * 1000)

struct text {
	const char *at, *end;
};

static void skip_blanks(struct text *t)
{
	while (t->at < t->end && strchr(" \t\r\n", *t->at) != NULL)
		t->at++;
}

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Takes this word, in any case, and what is blank behind it. */
static int take_word(struct text *t, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(t->end - t->at) < len || strncasecmp(t->at, word, len) != 0 ||
	    ((size_t)(t->end - t->at) > len && is_letter(word[len - 1]) && is_letter(t->at[len])))
		return 0;
	t->at += len;
	skip_blanks(t);
	return 1;
}

static int64_t take_number(struct text *t)
{
	int64_t n = -1;

	for (; t->at < t->end && *t->at >= '0' && *t->at <= '9'; t->at++) {
		n = (n < 0 ? 0 : n) * 10 + (*t->at - '0');
		if (n > LONGEST)
			return -1;
	}
	skip_blanks(t);
	return n;
}

int64_t dn_pg_locktime(const char *sql, size_t len)
{
	struct text t = { sql, sql + len };
	int64_t n;

	skip_blanks(&t);
	if (!take_word(&t, "SET"))
		return 0;
	if (!take_word(&t, "LOCAL"))
		(void)take_word(&t, "SESSION");
	if (!take_word(&t, "lock_timeout") || !(take_word(&t, "=") || take_word(&t, "TO")))
		return 0;
	(void)take_word(&t, "'");
	n = take_number(&t);
	if (n <= 0)
		return 0;
	if (t.at == t.end || *t.at == '\'' || take_word(&t, "ms"))
		return n;
	if (take_word(&t, "s"))
		return n * 1000;
	if (take_word(&t, "min"))
		return n * 60000;
	return 0;
}
