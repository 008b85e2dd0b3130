/* sql/lexer - bytes to tokens, for every dialect by its flags alone. */
#include "sql/lexer.h"

#include <string.h>

#include "sql/chars.h"
#include "sql/lex.h"

/* A letter before a quote: E'…' N'…' B'…' X'…' U&'…' U&"…" */
static bool lex_prefixed(struct dn_lexer *lexer, struct dn_token *out)
{
	size_t at = out->offset + 1;
	char letter = lexer->text[out->offset];

	if ((letter | 0x20) == 'u' && dn_lex_peek(lexer, at) == '&') {
		if (dn_lex_peek(lexer, at + 1) == '"')
			dn_lex_name(lexer, out, at + 1);
		else if (dn_lex_peek(lexer, at + 1) == '\'')
			dn_lex_string(lexer, out, at + 1, false);
		else
			return false;
		return true;
	}
	if (dn_lex_peek(lexer, at) != '\'' || strchr("eEbBxXnN", letter) == NULL)
		return false;
	dn_lex_string(lexer, out, at, (letter | 0x20) == 'e');
	return true;
}

static void lex_word(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	const char *text = lexer->text;
	size_t at = out->offset + 1;

	while (at < limit && dn_char_is((unsigned char)text[at], DN_CHAR_WORD))
		at++;
	if (at == out->offset + 1 && dn_lex_has(lexer, DUNLIN_LEX_E_STRINGS) &&
	    lex_prefixed(lexer, out))
		return;
	dn_lex_finish(lexer, out, DN_TOKEN_WORD, at);
}

static void lex_number(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	const char *text = lexer->text;
	size_t at = out->offset + 1;
	int c;

	while (at < limit) {
		c = (unsigned char)text[at];
		if ((c == '+' || c == '-') && (text[at - 1] | 0x20) == 'e' && at + 1 < limit &&
		    dn_char_is((unsigned char)text[at + 1], DN_CHAR_DIGIT) &&
		    (dn_lex_peek(lexer, out->offset + 1) | 0x20) != 'x') {
			at++;
			continue;
		}
		if (c == '$' || (c != '.' && !dn_char_is((unsigned char)c, DN_CHAR_WORD)))
			break;
		at++;
	}
	dn_lex_finish(lexer, out, DN_TOKEN_NUMBER, at);
}

static bool ends_exec(const struct dn_lexer *lexer, size_t at)
{
	return lexer->exec_depth > 0 && dn_lex_peek(lexer, at) == '*' &&
	       dn_lex_peek(lexer, at + 1) == '/';
}

/* PostgreSQL's rule: an operator stops before a comment, and ends in + or - only
 * if it holds a character that arithmetic does not use. */
static void lex_operator(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	const char *text = lexer->text;
	size_t start = out->offset;
	size_t at = start;
	bool unusual = false;

	while (at < limit && dn_char_is((unsigned char)text[at], DN_CHAR_OPERATOR)) {
		if (at > start &&
		    (dn_lex_starts_dash_comment(lexer, at) || ends_exec(lexer, at) ||
		     (text[at] == '/' && dn_lex_peek(lexer, at + 1) == '*') ||
		     (text[at] == '#' && dn_lex_has(lexer, DUNLIN_LEX_HASH_COMMENTS)) ||
		     (text[at] == '`' && dn_lex_has(lexer, DUNLIN_LEX_BACKTICKS))))
			break;
		unusual = unusual || strchr("~!@#^&|`?%", text[at]) != NULL;
		at++;
	}
	while (!unusual && at > start + 1 && (text[at - 1] == '+' || text[at - 1] == '-'))
		at--;
	dn_lex_finish(lexer, out, DN_TOKEN_SIGN, at);
}

/* What begins with a character that does not say by itself what it begins. */
static void lex_mark(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	size_t at = out->offset;
	int next = dn_lex_peek(lexer, at + 1);
	size_t len = 1;

	switch (lexer->text[at]) {
	case ':':
		if ((next == ':' || next == '=') && at + 1 < limit)
			len = 2;
		break;
	case '[':
		if (dn_lex_has(lexer, DUNLIN_LEX_BRACKETS)) {
			dn_lex_name(lexer, out, at);
			return;
		}
		break;
	case '\\':
		if (dn_lex_has(lexer, DUNLIN_LEX_META_COMMANDS)) {
			dn_lex_finish(lexer, out, DN_TOKEN_BACKSLASH, at + 1);
			return;
		}
		break;
	default:
		break;
	}
	dn_lex_finish(lexer, out, DN_TOKEN_SIGN, at + len);
}

