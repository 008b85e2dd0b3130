/* run/writer - what a script's groups are written with. */
#include "run/writer.h"

#include <inttypes.h>
#include <string.h>

struct dn_action *dn_writer_add(struct dn_writer *w, enum dn_action_kind kind)
{
	struct dn_action *action =
		dn_vec_add(&w->script->actions, &w->script->n, &w->script->cap, sizeof(*action));

	if (action == NULL) {
		w->script->failed = true;
		return NULL;
	}
	action->kind = kind;
	action->step = SIZE_MAX;
	return action;
}

struct dn_action *dn_writer_text(struct dn_writer *w, enum dn_action_kind kind, struct dn_str *sql,
				 const char *reason)
{
	struct dn_action *action = NULL;

	if (!sql->failed)
		action = dn_script_put(w->script, kind, DUNLIN_STMT_PLAIN, dn_str_text(sql));
	if (action == NULL)
		w->script->failed = true;
	else
		action->reason = reason;
	dn_str_clear(sql);
	return action;
}

static const char *event_of(const struct dn_step *step)
{
	switch (step->task) {
	case DN_TASK_STAMP:
		return "stamp";
	case DN_TASK_REPAIR:
	case DN_TASK_DROP:
	case DN_TASK_RESOLVE:
		return "repair";
	default:
		return step->direction == DN_DOWN   ? "revert"
		       : step->kind == DN_KIND_SEED ? "seed"
						    : "apply";
	}
}

struct dn_event_row dn_writer_row(const struct dn_writer *w)
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

static void put_setup(struct dn_writer *w)
{
	size_t i;

	for (i = 0; i < w->context->n_setup; i++)
		dn_script_put(w->script, DN_ACT_SETTING, DUNLIN_STMT_PLAIN, w->context->setup[i]);
}

void dn_writer_begin(struct dn_writer *w)
{
	w->script->tx++;
	dn_script_put(w->script, DN_ACT_BEGIN, DUNLIN_STMT_BEGIN, w->context->dialect->begin);
	if (w->context->set_up_each)
		put_setup(w);
}

void dn_writer_commit(struct dn_writer *w)
{
	if (w->context->dry_run)
		dn_script_put(w->script, DN_ACT_COMMIT, DUNLIN_STMT_ROLLBACK, "ROLLBACK");
	else
		dn_script_put(w->script, DN_ACT_COMMIT, DUNLIN_STMT_COMMIT,
			      w->context->dialect->commit);
}

/* 0 is how SQL says without a limit. */
static void put_timeout(struct dn_writer *w, const char *text, int64_t ms)
{
	struct dn_str sql = DN_STR_INIT;
	const char *hole;

	if (text == NULL || ms == DN_TIME_UNSET)
		return;
	for (; (hole = strstr(text, "{ms}")) != NULL; text = hole + strlen("{ms}")) {
		dn_str_put(&sql, text, (size_t)(hole - text));
		dn_str_printf(&sql, "%" PRId64, ms < 0 ? 0 : ms);
	}
	dn_str_puts(&sql, text);
	dn_writer_text(w, DN_ACT_SETTING, &sql, NULL);
}

void dn_writer_timeouts(struct dn_writer *w)
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

void dn_writer_put_event(struct dn_writer *w, const struct dn_event_row *row)
{
	struct dn_str sql = DN_STR_INIT;

	dn_store_put_event(w->context->store, w->ledger, row, &sql);
	dn_writer_text(w, DN_ACT_EVENT, &sql, NULL);
	if (!w->context->leased)
		return;
	dn_store_put_lease_check(w->context->store, w->ledger, &sql);
	dn_writer_text(w, DN_ACT_LEASE, &sql, "fails unless the lease is this run's");
}

void dn_writer_event(struct dn_writer *w, const char *event)
{
	struct dn_event_row row = dn_writer_row(w);

	if (event != NULL)
		row.event = event;
	dn_writer_put_event(w, &row);
}

void dn_writer_restore(struct dn_writer *w)
{
	const char *const *text = w->context->dialect->restore;

	if (text == NULL)
		return;
	for (; *text != NULL; text++)
		dn_script_put(w->script, DN_ACT_SETTING, DUNLIN_STMT_PLAIN, *text);
	put_setup(w);
}

