/* run/group - carries out one group of steps, and puts things in order when it fails. */
#include "run/group.h"

#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "run/attempt.h"
#include "run/lock.h"
#include "run/pieces.h"
#include "run/recover.h"

enum { MOST_TRIES = 10, RETRY_FOR_MS = 60000 };

static void tell_retry(const struct dn_view *view, size_t step, const dunlin_error *err)
{
	struct dn_news news = {
		.kind = DN_NEWS_RETRY,
		.step = &view->plan.steps[step],
		.step_no = (int64_t)step + 1,
		.n_steps = (int64_t)view->plan.n_steps,
		.text = err->message,
	};
	struct dn_str text = DN_STR_INIT;

	/* Who held the lock: somebody may want to have a word with them. */
	if (err->status == DUNLIN_ELOCKTIMEOUT && err->detail != NULL) {
		dn_str_printf(&text, "%s; %s", err->message, err->detail);
		if (!text.failed)
			news.text = dn_str_text(&text);
	}
	dn_tell(&view->options->target.teller, &news);
	dn_str_clear(&text);
}

bool dn_group_others_first(dunlin_status status)
{
	return status == DUNLIN_EEXISTS || status == DUNLIN_EBUSY ||
	       status == DUNLIN_ELOCKTIMEOUT || status == DUNLIN_ESERIALIZE ||
	       status == DUNLIN_EDEADLOCK;
}

/* --- after a failure ---------------------------------------------------------------- */

/* The event's key is the fence: whoever writes second finds it taken, or has to
 * wait for who is writing it. */
static bool is_fence(const struct dn_attempt *a, dunlin_status status, const dunlin_error *err)
{
	switch (dn_attempt_failed(a)) {
	case DN_ACT_LEASE:
		if (err->sqlstate != NULL && strcmp(err->sqlstate, "21000") == 0)
			return true;
		/* fall through */
	case DN_ACT_EVENT:
		return status == DUNLIN_EEXISTS || status == DUNLIN_ELOCKTIMEOUT ||
		       status == DUNLIN_ESERIALIZE || status == DUNLIN_EDEADLOCK;
	case DN_ACT_MARK:
		return status == DUNLIN_EBUSY;
	case DN_ACT_JOURNAL: /* the step is another run's */
		return status == DUNLIN_EEXISTS ||
		       (err->sqlstate != NULL && strcmp(err->sqlstate, "23502") == 0);
	default:
		return false;
	}
}

static bool is_transient(dunlin_status status, const dunlin_error *err)
{
	switch (status) {
	case DUNLIN_ELOCKTIMEOUT:
	case DUNLIN_EDEADLOCK:
	case DUNLIN_ESERIALIZE:
		return true;
	case DUNLIN_ECONNLOST: /* the runner's */
	case DUNLIN_ECOMMITUNKNOWN:
	case DUNLIN_EBUSY:
	case DUNLIN_ECANCELED:
		return false;
	default:
		return err->retryable == 1;
	}
}

/* Whether a flight that begins with Dunlin's tables failed at those: nothing of it is there. */
static bool is_at_tables(const struct dn_attempt *a)
{
	return a->failed < a->script.n_tables;
}

/* Ends what is open, and puts back what was set around a rebuild. */
static void roll_back(struct dn_attempt *a)
{
	struct dn_session *session = &a->view->session;
	const char *after = a->view->options->target.dialect->rebuild_after;

	dn_ignore(dn_session_rollback(session, NULL));
	if (a->group->rebuild && after != NULL)
		dn_ignore(dn_session_run(session, DUNLIN_STMT_ALONE, after, NULL));
	if (a->group->session)
		dn_ignore(dn_session_reset(session, NULL));
}

/* Commits the steps before the one that failed, which goes back to its
 * savepoint; false when there is nothing to keep or it cannot be kept. */
