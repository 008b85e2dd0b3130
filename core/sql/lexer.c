/* sql/lexer - bytes to tokens, for every dialect by its flags alone. */
#include "sql/lexer.h"

#include <string.h>

#include "sql/chars.h"

/* What comes before `end` decides where a word, number, sign or blank stops: the
 * end of the text, or the next delimiter that a DELIMITER line has set. */
static size_t find_limit(struct dn_lexer *lexer)
{
	const char *found;

	if (lexer->delimiter_at < lexer->pos) {
		found = memmem(lexer->text + lexer->pos, lexer->len - lexer->pos, lexer->delimiter,
			       lexer->delimiter_len);
		lexer->delimiter_at = found == NULL ? lexer->len : (size_t)(found - lexer->text);
	}
	return lexer->delimiter_at;
}

static bool has(const struct dn_lexer *lexer, uint32_t flag)
{
	return (lexer->lex & flag) != 0;
}

static int peek(const struct dn_lexer *lexer, size_t at)
{
	return at < lexer->len ? (unsigned char)lexer->text[at] : -1;
}

static void finish(struct dn_lexer *lexer, struct dn_token *out, enum dn_token_kind kind,
		   size_t end)
{
	out->kind = kind;
	out->len = end - out->offset;
	lexer->pos = end;
}

/* The position stays where it is, so that the fault is found again. */
static void finish_bad(struct dn_lexer *lexer, struct dn_token *out, const char *fault)
{
	out->kind = DN_TOKEN_BAD;
	out->len = 0;
	lexer->fault = fault;
}

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

static size_t skip_line(const struct dn_lexer *lexer, size_t at)
{
	const char *from = lexer->text + at;
	const char *newline = memchr(from, '\n', lexer->len - at);
	const char *cr;
	size_t end = newline == NULL ? lexer->len : (size_t)(newline - lexer->text);

	if (has(lexer, DUNLIN_LEX_CR_ENDS_COMMENT)) {
		cr = memchr(from, '\r', end - at);
		if (cr != NULL)
			end = (size_t)(cr - lexer->text);
	}
	return end;
}

static bool starts_dash_comment(const struct dn_lexer *lexer, size_t at)
{
	int c;

	if (peek(lexer, at) != '-' || peek(lexer, at + 1) != '-')
		return false;
	if (!has(lexer, DUNLIN_LEX_DASH_BLANK))
		return true;
	c = peek(lexer, at + 2);
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
		c = peek(lexer, at);
		if (c == '\n' || c == '\r') {
			broken = true;
		} else if (starts_dash_comment(lexer, at)) {
			at = skip_line(lexer, at);
			if (at == lexer->len)
				return 0;
			continue;
		} else if (c < 0 || !dn_char_is((unsigned char)c, DN_CHAR_BLANK)) {
			return broken && c == '\'' ? at : 0;
		}
		at++;
	}
}

static void lex_string(struct dn_lexer *lexer, struct dn_token *out, size_t quote, bool backslash)
{
	size_t end;

	do {
		end = skip_quoted(lexer, quote + 1, lexer->text[quote], backslash);
		if (end == 0) {
			finish_bad(lexer, out, "string opened here is never closed");
			return;
		}
		quote = has(lexer, DUNLIN_LEX_E_STRINGS) ? find_continuation(lexer, end) : 0;
	} while (quote != 0);
	finish(lexer, out, DN_TOKEN_STRING, end);
}

static void lex_name(struct dn_lexer *lexer, struct dn_token *out, size_t quote)
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
		finish_bad(lexer, out, "quoted name opened here is never closed");
	else
		finish(lexer, out, DN_TOKEN_NAME, end);
}

