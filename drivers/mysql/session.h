/* mysql/session - sets a session up, tells how, and puts it back. */
#ifndef DN_MYSQL_SESSION_H
#define DN_MYSQL_SESSION_H

#include "conn.h"

/* Lists the statements of the set-up. */
DUNLIN_MUST_CHECK dunlin_status dn_my_session_plan(dunlin_conn *conn, const struct dunlin_open *how,
						   dunlin_error *err);
/* Runs them, and notes what the server is. */
DUNLIN_MUST_CHECK dunlin_status dn_my_session_start(dunlin_conn *conn, dunlin_error *err);
void dn_my_session_clear(dunlin_conn *conn);
/* Goes to the schema that was not there when it was asked for, if it is by now. */
void dn_my_session_arrive(dunlin_conn *conn);

dunlin_status dn_my_setup(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
			  dunlin_error *err);
dunlin_status dn_my_reset(dunlin_conn *conn, dunlin_error *err);
dunlin_status dn_my_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err);

#endif
