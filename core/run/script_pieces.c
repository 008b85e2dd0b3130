/*
 * run/script_pieces - a step that cannot be one transaction, kept by the journal.
 *
 * What can share a transaction does, with a mark of its own in it; the mark comes first, where the
 * role is still ours.  What stands alone has an intent before and is marked as done after it.  A
 * step that was begun goes on behind what is done, once its session is set up again.
 */
#include <inttypes.h>
#include <string.h>

#include "run/journal.h"
#include "run/writer.h"

struct pieces {
	struct dn_writer *w;
	const struct dn_body *body;
	struct dn_event_row row;            /* of the step, for the journal */
	const struct dn_journal_row *begun; /* the statement that was cut off; NULL */
	int64_t done;                       /* statements that are, before this run */
	bool started;                       /* the journal has the step */
	bool unlimited;                     /* the session is set for what stands alone */
	bool role;                          /* a statement has taken another role */
	size_t n_ran;                       /* of the body's statements, those that have run */
	char hash[DN_DIGEST_HEX + 1];       /* over the statements up to w->stmt_no */
};

static void put_journal(struct pieces *p, struct dn_str *sql, int64_t n, size_t hole)
{
	struct dn_action *action = dn_writer_text(p->w, DN_ACT_JOURNAL, sql, NULL);

	if (action == NULL)
		return;
	action->stmt_no = n;
	action->hole = hole;
	if (hole > 0)
		action->reason = "pre_state is filled in as found";
}

/* Another role may have no right to the journal: before our own rows we take ours, and give back
 * after them what the body had set. */
static void put_own_role(struct pieces *p)
{
	if (p->role)
		dn_writer_restore(p->w);
}

static void put_role_back(struct pieces *p)
{
	const struct dn_stmt *stmt;
	struct dn_str sql = DN_STR_INIT;

	for (stmt = p->body->stmts; p->role && stmt < p->body->stmts + p->n_ran; stmt++) {
		if ((stmt->effects & DN_EFFECT_SETTING) == 0 || !dn_stmt_is_sent(stmt))
			continue;
		dn_str_put(&sql, stmt->sql, stmt->len);
		dn_writer_text(p->w, DN_ACT_SETTING, &sql, "as the body had set it");
	}
}

/* The first transaction of a step says that it starts. */
static void put_start(struct pieces *p)
{
	struct dn_str sql = DN_STR_INIT;

	if (p->started)
		return;
	p->started = true;
	dn_writer_event(p->w, "start");
	dn_store_put_head(p->w->context->store, p->w->ledger, &p->row, &sql);
	put_journal(p, &sql, 0, 0);
}

static void put_mark(struct pieces *p, int64_t n, const char *hash)
{
	struct dn_str sql = DN_STR_INIT;

	dn_store_put_mark(p->w->context->store, p->w->ledger, &p->row, n, hash, &sql);
	put_journal(p, &sql, n, 0);
}

/* --- what stands alone ------------------------------------------------------- */

static bool is_alone(const struct dn_body *body, const struct dn_stmt *stmt)
{
	return (stmt->effects & DN_EFFECT_NO_TX) != 0 ||
	       (body->tx_off && (stmt->effects & (DN_EFFECT_SHARES | DN_EFFECT_BEGIN)) == 0);
}

static struct dn_action *put_question(struct pieces *p, enum dn_action_kind kind,
				      const struct dn_stmt *stmt)
{
	struct dn_action *action = dn_writer_add(p->w, kind);

	if (action != NULL) {
		action->stmt = stmt;
		action->stmt_no = p->w->stmt_no + (kind != DN_ACT_ASSERT);
		action->row = kind == DN_ACT_RESUME ? p->begun : NULL;
	}
	return action;
}

static void put_intent(struct pieces *p, const struct dn_stmt *stmt)
{
	struct dn_str sql = DN_STR_INIT;
	const size_t from = p->w->script->n + 1;
	size_t hole;

	put_question(p, DN_ACT_REMEMBER, stmt);
	dn_writer_begin(p->w);
	put_own_role(p);
	dn_writer_timeouts(p->w);
	put_start(p);
	dn_store_put_intent(p->w->context->store, p->w->ledger, &p->row, p->w->stmt_no + 1, p->hash,
			    &hole, &sql);
	put_journal(p, &sql, p->w->stmt_no + 1, hole);
	put_role_back(p);
	dn_writer_commit(p->w);
	dn_writer_stamp(p->w, from, true);
}

