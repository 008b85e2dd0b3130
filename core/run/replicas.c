/* run/replicas - waits until the replicas of a database have what a run did. */
#include "run/replicas.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/vec.h"
#include "run/lock.h"
#include "run/recover.h"

enum { DEFAULT_WAIT_MS = 60000, TELL_AFTER_US = 1000000 };
static const int64_t unknown = -1;

/* --- one look --------------------------------------------------------------------- */

static struct dn_replica *find(struct dn_replicas *replicas, const char *name)
{
	struct dn_replica *replica;
	size_t i;

	for (i = 0; i < replicas->n; i++)
		if (strcmp(replicas->list[i].name, name) == 0)
			return &replicas->list[i];
	replica = dn_vec_add(&replicas->list, &replicas->n, &replicas->cap, sizeof(*replica));
	if (replica == NULL)
		return NULL;
	replica->name = strdup(name);
	if (replica->name == NULL)
		replicas->n--;
	return replica->name == NULL ? NULL : replica;
}

static int64_t number(const char *text)
{
	return text == NULL ? unknown : strtoll(text, NULL, 10);
}

static bool is_near(const struct dn_wish *wish, int64_t bytes, int64_t us)
{
	if (bytes == 0)
		return true;
	return wish->replicas == DN_REPLICAS_TIME ? us != unknown && us <= wish->replica_lag * 1000
						  : bytes != unknown && bytes <= wish->replica_lag;
}

/* "standby1 (streaming, 8192 bytes and 1500 ms behind)" */
static void put_behind(struct dn_replicas *replicas, const char *name, const char *state,
		       int64_t bytes, int64_t us)
{
	struct dn_str *out = &replicas->behind;

	dn_str_printf(out, "%s%s (%s", out->len == 0 ? "" : ", ", name, state);
	if (bytes != unknown)
		dn_str_printf(out, ", %" PRId64 " bytes", bytes);
	if (us != unknown)
		dn_str_printf(out, "%s%" PRId64 " ms", bytes != unknown ? " and " : ", ",
			      us / 1000);
	dn_str_puts(out, bytes != unknown || us != unknown ? " behind)" : ", how far is unknown)");
}

/* Bytes that are unknown count for many: less of them, and something got further. */
static void add_left(struct dn_replicas *replicas, int64_t bytes)
{
	const int64_t most = INT64_MAX / 4, more = bytes == unknown || bytes > most ? most : bytes;

	replicas->left = replicas->left > INT64_MAX - more ? INT64_MAX : replicas->left + more;
}

static dunlin_status take_replica(void *payload, size_t n, const char *const *values)
{
	struct dn_replicas *replicas = payload;
	struct dn_replica *replica;
	int64_t bytes, us;

	if (n < 4 || values[0] == NULL || values[1] == NULL)
		return DUNLIN_EPLUGIN;
	replica = find(replicas, values[0]);
	if (replica == NULL)
		return DUNLIN_ENOMEM;
	replicas->connected++;
	replica->now++;
	if (replica->seen < replica->now)
		replica->seen = replica->now;
	bytes = number(values[2]);
	us = number(values[3]);
	if (!is_near(replicas->wish, bytes, us)) {
		put_behind(replicas, values[0], values[1], bytes, us);
		add_left(replicas, bytes);
	}
	return DUNLIN_OK;
}

static void add_gone(struct dn_replicas *replicas)
{
	size_t i, k;

	for (i = 0; i < replicas->n; i++)
		for (k = replicas->list[i].now; k < replicas->list[i].seen; k++) {
			dn_str_printf(&replicas->behind, "%s%s (no longer connected)",
				      replicas->behind.len == 0 ? "" : ", ",
				      replicas->list[i].name);
			add_left(replicas, unknown);
		}
}

/* How far the log is, and which one. */
struct position {
	struct dn_str at, log;
};
#define POSITION_INIT                    \
	{                                \
		DN_STR_INIT, DN_STR_INIT \
	}

static void clear_position(struct position *position)
{
	dn_str_clear(&position->at);
	dn_str_clear(&position->log);
}

static dunlin_status take_position(void *payload, size_t n, const char *const *values)
{
	struct position *position = payload;

	if (n < 1 || values[0] == NULL)
		return DUNLIN_EPLUGIN;
	dn_str_puts(&position->at, values[0]);
	if (n > 1 && values[1] != NULL)
		dn_str_puts(&position->log, values[1]);
	return DUNLIN_OK;
}

