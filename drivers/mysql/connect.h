/* mysql/connect - opens and closes a connection. */
#ifndef DN_MYSQL_CONNECT_H
#define DN_MYSQL_CONNECT_H

#include "conn.h"

dunlin_status dn_my_open(dunlin_conn **out, const struct dunlin_host *host,
			 const struct dunlin_open *how, dunlin_error *err);
void dn_my_close(dunlin_conn *conn);

#endif
