/* run/view - a target as a run sees it. */
#include "run/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "plan/after.h"
#include "run/adopt.h"
#include "run/journal.h"
#include "run/lease.h"
#include "run/verify.h"
#include "run/when.h"

/* Where Dunlin's own tables are; NULL where there are no schemas. */
static dunlin_status own_schema(const struct dn_view *view, const char **out, dunlin_error *err)
{
	const struct dn_view_options *options = view->options;

	*out = options->history_schema != NULL ? options->history_schema : options->schema;
	if (!dn_session_can(&view->session, DUNLIN_CAP_SCHEMAS)) {
		if (*out != NULL || options->schema != NULL)
			return dn_fail(err, DUNLIN_EUSAGE,
				       "%s has no schemas: leave out schema and history_schema",
				       view->session.info.product);
		return DUNLIN_OK;
	}
	if (*out == NULL)
		*out = view->session.info.schema;
	if (*out == NULL) {
		dn_fail(err, DUNLIN_EUSAGE, "there is no schema to work in");
		dn_error_hint(err, "none in the search path exists; set schema in the target");
		return DUNLIN_EUSAGE;
	}
	return DUNLIN_OK;
}

dunlin_status dn_view_open(struct dn_view *view, const struct dn_view_options *options,
			   dunlin_error *err)
{
	const char *schema = NULL;
	dunlin_status status;

	memset(view, 0, sizeof(*view));
	view->options = options;
	dn_history_init(&view->history);
	dn_plan_init(&view->plan);
	view->answers = calloc(options->source == NULL ? 1 : options->source->n + 1,
			       sizeof(*view->answers));
	if (view->answers == NULL)
		return dn_fail_nomem(err);
	status = dn_session_open(&view->session, &options->target, err);
	if (status == DUNLIN_OK)
		status = own_schema(view, &schema, err);
	if (status == DUNLIN_OK)
		status = dn_store_init(&view->store, options->target.dialect, schema,
				       options->prefix, err);
	if (status == DUNLIN_OK)
		status = dn_ledger_init(&view->ledger, err);
	view->ledger.os_user = options->os_user;
	view->ledger.host = options->host;
	view->ledger.tool_version = options->tool_version;
	return status;
}

void dn_view_close(struct dn_view *view)
{
	dn_session_close(&view->session);
	dn_plan_clear(&view->plan);
	dn_adopt_clear(&view->adopted);
	dn_history_clear(&view->history);
	dn_store_clear(&view->store);
	free(view->lease_seen);
	view->lease_seen = NULL;
	free(view->answers);
	view->answers = NULL;
	while (view->n_setup > 0)
		free(view->setup[--view->n_setup]);
	free(view->setup);
	view->setup = NULL;
}

static dunlin_status check_project(const struct dn_view *view, dunlin_error *err)
{
	const char *ours = view->options->project, *theirs = view->history.project;

	if (ours == NULL || theirs == NULL || strcmp(ours, theirs) == 0)
		return DUNLIN_OK;
	dn_fail(err, DUNLIN_EREFUSED, "the history in this database is that of the project %s",
		theirs);
	dn_error_hint(err, "two projects in one database need a prefix or a history_schema each");
	return DUNLIN_EREFUSED;
}

/* Where the tables do not come all at once, a row in one of them may be of a run that has made the
 * last of them since. */
static dunlin_status check_some(struct dn_view *view, dunlin_error *err)
{
	dunlin_status status = dn_store_check_some(&view->store, &view->session, err);
	dunlin_status again;

	if (status != DUNLIN_EREFUSED)
		return status;
	again = dn_store_read(&view->store, &view->session, &view->history, NULL);
	if (again != DUNLIN_OK || !view->history.exists)
		return status;
	if (err != NULL)
		dn_error_clear(err);
	return DUNLIN_OK;
}

/* What `read` came to, made sure of. */
static dunlin_status judge_history(struct dn_view *view, bool any_project, dunlin_status status,
				   dunlin_error *err)
{
	const struct dn_view_options *options = view->options;
	bool some = false;

	if (status == DUNLIN_OK && !view->history.exists)
		status = dn_store_look_elsewhere(&view->store, &view->session, options->project,
						 options->history_schema != NULL || any_project,
						 &some, err);
	if (status == DUNLIN_OK && some) {
		/* Somebody may have made them between the two looks. */
		status = dn_store_read(&view->store, &view->session, &view->history, err);
		if (status == DUNLIN_OK && !view->history.exists)
			status = check_some(view, err);
	}
	if (status == DUNLIN_OK && !any_project)
		status = check_project(view, err);
	return status;
}

dunlin_status dn_view_read(struct dn_view *view, bool any_project, dunlin_error *err)
{
	dunlin_status status = dn_store_read(&view->store, &view->session, &view->history, err);

	status = judge_history(view, any_project, status, err);
	view->ledger.seq = view->history.seq;
	memcpy(view->ledger.hash, view->history.hash, sizeof(view->ledger.hash));
	return status;
}

