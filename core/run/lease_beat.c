/* run/lease_beat - the thread that renews a lease. */
#include "run/lease_beat.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "run/lease.h"

struct dn_beat {
	struct dn_target target; /* with nobody who is told, and a cancel of its own */
	struct dn_cancel cancel; /* is how it is stopped */
	const struct dn_store *store;
	struct dn_ledger ledger;
	pthread_t thread;
};

static void *beat_on(void *payload)
{
	struct dn_beat *beat = payload;
	struct dn_session session = { 0 };
	dunlin_status status = DUNLIN_OK;

	while (!dn_cancel_wait(&beat->cancel, DN_LEASE_BEAT_MS)) {
		if (session.conn == NULL)
			status = dn_session_open(&session, &beat->target, NULL);
		if (status == DUNLIN_OK)
			status = dn_lease_write(&session, beat->store, &beat->ledger, false);
		if (status != DUNLIN_OK)
			dn_session_close(&session);
	}
	dn_session_close(&session);
	return NULL;
}

/* Signals are for the program's own threads. */
static bool start(struct dn_beat *beat)
{
	sigset_t all, before;
	bool ok;

	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return false;
	ok = pthread_create(&beat->thread, NULL, beat_on, beat) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

struct dn_beat *dn_beat_start(const struct dn_target *target, const struct dn_store *store,
			      const struct dn_ledger *ledger)
{
	struct dn_beat *beat = calloc(1, sizeof(*beat));

	if (beat == NULL)
		return NULL;
	beat->target = *target;
	beat->target.teller = (struct dn_teller){ 0 };
	beat->target.cancel = &beat->cancel;
	beat->store = store;
	beat->ledger = *ledger;
	if (!dn_cancel_init(&beat->cancel)) {
		free(beat);
		return NULL;
	}
	if (!start(beat)) {
		dn_cancel_destroy(&beat->cancel);
		free(beat);
		return NULL;
	}
	return beat;
}

void dn_beat_stop(struct dn_beat *beat)
{
	if (beat == NULL)
		return;
	dn_cancel_ask(&beat->cancel);
	(void)pthread_join(beat->thread, NULL);
	dn_cancel_destroy(&beat->cancel);
	free(beat);
}
