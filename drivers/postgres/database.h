/* postgres/database - creates and drops whole databases. */
#ifndef DN_POSTGRES_DATABASE_H
#define DN_POSTGRES_DATABASE_H

#include "conn.h"

dunlin_status dn_pg_create_database(const struct dunlin_host *host, const struct dunlin_open *how,
				    dunlin_error *err);
dunlin_status dn_pg_drop_database(const struct dunlin_host *host, const struct dunlin_open *how,
				  dunlin_error *err);

/* The name of the database that a URL leads to; the caller frees it. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_database_name(char **out, const struct dunlin_host *host,
						    const struct dunlin_open *how,
						    dunlin_error *err);
/* Connects beside the database `name`; nothing is set up. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_database_beside(dunlin_conn **out,
						      const struct dunlin_host *host,
						      const struct dunlin_open *how,
						      const char *name, dunlin_error *err);
/* Reports that others use the database `name`, and who; EBUSY. */
dunlin_status dn_pg_database_in_use(dunlin_conn *conn, const char *name, dunlin_error *err);

#endif
