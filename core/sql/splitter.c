/* sql/splitter - tokens to statements: where each begins and ends. */
#include "sql/splitter.h"

#include <string.h>

#include "base/error.h"
#include "sql/chars.h"
#include "sql/client.h"
#include "sql/effect.h"

/* COPY … FROM stdin, as far as it has been read. */
enum { COPY_NO, COPY_WORD, COPY_FROM, COPY_STDIN };

static size_t count_lines(const char *from, const char *to)
{
	size_t n = 0;

	for (; from < to && (from = memchr(from, '\n', (size_t)(to - from))) != NULL; from++)
		n++;
	return n;
}

/* The line of `offset`, which never goes back between calls. */
static size_t line_of(struct dn_splitter *splitter, size_t offset)
{
	const char *text = splitter->lexer.text;

	splitter->line += count_lines(text + splitter->counted, text + offset);
	splitter->counted = offset;
	return splitter->line;
}

/* Any place of the text as line and column, in characters: only for failures. */
static void locate(const struct dn_splitter *splitter, size_t offset, int64_t *line,
		   int64_t *column)
{
	const char *text = splitter->lexer.text;
	size_t at = offset;

	*line = (int64_t)count_lines(text, text + offset) + 1;
	*column = 1;
	while (at > 0 && text[at - 1] != '\n')
		*column += ((unsigned char)text[--at] & 0xc0) != 0x80;
}

static dunlin_status fail(const struct dn_splitter *splitter, size_t offset, dunlin_error *err,
			  const char *message)
{
	int64_t line, column;

	locate(splitter, offset, &line, &column);
	return dn_fail_at(err, DUNLIN_EUSAGE, NULL, line, column, "%s", message);
}

void dn_splitter_init(struct dn_splitter *splitter, const struct dunlin_dialect *dialect,
		      const char *text, size_t len)
{
	memset(splitter, 0, sizeof(*splitter));
	dn_lexer_init(&splitter->lexer, dialect, text, len);
	splitter->line = 1;
}

static void begin_statement(struct dn_splitter *splitter, struct dn_cut *out)
{
	memset(out, 0, sizeof(*out));
	splitter->lexer.fresh = true;
	splitter->last.kind = DN_TOKEN_END;
	splitter->parens = 0;
	splitter->brackets = 0;
	splitter->json = 0;
	splitter->copy = COPY_NO;
	splitter->executable = false;
	dn_block_init(&splitter->block, splitter->lexer.lex);
}

/* A line for psql, at the beginning of a statement or inside of one. */
static dunlin_status read_command(struct dn_splitter *splitter, const struct dn_token *token,
				  bool inside, struct dn_cut *out, dunlin_error *err)
{
	struct dn_lexer *lexer = &splitter->lexer;
	const char *text = lexer->text;
	size_t name = token->offset + 1;
	size_t at = name;
	const char *newline;
	size_t end;
	int64_t line, column;

	if (at < lexer->len && strchr("!;\\?", text[at]) != NULL && text[at] != '\0')
		at++;
	else
		while (at < lexer->len && dn_char_is((unsigned char)text[at], DN_CHAR_WORD))
			at++;
	if (inside || !dn_client_is_noise(text + name, at - name)) {
		locate(splitter, token->offset, &line, &column);
		return dn_fail_at(err, DUNLIN_EUSAGE, NULL, line, column,
				  "\\%.*s is a command of psql%s: %s", (int)(at - name),
				  text + name, inside ? ", inside a statement" : "",
				  dn_client_advice(text + name, at - name));
	}
	newline = memchr(text + at, '\n', lexer->len - at);
	end = newline == NULL ? lexer->len : (size_t)(newline - text);
	lexer->pos = end;
	while (dn_char_is((unsigned char)text[end - 1], DN_CHAR_BLANK))
		end--;
	out->offset = token->offset;
	out->len = end - token->offset;
	out->line = line_of(splitter, token->offset);
	out->effects = DN_EFFECT_CLIENT;
	return DUNLIN_OK;
}

static bool completes_operand(const struct dn_token *token)
{
	return token->kind == DN_TOKEN_WORD || token->kind == DN_TOKEN_NAME ||
	       token->kind == DN_TOKEN_STRING || token->kind == DN_TOKEN_NUMBER ||
	       token->kind == DN_TOKEN_CLOSE;
}

/*
 * Whether the colon is the beginning of a psql variable, :x :'x' :"x" :{?x}.
 * A colon before a name is SQL in an array slice, a[1:n], and between name and
 * value of a JSON constructor or graph pattern; nowhere else.
 */
