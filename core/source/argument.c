/* source/argument - the arguments of a directive: words, times, expectations. */
#include "source/argument.h"

#include <string.h>
#include <strings.h>

#include "base/duration.h"
#include "base/error.h"

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

const char *dn_argument_next(const char **args, size_t *args_len, size_t *len)
{
	const char *word;

	while (*args_len > 0 && blank(**args)) {
		(*args)++;
		(*args_len)--;
	}
	if (*args_len == 0)
		return NULL;
	word = *args;
	for (*len = 0; *len < *args_len && !blank(word[*len]);)
		(*len)++;
	*args += *len;
	*args_len -= *len;
	return word;
}

dunlin_status dn_argument_time(int64_t *out, const struct dn_directive *directive, const char *file,
			       dunlin_error *err)
{
	if (dn_duration_parse(out, directive->args, directive->args_len))
		return DUNLIN_OK;
	return dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
			  "%s: \"%.*s\" is no time; " DN_DURATION_FORM,
			  dn_directive_info(directive->word)->text, (int)directive->args_len,
			  directive->args);
}

/* `'it''s'` to `it's`, with the quote that it begins with; NULL when the quotes do not fit. */
static char *unquote(struct dn_arena *arena, const char *text, size_t len, bool *nomem)
{
	const char quote = text[0];
	char *copy;
	size_t i, n = 0;

	*nomem = false;
	if (len < 2 || text[len - 1] != quote)
		return NULL;
	copy = dn_arena_alloc(arena, len);
	*nomem = copy == NULL;
	for (i = 1; copy != NULL && i < len - 1; i++) {
		if (text[i] == quote && (++i == len - 1 || text[i] != quote))
			return NULL;
		copy[n++] = text[i];
	}
	return copy;
}

static dunlin_status expect_value(struct dn_expect *out, struct dn_arena *arena, const char *text,
				  size_t len, dunlin_error *err)
{
	bool nomem = false;

	out->kind = DN_EXPECT_VALUE;
	if (len == 4 && strncasecmp(text, "NULL", 4) == 0)
		return DUNLIN_OK; /* and text stays NULL */
	out->text = text[0] == '\'' ? unquote(arena, text, len, &nomem)
				    : dn_arena_copy(arena, text, len);
	if (out->text != NULL)
		return DUNLIN_OK;
	if (nomem || text[0] != '\'')
		return dn_fail_nomem(err);
	return dn_fail(err, DUNLIN_EUSAGE,
		       "the quotes of %.*s do not fit; a quote inside is doubled: 'it''s'",
		       (int)len, text);
}

static dunlin_status expect_error(struct dn_expect *out, struct dn_arena *arena, const char *text,
				  size_t len, dunlin_error *err)
{
	size_t i;

	out->kind = DN_EXPECT_ERROR;
	for (i = 0; i < len; i++)
		if ((text[i] < '0' || text[i] > '9') && (text[i] < 'A' || text[i] > 'Z'))
			break;
	if (len != 5 || i != len)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "\"%.*s\" is no SQLSTATE: five digits or capital letters, such as "
			       "23505",
			       (int)len, text);
	out->text = dn_arena_copy(arena, text, len);
	return out->text == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
}

static dunlin_status expect_rows(struct dn_expect *out, const char *text, size_t len,
				 dunlin_error *err)
{
	const size_t most = 15; /* digits that make sense, and fit */
	size_t i;

	out->kind = DN_EXPECT_ROWS;
	for (i = 0; i < len && i < most && text[i] >= '0' && text[i] <= '9'; i++)
		out->rows = out->rows * 10 + (text[i] - '0');
	if (i == len)
		return DUNLIN_OK;
	return dn_fail(err, DUNLIN_EUSAGE, "\"%.*s\" is no number of rows", (int)len, text);
}

/* Steps over `= ` before a value; false when there is none or nothing behind. */
static bool equals(const char **text, size_t *len)
{
	if (*len == 0 || **text != '=')
		return false;
	do {
		(*text)++;
		(*len)--;
	} while (*len > 0 && blank(**text));
	return *len > 0;
}

/* A word that stands alone, and no kind of result; NULL: it is none. */
static const struct dn_word_info *other_word(const char *text, size_t word, size_t len)
{
	if (len >= 8 && memcmp(text, "max-time", 8) == 0)
		return dn_directive_info(DN_WORD_MAX_TIME);
	if ((word == 4 && memcmp(text, "uses", 4) == 0) ||
	    (word == 5 && memcmp(text, "index", 5) == 0))
		return dn_directive_info(DN_WORD_USES);
	return NULL;
}

