/* postgres/words - cuts text into tokens, by the rules of the server's own scanner. */
#include "words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

size_t dn_pg_words_skip(const char *sql, size_t len, size_t i)
{
	size_t depth = 0;

	for (; i < len; i++) {
		bool more = i + 1 < len;

		if (more && sql[i] == '/' && sql[i + 1] == '*') {
			depth++;
			i++;
		} else if (depth > 0) {
			if (more && sql[i] == '*' && sql[i + 1] == '/') {
				depth--;
				i++;
			}
		} else if (more && sql[i] == '-' && sql[i + 1] == '-') {
			while (i < len && sql[i] != '\n' && sql[i] != '\r')
				i++;
		} else if (!is_blank(sql[i])) {
			break;
		}
	}
	return i < len ? i : len;
}

/* Bytes from the quote at `at` to its partner, both included; 0: it has none. */
static size_t quoted(const struct dn_pg_words *w, size_t at, bool escapes)
{
	char quote = w->sql[at];
	size_t i;

	for (i = at + 1; i < w->len; i++) {
		if (escapes && w->sql[i] == '\\')
			i++;
		else if (w->sql[i] == quote && i + 1 < w->len && w->sql[i + 1] == quote)
			i++;
		else if (w->sql[i] == quote)
			return i + 1 - at;
	}
	return 0;
}

/* Bytes of the opening $tag$ at `at`; 0: it is none. */
static size_t dollar_tag(const struct dn_pg_words *w, size_t at)
{
	size_t i = at + 1;

	if (i < w->len && w->sql[i] >= '0' && w->sql[i] <= '9')
		return 0;
	while (i < w->len && is_word(w->sql[i]) && w->sql[i] != '$')
		i++;
	return i < w->len && w->sql[i] == '$' ? i + 1 - at : 0;
}

static size_t dollar_quoted(const struct dn_pg_words *w, size_t at, size_t tag)
{
	const char *end = memmem(w->sql + at + tag, w->len - at - tag, w->sql + at, tag);

	return end == NULL ? 0 : (size_t)(end - w->sql) + tag - at;
}

/* Bytes of what stands before a quote and belongs to it: E, B, X, N or U&. */
static size_t prefix(const struct dn_pg_words *w)
{
	const char *text = w->sql + w->at;
	size_t left = w->len - w->at;

	if (left > 2 && (text[0] == 'U' || text[0] == 'u') && text[1] == '&' &&
	    (text[2] == '\'' || text[2] == '"'))
		return 2;
	return left > 1 && strchr("EeBbXxNn", text[0]) != NULL && text[1] == '\'' ? 1 : 0;
}

static void set_token(struct dn_pg_words *w, enum dn_pg_token token, size_t size)
{
	w->token = size == 0 ? DN_PG_END : token;
	w->size = size;
}

static void set_quoted(struct dn_pg_words *w, size_t before)
{
	char first = w->sql[w->at];
	bool escapes = before == 1 && (first == 'E' || first == 'e');
	size_t n = quoted(w, w->at + before, escapes);

	set_token(w, w->sql[w->at + before] == '"' ? DN_PG_NAME : DN_PG_STRING,
		  n == 0 ? 0 : before + n);
}

/* The token at `at`, past which blanks have been skipped. */
static void read_token(struct dn_pg_words *w)
{
	size_t before;
	size_t n = 0;

	w->at = dn_pg_words_skip(w->sql, w->len, w->at);
	if (w->at >= w->len) {
		set_token(w, DN_PG_END, 0);
		return;
	}
	before = prefix(w);
	if (before > 0 || w->sql[w->at] == '\'' || w->sql[w->at] == '"') {
		set_quoted(w, before);
	} else if (w->sql[w->at] == '$' && dollar_tag(w, w->at) > 0) {
		set_token(w, DN_PG_STRING, dollar_quoted(w, w->at, dollar_tag(w, w->at)));
	} else {
		while (w->at + n < w->len && is_word(w->sql[w->at + n]))
			n++;
		set_token(w, n > 0 ? DN_PG_WORD : DN_PG_SIGN, n > 0 ? n : 1);
	}
}

