/* MariaDB: what a database holds, and what goes on in it.  Run once more by mysql_counted.sh on a server
 * that counts: there performance_schema is on. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/inspected.h"
#include "drivers/my.h"

static dunlin_conn *conn;
static dunlin_conn *other;
static bool counted;

static int fresh(void **state)
{
	struct rig_rows rows = { .count = 0 };
	char sql[128];

	(void)state;
	conn = my_open();
	snprintf(sql, sizeof(sql), "DROP DATABASE %s", my_own);
	rig_exec_ok(conn, sql);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s", my_own);
	rig_exec_ok(conn, sql);
	snprintf(sql, sizeof(sql), "USE %s", my_own);
	rig_exec_ok(conn, sql);
	other = my_open();
	assert_int_equal(rig_query(conn, "SELECT @@global.performance_schema", &rows), DUNLIN_OK);
	counted = strcmp(rows.text, "1\n") == 0;
	return 0;
}

static int done(void **state)
{
	(void)state;
	rig_driver->close(conn);
	rig_driver->close(other);
	return 0;
}

/* --- tables --- */

static void mysql__tables_of_every_kind_are_listed(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE `O'dd ``\"ñame` (a int PRIMARY KEY, b text, KEY (b(20)))");
	rig_exec_ok(conn, "INSERT INTO `O'dd ``\"ñame` SELECT seq, repeat('x', 100) "
			  "FROM seq_1_to_5000");
	rig_exec_ok(conn, "ANALYZE TABLE `O'dd ``\"ñame`");
	rig_exec_ok(conn, "CREATE TABLE bare (a int) ENGINE=MyISAM");
	rig_exec_ok(conn, "CREATE TABLE p (a int) PARTITION BY HASH (a) PARTITIONS 3");
	rig_exec_ok(conn, "CREATE TABLE v (a int) WITH SYSTEM VERSIONING");
	rig_exec_ok(conn, "CREATE VIEW w AS SELECT 1 AS a");
	rig_exec_ok(conn, "CREATE SEQUENCE s");
	rig_exec_ok(conn, "CREATE TEMPORARY TABLE fleeting (a int)");
	inspected_look(&what, conn, DUNLIN_INSPECT_TABLES);
	assert_int_equal(what.n_rows, 4);
	assert_string_equal(what.cells[0][1], "O'dd `\"ñame"); /* the largest first */
	inspected_is(&what, "table", "O'dd `\"ñame", "schema", my_own);
	inspected_is(&what, "table", "O'dd `\"ñame", "engine", "InnoDB");
	assert_true(inspected_number(&what, "table", "O'dd `\"ñame", "rows") > 3000);
	assert_true(inspected_number(&what, "table", "O'dd `\"ñame", "table_bytes") > 400000);
	assert_true(inspected_number(&what, "table", "O'dd `\"ñame", "index_bytes") > 50000);
	assert_true(inspected_number(&what, "table", "O'dd `\"ñame", "total_bytes") ==
		    inspected_number(&what, "table", "O'dd `\"ñame", "table_bytes") +
			    inspected_number(&what, "table", "O'dd `\"ñame", "index_bytes"));
	inspected_is(&what, "table", "bare", "rows", "0");
	inspected_is(&what, "table", "bare", "kind", "table");
	inspected_is(&what, "table", "bare", "engine", "MyISAM");
	assert_non_null(inspected_cell(&what, "table", "bare", "last_change"));
	inspected_is(&what, "table", "p", "kind", "partitioned");
	inspected_is(&what, "table", "v", "kind", "system versioned");
	inspected_clear(&what);
}

/* A session that has a table to itself must not hold the look up. */
static void mysql__what_is_locked_is_listed(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE held (a int PRIMARY KEY)");
	rig_exec_ok(conn, "LOCK TABLE held WRITE");
	inspected_look(&what, other, DUNLIN_INSPECT_TABLES);
	assert_true(inspected_row(&what, "table", "held") >= 0);
	inspected_clear(&what);
	inspected_look(&what, other, DUNLIN_INSPECT_INDEXES);
	assert_true(inspected_row(&what, "table", "held") >= 0);
	inspected_clear(&what);
	rig_exec_ok(conn, "UNLOCK TABLES");
}