/* What a step that runs nothing does to the journal. */
static void put_unfinished(struct dn_writer *w, const struct dn_event_row *row)
{
	const struct dn_journal_row *begun = dn_unfinished_begun(&w->step->unfinished);
	const struct dn_store *store = w->context->store;
	struct dn_str sql = DN_STR_INIT;

	if (w->step->task != DN_TASK_RESOLVE || begun == NULL) {
		dn_store_put_forget(store, row, &sql);
		dn_writer_text(w, DN_ACT_JOURNAL, &sql, NULL);
		return;
	}
	dn_store_put_takeover(store, w->ledger, row, &sql);
	dn_writer_text(w, DN_ACT_JOURNAL, &sql, NULL);
	if (w->step->took_effect)
		dn_store_put_done(store, w->ledger, row, begun->n, &sql);
	else
		dn_store_put_withdraw(store, w->ledger, row, begun->n, &sql);
	dn_writer_text(w, DN_ACT_MARK, &sql, NULL);
}

void dn_writer_record(struct dn_writer *w)
{
	const struct dn_event_row row = dn_writer_row(w);
	const struct dn_step *step = w->step;
	struct dn_str sql = DN_STR_INIT;
	/* A transaction's clock says nothing of a step that is more than one. */
	const bool measured = w->group->pieces || w->context->dialect->duration == NULL;
	struct dn_action *action;
	size_t hole = 0;

	if (step->unfinished.n > 0 && step->task != DN_TASK_RUN)
		put_unfinished(w, &row);
	if (step->task == DN_TASK_RESOLVE)
		return;
	if (step->task == DN_TASK_REPAIR) {
		dn_store_put_repair(w->context->store, &row, &sql);
		dn_writer_text(w, DN_ACT_RECORD, &sql, NULL);
		return;
	}
	if (step->task == DN_TASK_DROP || step->direction == DN_DOWN || step->row != NULL) {
		dn_store_put_delete(w->context->store, row.kind, row.id, &sql);
		dn_writer_text(w, DN_ACT_RECORD, &sql, NULL);
	}
	if (step->task == DN_TASK_DROP || step->direction == DN_DOWN)
		return;
	if (measured)
		dn_writer_add(w, DN_ACT_MEASURE);
	dn_store_put_history(w->context->store, w->ledger, &row, dn_script_count(step->body),
			     measured ? &hole : NULL, &sql);
	action = dn_writer_text(w, DN_ACT_RECORD, &sql,
				measured ? "duration_us is filled in as measured" : NULL);
	if (action != NULL)
		action->hole = hole;
}

/* A client that tries once gets the last, which asks for the least. */
static void put_tail(struct dn_writer *w, struct dn_action *action)
{
	const char *const *tails = action->stmt->tails;
	struct dn_str reason = DN_STR_INIT;
	char *copy;
	size_t i;

	while (w->context->script && tails[1] != NULL)
		tails++;
	dn_script_put_tail(w->script, action, tails);
	if (tails[1] == NULL)
		return;
	dn_str_puts(&reason, "online; where that is refused");
	for (i = 1; tails[i] != NULL; i++)
		dn_str_printf(&reason, "%s \"%s\"", i == 1 ? "" : ", or", tails[i]);
	copy = reason.failed ? NULL : dn_arena_strdup(&w->script->arena, dn_str_text(&reason));
	dn_str_clear(&reason);
	w->script->failed = w->script->failed || copy == NULL;
	action->reason = copy;
}

void dn_writer_statement(struct dn_writer *w, const struct dn_stmt *stmt, uint32_t stmt_kind)
{
	const bool sent = dn_stmt_is_sent(stmt);
	struct dn_action *action = dn_writer_add(w, sent ? DN_ACT_BODY : DN_ACT_LEFT_OUT);

	if (action == NULL)
		return;
	action->stmt = stmt;
	action->sql = stmt->sql;
	action->len = stmt->len;
	action->data = stmt->data;
	action->data_len = stmt->data_len;
	action->stmt_kind = stmt_kind;
	if (sent && stmt->tails != NULL)
		put_tail(w, action);
	if (sent)
		action->stmt_no = ++w->stmt_no;
	else
		action->reason = (stmt->effects & DN_EFFECT_CLIENT) != 0
					 ? "left out: a line for psql alone"
					 : "left out: the run has its own";
}

uint32_t dn_writer_kind(const struct dn_stmt *stmt)
{
	return (stmt->effects & DN_EFFECT_COPY) != 0 ? DUNLIN_STMT_COPY : DUNLIN_STMT_PLAIN;
}

void dn_writer_stamp(struct dn_writer *w, size_t from, bool tx)
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
