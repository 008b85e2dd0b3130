/* postgres/info - what is at the other end. */
#ifndef DN_POSTGRES_INFO_H
#define DN_POSTGRES_INFO_H

#include "conn.h"

#define DN_PG_CAPS                                                                              \
	(DUNLIN_CAP_LOCK | DUNLIN_CAP_CANCEL | DUNLIN_CAP_RESET | DUNLIN_CAP_FIND |             \
	 DUNLIN_CAP_DATABASES | DUNLIN_CAP_SCHEMAS | DUNLIN_CAP_COPY | DUNLIN_CAP_SAVEPOINTS |  \
	 DUNLIN_CAP_PIPELINE | DUNLIN_CAP_POSITIONS | DUNLIN_CAP_TIMEOUTS | DUNLIN_CAP_VERIFY | \
	 DUNLIN_CAP_BACKUP | DUNLIN_CAP_INSPECT | DUNLIN_CAP_EXPLAIN | DUNLIN_CAP_LEND |        \
	 DUNLIN_CAP_CLONE | DUNLIN_CAP_SERVER | DUNLIN_CAP_REPLICAS)

dunlin_status dn_pg_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err);

#endif
