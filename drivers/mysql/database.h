/* mysql/database - makes a database, and drops one. */
#ifndef DN_MYSQL_DATABASE_H
#define DN_MYSQL_DATABASE_H

#include "conn.h"

dunlin_status dn_my_create_database(const struct dunlin_host *host, const struct dunlin_open *how,
				    dunlin_error *err);
dunlin_status dn_my_drop_database(const struct dunlin_host *host, const struct dunlin_open *how,
				  dunlin_error *err);

/* Reports what the library holds as the error of a connection of the caller's own. */
dunlin_status dn_my_database_fail(MYSQL *my, const struct dunlin_host *host, dunlin_error *err);
/* EBUSY when somebody is connected to it. */
DUNLIN_MUST_CHECK dunlin_status dn_my_database_unused(MYSQL *my, const struct dunlin_host *host,
						      const char *name, dunlin_error *err);

#endif
