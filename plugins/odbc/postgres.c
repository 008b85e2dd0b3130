/* odbc/postgres - PostgreSQL, through psqlODBC. */
#include "odbc.h"

#include <string.h>

/* psqlODBC hands the server's own on. */
static const char *sqlstate(const char *state, int32_t native, const char *message)
{
	(void)native, (void)message;
	return strcmp(state, "HY000") == 0 || strncmp(state, "IM", 2) == 0 ? NULL
	       : strcmp(state, "S1000") == 0                               ? NULL
									   : state;
}

static const char *const setup[] = { "SET client_encoding = 'UTF8'",
				     "SET standard_conforming_strings = on",
				     "SET lock_timeout = 2000", NULL };

static int64_t version(const int part[3])
{
	return part[0] * 10000 + part[2];
}

const struct odbc_product odbc_product = {
	.sqlstate = sqlstate,
	/* Or it would set a savepoint before each statement, and go back to it by itself. */
	.extra = ";Protocol=7.4-0",
	.name = "SET application_name = '%s'",
	.version = version,
	.fails_whole = true,
	.setup = setup,
	.tables = "SELECT CAST(NULL AS text), pg_catalog.quote_ident(tablename), tablename FROM "
		  "pg_catalog.pg_tables WHERE schemaname = pg_catalog.current_schema()",
	.whoami = "SELECT pg_catalog.pg_backend_pid()",
	.stop = "SELECT pg_catalog.pg_cancel_backend(%s)",
};
