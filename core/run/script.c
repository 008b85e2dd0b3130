/* run/script - the statements of a run, in order, with their transaction borders. */
#include "run/script.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "run/writer.h"

void dn_script_init(struct dn_script *script)
{
	memset(script, 0, sizeof(*script));
}

void dn_script_clear(struct dn_script *script)
{
	free(script->actions);
	dn_arena_clear(&script->arena);
	dn_script_init(script);
}

bool dn_action_is_sent(const struct dn_action *action)
{
	switch (action->kind) {
	case DN_ACT_BEGIN:
	case DN_ACT_COMMIT:
	case DN_ACT_SAVEPOINT:
	case DN_ACT_RELEASE:
	case DN_ACT_SETTING:
	case DN_ACT_EVENT:
	case DN_ACT_LEASE:
	case DN_ACT_RECORD:
	case DN_ACT_JOURNAL:
	case DN_ACT_MARK:
	case DN_ACT_BODY:
		return true;
	case DN_ACT_LEFT_OUT:
	case DN_ACT_CHECK_BEFORE:
	case DN_ACT_CHECK_AFTER:
	case DN_ACT_MEASURE:
	case DN_ACT_RESET:
	case DN_ACT_REMEMBER:
	case DN_ACT_RESUME:
	case DN_ACT_ASSERT:
	case DN_ACT_VERIFY:
	case DN_ACT_STEP:
	case DN_ACT_DONE:
		return false;
	}
	return false;
}

struct dn_action *dn_script_put(struct dn_script *script, enum dn_action_kind kind,
				uint32_t stmt_kind, const char *sql)
{
	struct dn_writer w = { .script = script };
	struct dn_action *action = dn_writer_add(&w, kind);
	char *copy = dn_arena_strdup(&script->arena, sql);

	if (action == NULL || copy == NULL) {
		script->failed = true;
		return NULL;
	}
	action->stmt_kind = stmt_kind;
	action->sql = copy;
	action->len = strlen(copy);
	return action;
}

void dn_script_fill(struct dn_script *script, struct dn_action *action, const char *text,
		    size_t len)
{
	struct dn_str sql = DN_STR_INIT;
	char *copy = NULL;

	dn_str_put(&sql, action->sql, action->hole);
	dn_str_puts(&sql, text);
	dn_str_puts(&sql, action->sql + action->hole + len);
	if (!sql.failed)
		copy = dn_arena_copy(&script->arena, sql.data, sql.len);
	if (copy == NULL) {
		script->failed = true;
	} else {
		action->sql = copy;
		action->len = sql.len;
	}
	dn_str_clear(&sql);
}

/* No comment is at the end of a statement that was cut. */
void dn_script_put_tail(struct dn_script *script, struct dn_action *action,
			const char *const *tails)
{
	struct dn_str sql = DN_STR_INIT;
	char *copy = NULL;

	dn_str_put(&sql, action->stmt->sql, action->stmt->len);
	dn_str_puts(&sql, tails[0]);
	if (!sql.failed)
		copy = dn_arena_copy(&script->arena, sql.data, sql.len);
	if (copy == NULL) {
		script->failed = true;
	} else {
		action->sql = copy;
		action->len = sql.len;
		action->tails = tails;
	}
	dn_str_clear(&sql);
}

bool dn_script_next_tail(struct dn_script *script, struct dn_action *action)
{
	if (action->tails == NULL || action->tails[1] == NULL)
		return false;
	dn_script_put_tail(script, action, action->tails + 1);
	return !script->failed;
}

bool dn_script_in_pieces(const struct dn_step *step)
{
	const struct dn_body *body = step->body;

	return body != NULL &&
	       (step->unfinished.n > 0 || body->tx_off || (body->effects & DN_EFFECT_NO_TX) != 0);
}

int64_t dn_script_count(const struct dn_body *body)
{
	int64_t count = 0;
	size_t i;

	for (i = 0; body != NULL && i < body->n_stmts; i++)
		count += dn_stmt_is_sent(&body->stmts[i]);
	return count;
}

/* --- a group that is one transaction --------------------------------------- */

