/* mysql/lock - takes it without waiting, says who has it, and keeps it over a reset. */
#ifndef DN_MYSQL_LOCK_H
#define DN_MYSQL_LOCK_H

#include "conn.h"

dunlin_status dn_my_lock_try(dunlin_conn *conn, int64_t key, dunlin_error *err);
dunlin_status dn_my_lock_release(dunlin_conn *conn, int64_t key, dunlin_error *err);

/*
 * Around a reset, which gives every lock of the session away: a second connection, *guard, keeps
 * others out until they are taken again.  *guard is NULL when there is none to keep; the caller
 * closes it.
 */
DUNLIN_MUST_CHECK dunlin_status dn_my_lock_guard(dunlin_conn *conn, MYSQL **guard,
						 dunlin_error *err);
DUNLIN_MUST_CHECK dunlin_status dn_my_lock_again(dunlin_conn *conn, MYSQL *guard,
						 dunlin_error *err);
/* The reset itself failed: the lock may be gone, and so is the session. */
dunlin_status dn_my_lock_lost(dunlin_conn *conn, const struct dn_my_run *run, dunlin_error *err);

#endif
