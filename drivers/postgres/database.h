/* postgres/database - creates and drops whole databases. */
#ifndef DN_POSTGRES_DATABASE_H
#define DN_POSTGRES_DATABASE_H

#include "conn.h"

dunlin_status dn_pg_create_database(const struct dunlin_host *host, const struct dunlin_open *how,
				    dunlin_error *err);
dunlin_status dn_pg_drop_database(const struct dunlin_host *host, const struct dunlin_open *how,
				  dunlin_error *err);

#endif
