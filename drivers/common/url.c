/* common/url - scheme, escapes and password of a URL. */
#include "common/url.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

size_t dn_url_scheme(const char *url)
{
	size_t n = 0;

	if (!is_alpha(url[0]))
		return 0;
	while (is_alpha(url[n]) || (url[n] >= '0' && url[n] <= '9') || url[n] == '+' ||
	       url[n] == '-' || url[n] == '.')
		n++;
	return url[n] == ':' ? n : 0;
}

bool dn_url_scheme_is(const char *url, const char *name)
{
	size_t n = dn_url_scheme(url);

	return n > 0 && n == strlen(name) && strncasecmp(url, name, n) == 0;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

char *dn_url_decode(const char *text, size_t len, size_t *bad)
{
	char *out = len < SIZE_MAX ? malloc(len + 1) : NULL;
	char *to = out;
	size_t i;

	*bad = DN_URL_NOMEM;
	if (out == NULL)
		return NULL;
	for (i = 0; i < len; i++) {
		int high = -1;
		int low = -1;

		if (text[i] != '%') {
			*to++ = text[i];
			continue;
		}
		if (len - i > 2) {
			high = hex_value(text[i + 1]);
			low = hex_value(text[i + 2]);
		}
		if (high < 0 || low < 0 || (high == 0 && low == 0)) {
			*bad = i;
			free(out);
			return NULL;
		}
		*to++ = (char)(high * 16 + low);
		i += 2;
	}
	*to = '\0';
	return out;
}

/* Bytes of the password of "//user:password@" whose text goes on at `at`, which
 * follows the slashes; *skip is what stands before it.  0: there is none. */
static size_t userinfo_password(const char *at, size_t *skip)
{
	size_t colon = 0;
	size_t end = 0;
	size_t i;

	for (i = 0; at[i] != '\0' && at[i] != '\n'; i++) {
		if (at[i] == ':' && colon == 0)
			colon = i + 1;
		else if (at[i] == '@' && colon != 0)
			end = i;
	}
	*skip = colon;
	return end > colon ? end - colon : 0;
}

/* Bytes of the value that `at`, the end of the word "password", leads to. */
static size_t keyword_password(const char *at, size_t *skip)
{
	size_t start = 0;
	size_t n;

	while (is_blank(at[start]))
		start++;
	if (at[start] != '=')
		return 0;
	start++;
	while (is_blank(at[start]))
		start++;
	n = start;
	if (at[n] == '\'') {
		for (n++; at[n] != '\0' && at[n] != '\''; n++) {
			if (at[n] == '\\' && at[n + 1] != '\0')
				n++;
		}
		n += at[n] == '\'';
	} else {
		for (; at[n] != '\0' && at[n] != '&' && !is_blank(at[n]); n++) {
			if (at[n] == '\\' && at[n + 1] != '\0')
				n++;
		}
	}
	*skip = start;
	return n - start;
}

char *dn_url_redact(const char *text)
{
	static const char word[] = "password";
	size_t len = strlen(text);
	/* The least that becomes "***" is one byte. */
	char *out = len < SIZE_MAX / 3 ? malloc(len * 3 + 1) : NULL;
	char *to = out;

	if (out == NULL)
		return NULL;
	while (*text != '\0') {
		size_t lead = 1;
		size_t skip = 0;
		size_t secret = 0;

		if (strncmp(text, "//", 2) == 0) {
			lead = 2;
			secret = userinfo_password(text + lead, &skip);
		} else if (strncasecmp(text, word, sizeof(word) - 1) == 0) {
			lead = sizeof(word) - 1;
			secret = keyword_password(text + lead, &skip);
		}
		lead += secret > 0 ? skip : 0;
		memcpy(to, text, lead);
		to += lead;
		text += lead;
		if (secret > 0) {
			memcpy(to, "***", 3);
			to += 3;
			text += secret;
		}
	}
	*to = '\0';
	return out;
}
