/* postgres/place - maps characters, PL/pgSQL lines and COPY lines. */
#include "place.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "words.h"

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

int64_t dn_pg_place_offset(const char *sql, size_t len, const char *position, bool bytes)
{
	long long chars = position == NULL ? 0 : strtoll(position, NULL, 10);
	size_t i;

	if (chars <= 0)
		return -1;
	if (bytes)
		return (size_t)chars - 1 <= len ? (int64_t)chars - 1 : -1;
	for (i = 0; i < len; i++) {
		if (((unsigned char)sql[i] & 0xc0) != 0x80 && --chars == 0)
			return (int64_t)i;
	}
	return chars == 1 ? (int64_t)len : -1; /* at the end of input */
}

static size_t word_length(const char *sql, size_t len, size_t i)
{
	size_t n = 0;

	while (i + n < len && is_word(sql[i + n]))
		n++;
	return n;
}

size_t dn_pg_place_word(const char *sql, size_t len, size_t i, size_t *n)
{
	i = dn_pg_words_skip(sql, len, i);
	*n = word_length(sql, len, i);
	return i;
}

bool dn_pg_place_starts(const char *sql, size_t len, const char *word)
{
	size_t n;
	size_t i = dn_pg_place_word(sql, len, 0, &n);

	return n == strlen(word) && strncasecmp(sql + i, word, n) == 0;
}

/* The line on which the body of a DO block opens; -1 when it is not quoted by
 * dollars, since in '…' what is sent need not have the lines of the body. */
static int64_t body_line(const char *sql, size_t len)
{
	int64_t line = 1;
	size_t i = 0;
	size_t k;

	if (!dn_pg_place_starts(sql, len, "do"))
		return -1;
	for (i = dn_pg_words_skip(sql, len, 0); i < len && sql[i] != '$';
	     i = dn_pg_words_skip(sql, len, i)) {
		size_t n = word_length(sql, len, i);

		if (n == 0)
			return -1;
		i += n;
	}
	if (i >= len)
		return -1;
	for (k = 0; k < i; k++)
		line += sql[k] == '\n';
	return line;
}

static const char *last_line(const char *text)
{
	const char *end = strrchr(text, '\n');

	return end == NULL ? text : end + 1;
}

/* The first number in the text, which may be in any language; -1: none. */
static int64_t first_number(const char *text)
{
	text += strcspn(text, "0123456789");
	return *text == '\0' ? -1 : (int64_t)strtoll(text, NULL, 10);
}

int64_t dn_pg_place_block(const char *sql, size_t len, const char *context)
{
	static const char name[] = "inline_code_block";
	int64_t open;
	int64_t line;
	const char *at;

	if (context == NULL || sql == NULL)
		return -1;
	at = strstr(last_line(context), name);
	if (at == NULL)
		return -1;
	open = body_line(sql, len);
	line = first_number(at + sizeof(name) - 1);
	return open > 0 && line > 0 ? open + line - 1 : -1;
}

int64_t dn_pg_place_data(const char *context)
{
	const char *at = context == NULL ? NULL : last_line(context);

	/* With a bad row of many lines, the line that says COPY is not the last. */
	while (at != NULL && strncmp(at, "COPY ", 5) != 0) {
		if (at == context)
			return -1;
		for (at--; at > context && at[-1] != '\n'; at--)
			;
	}
	at = at == NULL ? NULL : strchr(at, ',');
	return at == NULL ? -1 : first_number(at);
}
