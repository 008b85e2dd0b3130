/*
 * postgres/hold - the run lock, through a pooler.
 *
 * A pooler may give each transaction another session, so a session's lock is
 * nobody's.  A transaction's lock is; a second connection keeps one open for it,
 * which does nothing else.  A run then needs two sessions of the server, and may
 * find that others have the rest: nobody waits for a second while it sits on a
 * first, or runners that start together would wait for each other.
 */
#ifndef DN_POSTGRES_HOLD_H
#define DN_POSTGRES_HOLD_H

#include "conn.h"

/*
 * As lock_try().  EBUSY also when the two sessions were not had within the
 * connect timeout.  Then neither is kept: the connection is given back, and the
 * next try takes the lock before it connects again.
 */
DUNLIN_MUST_CHECK dunlin_status dn_pg_hold_try(dunlin_conn *conn, int64_t key, dunlin_error *err);
/* As lock_release(). */
DUNLIN_MUST_CHECK dunlin_status dn_pg_hold_release(dunlin_conn *conn, int64_t key,
						   dunlin_error *err);
/* Connection lost, when the lock was held and is no longer. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_hold_check(dunlin_conn *conn, dunlin_error *err);
/* Whether the pooler has a session for this connection, within the connect
 * timeout; ECONNECT when not. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_hold_probe(dunlin_conn *conn, dunlin_error *err);
/* Ends the second connection, and with it the lock. */
void dn_pg_hold_drop(dunlin_conn *conn);

#endif
