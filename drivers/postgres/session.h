/* postgres/session - what a session is set up with, and put back to. */
#ifndef DN_POSTGRES_SESSION_H
#define DN_POSTGRES_SESSION_H

#include "conn.h"

/* Makes the list of statements from the options; how->schema must be known. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_session_plan(dunlin_conn *conn, const struct dunlin_open *how,
						   dunlin_error *err);
/* Runs them, in one round trip, and notes the facts.  Through a pooler they become
 * LOCAL, and nothing is left set. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_session_start(dunlin_conn *conn, dunlin_error *err);
/* Frees the list alone. */
void dn_pg_session_forget(dunlin_conn *conn);
void dn_pg_session_clear(dunlin_conn *conn);

/* Calls of the table. */
dunlin_status dn_pg_setup(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
			  dunlin_error *err);
dunlin_status dn_pg_reset(dunlin_conn *conn, dunlin_error *err);

#endif
