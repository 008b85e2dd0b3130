/* run/deadline - asks a run to stop when its time is over. */
#ifndef DN_RUN_DEADLINE_H
#define DN_RUN_DEADLINE_H

#include "run/cancel.h"

struct dn_deadline {
	struct dn_cancel *run;   /* lent until the end */
	struct dn_cancel ending; /* asked when the run has ended */
	int64_t ms;
	bool passed;
	bool running;
	pthread_t thread; /* takes no signals: those are the program's */
};

/* In `ms` milliseconds `run` is asked, unless the deadline is ended before; 0 or less: never.  False
 * when no thread can be had; to be ended on success alone. */
DUNLIN_MUST_CHECK bool dn_deadline_begin(struct dn_deadline *deadline, struct dn_cancel *run,
					 int64_t ms);
/* True when the time was over before. */
bool dn_deadline_end(struct dn_deadline *deadline);

#endif