static bool is_variable(const struct dn_splitter *splitter, const struct dn_token *token)
{
	const char *text = splitter->lexer.text;
	const struct dn_token *last = &splitter->last;
	size_t at = token->offset + 1;
	unsigned char c;

	if (token->len != 1 || at >= splitter->lexer.len)
		return false;
	c = (unsigned char)text[at];
	if (c != '\'' && c != '"' && c != '{' &&
	    (!dn_char_is(c, DN_CHAR_WORD) || dn_char_is(c, DN_CHAR_DIGIT) || c == '$'))
		return false;
	if (splitter->brackets > 0)
		return !completes_operand(last) &&
		       !(last->kind == DN_TOKEN_SIGN &&
			 (text[last->offset] == '[' || text[last->offset] == ']'));
	return splitter->json == 0 || !completes_operand(last);
}

static dunlin_status read_sign(struct dn_splitter *splitter, const struct dn_token *token,
			       dunlin_error *err)
{
	const char *text = splitter->lexer.text;
	size_t at = token->offset;

	switch (text[at]) {
	case '[':
		splitter->brackets++;
		break;
	case ']':
		splitter->brackets -= splitter->brackets > 0;
		break;
	case ':':
		if ((splitter->lexer.lex & DUNLIN_LEX_META_COMMANDS) != 0 &&
		    is_variable(splitter, token))
			return fail(splitter, at, err,
				    "this is a variable of psql: write the value itself");
		break;
	case '-':
		if (splitter->last.kind == DN_TOKEN_END && at + 1 < splitter->lexer.len &&
		    text[at + 1] == '-')
			return fail(splitter, at, err,
				    "-- begins a comment only before a blank: write \"-- \"");
		break;
	default:
		break;
	}
	return DUNLIN_OK;
}

static void read_open(struct dn_splitter *splitter, const struct dn_token *token)
{
	const char *text = splitter->lexer.text;
	const struct dn_token *last = &splitter->last;

	if (splitter->parens++ == 0)
		splitter->paren_open = token->offset;
	if (splitter->json == 0 && (splitter->lexer.lex & DUNLIN_LEX_META_COMMANDS) != 0 &&
	    (dn_token_is(text, last, "JSON_OBJECT") || dn_token_is(text, last, "JSON_OBJECTAGG") ||
	     dn_token_is(text, last, "GRAPH_TABLE")))
		splitter->json = splitter->parens;
}

static void read_close(struct dn_splitter *splitter)
{
	if (splitter->json == splitter->parens)
		splitter->json = 0;
	splitter->parens -= splitter->parens > 0;
}

/* STDOUT is what the server takes for STDIN here, too. */
static void read_copy(struct dn_splitter *splitter, const struct dn_token *token)
{
	const char *text = splitter->lexer.text;

	if (splitter->copy == COPY_STDIN || splitter->parens > 0)
		return;
	if (splitter->last.kind == DN_TOKEN_END)
		splitter->copy = dn_token_is(text, token, "COPY") ? COPY_WORD : COPY_NO;
	else if (splitter->copy == COPY_FROM &&
		 (dn_token_is(text, token, "STDIN") || dn_token_is(text, token, "STDOUT")))
		splitter->copy = COPY_STDIN;
	else if (splitter->copy != COPY_NO)
		splitter->copy = dn_token_is(text, token, "FROM") ? COPY_FROM : COPY_WORD;
}

/* Takes a token into the statement, which it may be the first of. */
static dunlin_status add_token(struct dn_splitter *splitter, const struct dn_token *token,
			       struct dn_cut *out, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;

	if (splitter->last.kind == DN_TOKEN_END) {
		out->offset = token->offset;
		out->line = line_of(splitter, token->offset);
	}
	if (splitter->block.kind != DN_BLOCK_NONE)
		dn_block_token(&splitter->block, splitter->lexer.text, token, splitter->parens);
	switch (token->kind) {
	case DN_TOKEN_OPEN:
		read_open(splitter, token);
		break;
	case DN_TOKEN_CLOSE:
		read_close(splitter);
		break;
	case DN_TOKEN_SIGN:
		status = read_sign(splitter, token, err);
		break;
	case DN_TOKEN_WORD:
		if ((splitter->lexer.lex & DUNLIN_LEX_COPY_DATA) != 0 &&
		    (splitter->copy != COPY_NO || splitter->last.kind == DN_TOKEN_END))
			read_copy(splitter, token);
		break;
	case DN_TOKEN_EXEC_OPEN:
		splitter->executable = true;
		break;
	default:
		break;
	}
	splitter->last = *token;
	out->len = token->offset + token->len - out->offset;
	return status;
}

