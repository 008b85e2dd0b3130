/*
 * postgres/words - reads a statement word by word.
 *
 * Text in, tokens out: enough to tell what a statement is about, not to check it.  Comments and
 * blanks are passed over.  A walk is a plain struct: a copy of it is a place to go back to.
 */
#ifndef DN_POSTGRES_WORDS_H
#define DN_POSTGRES_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum dn_pg_token {
	DN_PG_END,    /* of the text, or what is quoted is not closed */
	DN_PG_WORD,   /* keyword, name or number without quotes */
	DN_PG_NAME,   /* "name" */
	DN_PG_STRING, /* 'text', with any prefix, or $tag$text$tag$ */
	DN_PG_SIGN    /* one byte of anything else */
};

struct dn_pg_words {
	const char *sql; /* borrowed */
	size_t len;
	enum dn_pg_token token; /* the one the walk stands at */
	size_t at;              /* its offset */
	size_t size;            /* its bytes */
};

/* Stands at the first token. */
void dn_pg_words_start(struct dn_pg_words *words, const char *sql, size_t len);
void dn_pg_words_next(struct dn_pg_words *words);
/* Goes on if it stands at this word, in lower case, or at this sign. */
bool dn_pg_words_take(struct dn_pg_words *words, const char *word);
/* Goes on if it stands at all of these, one blank between two, else stays. */
bool dn_pg_words_take_all(struct dn_pg_words *words, const char *several);
bool dn_pg_words_at(const struct dn_pg_words *words, const char *word);
/* Goes past a pair of parentheses and all in it, if it stands at one. */
void dn_pg_words_pass_parens(struct dn_pg_words *words);

/* Goes past a name, which may have parts, and appends its source without blanks to *out, a new text
 * that the caller frees; parse_ident() and to_regclass() of the server read it.  False: there is no
 * name, or one that these do not read, or no memory; *out is NULL then. */
bool dn_pg_words_take_name(struct dn_pg_words *words, char **out);
/* Goes past a string and puts what it means into *out, as above; false: there is none, or one with
 * escapes. */
bool dn_pg_words_take_string(struct dn_pg_words *words, char **out);
/* Whether it stands at this name, as the catalog has it. */
bool dn_pg_words_is_name(const struct dn_pg_words *words, const char *name);

/* The offset of what follows blanks and comments, from `at` on. */
size_t dn_pg_words_skip(const char *sql, size_t len, size_t at);

#endif