static bool keep_earlier(struct dn_attempt *a, size_t earlier)
{
	struct dn_session *session = &a->view->session;
	const struct dunlin_dialect *dialect = a->view->options->target.dialect;

	if (earlier == 0 || dn_session_tx_state(session) != DUNLIN_TX_OPEN)
		return false;
	return dn_session_run(session, DUNLIN_STMT_PLAIN, "ROLLBACK TO SAVEPOINT dunlin_step",
			      NULL) == DUNLIN_OK &&
	       dn_session_run(session, DUNLIN_STMT_PLAIN, "RELEASE SAVEPOINT dunlin_step", NULL) ==
		       DUNLIN_OK &&
	       (dialect->check == NULL || dn_check_after(&a->check, session, NULL) == DUNLIN_OK) &&
	       dn_session_run(session, DUNLIN_STMT_COMMIT, dialect->commit, NULL) == DUNLIN_OK;
}

/* What was built ahead is not what stands: asks where the log is now.  The
 * view's own history stays, since its plan points into it. */
static void refresh_ledger(struct dn_view *view)
{
	struct dn_history now;

	dn_history_init(&now);
	if (dn_store_read(&view->store, &view->session, &now, NULL) == DUNLIN_OK) {
		view->ledger.seq = now.seq;
		memcpy(view->ledger.hash, now.hash, sizeof(now.hash));
	}
	dn_history_clear(&now);
}

/* Whether what failed came after the COMMIT of a group in one transaction. */
static bool was_committed(const struct dn_attempt *a)
{
	size_t i;

	for (i = 0; a->failed < a->script.n && i < a->failed; i++)
		if (a->script.actions[i].kind == DN_ACT_COMMIT)
			return !a->group->pieces || dn_attempt_failed(a) == DN_ACT_RESET;
	return false;
}

/* --- one try ---------------------------------------------------------------------------- */

/* A group of several steps failed as a whole: run them one by one, and see. */
static dunlin_status one_by_one(struct dn_view *view, const struct dn_group *group,
				struct dn_outcome *outcome, dunlin_error *err)
{
	struct dn_group one = *group;
	dunlin_status status = DUNLIN_OK;
	struct dn_outcome each;
	size_t i;

	one.n = 1;
	for (i = 0; i < group->n && status == DUNLIN_OK; i++) {
		one.first = group->first + i;
		status = dn_group_run(view, &one, &each, err);
		each.n_done += i;
		*outcome = each;
		if (each.fenced)
			break;
	}
	return status;
}

/* The database undid the whole transaction: run what came before the culprit
 * once more, as a group of its own. */
static dunlin_status run_earlier(struct dn_view *view, const struct dn_group *group, size_t earlier,
				 struct dn_outcome *outcome)
{
	struct dn_group before = *group;
	dunlin_error ignored;
	dunlin_status status;

	before.n = earlier;
	before.session = false;
	dn_error_init(&ignored);
	status = dn_group_run(view, &before, outcome, &ignored);
	dn_error_clear(&ignored);
	return status;
}