/* Any token but a word. */
static void lex_token(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	size_t at = lexer->pos;
	unsigned char c = (unsigned char)lexer->text[at];

	switch (c) {
	case ';':
		dn_lex_finish(lexer, out, DN_TOKEN_SEMICOLON, at + 1);
		return;
	case '(':
		dn_lex_finish(lexer, out, DN_TOKEN_OPEN, at + 1);
		return;
	case ')':
		dn_lex_finish(lexer, out, DN_TOKEN_CLOSE, at + 1);
		return;
	case '.':
		dn_lex_finish(lexer, out, DN_TOKEN_DOT, at + 1);
		return;
	case '\'':
		dn_lex_string(lexer, out, at, dn_lex_has(lexer, DUNLIN_LEX_BACKSLASH));
		return;
	case '"':
		if (dn_lex_has(lexer, DUNLIN_LEX_DQUOTE_STRINGS))
			dn_lex_string(lexer, out, at, dn_lex_has(lexer, DUNLIN_LEX_BACKSLASH));
		else
			dn_lex_name(lexer, out, at);
		return;
	case '`':
		if (dn_lex_has(lexer, DUNLIN_LEX_BACKTICKS)) {
			dn_lex_name(lexer, out, at);
			return;
		}
		break;
	case '-':
		if (dn_lex_starts_dash_comment(lexer, at)) {
			dn_lex_finish(lexer, out, DN_TOKEN_COMMENT, dn_lex_skip_line(lexer, at));
			return;
		}
		break;
	case '#':
		if (dn_lex_has(lexer, DUNLIN_LEX_HASH_COMMENTS)) {
			dn_lex_finish(lexer, out, DN_TOKEN_COMMENT, dn_lex_skip_line(lexer, at));
			return;
		}
		break;
	case '/':
		if (dn_lex_peek(lexer, at + 1) == '*') {
			dn_lex_block_comment(lexer, out);
			return;
		}
		break;
	case '*':
		if (ends_exec(lexer, at)) {
			lexer->exec_depth--;
			dn_lex_finish(lexer, out, DN_TOKEN_EXEC_CLOSE, at + 2);
			return;
		}
		break;
	case '$':
		if (dn_lex_has(lexer, DUNLIN_LEX_DOLLAR_QUOTES))
			dn_lex_dollar(lexer, out, limit);
		else
			lex_word(lexer, out, limit);
		return;
	default:
		break;
	}
	if (dn_char_is(c, DN_CHAR_DIGIT))
		lex_number(lexer, out, limit);
	else if (dn_char_is(c, DN_CHAR_OPERATOR))
		lex_operator(lexer, out, limit);
	else
		lex_mark(lexer, out, limit);
}

void dn_lexer_init(struct dn_lexer *lexer, const struct dunlin_dialect *dialect, const char *text,
		   size_t len)
{
	memset(lexer, 0, sizeof(*lexer));
	lexer->text = text;
	lexer->len = len;
	lexer->lex = dialect->lex;
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		lexer->pos = 3;
}

void dn_lexer_next_any(struct dn_lexer *lexer, struct dn_token *out)
{
	/* A delimiter in a comment that is run would leave two halves of one. */
	bool delimited = lexer->delimiter_len > 0 && lexer->exec_depth == 0;
	size_t limit = delimited ? dn_lex_limit(lexer) : lexer->len;
	unsigned char is;
	size_t at;

	for (at = lexer->pos; at < limit; at++)
		if (!dn_char_is((unsigned char)lexer->text[at], DN_CHAR_BLANK))
			break;
	lexer->pos = at;
	out->offset = at;
	if (at == lexer->len) {
		dn_lex_finish(lexer, out, DN_TOKEN_END, at);
		if (lexer->exec_depth > 0) {
			out->offset = lexer->exec_open;
			dn_lex_bad(lexer, out, "comment opened here is never closed");
		}
		return;
	}
	if ((lexer->fresh || delimited) && dn_lex_has(lexer, DUNLIN_LEX_DELIMITER) &&
	    dn_lex_delimiter(lexer, out, limit))
		return;
	is = dn_chars[(unsigned char)lexer->text[at]];
	if ((is & (DN_CHAR_WORD | DN_CHAR_DIGIT)) == DN_CHAR_WORD && lexer->text[at] != '$')
		lex_word(lexer, out, limit);
	else
		lex_token(lexer, out, limit);
	if (out->kind != DN_TOKEN_COMMENT)
		lexer->fresh = false;
}

void dn_lexer_next(struct dn_lexer *lexer, struct dn_token *out)
{
	do
		dn_lexer_next_any(lexer, out);
	while (out->kind == DN_TOKEN_COMMENT);
}