static void lex_dollar(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	size_t at = out->offset + 1;
	const char *close;
	size_t tag_len;
	int c = peek(lexer, at);

	if (c >= '0' && c <= '9') {
		while (at < limit && dn_char_is((unsigned char)lexer->text[at], DN_CHAR_DIGIT))
			at++;
		finish(lexer, out, DN_TOKEN_NUMBER, at);
		return;
	}
	while (at < limit && lexer->text[at] != '$' &&
	       dn_char_is((unsigned char)lexer->text[at], DN_CHAR_WORD))
		at++;
	if (peek(lexer, at) != '$') {
		finish(lexer, out, DN_TOKEN_SIGN, out->offset + 1);
		return;
	}
	tag_len = at + 1 - out->offset;
	close = memmem(lexer->text + at + 1, lexer->len - at - 1, lexer->text + out->offset,
		       tag_len);
	if (close == NULL)
		finish_bad(lexer, out, "dollar quote opened here is never closed");
	else
		finish(lexer, out, DN_TOKEN_STRING, (size_t)(close - lexer->text) + tag_len);
}

/* A letter before a quote: E'…' N'…' B'…' X'…' U&'…' U&"…" */
static bool lex_prefixed(struct dn_lexer *lexer, struct dn_token *out)
{
	size_t at = out->offset + 1;
	char letter = lexer->text[out->offset];

	if ((letter | 0x20) == 'u' && peek(lexer, at) == '&') {
		if (peek(lexer, at + 1) == '"')
			lex_name(lexer, out, at + 1);
		else if (peek(lexer, at + 1) == '\'')
			lex_string(lexer, out, at + 1, false);
		else
			return false;
		return true;
	}
	if (peek(lexer, at) != '\'' || strchr("eEbBxXnN", letter) == NULL)
		return false;
	lex_string(lexer, out, at, (letter | 0x20) == 'e');
	return true;
}

static void lex_word(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	const char *text = lexer->text;
	size_t at = out->offset + 1;

	while (at < limit && dn_char_is((unsigned char)text[at], DN_CHAR_WORD))
		at++;
	if (at == out->offset + 1 && has(lexer, DUNLIN_LEX_E_STRINGS) && lex_prefixed(lexer, out))
		return;
	finish(lexer, out, DN_TOKEN_WORD, at);
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
		    (peek(lexer, out->offset + 1) | 0x20) != 'x') {
			at++;
			continue;
		}
		if (c == '$' || (c != '.' && !dn_char_is((unsigned char)c, DN_CHAR_WORD)))
			break;
		at++;
	}
	finish(lexer, out, DN_TOKEN_NUMBER, at);
}

static bool ends_exec(const struct dn_lexer *lexer, size_t at)
{
	return lexer->exec_depth > 0 && peek(lexer, at) == '*' && peek(lexer, at + 1) == '/';
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
		if (at > start && (starts_dash_comment(lexer, at) || ends_exec(lexer, at) ||
				   (text[at] == '/' && peek(lexer, at + 1) == '*') ||
				   (text[at] == '#' && has(lexer, DUNLIN_LEX_HASH_COMMENTS)) ||
				   (text[at] == '`' && has(lexer, DUNLIN_LEX_BACKTICKS))))
			break;
		unusual = unusual || strchr("~!@#^&|`?%", text[at]) != NULL;
		at++;
	}
	while (!unusual && at > start + 1 && (text[at - 1] == '+' || text[at - 1] == '-'))
		at--;
	finish(lexer, out, DN_TOKEN_SIGN, at);
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
		} else if (peek(lexer, place + 1) == '/') {
			at = place + 2;
			if (--depth == 0)
				return at;
		} else {
			at = place + 1;
		}
	}
	return 0;
}

