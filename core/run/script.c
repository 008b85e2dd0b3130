/* run/script - the statements of a run, in order, with their transaction borders. */
#include "run/script.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* Parts of a body that need no transaction, and are in no statement sent. */
#define NOT_SENT (DN_EFFECT_CLIENT | DN_EFFECT_STRIPPED)

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

static struct dn_action *add(struct dn_script *script, enum dn_action_kind kind)
{
	struct dn_action *action =
		dn_vec_add(&script->actions, &script->n, &script->cap, sizeof(*action));

	if (action == NULL) {
		script->failed = true;
		return NULL;
	}
	action->kind = kind;
	action->step = SIZE_MAX;
	return action;
}

struct dn_action *dn_script_put(struct dn_script *script, enum dn_action_kind kind,
				uint32_t stmt_kind, const char *sql)
{
	struct dn_action *action = add(script, kind);
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

/* Takes the text that was built, and leaves `sql` empty. */
static struct dn_action *put_text(struct dn_script *script, enum dn_action_kind kind,
				  struct dn_str *sql, const char *reason)
{
	struct dn_action *action = NULL;

	if (!sql->failed)
		action = dn_script_put(script, kind, DUNLIN_STMT_PLAIN, dn_str_text(sql));
	if (action == NULL)
		script->failed = true;
	else
		action->reason = reason;
	dn_str_clear(sql);
	return action;
}

void dn_script_fill(struct dn_script *script, struct dn_action *record, int64_t duration_us)
{
	struct dn_str sql = DN_STR_INIT;
	char *copy = NULL;

	dn_str_put(&sql, record->sql, record->hole);
	dn_str_printf(&sql, "%" PRId64, duration_us);
	dn_str_puts(&sql, record->sql + record->hole + 1);
	if (!sql.failed)
		copy = dn_arena_copy(&script->arena, sql.data, sql.len);
	if (copy == NULL) {
		script->failed = true;
	} else {
		record->sql = copy;
		record->len = sql.len;
	}
	dn_str_clear(&sql);
}

bool dn_script_in_pieces(const struct dn_body *body)
{
	return body != NULL && (body->tx_off || (body->effects & DN_EFFECT_NO_TX) != 0);
}

int64_t dn_script_count(const struct dn_body *body)
{
	int64_t count = 0;
	size_t i;

	for (i = 0; body != NULL && i < body->n_stmts; i++)
		count += (body->stmts[i].effects & NOT_SENT) == 0;
	return count;
}

/* --- one step ------------------------------------------------------------ */

/* All that is written while a script is: one per call of dn_script_add(). */
struct writer {
	struct dn_script *script;
	const struct dn_script_context *context;
	const struct dn_plan *plan;
	const struct dn_group *group;
	struct dn_ledger *ledger;
	const struct dn_step *step;
	int64_t stmt_no;
};

static const char *event_of(const struct dn_step *step)
{
	switch (step->task) {
	case DN_TASK_STAMP:
		return "stamp";
	case DN_TASK_REPAIR:
	case DN_TASK_DROP:
		return "repair";
	default:
		return step->direction == DN_DOWN   ? "revert"
		       : step->kind == DN_KIND_SEED ? "seed"
						    : "apply";
	}
}

static struct dn_event_row event_row(const struct writer *w)
{
	const struct dn_step *step = w->step;
	const bool recorded = step->task == DN_TASK_STAMP || step->task == DN_TASK_REPAIR;

	return (struct dn_event_row){
		.event = event_of(step),
		.kind = step->kind,
		.id = step->id,
		.direction = step->direction == DN_UP ? "up" : "down",
		.name = step->name,
		.dialect = w->context->dialect->name,
		.checksum = step->body != NULL ? step->body->checksum
			    : recorded         ? step->migration->up->checksum
					       : NULL,
		.detail = step->task == DN_TASK_RUN ? NULL : step->reason,
	};
}

static void put_begin(struct writer *w)
{
	w->script->tx++;
	dn_script_put(w->script, DN_ACT_BEGIN, DUNLIN_STMT_BEGIN, w->context->dialect->begin);
}

static void put_commit(struct writer *w)
{
	if (w->context->dry_run)
		dn_script_put(w->script, DN_ACT_COMMIT, DUNLIN_STMT_ROLLBACK, "ROLLBACK");
	else
		dn_script_put(w->script, DN_ACT_COMMIT, DUNLIN_STMT_COMMIT,
			      w->context->dialect->commit);
}

/* 0 is how SQL says without a limit. */
static void put_timeout(struct writer *w, const char *text, int64_t ms)
{
	const char *hole = text == NULL ? NULL : strstr(text, "{ms}");
	struct dn_str sql = DN_STR_INIT;

	if (hole == NULL || ms == DN_TIME_UNSET)
		return;
	dn_str_put(&sql, text, (size_t)(hole - text));
	dn_str_printf(&sql, "%" PRId64 "%s", ms < 0 ? 0 : ms, hole + strlen("{ms}"));
	put_text(w->script, DN_ACT_SETTING, &sql, NULL);
}

static void put_timeouts(struct writer *w)
{
	const struct dunlin_dialect *dialect = w->context->dialect;
	const struct dn_body *body = w->step->body;
	int64_t lock = body == NULL ? DN_TIME_UNSET : body->lock_timeout_ms;
	int64_t statement = body == NULL ? DN_TIME_UNSET : body->statement_timeout_ms;

	/* Between statements that run without limits, the session's own are back. */
	if (w->group->pieces && dialect->alone_before != NULL) {
		lock = lock == DN_TIME_UNSET ? w->context->lock_timeout_ms : lock;
		statement = statement == DN_TIME_UNSET ? w->context->statement_timeout_ms
						       : statement;
	}
	put_timeout(w, dialect->lock_timeout, lock);
	put_timeout(w, dialect->statement_timeout, statement);
}

static void put_event(struct writer *w, const char *event)
{
	struct dn_event_row row = event_row(w);
	struct dn_str sql = DN_STR_INIT;

	if (event != NULL)
		row.event = event;
	dn_store_put_event(w->context->store, w->ledger, &row, &sql);
	put_text(w->script, DN_ACT_EVENT, &sql, NULL);
}

/* Gives our own role and settings back before we record anything. */
static void put_restore(struct writer *w)
{
	const char *const *text = w->context->dialect->restore;
	size_t i;

	if (text == NULL || w->step->body == NULL ||
	    (w->step->body->effects & DN_EFFECT_SESSION) == 0)
		return;
	for (; *text != NULL; text++)
		dn_script_put(w->script, DN_ACT_SETTING, DUNLIN_STMT_PLAIN, *text);
	for (i = 0; i < w->context->n_setup; i++)
		dn_script_put(w->script, DN_ACT_SETTING, DUNLIN_STMT_PLAIN, w->context->setup[i]);
}

static void put_record(struct writer *w)
{
	const struct dn_event_row row = event_row(w);
	const struct dn_step *step = w->step;
	struct dn_str sql = DN_STR_INIT;
	/* A transaction's clock says nothing of a step that is more than one. */
	const bool measured = w->group->pieces || w->context->dialect->duration == NULL;
	struct dn_action *action;
	size_t hole = 0;

	if (step->task == DN_TASK_REPAIR) {
		dn_store_put_repair(w->context->store, &row, &sql);
		put_text(w->script, DN_ACT_RECORD, &sql, NULL);
		return;
	}
	if (step->task == DN_TASK_DROP || step->direction == DN_DOWN || step->row != NULL) {
		dn_store_put_delete(w->context->store, row.kind, row.id, &sql);
		put_text(w->script, DN_ACT_RECORD, &sql, NULL);
	}
	if (step->task == DN_TASK_DROP || step->direction == DN_DOWN)
		return;
	if (measured)
		add(w->script, DN_ACT_MEASURE);
	dn_store_put_history(w->context->store, w->ledger, &row, dn_script_count(step->body),
			     measured ? &hole : NULL, &sql);
	action = put_text(w->script, DN_ACT_RECORD, &sql,
			  measured ? "duration_us is filled in as measured" : NULL);
	if (action != NULL)
		action->hole = hole;
}

static void put_statement(struct writer *w, const struct dn_stmt *stmt, uint32_t stmt_kind)
{
	const bool sent = (stmt->effects & NOT_SENT) == 0;
	struct dn_action *action = add(w->script, sent ? DN_ACT_BODY : DN_ACT_LEFT_OUT);

	if (action == NULL)
		return;
	action->stmt = stmt;
	action->sql = stmt->sql;
	action->len = stmt->len;
	action->data = stmt->data;
	action->data_len = stmt->data_len;
	action->stmt_kind = stmt_kind;
	if (sent)
		action->stmt_no = ++w->stmt_no;
	else
		action->reason = (stmt->effects & DN_EFFECT_CLIENT) != 0
					 ? "left out: a line for psql alone"
					 : "left out: the run has its own";
}

static uint32_t kind_of(const struct dn_stmt *stmt)
{
	return (stmt->effects & DN_EFFECT_COPY) != 0 ? DUNLIN_STMT_COPY : DUNLIN_STMT_PLAIN;
}

/* Numbers what was added since `from`: it belongs to this step and, if `tx`,
 * to the script's last transaction. */
static void stamp(struct writer *w, size_t from, bool tx)
{
	const size_t index = w->step == NULL ? SIZE_MAX : (size_t)(w->step - w->plan->steps);
	size_t i;

	for (i = from; i < w->script->n; i++) {
		if (w->step != NULL)
			w->script->actions[i].step = index;
		if (tx)
			w->script->actions[i].tx = w->script->tx;
	}
}

/* --- a group that is one transaction --------------------------------------- */

static void put_step(struct writer *w, const struct dn_step *step, bool savepoint)
{
	const size_t from = w->script->n;
	struct dn_action *action;
	size_t i;

	w->step = step;
	w->stmt_no = 0;
	add(w->script, DN_ACT_STEP);
	if (savepoint)
		dn_script_put(w->script, DN_ACT_SAVEPOINT, DUNLIN_STMT_PLAIN,
			      "SAVEPOINT dunlin_step");
	put_timeouts(w);
	put_event(w, NULL);
	for (i = 0; step->body != NULL && i < step->body->n_stmts; i++)
		put_statement(w, &step->body->stmts[i], kind_of(&step->body->stmts[i]));
	if (w->context->verify && step->direction == DN_UP && step->task == DN_TASK_RUN &&
	    step->migration->verify != NULL) {
		action = add(w->script, DN_ACT_VERIFY);
		if (action != NULL)
			action->reason = step->migration->verify->file;
	}
	put_restore(w);
	put_record(w);
	if (savepoint)
		dn_script_put(w->script, DN_ACT_RELEASE, DUNLIN_STMT_PLAIN,
			      "RELEASE SAVEPOINT dunlin_step");
	add(w->script, DN_ACT_DONE);
	stamp(w, from, true);
	w->step = NULL;
}

static void put_check(struct writer *w, enum dn_action_kind kind)
{
	struct dn_action *action;

	if (w->context->dialect->check == NULL)
		return;
	action = dn_script_put(w->script, kind, DUNLIN_STMT_PLAIN, w->context->dialect->check);
	if (action != NULL)
		action->reason = kind == DN_ACT_CHECK_AFTER ? "no row may be new"
							    : "remembered for the end";
}

static void put_outside(struct writer *w, const char *sql)
{
	if (sql != NULL && w->group->rebuild)
		dn_script_put(w->script, DN_ACT_SETTING, DUNLIN_STMT_ALONE, sql);
}

static void put_tables(struct writer *w, const char *const *schemas, size_t n_schemas)
{
	const struct dn_store *store = w->context->store;
	struct dn_str sql = DN_STR_INIT;
	size_t i;

	for (i = 0; i < n_schemas; i++) {
		dn_store_put_schema(store, schemas[i], &sql);
		put_text(w->script, DN_ACT_RECORD, &sql, "the schema is missing");
	}
	for (i = 0; dn_store_put_table(store, i, &sql); i++)
		put_text(w->script, DN_ACT_RECORD, &sql, NULL);
	for (i = 0; dn_store_put_meta(store, i, w->context->project, &sql); i++)
		put_text(w->script, DN_ACT_RECORD, &sql, NULL);
}

static void put_transaction(struct writer *w)
{
	const struct dunlin_dialect *dialect = w->context->dialect;
	const bool savepoint = w->group->n > 1 && w->context->savepoints;
	size_t from, i;

	put_outside(w, dialect->rebuild_before);
	from = w->script->n;
	put_begin(w);
	if (w->group->tables)
		put_tables(w, w->group->schemas, w->group->n_schemas);
	put_check(w, DN_ACT_CHECK_BEFORE);
	stamp(w, from, true);
	for (i = 0; i < w->group->n; i++)
		put_step(w, &w->plan->steps[w->group->first + i], savepoint);
	from = w->script->n;
	put_check(w, DN_ACT_CHECK_AFTER);
	put_commit(w);
	stamp(w, from, true);
	put_outside(w, dialect->rebuild_after);
}

/* --- a step in pieces -------------------------------------------------------- */

/* A transaction of our own that holds one event, and perhaps the record. */
static void put_own_transaction(struct writer *w, const char *event, bool record)
{
	const size_t from = w->script->n;

	put_begin(w);
	if (record) { /* what the body set is the session's by now */
		put_timeouts(w);
		put_restore(w);
	}
	put_event(w, event);
	if (record)
		put_record(w);
	put_commit(w);
	stamp(w, from, true);
}

static bool alone(const struct dn_body *body, const struct dn_stmt *stmt)
{
	return body->tx_off || (stmt->effects & DN_EFFECT_NO_TX) != 0;
}

/* From statement `i`: one that stands alone, or those that can be one
 * transaction; returns the index after them. */
static size_t put_piece(struct writer *w, const struct dn_body *body, size_t i)
{
	const struct dn_stmt *stmts = body->stmts;
	const size_t from = w->script->n;
	bool own;

	if ((stmts[i].effects & NOT_SENT) != 0) {
		put_statement(w, &stmts[i], DUNLIN_STMT_PLAIN);
		stamp(w, from, false);
		return i + 1;
	}
	if ((stmts[i].effects & DN_EFFECT_BEGIN) == 0 && alone(body, &stmts[i])) {
		put_statement(w, &stmts[i],
			      (stmts[i].effects & DN_EFFECT_COPY) != 0 ? DUNLIN_STMT_COPY
								       : DUNLIN_STMT_ALONE);
		stamp(w, from, false);
		return i + 1;
	}
	own = (stmts[i].effects & DN_EFFECT_BEGIN) == 0;
	if (own) {
		put_begin(w);
		put_timeouts(w);
	} else {
		w->script->tx++;
		put_statement(w, &stmts[i++], DUNLIN_STMT_BEGIN);
	}
	for (; i < body->n_stmts; i++) {
		if (own ? alone(body, &stmts[i]) : (stmts[i].effects & DN_EFFECT_COMMIT) != 0)
			break;
		put_statement(w, &stmts[i], kind_of(&stmts[i]));
	}
	if (own)
		put_commit(w);
	else if (i < body->n_stmts) /* the source saw to it that a group ends */
		put_statement(w, &stmts[i++], DUNLIN_STMT_COMMIT);
	stamp(w, from, true);
	return i;
}

static void put_pieces(struct writer *w)
{
	const struct dn_step *step = &w->plan->steps[w->group->first];
	const char *setting = w->context->dialect->alone_before;
	struct dn_action *action;
	const size_t from = w->script->n;
	size_t i = 0;

	w->step = step;
	w->stmt_no = 0;
	add(w->script, DN_ACT_STEP);
	put_own_transaction(w, "start", false);
	/* Through a pooler nothing of ours is set there, and nothing may be left. */
	if (setting != NULL && !w->context->pooled &&
	    (step->body->effects & DN_EFFECT_NO_TX) != 0) {
		action = dn_script_put(w->script, DN_ACT_SETTING, DUNLIN_STMT_ALONE, setting);
		if (action != NULL)
			action->reason = "for what runs outside a transaction";
	}
	while (i < step->body->n_stmts)
		i = put_piece(w, step->body, i);
	put_own_transaction(w, NULL, true);
	add(w->script, DN_ACT_DONE);
	stamp(w, from, false);
	w->step = NULL;
}

/* --- groups -------------------------------------------------------------------- */

/* Where transactions are shared, a timeout of one migration is not LOCAL to it. */
static bool leaves_timeout(const struct dn_body *body, const struct dunlin_dialect *dialect)
{
	return (dialect->run & DUNLIN_RUN_BATCHES) != 0 && body != NULL &&
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

		if (dn_script_in_pieces(body)) {
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

void dn_script_group(struct dn_group *out, const struct dn_plan *plan, size_t first,
		     const struct dunlin_dialect *dialect)
{
	size_t i;

	memset(out, 0, sizeof(*out));
	out->first = first;
	for (i = first; i < plan->n_steps; i++) {
		const struct dn_step *step = &plan->steps[i];
		const uint32_t effects = step->body == NULL ? 0 : step->body->effects;
		const bool pieces = dn_script_in_pieces(step->body);
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

void dn_script_add(struct dn_script *script, const struct dn_script_context *context,
		   const struct dn_plan *plan, const struct dn_group *group,
		   struct dn_ledger *ledger)
{
	struct writer w = {
		.script = script, .context = context, .plan = plan, .group = group, .ledger = ledger
	};

	if (group->pieces)
		put_pieces(&w);
	else
		put_transaction(&w);
	/* A transaction that gave the session back needs no more. */
	if (group->session && (group->pieces || context->dialect->restore == NULL))
		add(script, DN_ACT_RESET);
}

void dn_script_add_tables(struct dn_script *script, const struct dn_script_context *context,
			  const char *const *schemas, size_t n_schemas)
{
	struct writer w = { .script = script, .context = context };
	const size_t from = script->n;

	put_begin(&w);
	put_tables(&w, schemas, n_schemas);
	put_commit(&w);
	stamp(&w, from, true);
}

void dn_script_add_event(struct dn_script *script, const struct dn_script_context *context,
			 const struct dn_event_row *row, struct dn_ledger *ledger)
{
	struct writer w = { .script = script, .context = context };
	const size_t from = script->n;
	struct dn_str sql = DN_STR_INIT;

	put_begin(&w);
	dn_store_put_event(context->store, ledger, row, &sql);
	put_text(script, DN_ACT_EVENT, &sql, NULL);
	put_commit(&w);
	stamp(&w, from, true);
}
