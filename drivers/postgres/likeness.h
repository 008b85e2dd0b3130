/* postgres/likeness - makes a database that is like another, but empty. */
#ifndef DN_POSTGRES_LIKENESS_H
#define DN_POSTGRES_LIKENESS_H

#include "conn.h"

/* Makes `fresh` with the owner, encoding, locale and tablespace of `name`; of one that is not there,
 * with those of template0. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_likeness_make(dunlin_conn *conn, const char *name,
						    const char *fresh, dunlin_error *err);
/* Gives `fresh` the rest: rights, settings (of roles in it, too), connection limit and
 * comment.  Later, since they might stand in the way of who fills it. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_likeness_finish(dunlin_conn *conn, const char *name,
						      const char *fresh, dunlin_error *err);

#endif
