/* mysql/kind - by the words of a statement: what can tell later whether it ran. */
#include "kind.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* A walk over the words and signs of a statement, comments and quoted texts passed over. */
struct walk {
	const char *sql;
	size_t len, at, size; /* size 0: the end */
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static bool starts(const struct walk *w, const char *text)
{
	const size_t len = strlen(text);

	return w->len - w->at >= len && memcmp(w->sql + w->at, text, len) == 0;
}

static void pass(struct walk *w, const char *end)
{
	const char *found = memmem(w->sql + w->at, w->len - w->at, end, strlen(end));

	w->at = found == NULL ? w->len : (size_t)(found - w->sql) + strlen(end);
}

static void pass_nothing(struct walk *w)
{
	while (w->at < w->len) {
		if (strchr(" \t\n\r\v\f", w->sql[w->at]) != NULL) {
			w->at++;
		} else if (starts(w, "#") || starts(w, "-- ") || starts(w, "--\n") ||
			   starts(w, "--\t")) {
			pass(w, "\n");
		} else if (starts(w, "/*!") || starts(w, "/*M!")) {
			/* What stands in it is run. */
			w->at += w->sql[w->at + 2] == '!' ? 3 : 4;
			while (w->at < w->len && w->sql[w->at] >= '0' && w->sql[w->at] <= '9')
				w->at++;
		} else if (starts(w, "*/")) {
			w->at += 2;
		} else if (starts(w, "/*")) {
			w->at += 2;
			pass(w, "*/");
		} else {
			break;
		}
	}
}

static size_t quoted_size(const struct walk *w)
{
	const char quote = w->sql[w->at];
	size_t i;

	for (i = w->at + 1; i < w->len && w->sql[i] != quote; i++)
		i += w->sql[i] == '\\' && quote != '`';
	return (i < w->len ? i + 1 : w->len) - w->at;
}

static void go_on(struct walk *w)
{
	w->at += w->size;
	w->size = 0;
	pass_nothing(w);
	if (w->at >= w->len)
		return;
	while (w->at + w->size < w->len && is_word(w->sql[w->at + w->size]))
		w->size++;
	if (w->size == 0)
		w->size = strchr("'\"`", w->sql[w->at]) != NULL ? quoted_size(w) : 1;
}

static bool is(const struct walk *w, const char *word)
{
	return w->size == strlen(word) && strncasecmp(w->sql + w->at, word, w->size) == 0;
}

static bool is_one_of(const struct walk *w, const char *const *words)
{
	for (; *words != NULL; words++)
		if (is(w, *words))
			return true;
	return false;
}

static bool has(struct walk w, const char *word)
{
	for (; w.size > 0; go_on(&w))
		if (is(&w, word))
			return true;
	return false;
}

/* What a CREATE, ALTER or DROP is about. */
static enum dn_my_kind object(struct walk *w)
{
	static const char *const schema[] = { "table",    "tables", "view",     "index",
					      "trigger",  "event",  "function", "procedure",
					      "sequence", "schema", "database", "package",
					      NULL };
	static const char *const users[] = { "user", "role", NULL };

	for (; w->size > 0 && !is(w, "("); go_on(w)) {
		if (is_one_of(w, schema))
			return DN_MY_SCHEMA;
		if (is_one_of(w, users))
			return DN_MY_USERS;
	}
	return DN_MY_OPAQUE;
}

static void look_at_drop(struct walk w, bool *several, size_t *if_exists)
{
	static const char *const whole[] = { "schema", "database", NULL };
	static const char *const lists[] = { "table", "tables", "view", "sequence",
					     "user",  "role",   NULL };

	*several = is_one_of(&w, whole) || (is_one_of(&w, lists) && has(w, ","));
	*if_exists = w.at + w.size;
	go_on(&w);
	if (is(&w, "if"))
		*if_exists = 0;
}

bool dn_my_kind_is_compound(const char *sql, size_t len)
{
	static const char *const words[] = { "call", "execute", "begin", NULL };
	struct walk w = { .sql = sql, .len = len };

	go_on(&w);
	return is_one_of(&w, words);
}

enum dn_my_kind dn_my_kind(const char *sql, size_t len, bool *several, size_t *if_exists)
{
	static const char *const twice[] = { "analyze", "check",  "optimize", "repair", "flush",
					     "lock",    "unlock", "cache",    "select", "show",
					     "explain", "grant",  "set",      "use",    NULL };
	struct walk w = { .sql = sql, .len = len };
	const bool drop = (go_on(&w), is(&w, "drop")), alter = is(&w, "alter");
	enum dn_my_kind kind;

	*several = false;
	*if_exists = 0;
	if (is_one_of(&w, twice))
		return DN_MY_TWICE;
	if (is(&w, "truncate"))
		return DN_MY_TABLES;
	if (is(&w, "rename"))
		return has(w, "user") ? DN_MY_USERS : has(w, ",") ? DN_MY_SWAP : DN_MY_SCHEMA;
	if (!drop && !alter && !is(&w, "create"))
		return DN_MY_OPAQUE;
	/* What moves rows and leaves the definitions alone; and what is no object of a database. */
	if ((alter && (has(w, "exchange") || has(w, "truncate"))) || has(w, "soname"))
		return DN_MY_OPAQUE;
	go_on(&w);
	kind = object(&w);
	if (drop && kind != DN_MY_OPAQUE)
		look_at_drop(w, several, if_exists);
	return kind;
}

/* EXPLAIN before another word is a syntax error, before a name a DESCRIBE, and before ANALYZE in MySQL
 * it runs the statement. */
bool dn_my_kind_has_plan(const char *sql, size_t len)
{
	static const char *const words[] = { "select", "insert", "replace", "update", "delete",
					     "with",   "values", "table",   "(",      NULL };
	struct walk w = { .sql = sql, .len = len };

	go_on(&w);
	return is_one_of(&w, words);
}
