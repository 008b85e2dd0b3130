/*
 * crash/cut - runs whose connection breaks at a certain message: what `up` says is true, and the next
 * one gets to where an undisturbed one would have got.
 *
 * 20 places by chance for each way to break it, or $DUNLIN_SAMPLE; every place when $DUNLIN_SOAK is
 * set; and with DUNLIN_CASE='reset 377 to-client after' only that one.
 */
#ifndef TESTS_CRASH_CUT_H
#define TESTS_CRASH_CUT_H

#include "scene.h"

struct cut_tally {
	int64_t tried;
	int64_t missed; /* nothing was broken */
	int64_t done;   /* runs that got to their end nevertheless */
	int64_t bad;
};

/* One run through the proxy, and all that is asked afterwards.  Somebody impatient kills a run whose
 * connection has fallen silent. */
void cut_one(const struct scene *scene, const char *words, bool impatient, struct cut_tally *tally);
/* Says how it went; the test fails where something went wrong. */
void cut_tell(const struct scene *scene, const char *mode, const struct cut_tally *tally);

/* `mode`: cut, reset or hang. */
void cut_all(const struct scene *scene, const char *mode, bool impatient);
/* Every connection is lost in the same place: a run comes further with each, or gives up in time. */
void cut_each_connection(const struct scene *scene);
/* The answer to each COMMIT is lost. */
void cut_commits(const struct scene *scene);

#endif