/* Cleans up after a failed try, and finds out what is durable. */
static dunlin_status settle(struct dn_attempt *a, dunlin_status status, struct dn_outcome *outcome,
			    dunlin_error *err)
{
	struct dn_view *view = a->view;
	const struct dn_group *group = a->group;
	const struct dn_action *action = a->failed < a->script.n ? &a->script.actions[a->failed]
								 : NULL;
	struct dn_outcome before = { 0 };
	size_t earlier;

	view->session.heedless = true;
	outcome->culprit = action != NULL && action->step != SIZE_MAX ? action->step
			   : group->n == 1                            ? group->first
								      : SIZE_MAX;
	outcome->stmt_no = action == NULL ? 0 : action->stmt_no;
	outcome->verify = action != NULL && action->kind == DN_ACT_VERIFY;
	if (dn_attempt_failed(a) == DN_ACT_BEGIN) {
		outcome->culprit = SIZE_MAX;
		roll_back(a);
		return status;
	}
	if (was_committed(a)) {
		outcome->culprit = SIZE_MAX;
		outcome->n_done = group->n;
		view->ledger = a->ledger;
		dn_attempt_tell(a, group->n);
		return status;
	}
	if (dn_recover_is_lost(status)) {
		outcome->unknown = status == DUNLIN_ECOMMITUNKNOWN;
		return status;
	}
	/* The check and COMMIT are about the whole body. */
	if (outcome->culprit != SIZE_MAX && outcome->stmt_no == 0 && err->file == NULL &&
	    view->plan.steps[outcome->culprit].body != NULL)
		dn_error_place(err, view->plan.steps[outcome->culprit].body->file, 0, 0, NULL, 0);
	if (group->pieces) {
		dn_ignore(dn_session_rollback(&view->session, NULL));
		dn_pieces_tidy(a, outcome);
		roll_back(a);
		refresh_ledger(view); /* its start event stands */
		return status;
	}
	if (group->all) {
		roll_back(a);
		return status;
	}
	earlier = outcome->culprit == SIZE_MAX ? 0 : outcome->culprit - group->first;
	if (keep_earlier(a, earlier)) {
		outcome->n_done = earlier;
		dn_attempt_tell(a, earlier);
	} else {
		roll_back(a);
	}
	if (outcome->culprit == SIZE_MAX && status != DUNLIN_ECANCELED && status != DUNLIN_EBUSY) {
		view->session.heedless = false;
		return one_by_one(view, group, outcome, err);
	}
	if (earlier > 0 && outcome->n_done == 0 &&
	    run_earlier(view, group, earlier, &before) == DUNLIN_OK)
		outcome->n_done = before.n_done;
	else if (outcome->n_done > 0)
		refresh_ledger(view);
	return status;
}

/* --- a flight that did not come through --------------------------------------------------- */

/* The transactions before the one that failed are committed; they are durable once a commit has
 * waited for the disk. */
static dunlin_status land(struct dn_attempt *a, size_t earlier, struct dn_outcome *outcome,
			  dunlin_error *err)
{
	struct dn_view *view = a->view;
	dunlin_status status = DUNLIN_OK;

	roll_back(a);
	if (earlier > 0 && a->group->later)
		status = dn_recover_make_durable(view, err);
	if (status != DUNLIN_OK)
		return status;
	outcome->n_done = earlier;
	dn_attempt_tell(a, earlier);
	if (earlier > 0)
		refresh_ledger(view);
	return DUNLIN_OK;
}

/* The step that failed for a time is tried again by itself; what comes behind it is another
 * group's. */
static dunlin_status go_on(struct dn_attempt *a, struct dn_outcome *outcome, dunlin_error *err)
{
	const size_t earlier = outcome->n_done;
	struct dn_group one;
	dunlin_status status;

	tell_retry(a->view, a->group->first + earlier, err);
	dn_error_clear(err);
	dn_script_group_still(&one, &a->view->plan, a->group->first + earlier,
			      a->view->options->target.dialect);
	status = dn_group_run(a->view, &one, outcome, err);
	outcome->n_done += earlier;
	return status;
}

/* Steps that are committed: all whose COMMIT comes before the statement to blame, or was answered. */
static size_t committed(const struct dn_attempt *a)
{
	size_t i, n = 0;

	for (i = a->script.n_tables; a->failed < a->script.n && i < a->failed; i++)
		n += a->script.actions[i].kind == DN_ACT_COMMIT;
	return n > a->n_committed ? n : a->n_committed;
}

static dunlin_status settle_flight(struct dn_attempt *a, dunlin_status status,
				   struct dn_outcome *outcome, dunlin_error *err)
{
	const bool heedless = a->view->session.heedless;
	const struct dn_action *action = a->failed < a->script.n ? &a->script.actions[a->failed]
								 : NULL;
	const bool fenced = is_fence(a, status, err), again = is_transient(status, err);
	const size_t earlier = committed(a);
	dunlin_status landed;
	dunlin_error why;