static void put_step(struct dn_writer *w, const struct dn_step *step, bool savepoint)
{
	const size_t from = w->script->n;
	struct dn_action *action;
	size_t i;

	w->step = step;
	w->stmt_no = 0;
	dn_writer_add(w, DN_ACT_STEP);
	if (savepoint)
		dn_script_put(w->script, DN_ACT_SAVEPOINT, DUNLIN_STMT_PLAIN,
			      "SAVEPOINT dunlin_step");
	dn_writer_timeouts(w);
	dn_writer_event(w, NULL);
	for (i = 0; step->body != NULL && i < step->body->n_stmts; i++)
		dn_writer_statement(w, &step->body->stmts[i],
				    dn_writer_kind(&step->body->stmts[i]));
	if (w->context->verify && step->direction == DN_UP && step->task == DN_TASK_RUN &&
	    step->migration->verify != NULL) {
		action = dn_writer_add(w, DN_ACT_VERIFY);
		if (action != NULL)
			action->reason = step->migration->verify->file;
	}
	if (step->body != NULL && (step->body->effects & DN_EFFECT_SESSION) != 0)
		dn_writer_restore(w);
	dn_writer_record(w);
	if (savepoint)
		dn_script_put(w->script, DN_ACT_RELEASE, DUNLIN_STMT_PLAIN,
			      "RELEASE SAVEPOINT dunlin_step");
	dn_writer_add(w, DN_ACT_DONE);
	dn_writer_stamp(w, from, true);
	w->step = NULL;
}

static void put_check(struct dn_writer *w, enum dn_action_kind kind)
{
	struct dn_action *action;

	if (w->context->dialect->check == NULL)
		return;
	action = dn_script_put(w->script, kind, DUNLIN_STMT_PLAIN, w->context->dialect->check);
	if (action != NULL)
		action->reason = kind == DN_ACT_CHECK_AFTER ? "no row may be new"
							    : "remembered for the end";
}

static void put_outside(struct dn_writer *w, const char *sql)
{
	if (sql != NULL && w->group->rebuild)
		dn_script_put(w->script, DN_ACT_SETTING, DUNLIN_STMT_ALONE, sql);
}

/* Where a rollback does not undo a table, the tables come before the transaction; what is in
 * dunlin_meta, all of it at once, says that they are whole. */
static bool is_undone(const struct dn_writer *w)
{
	return (w->context->dialect->run & DUNLIN_RUN_TX_DDL) != 0;
}

static void put_tables(struct dn_writer *w, const char *const *schemas, size_t n_schemas)
{
	const struct dn_store *store = w->context->store;
	struct dn_str sql = DN_STR_INIT;
	size_t i;

	for (i = 0; i < n_schemas; i++) {
		dn_store_put_schema(store, schemas[i], &sql);
		dn_writer_text(w, DN_ACT_RECORD, &sql, "the schema is missing");
	}
	for (i = 0; dn_store_put_table(store, i, &sql); i++)
		dn_writer_text(w, DN_ACT_RECORD, &sql, NULL);
}

static void put_meta(struct dn_writer *w)
{
	const struct dn_store *store = w->context->store;
	struct dn_str sql = DN_STR_INIT;
	size_t i;

	for (i = 0; dn_store_put_meta(store, i, w->context->project, &sql); i++)
		dn_writer_text(w, DN_ACT_RECORD, &sql, NULL);
}

/* `later`: its COMMIT does not wait for the disk. */
static void put_transaction(struct dn_writer *w, bool later)
{
	const struct dunlin_dialect *dialect = w->context->dialect;
	const bool savepoint = w->group->n > 1 && w->context->savepoints;
	size_t from, i;

	put_outside(w, dialect->rebuild_before);
	if (w->group->tables && !is_undone(w))
		put_tables(w, w->group->schemas, w->group->n_schemas);
	from = w->script->n;
	dn_writer_begin(w);
	if (w->group->tables && is_undone(w))
		put_tables(w, w->group->schemas, w->group->n_schemas);
	if (w->group->tables)
		put_meta(w);
	put_check(w, DN_ACT_CHECK_BEFORE);
	dn_writer_stamp(w, from, true);
	for (i = 0; i < w->group->n; i++)
		put_step(w, &w->plan->steps[w->group->first + i], savepoint);
	from = w->script->n;
	put_check(w, DN_ACT_CHECK_AFTER);
	if (later)
		dn_script_put(w->script, DN_ACT_SETTING, DUNLIN_STMT_PLAIN, dialect->commit_later);
	dn_writer_commit(w);
	dn_writer_stamp(w, from, true);
	put_outside(w, dialect->rebuild_after);
}

/* --- groups -------------------------------------------------------------------- */

/* Where transactions are shared, or a step is more than one, a timeout of one migration is not LOCAL
 * to it. */
static bool leaves_timeout(const struct dn_body *body, const struct dunlin_dialect *dialect)
{
	const uint32_t local = DUNLIN_RUN_TX_DDL | DUNLIN_RUN_BATCHES;

	return (dialect->run & local) != DUNLIN_RUN_TX_DDL && body != NULL &&
	       ((dialect->lock_timeout != NULL && body->lock_timeout_ms != DN_TIME_UNSET) ||
		(dialect->statement_timeout != NULL &&
		 body->statement_timeout_ms != DN_TIME_UNSET));
}

