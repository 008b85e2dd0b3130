/* cases_tx - transactions: as statements of a batch, by rollback(), and what tx_state() knows. */
#include <signal.h>
#include <unistd.h>

#include "kit.h"
#include "quirks.h"

#define INSERT(n) "INSERT INTO " A " VALUES (" #n ", 'v')"

static void roll_back(dunlin_conn *conn)
{
	kit_is(kit.d->rollback(conn, &kit.err), DUNLIN_OK, "rollback");
}

static void commit_keeps(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, quirk("begin"), INSERT(1), quirk("commit"), NULL);
	kit.d->close(conn);
	kit_rows(kit_open(), "SELECT id FROM " A, "1\n");
}

static void over_batches(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, quirk("begin"), NULL);
	kit_ok(conn, INSERT(1), NULL);
	kit_ok(conn, INSERT(2), NULL);
	kit_ok(conn, quirk("commit"), NULL);
	kit_rows(conn, "SELECT count(*) FROM " A, "2\n");
	kit_state(conn, DUNLIN_TX_NONE, "after COMMIT");
}

static void statement(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, quirk("begin"), INSERT(1), "ROLLBACK", NULL);
	kit_state(conn, DUNLIN_TX_NONE, "after ROLLBACK");
	kit_rows(conn, "SELECT count(*) FROM " A, "0\n");
}

static void call(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, quirk("begin"), INSERT(1), "UPDATE " A " SET v = 'x'", NULL);
	roll_back(conn);
	kit_state(conn, DUNLIN_TX_NONE, "after rollback()");
	kit_rows(conn, "SELECT count(*) FROM " A, "0\n");
	kit_ok(conn, INSERT(2), NULL);
	kit_rows(conn, "SELECT id FROM " A, "2\n");
}

static void none(void)
{
	dunlin_conn *conn = kit_start();

	roll_back(conn);
	roll_back(conn);
	kit_ok(conn, INSERT(1), NULL);
	roll_back(conn);
	kit_rows(conn, "SELECT id FROM " A, "1\n");
}

static void ddl(void)
{
	dunlin_conn *conn = kit_start();

	if (!quirk_says("ddl_in_transaction"))
		kit_leave_out(KIT_NEEDLESS, "a rollback undoes no DDL here");
	kit_ok(conn, quirk("begin"), "CREATE TABLE " C " (a INTEGER)", "DROP TABLE " B, NULL);
	roll_back(conn);
	kit_is(kit_query(conn, "SELECT a FROM " C), DUNLIN_EMISSING,
	       "a table that was rolled back");
	kit_rows(conn, "SELECT a FROM " B, "");
}

static void state(void)
{
	dunlin_conn *conn = kit_start();

	kit_state(conn, DUNLIN_TX_NONE, "before anything");
	kit_ok(conn, quirk("begin"), NULL);
	kit_state(conn, DUNLIN_TX_OPEN, "after BEGIN");
	kit_ok(conn, INSERT(1), NULL);
	kit_state(conn, DUNLIN_TX_OPEN, "within a transaction");
	kit_ok(conn, quirk("commit"), NULL);
	kit_state(conn, DUNLIN_TX_NONE, "after COMMIT");
}

/* Whatever it says after an error must be so. */
static void failed(void)
{
	dunlin_conn *conn = kit_start();
	int32_t said;

	kit_ok(conn, quirk("begin"), INSERT(1), NULL);
	(void)kit_exec(conn, "SELECT a FROM " C, NULL);
	said = kit.d->tx_state(conn);
	want(said == DUNLIN_TX_OPEN || said == DUNLIN_TX_FAILED || said == DUNLIN_TX_NONE,
	     "tx_state() is %d", said);
	if (said == DUNLIN_TX_FAILED)
		want(kit_query(conn, "SELECT 1") != DUNLIN_OK,
		     "a transaction that takes nothing but a rollback took a query");
	else
		kit_is(kit_query(conn, "SELECT 1"), DUNLIN_OK,
		       "a query, in what tx_state() calls sound");
	roll_back(conn);
	kit_rows(conn, "SELECT count(*) FROM " A, said == DUNLIN_TX_NONE ? "1\n" : "0\n");
}

