/* run/view - a target as a run sees it. */
#include "run/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
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
	dn_history_clear(&view->history);
	dn_store_clear(&view->store);
	free(view->answers);
	view->answers = NULL;
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

dunlin_status dn_view_read(struct dn_view *view, bool any_project, dunlin_error *err)
{
	const struct dn_view_options *options = view->options;
	bool some = false;
	dunlin_status status;

	status = dn_store_read(&view->store, &view->session, &view->history, err);
	if (status == DUNLIN_OK && !view->history.exists)
		status = dn_store_look_elsewhere(&view->store, &view->session, options->project,
						 options->history_schema != NULL || any_project,
						 &some, err);
	if (status == DUNLIN_OK && some) {
		/* Somebody may have made them between the two looks. */
		status = dn_store_read(&view->store, &view->session, &view->history, err);
		if (status == DUNLIN_OK && !view->history.exists)
			status = dn_store_refuse_some(&view->store, err);
	}
	if (status == DUNLIN_OK && !any_project)
		status = check_project(view, err);
	view->ledger.seq = view->history.seq;
	memcpy(view->ledger.hash, view->history.hash, sizeof(view->ledger.hash));
	return status;
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
			   view->answers, &view->waiting, err);
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

dunlin_status dn_view_plan(struct dn_view *view, const struct dn_wish *wish, dunlin_error *err)
{
	const struct dn_plan_scope scope = scope_of(view);
	struct dn_source *source = view->options->source;
	dunlin_status status = dn_view_read(view, false, err);
	size_t i;

	dn_plan_clear(&view->plan);
	if (status == DUNLIN_OK)
		status = ask(view, err);
	if (status == DUNLIN_OK)
		status = dn_plan_make(&view->plan, source, &view->history, &scope, wish, err);
	for (i = 0; status == DUNLIN_OK && i < view->plan.n_steps; i++)
		if (view->plan.steps[i].body != NULL)
			status = dn_body_cut(source, view->plan.steps[i].body,
					     view->options->target.dialect, err);
	return status;
}

struct dn_script_context dn_view_context(const struct dn_view *view)
{
	const struct dunlin_open *how = &view->options->target.how;

	return (struct dn_script_context){
		.dialect = view->options->target.dialect,
		.store = &view->store,
		.session = how->session,
		.n_session = how->n_session,
		.savepoints = dn_session_can(&view->session, DUNLIN_CAP_SAVEPOINTS),
		.lock_timeout_ms = how->lock_timeout_ms,
	};
}

static dunlin_status take_any(void *payload, size_t n, const char *const *values)
{
	bool *found = payload;

	(void)n;
	(void)values;
	*found = true;
	return DUNLIN_OK;
}

/* The standard's own view of schemas, which every database with schemas has. */
static dunlin_status schema_exists(struct dn_view *view, const char *schema, bool *exists,
				   dunlin_error *err)
{
	struct dn_str sql = DN_STR_INIT;
	dunlin_status status;

	*exists = false;
	dn_str_puts(&sql, "SELECT schema_name FROM information_schema.schemata "
			  "WHERE schema_name = ");
	dn_store_put_literal(view->options->target.dialect, schema, &sql);
	status = sql.failed ? dn_fail_nomem(err)
			    : dn_session_query(&view->session, sql.data, sql.len, take_any, exists,
					       err);
	dn_str_clear(&sql);
	return status;
}

dunlin_status dn_view_schemas(struct dn_view *view, const char *schemas[2], size_t *n,
			      dunlin_error *err)
{
	const char *const wanted[2] = { view->options->schema, view->options->history_schema };
	dunlin_status status = DUNLIN_OK;
	bool exists;
	size_t i;

	*n = 0;
	if (!dn_session_can(&view->session, DUNLIN_CAP_SCHEMAS))
		return DUNLIN_OK;
	for (i = 0; i < 2 && status == DUNLIN_OK; i++) {
		if (wanted[i] == NULL || (i > 0 && *n > 0 && strcmp(wanted[i], schemas[0]) == 0))
			continue;
		status = schema_exists(view, wanted[i], &exists, err);
		if (status == DUNLIN_OK && !exists)
			schemas[(*n)++] = wanted[i];
	}
	return status;
}

dunlin_status dn_view_script(struct dn_view *view, struct dn_script *script, dunlin_error *err)
{
	const struct dn_script_context context = dn_view_context(view);
	struct dn_ledger ledger = view->ledger;
	const char *schemas[2];
	struct dn_group group;
	dunlin_status status;
	size_t at, n;

	if (view->plan.n_steps == 0)
		return DUNLIN_OK;
	if (!view->history.exists) {
		status = dn_view_schemas(view, schemas, &n, err);
		if (status != DUNLIN_OK)
			return status;
		dn_script_add_tables(script, &context, view->options->project, schemas, n);
	}
	for (at = 0; at < view->plan.n_steps; at += group.n) {
		dn_script_group(&group, &view->plan, at, 0, context.dialect);
		dn_script_add(script, &context, &view->plan, &group, &ledger);
	}
	return script->failed ? dn_fail_nomem(err) : DUNLIN_OK;
}
