/* mysql/database - makes a database, and drops one. */
#ifndef DN_MYSQL_DATABASE_H
#define DN_MYSQL_DATABASE_H

#include "conn.h"

dunlin_status dn_my_create_database(const struct dunlin_host *host, const struct dunlin_open *how,
				    dunlin_error *err);
dunlin_status dn_my_drop_database(const struct dunlin_host *host, const struct dunlin_open *how,
				  dunlin_error *err);

#endif