static void after_failure(void)
{
	dunlin_conn *conn = kit_start();

	(void)kit_exec(conn, quirk("begin"), INSERT(1), "SELECT a FROM " C, INSERT(2),
		       quirk("commit"), NULL);
	roll_back(conn);
	kit_state(conn, DUNLIN_TX_NONE, "after rollback()");
	kit_rows(conn, "SELECT count(*) FROM " A, "0\n");
}

static void hidden(void)
{
	dunlin_conn *conn = kit_start(), *other = kit_open();

	kit_ok(conn, quirk("begin"), INSERT(1), NULL);
	kit_rows(other, "SELECT count(*) FROM " A, "0\n");
	kit_ok(conn, quirk("commit"), NULL);
	kit_rows(other, "SELECT count(*) FROM " A, "1\n");
}

static void work(void)
{
	dunlin_conn *conn = kit_open();

	kit_ok(conn, quirk("begin"), INSERT(1), "UPDATE " A " SET v = 'x'", NULL);
	kit_ready();
	pause();
}

static void killed(void)
{
	dunlin_conn *conn = kit_start();

	kit.d->close(conn);
	kit_kill(kit_fork(work));
	conn = kit_open();
	kit_rows(conn, "SELECT count(*) FROM " A, "0\n");
	kit_ok(conn, INSERT(1), NULL);
}

/* A mark of the journal is one with the statement that it is about, or is not there. */
static void journal(void)
{
	dunlin_conn *conn = kit_start();
	static const char mark[] = "UPDATE " A " SET v = 'done' WHERE id = 1 AND v = 'begun'";

	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'begun')", NULL);
	(void)kit_exec(conn, quirk("begin"), mark, "INSERT INTO " B " (a) VALUES (NULL)",
		       quirk("commit"), NULL);
	roll_back(conn);
	kit_rows(conn, "SELECT v FROM " A, "begun\n");
	kit_ok(conn, quirk("begin"), mark, "INSERT INTO " B " (a) VALUES (1)", quirk("commit"),
	       NULL);
	kit_rows(conn, "SELECT v FROM " A, "done\n");
	kit_ok(conn, mark, NULL);
	want(kit.events[0].rows <= 0, "a mark that found no row is told to have changed %d",
	     (int)kit.events[0].rows);
}

static void savepoint(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, quirk("begin"), INSERT(1), "SAVEPOINT s", INSERT(2), "ROLLBACK TO s",
	       INSERT(3), "RELEASE SAVEPOINT s", quirk("commit"), NULL);
	kit_rows(conn, "SELECT id FROM " A " ORDER BY id", "1\n3\n");
}

static void savepoint_error(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, quirk("begin"), INSERT(1), "SAVEPOINT s", NULL);
	(void)kit_exec(conn, "SELECT a FROM " C, NULL);
	kit_ok(conn, "ROLLBACK TO s", INSERT(2), quirk("commit"), NULL);
	kit_rows(conn, "SELECT id FROM " A " ORDER BY id", "1\n2\n");
}

static void savepoint_state(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, quirk("begin"), "SAVEPOINT s", "RELEASE SAVEPOINT s", NULL);
	kit_state(conn, DUNLIN_TX_OPEN, "after RELEASE");
	roll_back(conn);
}

const struct kit_case cases_tx[] = {
	{ "tx_commit_keeps", 0, false, commit_keeps },
	{ "tx_over_batches", 0, false, over_batches },
	{ "tx_rollback_statement", 0, false, statement },
	{ "tx_rollback_call", 0, false, call },
	{ "tx_rollback_of_none", 0, false, none },
	{ "tx_rollback_of_ddl", 0, false, ddl },
	{ "tx_rollback_after_failure", 0, false, after_failure },
	{ "tx_state", 0, false, state },
	{ "tx_state_after_error", 0, false, failed },
	{ "tx_hidden_until_commit", 0, false, hidden },
	{ "tx_killed", 0, false, killed },
	{ "tx_journal", 0, false, journal },
	{ "tx_savepoint", DUNLIN_CAP_SAVEPOINTS, false, savepoint },
	{ "tx_savepoint_after_error", DUNLIN_CAP_SAVEPOINTS, false, savepoint_error },
	{ "tx_savepoint_state", DUNLIN_CAP_SAVEPOINTS, false, savepoint_state },
	{ 0 },
};
