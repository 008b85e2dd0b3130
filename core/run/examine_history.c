/* run/examine_history - looks at a target's history, who may write it, and what is to be done. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "plan/item.h"
#include "run/examine.h"
#include "run/lease.h"
#include "run/lock.h"
#include "run/log.h"

/* --- rights ---------------------------------------------------------------------- */

/* Sends a script and undoes what it did. */
static dunlin_status try_script(struct dn_view *view, const struct dn_script *script,
				dunlin_error *err)
{
	size_t failed;
	dunlin_status status, undone;

	if (script->failed)
		return dn_fail_nomem(err);
	status = dn_session_exec(&view->session, NULL, script->actions, script->n, &failed, err);
	if (status == DUNLIN_ECONNLOST)
		return status;
	undone = dn_session_rollback(&view->session, status == DUNLIN_OK ? err : NULL);
	return status == DUNLIN_OK ? undone : status;
}

/* The transaction of the first run, with ROLLBACK where COMMIT would be. */
static dunlin_status try_tables(struct dn_view *view, dunlin_error *err)
{
	struct dn_script_context context = dn_view_context(view);
	const char *schemas[2];
	struct dn_script script;
	dunlin_status status;
	size_t n;

	context.dry_run = true;
	dn_script_init(&script);
	status = dn_view_schemas(view, schemas, &n, err);
	if (status == DUNLIN_OK) {
		dn_script_add_tables(&script, &context, schemas, n);
		status = try_script(view, &script, err);
	}
	dn_script_clear(&script);
	return status;
}

/* Writes to each table that are about no row. */
static dunlin_status try_writes(struct dn_view *view, dunlin_error *err)
{
	struct dn_str sql[DN_STORE_WRITES] = { DN_STR_INIT };
	const struct dunlin_dialect *dialect = view->options->target.dialect;
	struct dn_script script;
	dunlin_status status;
	size_t i;

	dn_script_init(&script);
	(void)dn_script_put(&script, DN_ACT_BEGIN, DUNLIN_STMT_BEGIN, dialect->begin);
	for (i = 0; i < DN_STORE_WRITES; i++) {
		dn_store_put_no_write(&view->store, i, &sql[i]);
		(void)dn_script_put(&script, DN_ACT_RECORD, DUNLIN_STMT_PLAIN,
				    dn_str_text(&sql[i]));
		script.failed = script.failed || sql[i].failed;
		dn_str_clear(&sql[i]);
	}
	status = try_script(view, &script, err);
	dn_script_clear(&script);
	return status;
}

static dunlin_status look_at_rights(struct dn_examination *x, dunlin_error *err)
{
	struct dn_view *view = x->view;
	const bool exists = view->history.exists;
	dunlin_status status;
	bool good;

	if (view->session.info.read_only != NULL)
		return DUNLIN_OK; /* said already */
	if (!exists && (view->options->target.dialect->run & DUNLIN_RUN_TX_DDL) == 0) {
		dn_examine_tell(x, DN_VERDICT_WARNING, "rights",
				"the first run shows it, before any migration",
				"whether tables can be created was not tried: here it cannot be "
				"undone");
		return DUNLIN_OK;
	}
	status = exists ? try_writes(view, err) : try_tables(view, err);
	if (status == DUNLIN_ELOCKTIMEOUT || status == DUNLIN_EBUSY) {
		dn_examine_tell(x, DN_VERDICT_WARNING, "lock",
				"wait until it is done, or see who it is",
				"somebody is writing right now: %s", err->message);
		dn_error_clear(err);
		return DUNLIN_OK;
	}
	status = dn_examine_judge(
		x, "rights", status, &good,
		exists ? "grant the role INSERT, UPDATE and DELETE on Dunlin's "
			 "tables"
		       : "grant the role CREATE there; history_schema says another "
			 "place",
		err);
	if (good)
		dn_examine_tell(x, DN_VERDICT_GOOD, "rights", NULL, "%s: tried, and rolled back",
				exists ? "the history can be written"
				       : "Dunlin's tables can be created");
	return status;
}

/* --- the event log ------------------------------------------------------------------ */

static dunlin_status look_at_log(struct dn_examination *x, dunlin_error *err)
{
	struct dn_log log = { 0 };
	dunlin_status status = dn_log_read(&log, x->view, err);
	bool good;

	if (status == DUNLIN_OK)
		status = dn_log_check(&log, NULL, err);
	status = dn_examine_judge(x, "log", status, &good,
				  "somebody wrote to it who is not Dunlin; dunlin audit shows the "
				  "rows, a backup what was there",
				  err);
	if (good)
		dn_examine_tell(x, DN_VERDICT_GOOD, "log", NULL,
				"the event log is whole: %zu event%s", log.n,
				log.n == 1 ? "" : "s");
	dn_log_clear(&log);
	return status;
}

/* --- the history and what is to be done ------------------------------------------------ */

