/* source/directive - one directive line: `-- dunlin: WORD ARGUMENTS`. */
#include "source/directive.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/str.h"

#define ANY (1u << DN_UP | 1u << DN_DOWN | 1u << DN_VERIFY)

static const struct dn_word_info words[] = {
	[DN_WORD_UP] = { "up", "up", true, true, false, ANY, false },
	[DN_WORD_DOWN] = { "down", "down", true, true, false, ANY, false },
	[DN_WORD_VERIFY] = { "verify", "verify", true, true, false, ANY, false },
	/* A verify body always runs in a transaction that is rolled back. */
	[DN_WORD_TRANSACTION] = { "transaction", "transaction off", false, true, true,
				  1u << DN_UP | 1u << DN_DOWN, true },
	[DN_WORD_REQUIRES] = { "requires", "requires VERSION …", false, false, true, 1u << DN_UP,
			       false },
	[DN_WORD_ONLY] = { "only", "only DIALECT …", false, false, true, ANY, true },
	[DN_WORD_ENV] = { "env", "env NAME …", false, false, true, 1u << DN_UP, true },
	[DN_WORD_LOCK_TIMEOUT] = { "lock-timeout", "lock-timeout 2s", false, true, true, ANY,
				   true },
	[DN_WORD_STATEMENT_TIMEOUT] = { "statement-timeout", "statement-timeout 5min", false, true,
					true, ANY, true },
	[DN_WORD_IRREVERSIBLE] = { "irreversible", "irreversible", false, true, false, 1u << DN_UP,
				   false },
	[DN_WORD_WHEN] = { "when", "when SELECT …", false, true, true, 1u << DN_UP, true },
	[DN_WORD_EXPECT] = { "expect", "expect rows = N, expect value = TEXT or expect error 23505",
			     false, false, true, 1u << DN_VERIFY, false },
	[DN_WORD_MAX_TIME] = { "max-time", "max-time 200ms", false, false, true, 1u << DN_VERIFY,
			       false },
	[DN_WORD_ONLINE] = { "online", "online", false, true, false, 1u << DN_UP | 1u << DN_DOWN,
			     false },
	[DN_WORD_USES] = { "uses", "uses index NAME", false, false, true, 1u << DN_VERIFY, false },
};

const struct dn_word_info *dn_directive_info(enum dn_word word)
{
	return &words[word];
}

bool dn_directive_asks(enum dn_word word)
{
	return word == DN_WORD_EXPECT || word == DN_WORD_MAX_TIME || word == DN_WORD_USES;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t skip_blanks(const char *line, size_t len, size_t at)
{
	while (at < len && blank(line[at]))
		at++;
	return at;
}

static enum dn_word word_find(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].text) == len && memcmp(words[i].text, text, len) == 0)
			return (enum dn_word)i;
	return DN_WORD_UNKNOWN;
}

/* Fills `out` from what stands behind the colon. */
static void read_word(struct dn_directive *out, const char *line, size_t len, size_t at)
{
	size_t end;

	at = skip_blanks(line, len, at);
	while (len > at && (blank(line[len - 1]) || line[len - 1] == '\r'))
		len--;
	for (end = at; end < len && !blank(line[end]);)
		end++;
	out->word = word_find(line + at, end - at);
	out->text = line + at;
	out->len = len - at;
	end = skip_blanks(line, len, end);
	out->args = line + end;
	out->args_len = len - end;
}

enum dn_directive_kind dn_directive_line(struct dn_directive *out, const char *line, size_t len)
{
	static const char name[] = "dunlin";
	const size_t name_len = sizeof(name) - 1;
	size_t start = skip_blanks(line, len, 0), at, colon;
	bool exact;

	/* Quick for the many lines that are no comment. */
	if (len - start < 2 + name_len || ((line[start] != '-' || line[start + 1] != '-') &&
					   (line[start] != '/' || line[start + 1] != '*')))
		return DN_DIRECTIVE_NONE;
	at = skip_blanks(line, len, start + 2);
	if (len - at < name_len || strncasecmp(line + at, name, name_len) != 0)
		return DN_DIRECTIVE_NONE;
	exact = start == 0 && line[0] == '-' && memcmp(line + at, name, name_len) == 0;
	at += name_len;
	colon = skip_blanks(line, len, at);
	if (colon < len && line[colon] == ':') {
		read_word(out, line, len, colon + 1);
		return exact && colon == at ? DN_DIRECTIVE_FOUND : DN_DIRECTIVE_NEAR;
	}
	/* Without a colon it is prose, unless it goes on like a directive. */
	if (colon == at)
		return DN_DIRECTIVE_NONE;
	read_word(out, line, len, colon);
	return out->word == DN_WORD_UNKNOWN ? DN_DIRECTIVE_NONE : DN_DIRECTIVE_NEAR;
}

static void list_words(struct dn_str *out)
{
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		dn_str_printf(out, "%s%s", i == 0 ? "" : ", ", words[i].text);
}

static dunlin_status unknown_word(const struct dn_directive *directive, const char *file,
				  dunlin_error *err)
{
	struct dn_str known = DN_STR_INIT;
	size_t len = directive->len - directive->args_len;
	dunlin_status status;

	while (len > 0 && blank(directive->text[len - 1]))
		len--;
	list_words(&known);
	if (len == 0)
		status = dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
				    "a directive without a word; known: %s", dn_str_text(&known));
	else
		status = dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
				    "unknown directive \"%.*s\"; known: %s", (int)len,
				    directive->text, dn_str_text(&known));
	dn_str_clear(&known);
	return status;
}

dunlin_status dn_directive_check(const struct dn_directive *directive, const char *file,
				 dunlin_error *err)
{
	const struct dn_word_info *info;

	if (directive->word == DN_WORD_UNKNOWN)
		return unknown_word(directive, file, err);
	info = &words[directive->word];
	if (info->takes_args && directive->args_len == 0)
		return dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
				  "%s needs an argument: `-- dunlin: %s`", info->text, info->usage);
	if (!info->takes_args && directive->args_len > 0)
		return dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
				  "%s takes no argument, and here is \"%.*s\"", info->text,
				  (int)directive->args_len, directive->args);
	if (directive->word == DN_WORD_TRANSACTION &&
	    (directive->args_len != 3 || memcmp(directive->args, "off", 3) != 0))
		return dn_fail_at(err, DUNLIN_EUSAGE, file, directive->line, 0,
				  "transaction takes \"off\", not \"%.*s\"; on is the default",
				  (int)directive->args_len, directive->args);
	return DUNLIN_OK;
}
