/* mysql/state - what a statement may change, as a number. */
#ifndef DN_MYSQL_STATE_H
#define DN_MYSQL_STATE_H

#include "conn.h"
#include "kind.h"

/*
 * The sum of the SHA-256 of everything whose name stands in `sql`, as hex, for the caller to free:
 * it is the same as before when, and only when, that is as it was.  *out is NULL, without a failure,
 * when the user may not see what must be looked at, or tables are swapped that have no numbers.
 */
DUNLIN_MUST_CHECK dunlin_status dn_my_state(dunlin_conn *conn, enum dn_my_kind kind,
					    const char *sql, size_t len, char **out,
					    dunlin_error *err);

#endif
