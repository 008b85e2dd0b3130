/* cases_dialect - the dialect that the driver names or brings, held against the database. */
#include <stdlib.h>
#include <string.h>

#include "kit.h"
#include "quirks.h"

static bool is_known(const char *name)
{
	return name != NULL && (strcmp(name, "postgres") == 0 || strcmp(name, "sqlite") == 0 ||
				strcmp(name, "mysql") == 0);
}

static void known(void)
{
	const struct dunlin_dialect *own = kit.d->dialect;

	if (own == NULL) {
		want(is_known(kit.d->dialect_name), "the engine has no dialect \"%s\"",
		     kit.d->dialect_name == NULL ? "" : kit.d->dialect_name);
		return;
	}
	want(own->size >= offsetof(struct dunlin_dialect, aliases), "its size is %u", own->size);
	want(own->name != NULL && kit.d->dialect_name != NULL &&
		     strcmp(own->name, kit.d->dialect_name) == 0,
	     "the driver says %s, and the dialect %s",
	     kit.d->dialect_name == NULL ? "nothing" : kit.d->dialect_name,
	     own->name == NULL ? "nothing" : own->name);
	want(is_known(own->base), "it derives from \"%s\"", own->base == NULL ? "" : own->base);
}

static void flags(void)
{
	const struct dunlin_dialect *own = kit.d->dialect;

	if (own != NULL)
		want((own->lex & ~DUNLIN_LEX_ALL) == 0 && (own->run & ~DUNLIN_RUN_ALL) == 0,
		     "the engine knows no such flags: lex %08x, run %08x", own->lex, own->run);
}

/* Brackets that close as they open, words between them, and $ nowhere but at the end. */
static void pattern(const char *text)
{
	char open[64];
	size_t depth = 0;
	const char *at;

	want(text[0] != '\0', "a pattern is empty");
	for (at = text; *at != '\0'; at++) {
		if (*at == '\'') {
			at = strchr(at + 1, '\'');
			want(at != NULL, "\"%s\": a quote that does not end", text);
		} else if (strchr("([{", *at) != NULL) {
			want(depth < sizeof(open), "\"%s\" is too deep", text);
			open[depth++] = *at == '(' ? ')' : *at == '[' ? ']' : '}';
		} else if (strchr(")]}", *at) != NULL) {
			want(depth > 0 && open[--depth] == *at, "\"%s\": %c closes nothing", text,
			     *at);
		} else if (*at == '$') {
			want(at[1] == '\0' || strchr("|])", at[1]) != NULL || at[-1] != ' ',
			     "\"%s\": $ is not at its end", text);
		}
	}
	want(depth == 0, "\"%s\": a bracket is not closed", text);
}

static void list(const char *const *patterns)
{
	for (; patterns != NULL && *patterns != NULL; patterns++)
		pattern(**patterns == '!' ? *patterns + 1 : *patterns);
}

/* A pattern each, and what goes behind a statement. */
static void groups(const char *const *texts)
{
	while (texts != NULL && *texts != NULL) {
		pattern(*texts++);
		while (*texts != NULL)
			texts++;
		texts++;
	}
}

#define LIST(own, member)                    \
	do {                                 \
		if (DUNLIN_HAS(own, member)) \
			list((own)->member); \
	} while (0)

static void patterns(void)
{
	const struct dunlin_dialect *own = kit.d->dialect;

	if (own == NULL)
		return;
	LIST(own, no_transaction);
	LIST(own, session);
	LIST(own, rebuild);
	LIST(own, outside);
	LIST(own, set_up);
	LIST(own, shares);
	LIST(own, settings);
	LIST(own, roles);
	LIST(own, offline);
	if (DUNLIN_HAS(own, online))
		groups(own->online);
}

static void holes(void)
{
	const struct dunlin_dialect *own = kit.d->dialect;

	if (own == NULL)
		return;
	want(!DUNLIN_HAS(own, lock_timeout) || own->lock_timeout == NULL ||
		     strstr(own->lock_timeout, "{ms}") != NULL,
	     "lock_timeout has no {ms}");
	want(!DUNLIN_HAS(own, statement_timeout) || own->statement_timeout == NULL ||
		     strstr(own->statement_timeout, "{ms}") != NULL,
	     "statement_timeout has no {ms}");
	want(!DUNLIN_HAS(own, create_schema) || own->create_schema == NULL ||
		     strstr(own->create_schema, "{name}") != NULL,
	     "create_schema has no {name}");
}

static void name_quote(void)
{
	const char *marks = quirk("name_quote");
	char *name, *sql;

	want(strlen(marks) == 2, "name_quote is \"%s\"", marks);
	name = kit_quote("A b\"c`d");
	sql = kit_print("SELECT x.%s FROM (SELECT 7 AS %s) x", name, name);
	kit_rows(kit_open(), sql, "7\n");
}

/* Keys of the history: in byte order, case and all, and up to 255 characters. */
static void key_type(void)
{
	dunlin_conn *conn = kit_start();
	char most[256];
	char *sql =
		kit_print("CREATE TABLE " C " (k %s NOT NULL, PRIMARY KEY (k))", quirk("key_type"));

	kit_ok(conn, sql, "INSERT INTO " C " VALUES ('b'), ('B'), ('a'), ('_'), ('\xc3\xa4')",
	       NULL);
	kit_rows(conn, "SELECT k FROM " C " ORDER BY k", "B\n_\na\nb\n\xc3\xa4\n");
	memset(most, 'k', 255);
	most[255] = '\0';
	kit_ok(conn, kit_print("INSERT INTO " C " VALUES ('%s')", most), NULL);
	kit_rows(conn, "SELECT count(*) FROM " C " WHERE k LIKE 'kkkkk%'", "1\n");
}

/* What the engine's own SQL is made of. */
static void own_sql(void)
{
	dunlin_conn *conn = kit_start();
	char *sql = kit_print("CREATE TABLE " C
			      " (k %s NOT NULL, n %s NOT NULL, t %s, PRIMARY KEY (k, n))",
			      quirk("key_type"), quirk("int_type"), quirk("text_type"));

	kit_ok(conn, sql, NULL);
	kit_ok(conn, quirk("begin"), "INSERT INTO " C " (k, n, t) VALUES ('v', 1, NULL)",
	       "UPDATE " C " SET t = 'x' WHERE k = 'v' AND n = 1 AND t IS NULL",
	       "DELETE FROM " C " WHERE k = 'w'", quirk("commit"), NULL);
	kit_rows(conn, "SELECT k, n, COALESCE(t, '') FROM " C, "v|1|x\n");
	kit_is(kit_exec(conn, "INSERT INTO " C " (k, n) VALUES ('v', 1)", NULL), DUNLIN_EEXISTS,
	       "a key that is there");
}

static void duration(void)
{
	dunlin_conn *conn = kit_open();
	long long took;

	kit_ok(conn, quirk("begin"), NULL);
	kit_is(kit_query(conn, quirk("duration")), DUNLIN_OK, "duration");
	took = atoll(kit.rows);
	want(took >= 0 && took < 60000000, "a new transaction is %lld us old", took);
}

const struct kit_case cases_dialect[] = {
	{ "dialect_known", 0, false, known },
	{ "dialect_flags", 0, false, flags },
	{ "dialect_patterns", 0, false, patterns },
	{ "dialect_holes", 0, false, holes },
	{ "dialect_name_quote", 0, false, name_quote },
	{ "dialect_key_type", 0, false, key_type },
	{ "dialect_own_sql", 0, false, own_sql },
	{ "dialect_duration", 0, false, duration },
	{ 0 },
};
