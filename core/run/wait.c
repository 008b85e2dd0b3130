/* run/wait - waits until a target answers. */
#include "run/wait.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "run/lock.h"

enum {
	DEFAULT_CONNECT_MS = 10000,
	LEAST_CONNECT_MS = 500, /* less would make the last attempt say only that it had no time */
};

/* One attempt; it takes no longer than there is time. */
static dunlin_status try_once(const struct dn_target *target, int64_t left_ms, dunlin_error *err)
{
	struct dn_target quiet = *target;
	struct dn_session session;
	dunlin_status status;
	int64_t most = target->how.connect_timeout_ms;

	most = most == 0 ? DEFAULT_CONNECT_MS : most;
	left_ms = left_ms < LEAST_CONNECT_MS ? LEAST_CONNECT_MS : left_ms;
	quiet.how.connect_timeout_ms = left_ms < most ? left_ms : most;
	quiet.teller = (struct dn_teller){ 0 }; /* whoever connects to work tells of it */
	status = dn_session_open(&session, &quiet, err);
	dn_session_close(&session);
	return status;
}

/* Who is not let in (SQLSTATE class 28) has his answer: a password does not get right. */
static bool is_absent(dunlin_status status, const dunlin_error *why)
{
	return status == DUNLIN_ECONNECT &&
	       (why->sqlstate == NULL || strncmp(why->sqlstate, "28", 2) != 0);
}

dunlin_status dn_wait(const struct dn_target *target, int64_t timeout_ms, dunlin_error *err)
{
	const int64_t most = INT64_MAX / 4000;
	const int64_t limit = timeout_ms < 0 || timeout_ms > most ? most : timeout_ms;
	struct dn_news news = { .kind = DN_NEWS_WAITING };
	dunlin_error own, *why = err == NULL ? &own : err;
	struct dn_patience patience;
	dunlin_status status;

	dn_error_init(&own);
	dn_patience_init(&patience, limit);
	for (;;) {
		const int64_t gone_ms = (dn_clock_us() - patience.began_us) / 1000;

		dn_error_clear(why);
		status = try_once(target, limit - gone_ms, why);
		if (!is_absent(status, why))
			break;
		news.text = why->message;
		if (patience.told_us == 0) {
			dn_tell(&target->teller, &news);
			patience.told_us = 1; /* and then as patience does */
		}
		if (!dn_patience_pause(&patience, target, why)) {
			status = why->status; /* canceled, perhaps */
			break;
		}
	}
	dn_error_clear(&own);
	return status;
}
