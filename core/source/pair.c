/* source/pair - BEGIN and COMMIT written in a body, which the engine writes itself. */
#include "source/pair.h"

#include <string.h>

#include "base/error.h"

enum { SHOWN = 40 }; /* bytes of a statement that a message shows */

static const char no_rollback[] =
	"a body cannot roll itself back; leave it out, an error rolls back";

static dunlin_status refuse(const struct dn_body *body, const struct dn_stmt *stmt, const char *why,
			    dunlin_error *err)
{
	const char *lf = memchr(stmt->sql, '\n', stmt->len);
	size_t len = lf == NULL ? stmt->len : (size_t)(lf - stmt->sql);

	if (len > SHOWN) {
		/* Not in the middle of a character. */
		for (len = SHOWN; len > 0 && ((unsigned char)stmt->sql[len] & 0xc0) == 0x80;)
			len--;
	}
	return dn_fail_at(err, DUNLIN_EUSAGE, body->file, stmt->line, 0, "%.*s: %s", (int)len,
			  stmt->sql, why);
}

/* Neither sent nor to be looked at: it means nothing here. */
static bool skipped(const struct dn_stmt *stmt)
{
	return (stmt->effects & DN_EFFECT_CLIENT) != 0;
}

static bool has(const struct dn_stmt *stmt, uint32_t effect)
{
	return stmt != NULL && (stmt->effects & effect) != 0;
}

/* The first and the last statement that has to be inside a pair. */
static void find_ends(struct dn_stmt *stmts, size_t n, struct dn_stmt **first,
		      struct dn_stmt **last)
{
	size_t i;

	*first = *last = NULL;
	for (i = 0; i < n; i++) {
		if (skipped(&stmts[i]) || has(&stmts[i], DN_EFFECT_OUTSIDE))
			continue;
		if (*first == NULL)
			*first = &stmts[i];
		*last = &stmts[i];
	}
}

static const char *inner_advice(const struct dn_body *body)
{
	return body->direction == DN_VERIFY
		       ? "transaction control inside the body; leave it out"
		       : "transaction control inside the body; leave it out, or write `-- dunlin: "
			 "transaction off` on top and complete BEGIN … COMMIT groups";
}

/* A BEGIN at the start of a body that is not closed at its end. */
static const char *open_advice(const struct dn_body *body, const struct dn_stmt *stmts, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (has(&stmts[i], DN_EFFECT_COMMIT | DN_EFFECT_ROLLBACK))
			return "what closes it is not the end of the body; a pair goes around all "
			       "of it, or is left out";
	return body->direction == DN_VERIFY
		       ? "nothing closes it; leave it out, or end the body with COMMIT or ROLLBACK"
		       : "nothing closes it; leave it out, or end the body with COMMIT";
}

/* Says of the first transaction control but `opened` what to write instead. */
static dunlin_status refuse_first(const struct dn_body *body, const struct dn_stmt *stmts, size_t n,
				  const struct dn_stmt *first, const struct dn_stmt *opened,
				  dunlin_error *err)
{
	const struct dn_stmt *stmt = stmts;

	while (!has(stmt, DN_EFFECT_TX) || stmt == opened)
		stmt++; /* the caller has seen one */
	if (has(stmt, DN_EFFECT_TX_OTHER))
		return refuse(body, stmt,
			      "transaction control with options; leave it out, the body runs in a "
			      "transaction of its own",
			      err);
	if (has(stmt, DN_EFFECT_BEGIN) && stmt == first)
		return refuse(body, stmt, open_advice(body, stmts, n), err);
	if (has(stmt, DN_EFFECT_ROLLBACK))
		return refuse(body, stmt, no_rollback, err);
	return refuse(body, stmt, inner_advice(body), err);
}

static dunlin_status strip_pair(const struct dn_body *body, struct dn_stmt *stmts, size_t n,
				dunlin_error *err)
{
	const uint32_t closing = body->direction == DN_VERIFY
					 ? DN_EFFECT_COMMIT | DN_EFFECT_ROLLBACK
					 : DN_EFFECT_COMMIT;
	struct dn_stmt *first, *last;
	bool pair;
	size_t i;

	find_ends(stmts, n, &first, &last);
	pair = has(first, DN_EFFECT_BEGIN) && has(last, closing);
	for (i = 0; i < n; i++)
		if (has(&stmts[i], DN_EFFECT_OUTSIDE) ||
		    (pair && (&stmts[i] == first || &stmts[i] == last)))
			stmts[i].effects |= DN_EFFECT_STRIPPED;
	/* Between the two there must be nothing of the kind. */
	for (i = 0; i < n; i++)
		if (has(&stmts[i], DN_EFFECT_TX) && !has(&stmts[i], DN_EFFECT_STRIPPED))
			break;
	return i == n ? DUNLIN_OK : refuse_first(body, stmts, n, first, pair ? first : NULL, err);
}

/* Under `transaction off`: BEGIN … COMMIT groups, complete and plain. */
static dunlin_status check_groups(const struct dn_body *body, const struct dn_stmt *stmts, size_t n,
				  dunlin_error *err)
{
	const struct dn_stmt *open = NULL, *stmt;
	size_t i;

	for (i = 0; i < n; i++) {
		stmt = &stmts[i];
		if (has(stmt, DN_EFFECT_TX_OTHER))
			return refuse(body, stmt,
				      "transaction control with options; write plain BEGIN and "
				      "COMMIT",
				      err);
		if (has(stmt, DN_EFFECT_ROLLBACK))
			return refuse(body, stmt, no_rollback, err);
		if (has(stmt, DN_EFFECT_BEGIN)) {
			if (open != NULL)
				return refuse(body, stmt,
					      "a second one before the COMMIT of the first", err);
			open = stmt;
		} else if (has(stmt, DN_EFFECT_COMMIT)) {
			if (open == NULL)
				return refuse(body, stmt, "there is no BEGIN above it", err);
			open = NULL;
		}
	}
	if (open != NULL)
		return refuse(body, open, "nothing closes it; write COMMIT where the group ends",
			      err);
	return DUNLIN_OK;
}

dunlin_status dn_pair_strip(const struct dn_body *body, struct dn_stmt *stmts, size_t n,
			    dunlin_error *err)
{
	return body->tx_off ? check_groups(body, stmts, n, err) : strip_pair(body, stmts, n, err);
}
