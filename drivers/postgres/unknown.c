/* postgres/unknown - a table of them, and the nearest name libpq knows. */
#include "unknown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SCHEMA "set schema = \"…\" in the target instead"
#define STATEMENT "set statement_timeout = \"…\" in the target instead"
#define LOCK "set lock_timeout = \"…\" in the target instead"
#define SESSION "set session = {\"SET … TO …\"} in the target instead"
#define ROLE "set session = {\"SET ROLE …\"} in the target instead"
#define NOTHING "it has no meaning here, leave it out"

static const struct {
	const char *start; /* of the name, in any case; the first that fits counts */
	const char *hint;
} replacements[] = {
	{ "schema", SCHEMA },
	{ "search_path", SCHEMA },
	{ "searchpath", SCHEMA },
	{ "currentschema", SCHEMA },
	{ "statement_timeout", STATEMENT },
	{ "x-statement-timeout", STATEMENT },
	{ "lock_timeout", LOCK },
	{ "timezone", SESSION },
	{ "datestyle", SESSION },
	{ "role", ROLE },
	{ "x-", NOTHING },
	{ "pool", NOTHING },
	{ "max_", NOTHING },
	{ "min_", NOTHING },
	{ "pgbouncer", NOTHING },
	{ "connection_limit", NOTHING },
	{ "socket_timeout", NOTHING },
	{ "binary_parameters", NOTHING },
	{ "prefer_simple_protocol", NOTHING },
	{ "default_query_exec_mode", NOTHING },
	{ "statement_cache", NOTHING },
	{ "prepare", NOTHING },
	{ "sslaccept", "set sslmode instead" },
	{ "sslidentity", "set sslcert and sslkey instead" },
};

#define LONGEST 40

/* Letters to change, add or leave out to make one of the other. */
static size_t distance(const char *a, const char *b)
{
	size_t row[LONGEST + 1];
	size_t len = strlen(b);
	size_t i;
	size_t k;

	if (len > LONGEST || strlen(a) > LONGEST)
		return LONGEST;
	for (k = 0; k <= len; k++)
		row[k] = k;
	for (i = 1; a[i - 1] != '\0'; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (k = 1; k <= len; k++) {
			size_t best = corner + (a[i - 1] != b[k - 1]);

			if (row[k] + 1 < best)
				best = row[k] + 1;
			if (row[k - 1] + 1 < best)
				best = row[k - 1] + 1;
			corner = row[k];
			row[k] = best;
		}
	}
	return row[len];
}

/* *near is the name of a known parameter that may be meant. */
static bool is_known(const PQconninfoOption *options, const char *name, const char **near)
{
	size_t least = 3;

	*near = NULL;
	for (; options->keyword != NULL; options++) {
		size_t d = distance(name, options->keyword);

		if (d == 0)
			return true;
		if (d < least) {
			least = d;
			*near = options->keyword;
		}
	}
	return strcmp(name, "ssl") == 0; /* as in URLs of JDBC, which libpq takes */
}

static const char *replacement(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(replacements) / sizeof(replacements[0]); i++) {
		const char *start = replacements[i].start;

		if (strncasecmp(name, start, strlen(start)) == 0)
			return replacements[i].hint;
	}
	return NULL;
}

dunlin_status dn_pg_unknown(const struct dunlin_host *host, const char *name, dunlin_error *err)
{
	PQconninfoOption *options = PQconndefaults();
	const char *near = NULL;
	struct dunlin_fault fault;
	char hint[LONGEST + 32];
	dunlin_status status = DUNLIN_OK;

	if (options == NULL)
		return dn_fault_nomem(host, err);
	if (!is_known(options, name, &near)) {
		dn_fault_init(&fault, DUNLIN_EUSAGE);
		fault.hint = replacement(name);
		if (fault.hint == NULL && near != NULL) {
			(void)snprintf(hint, sizeof(hint), "do you mean %s?", near);
			fault.hint = hint;
		}
		if (fault.hint == NULL)
			fault.hint = "libpq has no such parameter; a setting of the server goes "
				     "into session = {\"SET …\"} in the target";
		status = dn_fault_send(host, err, &fault, "unknown parameter \"%s\"", name);
	}
	PQconninfoFree(options);
	return status;
}
