/* run/recover - after a lost connection: a new one, the lock, and what is true. */
#include "run/recover.h"

#include <string.h>

#include "base/error.h"
#include "run/lease.h"
#include "run/lock.h"

bool dn_recover_is_lost(dunlin_status status)
{
	return status == DUNLIN_ECONNLOST || status == DUNLIN_ECOMMITUNKNOWN;
}

/* A server that restarts refuses for a while, or breaks a new connection at once. */
static bool may_try_again(dunlin_status status)
{
	return status == DUNLIN_ECONNECT || dn_recover_is_lost(status);
}

/* Of several hosts the primary may be gone, and a standby not be promoted yet: that is waited for. */
static dunlin_status check_writable(const struct dn_view *view, dunlin_error *err)
{
	const struct dunlin_info *info = &view->session.info;

	if (info->read_only == NULL)
		return DUNLIN_OK;
	return dn_fail(err, DUNLIN_ECONNECT, "the server that answers cannot be written to: %s",
		       info->read_only);
}

/* The old backend holds the lock of a direct connection until its last statement has ended: who
 * has the lock knows that nothing is on its way any more. */
static dunlin_status reopen(struct dn_view *view, dunlin_error *err)
{
	dunlin_status status;

	dn_session_close(&view->session);
	status = dn_session_open(&view->session, &view->options->target, err);
	if (status == DUNLIN_OK)
		status = check_writable(view, err);
	if (status == DUNLIN_OK)
		status = dn_lease_acquire(view, view->options->lock_wait_ms, NULL, err);
	return status;
}

struct committed {
	size_t n;
};

static dunlin_status take_event(void *payload, size_t n, const char *const *values)
{
	struct committed *committed = payload;

	if (n == 2 && values[1] != NULL && strcmp(values[1], "start") != 0 &&
	    strcmp(values[1], "fail") != 0)
		committed->n++;
	return DUNLIN_OK;
}

dunlin_status dn_recover_make_durable(struct dn_view *view, dunlin_error *err)
{
	struct dn_str sql = DN_STR_INIT;
	dunlin_status status;

	dn_store_put_touch(&view->store, &sql);
	status = sql.failed ? dn_fail_nomem(err)
			    : dn_session_commit(&view->session, dn_str_text(&sql), err);
	dn_str_clear(&sql);
	return status;
}

/* Of the group's steps, those from `told` to `n`. */
static void tell_applied(const struct dn_view *view, const struct dn_group *group, size_t told,
			 size_t n)
{
	struct dn_news news = { .kind = DN_NEWS_APPLIED, .n_steps = (int64_t)view->plan.n_steps };
	size_t i;

	for (i = group->first + told; i < group->first + n; i++) {
		news.step = &view->plan.steps[i];
		news.step_no = (int64_t)i + 1;
		dn_tell(&view->options->target.teller, &news);
	}
}

static void tell_connected(const struct dn_view *view, const dunlin_error *lost)
{
	struct dn_str text = DN_STR_INIT;
	struct dn_news news = { .kind = DN_NEWS_WARNING };

	dn_str_printf(&text,
		      "the connection was lost (%s) and is made again: looking how far it came",
		      lost == NULL || lost->message == NULL ? "no reason given" : lost->message);
	news.text = dn_str_text(&text);
	dn_tell(&view->options->target.teller, &news);
	dn_str_clear(&text);
}

/* A server that went down takes with it what its disk had not got yet. */
static void tell_lost(const struct dn_view *view, size_t n)
{
	struct dn_str text = DN_STR_INIT;
	struct dn_news news = { .kind = DN_NEWS_WARNING };

	dn_str_printf(&text,
		      "the server went down before %zu step%s that %s done had reached its disk: "
		      "%s run again",
		      n, n == 1 ? "" : "s", n == 1 ? "was" : "were", n == 1 ? "it is" : "they are");
	news.text = dn_str_text(&text);
	dn_tell(&view->options->target.teller, &news);
	dn_str_clear(&text);
}

/* Every step of a group has one event that ends it, and they were written in order. */
static dunlin_status find_out(struct dn_view *view, const struct dn_group *group,
			      struct dn_outcome *outcome, dunlin_error *err)
{
	struct committed committed = { 0 };
	size_t told;
	struct dn_str sql = DN_STR_INIT;
	dunlin_status status;

	if (group == NULL)
		return DUNLIN_OK;
	dn_store_put_own_events(&view->store, &view->ledger, outcome->seq, &sql);
	status = sql.failed ? dn_fail_nomem(err)
			    : dn_session_query(&view->session, sql.data, sql.len, take_event,
					       &committed, err);
	dn_str_clear(&sql);
	if (status == DUNLIN_EMISSING && group->tables) { /* which were on their way as well */
		if (err != NULL)
			dn_error_clear(err);
		status = DUNLIN_OK;
	}
	if (status == DUNLIN_OK && committed.n > 0)
		status = dn_recover_make_durable(view, err);
	if (status != DUNLIN_OK)
		return status;
	if (committed.n < outcome->n_committed)
		tell_lost(view, outcome->n_committed - committed.n);
	told = outcome->n_done; /* it was known before the connection was lost */
	outcome->n_done = committed.n < group->n ? committed.n : group->n;
	outcome->unknown = false;
	/* To blame is what comes behind that, if the run cannot go on. */
	if (outcome->culprit < group->first + outcome->n_done) {
		outcome->culprit = outcome->n_done < group->n ? group->first + outcome->n_done
							      : SIZE_MAX;
		outcome->stmt_no = 0;
	}
	tell_applied(view, group, told, outcome->n_done);
	return DUNLIN_OK;
}

dunlin_status dn_recover(struct dn_view *view, const struct dn_group *group,
			 struct dn_outcome *outcome, dunlin_error *lost)
{
	const struct dn_target *target = &view->options->target;
	struct dn_patience patience;
	dunlin_error why;
	dunlin_status status;

	/* One that a program lent is the only one there is. */
	if (target->how.native != NULL) {
		if (lost != NULL)
			dn_error_set(
				lost, &lost->hint,
				"the connection was lent, and cannot be made again from here: "
				"lend a new one, and the next run finds out how far this one came");
		dn_session_close(&view->session);
		return DUNLIN_ECONNLOST;
	}
	dn_error_init(&why);
	dn_patience_init(&patience, view->options->lock_wait_ms);
	do {
		dn_error_clear(&why);
		status = reopen(view, &why);
		if (status == DUNLIN_OK)
			tell_connected(view, lost);
		if (status == DUNLIN_OK)
			status = find_out(view, group, outcome, &why);
	} while (may_try_again(status) && dn_patience_pause(&patience, target, &why));
	if (status != DUNLIN_OK && lost != NULL)
		dn_error_set(lost, &lost->detail, why.message);
	if (status != DUNLIN_OK)
		dn_session_close(&view->session);
	dn_error_clear(&why);
	return status;
}
