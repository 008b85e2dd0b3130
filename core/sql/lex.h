/*
 * sql/lex - what the parts of the lexer share; nobody else needs it.
 *
 * dn_lex_… functions finish the token that begins at out->offset.
 */
#ifndef DN_SQL_LEX_H
#define DN_SQL_LEX_H

#include "sql/lexer.h"

static inline bool dn_lex_has(const struct dn_lexer *lexer, uint32_t flag)
{
	return (lexer->lex & flag) != 0;
}

static inline int dn_lex_peek(const struct dn_lexer *lexer, size_t at)
{
	return at < lexer->len ? (unsigned char)lexer->text[at] : -1;
}

static inline void dn_lex_finish(struct dn_lexer *lexer, struct dn_token *out,
				 enum dn_token_kind kind, size_t end)
{
	out->kind = kind;
	out->len = end - out->offset;
	lexer->pos = end;
}

/* The position stays where it is, so that the fault is found again. */
static inline void dn_lex_bad(struct dn_lexer *lexer, struct dn_token *out, const char *fault)
{
	out->kind = DN_TOKEN_BAD;
	out->len = 0;
	lexer->fault = fault;
}

/* sql/lex_quotes: what has an opening and a closing. */
void dn_lex_string(struct dn_lexer *lexer, struct dn_token *out, size_t quote, bool backslash);
void dn_lex_name(struct dn_lexer *lexer, struct dn_token *out, size_t quote);
void dn_lex_dollar(struct dn_lexer *lexer, struct dn_token *out, size_t limit);
void dn_lex_block_comment(struct dn_lexer *lexer, struct dn_token *out);
bool dn_lex_starts_dash_comment(const struct dn_lexer *lexer, size_t at);
/* The end of the line that `at` is in. */
size_t dn_lex_skip_line(const struct dn_lexer *lexer, size_t at);

/* sql/lex_delimiter: where words, numbers, signs and blanks must stop, for the
 * delimiter that a DELIMITER line has set. */
size_t dn_lex_limit(struct dn_lexer *lexer);
/* What the client's DELIMITER makes of the place; false: nothing. */
bool dn_lex_delimiter(struct dn_lexer *lexer, struct dn_token *out, size_t limit);

#endif
