/* victim - a run of the engine in a process of its own, which may be stopped or killed. */
#ifndef TESTS_CRASH_VICTIM_H
#define TESTS_CRASH_VICTIM_H

#include <sys/types.h>

#include "engine/lab.h"

/* Starts a run, as lab->options say.  What went wrong there is told, too. */
pid_t victim_start(struct lab *lab, const struct dunlin_wish *wish);
/* Waits until it has ended by itself, and returns its exit status: that of the run. */
int victim_end(pid_t pid);
/* Ends it on the spot. */
void victim_kill(pid_t pid);
/* The same as one: a run with a driver that does what `rules` say. */
int victim_run(struct lab *lab, const struct dunlin_wish *wish, const char *rules);
/* An up in another process that gets as far as a statement with `text`, and waits there. */
pid_t victim_hold(struct lab *lab, const char *text);
/* Lets it go on, once, and waits until it has ended. */
int victim_release(struct lab *lab, pid_t pid);

#endif
