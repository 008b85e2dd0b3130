/* postgres/copy - the data of COPY. */
#ifndef DN_POSTGRES_COPY_H
#define DN_POSTGRES_COPY_H

#include "step.h"

/* Goes on after a result that says PGRES_COPY_*: feeds or throws away the data.
 * The results that follow say how it went. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_copy_run(dunlin_conn *conn, const struct dn_pg_step *step,
					       ExecStatusType what, dunlin_error *err);

#endif
