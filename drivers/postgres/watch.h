/*
 * postgres/watch - what the server does while a statement takes long, or nothing is heard of it.
 *
 * A call that is over soon costs nothing but a look at the clock.  One that is not opens a second
 * connection (side.h), once, and looks again and again until it ends.
 */
#ifndef DN_POSTGRES_WATCH_H
#define DN_POSTGRES_WATCH_H

#include <poll.h>

#include "params.h"

/* After how many milliseconds without a byte a server is silent; 0: never. */
int64_t dn_pg_watch_silence(const struct dunlin_open *how);
/* Takes the parameters, which are empty then.  NULL without memory. */
struct dn_pg_watch *dn_pg_watch_new(const struct dunlin_open *how, struct dn_pg_params *params);
void dn_pg_watch_free(struct dn_pg_watch *watch); /* NULL is fine */
/* The connection is open, and watched from now on; not through a pooler, where the number of a
 * backend says nothing. */
void dn_pg_watch_start(dunlin_conn *conn);

/* All of these do nothing when nobody watches the connection. */

/* A call begins. */
void dn_pg_watch_begin(dunlin_conn *conn);
/* This statement is sent now; `alone`: one of the user's, outside any transaction.  Such a one may
 * wait for every other session of the database. */
void dn_pg_watch_sent(dunlin_conn *conn, const char *sql, size_t len, bool alone);
/* Before a poll for the server: what else to poll for, and for how long (`limit_ms`: as long
 * otherwise; -1: for ever).  `writing`: not all of what was sent is out. */
int dn_pg_watch_before(dunlin_conn *conn, bool writing, struct pollfd *fd, int limit_ms);
/* After it, when the server sent or took something: that comes first. */
void dn_pg_watch_heard(dunlin_conn *conn);
/* After it, when the server did not. */
void dn_pg_watch_after(dunlin_conn *conn, short revents);

/* Whom the statement under way was last seen to wait for, behind `detail`, which may be NULL; a
 * new text, or NULL when there is nothing to say. */
char *dn_pg_watch_detail(dunlin_conn *conn, const char *detail);
/* Why the connection was given up though it did not break; NULL: it was not. */
const char *dn_pg_watch_verdict(const dunlin_conn *conn);

#endif
