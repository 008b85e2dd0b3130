/* sqlite/position - finds the name an error is about in its statement. */
#include <string.h>
#include <strings.h>

#include "sqlite/conn.h"

/* SQLite has an offset for syntax errors, columns and functions, but none for a
 * table or an index that is missing: those are looked for here. */

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* Bytes up to and with the closing quote, a doubled one being a part of it. */
static size_t quoted_len(const char *text, size_t len, char close)
{
	size_t i;

	for (i = 1; i < len; i++) {
		if (text[i] != close)
			continue;
		if (close == ']' || i + 1 == len || text[i + 1] != close)
			return i + 1;
		i++;
	}
	return len;
}

static size_t comment_len(const char *text, size_t len)
{
	const char *end;

	if (text[0] == '-') {
		end = memchr(text, '\n', len);
		return end != NULL ? (size_t)(end - text) : len;
	}
	end = len > 2 ? memmem(text + 2, len - 2, "*/", 2) : NULL;
	return end != NULL ? (size_t)(end - text) + 2 : len;
}

/* Bytes of the token at `text`; *name and *name_len are its name, if it is one. */
static size_t next_token(const char *text, size_t len, const char **name, size_t *name_len)
{
	size_t n = 0;

	*name = NULL;
	if (len > 1 && (memcmp(text, "--", 2) == 0 || memcmp(text, "/*", 2) == 0))
		return comment_len(text, len);
	if (text[0] == '\'')
		return quoted_len(text, len, '\'');
	if (text[0] == '"' || text[0] == '`' || text[0] == '[') {
		n = quoted_len(text, len, text[0] == '[' ? ']' : text[0]);
		*name = text + 1;
		*name_len = n >= 2 ? n - 2 : 0;
		return n;
	}
	while (n < len && is_name(text[n]))
		n++;
	*name = text;
	*name_len = n;
	return n > 0 ? n : 1;
}

int64_t dn_sqlite_position(const char *sql, size_t len, const char *wanted)
{
	size_t wanted_len = strlen(wanted);
	int64_t found = -1;
	size_t at = 0;

	if (strncmp(wanted, "main.", 5) == 0 || strncmp(wanted, "temp.", 5) == 0) {
		wanted += 5;
		wanted_len -= 5;
	}
	while (at < len && wanted_len > 0) {
		const char *name;
		size_t name_len;
		size_t n = next_token(sql + at, len - at, &name, &name_len);

		if (name != NULL && name_len == wanted_len &&
		    strncasecmp(name, wanted, wanted_len) == 0) {
			if (found < 0)
				found = (int64_t)at;
			/* "t.a FROM t": the second is the one that was looked for. */
			if (at + n == len || sql[at + n] != '.')
				return (int64_t)at;
		}
		at += n;
	}
	return found;
}
