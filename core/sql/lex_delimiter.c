/* sql/lex_delimiter - the DELIMITER lines of the mysql client. */
#include "sql/lex.h"

#include <string.h>

#include "sql/chars.h"

size_t dn_lex_limit(struct dn_lexer *lexer)
{
	const char *found;

	if (lexer->delimiter_at < lexer->pos) {
		found = memmem(lexer->text + lexer->pos, lexer->len - lexer->pos, lexer->delimiter,
			       lexer->delimiter_len);
		lexer->delimiter_at = found == NULL ? lexer->len : (size_t)(found - lexer->text);
	}
	return lexer->delimiter_at;
}

static bool is_switch(const struct dn_lexer *lexer, size_t at)
{
	size_t word = sizeof("delimiter") - 1;
	int c = dn_lex_peek(lexer, at + word);

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
	while (dn_lex_peek(lexer, rest) == ' ' || dn_lex_peek(lexer, rest) == '\t')
		rest++;
	if (dn_lex_peek(lexer, rest++) != ';')
		return false;
	while (dn_lex_peek(lexer, rest) == ' ' || dn_lex_peek(lexer, rest) == '\t')
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
			dn_lex_bad(lexer, out, "this delimiter is longer than 31 bytes");
			return;
		}
		delimiter[n++] = c;
	}
	if (n == 0) {
		dn_lex_bad(lexer, out, "DELIMITER names no delimiter");
		return;
	}
	dn_lex_finish(lexer, out, DN_TOKEN_SWITCH, end);
	memcpy(lexer->delimiter, delimiter, n);
	lexer->delimiter_len = n == 1 && delimiter[0] == ';' ? 0 : (uint8_t)n;
	lexer->delimiter_at = 0;
}

bool dn_lex_delimiter(struct dn_lexer *lexer, struct dn_token *out, size_t limit)
{
	if (lexer->fresh && is_switch(lexer, lexer->pos)) {
		if (begins_line(lexer, lexer->pos))
			lex_switch(lexer, out);
		else
			dn_lex_bad(lexer, out, "DELIMITER must begin its line");
		return true;
	}
	if (lexer->delimiter_len == 0 || lexer->exec_depth > 0)
		return false;
	if (is_switch_back(lexer, lexer->pos)) {
		lex_switch(lexer, out);
		return true;
	}
	if (lexer->pos != limit)
		return false;
	dn_lex_finish(lexer, out, DN_TOKEN_DELIMITER, limit + lexer->delimiter_len);
	return true;
}
