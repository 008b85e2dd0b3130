/* postgres/unknown - parameters of other tools, and what stands for them here. */
#ifndef DN_POSTGRES_UNKNOWN_H
#define DN_POSTGRES_UNKNOWN_H

#include "conn.h"

/* OK when libpq knows the parameter; else a failure that names it, and the
 * setting to use instead. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_unknown(const struct dunlin_host *host, const char *name,
					      dunlin_error *err);

#endif
