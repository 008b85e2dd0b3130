/* cases_find - find_tables(). */
#include <stdlib.h>
#include <string.h>

#include "kit.h"
#include "quirks.h"

static void find(dunlin_conn *conn, const char *name)
{
	kit_forget();
	kit_forget_rows();
	kit_is(kit.d->find_tables(conn, name, kit_on_row, &kit, &kit.err), DUNLIN_OK,
	       "find_tables");
	want(kit.n_rows == 0 || kit.columns == 3, "a row of find_tables() has %zu values",
	     kit.columns);
}

static void exact(void)
{
	dunlin_conn *conn = kit_start();
	const bool schemas = (kit.d->caps[0] & DUNLIN_CAP_SCHEMAS) != 0;

	find(conn, A);
	want(kit.n_rows == 1, "one table has the name, and %d are found", (int)kit.n_rows);
	want((kit.rows[0] != '~') == schemas, "the schema of %s", kit.rows);
	want(strstr(kit.rows, "|" A "\n") != NULL, "the table is not named: %s", kit.rows);
}

static void prefix(void)
{
	dunlin_conn *conn = kit_start();

	find(conn, "dunlin_conform_*");
	want(strstr(kit.rows, "|" A "\n") != NULL && strstr(kit.rows, "|" B "\n") != NULL,
	     "not all that begin so are found: %s", kit.rows);
}

static void none(void)
{
	dunlin_conn *conn = kit_start();

	find(conn, C);
	want(kit.n_rows == 0, "what is not there is found: %s", kit.rows);
	find(conn, "dunlin_conform"); /* no star */
	want(kit.n_rows == 0, "a name without * is taken for a beginning: %s", kit.rows);
	find(conn, "dunlinXconform_*");
	want(kit.n_rows == 0, "an underscore stands for any character: %s", kit.rows);
}

/* The second value can stand in SQL as it is. */
static void quoted(void)
{
	static const char odd[] = "dunlin_conform odd \"Name\"";
	dunlin_conn *conn = kit_start();
	char *name = kit_quote(odd);
	char *drop = kit_print("DROP TABLE IF EXISTS %s", name);
	char *create = kit_print("CREATE TABLE %s (a INTEGER)", name);
	char *first, *end;

	kit_ok(conn, drop, create, NULL);
	find(conn, odd);
	want(kit.n_rows == 1, "a table of an odd name is found %d times", (int)kit.n_rows);
	first = strdup(strchr(kit.rows, '|') + 1);
	want(first != NULL && (end = strchr(first, '|')) != NULL, "no quoted name: %s", kit.rows);
	*end = '\0';
	kit_rows(conn, kit_print("SELECT count(*) FROM %s", first), "0\n");
	kit_ok(conn, drop, NULL);
}

const struct kit_case cases_find[] = {
	{ "find_exact", DUNLIN_CAP_FIND, false, exact },
	{ "find_prefix", DUNLIN_CAP_FIND, false, prefix },
	{ "find_none", DUNLIN_CAP_FIND, false, none },
	{ "find_quoted", DUNLIN_CAP_FIND, false, quoted },
	{ 0 },
};
