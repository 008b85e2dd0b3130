/* run/lease - takes, renews and gives back the lease of a run. */
#include "run/lease.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"
#include "run/group.h"
#include "run/lease_beat.h"
#include "run/lock.h"

bool dn_lease_is_needed(const struct dn_session *session)
{
	return (session->target->driver->caps[0] & DUNLIN_CAP_LOCK) != 0 &&
	       !dn_session_can(session, DUNLIN_CAP_LOCK);
}

static int64_t server_now_us(const struct dn_session *session)
{
	return dn_clock_us() + session->ahead_us;
}

char *dn_lease_value(const struct dn_session *session, const struct dn_ledger *ledger)
{
	struct dn_str holder = DN_STR_INIT, value = DN_STR_INIT;

	dn_str_printf(&holder, "%s on %s, pid %ld",
		      ledger->os_user == NULL ? "somebody" : ledger->os_user,
		      ledger->host == NULL ? "some host" : ledger->host, (long)getpid());
	dn_store_put_lease_value(ledger, server_now_us(session) + DN_LEASE_MS * 1000LL,
				 dn_str_text(&holder), &value);
	value.failed = value.failed || holder.failed;
	dn_str_clear(&holder);
	return dn_str_detach(&value);
}

/* --- reading it ------------------------------------------------------------------- */

