/* postgres/refuse - looks for the mistake that people make with URLs. */
#include "refuse.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/url.h"
#include "unknown.h"

static const char encode_hint[] =
	"in a URL, write these characters of a user name or password as % and two digits: "
	"% as %25, @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, ^ as %5E; "
	"or use a string like \"host=… user=…\", with the password in PGPASSFILE";

static dunlin_status refuse(const struct dunlin_host *host, dunlin_error *err, const char *message,
			    const char *hint)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_EUSAGE);
	fault.hint = hint;
	return dn_fault_send(host, err, &fault, "%s", message);
}

/* What follows the slashes of a URL of ours, else NULL. */
static const char *after_slashes(const char *url)
{
	if (strncmp(url, "postgres://", 11) == 0)
		return url + 11;
	return strncmp(url, "postgresql://", 13) == 0 ? url + 13 : NULL;
}

static dunlin_status refuse_scheme(const struct dunlin_host *host, const char *url,
				   dunlin_error *err)
{
	const char *sep = strstr(url, "://");
	size_t n = dn_url_scheme(url);
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_EUSAGE);
	fault.hint = "write postgresql://user@host:5432/database";
	if (n == 0 || url + n != sep)
		return dn_fault_send(host, err, &fault,
				     "the URL does not start with postgresql://");
	return dn_fault_send(host, err, &fault, "unknown scheme \"%.*s\"", (int)n, url);
}

/* Digits, and commas between those of several hosts. */
static bool is_port(const char *text, size_t len)
{
	return strspn(text, "0123456789,") >= len;
}

/* "host:port,host:port" up to `len`: no port may be anything but a number. */
static bool ports_are_numbers(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len) {
		size_t n = strcspn(text + i, ",");
		const char *colon;

		if (n > len - i)
			n = len - i;
		if (text[i] == '[') { /* an IPv6 address holds colons */
			const char *end = memchr(text + i, ']', n);

			if (end != NULL) {
				n -= (size_t)(end - text) - i;
				i = (size_t)(end - text);
			}
		}
		colon = memchr(text + i, ':', n);
		if (colon != NULL && !is_port(colon + 1, n - (size_t)(colon + 1 - (text + i))))
			return false;
		i += n + 1;
	}
	return true;
}

dunlin_status dn_pg_refuse_shape(const struct dunlin_host *host, const char *url, dunlin_error *err)
{
	const char *rest = after_slashes(url);
	const char *at;
	size_t authority;
	size_t path;

	if (rest == NULL && strstr(url, "://") != NULL && strchr(url, '=') > strstr(url, "://"))
		return refuse_scheme(host, url, err);
	if (rest == NULL && strchr(url, '=') == NULL)
		return strstr(url, "://") != NULL
			       ? refuse_scheme(host, url, err)
			       : refuse(host, err,
					"neither a postgresql:// URL nor a string of "
					"keyword=value",
					NULL);
	if (rest == NULL)
		return DUNLIN_OK;
	/* libpq ends the user's part at the first @ before any slash. */
	authority = strcspn(rest, "@/");
	at = rest[authority] == '@' ? rest + authority : NULL;
	if (at != NULL)
		rest = at + 1;
	authority = strcspn(rest, "/?");
	path = strcspn(rest, "?");
	if (memchr(rest, '@', path) != NULL ||
	    (at == NULL && strchr(rest + path, '@') != NULL && !ports_are_numbers(rest, authority)))
		return refuse(host, err, "the URL holds an @ or / that belongs to the password",
			      encode_hint);
	if (!ports_are_numbers(rest, authority))
		return refuse(host, err, "the port in the URL is not a number", encode_hint);
	return DUNLIN_OK;
}

/* One parameter of a URL, n bytes with the name first. */
static dunlin_status refuse_one(const struct dunlin_host *host, const char *text, size_t n,
				size_t name, dunlin_error *err)
{
	struct dunlin_fault fault;
	dunlin_status status;
	size_t bad;
	char *word = dn_url_decode(text, name, &bad);

	if (word == NULL)
		return DUNLIN_OK;
	status = dn_pg_unknown(host, word, err);
	if (status == DUNLIN_OK && memchr(text + name + 1, '=', n - name - 1) != NULL) {
		dn_fault_init(&fault, DUNLIN_EUSAGE);
		fault.hint = "in a URL, write = in a value as %3D";
		status = dn_fault_send(host, err, &fault, "the value of \"%s\" holds a =", word);
	}
	free(word);
	return status;
}

/* The parameter of a URL that libpq refuses, if that is what is wrong with it. */
static dunlin_status refuse_in_url(const struct dunlin_host *host, const char *rest,
				   dunlin_error *err)
{
	size_t user = strcspn(rest, "@/");
	const char *query = strchr(rest[user] == '@' ? rest + user : rest, '?');
	size_t bad;
	char *text;

	/* With a stray @ any of it may be the password. */
	while (query != NULL && (rest[user] == '@' || strchr(query, '@') == NULL)) {
		size_t n = strcspn(++query, "&");
		size_t name = strcspn(query, "=&");
		dunlin_status status = DUNLIN_OK;

		if (name < n)
			status = refuse_one(host, query, n, name, err);
		if (status != DUNLIN_OK)
			return status;
		query = query[n] == '&' ? query + n : NULL;
	}
	text = dn_url_decode(rest, strlen(rest), &bad);
	free(text);
	if (text == NULL && bad == DN_URL_NOMEM)
		return dn_fault_nomem(host, err);
	if (text == NULL)
		return refuse(host, err,
			      "the URL holds a % that two hexadecimal digits do not follow",
			      encode_hint);
	return refuse(host, err, "the URL cannot be parsed", encode_hint);
}

static size_t blanks(const char *text)
{
	return strspn(text, " \t\n\r\v\f");
}

/* The value of a keyword, quoted or not. */
static size_t value_length(const char *text)
{
	bool quoted = text[0] == '\'';
	size_t n = quoted;

	while (text[n] != '\0' && !(quoted ? text[n] == '\'' : blanks(text + n) > 0)) {
		if (text[n] == '\\' && text[n + 1] != '\0')
			n++;
		n++;
	}
	return n + (quoted && text[n] != '\0');
}

static dunlin_status refuse_in_string(const struct dunlin_host *host, const char *text,
				      dunlin_error *err)
{
	static const char quote_hint[] =
		"put a value with blanks in single quotes, and \\ before each ' and \\ in it";
	bool secret = false; /* what follows may be the rest of a password */

	while (*(text += blanks(text)) != '\0' && !secret) {
		size_t n = strcspn(text, "= \t\n\r\v\f");
		const char *value = text + n + blanks(text + n);
		dunlin_status status = DUNLIN_OK;
		char *name;

		if (*value != '=')
			break;
		name = strndup(text, n);
		if (name != NULL)
			status = dn_pg_unknown(host, name, err);
		free(name);
		if (status != DUNLIN_OK)
			return status;
		secret = n >= 8 && strncasecmp(text + n - 8, "password", 8) == 0;
		value += 1 + blanks(value + 1);
		text = value + value_length(value);
	}
	return refuse(host, err,
		      secret ? "the string cannot be parsed, at the password or after it"
			     : "the string of keyword=value cannot be parsed",
		      quote_hint);
}

dunlin_status dn_pg_refuse_parameter(const struct dunlin_host *host, const char *url,
				     dunlin_error *err)
{
	const char *rest = after_slashes(url);

	return rest != NULL ? refuse_in_url(host, rest, err) : refuse_in_string(host, url, err);
}
