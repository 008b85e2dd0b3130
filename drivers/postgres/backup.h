/* postgres/backup - dumps the database with pg_dump. */
#ifndef DN_POSTGRES_BACKUP_H
#define DN_POSTGRES_BACKUP_H

#include "conn.h"

dunlin_status dn_pg_backup(dunlin_conn *conn, const struct dunlin_backup *what, dunlin_error *err);

#endif
