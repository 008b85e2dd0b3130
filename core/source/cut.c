/* source/cut - a body to statements, classified, with what is expected of each. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/vec.h"
#include "source/checksum.h"
#include "source/directive.h"
#include "source/pair.h"
#include "source/source.h"
#include "source/store.h"
#include "source/temporary.h"
#include "sql/classify.h"
#include "sql/splitter.h"

/* A body while it is cut. */
struct cutting {
	struct dn_source *source;
	struct dn_body *body;
	const struct dunlin_dialect *dialect;
	struct dn_stmt *stmts;
	size_t n, cap;
	size_t mark; /* the first of the body's marks that no statement has passed */
};

static dunlin_status fail_mark(const struct dn_body *body, const struct dn_mark *mark,
			       const char *why, dunlin_error *err)
{
	return dn_fail_at(err, DUNLIN_EUSAGE, body->file, mark->line, 0, "%s %s",
			  dn_directive_info(mark->word)->text, why);
}

/* Any may stand together, indexes more than once and the others once; `error` stands alone. */
static dunlin_status check_expects(const struct cutting *c, size_t first, size_t end,
				   dunlin_error *err)
{
	const struct dn_mark *marks = c->body->marks;
	size_t seen[DN_EXPECT_KINDS] = { 0 }, i;

	for (i = first; i < end; i++) {
		if (seen[marks[i].expect.kind]++ > 0 && marks[i].expect.kind != DN_EXPECT_INDEX)
			return fail_mark(c->body, &marks[i], "of this kind a second time", err);
		if (seen[DN_EXPECT_ERROR] > 0 &&
		    (seen[DN_EXPECT_ROWS] > 0 || seen[DN_EXPECT_VALUE] > 0))
			return fail_mark(c->body, &marks[i],
					 "asks for an error and for a result at once", err);
		if (seen[DN_EXPECT_ERROR] > 0 &&
		    (seen[DN_EXPECT_TIME] > 0 || seen[DN_EXPECT_INDEX] > 0))
			return fail_mark(
				c->body, &marks[i],
				"cannot stand with the others here: what fails, as expected, "
				"has no time and no plan",
				err);
	}
	return DUNLIN_OK;
}

/* Gives a statement what is asked right above it: marks[first … end). */
static dunlin_status attach(struct cutting *c, struct dn_stmt *stmt, size_t first, size_t end,
			    dunlin_error *err)
{
	const struct dn_mark *marks = c->body->marks;
	struct dn_expect *expects;
	dunlin_status status;
	size_t i;

	status = check_expects(c, first, end, err);
	if (status != DUNLIN_OK || first == end)
		return status;
	if ((stmt->effects & (DN_EFFECT_TX | DN_EFFECT_CLIENT)) != 0)
		return fail_mark(c->body, &marks[first],
				 "stands above what is no query; move it right above one", err);
	expects = dn_arena_alloc(&c->source->own->arena, (end - first) * sizeof(*expects));
	if (expects == NULL)
		return dn_fail_nomem(err);
	for (i = first; i < end; i++)
		expects[i - first] = marks[i].expect;
	stmt->expects = expects;
	stmt->n_expects = end - first;
	return DUNLIN_OK;
}

/* The marks above a statement and in it; `end` is where its last byte is, or
 * that of its COPY data. */
static dunlin_status pass_marks(struct cutting *c, struct dn_stmt *stmt, size_t start, size_t end,
				dunlin_error *err)
{
	const struct dn_body *body = c->body;
	size_t first = c->mark;

	while (c->mark < body->n_marks && body->marks[c->mark].offset <= start) {
		if (!dn_directive_asks(body->marks[c->mark].word)) {
			if (c->n > 1)
				return fail_mark(body, &body->marks[c->mark],
						 "must stand above the first statement", err);
			first = c->mark + 1;
		}
		c->mark++;
	}
	if (c->mark < body->n_marks && body->marks[c->mark].offset < end)
		return fail_mark(body, &body->marks[c->mark],
				 "stands inside a statement; a ; may be missing above it", err);
	return attach(c, stmt, first, c->mark, err);
}

static dunlin_status make_online(const struct cutting *c, struct dn_stmt *stmt, dunlin_error *err)
{
	if (dn_classify_offline(c->dialect, stmt->sql, stmt->len)) {
		dn_fail_at(err, DUNLIN_EUSAGE, c->body->file, stmt->line, 0,
			   "this statement copies a table or keeps others from it, and the body "
			   "says online");
		dn_error_hint(err, "say it in another way, or move it to a migration of its own "
				   "that is not online");
		return DUNLIN_EUSAGE;
	}
	stmt->tails = dn_classify_online(c->dialect, stmt->sql, stmt->len);
	return DUNLIN_OK;
}

