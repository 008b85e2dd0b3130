/*
 * sql/block - whether a semicolon ends a statement, or stands in a body.
 *
 * Bodies are: CREATE FUNCTION … BEGIN ATOMIC … END and CREATE RULE … DO ( … )
 * in PostgreSQL, CREATE TRIGGER … BEGIN … END in SQLite, and stored routines in
 * MySQL, which are the work of sql/compound.  Strings are opaque and never get
 * here.
 */
#ifndef DN_SQL_BLOCK_H
#define DN_SQL_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sql/compound.h"
#include "sql/lexer.h"

enum dn_block_kind {
	DN_BLOCK_UNDECIDED, /* the first words do not say yet */
	DN_BLOCK_NONE,      /* any other statement */
	DN_BLOCK_ATOMIC,
	DN_BLOCK_RULE,
	DN_BLOCK_TRIGGER,
	DN_BLOCK_COMPOUND,
};

struct dn_block {
	uint32_t lex; /* DUNLIN_LEX_* */
	enum dn_block_kind kind;
	uint32_t depth;       /* of BEGIN and CASE still open */
	size_t opened;        /* where the outermost of them stands */
	uint8_t ending;       /* TRIGGER: how much of "; END" was just seen */
	bool created;         /* CREATE was seen */
	struct dn_token last; /* the token before */
	struct dn_compound compound;
};

/* For each new statement. */
void dn_block_init(struct dn_block *block, uint32_t lex);
/* Every token of the statement but semicolons and delimiters, in order, with
 * the number of parentheses open around it. */
void dn_block_token(struct dn_block *block, const char *text, const struct dn_token *token,
		    size_t parens);
/* At a semicolon: whether the statement ends here. */
bool dn_block_semicolon(struct dn_block *block, size_t parens);
/* At the end of the text: whether a body is still open, and where it began. */
bool dn_block_open(const struct dn_block *block, size_t *opened);

/* Whether a routine of MySQL is being read: with a delimiter of its own, only that ends it. */
static inline bool dn_block_routine(const struct dn_block *block)
{
	return block->kind == DN_BLOCK_COMPOUND;
}

#endif