static void lex_block_comment(struct dn_lexer *lexer, struct dn_token *out)
{
	size_t at = out->offset + 2;
	const char *close;
	size_t end;

	if (has(lexer, DUNLIN_LEX_EXECUTABLE_COMMENTS) &&
	    (peek(lexer, at) == '!' || (peek(lexer, at) == 'M' && peek(lexer, at + 1) == '!'))) {
		at += peek(lexer, at) == 'M' ? 2 : 1;
		while (at < lexer->len && dn_char_is((unsigned char)lexer->text[at], DN_CHAR_DIGIT))
			at++;
		if (lexer->exec_depth++ == 0)
			lexer->exec_open = out->offset;
		finish(lexer, out, DN_TOKEN_EXEC_OPEN, at);
		return;
	}
	if (has(lexer, DUNLIN_LEX_NESTED_COMMENTS)) {
		end = skip_nested(lexer, at);
	} else {
		close = memmem(lexer->text + at, lexer->len - at, "*/", 2);
		end = close == NULL ? 0 : (size_t)(close - lexer->text) + 2;
	}
	if (end == 0)
		finish_bad(lexer, out, "comment opened here is never closed");
	else
		finish(lexer, out, DN_TOKEN_COMMENT, end);
}

static bool is_switch(const struct dn_lexer *lexer, size_t at)
{
	size_t word = sizeof("delimiter") - 1;
	int c = peek(lexer, at + word);

	return at + word <= lexer->len && strncasecmp(lexer->text + at, "delimiter", word) == 0 &&
	       (c < 0 || dn_char_is((unsigned char)c, DN_CHAR_BLANK));
}

static bool begins_line(const struct dn_lexer *lexer, size_t at)
{
	while (at > 0 && (lexer->text[at - 1] == ' ' || lexer->text[at - 1] == '\t'))
		at--;
	return at == 0 || lexer->text[at - 1] == '\n';
}

/* DELIMITER ; alone on its line, which also ends a statement that lacks its delimiter. */
static bool is_switch_back(const struct dn_lexer *lexer, size_t at)
{
	size_t rest = at + sizeof("delimiter") - 1;

	if (!is_switch(lexer, at) || !begins_line(lexer, at))
		return false;
	while (peek(lexer, rest) == ' ' || peek(lexer, rest) == '\t')
		rest++;
	if (peek(lexer, rest++) != ';')
		return false;
	while (peek(lexer, rest) == ' ' || peek(lexer, rest) == '\t')
		rest++;
	return rest == lexer->len || lexer->text[rest] == '\n';
}

/* A DELIMITER line.  As the client reads it: the first word behind it, quotes
 * around that left out.  \n and \t stand for what they name. */
static void lex_switch(struct dn_lexer *lexer, struct dn_token *out)
{
	const char *text = lexer->text;
	const char *newline = memchr(text + out->offset, '\n', lexer->len - out->offset);
	size_t end = newline == NULL ? lexer->len : (size_t)(newline - text);
	size_t at = out->offset + sizeof("delimiter") - 1;
	char delimiter[DN_LEXER_DELIMITER_MAX];
	size_t n = 0;
	char quote = 0;
	char c;

	while (at < end && dn_char_is((unsigned char)text[at], DN_CHAR_BLANK))
		at++;
	if (at < end && strchr("'\"`", text[at]) != NULL)
		quote = text[at++];
	while (at < end) {
		c = text[at++];
		if (quote != 0 ? c == quote : dn_char_is((unsigned char)c, DN_CHAR_BLANK))
			break;
		if (c == '\\' && at < end) {
			c = text[at++];
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		}
		if (n == sizeof(delimiter)) {
			finish_bad(lexer, out, "this delimiter is longer than 31 bytes");
			return;
		}
		delimiter[n++] = c;
	}
	if (n == 0) {
		finish_bad(lexer, out, "DELIMITER names no delimiter");
		return;
	}
	finish(lexer, out, DN_TOKEN_SWITCH, end);
	memcpy(lexer->delimiter, delimiter, n);
	lexer->delimiter_len = n == 1 && delimiter[0] == ';' ? 0 : (uint8_t)n;
	lexer->delimiter_at = 0;
}

/* What begins with a character that does not say by itself what it begins. */
static void lex_mark(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	size_t at = out->offset;
	int next = peek(lexer, at + 1);
	size_t len = 1;

	switch (lexer->text[at]) {
	case ':':
		if ((next == ':' || next == '=') && at + 1 < limit)
			len = 2;
		break;
	case '[':
		if (has(lexer, DUNLIN_LEX_BRACKETS)) {
			lex_name(lexer, out, at);
			return;
		}
		break;
	case '\\':
		if (has(lexer, DUNLIN_LEX_META_COMMANDS)) {
			finish(lexer, out, DN_TOKEN_BACKSLASH, at + 1);
			return;
		}
		break;
	default:
		break;
	}
	finish(lexer, out, DN_TOKEN_SIGN, at + len);
}

