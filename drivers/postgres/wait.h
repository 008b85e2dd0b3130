/* postgres/wait - waiting for the server, and being told to stop meanwhile. */
#ifndef DN_POSTGRES_WAIT_H
#define DN_POSTGRES_WAIT_H

#include "conn.h"

/* Around every call that talks to the server; a cancel that came before does
 * not count. */
void dn_pg_begin(dunlin_conn *conn);
/* For what must not be stopped half way. */
void dn_pg_begin_deaf(dunlin_conn *conn);
void dn_pg_end(dunlin_conn *conn);

/* Waits until the server sent something, which is then read, or, with
 * `writing`, until it takes more; or until a cancel came, which is passed on to
 * the server.  False: the connection broke, or the deadline passed. */
DUNLIN_MUST_CHECK bool dn_pg_wait(dunlin_conn *conn, bool writing);
/* Waits until all that libpq holds back has been sent. */
DUNLIN_MUST_CHECK bool dn_pg_flush(dunlin_conn *conn);

/* While it is being opened: whether to give up.  To be asked so often. */
#define DN_PG_STOPPED_MS 100
bool dn_pg_stopped(dunlin_conn *conn);

bool dn_pg_canceled(dunlin_conn *conn);
int64_t dn_pg_now_ms(void); /* of a clock that never goes back */

void dn_pg_cancel(dunlin_conn *conn);

#endif
