/* crash/kill - what the tests that kill have in common: a sample of moments, and what came of it. */
#ifndef TESTS_CRASH_KILL_H
#define TESTS_CRASH_KILL_H

#include "look.h"
#include "scene.h"

struct tally {
	const struct scene *scene;
	const char *what;
	int64_t span_us; /* of a run that nobody disturbs, as last seen */
	int64_t tried;
	int64_t hit;  /* it was still running then */
	int64_t done; /* and got to its end nevertheless */
	int64_t bad;
};

/* One trial, up to what is asked afterwards: kills something `after_us` the run began, and waits
 * until all is quiet again.  false: there was nothing left to kill. */
typedef bool (*kill_fn)(struct child *up, const char *db, int64_t after_us);

/* 20 moments by chance, $DUNLIN_SAMPLE, or so many as a soak wants, evenly over an undisturbed
 * run.  What was too late counts as no trial, and says how long such a run takes now.  Fails when any
 * is bad, or nearly all came too late. */
void kill_all(const struct scene *scene, enum look_on on, const char *what, int64_t soak,
	      kill_fn strike);

#endif
