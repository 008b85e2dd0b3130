/* postgres/blocker - sessions that others wait for, in words. */
#ifndef DN_POSTGRES_BLOCKER_H
#define DN_POSTGRES_BLOCKER_H

#include <stddef.h>
#include <stdint.h>

/* A row of pg_stat_activity.  A text is NULL where there is none, or where the role may not see
 * it; all are lent. */
struct dn_pg_blocker {
	int64_t pid; /* 0: a prepared transaction, which no session has */
	const char *application;
	const char *role;
	const char *kind;  /* "client backend", "autovacuum worker" */
	const char *state; /* "active", "idle in transaction" */
	const char *query; /* what it runs, or ran last; in <>: may not be seen */
	int64_t open_ms;   /* since its transaction began; -1 unknown, or none */
	int64_t state_ms;  /* since it is in that state; -1 unknown */
};

/*
 * "pid 123, application psql, role joe, open for 12 s, idle in transaction after: ALTER TABLE t;
 * pid 124; and 3 more".  A new text for the caller to free; NULL without memory.
 */
char *dn_pg_blocker_words(const struct dn_pg_blocker *list, size_t n, size_t more);

#endif
