/* sqlite/location - reads the URL of an SQLite database. */
#include "sqlite/location.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/fault.h"
#include "common/url.h"

/* What a parameter of other SQLite tools is called here. */
static const struct {
	const char *name;
	const char *instead;
} known_elsewhere[] = {
	{ "timeout", "set lock_timeout" },
	{ "_timeout", "set lock_timeout" },
	{ "busy_timeout", "set lock_timeout" },
	{ "_busy_timeout", "set lock_timeout" },
	{ "foreign_keys", "foreign keys are always on" },
	{ "_foreign_keys", "foreign keys are always on" },
	{ "_fk", "foreign keys are always on" },
	{ "_pragma", "add a PRAGMA to session" },
	{ "_journal_mode", "add a PRAGMA to session" },
	{ "_journal", "add a PRAGMA to session" },
	{ "_synchronous", "add a PRAGMA to session" },
	{ "_sync", "add a PRAGMA to session" },
};

/* One parse under way. */
struct parse {
	struct dn_sqlite_location *out;
	const struct dunlin_host *host;
	dunlin_error *err;
	bool seen_mode;
	bool seen_cache;
};

static dunlin_status decode(struct parse *p, char **out, const char *text, size_t len)
{
	size_t bad;

	*out = dn_url_decode(text, len, &bad);
	if (*out != NULL)
		return DUNLIN_OK;
	if (bad == DN_URL_NOMEM)
		return dn_fault_nomem(p->host, p->err);
	return dn_fault_fail(p->host, p->err, DUNLIN_EUSAGE,
			     "the URL has a %% that does not start an escape like %%41; write a "
			     "plain one as %%25");
}

static dunlin_status unknown_parameter(struct parse *p, const char *name, size_t len)
{
	struct dunlin_fault fault;
	size_t i;

	dn_fault_init(&fault, DUNLIN_EUSAGE);
	for (i = 0; i < sizeof(known_elsewhere) / sizeof(known_elsewhere[0]); i++) {
		if (strlen(known_elsewhere[i].name) == len &&
		    memcmp(known_elsewhere[i].name, name, len) == 0)
			return dn_fault_send(p->host, p->err, &fault,
					     "URL parameter \"%.*s\" is not taken: %s", (int)len,
					     name, known_elsewhere[i].instead);
	}
	return dn_fault_send(p->host, p->err, &fault,
			     "URL parameter \"%.*s\" is not taken, only mode and cache are",
			     len > 64 ? 64 : (int)len, name);
}

static dunlin_status take_mode(struct parse *p, const char *value)
{
	if (p->seen_mode)
		return dn_fault_fail(p->host, p->err, DUNLIN_EUSAGE,
				     "URL parameter \"mode\" is given twice");
	p->seen_mode = true;
	if (strcmp(value, "ro") == 0)
		p->out->mode = DN_SQLITE_MODE_READ;
	else if (strcmp(value, "rw") == 0)
		p->out->mode = DN_SQLITE_MODE_WRITE;
	else if (strcmp(value, "memory") == 0)
		p->out->memory = true;
	else if (strcmp(value, "rwc") != 0)
		return dn_fault_fail(p->host, p->err, DUNLIN_EUSAGE,
				     "URL parameter \"mode\" is none of ro, rw, rwc and memory");
	return DUNLIN_OK;
}

static dunlin_status take_cache(struct parse *p, const char *value)
{
	if (p->seen_cache)
		return dn_fault_fail(p->host, p->err, DUNLIN_EUSAGE,
				     "URL parameter \"cache\" is given twice");
	p->seen_cache = true;
	if (strcmp(value, "shared") == 0)
		p->out->shared = true;
	else if (strcmp(value, "private") != 0)
		return dn_fault_fail(p->host, p->err, DUNLIN_EUSAGE,
				     "URL parameter \"cache\" is neither shared nor private");
	return DUNLIN_OK;
}

static dunlin_status take_parameters(struct parse *p, const char *text)
{
	dunlin_status status = DUNLIN_OK;

	while (status == DUNLIN_OK && *text != '\0') {
		size_t len = strcspn(text, "&");
		const char *equals = memchr(text, '=', len);
		size_t name = equals != NULL ? (size_t)(equals - text) : len;
		char *value = NULL;

		status = equals != NULL ? decode(p, &value, equals + 1, len - name - 1) : DUNLIN_OK;
		if (status != DUNLIN_OK || len == 0)
			; /* failed, or nothing between two ampersands */
		else if (name == 4 && memcmp(text, "mode", 4) == 0)
			status = take_mode(p, value != NULL ? value : "");
		else if (name == 5 && memcmp(text, "cache", 5) == 0)
			status = take_cache(p, value != NULL ? value : "");
		else
			status = unknown_parameter(p, text, name);
		free(value);
		text += len + (text[len] == '&');
	}
	if (status == DUNLIN_OK && p->out->shared && !p->out->memory)
		return dn_fault_fail(p->host, p->err, DUNLIN_EUSAGE,
				     "URL parameter \"cache=shared\" goes with mode=memory only");
	return status;
}