dunlin_status dn_view_read_meta(struct dn_view *view, dunlin_error *err)
{
	dunlin_status status =
		dn_store_read_meta(&view->store, &view->session, &view->history, err);

	return judge_history(view, false, status, err);
}

static struct dn_plan_scope scope_of(const struct dn_view *view)
{
	return (struct dn_plan_scope){
		.dialect = view->options->target.dialect->name,
		.env = view->options->env,
		.skip_missing = view->options->skip_missing,
		.answers = view->answers,
	};
}

static dunlin_status ask(struct dn_view *view, dunlin_error *err)
{
	const struct dn_plan_scope scope = scope_of(view);

	return dn_when_ask(&view->session, view->options->source, &view->history, &scope,
			   view->answers, &view->asked, &view->waiting, err);
}

dunlin_status dn_view_survey(struct dn_view *view, dunlin_error *err)
{
	const struct dn_plan_scope scope = scope_of(view);
	dunlin_status status = dn_view_read(view, true, err);

	dn_plan_clear(&view->plan);
	if (status == DUNLIN_OK)
		status = ask(view, err);
	if (status == DUNLIN_OK)
		status = dn_plan_survey(&view->plan, view->options->source, &view->history, &scope,
					err);
	return status;
}

/* What was reverted may wait for something, and whether that is there was not asked for it. */
static bool must_ask(const struct dn_view *view, const struct dn_plan_scope *scope)
{
	const struct dn_source *source = view->options->source;
	size_t i;

	for (i = 0; i < source->n; i++)
		if (dn_plan_asks(&source->migrations[i], &view->history, scope))
			return true;
	return false;
}

bool dn_view_after(struct dn_view *view)
{
	const struct dn_plan_scope scope = scope_of(view);

	if (view->asked || view->trial || !dn_after_plan(&view->history, &view->plan) ||
	    must_ask(view, &scope))
		return false;
	view->history.exists = true;
	view->history.seq = view->ledger.seq;
	memcpy(view->history.hash, view->ledger.hash, sizeof(view->history.hash));
	dn_plan_clear(&view->plan);
	return dn_plan_survey(&view->plan, view->options->source, &view->history, &scope, NULL) ==
	       DUNLIN_OK;
}

static dunlin_status take_setup(void *payload, size_t n, const char *const *values)
{
	struct dn_view *view = payload;
	char **text;

	if (n == 0 || values[0] == NULL)
		return DUNLIN_OK;
	text = dn_vec_add(&view->setup, &view->n_setup, &view->cap_setup, sizeof(*text));
	if (text == NULL)
		return DUNLIN_ENOMEM;
	*text = strdup(values[0]);
	if (*text == NULL)
		view->n_setup--;
	return *text == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

bool dn_view_sets_up_each(const struct dn_view *view)
{
	return view->script && view->session.info.pooler != NULL;
}

/* What a session was set up with is asked for once, and only when a body will
 * have to be followed by it. */
static dunlin_status learn_setup(struct dn_view *view, dunlin_error *err)
{
	const struct dunlin_driver *driver = view->options->target.driver;
	bool needed = dn_view_sets_up_each(view);
	dunlin_status status;
	size_t i;

	for (i = 0; i < view->plan.n_steps; i++)
		needed = needed || (view->plan.steps[i].body != NULL &&
				    (view->plan.steps[i].body->effects & DN_EFFECT_SESSION) != 0);
	if (!needed || view->n_setup > 0 || view->options->target.dialect->restore == NULL)
		return DUNLIN_OK;
	status = driver->setup(view->session.conn, take_setup, view, err);
	return status == DUNLIN_EUNSUPPORTED ? DUNLIN_OK
					     : dn_fail_returned(err, status, driver->name);
}

/* Cutting finds more to warn of than reading does: once for each body. */
static void tell_warnings(const struct dn_view *view, size_t from)
{
	const struct dn_source *source = view->options->source;
	struct dn_news news = { .kind = DN_NEWS_WARNING };

	for (; from < source->n_warnings; from++) {
		news.file = source->warnings[from].file;
		news.line = source->warnings[from].line;
		news.text = source->warnings[from].text;
		dn_tell(&view->options->target.teller, &news);
	}
}

/* What goes with a body that is about to run may have been left unread: whoever applies it wants to
 * know now that there is no way back. */
static dunlin_status try_others(struct dn_view *view, const struct dn_step *step, dunlin_error *err)
{
	const struct dn_migration *m = step->migration;
	dunlin_status status = DUNLIN_OK;

	if (step->direction != DN_UP || step->task != DN_TASK_RUN || m == NULL)
		return DUNLIN_OK;
	if (m->down != NULL)
		status = dn_body_try(view->options->source, m->down, err);
	if (status == DUNLIN_OK && m->verify != NULL)
		status = dn_body_try(view->options->source, m->verify, err);
	return status;
}

static dunlin_status cut(struct dn_view *view, dunlin_error *err)
{
	const size_t n_warnings = view->options->source->n_warnings;
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; status == DUNLIN_OK && i < view->plan.n_steps; i++) {
		const struct dn_step *step = &view->plan.steps[i];

		if (step->body != NULL)
			status = dn_body_cut(view->options->source, step->body,
					     view->options->target.dialect, err);
		if (status == DUNLIN_OK)
			status = try_others(view, step, err);
		if (status == DUNLIN_OK)
			status = dn_journal_check(step, err);
		if (status == DUNLIN_OK && view->verify && step->direction == DN_UP &&
		    step->task == DN_TASK_RUN && step->migration->verify != NULL)
			status = dn_verify_prepare(view, step->migration, err);
	}
	tell_warnings(view, n_warnings);
	return status;
}

