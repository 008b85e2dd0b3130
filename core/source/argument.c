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

/* `'it''s'` to `it's`; NULL when the quotes do not fit. */
static char *unquote(struct dn_arena *arena, const char *text, size_t len, bool *nomem)
{
	char *copy;
	size_t i, n = 0;

	*nomem = false;
	if (len < 2 || text[len - 1] != '\'')
		return NULL;
	copy = dn_arena_alloc(arena, len);
	*nomem = copy == NULL;
	for (i = 1; copy != NULL && i < len - 1; i++) {
		if (text[i] == '\'' && (++i == len - 1 || text[i] != '\''))
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

dunlin_status dn_argument_expect(struct dn_expect *out, struct dn_arena *arena,
				 const struct dn_directive *directive, const char *file,
				 dunlin_error *err)
{
	const char *text = directive->args;
	size_t len = directive->args_len, word;
	dunlin_status status;

	memset(out, 0, sizeof(*out));
	out->line = directive->line;
	for (word = 0; word < len && text[word] >= 'a' && text[word] <= 'z';)
		word++;
	text += word;
	len -= word;
	while (len > 0 && blank(*text)) {
		text++;
		len--;
	}
	if (word == 4 && memcmp(directive->args, "rows", 4) == 0 && equals(&text, &len))
		status = expect_rows(out, text, len, err);
	else if (word == 5 && memcmp(directive->args, "value", 5) == 0 && equals(&text, &len))
		status = expect_value(out, arena, text, len, err);
	else if (word == 5 && memcmp(directive->args, "error", 5) == 0 && len > 0)
		status = expect_error(out, arena, text, len, err);
	else
		status = dn_fail(err, DUNLIN_EUSAGE,
				 "cannot read \"expect %.*s\"; write `-- dunlin: %s`",
				 (int)directive->args_len, directive->args,
				 dn_directive_info(DN_WORD_EXPECT)->usage);
	if (status == DUNLIN_EUSAGE)
		dn_error_place(err, file, directive->line, 0, NULL, 0);
	return status;
}
