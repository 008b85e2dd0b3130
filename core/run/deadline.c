/* run/deadline - asks a run to stop when its time is over. */
#include "run/deadline.h"

#include <signal.h>
#include <string.h>

static void *wait_for_end(void *payload)
{
	struct dn_deadline *deadline = payload;

	if (!dn_cancel_wait(&deadline->ending, deadline->ms)) {
		deadline->passed = true;
		dn_cancel_ask(deadline->run);
	}
	return NULL;
}

/* A new thread has the mask of the one that makes it. */
static bool make_thread(struct dn_deadline *deadline)
{
	sigset_t all, before;
	bool made;

	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return false;
	made = pthread_create(&deadline->thread, NULL, wait_for_end, deadline) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return made;
}

bool dn_deadline_begin(struct dn_deadline *deadline, struct dn_cancel *run, int64_t ms)
{
	memset(deadline, 0, sizeof(*deadline));
	if (ms <= 0)
		return true;
	deadline->run = run;
	deadline->ms = ms;
	if (!dn_cancel_init(&deadline->ending))
		return false;
	deadline->running = make_thread(deadline);
	if (!deadline->running)
		dn_cancel_destroy(&deadline->ending);
	return deadline->running;
}

bool dn_deadline_end(struct dn_deadline *deadline)
{
	if (!deadline->running)
		return false;
	dn_cancel_ask(&deadline->ending);
	(void)pthread_join(deadline->thread, NULL);
	dn_cancel_destroy(&deadline->ending);
	return deadline->passed;
}
