/* sql/compound - where a stored routine of MySQL or MariaDB ends. */
#include "sql/compound.h"

#include <string.h>

enum {
	KIND_NONE,
	KIND_CREATE, /* CREATE or ALTER, what is not known yet */
	KIND_ALTER,
	KIND_ROUTINE, /* PROCEDURE or FUNCTION */
	KIND_TRIGGER,
	KIND_EVENT,
	KIND_BEGIN, /* BEGIN, which NOT ATOMIC may follow */
	KIND_LABEL, /* a name, which may be a label */
	KIND_BLOCK, /* a block outside of any routine (MariaDB) */
};

/* DECLARE … HANDLER FOR condition, condition … statement */
enum { HANDLER_NO, HANDLER_DECLARE, HANDLER_WORD, HANDLER_ITEM, HANDLER_SQLSTATE, HANDLER_NEXT };

static bool is_one_of(const char *text, const struct dn_token *token, const char *const *words)
{
	for (; *words != NULL; words++)
		if (dn_token_is(text, token, *words))
			return true;
	return false;
}

static bool is_sign(const char *text, const struct dn_token *token, char sign)
{
	return token->kind == DN_TOKEN_SIGN && token->len == 1 && text[token->offset] == sign;
}

void dn_compound_init(struct dn_compound *compound)
{
	memset(compound, 0, sizeof(*compound));
}

static const char *const openers[] = { "IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR", NULL };

static enum dn_compound_verdict begin_outside(struct dn_compound *compound, const char *text,
					      const struct dn_token *token)
{
	compound->kind = KIND_BLOCK;
	compound->body = true;
	compound->at_start = true;
	dn_compound_token(compound, text, token, 0);
	return DN_COMPOUND_YES;
}

static enum dn_compound_verdict head_first(struct dn_compound *compound, const char *text,
					   const struct dn_token *token)
{
	if (dn_token_is(text, token, "CREATE"))
		compound->kind = KIND_CREATE;
	else if (dn_token_is(text, token, "ALTER"))
		compound->kind = KIND_ALTER;
	else if (dn_token_is(text, token, "BEGIN")) {
		compound->kind = KIND_BEGIN;
		compound->begin = *token;
	} else if (is_one_of(text, token, openers))
		return begin_outside(compound, text, token);
	else if (token->kind == DN_TOKEN_WORD || token->kind == DN_TOKEN_NAME)
		compound->kind = KIND_LABEL;
	else
		return DN_COMPOUND_NO;
	return DN_COMPOUND_MAYBE;
}

/* CREATE [OR REPLACE] [DEFINER = user@host] [AGGREGATE] PROCEDURE … */
static enum dn_compound_verdict head_create(struct dn_compound *compound, const char *text,
					    const struct dn_token *token)
{
	static const char *const between[] = { "OR", "REPLACE", "DEFINER", "AGGREGATE", NULL };

	if (token->kind != DN_TOKEN_WORD || compound->last.kind == DN_TOKEN_SIGN ||
	    compound->last.kind == DN_TOKEN_DOT || is_one_of(text, token, between))
		return DN_COMPOUND_MAYBE;
	if (dn_token_is(text, token, "EVENT"))
		compound->kind = KIND_EVENT;
	else if (compound->kind == KIND_ALTER)
		return DN_COMPOUND_NO;
	else if (dn_token_is(text, token, "TRIGGER"))
		compound->kind = KIND_TRIGGER;
	else if (dn_token_is(text, token, "PROCEDURE") || dn_token_is(text, token, "FUNCTION"))
		compound->kind = KIND_ROUTINE;
	else
		return DN_COMPOUND_NO;
	return DN_COMPOUND_YES;
}

