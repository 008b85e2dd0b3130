/* cases_text - text that is hard to pass on: odd names, odd values, statements that are hard to cut. */
#include <stdlib.h>
#include <string.h>

#include "kit.h"
#include "quirks.h"

static void value(const char *text)
{
	dunlin_conn *conn = kit_start();
	char *literal = kit_literal(text);
	char *sql = kit_print("INSERT INTO " A " VALUES (1, %s)", literal);
	char *row = kit_print("%s\n", text);

	kit_ok(conn, sql, NULL);
	kit_rows(conn, "SELECT v FROM " A, row);
	kit.d->close(conn);
}

static void quotes(void)
{
	value("it's \"quoted\" `so` [and] so; -- no comment /* nor here");
}

static void backslashes(void)
{
	value("a\\b\\\\c\\n%s$1 \\' ");
}

static void unicode(void)
{
	value("\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa6 e\xcc\x81 \xe4\xb8\xad\xe6\x96\x87");
}

static void white(void)
{
	value(" \ttwo\nlines\r\n\v end ");
}

/* A table and a column of this name can be made, filled and read. */
static void name(const char *text)
{
	dunlin_conn *conn = kit_start();
	char *quoted = kit_quote(text);
	char *drop = kit_print("DROP TABLE IF EXISTS %s", quoted);
	char *create = kit_print("CREATE TABLE %s (%s INTEGER)", quoted, quoted);
	char *insert = kit_print("INSERT INTO %s (%s) VALUES (7)", quoted, quoted);
	char *query = kit_print("SELECT x.%s FROM %s x", quoted, quoted);

	kit_ok(conn, drop, NULL);
	kit_ok(conn, create, insert, NULL);
	kit_rows(conn, query, "7\n");
	kit_ok(conn, drop, NULL);
	kit.d->close(conn);
}

static void name_quotes(void)
{
	name("dunlin_conform \"q\" 'r' `s` [t]");
}

static void name_backslash(void)
{
	name("dunlin_conform\\n\\\\");
}

static void name_unicode(void)
{
	name("dunlin_conform_\xc3\xa4\xe2\x82\xac\xe4\xb8\xad");
}

static void name_reserved(void)
{
	name("select");
	name("Table");
	name("order");
}

static void name_long(void)
{
	const int most = atoi(quirk("max_name"));
	char *text = malloc((size_t)most + 1);

	want(text != NULL && most > 16, "the quirk max_name is no number");
	memset(text, 'n', (size_t)most);
	text[most] = '\0';
	memcpy(text, "dunlin_conform_", 15);
	name(text);
}

static const char *const corpus_all[] = {
	"SELECT ';'",
	"SELECT 'it''s; -- not over' -- over; here",
	"/* one; two */ SELECT 1 /* three; */",
	"-- first; line\nSELECT 1\n-- last; line",
	"SELECT\r\n1\r\n",
	"SELECT CASE WHEN 1 = 1 THEN 'begin' ELSE 'end' END",
	"INSERT INTO " A " (id, v) VALUES (1, '/*'), (2, '*/'), (3, '--')",
	"UPDATE " A " SET v = 'a;b' WHERE v = '--' OR v = ';'",
	NULL,
};
static const char *const corpus_postgres[] = {
	"SELECT $$it's; \"this\"$$, $x$ $$ ; $x$, $_$;$_$",
	"SELECT E'it\\'s; so', U&'d\\0061t', B'101', 'a'\n'b'",
	"/* a /* nested; */ comment; */ SELECT 1",
	"DO $do$ BEGIN PERFORM ';'; IF true THEN NULL; END IF; END $do$",
	"CREATE OR REPLACE FUNCTION pg_temp.dunlin_conform_f() RETURNS integer LANGUAGE sql AS "
	"$$ SELECT 1; SELECT 2; $$",
	"SELECT 1 AS \"semi;colon\", '1'::text, (ARRAY[1, 2])[1], 2 - -1",
	NULL,
};
static const char *const corpus_sqlite[] = {
	"CREATE TEMP TRIGGER dunlin_conform_g AFTER INSERT ON " A " BEGIN\n"
	"  UPDATE " A " SET v = CASE WHEN v = ';' THEN 'x' ELSE v END;\n"
	"  DELETE FROM " A " WHERE v = 'end;';\nEND",
	"SELECT 1 AS [semi;colon], 2 AS `back;tick`, 3 AS \"double;\"",
	"SELECT x'00ff', 'a\\'",
	"WITH t (a) AS (SELECT 1) SELECT a FROM t",
	NULL,
};
static const char *const corpus_mysql[] = {
	"SELECT 'it\\'s; so', \"double;\", `v` FROM " A " # a comment;",
	"SELECT 1 /*! + 1; */",
	"SELECT 1--1",
	NULL,
};

/* Each one alone, and behind others in a transaction. */
static void send(dunlin_conn *conn, const char *const *corpus)
{
	for (; *corpus != NULL; corpus++) {
		kit_ok(conn, quirk("begin"), "SELECT 1", *corpus, "SELECT 2", "ROLLBACK", NULL);
		want(kit_exec(conn, *corpus, NULL) == DUNLIN_OK, "%s: %s", *corpus,
		     kit.err.message);
	}
}

static void corpus(void)
{
	const char *base = quirk("base");
	dunlin_conn *conn = kit_start();

	send(conn, corpus_all);
	send(conn, strcmp(base, "postgres") == 0 ? corpus_postgres
		   : strcmp(base, "sqlite") == 0 ? corpus_sqlite
						 : corpus_mysql);
	kit_rows(conn, "SELECT v FROM " A " ORDER BY id", "/*\n*/\na;b\n");
}

const struct kit_case cases_text[] = {
	{ "text_quotes", 0, false, quotes },
	{ "text_backslashes", 0, false, backslashes },
	{ "text_unicode", 0, false, unicode },
	{ "text_white", 0, false, white },
	{ "name_quotes", 0, false, name_quotes },
	{ "name_backslash", 0, false, name_backslash },
	{ "name_unicode", 0, false, name_unicode },
	{ "name_reserved", 0, false, name_reserved },
	{ "name_long", 0, false, name_long },
	{ "text_corpus", 0, false, corpus },
	{ 0 },
};
