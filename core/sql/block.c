/* sql/block - whether a semicolon ends a statement, or stands in a body. */
#include "sql/block.h"

#include <string.h>

#define BODIES                                                                           \
	(DUNLIN_LEX_ATOMIC_BODIES | DUNLIN_LEX_RULE_PARENS | DUNLIN_LEX_TRIGGER_BODIES | \
	 DUNLIN_LEX_COMPOUND_BODIES)

enum { ENDING_NO, ENDING_SEMICOLON, ENDING_END };

void dn_block_init(struct dn_block *block, uint32_t lex)
{
	block->lex = lex;
	block->kind = (lex & BODIES) == 0 ? DN_BLOCK_NONE : DN_BLOCK_UNDECIDED;
	block->depth = 0;
	block->opened = 0;
	block->ending = ENDING_NO;
	block->created = false;
	block->last.kind = DN_TOKEN_END;
	if ((lex & DUNLIN_LEX_COMPOUND_BODIES) != 0)
		dn_compound_init(&block->compound);
}

static bool has(const struct dn_block *block, uint32_t flag)
{
	return (block->lex & flag) != 0;
}

/* Called with each token until the statement has shown what it is. */
static enum dn_block_kind decide(struct dn_block *block, const char *text,
				 const struct dn_token *token)
{
	if (has(block, DUNLIN_LEX_COMPOUND_BODIES)) {
		switch (dn_compound_head(&block->compound, text, token)) {
		case DN_COMPOUND_MAYBE:
			return DN_BLOCK_UNDECIDED;
		case DN_COMPOUND_YES:
			return DN_BLOCK_COMPOUND;
		default:
			return DN_BLOCK_NONE;
		}
	}
	if (!block->created) {
		if (dn_token_is(text, token, "CREATE"))
			block->created = true;
		else if (!has(block, DUNLIN_LEX_TRIGGER_BODIES) ||
			 !(dn_token_is(text, token, "EXPLAIN") ||
			   dn_token_is(text, token, "QUERY") || dn_token_is(text, token, "PLAN")))
			return DN_BLOCK_NONE;
		return DN_BLOCK_UNDECIDED;
	}
	if (dn_token_is(text, token, "OR") || dn_token_is(text, token, "REPLACE") ||
	    dn_token_is(text, token, "TEMP") || dn_token_is(text, token, "TEMPORARY"))
		return DN_BLOCK_UNDECIDED;
	if (has(block, DUNLIN_LEX_ATOMIC_BODIES) &&
	    (dn_token_is(text, token, "FUNCTION") || dn_token_is(text, token, "PROCEDURE")))
		return DN_BLOCK_ATOMIC;
	if (has(block, DUNLIN_LEX_RULE_PARENS) && dn_token_is(text, token, "RULE"))
		return DN_BLOCK_RULE;
	if (has(block, DUNLIN_LEX_TRIGGER_BODIES) && dn_token_is(text, token, "TRIGGER"))
		return DN_BLOCK_TRIGGER;
	return DN_BLOCK_NONE;
}

/* BEGIN counts only before ATOMIC, CASE and END only in such a body, and no word
 * that is a label (AS end) or the last part of a name (t.end). */
static void read_atomic(struct dn_block *block, const char *text, const struct dn_token *token,
			size_t parens)
{
	const struct dn_token *last = &block->last;

	if (token->kind != DN_TOKEN_WORD || last->kind == DN_TOKEN_DOT ||
	    (block->depth > 0 && dn_token_is(text, last, "AS")))
		return;
	if (dn_token_is(text, token, "ATOMIC")) {
		if (parens == 0 && dn_token_is(text, last, "BEGIN") && block->depth++ == 0)
			block->opened = last->offset;
	} else if (block->depth > 0) {
		if (dn_token_is(text, token, "CASE"))
			block->depth++;
		else if (dn_token_is(text, token, "END"))
			block->depth--;
	}
}

/* No name can stand where BEGIN opens a body; where one can, it is one. */
static bool follows_name_place(const struct dn_block *block, const char *text)
{
	static const char *const before[] = { "TRIGGER", "EXISTS", "ON", "OF" };
	size_t i;

	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (dn_token_is(text, &block->last, before[i]))
			return true;
	return block->last.kind == DN_TOKEN_DOT ||
	       (block->last.kind == DN_TOKEN_SIGN && text[block->last.offset] == ',');
}

/* As sqlite3_complete() has it: the body ends at "; END ;" and nowhere else, so
 * that no CASE … END has to be counted. */
static void read_trigger(struct dn_block *block, const char *text, const struct dn_token *token)
{
	if (block->ending == ENDING_SEMICOLON && dn_token_is(text, token, "END"))
		block->ending = ENDING_END;
	else
		block->ending = ENDING_NO;
	if (block->depth == 0 && dn_token_is(text, token, "BEGIN") &&
	    !follows_name_place(block, text)) {
		block->depth = 1;
		block->opened = token->offset;
	}
}

void dn_block_token(struct dn_block *block, const char *text, const struct dn_token *token,
		    size_t parens)
{
	switch (block->kind) {
	case DN_BLOCK_NONE:
	case DN_BLOCK_RULE:
		return;
	case DN_BLOCK_UNDECIDED:
		if (token->kind != DN_TOKEN_EXEC_OPEN && token->kind != DN_TOKEN_EXEC_CLOSE)
			block->kind = decide(block, text, token);
		break;
	case DN_BLOCK_ATOMIC:
		read_atomic(block, text, token, parens);
		break;
	case DN_BLOCK_TRIGGER:
		read_trigger(block, text, token);
		break;
	case DN_BLOCK_COMPOUND:
		dn_compound_token(&block->compound, text, token, parens);
		break;
	}
	block->last = *token;
}

bool dn_block_semicolon(struct dn_block *block, size_t parens)
{
	block->last.kind = DN_TOKEN_SEMICOLON;
	switch (block->kind) {
	case DN_BLOCK_RULE:
		return parens == 0;
	case DN_BLOCK_ATOMIC:
		return block->depth == 0;
	case DN_BLOCK_TRIGGER:
		if (block->depth == 0 || block->ending == ENDING_END)
			return true;
		block->ending = ENDING_SEMICOLON;
		return false;
	case DN_BLOCK_COMPOUND:
		return dn_compound_semicolon(&block->compound);
	default:
		return true;
	}
}

bool dn_block_open(const struct dn_block *block, size_t *opened)
{
	*opened = block->opened;
	switch (block->kind) {
	case DN_BLOCK_ATOMIC:
		return block->depth > 0;
	case DN_BLOCK_TRIGGER:
		return block->depth > 0 && block->ending != ENDING_END;
	case DN_BLOCK_COMPOUND:
		*opened = block->compound.opened;
		return block->compound.blocks > 0;
	default:
		return false;
	}
}