/* Behind the semicolon of COPY only blanks and a comment may stand before its rows. */
static dunlin_status read_data(struct dn_splitter *splitter, struct dn_cut *out, dunlin_error *err)
{
	struct dn_lexer *lexer = &splitter->lexer;
	const char *text = lexer->text;
	struct dn_lexer ahead = *lexer;
	struct dn_token token;
	const char *newline = memchr(text + lexer->pos, '\n', lexer->len - lexer->pos);
	size_t at = newline == NULL ? lexer->len : (size_t)(newline - text) + 1;
	size_t end;

	do
		dn_lexer_next_any(&ahead, &token);
	while (token.kind == DN_TOKEN_COMMENT && token.offset < at && ahead.pos <= at);
	if (token.offset < at && token.kind != DN_TOKEN_END)
		return fail(splitter, token.offset, err,
			    "the rows of COPY … FROM stdin begin on the next line: "
			    "move this behind them");
	out->data_offset = at;
	out->data_line = line_of(splitter, at);
	for (; at < lexer->len; at = end + 1) {
		newline = memchr(text + at, '\n', lexer->len - at);
		end = newline == NULL ? lexer->len : (size_t)(newline - text);
		if (end - at == 2 && text[at] == '\\' && text[at + 1] == '.') {
			out->data_len = at - out->data_offset;
			out->effects = DN_EFFECT_COPY;
			lexer->pos = end;
			return DUNLIN_OK;
		}
		if (newline == NULL)
			break;
	}
	return fail(splitter, out->offset, err,
		    "the rows of this COPY … FROM stdin are never ended by a line \\.");
}

static dunlin_status end_statement(struct dn_splitter *splitter, struct dn_cut *out, bool at_end,
				   dunlin_error *err)
{
	size_t opened;

	/* Versions of one server may see other parts of such comments. */
	if (splitter->parens > 0 && !splitter->executable)
		return fail(splitter, splitter->paren_open, err,
			    "parenthesis opened here is never closed");
	/* A delimiter of the file's own ends a routine whatever is still open. */
	if ((at_end || splitter->lexer.delimiter_len == 0) &&
	    dn_block_open(&splitter->block, &opened))
		return fail(splitter, opened, err, "block opened here is never closed by END");
	if (splitter->copy != COPY_STDIN)
		return DUNLIN_OK;
	if (at_end)
		return fail(splitter, out->offset, err,
			    "this COPY … FROM stdin has no ; and no rows behind it");
	return read_data(splitter, out, err);
}

/* Whether a semicolon ends the statement. */
static bool ends_here(struct dn_splitter *splitter)
{
	const struct dn_lexer *lexer = &splitter->lexer;

	if (lexer->exec_depth > 0 ||
	    (lexer->delimiter_len > 0 && dn_block_routine(&splitter->block))) {
		(void)dn_block_semicolon(&splitter->block, splitter->parens);
		return false;
	}
	return dn_block_semicolon(&splitter->block, splitter->parens);
}

static dunlin_status check_bytes(struct dn_splitter *splitter, dunlin_error *err)
{
	const struct dn_lexer *lexer = &splitter->lexer;
	const char *nul = NULL;

	if (!splitter->checked && lexer->len > 0)
		nul = memchr(lexer->text, '\0', lexer->len);
	if (nul != NULL)
		return fail(splitter, (size_t)(nul - lexer->text), err,
			    "NUL byte: this is not a text file, or not UTF-8");
	splitter->checked = true;
	return DUNLIN_OK;
}

dunlin_status dn_splitter_next(struct dn_splitter *splitter, struct dn_cut *out, dunlin_error *err)
{
	struct dn_token token;
	dunlin_status status;
	bool inside;

	begin_statement(splitter, out);
	status = check_bytes(splitter, err);
	while (status == DUNLIN_OK) {
		inside = splitter->last.kind != DN_TOKEN_END;
		dn_lexer_next(&splitter->lexer, &token);
		switch (token.kind) {
		case DN_TOKEN_SEMICOLON:
			if (inside && !ends_here(splitter))
				break;
			/* fall through */
		case DN_TOKEN_DELIMITER:
		case DN_TOKEN_SWITCH:
			if (inside)
				return end_statement(splitter, out, false, err);
			splitter->lexer.fresh = true;
			break;
		case DN_TOKEN_END:
			return inside ? end_statement(splitter, out, true, err) : DUNLIN_OK;
		case DN_TOKEN_BAD:
			return fail(splitter, token.offset, err, splitter->lexer.fault);
		case DN_TOKEN_BACKSLASH:
			return read_command(splitter, &token, inside, out, err);
		default:
			status = add_token(splitter, &token, out, err);
			break;
		}
	}
	return status;
}