	if (is_at_tables(a) && !dn_recover_is_lost(status)) {
		roll_back(a);
		outcome->bare = true;
		outcome->fenced = dn_group_others_first(status);
		return status;
	}
	outcome->n_committed = earlier;
	outcome->culprit = a->group->first + earlier;
	outcome->stmt_no = action == NULL || action->step != outcome->culprit ? 0 : action->stmt_no;
	if (dn_recover_is_lost(status)) {
		outcome->unknown = status == DUNLIN_ECOMMITUNKNOWN;
		return status;
	}
	if (outcome->stmt_no == 0 && err->file == NULL &&
	    a->view->plan.steps[outcome->culprit].body != NULL)
		dn_error_place(err, a->view->plan.steps[outcome->culprit].body->file, 0, 0, NULL,
			       0);
	dn_error_init(&why);
	a->view->session.heedless = true;
	landed = land(a, earlier, outcome, &why);
	a->view->session.heedless = heedless;
	if (landed != DUNLIN_OK) {
		status = landed;
		dn_error_move(err, &why);
	}
	dn_error_clear(&why);
	outcome->fenced = landed == DUNLIN_OK && fenced;
	return landed == DUNLIN_OK && again && !fenced ? go_on(a, outcome, err) : status;
}

/* Before another try: a step in pieces goes on where it failed, all else begins anew. */
static bool prepare_retry(struct dn_attempt *a)
{
	if (!a->group->pieces) {
		roll_back(a);
		return true;
	}
	dn_ignore(dn_session_rollback(&a->view->session, NULL));
	return dn_pieces_retry(a);
}

/* Tries until it is done, or fails for good; the attempt is of the last try. */
static dunlin_status try_on(struct dn_attempt *a, struct dn_view *view,
			    const struct dn_group *group, dunlin_error *why)
{
	struct dn_patience patience;
	dunlin_status status;
	int tries;

	dn_patience_init(&patience, RETRY_FOR_MS);
	for (tries = 1;; tries++) {
		status = dn_attempt_walk(a, why);
		if (status == DUNLIN_OK || (group->flight && !is_at_tables(a)) ||
		    is_fence(a, status, why) || !is_transient(status, why) || tries == MOST_TRIES ||
		    !prepare_retry(a))
			return status;
		tell_retry(view,
			   a->failed < a->script.n && a->script.actions[a->failed].step != SIZE_MAX
				   ? a->script.actions[a->failed].step
				   : group->first,
			   why);
		if (!dn_patience_pause(&patience, &view->options->target, why))
			return why->status;
		if (group->pieces)
			continue;
		dn_attempt_clear(a);
		status = dn_attempt_init(a, view, group, why);
		if (status != DUNLIN_OK)
			return status;
	}
}

dunlin_status dn_group_run(struct dn_view *view, const struct dn_group *group,
			   struct dn_outcome *outcome, dunlin_error *err)
{
	const bool heedless = view->session.heedless;
	dunlin_error own, *why = err == NULL ? &own : err;
	struct dn_attempt a;
	dunlin_status status;

	dn_error_init(&own);
	memset(outcome, 0, sizeof(*outcome));
	outcome->culprit = SIZE_MAX;
	outcome->seq = view->ledger.seq;
	status = dn_attempt_init(&a, view, group, why);
	if (status == DUNLIN_OK) {
		status = try_on(&a, view, group, why);
		if (status == DUNLIN_OK) {
			outcome->n_done = group->n;
			if (!view->dry_run)
				view->ledger = a.ledger;
			dn_attempt_tell(&a, group->n);
		} else if (group->flight) {
			status = settle_flight(&a, status, outcome, why);
		} else if (is_fence(&a, status, why)) {
			roll_back(&a);
			outcome->fenced = true;
		} else {
			status = settle(&a, status, outcome, why);
		}
	}
	dn_attempt_clear(&a);
	view->session.heedless = heedless;
	dn_error_clear(&own);
	return status;
}