static void put_done(struct pieces *p)
{
	const size_t from = p->w->script->n;
	struct dn_str sql = DN_STR_INIT;
	struct dn_action *action;

	dn_writer_begin(p->w);
	put_own_role(p);
	dn_writer_timeouts(p->w);
	dn_store_put_done(p->w->context->store, p->w->ledger, &p->row, p->w->stmt_no, &sql);
	action = dn_writer_text(p->w, DN_ACT_MARK, &sql, NULL);
	if (action != NULL)
		action->stmt_no = p->w->stmt_no;
	put_role_back(p);
	dn_writer_commit(p->w);
	dn_writer_stamp(p->w, from, true);
}

/* A statement that only sets the session up is no progress: it runs every time. */
static void put_set_up(struct pieces *p, const struct dn_stmt *stmt, const char *reason)
{
	const size_t from = p->w->script->n;

	dn_writer_statement(p->w, stmt,
			    (stmt->effects & DN_EFFECT_COPY) != 0 ? DUNLIN_STMT_COPY
								  : DUNLIN_STMT_ALONE);
	if (p->w->script->n > from && reason != NULL)
		p->w->script->actions[from].reason = reason;
	dn_writer_stamp(p->w, from, false);
}

static void lift_limits(struct pieces *p, const struct dn_stmt *stmt)
{
	const char *setting = p->w->context->alone_before;
	struct dn_action *action;

	if (p->unlimited || setting == NULL || (stmt->effects & DN_EFFECT_NO_TX) == 0)
		return;
	p->unlimited = true;
	action = dn_script_put(p->w->script, DN_ACT_SETTING, DUNLIN_STMT_ALONE, setting);
	if (action != NULL)
		action->reason = "for what runs outside a transaction";
}

static void put_alone(struct pieces *p, const struct dn_stmt *stmt)
{
	const bool begun = p->begun != NULL && p->begun->n == p->w->stmt_no + 1;
	size_t from;

	if ((stmt->effects & DN_EFFECT_SET_UP) != 0 && !begun) {
		dn_journal_hash(p->hash, stmt);
		put_set_up(p, stmt, NULL);
		return;
	}
	dn_journal_hash(p->hash, stmt);
	lift_limits(p, stmt);
	if (begun)
		put_question(p, DN_ACT_RESUME, stmt);
	else
		put_intent(p, stmt);
	from = p->w->script->n;
	dn_writer_statement(p->w, stmt,
			    (stmt->effects & DN_EFFECT_COPY) != 0 ? DUNLIN_STMT_COPY
								  : DUNLIN_STMT_ALONE);
	if (begun && p->w->script->n > from)
		p->w->script->actions[p->w->script->n - 1].reason =
			"was cut off: runs only if the database says that it had no effect";
	put_question(p, DN_ACT_ASSERT, stmt);
	dn_writer_stamp(p->w, from, false);
	put_done(p);
}

/* --- what shares a transaction --------------------------------------------------- */

/* The index after the last statement of the transaction that begins with `i`. */
static size_t unit_end(const struct dn_body *body, size_t i)
{
	const bool theirs = (body->stmts[i].effects & DN_EFFECT_BEGIN) != 0;
	size_t first = i;

	for (; i < body->n_stmts; i++) {
		const struct dn_stmt *stmt = &body->stmts[i];

		if (theirs && (stmt->effects & DN_EFFECT_COMMIT) != 0)
			return i + 1;
		if (!theirs && i > first && dn_stmt_is_sent(stmt) &&
		    (body->tx_off || is_alone(body, stmt)))
			return i;
	}
	return i;
}

static void put_unit(struct pieces *p, size_t from, size_t end)
{
	const struct dn_stmt *stmts = p->body->stmts;
	const bool theirs = (stmts[from].effects & DN_EFFECT_BEGIN) != 0;
	const size_t at = p->w->script->n;
	int64_t n = p->w->stmt_no;
	size_t i;

	for (i = from; i < end; i++) {
		if (!dn_stmt_is_sent(&stmts[i]))
			continue;
		dn_journal_hash(p->hash, &stmts[i]);
		n++;
	}
	if (theirs) {
		p->w->script->tx++;
		dn_writer_statement(p->w, &stmts[from++], DUNLIN_STMT_BEGIN);
	} else {
		dn_writer_begin(p->w);
	}
	put_own_role(p);
	if (!theirs)
		dn_writer_timeouts(p->w);
	put_start(p);
	put_mark(p, n, p->hash);
	put_role_back(p);
	for (i = from; i < end; i++)
		dn_writer_statement(p->w, &stmts[i],
				    theirs && i + 1 == end ? DUNLIN_STMT_COMMIT
							   : dn_writer_kind(&stmts[i]));
	if (!theirs)
		dn_writer_commit(p->w);
	dn_writer_stamp(p->w, at, true);
}

