/* run/view_script - what a plan is written as: the group that is all of it, its tables, its script. */
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "run/lease.h"
#include "run/pooler.h"
#include "run/view.h"

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

static dunlin_status take_tables(struct dn_view *view, struct dn_group *group, bool take,
				 dunlin_error *err)
{
	group->tables = take && !view->history.exists;
	return group->tables ? dn_view_schemas(view, group->schemas, &group->n_schemas, err)
			     : DUNLIN_OK;
}

dunlin_status dn_view_group_tables(struct dn_view *view, struct dn_group *first, dunlin_error *err)
{
	return take_tables(view, first, first->flight && !dn_lease_is_needed(&view->session), err);
}

dunlin_status dn_view_group_all(struct dn_view *view, struct dn_group *group, dunlin_error *err)
{
	if (!dn_script_group_all(group, &view->plan)) {
		const struct dn_step *step = &view->plan.steps[group->first];

		dn_fail_at(err, DUNLIN_EUSAGE, step->body->file, step->body->first_line, 0,
			   "this body cannot be part of one transaction");
		dn_error_hint(err, "it says `transaction off`, or holds a statement that runs "
				   "outside any; dunlin plan shows which");
		dn_error_state(err, "nothing was changed");
		return DUNLIN_EUSAGE;
	}
	if (!view->history.exists && view->dry_run &&
	    (view->options->target.dialect->run & DUNLIN_RUN_TX_DDL) == 0)
		return dn_fail(err, DUNLIN_EUNSUPPORTED,
			       "no dry run before the first run: %s cannot take Dunlin's own "
			       "tables back",
			       view->session.info.product);
	return take_tables(view, group, true, err);
}

/* The next group of a script.  A client that stops at a failure cannot go back to a
 * savepoint and commit what came before it: there each step is a transaction. */
static dunlin_status next_group(struct dn_view *view, struct dn_group *group, size_t at,
				const struct dn_script_context *context, dunlin_error *err)
{
	if (view->one_transaction)
		return dn_view_group_all(view, group, err);
	dn_script_group(group, &view->plan, at, context);
	if (view->script && dn_unfinished_begun(&view->plan.steps[at].unfinished) != NULL) {
		dn_fail(err, DUNLIN_EUNSUPPORTED,
			"%s was cut off in a statement, and a script cannot ask the database what "
			"became of it",
			view->plan.steps[at].shown);
		dn_error_hint(err, "dunlin up finds out, and goes on");
		return DUNLIN_EUNSUPPORTED;
	}
	if (view->script && group->n > 1) {
		group->n = 1;
		group->session = false; /* that was the last one */
	}
	return DUNLIN_OK;
}

/* What comes before the first group, where a flight does not take it along. */
static dunlin_status put_tables(struct dn_view *view, struct dn_group *first,
				struct dn_script *script, const struct dn_script_context *context,
				dunlin_error *err)
{
	dunlin_status status = dn_view_group_tables(view, first, err);
	const char *schemas[2];
	size_t n;

	if (status != DUNLIN_OK || view->history.exists || first->tables)
		return status;
	status = dn_view_schemas(view, schemas, &n, err);
	if (status == DUNLIN_OK)
		dn_script_add_tables(script, context, schemas, n);
	return status;
}

dunlin_status dn_view_script(struct dn_view *view, struct dn_script *script, dunlin_error *err)
{
	const struct dn_script_context context = dn_view_context(view);
	struct dn_ledger ledger = view->ledger;
	dunlin_status status = DUNLIN_OK;
	struct dn_group group;
	size_t at;

	if (view->plan.n_steps == 0)
		return DUNLIN_OK;
	if (view->script)
		status = dn_pooler_check(view, err);
	for (at = 0; status == DUNLIN_OK && at < view->plan.n_steps; at += group.n) {
		status = next_group(view, &group, at, &context, err);
		if (status == DUNLIN_OK && at == 0 && !view->one_transaction)
			status = put_tables(view, &group, script, &context, err);
		if (status == DUNLIN_OK)
			dn_script_add(script, &context, &view->plan, &group, &ledger);
	}
	return status == DUNLIN_OK && script->failed ? dn_fail_nomem(err) : status;
}
