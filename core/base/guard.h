/*
 * base/guard - runs programs that never outlive this process, however it ends.
 *
 * A small process beside this one starts them, one at a time.  When it is told to, or this process is
 * gone, killed or not, it ends the one that runs and removes their folder.
 */
#ifndef DN_BASE_GUARD_H
#define DN_BASE_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include <dunlin/error.h>

struct dn_guard;

#define DN_GUARD_COMMANDS 2

/* Lent for dn_guard_open(). */
struct dn_guard_plan {
	char *const *commands[DN_GUARD_COMMANDS]; /* each ends with NULL; the first word is a path */
	char *const *env;                         /* all of their environment */
	const char *folder;                       /* absolute; removed in the end, with all in it */
	const char *log;                          /* a file for all that they say */
};

/* How a program ended. */
struct dn_guard_end {
	bool ended;
	int number; /* errno with which it could not be started; 0: it was */
	int status; /* as waitpid() gives it */
};

/* The folder is the guard's from here on, on failure it is still the caller's.  The caller closes *out. */
DUNLIN_MUST_CHECK dunlin_status dn_guard_open(struct dn_guard **out,
					      const struct dn_guard_plan *plan, dunlin_error *err);
/* Starts commands[i]; the one before has ended. */
DUNLIN_MUST_CHECK dunlin_status dn_guard_run(struct dn_guard *guard, int i, dunlin_error *err);
/* Waits so long for its end, 0: not at all.  From one thread at a time. */
void dn_guard_wait(struct dn_guard *guard, int timeout_ms, struct dn_guard_end *out);
/* Takes guard; NULL is fine.  Returns when all of it is gone: the program is asked by SIGQUIT and, when
 * it does not end within 5 s, killed.  In a child of fork() nothing is ended. */
void dn_guard_close(struct dn_guard *guard);

#endif