bool dn_script_group_all(struct dn_group *out, const struct dn_plan *plan)
{
	size_t i;

	memset(out, 0, sizeof(*out));
	out->n = plan->n_steps;
	out->all = true;
	for (i = 0; i < plan->n_steps; i++) {
		const struct dn_body *body = plan->steps[i].body;

		if (dn_script_in_pieces(&plan->steps[i])) {
			out->first = i;
			return false;
		}
		if (body == NULL)
			continue;
		out->rebuild = out->rebuild || (body->effects & DN_EFFECT_REBUILD) != 0;
		out->session = out->session || (body->effects & DN_EFFECT_SESSION) != 0;
	}
	return true;
}

/* What is written for a group is kept in memory until it has run; where transactions are shared, so
 * many steps make it worth while. */
enum { MOST_SHARED = 500 };

void dn_script_group_still(struct dn_group *out, const struct dn_plan *plan, size_t first,
			   const struct dunlin_dialect *dialect)
{
	size_t i;

	memset(out, 0, sizeof(*out));
	out->first = first;
	for (i = first; i < plan->n_steps && i - first < MOST_SHARED; i++) {
		const struct dn_step *step = &plan->steps[i];
		const uint32_t effects = step->body == NULL ? 0 : step->body->effects;
		const bool pieces = dn_script_in_pieces(step);
		const bool rebuild = !pieces && (effects & DN_EFFECT_REBUILD) != 0;
		const bool single = pieces || rebuild || step->kind == DN_KIND_SEED ||
				    (dialect->run & DUNLIN_RUN_BATCHES) == 0;

		if (single && i > first)
			return; /* it begins a group of its own */
		out->n++;
		out->pieces = pieces;
		out->rebuild = rebuild;
		out->session =
			(effects & DN_EFFECT_SESSION) != 0 ||
			((effects & DN_EFFECT_NO_TX) != 0 && dialect->alone_before != NULL) ||
			leaves_timeout(step->body, dialect);
		if (single || out->session)
			return;
	}
}

/* `later`: its COMMIT does not wait for the disk. */
static void put_own_tables(struct dn_writer *w, const char *const *schemas, size_t n_schemas,
			   bool later)
{
	size_t from = w->script->n;

	if (!is_undone(w)) {
		put_tables(w, schemas, n_schemas);
		from = w->script->n;
	}
	dn_writer_begin(w);
	if (is_undone(w))
		put_tables(w, schemas, n_schemas);
	put_meta(w);
	if (later)
		dn_script_put(w->script, DN_ACT_SETTING, DUNLIN_STMT_PLAIN,
			      w->context->dialect->commit_later);
	dn_writer_commit(w);
	dn_writer_stamp(w, from, true);
}

/* Steps of a transaction each, as they would be one by one. */
static void put_flight(struct dn_writer *w)
{
	const struct dn_group *flight = w->group;
	struct dn_group one;
	size_t i;

	if (flight->tables) {
		put_own_tables(w, flight->schemas, flight->n_schemas, flight->later);
		w->script->n_tables = w->script->n;
	}
	for (i = 0; i < flight->n; i++) {
		dn_script_group_still(&one, w->plan, flight->first + i, w->context->dialect);
		w->group = &one;
		put_transaction(w, flight->later && i + 1 < flight->n);
	}
	w->group = flight;
}

void dn_script_add(struct dn_script *script, const struct dn_script_context *context,
		   const struct dn_plan *plan, const struct dn_group *group,
		   struct dn_ledger *ledger)
{
	struct dn_writer w = {
		.script = script, .context = context, .plan = plan, .group = group, .ledger = ledger
	};

	if (group->pieces)
		dn_writer_pieces(&w);
	else if (group->flight)
		put_flight(&w);
	else
		put_transaction(&w, false);
	/* A transaction that gave the session back needs no more. */
	if (group->session && (group->pieces || context->dialect->restore == NULL))
		dn_writer_add(&w, DN_ACT_RESET);
}

void dn_script_add_tables(struct dn_script *script, const struct dn_script_context *context,
			  const char *const *schemas, size_t n_schemas)
{
	struct dn_writer w = { .script = script, .context = context };

	put_own_tables(&w, schemas, n_schemas, false);
}

void dn_script_add_event(struct dn_script *script, const struct dn_script_context *context,
			 const struct dn_event_row *row, struct dn_ledger *ledger)
{
	struct dn_writer w = { .script = script, .context = context };
	const size_t from = script->n;

	w.ledger = ledger;
	dn_writer_begin(&w);
	dn_writer_put_event(&w, row);
	dn_writer_commit(&w);
	dn_writer_stamp(&w, from, true);
}