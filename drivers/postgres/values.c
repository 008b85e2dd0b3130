/* postgres/values - takes records apart. */
#include "values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A statement under way. */
struct scan {
	const char *at, *end;
	char *text;  /* where the next byte of the text goes */
	char *value; /* and of the values */
	int depth;   /* open parentheses */
	char before; /* the last byte that was no blank; 0: there is none */
	struct dn_pg_values *out;
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

static bool starts(const char *sql, size_t len, const char *words)
{
	const size_t n = strlen(words);

	return len > n && memcmp(sql, words, n) == 0;
}

static void copy(struct scan *s, const char *to)
{
	while (s->at < to)
		*s->text++ = *s->at++;
}

/* Whether what stands from s->at up to `to` is a value of the list, or of a comparison. */
static bool stands_alone(const struct scan *s, const char *to)
{
	const bool listed = s->depth == 1 && (s->before == '(' || s->before == ',');
	const bool compared = s->depth == 0 && s->before == '=';

	if (listed)
		return to < s->end && (*to == ',' || *to == ')');
	return compared && (to == s->end || starts(to, (size_t)(s->end - to), " AND "));
}

static bool put_parameter(struct scan *s)
{
	struct dn_pg_values *out = s->out;

	if (out->n == DN_PG_MOST_VALUES)
		return false;
	out->values[out->n++] = s->value;
	s->text += sprintf(s->text, "$%d", out->n);
	return true;
}

static bool take_string(struct scan *s)
{
	const char *to = s->at + 1;

	if (s->at[-1] != ' ' && s->at[-1] != '(')
		return false;
	while (to < s->end && (*to != '\'' || (to + 1 < s->end && to[1] == '\''))) {
		if (*to == '\\')
			return false;
		to += *to == '\'' ? 2 : 1;
	}
	if (to == s->end)
		return false;
	to++;
	if (!stands_alone(s, to)) {
		copy(s, to);
		return true;
	}
	if (!put_parameter(s))
		return false;
	for (s->at++; s->at < to - 1; s->at++) {
		*s->value++ = *s->at;
		s->at += *s->at == '\''; /* there are two */
	}
	*s->value++ = '\0';
	s->at = to;
	return true;
}

static bool take_number(struct scan *s)
{
	const char *to;
	bool whole = true;

	for (to = s->at; to < s->end && (is_word(*to) || *to == '.'); to++)
		whole = whole && *to >= '0' && *to <= '9';
	if (!whole || !stands_alone(s, to)) {
		copy(s, to);
		return true;
	}
	if (!put_parameter(s))
		return false;
	while (s->at < to)
		*s->value++ = *s->at++;
	*s->value++ = '\0';
	return true;
}

static bool take_name(struct scan *s)
{
	const char *to = memchr(s->at + 1, '"', (size_t)(s->end - s->at - 1));

	if (to == NULL)
		return false;
	copy(s, to + 1); /* a doubled quote begins another, which comes to the same */
	return true;
}

static bool take_next(struct scan *s)
{
	const char c = *s->at, *from = s->at;
	bool ok = true;

	if (c == '\'') {
		ok = take_string(s);
	} else if (c == '"') {
		ok = take_name(s);
	} else if (c >= '0' && c <= '9') {
		ok = take_number(s);
	} else if (is_word(c)) {
		while (s->at < s->end && is_word(*s->at))
			*s->text++ = *s->at++;
	} else if (c == '$' || c == '\\' || c == '/' || (c == '-' && s->at[-1] == '-')) {
		return false;
	} else {
		s->depth += (c == '(') - (c == ')');
		*s->text++ = *s->at++;
	}
	if (*from != ' ')
		s->before = *from;
	return ok;
}

bool dn_pg_values_take(struct dn_pg_values *out, const char *sql, size_t len)
{
	/* A number of one digit becomes three bytes, and each value ends with one of its own. */
	const size_t most = len + 2 * DN_PG_MOST_VALUES + 1, room = most + len + DN_PG_MOST_VALUES;
	struct scan s = { .at = sql, .end = sql + len, .out = out };

	out->n = 0;
	if (!starts(sql, len, "INSERT INTO ") && !starts(sql, len, "DELETE FROM "))
		return false;
	if (room > out->room) {
		char *text = realloc(out->text, room);

		if (text == NULL)
			return false;
		out->text = text;
		out->room = room;
	}
	s.text = out->text;
	s.value = out->text + most;
	while (s.at < s.end)
		if (!take_next(&s))
			return false;
	*s.text = '\0';
	return out->n > 0;
}

void dn_pg_values_clear(struct dn_pg_values *values)
{
	free(values->text);
	*values = (struct dn_pg_values){ 0 };
}
