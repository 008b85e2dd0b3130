/*
 * walk - runs the command with one allocation after the other failing, and looks at what is left.
 *
 * A walk takes one command line.  Each time it is run with another allocation failing: it must say
 * so and exit with 1, or do what it does otherwise, word for word; leave no memory behind; and leave
 * a database in which the next `dunlin up` and `dunlin seed` come to the same end as if nothing had
 * happened.
 *
 * 20 allocations of each command by chance, and the seed printed; $DUNLIN_SEED, $DUNLIN_SAMPLE and
 * $DUNLIN_SOAK (every one) are those of CONTRIBUTING.md; $DUNLIN_CASE, a pattern, names the tests.
 */
#ifndef TESTS_ALLOC_WALK_H
#define TESTS_ALLOC_WALK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "alloc/preload.h"
#include "base/str.h"

/* A project on a database of its own; the current folder is the project's. */
struct walk_scene {
	/* Makes the database what it was before the first run. */
	void (*forget)(void);
	/* Appends all there is: schema, rows and applied set, but no time and no number that grows
	 * from run to run. */
	void (*look)(struct dn_str *out);
};

/* How the database is before each run, and what the command does to it. */
enum walk_from {
	WALK_EMPTY,     /* nothing is applied, nor is there a table of Dunlin's */
	WALK_UNSEEDED,  /* all migrations are applied, and no seed */
	WALK_FULL,      /* all is applied; the command changes that */
	WALK_FULL_READS /* all is applied; the command only looks */
};

struct walk {
	const char *args[8];
	enum walk_from from;
	int exits; /* when nothing fails */
};

/* For cmocka: a folder with the project, and the way to the command. */
int walk_start(const struct walk_scene *scene);
int walk_end(void **state);
/* Writes a file of the project, with its folders. */
void walk_put(const char *name, const char *text);

/* Each allocation of our own in turn: it alone fails, or with it all that follow. */
void walk_own(const struct walk *walk, bool and_later);
/* Those of libpq or libsqlite3, by chance; 200 in a soak. */
void walk_lib(const struct walk *walk);

#endif
