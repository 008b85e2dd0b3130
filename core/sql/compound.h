/*
 * sql/compound - where a stored routine of MySQL or MariaDB ends.
 *
 * BEGIN, IF, CASE, LOOP, WHILE, REPEAT and FOR open a block only where a
 * statement begins; everywhere else they are functions, columns or parts of an
 * expression.  So this follows where the statements inside a body begin.
 */
#ifndef DN_SQL_COMPOUND_H
#define DN_SQL_COMPOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sql/lexer.h"

enum dn_compound_verdict { DN_COMPOUND_MAYBE, DN_COMPOUND_YES, DN_COMPOUND_NO };

struct dn_compound {
	uint8_t kind;          /* of statement, by its first words */
	uint8_t handler;       /* how far DECLARE … HANDLER FOR has been read */
	bool body;             /* the header is behind us */
	bool at_start;         /* the next token begins a statement of the body */
	bool started;          /* the last token did, so that a colon makes it a label */
	bool until;            /* in REPEAT … UNTIL, where END needs no semicolon before it */
	bool after_end;        /* END was the last token */
	uint32_t blocks;       /* open */
	uint32_t cases;        /* CASE expressions open in the statement */
	size_t opened;         /* where the outermost block began */
	struct dn_token begin; /* BEGIN [NOT ATOMIC] at the beginning of the statement */
	struct dn_token last;
};

void dn_compound_init(struct dn_compound *compound);
/* The first tokens of any statement, one by one, until the answer is not MAYBE. */
enum dn_compound_verdict dn_compound_head(struct dn_compound *compound, const char *text,
					  const struct dn_token *token);
/* Every further token but semicolons. */
void dn_compound_token(struct dn_compound *compound, const char *text, const struct dn_token *token,
		       size_t parens);
/* Whether the statement ends at this semicolon. */
bool dn_compound_semicolon(struct dn_compound *compound);

#endif