/* --- indexes --- */

static void make_indexes(void)
{
	rig_exec_ok(conn, "CREATE TABLE o (id int PRIMARY KEY)");
	rig_exec_ok(conn,
		    "CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(50), c text, d int, "
		    "o int, CONSTRAINT o_key FOREIGN KEY (o) REFERENCES o (id))");
	rig_exec_ok(conn, "CREATE INDEX used ON t (b)");
	rig_exec_ok(conn, "CREATE INDEX wide ON t (a, d DESC)");
	rig_exec_ok(conn, "CREATE INDEX narrow ON t (a)");
	rig_exec_ok(conn, "CREATE INDEX part ON t (b(10))");
	rig_exec_ok(conn, "CREATE INDEX part2 ON t (b(10))");
	rig_exec_ok(conn, "CREATE INDEX hidden ON t (d) IGNORED");
	rig_exec_ok(conn, "CREATE UNIQUE INDEX `o'dd`` é` ON t (d, id)");
	rig_exec_ok(conn, "CREATE UNIQUE INDEX one ON t (c(30))");
	rig_exec_ok(conn, "CREATE INDEX twin ON t (id)");
	rig_exec_ok(conn, "CREATE FULLTEXT INDEX words ON t (c)");
	rig_exec_ok(conn, "INSERT INTO t SELECT seq, seq, seq, seq, seq, NULL FROM seq_1_to_1000");
	rig_exec_ok(conn, "SELECT * FROM t FORCE INDEX (used) WHERE b = '7'");
	rig_exec_ok(conn, "ANALYZE TABLE t");
}

static void mysql__indexes_that_nobody_needs_come_first(void **state)
{
	struct inspected what;

	(void)state;
	if (!counted)
		rig_exec_ok(conn, "SET GLOBAL userstat = ON");
	make_indexes();
	inspected_look(&what, other, DUNLIN_INSPECT_INDEXES);
	inspected_is(&what, "index", "used", "note", NULL);
	assert_true(inspected_number(&what, "index", "used", "rows_read") > 0);
	inspected_is(&what, "index", "wide", "note", "unused");
	inspected_is(&what, "index", "wide", "rows_read", "0");
	inspected_is(&what, "index", "wide", "definition", "BTREE (`a`, `d` DESC)");
	inspected_is(&what, "index", "narrow", "note", "prefix of wide");
	inspected_is(&what, "index", "part", "note", "unused");
	inspected_is(&what, "index", "part2", "note", "duplicate of part");
	inspected_is(&what, "index", "part", "definition", "BTREE (`b`(10))");
	inspected_is(&what, "index", "hidden", "ignored", "true");
	inspected_is(&what, "index", "hidden", "note", "prefix of o'dd` é");
	inspected_is(&what, "index", "o'dd` é", "unique", "true");
	inspected_is(&what, "index", "o'dd` é", "note", NULL);
	inspected_is(&what, "index", "one", "note", NULL);
	inspected_is(&what, "index", "twin", "note", "duplicate of PRIMARY");
	inspected_is(&what, "index", "o_key", "note", NULL); /* a foreign key needs it */
	inspected_is(&what, "index", "words", "definition", "FULLTEXT (`c`)");
	inspected_is(&what, "index", "words", "bytes", NULL);
	assert_true(inspected_number(&what, "index", "used", "bytes") >= 16384);
	assert_non_null(what.cells[0][3]);
	assert_null(what.cells[what.n_rows - 1][3]);
	inspected_clear(&what);
	if (!counted)
		rig_exec_ok(conn, "SET GLOBAL userstat = OFF");
}

static void mysql__use_is_unknown_where_nobody_counts(void **state)
{
	struct inspected what;

	(void)state;
	make_indexes();
	if (counted)
		return; /* the same server cannot do without */
	inspected_look(&what, other, DUNLIN_INSPECT_INDEXES);
	inspected_is(&what, "index", "wide", "note", NULL);
	inspected_is(&what, "index", "wide", "rows_read", NULL);
	inspected_is(&what, "index", "part2", "note", "duplicate of part");
	inspected_clear(&what);
}

