/* postgres/sqlstate - a table from codes, or the start of codes, to statuses. */
#include "sqlstate.h"

#include <stddef.h>
#include <string.h>

struct meaning {
	const char *prefix; /* the first that fits counts */
	dunlin_status status;
	int32_t retryable;
};

/* clang-format off */
static const struct meaning meanings[] = {
	/* On a live session 08 is about a connection of the server's own, to another
	 * server; what ends ours is known by its severity (error.c). */
	{ "08P01", DUNLIN_ESQL, 0 },
	{ "08", DUNLIN_ESQL, 1 },
	{ "0A000", DUNLIN_EUNSUPPORTED, 0 },
	{ "23505", DUNLIN_EEXISTS, 0 },
	{ "25006", DUNLIN_EREADONLY, 0 },
	{ "28", DUNLIN_EPERM, 0 },
	{ "3D000", DUNLIN_EMISSING, 0 },
	{ "3F000", DUNLIN_EMISSING, 0 },
	{ "40001", DUNLIN_ESERIALIZE, 1 },
	{ "40P01", DUNLIN_EDEADLOCK, 1 },
	{ "42501", DUNLIN_EPERM, 0 },
	{ "42601", DUNLIN_ESYNTAX, 0 },
	{ "42701", DUNLIN_EEXISTS, 0 },
	{ "42703", DUNLIN_EMISSING, 0 },
	{ "42704", DUNLIN_EMISSING, 0 },
	{ "42710", DUNLIN_EEXISTS, 0 },
	{ "42712", DUNLIN_EEXISTS, 0 },
	{ "42723", DUNLIN_EEXISTS, 0 },
	{ "42883", DUNLIN_EMISSING, 0 },
	{ "42P01", DUNLIN_EMISSING, 0 },
	{ "42P02", DUNLIN_EMISSING, 0 },
	{ "42P03", DUNLIN_EEXISTS, 0 },
	{ "42P04", DUNLIN_EEXISTS, 0 },
	{ "42P05", DUNLIN_EEXISTS, 0 },
	{ "42P06", DUNLIN_EEXISTS, 0 },
	{ "42P07", DUNLIN_EEXISTS, 0 },
	{ "42P", DUNLIN_ESYNTAX, 0 },
	{ "53", DUNLIN_ESQL, 1 },
	{ "55P03", DUNLIN_ELOCKTIMEOUT, 1 },
	{ "57014", DUNLIN_ECANCELED, 0 },
	{ "57P0", DUNLIN_ESQL, 1 },
};
/* clang-format on */

static const struct meaning *find(const char *sqlstate)
{
	size_t i;

	if (sqlstate == NULL)
		return NULL;
	for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		if (strncmp(sqlstate, meanings[i].prefix, strlen(meanings[i].prefix)) == 0)
			return &meanings[i];
	}
	return NULL;
}

dunlin_status dn_pg_sqlstate_status(const char *sqlstate)
{
	const struct meaning *found = find(sqlstate);

	return found == NULL ? DUNLIN_ESQL : found->status;
}

int32_t dn_pg_sqlstate_retryable(const char *sqlstate)
{
	const struct meaning *found = find(sqlstate);

	return found == NULL ? 0 : found->retryable;
}

const char *dn_pg_sqlstate_hint(const char *sqlstate)
{
	if (sqlstate == NULL)
		return NULL;
	if (strcmp(sqlstate, "25001") == 0)
		return "it cannot run inside a transaction: put it in a migration of its own "
		       "that opens with -- dunlin: transaction off";
	if (strcmp(sqlstate, "55P04") == 0)
		return "put the statement that adds the enum value in a migration of its own, "
		       "before this one";
	return NULL;
}
