/* common/child - runs another program, hears what it says, and can end it. */
#ifndef DN_COMMON_CHILD_H
#define DN_COMMON_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DN_CHILD_FIRST_FD = 3, DN_CHILD_LEAST_FD = 10 };

/* Everything is lent for the run. */
struct dn_child {
	char *const *argv; /* ends with NULL; the first is the path of the program */
	char *const *env;  /* all of its environment */
	const char *input; /* a file that it reads; NULL: nothing */
	/* Descriptors that it has as DN_CHILD_FIRST_FD and so on, each DN_CHILD_LEAST_FD or higher. */
	const int *fds;
	size_t n_fds;
	/* Each line of its output, of both kinds, without the end; long ones are cut. */
	void (*on_line)(void *payload, const char *line);
	void *payload;
	int32_t (*stopped)(void *payload); /* not 0: end it; may be NULL */
	void *stop_payload;
	bool ended_it; /* out: because of that */
	int status;    /* out: as waitpid() gives it; -1: unknown */
};

/*
 * Returns when it has ended, and nothing of it is left: 0, or the errno with which it could not be
 * run.  It has no signal blocked, and is no part of the caller's group: what a
 * terminal sends reaches it through `stopped` alone.
 */
int dn_child_run(struct dn_child *child);

#endif
