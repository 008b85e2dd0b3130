/* sql/match - the word patterns of dunlin/dialect.h. */
#include "sql/match.h"

#include <string.h>

/* Comments that are run are looked into: their borders are no tokens here. */
static void step(struct dn_match *at)
{
	do
		dn_lexer_next(&at->lexer, &at->token);
	while (at->token.kind == DN_TOKEN_EXEC_OPEN || at->token.kind == DN_TOKEN_EXEC_CLOSE);
}

static bool at_end(const struct dn_match *at)
{
	return at->token.kind == DN_TOKEN_END || at->token.kind == DN_TOKEN_BAD;
}

void dn_match_init(struct dn_match *match, const struct dunlin_dialect *dialect, const char *sql,
		   size_t len)
{
	dn_lexer_init(&match->lexer, dialect, sql, len);
	step(match);
}

/* Behind the parenthesis that closes the one at the place. */
static void step_group(struct dn_match *at)
{
	size_t depth = 0;

	do {
		depth += at->token.kind == DN_TOKEN_OPEN;
		depth -= at->token.kind == DN_TOKEN_CLOSE;
		step(at);
	} while (depth > 0 && !at_end(at));
}

static bool is_name(const struct dn_match *at)
{
	return at->token.kind == DN_TOKEN_WORD || at->token.kind == DN_TOKEN_NAME;
}

/* Over one token; a group in parentheses, and a name with all its dots, is one. */
static void step_unit(struct dn_match *at)
{
	bool name = is_name(at);

	if (at->token.kind == DN_TOKEN_OPEN) {
		step_group(at);
		return;
	}
	step(at);
	while (name && at->token.kind == DN_TOKEN_DOT) {
		step(at);
		if (!is_name(at))
			return;
		step(at);
	}
}

static bool same_text(const struct dn_match *at, const char *word, size_t len)
{
	return (at->token.kind == DN_TOKEN_WORD || at->token.kind == DN_TOKEN_NAME ||
		at->token.kind == DN_TOKEN_SIGN || at->token.kind == DN_TOKEN_NUMBER ||
		at->token.kind == DN_TOKEN_STRING) &&
	       at->token.len == len &&
	       strncasecmp(at->lexer.text + at->token.offset, word, len) == 0;
}

/* A literal, part by part where it has dots; a part "*" is any name. */
static bool step_word(struct dn_match *at, const char *word, size_t len)
{
	struct dn_match start = *at;
	const char *dot;
	size_t part;

	for (;;) {
		dot = memchr(word, '.', len);
		part = dot == NULL ? len : (size_t)(dot - word);
		if (part == 1 && *word == '*' ? !is_name(at) : !same_text(at, word, part))
			break;
		step(at);
		if (dot == NULL) {
			if (start.token.kind != DN_TOKEN_WORD || at->token.kind != DN_TOKEN_DOT)
				return true;
			break;
		}
		if (at->token.kind != DN_TOKEN_DOT)
			break;
		step(at);
		word = dot + 1;
		len -= part + 1;
	}
	*at = start;
	return false;
}

static const char *skip_blanks(const char *pattern, const char *end)
{
	while (pattern < end && *pattern == ' ')
		pattern++;
	return pattern;
}

/* The closing partner of the bracket at `open`. */
static const char *find_close(const char *open, const char *end)
{
	size_t depth = 0;
	const char *p;

	for (p = open; p < end; p++) {
		depth += strchr("[({", *p) != NULL;
		if (strchr("])}", *p) != NULL && --depth == 0)
			return p;
	}
	return end;
}

static bool fits(struct dn_match at, const char *pattern, const char *end, struct dn_match *behind);

/* Whether one of the alternatives in [a|b] or (a|b), and then the rest, fits. */
static bool fits_choice(const struct dn_match *at, const char *choice, const char *close,
			const char *rest, const char *end, struct dn_match *behind)
{
	struct dn_match after;
	const char *bar;

	for (;; choice = bar + 1) {
		for (bar = choice; bar < close && *bar != '|'; bar++)
			if (*bar == '{' || *bar == '[' || *bar == '(')
				bar = find_close(bar, close);
		if (bar > close)
			bar = close;
		if (fits(*at, choice, bar, &after) && fits(after, rest, end, behind))
			return true;
		if (bar == close)
			return false;
	}
}

/* {A B}: a group in parentheses that holds A B at its own level. */
static bool step_braces(struct dn_match *at, const char *inner, const char *close)
{
	struct dn_match inside = *at;
	struct dn_match behind;

	if (at->token.kind != DN_TOKEN_OPEN)
		return false;
	step_group(at);
	if (skip_blanks(inner, close) == close)
		return true;
	for (step(&inside); inside.token.kind != DN_TOKEN_CLOSE && !at_end(&inside);
	     step_unit(&inside))
		if (fits(inside, inner, close, &behind))
			return true;
	return false;
}

/* Whether pattern … end fits from `at` on; *behind is then the place behind it. */
static bool fits(struct dn_match at, const char *pattern, const char *end, struct dn_match *behind)
{
	const char *close;

	while ((pattern = skip_blanks(pattern, end)) < end) {
		if (*pattern == '$') {
			if (!at_end(&at) && at.token.kind != DN_TOKEN_CLOSE)
				return false;
			pattern++;
		} else if (*pattern == '{') {
			close = find_close(pattern, end);
			if (!step_braces(&at, pattern + 1, close))
				return false;
			pattern = close + (close < end);
		} else if (*pattern == '[' || *pattern == '(') {
			close = find_close(pattern, end);
			if (fits_choice(&at, pattern + 1, close, close + (close < end), end,
					behind))
				return true;
			if (*pattern == '(')
				return false;
			pattern = close + (close < end);
		} else if (end - pattern >= 3 && memcmp(pattern, "...", 3) == 0) {
			for (;; step_unit(&at)) {
				if (fits(at, pattern + 3, end, behind))
					return true;
				if (at_end(&at) || at.token.kind == DN_TOKEN_CLOSE)
					return false;
			}
		} else {
			for (close = pattern; close < end && strchr(" [({", *close) == NULL;)
				close++;
			if (close - pattern == 1 && *pattern == '*') {
				if (at_end(&at))
					return false;
				step_unit(&at);
			} else if (!step_word(&at, pattern, (size_t)(close - pattern))) {
				return false;
			}
			pattern = close;
		}
	}
	*behind = at;
	return true;
}

/* Most patterns begin with a word, and most statements with another one. */
static bool may_fit(const struct dn_match *match, const char *pattern)
{
	char first = *pattern;

	if (match->token.kind != DN_TOKEN_WORD ||
	    !((first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z')))
		return true;
	return ((match->lexer.text[match->token.offset] ^ first) & ~0x20) == 0;
}

bool dn_match_fits(const struct dn_match *match, const char *pattern)
{
	struct dn_match behind;

	pattern += *pattern == '!';
	return may_fit(match, pattern) && fits(*match, pattern, pattern + strlen(pattern), &behind);
}

bool dn_match_any(const struct dn_match *match, const char *const *patterns)
{
	if (patterns == NULL || at_end(match))
		return false;
	for (; *patterns != NULL; patterns++)
		if (dn_match_fits(match, *patterns))
			return (*patterns)[0] != '!';
	return false;
}
