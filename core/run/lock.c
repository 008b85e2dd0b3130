/* run/lock - the lock of a run, polled and never waited for inside the database. */
#include "run/lock.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"

enum {
	FIRST_PAUSE_MS = 20,
	LONGEST_PAUSE_MS = 1000,
	TELL_FIRST_US = 1000000, /* shorter waits are nobody's business */
	TELL_EVERY_US = 10000000,
};

void dn_patience_init(struct dn_patience *patience, int64_t wait_ms)
{
	memset(patience, 0, sizeof(*patience));
	patience->began_us = dn_clock_us();
	patience->limit_us = wait_ms < 0 ? 0 : wait_ms * 1000;
	patience->pause_ms = FIRST_PAUSE_MS;
}

static void tell(struct dn_patience *patience, const struct dn_target *target, int64_t waited,
		 const dunlin_error *err)
{
	const struct dn_news news = { .kind = DN_NEWS_WAITING,
				      .elapsed_us = waited,
				      .text = err == NULL ? NULL : err->message };

	if (waited < TELL_FIRST_US ||
	    (patience->told_us != 0 && waited - patience->told_us < TELL_EVERY_US))
		return;
	patience->told_us = waited;
	dn_tell(&target->teller, &news);
}

bool dn_patience_pause(struct dn_patience *patience, const struct dn_target *target,
		       dunlin_error *err)
{
	const int64_t waited = dn_clock_us() - patience->began_us;
	/* Runners that were started together must not stay in step; any odd number
	 * that differs between them will do. */
	const int64_t jitter = dn_clock_us() % (patience->pause_ms / 2 + 1);
	int64_t pause = patience->pause_ms + jitter;

	if (waited >= patience->limit_us)
		return false;
	if (pause * 1000 > patience->limit_us - waited)
		pause = (patience->limit_us - waited) / 1000 + 1;
	tell(patience, target, waited, err);
	patience->pause_ms = patience->pause_ms * 2 > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS
								       : patience->pause_ms * 2;
	if (dn_cancel_wait(target->cancel, pause)) {
		dn_fail(err, DUNLIN_ECANCELED, "canceled while waiting");
		return false;
	}
	return true;
}

dunlin_status dn_patience_try(const struct dn_target *target, int64_t wait_ms,
			      dunlin_status (*attempt)(void *payload, dunlin_error *err),
			      void *payload, dunlin_error *err)
{
	struct dn_patience patience;
	dunlin_error own, *why = err == NULL ? &own : err;
	dunlin_status status;

	dn_error_init(&own);
	dn_patience_init(&patience, wait_ms);
	do {
		dn_error_clear(why);
		status = attempt(payload, why);
	} while (status == DUNLIN_EBUSY && dn_patience_pause(&patience, target, why));
	if (status == DUNLIN_EBUSY)
		status = why->status; /* canceled, perhaps */
	dn_error_clear(&own);
	return status;
}

/* One attempt at the lock. */
struct taking {
	struct dn_session *session;
	int64_t key;
	bool *waited; /* may be NULL */
};

static dunlin_status take(void *payload, dunlin_error *err)
{
	const struct taking *taking = payload;
	const struct dunlin_driver *driver = taking->session->target->driver;
	dunlin_status status = driver->lock_try(taking->session->conn, taking->key, err);

	status = dn_fail_returned(err, status, driver->name);
	if (taking->waited != NULL && status == DUNLIN_EBUSY)
		*taking->waited = true;
	return status;
}

dunlin_status dn_lock_acquire(struct dn_session *session, int64_t key, int64_t wait_ms,
			      bool *waited, dunlin_error *err)
{
	struct taking taking = { session, key, waited };

	if (waited != NULL)
		*waited = false;
	if (!dn_session_can(session, DUNLIN_CAP_LOCK))
		return DUNLIN_OK;
	return dn_patience_try(session->target, wait_ms, take, &taking, err);
}

void dn_lock_release(struct dn_session *session, int64_t key)
{
	const struct dunlin_driver *driver = session->target->driver;

	if (dn_session_can(session, DUNLIN_CAP_LOCK))
		(void)driver->lock_release(session->conn, key, NULL);
}