/* What a callback of ours refused has no message yet. */
static dunlin_status explain(const struct dn_view *view, const char *call, dunlin_status status,
			     dunlin_error *err)
{
	if (status == DUNLIN_EPLUGIN)
		return dn_fail(err, DUNLIN_EPLUGIN, "driver %s: %s handed over what is none",
			       view->options->target.driver->name, call);
	return status == DUNLIN_ENOMEM ? dn_fail_nomem(err) : status;
}

static void forget(struct dn_replicas *replicas)
{
	while (replicas->n > 0)
		free(replicas->list[--replicas->n].name);
}

static void warn_of_failover(const struct dn_replicas *replicas, const struct dn_view *view)
{
	struct dn_str text = DN_STR_INIT;
	struct dn_news news = { .kind = DN_NEWS_WARNING };
	size_t i;

	dn_str_puts(&text,
		    "another server has taken over: its replicas are waited for, and no more");
	for (i = 0; i < replicas->n; i++)
		dn_str_printf(&text, "%s %s", i == 0 ? "" : ",", replicas->list[i].name);
	news.text = dn_str_text(&text);
	if (!text.failed)
		dn_tell(&view->options->target.teller, &news);
	dn_str_clear(&text);
}

static dunlin_status take_log(struct dn_replicas *replicas, const struct dn_view *view,
			      const char *log, dunlin_error *err)
{
	if (log[0] == '\0' || (replicas->log != NULL && strcmp(replicas->log, log) == 0))
		return DUNLIN_OK;
	if (replicas->log != NULL && replicas->n > 0)
		warn_of_failover(replicas, view);
	if (replicas->log != NULL)
		forget(replicas);
	free(replicas->log);
	replicas->log = strdup(log);
	return replicas->log == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
}

static dunlin_status read_position(struct dn_replicas *replicas, struct dn_view *view,
				   struct position *out, dunlin_error *err)
{
	dunlin_status status = dn_session_position(&view->session, take_position, out, err);

	if (status == DUNLIN_OK && (out->at.failed || out->log.failed))
		return dn_fail_nomem(err);
	if (status == DUNLIN_OK && out->at.len == 0)
		status = DUNLIN_EPLUGIN;
	return status == DUNLIN_OK ? take_log(replicas, view, dn_str_text(&out->log), err)
				   : explain(view, "position()", status, err);
}

static dunlin_status look(struct dn_replicas *replicas, struct dn_view *view, const char *position,
			  dunlin_error *err)
{
	dunlin_status status;
	size_t i;

	for (i = 0; i < replicas->n; i++)
		replicas->list[i].now = 0;
	replicas->connected = 0;
	replicas->left = 0;
	dn_str_reset(&replicas->behind);
	status = dn_session_replicas(&view->session, position, take_replica, replicas, err);
	if (status == DUNLIN_OK)
		add_gone(replicas);
	if (status == DUNLIN_OK && replicas->behind.failed)
		return dn_fail_nomem(err);
	return explain(view, "replicas()", status, err);
}

/* --- waiting ------------------------------------------------------------------------ */

static void tell(const struct dn_replicas *replicas, const struct dn_view *view)
{
	struct dn_str text = DN_STR_INIT;
	struct dn_news news = { .kind = DN_NEWS_BUSY, .permille = -1 };

	dn_str_printf(&text, "waits for replicas: %s", dn_str_text(&replicas->behind));
	news.text = dn_str_text(&text);
	if (!text.failed)
		dn_tell(&view->options->target.teller, &news);
	dn_str_clear(&text);
}

