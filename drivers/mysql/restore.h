/* mysql/restore - fills a database from a dump. */
#ifndef DN_MYSQL_RESTORE_H
#define DN_MYSQL_RESTORE_H

#include <dunlin/driver.h>

dunlin_status dn_my_restore(const struct dunlin_host *host, const struct dunlin_open *how,
			    const struct dunlin_backup *what, dunlin_error *err);

#endif
