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
	/* Of the wish: UP, DOWN (everything), SEED (once all is up), REPAIR or REDO.  After a REDO that
	 * was killed an up follows, which leaves the same database and another log: whether what was
	 * taken back and done again is in it, is chance. */
	uint32_t kind;
	bool diary; /* there is a table that bodies write to, and no migration is about */
	/* What the script says of a run that is killed before the one that is walked over; and
	 * statements on PostgreSQL that spoil what it left.  NULL: there is none. */
	const char *first;
	const char *const *spoil;
	/* Statements, up to NULL: what is there before, so that the run to be killed would fail; and
	 * what mends that before the next.  NULL: it would not. */
	const char *const *given, *const *mend;
	bool pieces; /* runs may leave a start event more than an undisturbed one */
};

/* How batches reach the database: as the engine makes them, or one statement at a time. */
enum walk_pace { WALK_BATCHES, WALK_STATEMENTS };

void walk(struct lab *lab, const struct walk *way, enum walk_pace pace);

/* Two tests of a set, and both of them in a table of tests; WALK_LAB makes their database. */
#define WALK(set)                                                       \
	static void walk__##set##_killed_at_any_call(void **state)      \
	{                                                               \
		walk(*state, &set_##set, WALK_BATCHES);                 \
	}                                                               \
	static void walk__##set##_killed_at_any_statement(void **state) \
	{                                                               \
		walk(*state, &set_##set, WALK_STATEMENTS);              \
	}

#define WALKED(set)                                                                              \
	cmocka_unit_test_setup_teardown(walk__##set##_killed_at_any_call, WALK_LAB, lab_end),    \
		cmocka_unit_test_setup_teardown(walk__##set##_killed_at_any_statement, WALK_LAB, \
						lab_end)

#endif
