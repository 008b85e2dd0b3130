/*
 * postgres/guard - runs programs that never outlive this process, however it ends.
 *
 * A small process beside this one starts them, one at a time.  When it is told to, or this process is
 * gone, killed or not, it ends the one that runs and removes their folder.
 */
#ifndef DN_POSTGRES_GUARD_H
#define DN_POSTGRES_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include <dunlin/driver.h>

struct dn_pg_guard;

#define DN_GUARD_COMMANDS 2

/* Lent for dn_pg_guard_open(). */
struct dn_pg_guard_plan {
	const char *const
		*commands[DN_GUARD_COMMANDS]; /* each ends with NULL; the first word is a path */
	const char *const *env;               /* all of their environment */
	const char *folder;                   /* absolute; removed in the end, with all in it */
	const char *log;                      /* a file for all that they say */
};

/* The folder is the guard's from here on, on failure it is still the caller's.  The caller closes *out. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_guard_open(struct dn_pg_guard **out,
						 const struct dunlin_host *host,
						 const struct dn_pg_guard_plan *plan,
						 dunlin_error *err);
/* Starts commands[i]; the one before has ended. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_guard_run(struct dn_pg_guard *guard, int i,
						dunlin_error *err);
/* Waits so long for its end, 0: not at all.  From one thread at a time. */
void dn_pg_guard_wait(struct dn_pg_guard *guard, int timeout_ms, struct dunlin_server_end *out);
/* Takes guard; NULL is fine.  Returns when all of it is gone: the program is asked by SIGQUIT and, when
 * it does not end within 5 s, killed.  In a child of fork() nothing is ended. */
void dn_pg_guard_close(struct dn_pg_guard *guard);

#endif