static void mysql__an_index_of_partitions_is_one(void **state)
{
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE p (a int, KEY a (a)) PARTITION BY HASH (a) PARTITIONS 3");
	rig_exec_ok(conn, "INSERT INTO p SELECT seq FROM seq_1_to_100");
	rig_exec_ok(conn, "ANALYZE TABLE p");
	inspected_look(&what, conn, DUNLIN_INSPECT_INDEXES);
	assert_int_equal(what.n_rows, 1);
	assert_true(inspected_number(&what, "index", "a", "bytes") == 3 * 16384);
	inspected_clear(&what);
}

/* --- activity and locks --- */

/* For a tenth of a second after each look InnoDB shows again what it has shown: looks until there are so
 * many rows, 20 s at most. */
static void look_for(struct inspected *what, uint32_t topic, size_t rows)
{
	int tries;

	for (tries = 0; tries < 100; tries++) {
		rig_exec_ok(conn, "DO SLEEP(0.2)");
		inspected_look(what, conn, topic);
		if (what->n_rows == rows)
			return;
		inspected_clear(what);
	}
	fail_msg("topic %u never has %zu rows", topic, rows);
}

struct worker {
	pthread_t thread;
	dunlin_conn *conn;
	const char *sql;
	dunlin_status status;
};

static void *work(void *arg)
{
	struct worker *worker = arg;

	worker->status =
		rig_driver->query(worker->conn, worker->sql, strlen(worker->sql), NULL, NULL, NULL);
	return NULL;
}

static void start_work(struct worker *worker, dunlin_conn *on, const char *sql)
{
	worker->conn = on;
	worker->sql = sql;
	assert_int_equal(pthread_create(&worker->thread, NULL, work, worker), 0);
}

static void mysql__what_runs_is_told_and_what_idles_is_not(void **state)
{
	dunlin_conn *third = my_open();
	struct worker worker = { .status = DUNLIN_OK };
	const char *runs = my_id(other), *idles = my_id(third);
	struct inspected what;

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE t (a int)");
	start_work(&worker, other, "SELECT /* é\n */ SLEEP(60)");
	my_until(conn,
		 "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = %s "
		 "AND STATE = 'User sleep'",
		 runs);
	inspected_look(&what, conn, DUNLIN_INSPECT_ACTIVITY);
	inspected_is(&what, "pid", runs, "state", "active");
	inspected_is(&what, "pid", runs, "user", "root");
	inspected_is(&what, "pid", runs, "client", "localhost");
	inspected_is(&what, "pid", runs, "stage", "User sleep");
	inspected_is(&what, "pid", runs, "statement", "SELECT /* é\n */ SLEEP(60)");
	assert_true(inspected_number(&what, "pid", runs, "lasts_ms") < 60000);
	assert_int_equal(inspected_row(&what, "pid", idles), -1);
	inspected_clear(&what);
	rig_exec_ok(third, "START TRANSACTION");
	rig_exec_ok(third, "INSERT INTO t VALUES (1)");
	look_for(&what, DUNLIN_INSPECT_ACTIVITY, 2);
	inspected_is(&what, "pid", idles, "state", "idle in transaction");
	inspected_is(&what, "pid", idles, "stage", NULL);
	inspected_is(&what, "pid", idles, "statement", NULL);
	assert_true(inspected_number(&what, "pid", idles, "transaction_ms") < 60000);
	inspected_clear(&what);
	rig_driver->cancel(other);
	assert_int_equal(pthread_join(worker.thread, NULL), 0);
	assert_int_equal(worker.status, DUNLIN_ECANCELED);
	rig_driver->close(third);
}

