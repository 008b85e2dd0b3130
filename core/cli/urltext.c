/* cli/urltext - what can be said of a URL without parsing it. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "cli/die.h"
#include "cli/url.h"

/* Bytes of the scheme with its colon; 0: there is none. */
static size_t scheme_len(const char *text)
{
	size_t len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				  "0123456789+-.");

	return len > 0 && text[len] == ':' ? len + 1 : 0;
}

char *dn_url_dialect(const char *url)
{
	static const char *const same[][2] = {
		{ "postgresql", "postgres" }, { "pg", "postgres" },   { "sqlite3", "sqlite" },
		{ "file", "sqlite" },         { "mariadb", "mysql" },
	};
	size_t len = scheme_len(url), i;
	char *name;

	if (len == 0) /* a libpq keyword string, or a file name */
		return dn_need_copy(strchr(url, '=') != NULL ? "postgres" : "sqlite");
	name = dn_need(strndup(url, len - 1));
	name[strcspn(name, "+")] = '\0';
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		if (strcasecmp(name, same[i][0]) == 0) {
			free(name);
			return dn_need_copy(same[i][1]);
		}
	}
	for (i = 0; name[i] != '\0'; i++)
		name[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
	return name;
}

/* What follows "scheme://", shown as far as it cannot hold a password. */
static void put_rest(struct dn_str *out, const char *rest)
{
	const char *at = strrchr(rest, '@'), *query = strchr(rest, '?'), *colon;
	size_t digits, len;

	if (at != NULL && query != NULL && query < at) {
		dn_str_puts(out, "...");
		return;
	}
	if (at != NULL)
		rest = at + 1;
	len = strcspn(rest, "?");
	colon = memchr(rest, ':', len);
	if (colon != NULL) {
		/* Behind user:password@ or without it, only a port is harmless. */
		digits = strspn(colon + 1, "0123456789");
		if (colon[1 + digits] != '/' && colon[1 + digits] != '?' &&
		    colon[1 + digits] != '\0' && rest[0] != '[')
			len = (size_t)(colon - rest);
	}
	dn_str_put(out, rest, len);
}

char *dn_url_display(const char *text)
{
	size_t scheme = scheme_len(text);
	struct dn_str out = DN_STR_INIT;
	char *dialect = dn_url_dialect(text);

	if (scheme > 0 && strcmp(dialect, "sqlite") == 0) {
		dn_str_put(&out, text, strcspn(text, "?"));
	} else if (scheme > 0 && strncmp(text + scheme, "//", 2) == 0) {
		dn_str_put(&out, text, scheme + 2);
		put_rest(&out, text + scheme + 2);
	} else if (scheme > 0) {
		dn_str_put(&out, text, scheme);
		dn_str_puts(&out, "...");
	} else if (strchr(text, '=') != NULL || strchr(text, '@') != NULL) {
		dn_str_puts(&out, "(a connection string)");
	} else {
		dn_str_puts(&out, text);
	}
	free(dialect);
	return dn_need_text(&out);
}

void dn_url_wipe(char *text)
{
	char *at = text + scheme_len(text);

	memset(at, '*', strlen(at));
}