void dn_pg_words_start(struct dn_pg_words *words, const char *sql, size_t len)
{
	words->sql = sql;
	words->len = len;
	words->at = 0;
	read_token(words);
}

void dn_pg_words_next(struct dn_pg_words *words)
{
	if (words->token == DN_PG_END)
		return;
	words->at += words->size;
	read_token(words);
}

static bool stands_at(const struct dn_pg_words *w, const char *word, size_t len)
{
	return (w->token == DN_PG_WORD || w->token == DN_PG_SIGN) && w->size == len &&
	       strncasecmp(w->sql + w->at, word, len) == 0;
}

bool dn_pg_words_at(const struct dn_pg_words *words, const char *word)
{
	return stands_at(words, word, strlen(word));
}

bool dn_pg_words_take(struct dn_pg_words *words, const char *word)
{
	if (!dn_pg_words_at(words, word))
		return false;
	dn_pg_words_next(words);
	return true;
}

bool dn_pg_words_take_all(struct dn_pg_words *words, const char *several)
{
	struct dn_pg_words walk = *words;

	while (*several != '\0') {
		size_t n = strcspn(several, " ");

		if (!stands_at(&walk, several, n))
			return false;
		dn_pg_words_next(&walk);
		several += n;
		several += *several == ' ';
	}
	*words = walk;
	return true;
}

void dn_pg_words_pass_parens(struct dn_pg_words *words)
{
	size_t depth = 0;

	if (!dn_pg_words_at(words, "("))
		return;
	do {
		if (dn_pg_words_at(words, "("))
			depth++;
		else if (dn_pg_words_at(words, ")"))
			depth--;
		dn_pg_words_next(words);
	} while (depth > 0 && words->token != DN_PG_END);
}

/* Appends the token to a text with room for it. */
static void put_token(const struct dn_pg_words *w, char *text)
{
	memcpy(text + strlen(text), w->sql + w->at, w->size);
}

bool dn_pg_words_take_name(struct dn_pg_words *words, char **out)
{
	struct dn_pg_words walk = *words;
	char *text = calloc(walk.len - walk.at + 1, 1);

	*out = NULL;
	if (text == NULL)
		return false;
	for (;;) {
		/* U&"…" is a name that parse_ident() does not know. */
		if (walk.token != DN_PG_WORD &&
		    (walk.token != DN_PG_NAME || walk.sql[walk.at] != '"')) {
			free(text);
			return false;
		}
		put_token(&walk, text);
		dn_pg_words_next(&walk);
		if (!dn_pg_words_at(&walk, "."))
			break;
		put_token(&walk, text);
		dn_pg_words_next(&walk);
	}
	*words = walk;
	*out = text;
	return true;
}

/* A new text without the outer quotes, doubled ones made one. */
static char *unquote(const char *text, size_t len)
{
	char quote = text[0];
	char *out = calloc(len, 1);
	size_t n = 0;
	size_t i;

	for (i = 1; out != NULL && i + 1 < len; i++) {
		out[n++] = text[i];
		i += text[i] == quote;
	}
	return out;
}

bool dn_pg_words_take_string(struct dn_pg_words *words, char **out)
{
	const char *text = words->sql + words->at;

	*out = NULL;
	if (words->token != DN_PG_STRING)
		return false;
	if (text[0] == '\'') {
		*out = unquote(text, words->size);
	} else if (text[0] == '$') {
		size_t tag = dollar_tag(words, words->at);

		*out = strndup(text + tag, words->size - 2 * tag);
	}
	dn_pg_words_next(words);
	return *out != NULL;
}

bool dn_pg_words_is_name(const struct dn_pg_words *words, const char *name)
{
	const char *text = words->sql + words->at;
	size_t len = strlen(name);
	bool same;
	char *plain;
	size_t i;

	if (words->token == DN_PG_NAME && text[0] == '"') {
		plain = unquote(text, words->size);
		same = plain != NULL && strcmp(plain, name) == 0;
		free(plain);
		return same;
	}
	if (words->token != DN_PG_WORD || words->size != len)
		return false;
	for (i = 0; i < len; i++) { /* what has no quotes is folded to lower case */
		char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];

		if (c != name[i])
			return false;
	}
	return true;
}
