/* postgres/child - runs another program, hears what it says, and can end it. */
#ifndef DN_POSTGRES_CHILD_H
#define DN_POSTGRES_CHILD_H

#include <stdbool.h>
#include <stdint.h>

/* Everything is lent for the run. */
struct dn_pg_child {
	char *const *argv; /* ends with NULL; the first is the path of the program */
	char *const *env;  /* all of its environment */
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
 * run.  It reads nothing, has no signal blocked, and is no part of the caller's group: what a
 * terminal sends reaches it through `stopped` alone.
 */
int dn_pg_child_run(struct dn_pg_child *child);

#endif