/* A lease is looked at and not taken, which would be to write. */
static dunlin_status look_at_lease(struct dn_examination *x, dunlin_error *err)
{
	char *holder = NULL;
	dunlin_status status = dn_lease_look(x->view, &holder, err);
	bool good;

	status = dn_examine_judge(x, "lock", status, &good, NULL, err);
	if (good && holder != NULL)
		dn_examine_tell(x, DN_VERDICT_WARNING, "lock",
				"a run is under way, or was left behind: its lease ends by itself",
				"the lease is held by %s", holder);
	else if (good)
		dn_examine_tell(x, DN_VERDICT_GOOD, "lock", NULL,
				"no run is under way; there are no advisory locks here for this "
				"role, and runs keep a lease in the history instead");
	free(holder);
	return status;
}

static dunlin_status look_at_lock(struct dn_examination *x, dunlin_error *err)
{
	struct dn_view *view = x->view;
	dunlin_status status;
	bool good;

	if (dn_lease_is_needed(&view->session))
		return look_at_lease(x, err);
	if (!dn_session_can(&view->session, DUNLIN_CAP_LOCK))
		return DUNLIN_OK;
	status = dn_lock_acquire(&view->session, view->store.lock_key, -1, NULL, err);
	if (status == DUNLIN_EBUSY) {
		dn_examine_tell(x, DN_VERDICT_WARNING, "lock",
				"a run is under way, or was left behind: wait for it, or end that "
				"session in the database",
				"%s", err->message);
		dn_error_clear(err);
		return DUNLIN_OK;
	}
	status = dn_examine_judge(x, "lock", status, &good, NULL, err);
	if (!good)
		return status;
	dn_lock_release(&view->session, view->store.lock_key);
	dn_examine_tell(x, DN_VERDICT_GOOD, "lock", NULL, "no run is under way");
	return DUNLIN_OK;
}

static void tell_unfinished(const struct dn_examination *x)
{
	struct dn_plan *plan = &x->view->plan;
	const char *label;
	size_t i;

	for (i = 0; i < plan->n_items; i++) {
		if (plan->items[i].state != DN_STATE_UNFINISHED)
			continue;
		label = dn_plan_label(plan, plan->items[i].migration);
		dn_examine_tell(x, DN_VERDICT_WARNING, "unfinished",
				"unless a run is at it now: dunlin up goes on with it", "%s: %s",
				label == NULL ? plan->items[i].migration->id : label,
				plan->items[i].reason);
	}
}

static void tell_states(const struct dn_examination *x)
{
	const struct dn_plan *plan = &x->view->plan;
	size_t i, astray = 0, late = 0;

	for (i = 0; i < plan->n_items; i++) {
		astray += plan->items[i].state == DN_STATE_CHANGED ||
			  plan->items[i].state == DN_STATE_MISSING;
		late += plan->items[i].state == DN_STATE_OUT_OF_ORDER;
	}
	if (astray > 0)
		dn_examine_tell(
			x, DN_VERDICT_ERROR, "migrations",
			"dunlin status names them; put the files back, or let dunlin repair "
			"take them as they are",
			"%zu applied migration%s changed, or without a file", astray,
			astray == 1 ? "" : "s");
	if (late > 0)
		dn_examine_tell(x, DN_VERDICT_WARNING, "migrations",
				"give them versions above, or apply them late with --out-of-order",
				"%zu pending below what is applied", late);
	dn_examine_tell(x, DN_VERDICT_GOOD, "migrations", NULL,
			"%zu applied, %" PRId64 " pending, %" PRId64 " waiting", x->view->history.n,
			plan->pending, plan->waiting);
}

static dunlin_status look_at_migrations(struct dn_examination *x, dunlin_error *err)
{
	dunlin_status status;
	bool good;

	if (x->view->options->source == NULL)
		return DUNLIN_OK;
	status = dn_examine_judge(x, "migrations", dn_view_survey(x->view, err), &good, NULL, err);
	if (good) {
		tell_unfinished(x);
		tell_states(x);
	}
	return status;
}

static void tell_history(const struct dn_examination *x)
{
	const struct dn_history *history = &x->view->history;

	if (!history->exists)
		dn_examine_tell(x, DN_VERDICT_GOOD, "history", NULL,
				"there is none yet: the first run makes it");
	else
		dn_examine_tell(x, DN_VERDICT_GOOD, "history", NULL, "of %s%s, format %s",
				history->project == NULL ? "no named project" : "the project ",
				history->project == NULL ? "" : history->project, history->format);
}

dunlin_status dn_examine_history(struct dn_examination *x, dunlin_error *err)
{
	static dunlin_status (*const looks[])(struct dn_examination *, dunlin_error *) = {
		look_at_rights, look_at_log, look_at_lock, look_at_migrations
	};
	dunlin_status status;
	bool good;
	size_t i;

	status = dn_examine_judge(x, "history", dn_view_read_meta(x->view, err), &good, NULL, err);
	if (!good)
		return status == DUNLIN_OK && !x->over ? look_at_lock(x, err) : status;
	tell_history(x);
	for (i = 0; i < sizeof(looks) / sizeof(looks[0]) && status == DUNLIN_OK && !x->over; i++)
		if (looks[i] != look_at_log || x->view->history.exists)
			status = looks[i](x, err);
	return status;
}
