/*
 * walk - kills a run at its first moment, its second, its third …, and lets the next run go on.
 *
 * Each time the database is empty at first and prepared anew, a child process runs the engine with
 * the driver that ends the process at its n-th moment, and a run that nobody disturbs follows.  The
 * walk is over when a child comes to its end.
 */
#ifndef TESTS_CRASH_WALK_H
#define TESTS_CRASH_WALK_H

#include "engine/lab.h"

struct walk_file {
	const char *name, *text;
};

/* What is walked over. */
struct walk {
	const struct walk_file *files; /* of the project, up to a name that is NULL */
	/* NULL: the run that is killed is the first of its kind.  Else there was one before it, and
	 * these files have taken the place of those of the same name since; they may be none. */
	const struct walk_file *then;
	uint32_t kind; /* of the wish: UP, DOWN (everything) or SEED (once all is up) */
	bool diary;    /* there is a table that bodies write to, and no migration is about */
	bool pieces;   /* runs may leave a start event more than an undisturbed one */
};

/* How batches reach the database: as the engine makes them, or one statement at a time. */
enum walk_pace { WALK_BATCHES, WALK_STATEMENTS };

void walk(struct lab *lab, const struct walk *way, enum walk_pace pace);

#endif
