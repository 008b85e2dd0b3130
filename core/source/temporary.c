/* source/temporary - temporary tables: what fills them is part of what sets a session up. */
#include "source/temporary.h"

#include <string.h>

#include "sql/lexer.h"

struct name {
	const char *text; /* as it is written; NULL: there is none */
	size_t len;
};

/* The words that may stand between the first one and the name of a target. */
static bool is_filler(const struct dn_lexer *lexer, const struct dn_token *token)
{
	static const char *const words[] = { "INTO",  "FROM",   "TABLE",   "ONLY",    "IF",
					     "NOT",   "EXISTS", "OR",      "REPLACE", "IGNORE",
					     "ABORT", "FAIL",   "ROLLBACK" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (dn_token_is(lexer->text, token, words[i]))
			return true;
	return false;
}

/* Takes the token, and what is dotted to it: the last part counts. */
static struct name take_name(struct dn_lexer *lexer, struct dn_token token)
{
	struct name name = { NULL, 0 };

	while (token.kind == DN_TOKEN_WORD || token.kind == DN_TOKEN_NAME) {
		name.text = lexer->text + token.offset;
		name.len = token.len;
		dn_lexer_next(lexer, &token);
		if (token.kind != DN_TOKEN_DOT)
			break;
		dn_lexer_next(lexer, &token);
	}
	return name;
}

/* CREATE TEMP TABLE name, CREATE TABLE pg_temp.name, SELECT … INTO TEMP name. */
static struct name made_by(const struct dunlin_dialect *dialect, const struct dn_stmt *stmt)
{
	const struct name none = { NULL, 0 };
	struct dn_lexer lexer;
	struct dn_token token;
	bool select, here = false;

	dn_lexer_init(&lexer, dialect, stmt->sql, stmt->len);
	dn_lexer_next(&lexer, &token);
	select = dn_token_is(lexer.text, &token, "SELECT");
	if (!select && !dn_token_is(lexer.text, &token, "CREATE"))
		return none;
	for (dn_lexer_next(&lexer, &token);
	     token.kind != DN_TOKEN_END && token.kind != DN_TOKEN_BAD;
	     dn_lexer_next(&lexer, &token)) {
		if (dn_token_is(lexer.text, &token, select ? "INTO" : "TABLE")) {
			here = true;
			continue;
		}
		if (!here && !select && token.kind == DN_TOKEN_OPEN)
			return none;
		if (here && !is_filler(&lexer, &token) &&
		    !(select && (dn_token_is(lexer.text, &token, "TEMP") ||
				 dn_token_is(lexer.text, &token, "TEMPORARY") ||
				 dn_token_is(lexer.text, &token, "LOCAL"))))
			return take_name(&lexer, token);
	}
	return none;
}

/* What a statement writes to: INSERT INTO name, COPY name, CREATE INDEX … ON name. */
static struct name target_of(const struct dunlin_dialect *dialect, const struct dn_stmt *stmt)
{
	static const char *const verbs[] = { "INSERT", "UPDATE",  "DELETE",   "REPLACE",
					     "COPY",   "ANALYZE", "TRUNCATE", "ALTER" };
	const struct name none = { NULL, 0 };
	struct dn_lexer lexer;
	struct dn_token token;
	size_t i;

	dn_lexer_init(&lexer, dialect, stmt->sql, stmt->len);
	dn_lexer_next(&lexer, &token);
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (dn_token_is(lexer.text, &token, verbs[i]))
			break;
	if (i < sizeof(verbs) / sizeof(verbs[0])) {
		do
			dn_lexer_next(&lexer, &token);
		while (is_filler(&lexer, &token));
		return take_name(&lexer, token);
	}
	if (!dn_token_is(lexer.text, &token, "CREATE"))
		return none;
	dn_lexer_next(&lexer, &token);
	if (dn_token_is(lexer.text, &token, "UNIQUE"))
		dn_lexer_next(&lexer, &token);
	if (!dn_token_is(lexer.text, &token, "INDEX"))
		return none;
	while (token.kind != DN_TOKEN_END && token.kind != DN_TOKEN_BAD &&
	       token.kind != DN_TOKEN_OPEN) {
		if (dn_token_is(lexer.text, &token, "ON")) {
			do
				dn_lexer_next(&lexer, &token);
			while (is_filler(&lexer, &token));
			return take_name(&lexer, token);
		}
		dn_lexer_next(&lexer, &token);
	}
	return none;
}

static bool same(const struct name *a, const struct name *b)
{
	return a->text != NULL && b->text != NULL && a->len == b->len &&
	       strncasecmp(a->text, b->text, a->len) == 0;
}

/* Whether what fills the table is read from others. */
static bool reads(const struct dunlin_dialect *dialect, const struct dn_stmt *stmt)
{
	struct dn_lexer lexer;
	struct dn_token token;
	bool query = false;

	dn_lexer_init(&lexer, dialect, stmt->sql, stmt->len);
	for (dn_lexer_next(&lexer, &token);
	     token.kind != DN_TOKEN_END && token.kind != DN_TOKEN_BAD;
	     dn_lexer_next(&lexer, &token)) {
		query = query || dn_token_is(lexer.text, &token, "SELECT") ||
			dn_token_is(lexer.text, &token, "AS");
		if (query && (dn_token_is(lexer.text, &token, "FROM") ||
			      dn_token_is(lexer.text, &token, "TABLE") ||
			      dn_token_is(lexer.text, &token, "EXECUTE")))
			return true;
	}
	return false;
}

/* Whether it leaves the rows of every table as they are. */
static bool keeps_rows(const struct dunlin_dialect *dialect, const struct dn_stmt *stmt)
{
	static const char *const words[] = { "CREATE", "COMMENT", "GRANT",  "REVOKE",  "ANALYZE",
					     "VACUUM", "REINDEX", "BEGIN",  "START",   "COMMIT",
					     "END",    "SET",     "RESET",  "REFRESH", "CLUSTER",
					     "PRAGMA", "PREPARE", "LISTEN", "NOTIFY" };
	struct dn_lexer lexer;
	struct dn_token token;
	size_t i;

	dn_lexer_init(&lexer, dialect, stmt->sql, stmt->len);
	dn_lexer_next(&lexer, &token);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (dn_token_is(lexer.text, &token, words[i]))
			return true;
	return false;
}

static void spoil(const struct dunlin_dialect *dialect, struct dn_stmt *stmts, size_t from,
		  size_t n)
{
	for (; from < n; from++)
		if ((stmts[from].effects & DN_EFFECT_SET_UP) == 0 &&
		    !keeps_rows(dialect, &stmts[from]))
			stmts[from].effects |= DN_EFFECT_SPOILS;
}

void dn_temporary_mark(const struct dunlin_dialect *dialect, struct dn_stmt *stmts, size_t n)
{
	struct name table, target;
	size_t i, j, read = n; /* the first statement that fills a table from others */

	for (i = 0; i < n; i++) {
		if ((stmts[i].effects & (DN_EFFECT_SET_UP | DN_EFFECT_SETTING)) != DN_EFFECT_SET_UP)
			continue;
		table = made_by(dialect, &stmts[i]);
		if (table.text != NULL && i < read && reads(dialect, &stmts[i]))
			read = i;
		for (j = i + 1; table.text != NULL && j < n; j++) {
			target = target_of(dialect, &stmts[j]);
			if (!same(&table, &target))
				continue;
			stmts[j].effects |= DN_EFFECT_SET_UP;
			if (j < read && reads(dialect, &stmts[j]))
				read = j;
		}
	}
	spoil(dialect, stmts, read, n);
}