/* --- the step ------------------------------------------------------------------------ */

/* The journal's rows of a step that was begun become this run's. */
static void put_takeover(struct pieces *p)
{
	struct dn_str sql = DN_STR_INIT, detail = DN_STR_INIT;
	const size_t from = p->w->script->n;
	struct dn_event_row row = p->row;

	dn_str_printf(&detail, "goes on behind statement %" PRId64, p->done);
	row.event = "start";
	row.detail = dn_str_text(&detail);
	dn_writer_begin(p->w);
	dn_writer_timeouts(p->w);
	dn_writer_put_event(p->w, &row);
	p->w->script->failed = p->w->script->failed || detail.failed;
	dn_str_clear(&detail);
	dn_store_put_takeover(p->w->context->store, p->w->ledger, &p->row, &sql);
	put_journal(p, &sql, 0, 0);
	dn_writer_commit(p->w);
	dn_writer_stamp(p->w, from, true);
}

/* What is done is passed over, but for what set the session up. */
static void note_role(struct pieces *p, const struct dn_stmt *stmt)
{
	if (dn_stmt_is_sent(stmt))
		p->role = p->role || (stmt->effects & DN_EFFECT_ROLE) != 0;
}

static size_t pass_done(struct pieces *p)
{
	const struct dn_body *body = p->body;
	size_t i;

	for (i = 0; i < body->n_stmts && p->w->stmt_no < p->done; i++) {
		if (!dn_stmt_is_sent(&body->stmts[i]))
			continue;
		dn_journal_hash(p->hash, &body->stmts[i]);
		note_role(p, &body->stmts[i]);
		if ((body->stmts[i].effects & DN_EFFECT_SET_UP) != 0)
			put_set_up(p, &body->stmts[i], "sets the session up again");
		else
			p->w->stmt_no++;
	}
	return i;
}

static void put_end(struct pieces *p)
{
	const size_t from = p->w->script->n;
	struct dn_str sql = DN_STR_INIT;

	dn_writer_begin(p->w);
	dn_writer_timeouts(p->w); /* what the body set is the session's by now */
	if ((p->body->effects & DN_EFFECT_SESSION) != 0)
		dn_writer_restore(p->w);
	dn_writer_event(p->w, NULL);
	if (p->started) {
		dn_store_put_forget(p->w->context->store, &p->row, &sql);
		put_journal(p, &sql, 0, 0);
	}
	dn_writer_record(p->w);
	dn_writer_commit(p->w);
	dn_writer_stamp(p->w, from, true);
}

void dn_writer_pieces(struct dn_writer *w)
{
	const struct dn_step *step = &w->plan->steps[w->group->first];
	struct pieces p = { .w = w,
			    .body = step->body,
			    .begun = dn_unfinished_begun(&step->unfinished),
			    .done = dn_unfinished_done(&step->unfinished),
			    .started = step->unfinished.n > 0 };
	const size_t from = w->script->n;
	size_t i, end;

	w->step = step;
	w->stmt_no = 0;
	p.row = dn_writer_row(w);
	dn_writer_add(w, DN_ACT_STEP);
	if (p.started)
		put_takeover(&p);
	for (i = pass_done(&p); i < p.body->n_stmts; i = end) {
		const struct dn_stmt *stmt = &p.body->stmts[i];

		p.n_ran = i;
		end = i + 1;
		if (!dn_stmt_is_sent(stmt)) {
			dn_writer_statement(w, stmt, DUNLIN_STMT_PLAIN);
		} else if (is_alone(p.body, stmt) ||
			   (p.begun != NULL && p.begun->n == w->stmt_no + 1)) {
			put_alone(&p, stmt);
		} else {
			end = unit_end(p.body, i);
			put_unit(&p, i, end);
		}
		for (; i < end; i++)
			note_role(&p, &p.body->stmts[i]);
	}
	put_end(&p);
	dn_writer_add(w, DN_ACT_DONE);
	dn_writer_stamp(w, from, false);
	w->step = NULL;
}
