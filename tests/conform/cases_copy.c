/* cases_copy - statements that bring rows with them. */
#include <string.h>

#include "kit.h"
#include "quirks.h"

static dunlin_status copy(dunlin_conn *conn, const char *key)
{
	struct dunlin_statement list[] = { kit_statement(DUNLIN_STMT_PLAIN, "SELECT 1"),
					   kit_statement(DUNLIN_STMT_COPY, quirk("copy")) };

	list[1].data = quirk(key);
	list[1].data_len = strlen(list[1].data);
	return kit_run(conn, list, 2);
}

static void takes_rows(void)
{
	dunlin_conn *conn = kit_start();

	kit_is(copy(conn, "copy_data"), DUNLIN_OK, "COPY");
	kit_rows(conn, "SELECT id, v FROM " A " ORDER BY id", "1|one\n2|two\n");
	kit_ok(conn, "DELETE FROM " A, quirk("begin"), NULL);
	kit_is(copy(conn, "copy_data"), DUNLIN_OK, "COPY in a transaction");
	kit_is(kit.d->rollback(conn, &kit.err), DUNLIN_OK, "rollback");
	kit_rows(conn, "SELECT count(*) FROM " A, "0\n");
}

static void names_line(void)
{
	dunlin_conn *conn = kit_start();

	want(copy(conn, "copy_bad_data") != DUNLIN_OK, "bad rows are taken");
	want(kit.err.fault.stmt_index == 1 && kit.err.fault.data_line == 3,
	     "line 3 of the data of statement 1 is bad, and the fault says line %d of statement %d",
	     (int)kit.err.fault.data_line, (int)kit.err.fault.stmt_index);
	kit_rows(conn, "SELECT count(*) FROM " A, "0\n");
}

const struct kit_case cases_copy[] = {
	{ "copy_takes_rows", DUNLIN_CAP_COPY, false, takes_rows },
	{ "copy_names_line", DUNLIN_CAP_COPY, false, names_line },
	{ 0 },
};
