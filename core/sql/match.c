/* sql/match - the word patterns of dunlin/dialect.h. */
#include "sql/match.h"

#include <string.h>

/* Comments that are run are looked into: their borders are no tokens here. */
static void read_token(struct dn_match *match, struct dn_place *at)
{
	match->lexer.pos = at->pos;
	match->lexer.exec_depth = at->exec_depth;
	do
		dn_lexer_next(&match->lexer, &at->token);
	while (at->token.kind == DN_TOKEN_EXEC_OPEN || at->token.kind == DN_TOKEN_EXEC_CLOSE);
	at->pos = match->lexer.pos;
	at->exec_depth = match->lexer.exec_depth;
}

static void step(struct dn_match *match, struct dn_place *at)
{
	if (at->pos == match->start.pos)
		*at = match->second;
	else
		read_token(match, at);
}

static bool at_end(const struct dn_place *at)
{
	return at->token.kind == DN_TOKEN_END || at->token.kind == DN_TOKEN_BAD;
}

void dn_match_init(struct dn_match *match, const struct dunlin_dialect *dialect, const char *sql,
		   size_t len)
{
	dn_lexer_init(&match->lexer, dialect, sql, len);
	match->start.pos = match->lexer.pos;
	match->start.exec_depth = 0;
	match->n_vain = 0;
	read_token(match, &match->start);
	match->second = match->start;
	read_token(match, &match->second);
}

/* Behind the parenthesis that closes the one at the place. */
static void step_group(struct dn_match *match, struct dn_place *at)
{
	size_t depth = 0;

	do {
		depth += at->token.kind == DN_TOKEN_OPEN;
		depth -= at->token.kind == DN_TOKEN_CLOSE;
		step(match, at);
	} while (depth > 0 && !at_end(at));
}

static bool is_name(const struct dn_place *at)
{
	return at->token.kind == DN_TOKEN_WORD || at->token.kind == DN_TOKEN_NAME;
}

/* Over one token; a group in parentheses, and a name with all its dots, is one. */
static void step_unit(struct dn_match *match, struct dn_place *at)
{
	bool name = is_name(at);

	if (at->token.kind == DN_TOKEN_OPEN) {
		step_group(match, at);
		return;
	}
	step(match, at);
	while (name && at->token.kind == DN_TOKEN_DOT) {
		step(match, at);
		if (!is_name(at))
			return;
		step(match, at);
	}
}

static bool same_text(const struct dn_match *match, const struct dn_place *at, const char *word,
		      size_t len)
{
	return at->token.len == len && at->token.kind != DN_TOKEN_END &&
	       strncasecmp(match->lexer.text + at->token.offset, word, len) == 0;
}

/* A literal, part by part where it has dots; a part "*" is any name. */
static bool step_word(struct dn_match *match, struct dn_place *at, const char *word, size_t len)
{
	struct dn_place start = *at;
	const char *dot;
	size_t part;

	for (;;) {
		dot = memchr(word, '.', len);
		part = dot == NULL ? len : (size_t)(dot - word);
		if (part == 1 && *word == '*' ? !is_name(at) : !same_text(match, at, word, part))
			break;
		step(match, at);
		if (dot == NULL) {
			/* The first part of a longer name is not that word. */
			if (start.token.kind != DN_TOKEN_WORD || at->token.kind != DN_TOKEN_DOT)
				return true;
			break;
		}
		if (at->token.kind != DN_TOKEN_DOT)
			break;
		step(match, at);
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
		switch (*p) {
		case '[':
		case '(':
		case '{':
			depth++;
			break;
		case ']':
		case ')':
		case '}':
			if (--depth == 0)
				return p;
			break;
		default:
			break;
		}
	}
	return end;
}

static const char *find_bar(const char *choice, const char *close)
{
	const char *p;

	for (p = choice; p < close && *p != '|'; p++)
		if (*p == '[' || *p == '(' || *p == '{')
			p = find_close(p, close) - 1;
	return p;
}