/* Waits until all have what stands before `position`. */
static dunlin_status wait_for(struct dn_replicas *replicas, struct dn_view *view,
			      const char *position, dunlin_error *err)
{
	const int64_t given = replicas->wish->replica_wait_ms, most = INT64_MAX / 4000;
	const int64_t limit = given == 0                  ? DEFAULT_WAIT_MS
			      : given < 0 || given > most ? most
							  : given;
	const int64_t began_us = dn_clock_us();
	struct dn_target quiet = view->options->target;
	struct dn_patience patience;
	int64_t least = INT64_MAX;
	dunlin_status status;

	quiet.teller = (struct dn_teller){ 0 };
	dn_patience_init(&patience, limit);
	for (;;) {
		status = look(replicas, view, position, err);
		if (status != DUNLIN_OK || replicas->behind.len == 0)
			return status;
		if (replicas->left < least) { /* one gets on: that is not what is bounded */
			least = replicas->left;
			patience.began_us = dn_clock_us();
		}
		if (dn_clock_us() - began_us >= TELL_AFTER_US)
			tell(replicas, view);
		if (dn_patience_pause(&patience, &quiet, NULL))
			continue;
		if (dn_cancel_asked(quiet.cancel))
			return dn_fail(err, DUNLIN_ECANCELED,
				       "canceled while waiting for replicas: %s",
				       dn_str_text(&replicas->behind));
		(void)dn_fail(
			err, DUNLIN_EBEHIND,
			"replicas are too far behind, and did not get any further for %" PRId64
			" ms: %s",
			limit, dn_str_text(&replicas->behind));
		dn_error_hint(err,
			      "see whether replay is paused there, or waits for a query; the same "
			      "command waits again");
		return DUNLIN_EBEHIND;
	}
}

static dunlin_status wait_from_here(struct dn_replicas *replicas, struct dn_view *view,
				    dunlin_error *err)
{
	struct position position = POSITION_INIT;
	dunlin_status status = read_position(replicas, view, &position, err);

	if (status == DUNLIN_OK)
		status = wait_for(replicas, view, dn_str_text(&position.at), err);
	clear_position(&position);
	return status;
}

/* Of a server that is lost nobody knows what another one has of it. */
static void say_left(dunlin_status status, bool worked, const char *left, dunlin_error *err)
{
	if (dn_recover_is_lost(status) && worked)
		dn_error_state(err, "all that this run did was committed before that; the same "
				    "command finds out whether it is there, and waits again");
	else if (status != DUNLIN_OK)
		dn_error_state(err, "%s", left);
}

dunlin_status dn_replicas_wait(struct dn_replicas *replicas, struct dn_view *view,
			       dunlin_error *err)
{
	dunlin_status status = wait_from_here(replicas, view, err);

	say_left(status, true,
		 "what this run has applied is committed and stays; what comes after it was not "
		 "begun",
		 err);
	return status;
}

static void warn_of_none(const struct dn_view *view)
{
	const struct dn_news news = { .kind = DN_NEWS_WARNING,
				      .text = "no replica is connected: none was waited for" };

	dn_tell(&view->options->target.teller, &news);
}

dunlin_status dn_replicas_end(struct dn_replicas *replicas, struct dn_view *view, bool worked,
			      dunlin_error *err)
{
	dunlin_status status = wait_from_here(replicas, view, err);

	if (status == DUNLIN_OK && replicas->n == 0)
		warn_of_none(view);
	say_left(status, worked,
		 worked ? "all that this run did is committed and stays"
			: "nothing was changed: there was nothing to do",
		 err);
	return status;
}

dunlin_status dn_replicas_init(struct dn_replicas *replicas, struct dn_view *view,
			       const struct dn_wish *wish, dunlin_error *err)
{
	struct position position = POSITION_INIT;
	dunlin_status status;

	memset(replicas, 0, sizeof(*replicas));
	replicas->wish = wish;
	dn_str_init(&replicas->behind);
	if (!dn_session_can(&view->session, DUNLIN_CAP_REPLICAS)) {
		(void)dn_fail(err, DUNLIN_EUNSUPPORTED,
			      "the driver %s cannot tell how far replicas are behind, and so waits "
			      "for none",
			      view->options->target.driver->name);
		dn_error_state(err, "nothing was changed");
		return DUNLIN_EUNSUPPORTED;
	}
	status = read_position(replicas, view, &position, err);
	if (status == DUNLIN_OK)
		status = look(replicas, view, dn_str_text(&position.at), err);
	clear_position(&position);
	if (status != DUNLIN_OK)
		dn_error_state(err, "nothing was changed");
	return status;
}

void dn_replicas_clear(struct dn_replicas *replicas)
{
	forget(replicas);
	free(replicas->list);
	free(replicas->log);
	dn_str_clear(&replicas->behind);
	memset(replicas, 0, sizeof(*replicas));
}
