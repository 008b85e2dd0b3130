/* postgres/params - reads the user's string with libpq, adds what it left open. */
#include "params.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "refuse.h"

#define CONNECT_SECONDS 10

/* A peer that is gone is noticed within a minute. */
static const struct {
	const char *keyword;
	const char *value;
} defaults[] = {
	{ "keepalives_idle", "30" },
	{ "keepalives_interval", "10" },
	{ "keepalives_count", "3" },
	{ "tcp_user_timeout", "60000" },
};

static size_t find(const struct dn_pg_params *params, const char *keyword)
{
	size_t i;

	for (i = 0; i < params->n && strcmp(params->keywords[i], keyword) != 0; i++)
		;
	return i;
}

const char *dn_pg_params_get(const struct dn_pg_params *params, const char *keyword)
{
	size_t i = find(params, keyword);

	return i < params->n ? params->values[i] : NULL;
}

static bool make_room(struct dn_pg_params *params)
{
	size_t room = params->room == 0 ? 32 : params->room * 2;
	char **grown;

	if (params->n + 1 < params->room)
		return true;
	grown = realloc(params->keywords, room * sizeof(*grown));
	if (grown == NULL)
		return false;
	params->keywords = grown;
	grown = realloc(params->values, room * sizeof(*grown));
	if (grown == NULL)
		return false;
	params->values = grown;
	params->room = room;
	return true;
}

bool dn_pg_params_set(struct dn_pg_params *params, const char *keyword, const char *value)
{
	size_t i = find(params, keyword);
	char *copy = strdup(value);

	if (copy != NULL && i == params->n && make_room(params)) {
		params->keywords[i] = strdup(keyword);
		params->values[i] = NULL;
		params->keywords[i + 1] = NULL;
		params->values[i + 1] = NULL;
		if (params->keywords[i] != NULL)
			params->n++;
	}
	if (copy == NULL || i == params->n) {
		free(copy);
		return false;
	}
	free(params->values[i]);
	params->values[i] = copy; /* the list's now */
	return true;
}

void dn_pg_params_clear(struct dn_pg_params *params)
{
	size_t i;

	for (i = 0; i < params->n; i++) {
		free(params->keywords[i]);
		free(params->values[i]);
	}
	free(params->keywords);
	free(params->values);
	memset(params, 0, sizeof(*params));
}

PGconn *dn_pg_params_connect(const struct dn_pg_params *params)
{
	return PQconnectStartParams((const char *const *)params->keywords,
				    (const char *const *)params->values, 0);
}

/* Takes over what is set in a list of libpq. */
static bool take(struct dn_pg_params *params, const PQconninfoOption *options)
{
	bool ok = true;

	for (; ok && options->keyword != NULL; options++) {
		if (options->val != NULL)
			ok = dn_pg_params_set(params, options->keyword, options->val);
	}
	return ok;
}

/*
 * What libpq makes of the parameters, services and variables included; NULL
 * without memory.  Only starting a connection tells, so one is started to a
 * socket that cannot exist: no server is asked.
 */
static PQconninfoOption *resolve(const struct dn_pg_params *params)
{
	struct dn_pg_params copy = { 0 };
	PQconninfoOption *options = NULL;
	PGconn *pg = NULL;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < params->n; i++)
		ok = dn_pg_params_set(&copy, params->keywords[i], params->values[i]);
	ok = ok && dn_pg_params_set(&copy, "host", "/dev/null") &&
	     dn_pg_params_set(&copy, "hostaddr", "") && dn_pg_params_set(&copy, "port", "") &&
	     /* else it would look into the password file */
	     dn_pg_params_set(&copy, "password", "none");
	if (ok)
		pg = dn_pg_params_connect(&copy);
	if (pg != NULL)
		options = PQconninfo(pg);
	PQfinish(pg);
	dn_pg_params_clear(&copy);
	return options;
}

const char *dn_pg_option(const PQconninfoOption *options, const char *keyword)
{
	while (options->keyword != NULL && strcmp(options->keyword, keyword) != 0)
		options++;
	return options->val;
}

