/* postgres/locktime - the lock timeout that a statement sets. */
#ifndef DN_POSTGRES_LOCKTIME_H
#define DN_POSTGRES_LOCKTIME_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a SET [SESSION | LOCAL] lock_timeout asks for, in milliseconds; 0 when it asks for none, or
 * is no such statement, or not plain enough.  It decides only how soon to look who holds a lock.
 */
int64_t dn_pg_locktime(const char *sql, size_t len);

#endif