/* Any token but a word. */
static void lex_token(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	size_t at = lexer->pos;
	unsigned char c = (unsigned char)lexer->text[at];

	switch (c) {
	case ';':
		finish(lexer, out, DN_TOKEN_SEMICOLON, at + 1);
		return;
	case '(':
		finish(lexer, out, DN_TOKEN_OPEN, at + 1);
		return;
	case ')':
		finish(lexer, out, DN_TOKEN_CLOSE, at + 1);
		return;
	case '.':
		finish(lexer, out, DN_TOKEN_DOT, at + 1);
		return;
	case '\'':
		lex_string(lexer, out, at, has(lexer, DUNLIN_LEX_BACKSLASH));
		return;
	case '"':
		if (has(lexer, DUNLIN_LEX_DQUOTE_STRINGS))
			lex_string(lexer, out, at, has(lexer, DUNLIN_LEX_BACKSLASH));
		else
			lex_name(lexer, out, at);
		return;
	case '`':
		if (has(lexer, DUNLIN_LEX_BACKTICKS)) {
			lex_name(lexer, out, at);
			return;
		}
		break;
	case '-':
		if (starts_dash_comment(lexer, at)) {
			finish(lexer, out, DN_TOKEN_COMMENT, skip_line(lexer, at));
			return;
		}
		break;
	case '#':
		if (has(lexer, DUNLIN_LEX_HASH_COMMENTS)) {
			finish(lexer, out, DN_TOKEN_COMMENT, skip_line(lexer, at));
			return;
		}
		break;
	case '/':
		if (peek(lexer, at + 1) == '*') {
			lex_block_comment(lexer, out);
			return;
		}
		break;
	case '*':
		if (ends_exec(lexer, at)) {
			lexer->exec_depth--;
			finish(lexer, out, DN_TOKEN_EXEC_CLOSE, at + 2);
			return;
		}
		break;
	case '$':
		if (has(lexer, DUNLIN_LEX_DOLLAR_QUOTES))
			lex_dollar(lexer, out, limit);
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

/* What the client's DELIMITER makes of the place; false: nothing. */
static bool lex_delimiter(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	if (lexer->fresh && is_switch(lexer, lexer->pos)) {
		if (begins_line(lexer, lexer->pos))
			lex_switch(lexer, out);
		else
			finish_bad(lexer, out, "DELIMITER must begin its line");
		return true;
	}
	if (lexer->delimiter_len == 0)
		return false;
	if (is_switch_back(lexer, lexer->pos)) {
		lex_switch(lexer, out);
		return true;
	}
	if (lexer->pos != limit)
		return false;
	finish(lexer, out, DN_TOKEN_DELIMITER, limit + lexer->delimiter_len);
	return true;
}

void dn_lexer_next_any(struct dn_lexer *lexer, struct dn_token *out)
{
	size_t limit = lexer->delimiter_len == 0 ? lexer->len : find_limit(lexer);
	unsigned char is;
	size_t at;

	for (at = lexer->pos; at < limit; at++)
		if (!dn_char_is((unsigned char)lexer->text[at], DN_CHAR_BLANK))
			break;
	lexer->pos = at;
	out->offset = at;
	if (at == lexer->len) {
		finish(lexer, out, DN_TOKEN_END, at);
		if (lexer->exec_depth > 0) {
			out->offset = lexer->exec_open;
			finish_bad(lexer, out, "comment opened here is never closed");
		}
		return;
	}
	if ((lexer->fresh || lexer->delimiter_len > 0) && has(lexer, DUNLIN_LEX_DELIMITER) &&
	    lex_delimiter(lexer, out, limit))
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
