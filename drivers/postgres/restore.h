/* postgres/restore - fills a database with pg_restore. */
#ifndef DN_POSTGRES_RESTORE_H
#define DN_POSTGRES_RESTORE_H

#include "conn.h"

dunlin_status dn_pg_restore(const struct dunlin_host *host, const struct dunlin_open *how,
			    const struct dunlin_backup *what, dunlin_error *err);

#endif