/* Where a table without a schema is. */
static const char *schema_of(const struct dn_view *view)
{
	if (!dn_session_can(&view->session, DUNLIN_CAP_SCHEMAS))
		return NULL;
	return view->options->schema != NULL ? view->options->schema : view->session.info.schema;
}

static void tell_gaps(const struct dn_view *view)
{
	bool *told = view->options->gaps_told;

	if (told == NULL || !*told)
		dn_adopt_tell(&view->adopted, &view->plan, &view->options->target.teller);
	if (told != NULL)
		*told = true;
}

static dunlin_status make_plan(struct dn_view *view, const struct dn_wish *wish, dunlin_error *err)
{
	const struct dn_plan_scope scope = scope_of(view);
	struct dn_wish full = *wish;
	dunlin_status status = DUNLIN_OK;

	dn_adopt_clear(&view->adopted);
	if (wish->from != NULL) {
		status = dn_adopt_read(&view->adopted, &view->session, schema_of(view), wish->from,
				       err);
		full.adopted = &view->adopted;
	}
	if (status == DUNLIN_OK)
		status = dn_plan_make(&view->plan, view->options->source, &view->history, &scope,
				      &full, err);
	if (status == DUNLIN_OK && wish->from != NULL)
		tell_gaps(view);
	return status;
}

/* A migration that later ones stand on is not left reverted where that can be helped. */
static bool is_one(const struct dn_plan *plan)
{
	struct dn_group group;

	return plan->n_steps > 1 && dn_script_group_all(&group, plan);
}

dunlin_status dn_view_plan(struct dn_view *view, const struct dn_wish *wish, dunlin_error *err)
{
	dunlin_status status = dn_view_read(view, false, err);

	view->verify = wish->verify;
	view->one_transaction = wish->one_transaction;
	view->script = wish->script;
	view->sync_each = wish->sync_each;
	if (!view->looked)
		view->fresh = !view->history.exists;
	view->looked = true;
	dn_plan_clear(&view->plan);
	if (status == DUNLIN_OK)
		status = ask(view, err);
	if (status == DUNLIN_OK)
		status = make_plan(view, wish, err);
	if (status == DUNLIN_OK)
		status = cut(view, err);
	view->one_transaction = view->one_transaction ||
				(status == DUNLIN_OK && wish->force && is_one(&view->plan));
	if (status == DUNLIN_OK)
		status = learn_setup(view, err);
	return status;
}

/* A script that another client runs has no lease; nor has one transaction that makes the tables, in
 * which the lease would be. */
static bool shows_lease(const struct dn_view *view)
{
	const bool one = view->one_transaction || view->dry_run;

	return dn_lease_is_needed(&view->session) && !view->script &&
	       (view->history.exists || !one);
}

struct dn_script_context dn_view_context(const struct dn_view *view)
{
	const struct dn_view_options *options = view->options;

	return (struct dn_script_context){
		.dialect = options->target.dialect,
		.store = &view->store,
		.setup = (const char *const *)view->setup,
		.n_setup = view->n_setup,
		.project = options->project,
		.verify = view->verify,
		.dry_run = view->dry_run,
		.savepoints = dn_session_can(&view->session, DUNLIN_CAP_SAVEPOINTS),
		.pipelines = !view->dry_run && !view->script &&
			     dn_session_can(&view->session, DUNLIN_CAP_PIPELINE),
		.commit_later = view->fresh && !view->sync_each,
		.leased = shows_lease(view),
		.script = view->script,
		.set_up_each = dn_view_sets_up_each(view),
		.alone_before = view->session.info.pooler == NULL
					? options->target.dialect->alone_before
					: NULL,
		.lock_timeout_ms = options->target.how.lock_timeout_ms,
		.statement_timeout_ms = options->target.how.statement_timeout_ms,
	};
}

dunlin_status dn_view_to_scratch(struct dn_view *view, dunlin_error *err)
{
	if (!dn_session_can(&view->session, DUNLIN_CAP_SCRATCH))
		return dn_fail(err, DUNLIN_EUNSUPPORTED, "%s has no copies to try things on",
			       view->session.info.product);
	return dn_session_to_scratch(&view->session, err);
}