static const char *find_word_end(const char *pattern, const char *end)
{
	while (pattern < end && *pattern != ' ' && *pattern != '[' && *pattern != '(' &&
	       *pattern != '{')
		pattern++;
	return pattern;
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/* Whether a pattern, or one of several alternatives, ends here. */
static bool is_end(char c)
{
	return c == '\0' || c == '|' || c == ')' || c == ']' || c == '}';
}

/* Whether the token may be the word at *word, which is then passed over.  What is more than letters
 * is not decided here. */
static bool may_be(const struct dn_match *match, const struct dn_token *token, const char **word)
{
	const char *text = match->lexer.text + token->offset;
	const char *p = *word;
	size_t n = 1;

	if (token->len == 0 || ((*text ^ *p) & ~0x20) != 0)
		return false;
	while (is_letter(p[n]))
		n++;
	*word = p + n;
	if (p[n] != ' ' && !is_end(p[n]))
		return true;
	return n == token->len && strncasecmp(text, p, n) == 0;
}

/*
 * Whether the token may be the first of what fits here.  Nearly every pattern asks for another one, and
 * this finds out without reading on: by the words that alternatives begin with, and by the first one
 * behind what may be left out.
 */
static bool may_begin(const struct dn_match *match, const struct dn_token *token,
		      const char *pattern)
{
	const char *p = pattern;

	for (;;) {
		while (*p == ' ')
			p++;
		if (is_letter(*p))
			return may_be(match, token, &p);
		if (*p != '[' && *p != '(')
			return true;
		do {
			p++;
			if (!is_letter(*p) || may_be(match, token, &p))
				return true;
			for (; !is_end(*p); p++)
				if (*p == '[' || *p == '(' || *p == '{')
					return true;
		} while (*p == '|');
		if (*p != ']')
			return *p != ')';
		p++;
	}
}

static bool fits(struct dn_match *match, const struct dn_place *from, const char *pattern,
		 const char *end, struct dn_place *behind);

/* Whether one of the alternatives in [a|b] or (a|b), and then the rest, fits. */
static bool fits_choice(struct dn_match *match, const struct dn_place *at, const char *choice,
			const char *close, const char *end, struct dn_place *behind)
{
	const char *rest = close < end ? close + 1 : end;
	struct dn_place after;
	const char *bar;

	for (;; choice = bar + 1) {
		bar = find_bar(choice, close);
		if (may_begin(match, &at->token, choice) && fits(match, at, choice, bar, &after) &&
		    fits(match, &after, rest, end, behind))
			return true;
		if (bar >= close)
			return false;
	}
}

/* {A B}: a group in parentheses that holds A B at its own level. */
static bool step_braces(struct dn_match *match, struct dn_place *at, const char *inner,
			const char *close)
{
	struct dn_place inside = *at;
	struct dn_place behind;

	if (at->token.kind != DN_TOKEN_OPEN)
		return false;
	step_group(match, at);
	if (skip_blanks(inner, close) == close)
		return true;
	/* What was tried in vain in another group says nothing about this one. */
	match->n_vain = 0;
	for (step(match, &inside); inside.token.kind != DN_TOKEN_CLOSE && !at_end(&inside);
	     step_unit(match, &inside))
		if (fits(match, &inside, inner, close, &behind))
			return true;
	return false;
}

/* Whether the rest behind a "..." was tried in vain from `from` or before it. */
static bool is_vain(const struct dn_match *match, const char *rest, size_t from)
{
	size_t i;

	for (i = 0; i < match->n_vain; i++)
		if (match->vain[i].rest == rest && match->vain[i].from <= from)
			return true;
	return false;
}

static void note_vain(struct dn_match *match, const char *rest, size_t from)
{
	size_t i;

	for (i = 0; i < match->n_vain; i++)
		if (match->vain[i].rest == rest)
			break;
	if (i == sizeof(match->vain) / sizeof(match->vain[0]))
		return;
	match->vain[i].rest = rest;
	match->vain[i].from = from;
	match->n_vain += i == match->n_vain;
}

/* ...: whether the rest fits here, or any number of tokens further on. */
static bool fits_later(struct dn_match *match, struct dn_place *at, const char *rest,
		       const char *end, struct dn_place *behind)
{
	size_t from = at->token.offset;

	if (is_vain(match, rest, from))
		return false;
	for (;; step_unit(match, at)) {
		if (may_begin(match, &at->token, rest) && fits(match, at, rest, end, behind))
			return true;
		if (at_end(at) || at->token.kind == DN_TOKEN_CLOSE)
			break;
	}
	note_vain(match, rest, from);
	return false;
}

/* Whether pattern … end fits from a place on; *behind is then the place behind it. */
static bool fits(struct dn_match *match, const struct dn_place *from, const char *pattern,
		 const char *end, struct dn_place *behind)
{
	struct dn_place at = *from;
	const char *close;

	while ((pattern = skip_blanks(pattern, end)) < end) {
		switch (*pattern) {
		case '$':
			if (!at_end(&at) && at.token.kind != DN_TOKEN_CLOSE)
				return false;
			pattern++;
			continue;
		case '{':
			close = find_close(pattern, end);
			if (!step_braces(match, &at, pattern + 1, close))
				return false;
			pattern = close < end ? close + 1 : end;
			continue;
		case '[':
		case '(':
			close = find_close(pattern, end);
			if (fits_choice(match, &at, pattern + 1, close, end, behind))
				return true;
			if (*pattern == '(')
				return false;
			pattern = close < end ? close + 1 : end;
			continue;
		case '.':
			if (end - pattern >= 3 && memcmp(pattern, "...", 3) == 0)
				return fits_later(match, &at, pattern + 3, end, behind);
			break;
		default:
			break;
		}
		close = find_word_end(pattern, end);
		if (close - pattern == 1 && *pattern == '*') {
			if (at_end(&at))
				return false;
			step_unit(match, &at);
		} else if (!step_word(match, &at, pattern, (size_t)(close - pattern))) {
			return false;
		}
		pattern = close;
	}
	*behind = at;
	return true;
}

bool dn_match_fits(struct dn_match *match, const char *pattern)
{
	struct dn_place behind;

	match->n_vain = 0;
	pattern += *pattern == '!';
	return fits(match, &match->start, pattern, pattern + strlen(pattern), &behind);
}

/* Whether the first two tokens are such that the pattern may fit. */
static bool may_fit(const struct dn_match *match, const char *pattern)
{
	const char *rest = pattern;

	if (!is_letter(*pattern))
		return may_begin(match, &match->start.token, pattern);
	return may_be(match, &match->start.token, &rest) &&
	       (*rest != ' ' || may_begin(match, &match->second.token, rest));
}

bool dn_match_any(struct dn_match *match, const char *const *patterns)
{
	char letter;

	if (patterns == NULL || at_end(&match->start))
		return false;
	letter = match->lexer.text[match->start.token.offset];
	for (; *patterns != NULL; patterns++) {
		const char *pattern = *patterns + (**patterns == '!');

		/* What may_fit() would find, without the call: this is most of the work. */
		if (is_letter(*pattern) && ((*pattern ^ letter) & ~0x20) != 0)
			continue;
		if (may_fit(match, pattern) && dn_match_fits(match, pattern))
			return **patterns != '!';
	}
	return false;
}