static dunlin_status fail_expect(const struct dn_directive *directive, size_t word,
				 dunlin_error *err)
{
	const struct dn_word_info *meant = other_word(directive->args, word, directive->args_len);

	if (meant != NULL)
		return dn_fail(err, DUNLIN_EUSAGE, "%s stands without expect: `-- dunlin: %s`",
			       meant->text, meant->usage);
	return dn_fail(err, DUNLIN_EUSAGE, "cannot read \"expect %.*s\"; write `-- dunlin: %s`",
		       (int)directive->args_len, directive->args,
		       dn_directive_info(DN_WORD_EXPECT)->usage);
}

static dunlin_status read_expect(struct dn_expect *out, struct dn_arena *arena,
				 const struct dn_directive *directive, dunlin_error *err)
{
	const char *text = directive->args;
	size_t len = directive->args_len, word;

	for (word = 0; word < len && text[word] >= 'a' && text[word] <= 'z';)
		word++;
	text += word;
	len -= word;
	while (len > 0 && blank(*text)) {
		text++;
		len--;
	}
	if (word == 4 && memcmp(directive->args, "rows", 4) == 0 && equals(&text, &len))
		return expect_rows(out, text, len, err);
	if (word == 5 && memcmp(directive->args, "value", 5) == 0 && equals(&text, &len))
		return expect_value(out, arena, text, len, err);
	if (word == 5 && memcmp(directive->args, "error", 5) == 0 && len > 0)
		return expect_error(out, arena, text, len, err);
	return fail_expect(directive, word, err);
}

static dunlin_status read_max_time(struct dn_expect *out, const struct dn_directive *directive,
				   const char *file, dunlin_error *err)
{
	dunlin_status status = dn_argument_time(&out->ms, directive, file, err);

	out->kind = DN_EXPECT_TIME;
	if (status == DUNLIN_OK && out->ms == 0)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "max-time: no statement takes no time; leave the line out");
	return status;
}

/* NAME as the catalog has it; what is not quoted is compared without regard to case. */
static dunlin_status read_uses(struct dn_expect *out, struct dn_arena *arena,
			       const struct dn_directive *directive, dunlin_error *err)
{
	const char *text = directive->args, *word;
	size_t len = directive->args_len, word_len = 0;
	bool nomem = false;

	out->kind = DN_EXPECT_INDEX;
	word = dn_argument_next(&text, &len, &word_len);
	if (word == NULL || word_len != 5 || memcmp(word, "index", 5) != 0)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "cannot read \"uses %.*s\"; write `-- dunlin: %s`",
			       (int)directive->args_len, directive->args,
			       dn_directive_info(DN_WORD_USES)->usage);
	while (len > 0 && blank(*text)) {
		text++;
		len--;
	}
	if (len == 0)
		return dn_fail(err, DUNLIN_EUSAGE, "uses index: which? write `-- dunlin: %s`",
			       dn_directive_info(DN_WORD_USES)->usage);
	out->exact = text[0] == '"';
	if (out->exact && len > 2)
		out->text = unquote(arena, text, len, &nomem);
	else if (!out->exact && memchr(text, ' ', len) == NULL && memchr(text, '\t', len) == NULL &&
		 memchr(text, '.', len) == NULL) {
		out->text = dn_arena_copy(arena, text, len);
		nomem = out->text == NULL;
	}
	if (out->text != NULL)
		return DUNLIN_OK;
	if (nomem)
		return dn_fail_nomem(err);
	return dn_fail(err, DUNLIN_EUSAGE,
		       "uses index: %.*s is no name of one index, without its schema; one with "
		       "blanks, dots or quotes is written \"so \"\"it\"\" is\"",
		       (int)len, text);
}

dunlin_status dn_argument_expect(struct dn_expect *out, struct dn_arena *arena,
				 const struct dn_directive *directive, const char *file,
				 dunlin_error *err)
{
	dunlin_status status;

	memset(out, 0, sizeof(*out));
	out->line = directive->line;
	if (directive->word == DN_WORD_MAX_TIME)
		status = read_max_time(out, directive, file, err);
	else if (directive->word == DN_WORD_USES)
		status = read_uses(out, arena, directive, err);
	else
		status = read_expect(out, arena, directive, err);
	if (status == DUNLIN_EUSAGE)
		dn_error_place(err, file, directive->line, 0, NULL, 0);
	return status;
}
