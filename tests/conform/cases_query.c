/* cases_query - query(): rows as text. */
#include <stdlib.h>
#include <string.h>

#include "kit.h"
#include "quirks.h"

#define BIG (3 << 20)

static void fill(dunlin_conn *conn, int n)
{
	struct dunlin_statement list[64];
	int i = 0, k;

	kit_ok(conn, quirk("begin"), NULL);
	while (i < n) {
		for (k = 0; k < 64 && i < n; k++, i++) {
			char *sql = kit_print("INSERT INTO " A " VALUES (%d, 'row %d')", i, i);

			list[k] = kit_statement(DUNLIN_STMT_PLAIN, sql);
			free(sql);
		}
		kit_is(kit_run(conn, list, (size_t)k), DUNLIN_OK, "inserts");
	}
	kit_ok(conn, quirk("commit"), NULL);
}

static void rows(void)
{
	dunlin_conn *conn = kit_start();

	fill(conn, 3);
	kit_rows(conn, "SELECT id, v FROM " A " ORDER BY id", "0|row 0\n1|row 1\n2|row 2\n");
}

static void null(void)
{
	kit_rows(kit_open(), "SELECT NULL, '', 'x'", "~||x\n");
}

static void none(void)
{
	dunlin_conn *conn = kit_start();

	kit_rows(conn, "SELECT id FROM " A, "");
	want(kit.n_rows == 0, "a query without rows called for one");
	kit_rows(conn, "UPDATE " A " SET v = 'x'", "");
}

static void stopped(void)
{
	dunlin_conn *conn = kit_start();
	dunlin_status status;

	fill(conn, 5);
	kit.stop_after = 2;
	kit.stop_status = DUNLIN_ESERIALIZE;
	status = kit_query(conn, "SELECT id FROM " A " ORDER BY id");
	kit.stop_after = 0;
	want(status == DUNLIN_ESERIALIZE, "the callback said ESERIALIZE, and the query %s",
	     kit_status_name(status));
	want(kit.n_rows == 2, "the callback was called %d times after it had said no",
	     (int)kit.n_rows - 2);
}

static void after_stop(void)
{
	dunlin_conn *conn = kit_start();

	fill(conn, 100);
	kit.stop_after = 1;
	kit.stop_status = DUNLIN_ENOMEM;
	(void)kit_query(conn, "SELECT id FROM " A);
	kit.stop_after = 0;
	kit_rows(conn, "SELECT count(*) FROM " A, "100\n");
	kit_ok(conn, "DELETE FROM " A, NULL);
}

static void big_cell(void)
{
	dunlin_conn *conn = kit_start();
	char *text = malloc(BIG + 1), *sql;

	want(text != NULL, "out of memory");
	memset(text, 'x', BIG);
	text[BIG] = '\0';
	text[BIG - 1] = 'y';
	sql = kit_print("CREATE TABLE " C " (a %s)", quirk("text_type"));
	kit_ok(conn, sql, NULL);
	free(sql);
	sql = kit_print("INSERT INTO " C " VALUES ('%s')", text);
	kit_ok(conn, sql, NULL);
	kit_is(kit_query(conn, "SELECT a FROM " C), DUNLIN_OK, "a big cell");
	want(strlen(kit.rows) == BIG + 1 && memcmp(kit.rows, text, BIG) == 0,
	     "of a text of %d bytes came %zu", BIG, strlen(kit.rows) - 1);
}

static void many_rows(void)
{
	dunlin_conn *conn = kit_start();

	fill(conn, 2000);
	kit_is(kit_query(conn, "SELECT x.id, y.v FROM " A " x, " A " y WHERE y.id < 20"), DUNLIN_OK,
	       "many rows");
	want(kit.n_rows == 40000, "of 40000 rows came %d", (int)kit.n_rows);
}

static void many_columns(void)
{
	char *sql = kit_print("SELECT 0"), *longer;
	int i;

	for (i = 1; i < 300; i++) {
		longer = kit_print("%s, %d", sql, i);
		free(sql);
		sql = longer;
	}
	kit_is(kit_query(kit_open(), sql), DUNLIN_OK, "300 columns");
	want(kit.columns == 300, "of 300 columns came %zu", kit.columns);
	want(strstr(kit.rows, "|298|299\n") != NULL, "the last columns are not as they should be");
}

static void not_terminated(void)
{
	static const char text[] = "SELECT 7; this is not SQL";

	kit_is(kit.d->query(kit_open(), text, 8, kit_on_row, &kit, &kit.err), DUNLIN_OK,
	       "a query with other text behind it");
	want(strcmp(kit.rows, "7\n") == 0, "the answer is %s", kit.rows);
}

static void error(void)
{
	dunlin_conn *conn = kit_start();

	kit_is(kit_query(conn, "SELECT a FROM " C), DUNLIN_EMISSING, "a query of a missing table");
	kit_is(kit_query(conn, "SELECT FROM WHERE"), DUNLIN_ESYNTAX, "a query that is none");
	kit_rows(conn, "SELECT 7", "7\n");
}

static void in_transaction(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, quirk("begin"), "INSERT INTO " A " VALUES (1, 'x')", NULL);
	kit_rows(conn, "SELECT id FROM " A, "1\n");
	kit_state(conn, DUNLIN_TX_OPEN, "after a query in a transaction");
	kit_is(kit.d->rollback(conn, &kit.err), DUNLIN_OK, "rollback");
}

static void numbers(void)
{
	dunlin_conn *conn = kit_start();
	char *sql = kit_print("CREATE TABLE " C " (a %s)", quirk("int_type"));

	kit_ok(conn, sql, "INSERT INTO " C " VALUES (9223372036854775807), (-9223372036854775807)",
	       NULL);
	kit_rows(conn, "SELECT a FROM " C " ORDER BY a",
		 "-9223372036854775807\n9223372036854775807\n");
}

const struct kit_case cases_query[] = {
	{ "query_rows", 0, false, rows },
	{ "query_null_and_empty", 0, false, null },
	{ "query_without_rows", 0, false, none },
	{ "query_stopped", 0, false, stopped },
	{ "query_after_stop", 0, false, after_stop },
	{ "query_big_cell", 0, false, big_cell },
	{ "query_many_rows", 0, false, many_rows },
	{ "query_many_columns", 0, false, many_columns },
	{ "query_not_terminated", 0, false, not_terminated },
	{ "query_error", 0, false, error },
	{ "query_in_transaction", 0, false, in_transaction },
	{ "query_numbers", 0, false, numbers },
	{ 0 },
};