enum dn_compound_verdict dn_compound_head(struct dn_compound *compound, const char *text,
					  const struct dn_token *token)
{
	enum dn_compound_verdict verdict = DN_COMPOUND_NO;

	switch (compound->kind) {
	case KIND_NONE:
		verdict = head_first(compound, text, token);
		break;
	case KIND_CREATE:
	case KIND_ALTER:
		verdict = head_create(compound, text, token);
		break;
	case KIND_BEGIN:
		if (dn_token_is(text, token, "NOT"))
			verdict = DN_COMPOUND_MAYBE;
		else if (dn_token_is(text, token, "ATOMIC"))
			verdict = begin_outside(compound, text, &compound->begin);
		break;
	case KIND_LABEL:
		if (is_sign(text, token, ':')) {
			compound->kind = KIND_BLOCK;
			compound->body = true;
			compound->at_start = true;
			verdict = DN_COMPOUND_YES;
		}
		break;
	default:
		break;
	}
	compound->last = *token;
	return verdict;
}

/* Whether `token` may stand where an operand is complete: an END there closes a
 * CASE, and is a column called "end" everywhere else. */
static bool completes_operand(const char *text, const struct dn_token *token)
{
	static const char *const expecting[] = { "WHEN", "THEN",    "ELSE",     "AND",    "OR",
						 "NOT",  "XOR",     "LIKE",     "REGEXP", "RLIKE",
						 "IS",   "BETWEEN", "DIV",      "MOD",    "CASE",
						 "IN",   "BINARY",  "INTERVAL", NULL };

	if (token->kind == DN_TOKEN_WORD)
		return !is_one_of(text, token, expecting);
	return token->kind == DN_TOKEN_NAME || token->kind == DN_TOKEN_STRING ||
	       token->kind == DN_TOKEN_NUMBER || token->kind == DN_TOKEN_CLOSE ||
	       token->kind == DN_TOKEN_EXEC_CLOSE;
}

static void open_block(struct dn_compound *compound, const struct dn_token *token)
{
	if (compound->blocks++ == 0)
		compound->opened = token->offset;
}

static void close_block(struct dn_compound *compound)
{
	if (compound->blocks > 0)
		compound->blocks--;
	compound->until = false;
	compound->after_end = true;
}

/* The first token of a statement in a body. */
static void start_statement(struct dn_compound *compound, const char *text,
			    const struct dn_token *token)
{
	static const char *const bare[] = { "BEGIN", "LOOP", "REPEAT", NULL };

	compound->at_start = false;
	compound->started = true;
	compound->body = true;
	compound->handler = HANDLER_NO;
	if (is_one_of(text, token, bare)) {
		open_block(compound, token);
		compound->at_start = true;
	} else if (is_one_of(text, token, openers)) {
		open_block(compound, token);
	} else if (dn_token_is(text, token, "END")) {
		close_block(compound);
	} else if (dn_token_is(text, token, "ELSE")) {
		compound->at_start = true;
	} else if (dn_token_is(text, token, "UNTIL")) {
		compound->until = true;
	} else if (dn_token_is(text, token, "DECLARE")) {
		compound->handler = HANDLER_DECLARE;
	}
}

/* True when `token` begins the statement that a handler runs. */
static bool read_handler(struct dn_compound *compound, const char *text,
			 const struct dn_token *token)
{
	switch (compound->handler) {
	case HANDLER_DECLARE:
		if (dn_token_is(text, token, "HANDLER"))
			compound->handler = HANDLER_WORD;
		break;
	case HANDLER_WORD: /* FOR */
		compound->handler = HANDLER_ITEM;
		break;
	case HANDLER_ITEM:
		if (dn_token_is(text, token, "SQLSTATE"))
			compound->handler = HANDLER_SQLSTATE;
		else if (!dn_token_is(text, token, "NOT"))
			compound->handler = HANDLER_NEXT;
		break;
	case HANDLER_SQLSTATE: /* [VALUE] 'x' */
		if (!dn_token_is(text, token, "VALUE"))
			compound->handler = HANDLER_NEXT;
		break;
	case HANDLER_NEXT:
		if (!is_sign(text, token, ','))
			return true;
		compound->handler = HANDLER_ITEM;
		break;
	default:
		break;
	}
	return false;
}

