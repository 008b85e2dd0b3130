/*
 * sql/lexer - bytes to tokens, for every dialect by its flags alone.
 *
 * Works on the text in place and allocates nothing.  A lexer is a plain value:
 * a copy of it is a bookmark.  Text that is no token of the dialect becomes a
 * SIGN and is left to the database to judge; only what has no end is BAD.
 */
#ifndef DN_SQL_LEXER_H
#define DN_SQL_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include <dunlin/dialect.h>

enum dn_token_kind {
	DN_TOKEN_END,        /* of the text */
	DN_TOKEN_WORD,       /* a keyword, or a name without quotes */
	DN_TOKEN_NAME,       /* a quoted name */
	DN_TOKEN_STRING,     /* with its prefix, and with the parts that continue it */
	DN_TOKEN_NUMBER,     /* or a parameter: $1 */
	DN_TOKEN_SIGN,       /* an operator, or any other character */
	DN_TOKEN_DOT,        /* . */
	DN_TOKEN_OPEN,       /* ( */
	DN_TOKEN_CLOSE,      /* ) */
	DN_TOKEN_SEMICOLON,  /* ; */
	DN_TOKEN_DELIMITER,  /* what a DELIMITER line has put in the place of ; */
	DN_TOKEN_SWITCH,     /* a whole DELIMITER line; the lexer has obeyed it */
	DN_TOKEN_BACKSLASH,  /* outside of quotes, where it can only be a client command */
	DN_TOKEN_EXEC_OPEN,  /* the opening of a comment whose text is run, with its version */
	DN_TOKEN_EXEC_CLOSE, /* and its closing */
	DN_TOKEN_COMMENT,    /* from dn_lexer_next_any() only */
	DN_TOKEN_BAD,        /* `fault` says what; the offset is where it was opened */
};

struct dn_token {
	enum dn_token_kind kind;
	size_t offset;
	size_t len;
};

#define DN_LEXER_DELIMITER_MAX 31

struct dn_lexer {
	const char *text; /* borrowed */
	size_t len;
	size_t pos;
	uint32_t lex;          /* DUNLIN_LEX_* */
	uint32_t exec_depth;   /* comments open whose text is run */
	size_t exec_open;      /* where the outermost one began */
	bool fresh;            /* set by the splitter: a statement may begin here, so that a
				DELIMITER line counts; the lexer clears it with each token */
	uint8_t delimiter_len; /* 0: the delimiter is ; */
	char delimiter[DN_LEXER_DELIMITER_MAX + 1];
	size_t delimiter_at; /* its next place at or behind `pos`; len: none */
	const char *fault; /* of a BAD token: "string opened here is never closed"; lent for ever */
};

/* Borrows `text` for as long as the lexer is used.  A byte order mark at its
 * beginning is passed over. */
void dn_lexer_init(struct dn_lexer *lexer, const struct dunlin_dialect *dialect, const char *text,
		   size_t len);
/* The next token, comments left out.  After END or BAD it is the same again. */
void dn_lexer_next(struct dn_lexer *lexer, struct dn_token *out);
/* The same, comments included. */
void dn_lexer_next_any(struct dn_lexer *lexer, struct dn_token *out);

/* Whether a token is this word, which is given in capitals, in any case. */
static inline bool dn_token_is(const char *text, const struct dn_token *token, const char *word)
{
	return token->kind == DN_TOKEN_WORD && strlen(word) == token->len &&
	       strncasecmp(text + token->offset, word, token->len) == 0;
}

#endif
