/* mysql/backup - dumps the database with mariadb-dump or mysqldump. */
#ifndef DN_MYSQL_BACKUP_H
#define DN_MYSQL_BACKUP_H

#include "conn.h"

dunlin_status dn_my_backup(dunlin_conn *conn, const struct dunlin_backup *what, dunlin_error *err);

#endif