char *dn_pg_params_database(const struct dn_pg_params *params)
{
	PQconninfoOption *options = resolve(params);
	const char *name = options == NULL ? NULL : dn_pg_option(options, "dbname");
	char *copy = name == NULL ? NULL : strdup(name);

	PQconninfoFree(options);
	return copy;
}

static bool add_application(struct dn_pg_params *params, const struct dunlin_host *host,
			    const struct dunlin_open *how)
{
	char *name = NULL;
	bool ok;

	if (DUNLIN_HAS(how, application) && how->application != NULL)
		return dn_pg_params_set(params, "fallback_application_name", how->application);
	if (asprintf(&name, "dunlin %s", host->version) < 0)
		return false;
	ok = dn_pg_params_set(params, "fallback_application_name", name);
	free(name);
	return ok;
}

static bool add_defaults(struct dn_pg_params *params, const struct dunlin_host *host,
			 const struct dunlin_open *how)
{
	PQconninfoOption *options = resolve(params);
	int64_t ms = DUNLIN_HAS(how, connect_timeout_ms) ? how->connect_timeout_ms : 0;
	const char *given;
	char seconds[32];
	size_t i;
	bool ok = options != NULL;

	for (i = 0; ok && i < sizeof(defaults) / sizeof(defaults[0]); i++) {
		if (dn_pg_option(options, defaults[i].keyword) == NULL)
			ok = dn_pg_params_set(params, defaults[i].keyword, defaults[i].value);
	}
	if (ok) {
		given = dn_pg_option(options, "connect_timeout");
		(void)snprintf(seconds, sizeof(seconds), "%" PRId64,
			       ms > 0 ? (ms + 999) / 1000 : (int64_t)CONNECT_SECONDS);
		ok = dn_pg_params_set(params, "connect_timeout", given != NULL ? given : seconds);
	}
	PQconninfoFree(options);
	return ok && dn_pg_params_set(params, "client_encoding", "UTF8") &&
	       add_application(params, host, how);
}

/* Texts go out as they lie in the files, and positions are counted in them. */
static bool is_utf8(const char *encoding)
{
	return encoding == NULL || strcasecmp(encoding, "UTF8") == 0 ||
	       strcasecmp(encoding, "UTF-8") == 0 || strcasecmp(encoding, "UNICODE") == 0;
}

dunlin_status dn_pg_params_read(struct dn_pg_params *params, const struct dunlin_host *host,
				const struct dunlin_open *how, dunlin_error *err)
{
	PQconninfoOption *options = NULL;
	dunlin_status status;
	char *why = NULL;
	bool nomem;

	memset(params, 0, sizeof(*params));
	status = dn_fault_check_flags(host, how->flags, DUNLIN_OPEN_CREATE, err);
	if (status != DUNLIN_OK)
		return status;
	if (how->url == NULL)
		return dn_fault_fail(host, err, DUNLIN_EUSAGE, "there is no URL of a database");
	status = dn_pg_refuse_shape(host, how->url, err);
	if (status != DUNLIN_OK)
		return status;
	errno = 0;
	options = PQconninfoParse(how->url, &why);
	nomem = options == NULL && (why == NULL || errno == ENOMEM);
	PQfreemem(why); /* it quotes what may be a password */
	if (nomem)
		return dn_fault_nomem(host, err);
	if (options == NULL)
		return dn_pg_refuse_parameter(host, how->url, err);
	if (!take(params, options))
		status = dn_fault_nomem(host, err);
	else if (!is_utf8(dn_pg_params_get(params, "client_encoding")))
		status = dn_fault_fail(host, err, DUNLIN_EUSAGE,
				       "client_encoding: files are sent as UTF-8, leave it out");
	else if (!add_defaults(params, host, how))
		status = dn_fault_nomem(host, err);
	PQconninfoFree(options);
	if (status != DUNLIN_OK)
		dn_pg_params_clear(params);
	return status;
}