/* Skips what stands for a host, so that *text is the path. */
static dunlin_status skip_authority(struct parse *p, bool is_file, const char **text, size_t *len)
{
	size_t authority;

	if (*len < 2 || memcmp(*text, "//", 2) != 0)
		return DUNLIN_OK;
	*text += 2;
	*len -= 2;
	authority = strcspn(*text, "/?");
	if (authority == 0 || (*len == 8 && memcmp(*text, ":memory:", 8) == 0))
		return DUNLIN_OK;
	if (authority == 9 && authority < *len && strncasecmp(*text, "localhost", 9) == 0) {
		*text += 9;
		*len -= 9;
		return DUNLIN_OK;
	}
	if (memchr(*text, '@', authority) != NULL || memchr(*text, ':', authority) != NULL)
		return dn_fault_fail(p->host, p->err, DUNLIN_EUSAGE,
				     "the URL of an SQLite file has no user, password or port");
	if (is_file)
		return dn_fault_fail(p->host, p->err, DUNLIN_EUSAGE,
				     "what follows file:// is a host; write file:rel.db or "
				     "file:///abs.db");
	return DUNLIN_OK; /* sqlite://rel.db */
}

/* file:NAME?mode=memory&cache=shared, the only form that SQLite shares. */
static char *memory_uri(const char *name)
{
	static const char hex[] = "0123456789ABCDEF";
	static const char tail[] = "?mode=memory&cache=shared";
	size_t len = strlen(name);
	char *uri = malloc(len * 3 + sizeof("file:") + sizeof(tail));
	char *to = uri;

	if (uri == NULL)
		return NULL;
	to = stpcpy(to, "file:");
	for (; *name != '\0'; name++) {
		unsigned char c = (unsigned char)*name;

		*to++ = '%';
		*to++ = hex[c >> 4];
		*to++ = hex[c & 15];
	}
	strcpy(to, tail);
	return uri;
}

/* A new text, or NULL. */
static char *join(const char *first, const char *second)
{
	char *text = NULL;

	return asprintf(&text, "%s%s", first, second) < 0 ? NULL : text;
}

/* `name` is the decoded path. */
static dunlin_status set_names(struct parse *p, const char *name)
{
	struct dn_sqlite_location *out = p->out;
	bool named_memory = out->memory && strcmp(name, ":memory:") != 0;

	if (out->shared)
		out->path = memory_uri(name);
	else if (out->memory)
		out->path = strdup(":memory:");
	else /* "./" keeps SQLite from reading "file:" or ":memory:" into a name */
		out->path = join(name[0] == '/' ? "" : "./", name);
	out->shown = join(name, named_memory ? " (in memory)" : "");
	if (out->path == NULL || out->shown == NULL)
		return dn_fault_nomem(p->host, p->err);
	return DUNLIN_OK;
}

static dunlin_status parse_url(struct parse *p, const char *url)
{
	const char *text = url + dn_url_scheme(url) + 1;
	bool is_file = dn_url_scheme_is(url, "file");
	size_t len = strcspn(text, "?");
	const char *parameters = text[len] == '?' ? text + len + 1 : "";
	char *name = NULL;
	dunlin_status status;

	if (strchr(text, '#') != NULL)
		return dn_fault_fail(p->host, p->err, DUNLIN_EUSAGE,
				     "the URL has a #; write %%23 where it is part of the name");
	status = skip_authority(p, is_file, &text, &len);
	if (status == DUNLIN_OK)
		status = decode(p, &name, text, len);
	if (status != DUNLIN_OK)
		goto done;
	if (strcmp(name, "/:memory:") == 0) /* sqlite:///:memory: is common elsewhere */
		memmove(name, name + 1, strlen(name));
	if (strcmp(name, ":memory:") == 0)
		p->out->memory = true;
	if (name[0] == '\0' || name[strlen(name) - 1] == '/') {
		status = dn_fault_fail(p->host, p->err, DUNLIN_EUSAGE,
				       "the URL names no file; write sqlite:rel.db, "
				       "sqlite:///abs.db or sqlite::memory:");
		goto done;
	}
	status = take_parameters(p, parameters);
	if (status == DUNLIN_OK && p->out->memory && p->out->mode != DN_SQLITE_MODE_ANY)
		status = dn_fault_fail(p->host, p->err, DUNLIN_EUSAGE,
				       "a database in memory takes no mode but memory");
	if (status == DUNLIN_OK)
		status = set_names(p, name);
done:
	free(name);
	return status;
}

dunlin_status dn_sqlite_location_init(struct dn_sqlite_location *out,
				      const struct dunlin_host *host, const char *url,
				      dunlin_error *err)
{
	struct parse p = { .out = out, .host = host, .err = err };
	dunlin_status status;

	memset(out, 0, sizeof(*out));
	if (url == NULL || !(dn_url_scheme_is(url, "sqlite") || dn_url_scheme_is(url, "sqlite3") ||
			     dn_url_scheme_is(url, "file")))
		return dn_fault_fail(host, err, DUNLIN_EUSAGE,
				     "the URL starts with none of sqlite:, sqlite3: and file:");
	status = parse_url(&p, url);
	if (status != DUNLIN_OK)
		dn_sqlite_location_clear(out);
	return status;
}

void dn_sqlite_location_clear(struct dn_sqlite_location *location)
{
	free(location->path);
	free(location->shown);
	memset(location, 0, sizeof(*location));
}