/* What one session waits for, with `held` done in another, which ends it with `let_go`. */
static void wait_for(struct inspected *what, const char *held, const char *waits,
		     const char *let_go, bool blocker)
{
	dunlin_conn *third = my_open();
	struct worker worker = { .status = DUNLIN_OK };
	const char *id = my_id(other), *holder = my_id(third);

	rig_exec_ok(third, "START TRANSACTION");
	rig_exec_ok(third, held);
	rig_exec_ok(other, "SET lock_wait_timeout = 60, innodb_lock_wait_timeout = 60");
	start_work(&worker, other, waits);
	look_for(what, DUNLIN_INSPECT_LOCKS, 1);
	inspected_is(what, "waiting_pid", id, "blocking_pid", blocker ? holder : NULL);
	inspected_is(what, "waiting_pid", id, "waiting_statement", waits);
	inspected_is(what, "waiting_pid", id, "waiting_user", "root");
	inspected_is(what, "waiting_pid", id, "blocking_user", blocker ? "root" : NULL);
	assert_non_null(inspected_cell(what, "waiting_pid", id, "waits_ms"));
	rig_exec_ok(third, let_go);
	assert_int_equal(pthread_join(worker.thread, NULL), 0);
	assert_int_equal(worker.status, DUNLIN_OK);
	rig_driver->close(third);
}

static void mysql__who_waits_and_for_whom(void **state)
{
	struct inspected what;
	char object[128];

	(void)state;
	rig_exec_ok(conn, "CREATE TABLE `o'dd é` (a int PRIMARY KEY)");
	rig_exec_ok(conn, "INSERT INTO `o'dd é` VALUES (1)");
	inspected_look(&what, conn, DUNLIN_INSPECT_LOCKS);
	assert_int_equal(what.n_rows, 0);
	inspected_clear(&what);
	wait_for(&what, "UPDATE `o'dd é` SET a = 2", "UPDATE `o'dd é` SET a = 3", "ROLLBACK", true);
	snprintf(object, sizeof(object), "a row of `%s`.`o'dd é`", my_own);
	inspected_is(&what, "object", object, "mode", "X");
	inspected_is(&what, "object", object, "blocking_state", "idle in transaction");
	inspected_is(&what, "object", object, "blocking_statement", NULL);
	assert_non_null(inspected_cell(&what, "object", object, "transaction_ms"));
	inspected_clear(&what);
	wait_for(&what, "SELECT a FROM `o'dd é`", "ALTER TABLE `o'dd é` ADD b int", "ROLLBACK",
		 counted);
	snprintf(object, sizeof(object), "`%s`.`o'dd é`", my_own);
	inspected_is(&what, "object", counted ? object : "table metadata lock", "mode",
		     counted ? "EXCLUSIVE" : NULL);
	inspected_clear(&what);
	wait_for(&what, "SELECT GET_LOCK('l', 0)", "SELECT GET_LOCK('l', 60)",
		 "DO RELEASE_LOCK('l')", counted);
	assert_true(inspected_row(&what, "object", counted ? "lock l" : "lock of GET_LOCK") >= 0);
	inspected_clear(&what);
}

/* --- with few rights --- */

static void mysql__a_user_that_may_only_read_can_look(void **state)
{
	struct inspected what;
	dunlin_conn *looker;
	char sql[256];

	(void)state;
	rig_exec_ok(conn, "CREATE OR REPLACE USER dunlin_looker@localhost");
	snprintf(sql, sizeof(sql), "GRANT SELECT ON %s.* TO dunlin_looker@localhost", my_own);
	rig_exec_ok(conn, sql);
	make_indexes();
	looker = rig_open(my_url_as(my_own, "dunlin_looker"), 0);
	inspected_look(&what, looker, DUNLIN_INSPECT_TABLES);
	inspected_is(&what, "table", "t", "engine", "InnoDB");
	inspected_clear(&what);
	inspected_look(&what, looker, DUNLIN_INSPECT_INDEXES);
	inspected_is(&what, "index", "part2", "note", "duplicate of part");
	inspected_is(&what, "index", "used", "bytes", NULL);
	inspected_is(&what, "index", "used", "rows_read", NULL);
	inspected_clear(&what);
	inspected_look(&what, looker, DUNLIN_INSPECT_ACTIVITY);
	assert_int_equal(what.n_rows, 0);
	inspected_clear(&what);
	/* That it sees no waits must not look as if there were none. */
	assert_int_equal(inspected_ask(&what, looker, DUNLIN_INSPECT_LOCKS), DUNLIN_EPERM);
	rig_assert_fault(DUNLIN_EPERM, NULL, "may not see the locks of others");
	assert_non_null(strstr(rig_err.hint, "GRANT PROCESS"));
	assert_int_equal(what.n_columns, 0);
	rig_driver->close(looker);
	rig_exec_ok(conn, "DROP USER dunlin_looker@localhost");
}