static dunlin_status keep_value(void *payload, size_t n, const char *const *values)
{
	char **out = payload;

	free(*out);
	*out = strdup(n == 1 && values[0] != NULL ? values[0] : "");
	return *out == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

/* *value is a new text, or NULL without a row. */
static dunlin_status read_lease(struct dn_view *view, char **value, dunlin_error *err)
{
	struct dn_str sql = DN_STR_INIT;
	dunlin_status status;

	*value = NULL;
	dn_store_put_lease_read(&view->store, &sql);
	status = sql.failed ? dn_fail_nomem(err)
			    : dn_session_query(&view->session, sql.data, sql.len, keep_value, value,
					       err);
	dn_str_clear(&sql);
	return status;
}

/* By how much the clocks of two servers may be apart: those of one and of this program are as far as
 * it is known. */
static int64_t apart_us(const struct dn_session *session)
{
	const int64_t skew = session->info.skew_us;

	return DN_LEASE_APART_MS * 1000LL + (skew < 0 ? -skew : skew);
}

/* A row that no run has written is nobody's lease. */
static bool is_over(const struct dn_view *view, const char *value)
{
	const struct dn_session *session = &view->session;
	char past[DN_CLOCK_TEXT + 1];

	if (strlen(value) < DN_LEASE_HOLDER)
		return true;
	if (view->lease_seen != NULL && strcmp(view->lease_seen, value) == 0 &&
	    dn_clock_us() - view->lease_seen_us >= DN_LEASE_MS * 1000LL)
		return true;
	dn_clock_text_of(past, server_now_us(session) - apart_us(session));
	return strncmp(value + DN_LEASE_UNTIL, past, DN_CLOCK_TEXT) <= 0;
}

/* Notes since when the row is as it is; NULL: there is none. */
static dunlin_status watch(struct dn_view *view, const char *value, dunlin_error *err)
{
	if (value != NULL && view->lease_seen != NULL && strcmp(view->lease_seen, value) == 0)
		return DUNLIN_OK;
	free(view->lease_seen);
	view->lease_seen = value == NULL ? NULL : strdup(value);
	view->lease_seen_us = dn_clock_us();
	return value != NULL && view->lease_seen == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
}

static bool is_own(const struct dn_view *view, const char *value)
{
	const size_t len = strlen(view->ledger.run_id);

	return strncmp(value, view->ledger.run_id, len) == 0 && value[len] == ' ';
}

/* "ada on web-1, pid 12, run 3f…, until 2026-…" */
static void put_holder(const char *value, struct dn_str *text)
{
	dn_str_printf(text, "%s, run %.8s, until %.*s unless it goes on", value + DN_LEASE_HOLDER,
		      value, DN_CLOCK_TEXT, value + DN_LEASE_UNTIL);
}

dunlin_status dn_lease_look(struct dn_view *view, char **holder, dunlin_error *err)
{
	struct dn_str text = DN_STR_INIT;
	char *value = NULL;
	dunlin_status status = DUNLIN_OK;

	*holder = NULL;
	if (view->history.exists)
		status = read_lease(view, &value, err);
	if (status == DUNLIN_OK && value != NULL && !is_over(view, value)) {
		put_holder(value, &text);
		*holder = dn_str_detach(&text);
		if (*holder == NULL)
			status = dn_fail_nomem(err);
	}
	free(value);
	return status;
}

/* --- taking it -------------------------------------------------------------------- */

/* Runs one statement that has to change a row: EBUSY when it changes none, or somebody is at it. */
static dunlin_status change(struct dn_session *session, struct dn_str *sql, dunlin_error *err)
{
	const struct dn_action action = { .kind = DN_ACT_MARK,
					  .stmt_kind = DUNLIN_STMT_PLAIN,
					  .sql = sql->data,
					  .len = sql->len,
					  .step = SIZE_MAX };
	dunlin_status status = sql->failed ? dn_fail_nomem(err) : DUNLIN_OK;
	size_t failed;

	if (!sql->failed)
		status = dn_session_exec(session, NULL, &action, 1, &failed, err);
	dn_str_clear(sql);
	if (dn_group_others_first(status))
		return dn_fail(err, DUNLIN_EBUSY, "another run is taking the lease just now");
	return status;
}

static void tell_over(const struct dn_view *view, const char *value)
{
	struct dn_news news = { .kind = DN_NEWS_WARNING };
	struct dn_str text = DN_STR_INIT;

	dn_str_printf(&text, "the lease of %s is over, and is taken over",
		      strlen(value) < DN_LEASE_HOLDER ? "another run" : value + DN_LEASE_HOLDER);
	news.text = dn_str_text(&text);
	dn_tell(&view->options->target.teller, &news);
	dn_str_clear(&text);
}

struct taking {
	struct dn_view *view;
	bool *waited; /* may be NULL */
};

static dunlin_status fail_held(const char *value, dunlin_error *err)
{
	struct dn_str holder = DN_STR_INIT;

	put_holder(value, &holder);
	dn_fail(err, DUNLIN_EBUSY, "the lease is held by %s", dn_str_text(&holder));
	dn_str_clear(&holder);
	return DUNLIN_EBUSY;
}

/* `old` is what the row was read as, NULL without one. */
static dunlin_status swap(struct dn_view *view, const char *old, dunlin_error *err)
{
	char *value = dn_lease_value(&view->session, &view->ledger);
	struct dn_str sql = DN_STR_INIT;
	dunlin_status status;

	if (value == NULL)
		return dn_fail_nomem(err);
	if (old == NULL)
		dn_store_put_lease_first(&view->store, value, &sql);
	else
		dn_store_put_lease_swap(&view->store, old, value, &sql);
	status = change(&view->session, &sql, err);
	if (status == DUNLIN_OK && old != NULL && !is_own(view, old))
		tell_over(view, old);
	free(value);
	return status;
}

static dunlin_status take(void *payload, dunlin_error *err)
{
	const struct taking *taking = payload;
	struct dn_view *view = taking->view;
	char *old = NULL;
	dunlin_status status = read_lease(view, &old, err);

	if (status == DUNLIN_OK)
		status = watch(view, old, err);
	if (status == DUNLIN_OK && old != NULL && !is_own(view, old) && !is_over(view, old))
		status = fail_held(old, err);
	if (status == DUNLIN_OK)
		status = swap(view, old, err);
	if (status == DUNLIN_EBUSY && taking->waited != NULL)
		*taking->waited = true;
	free(old);
	return status;
}

dunlin_status dn_lease_acquire(struct dn_view *view, int64_t wait_ms, bool *waited,
			       dunlin_error *err)
{
	struct taking taking = { view, waited };
	dunlin_status status;

	if (!dn_lease_is_needed(&view->session))
		return dn_lock_acquire(&view->session, view->store.lock_key, wait_ms, waited, err);
	if (waited != NULL)
		*waited = false;
	view->leased = false;
	if (!view->history.exists)
		return DUNLIN_OK;
	status = dn_patience_try(&view->options->target, wait_ms, take, &taking, err);
	view->leased = status == DUNLIN_OK;
	view->lease_taken = view->lease_taken || view->leased;
	/* Without the thread it is renewed between steps, as on a connection that was lent. */
	if (view->leased && view->beat == NULL && view->options->target.how.native == NULL)
		view->beat = dn_beat_start(&view->options->target, &view->store, &view->ledger);
	return status;
}

/* --- keeping it, and giving it back --------------------------------------------------- */

dunlin_status dn_lease_write(struct dn_session *session, const struct dn_store *store,
			     const struct dn_ledger *ledger, bool end)
{
	char *value = dn_lease_value(session, ledger);
	struct dn_str sql = DN_STR_INIT;
	dunlin_status status = DUNLIN_ENOMEM;

	if (end)
		dn_store_put_lease_end(store, ledger, &sql);
	else if (value != NULL)
		dn_store_put_lease_renew(store, ledger, value, &sql);
	if (sql.len > 0 && !sql.failed)
		status = dn_session_run(session, DUNLIN_STMT_PLAIN, dn_str_text(&sql), NULL);
	dn_str_clear(&sql);
	free(value);
	return status;
}

void dn_lease_renew(struct dn_view *view)
{
	if (view->leased && view->beat == NULL)
		dn_ignore(dn_lease_write(&view->session, &view->store, &view->ledger, false));
}

void dn_lease_release(struct dn_view *view)
{
	const bool heedless = view->session.heedless;

	dn_beat_stop(view->beat);
	view->beat = NULL;
	if (view->session.conn == NULL)
		return;
	if (!dn_lease_is_needed(&view->session)) {
		dn_lock_release(&view->session, view->store.lock_key);
	} else if (view->lease_taken) {
		view->session.heedless = true;
		dn_ignore(dn_lease_write(&view->session, &view->store, &view->ledger, true));
		view->session.heedless = heedless;
	}
	view->leased = view->lease_taken = false;
}
