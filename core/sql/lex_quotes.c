/* sql/lex_quotes - strings, quoted names and comments: what has an opening and a closing. */
#include "sql/lex.h"

#include <string.h>

#include "sql/chars.h"

/* The place behind the closing `quote` of what is open at `at`; 0: never closed. */
static size_t skip_quoted(const struct dn_lexer *lexer, size_t at, char quote, bool backslash)
{
	const char *text = lexer->text;
	const char *p = text + at;
	const char *end = text + lexer->len;
	const char *close = NULL;
	const char *slash = NULL;

	for (;;) {
		if (close == NULL || close < p)
			close = p < end ? memchr(p, quote, (size_t)(end - p)) : NULL;
		if (close == NULL)
			return 0;
		if (backslash) {
			slash = memchr(p, '\\', (size_t)(close - p));
			if (slash != NULL) {
				p = slash + 2;
				if (p > end)
					return 0;
				continue;
			}
		}
		if (close + 1 == end || close[1] != quote)
			return (size_t)(close - text) + 1;
		p = close + 2;
		close = NULL;
	}
}

size_t dn_lex_skip_line(const struct dn_lexer *lexer, size_t at)
{
	const char *from = lexer->text + at;
	const char *newline = memchr(from, '\n', lexer->len - at);
	const char *cr;
	size_t end = newline == NULL ? lexer->len : (size_t)(newline - lexer->text);

	if (dn_lex_has(lexer, DUNLIN_LEX_CR_ENDS_COMMENT)) {
		cr = memchr(from, '\r', end - at);
		if (cr != NULL)
			end = (size_t)(cr - lexer->text);
	}
	return end;
}

bool dn_lex_starts_dash_comment(const struct dn_lexer *lexer, size_t at)
{
	int c;

	if (dn_lex_peek(lexer, at) != '-' || dn_lex_peek(lexer, at + 1) != '-')
		return false;
	if (!dn_lex_has(lexer, DUNLIN_LEX_DASH_BLANK))
		return true;
	c = dn_lex_peek(lexer, at + 2);
	return c <= ' ' || c == 0x7f;
}

/*
 * SQL joins strings that only blanks with a line break between them (and, in
 * PostgreSQL, comments of one line) keep apart.  The place of the next part's
 * quote, or 0.  The parts keep the escape rules of the first.
 */
static size_t find_continuation(const struct dn_lexer *lexer, size_t at)
{
	bool broken = false;
	int c;

	for (;;) {
		c = dn_lex_peek(lexer, at);
		if (c == '\n' || c == '\r') {
			broken = true;
		} else if (dn_lex_starts_dash_comment(lexer, at)) {
			at = dn_lex_skip_line(lexer, at);
			if (at == lexer->len)
				return 0;
			continue;
		} else if (c < 0 || !dn_char_is((unsigned char)c, DN_CHAR_BLANK)) {
			return broken && c == '\'' ? at : 0;
		}
		at++;
	}
}

void dn_lex_string(struct dn_lexer *lexer, struct dn_token *out, size_t quote, bool backslash)
{
	size_t end;

	do {
		end = skip_quoted(lexer, quote + 1, lexer->text[quote], backslash);
		if (end == 0) {
			dn_lex_bad(lexer, out, "string opened here is never closed");
			return;
		}
		quote = dn_lex_has(lexer, DUNLIN_LEX_E_STRINGS) ? find_continuation(lexer, end) : 0;
	} while (quote != 0);
	dn_lex_finish(lexer, out, DN_TOKEN_STRING, end);
}

void dn_lex_name(struct dn_lexer *lexer, struct dn_token *out, size_t quote)
{
	char open = lexer->text[quote];
	size_t end;

	if (open == '[') {
		const char *close = memchr(lexer->text + quote, ']', lexer->len - quote);

		end = close == NULL ? 0 : (size_t)(close - lexer->text) + 1;
	} else {
		end = skip_quoted(lexer, quote + 1, open, false);
	}
	if (end == 0)
		dn_lex_bad(lexer, out, "quoted name opened here is never closed");
	else
		dn_lex_finish(lexer, out, DN_TOKEN_NAME, end);
}

void dn_lex_dollar(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	size_t at = out->offset + 1;
	const char *close;
	size_t tag_len;
	int c = dn_lex_peek(lexer, at);

	if (c >= '0' && c <= '9') {
		while (at < limit && dn_char_is((unsigned char)lexer->text[at], DN_CHAR_DIGIT))
			at++;
		dn_lex_finish(lexer, out, DN_TOKEN_NUMBER, at);
		return;
	}
	while (at < limit && lexer->text[at] != '$' &&
	       dn_char_is((unsigned char)lexer->text[at], DN_CHAR_WORD))
		at++;
	if (dn_lex_peek(lexer, at) != '$') {
		dn_lex_finish(lexer, out, DN_TOKEN_SIGN, out->offset + 1);
		return;
	}
	tag_len = at + 1 - out->offset;
	close = memmem(lexer->text + at + 1, lexer->len - at - 1, lexer->text + out->offset,
		       tag_len);
	if (close == NULL)
		dn_lex_bad(lexer, out, "dollar quote opened here is never closed");
	else
		dn_lex_finish(lexer, out, DN_TOKEN_STRING, (size_t)(close - lexer->text) + tag_len);
}

/* The place behind a comment whose inside begins at `at`; 0: never closed. */
static size_t skip_nested(const struct dn_lexer *lexer, size_t at)
{
	size_t depth = 1;
	const char *star;
	size_t place;

	while (at < lexer->len) {
		star = memchr(lexer->text + at, '*', lexer->len - at);
		if (star == NULL)
			return 0;
		place = (size_t)(star - lexer->text);
		if (place > at && star[-1] == '/') {
			depth++;
			at = place + 1;
		} else if (dn_lex_peek(lexer, place + 1) == '/') {
			at = place + 2;
			if (--depth == 0)
				return at;
		} else {
			at = place + 1;
		}
	}
	return 0;
}

void dn_lex_block_comment(struct dn_lexer *lexer, struct dn_token *out)
{
	size_t at = out->offset + 2;
	const char *close;
	size_t end;

	if (dn_lex_has(lexer, DUNLIN_LEX_EXECUTABLE_COMMENTS) &&
	    (dn_lex_peek(lexer, at) == '!' ||
	     (dn_lex_peek(lexer, at) == 'M' && dn_lex_peek(lexer, at + 1) == '!'))) {
		at += dn_lex_peek(lexer, at) == 'M' ? 2 : 1;
		while (at < lexer->len && dn_char_is((unsigned char)lexer->text[at], DN_CHAR_DIGIT))
			at++;
		if (lexer->exec_depth++ == 0)
			lexer->exec_open = out->offset;
		dn_lex_finish(lexer, out, DN_TOKEN_EXEC_OPEN, at);
		return;
	}
	if (dn_lex_has(lexer, DUNLIN_LEX_NESTED_COMMENTS)) {
		end = skip_nested(lexer, at);
	} else {
		close = memmem(lexer->text + at, lexer->len - at, "*/", 2);
		end = close == NULL ? 0 : (size_t)(close - lexer->text) + 2;
	}
	if (end == 0)
		dn_lex_bad(lexer, out, "comment opened here is never closed");
	else
		dn_lex_finish(lexer, out, DN_TOKEN_COMMENT, end);
}