static dunlin_status add_stmt(struct cutting *c, const struct dn_cut *cut, dunlin_error *err)
{
	const struct dn_body *body = c->body;
	struct dn_stmt *stmt = dn_vec_add(&c->stmts, &c->n, &c->cap, sizeof(*stmt));
	size_t end = cut->offset + cut->len;
	dunlin_status status;

	if (stmt == NULL)
		return dn_fail_nomem(err);
	stmt->sql = body->text + cut->offset;
	stmt->len = cut->len;
	stmt->line = body->first_line + (int64_t)cut->line - 1;
	if (cut->data_line != 0) {
		stmt->data = body->text + cut->data_offset;
		stmt->data_len = cut->data_len;
		stmt->data_line = body->first_line + (int64_t)cut->data_line - 1;
		end = cut->data_offset + cut->data_len;
	}
	stmt->effects = cut->effects;
	if ((cut->effects & DN_EFFECT_CLIENT) == 0)
		stmt->effects |= dn_classify(c->dialect, stmt->sql, stmt->len);
	if (body->tx_off && dn_classify_shares(c->dialect, stmt->sql, stmt->len))
		stmt->effects |= DN_EFFECT_SHARES;
	/* What may commit by what it calls has no less place in what only asks. */
	if (body->direction == DN_VERIFY && (c->dialect->run & DUNLIN_RUN_TX_DDL) == 0 &&
	    (stmt->effects & DN_EFFECT_SESSION) != 0)
		stmt->effects &= ~(uint32_t)DN_EFFECT_NO_TX;
	status = body->online && (stmt->effects & DN_EFFECT_CLIENT) == 0 ? make_online(c, stmt, err)
									 : DUNLIN_OK;
	return status == DUNLIN_OK ? pass_marks(c, stmt, cut->offset, end, err) : status;
}

static dunlin_status cut_all(struct cutting *c, dunlin_error *err)
{
	const struct dn_body *body = c->body;
	struct dn_splitter splitter;
	struct dn_cut cut = { .len = 0 };
	dunlin_status status;
	size_t i;

	dn_splitter_init(&splitter, c->dialect, body->text, body->len);
	for (;;) {
		status = dn_splitter_next(&splitter, &cut, err);
		if (status == DUNLIN_EUSAGE && err != NULL)
			dn_error_place(err, body->file, body->first_line + err->line - 1,
				       err->column, NULL, 0);
		if (status != DUNLIN_OK || cut.len == 0)
			break;
		status = add_stmt(c, &cut, err);
		if (status != DUNLIN_OK)
			break;
	}
	for (i = c->mark; i < body->n_marks && status == DUNLIN_OK; i++)
		if (dn_directive_asks(body->marks[i].word))
			status = fail_mark(body, &body->marks[i], "has no statement below it", err);
		else if (c->n > 0)
			status = fail_mark(body, &body->marks[i],
					   "must stand above the first statement", err);
	return status;
}

/* Hands the statements to the body. */
static dunlin_status keep(struct cutting *c, dunlin_error *err)
{
	struct dn_body *body = c->body;
	struct dn_stmt *kept = dn_arena_alloc(&c->source->own->arena, c->n * sizeof(*kept));
	size_t i;

	if (kept == NULL)
		return dn_fail_nomem(err);
	if (c->n > 0)
		memcpy(kept, c->stmts, c->n * sizeof(*kept));
	dn_temporary_mark(c->dialect, kept, c->n);
	body->stmts = kept;
	body->n_stmts = c->n;
	body->effects = 0;
	for (i = 0; i < c->n; i++) {
		if ((kept[i].effects & DN_EFFECT_STRIPPED) == 0)
			body->effects |= kept[i].effects & ~DN_EFFECT_OF_ONE;
		else if ((kept[i].effects & DN_EFFECT_OUTSIDE) != 0)
			body->effects |= DN_EFFECT_REBUILD;
	}
	body->cut = true;
	return DUNLIN_OK;
}

static dunlin_status check_verify(const struct cutting *c, dunlin_error *err)
{
	size_t i;

	for (i = 0; c->body->direction == DN_VERIFY && !c->body->query && i < c->n; i++)
		if ((c->stmts[i].effects & DN_EFFECT_NO_TX) != 0)
			return dn_fail_at(err, DUNLIN_EUSAGE, c->body->file, c->stmts[i].line, 0,
					  "a verify body runs in a transaction, and this statement "
					  "cannot");
	return DUNLIN_OK;
}

static dunlin_status warn_utf8(const struct cutting *c, dunlin_error *err)
{
	const struct dn_body *body = c->body;
	int64_t line = dn_checksum_bad_utf8(body->text, body->len);

	if (line == 0)
		return DUNLIN_OK;
	return dn_store_warn(c->source, body->file, body->first_line + line - 1, err,
			     "has bytes that are not UTF-8; the database decides what they mean");
}

dunlin_status dn_body_cut(struct dn_source *source, struct dn_body *body,
			  const struct dunlin_dialect *dialect, dunlin_error *err)
{
	struct cutting c = { .source = source, .body = body, .dialect = dialect };
	dunlin_status status;
	const char *line;
	size_t len;

	if (body->cut)
		return DUNLIN_OK;
	status = dn_body_load(source, body, err);
	if (status == DUNLIN_OK)
		status = cut_all(&c, err);
	if (status == DUNLIN_OK)
		status = dn_pair_strip(body, c.stmts, c.n, err);
	if (status == DUNLIN_OK)
		status = check_verify(&c, err);
	if (status == DUNLIN_OK)
		status = warn_utf8(&c, err);
	if (status == DUNLIN_OK)
		status = keep(&c, err);
	free(c.stmts);
	if (status == DUNLIN_EUSAGE && err != NULL && err->source == NULL) {
		line = dn_body_line(body, err->line, &len);
		if (line != NULL)
			err->source = strndup(line, len);
	}
	return status;
}