/* Any other token of a statement in a body. */
static void read_statement(struct dn_compound *compound, const char *text,
			   const struct dn_token *token)
{
	bool after_end = compound->after_end;

	compound->after_end = false;
	if (compound->started && is_sign(text, token, ':')) {
		compound->at_start = true;
		return;
	}
	compound->started = false;
	if (compound->handler != HANDLER_NO && read_handler(compound, text, token)) {
		start_statement(compound, text, token);
		return;
	}
	if (token->kind != DN_TOKEN_WORD || compound->last.kind == DN_TOKEN_DOT || after_end)
		return;
	if (dn_token_is(text, token, "CASE")) {
		compound->cases++;
	} else if (dn_token_is(text, token, "END")) {
		if (!completes_operand(text, &compound->last))
			return;
		if (compound->cases > 0)
			compound->cases--;
		else if (compound->until)
			close_block(compound);
	} else if (compound->cases == 0 &&
		   (dn_token_is(text, token, "THEN") || dn_token_is(text, token, "DO"))) {
		compound->at_start = true;
	}
}

/* The header of a routine ends where a statement begins.  A word that stands in
 * the place of a name or type is none. */
static void read_routine_head(struct dn_compound *compound, const char *text,
			      const struct dn_token *token)
{
	static const char *const not_behind[] = { "PROCEDURE", "FUNCTION", "EXISTS",  "RETURNS",
						  "CHARACTER", "CHAR",     "COLLATE", "CHARSET",
						  "NOT",       "LANGUAGE", NULL };
	static const char *const statements[] = {
		"BEGIN",  "IF",     "CASE",    "LOOP",     "WHILE",     "REPEAT",     "FOR",
		"RETURN", "SET",    "SELECT",  "INSERT",   "UPDATE",    "DELETE",     "REPLACE",
		"CALL",   "WITH",   "SIGNAL",  "RESIGNAL", "DO",        "TRUNCATE",   "CREATE",
		"DROP",   "ALTER",  "PREPARE", "EXECUTE",  "VALUES",    "DEALLOCATE", "GET",
		"START",  "COMMIT", "LOCK",    "ROLLBACK", "ANALYZE",   "OPTIMIZE",   "GRANT",
		"REVOKE", "FLUSH",  "RENAME",  "KILL",     "SAVEPOINT", "SHOW",       NULL
	};

	if (compound->last.kind == DN_TOKEN_DOT || is_one_of(text, &compound->last, not_behind))
		return;
	if (is_one_of(text, token, statements)) {
		start_statement(compound, text, token);
	} else if (is_sign(text, token, ':') &&
		   (compound->last.kind == DN_TOKEN_WORD || compound->last.kind == DN_TOKEN_NAME)) {
		compound->body = true;
		compound->at_start = true;
	}
}

static void read_head(struct dn_compound *compound, const char *text, const struct dn_token *token)
{
	if (compound->kind == KIND_ROUTINE) {
		read_routine_head(compound, text, token);
	} else if (compound->kind == KIND_EVENT) {
		compound->at_start = dn_token_is(text, token, "DO") &&
				     compound->last.kind != DN_TOKEN_DOT &&
				     !dn_token_is(text, &compound->last, "EVENT");
	} else if (dn_token_is(text, token, "ROW")) {
		compound->at_start = dn_token_is(text, &compound->last, "EACH");
	}
}

void dn_compound_token(struct dn_compound *compound, const char *text, const struct dn_token *token,
		       size_t parens)
{
	static const char *const order[] = { "FOLLOWS", "PRECEDES", NULL };

	if (token->kind == DN_TOKEN_EXEC_OPEN || token->kind == DN_TOKEN_EXEC_CLOSE)
		return;
	if (compound->at_start) {
		/* FOR EACH ROW [FOLLOWS other] statement */
		if (compound->kind == KIND_TRIGGER && !compound->body &&
		    (is_one_of(text, token, order) || is_one_of(text, &compound->last, order)))
			goto done;
		start_statement(compound, text, token);
	} else if (compound->body) {
		read_statement(compound, text, token);
	} else if (parens == 0) {
		read_head(compound, text, token);
	}
done:
	compound->last = *token;
}

bool dn_compound_semicolon(struct dn_compound *compound)
{
	compound->at_start = true;
	compound->started = false;
	compound->until = false;
	compound->after_end = false;
	compound->handler = HANDLER_NO;
	compound->cases = 0;
	compound->last.kind = DN_TOKEN_SEMICOLON;
	return compound->blocks == 0;
}