static dunlin_status drop_column(void *payload, const struct dunlin_column *column)
{
	(void)payload;
	(void)column;
	return DUNLIN_OK;
}

static dunlin_status drop_row(void *payload, size_t n, const char *const *values)
{
	(void)payload;
	(void)n;
	(void)values;
	return DUNLIN_OK;
}

static void mysql__a_statement_timeout_ends_the_look(void **state)
{
	struct dunlin_open how = rig_how(my_url(my_own), 0);
	dunlin_conn *hasty = NULL;
	dunlin_status status;
	char sql[64];
	int i;

	(void)state;
	for (i = 0; i < 100; i++) {
		snprintf(sql, sizeof(sql), "CREATE TABLE t%d (a int, KEY (a)) ENGINE=MEMORY", i);
		rig_exec_ok(conn, sql);
	}
	how.statement_timeout_ms = 1;
	assert_int_equal(rig_driver->open(&hasty, &rig_host, &how, &rig_err), DUNLIN_OK);
	/* The server's timer may fire late, once everything has been read. */
	do
		status = rig_driver->inspect(hasty, DUNLIN_INSPECT_INDEXES, drop_column, drop_row,
					     NULL, &rig_err);
	while (status == DUNLIN_OK);
	assert_int_equal(status, DUNLIN_ECANCELED);
	assert_int_equal(rig_driver->tx_state(hasty), DUNLIN_TX_NONE);
	rig_driver->close(hasty);
}

/* --- slow --- */

static void mysql__slow_statements_need_a_server_that_counts(void **state)
{
	static const char text[] = "SELECT `a` FROM `counted` WHERE `a` = ? OR `sleep` (?) > ?";
	struct inspected what;

	(void)state;
	if (!counted) {
		assert_int_equal(inspected_ask(&what, conn, DUNLIN_INSPECT_SLOW),
				 DUNLIN_EUNSUPPORTED);
		rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "performance_schema");
		assert_non_null(strstr(rig_err.hint, "performance_schema = ON"));
		assert_int_equal(what.n_columns, 0);
		return;
	}
	rig_exec_ok(conn, "CREATE TABLE counted (a int)");
	rig_exec_ok(conn, "INSERT INTO counted VALUES (1)");
	rig_exec_ok(conn, "SELECT a FROM counted WHERE a = 2 OR sleep(0.5) > 7");
	rig_exec_ok(conn, "DO 0"); /* a statement is counted when it has been answered */
	inspected_look(&what, other, DUNLIN_INSPECT_SLOW);
	assert_true(what.n_rows > 0 && what.n_rows <= 20);
	inspected_is(&what, "statement", text, "calls", "1");
	inspected_is(&what, "statement", text, "rows", "0");
	assert_true(inspected_number(&what, "statement", text, "total_ms") >= 500);
	assert_true(inspected_number(&what, "statement", text, "max_ms") < 60000);
	inspected_clear(&what);
}

static void mysql__a_topic_that_is_none_is_not_supported(void **state)
{
	struct inspected what;

	(void)state;
	assert_int_equal(inspected_ask(&what, conn, 0), DUNLIN_EUNSUPPORTED);
	rig_assert_fault(DUNLIN_EUNSUPPORTED, NULL, "topic 0");
	assert_int_equal(what.n_columns, 0);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(mysql__tables_of_every_kind_are_listed),
		TEST(mysql__what_is_locked_is_listed),
		TEST(mysql__indexes_that_nobody_needs_come_first),
		TEST(mysql__use_is_unknown_where_nobody_counts),
		TEST(mysql__an_index_of_partitions_is_one),
		TEST(mysql__what_runs_is_told_and_what_idles_is_not),
		TEST(mysql__who_waits_and_for_whom),
		TEST(mysql__a_user_that_may_only_read_can_look),
		TEST(mysql__a_statement_timeout_ends_the_look),
		TEST(mysql__slow_statements_need_a_server_that_counts),
		TEST(mysql__a_topic_that_is_none_is_not_supported),
	};

	return cmocka_run_group_tests(tests, my_start, my_stop);
}
