/*
 * postgres/params - a URL or keyword string as the parameters libpq is given.
 *
 * What the user did not say, in the string, in a service or in the PG…
 * variables that libpq reads, gets the defaults of this driver.
 */
#ifndef DN_POSTGRES_PARAMS_H
#define DN_POSTGRES_PARAMS_H

#include "conn.h"

/* Two lists of owned texts that end with NULL, as PQconnectStartParams() takes
 * them. */
struct dn_pg_params {
	char **keywords;
	char **values;
	size_t n;
	size_t room;
};

/* On failure *params is empty.  No message holds a password. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_params_read(struct dn_pg_params *params,
						  const struct dunlin_host *host,
						  const struct dunlin_open *how, dunlin_error *err);
void dn_pg_params_clear(struct dn_pg_params *params);

/* The value, lent until the next change, or NULL. */
const char *dn_pg_params_get(const struct dn_pg_params *params, const char *keyword);
/* Sets or replaces.  False without memory. */
DUNLIN_MUST_CHECK bool dn_pg_params_set(struct dn_pg_params *params, const char *keyword,
					const char *value);

/* Starts a connection with them. */
PGconn *dn_pg_params_connect(const struct dn_pg_params *params);
/* A value in a list of libpq's, or NULL. */
const char *dn_pg_option(const PQconninfoOption *options, const char *keyword);
/* The name of the database they lead to, by the rules of libpq, or NULL; the
 * caller frees it. */
char *dn_pg_params_database(const struct dn_pg_params *params);

#endif
