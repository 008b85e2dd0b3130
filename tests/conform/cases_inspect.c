/* cases_inspect - inspect() and explain(). */
#include <string.h>

#include "kit.h"

static size_t columns;
static bool rows_before_columns;
static char names[2048];

static dunlin_status on_column(void *payload, const struct dunlin_column *column)
{
	(void)payload;
	if (kit.n_rows > 0)
		rows_before_columns = true;
	want(column->size >= offsetof(struct dunlin_column, name) + sizeof(char *),
	     "a column says its size is %u", column->size);
	want(column->name != NULL && column->name[0] != '\0' &&
		     strspn(column->name, "abcdefghijklmnopqrstuvwxyz0123456789_") ==
			     strlen(column->name),
	     "\"%s\" is no name of a column", column->name == NULL ? "" : column->name);
	want(column->kind <= DUNLIN_VALUE_TRUTH, "a column is of kind %u", column->kind);
	strncat(names, column->name, sizeof(names) - strlen(names) - 1);
	columns++;
	return DUNLIN_OK;
}

static dunlin_status look(dunlin_conn *conn, uint32_t topic)
{
	kit_forget();
	kit_forget_rows();
	columns = 0;
	rows_before_columns = false;
	return kit.d->inspect(conn, topic, on_column, kit_on_row, &kit, &kit.err);
}

static void tables(void)
{
	dunlin_conn *conn = kit_start();

	kit_is(look(conn, DUNLIN_INSPECT_TABLES), DUNLIN_OK, "inspect");
	want(columns > 0 && kit.n_rows > 0, "there are %zu columns and %d rows", columns,
	     (int)kit.n_rows);
	want(!rows_before_columns, "a column came after a row");
	want(kit.columns == columns, "there are %zu columns, and %zu values in a row", columns,
	     kit.columns);
	want(strstr(kit.rows, A) != NULL, "a table is not told of: %s", kit.rows);
}

static void topics(void)
{
	dunlin_conn *conn = kit_start();
	dunlin_status status;
	uint32_t topic;

	for (topic = DUNLIN_INSPECT_TABLES; topic <= DUNLIN_INSPECT_SLOW; topic++) {
		status = look(conn, topic);
		if (status == DUNLIN_EUNSUPPORTED) {
			want(kit.err.message[0] != '\0',
			     "topic %u is not supported, and why is not said", topic);
			continue;
		}
		kit_is(status, DUNLIN_OK, "inspect");
		want(columns > 0, "topic %u has no columns", topic);
		want(kit.n_rows == 0 || kit.columns == columns, "topic %u: %zu columns, %zu values",
		     topic, columns, kit.columns);
	}
}

static void unknown(void)
{
	kit_is(look(kit_open(), 9999), DUNLIN_EUNSUPPORTED, "inspect of a topic that is none");
}

static void stops(void)
{
	dunlin_conn *conn = kit_start();
	dunlin_status status;

	kit.stop_after = 1;
	kit.stop_status = DUNLIN_ESERIALIZE;
	status = look(conn, DUNLIN_INSPECT_TABLES);
	kit.stop_after = 0;
	want(status == DUNLIN_ESERIALIZE, "the callback said ESERIALIZE, and inspect() %s",
	     kit_status_name(status));
	kit_rows(conn, "SELECT 7", "7\n");
}

static void explain(dunlin_conn *conn, const char *sql)
{
	struct dunlin_statement one = kit_statement(DUNLIN_STMT_PLAIN, sql);

	kit_forget();
	kit_forget_rows();
	kit_is(kit.d->explain(conn, one.sql, one.sql_len, kit_on_row, &kit, &kit.err), DUNLIN_OK,
	       sql);
	want(kit.n_rows == 0 || kit.columns == 1, "a row of explain() has %zu values", kit.columns);
}

static dunlin_conn *indexed(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, "CREATE TABLE " C " (a INTEGER, b INTEGER)",
	       "CREATE INDEX dunlin_conform_i ON " C " (a)", "INSERT INTO " C " VALUES (1, 1)",
	       NULL);
	return conn;
}

static void names_index(void)
{
	dunlin_conn *conn = indexed();
	int i;

	if (strcmp(kit.d->dialect_name, "postgres") == 0)
		kit_ok(conn, "SET enable_seqscan = off", NULL); /* one row is read faster */
	for (i = 0; i < 2; i++)
		explain(conn, "SELECT b FROM " C " WHERE a = 1");
	want(kit.rows != NULL && strcmp(kit.rows, "dunlin_conform_i\n") == 0,
	     "the index is dunlin_conform_i, and what is told is %s",
	     kit.rows == NULL ? "nothing" : kit.rows);
	explain(conn, "SELECT b FROM " C " WHERE b = 1");
	want(kit.n_rows == 0, "no index is of use, and %s is told", kit.rows);
}

static void runs_nothing(void)
{
	dunlin_conn *conn = indexed();

	explain(conn, "DELETE FROM " C " WHERE a = 1");
	kit_rows(conn, "SELECT count(*) FROM " C, "1\n");
	kit_state(conn, DUNLIN_TX_NONE, "after explain()");
}

static void explain_error(void)
{
	dunlin_conn *conn = kit_start();
	dunlin_status status = kit.d->explain(conn, "SELECT a FROM " C,
					      sizeof("SELECT a FROM " C) - 1, kit_on_row, &kit,
					      &kit.err);

	kit_is(status, DUNLIN_EMISSING, "explain() of a query of no table");
}

const struct kit_case cases_inspect[] = {
	{ "inspect_tables", DUNLIN_CAP_INSPECT, false, tables },
	{ "inspect_topics", DUNLIN_CAP_INSPECT, false, topics },
	{ "inspect_unknown_topic", DUNLIN_CAP_INSPECT, false, unknown },
	{ "inspect_stops", DUNLIN_CAP_INSPECT, false, stops },
	{ 0 },
};

const struct kit_case cases_explain[] = {
	{ "explain_names_index", DUNLIN_CAP_EXPLAIN, false, names_index },
	{ "explain_runs_nothing", DUNLIN_CAP_EXPLAIN, false, runs_nothing },
	{ "explain_error", DUNLIN_CAP_EXPLAIN, false, explain_error },
	{ 0 },
};
