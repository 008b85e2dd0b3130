/* MariaDB through the engine: up and down, errors, the lock, cancel, and what is begun and cut off. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/lab.h"

static void up_and_down__are_journalled_and_logged(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0002_b.up.sql", "INSERT INTO a VALUES (2);\n");
	lab_put(lab, "0002_b.down.sql", "DELETE FROM a WHERE x = 2;\n");
	lab_put(lab, "R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT x FROM a;\n");
	lab_put(lab, "R__v.down.sql", "DROP VIEW v;\n");
	lab_up(lab);
	lab_applied(lab, "1 2 R:v");
	lab_rows(lab, "SELECT x FROM v ORDER BY x", "1\n2");
	lab_chain(lab);
	lab_down(lab, 0);
	lab_applied(lab, "");
	lab_rows(lab, "SELECT count(*) FROM dunlin_journal", "0");
	lab_up(lab);
	lab_applied(lab, "1 2 R:v");
	lab_chain(lab);
}

static void error__says_where_and_what_stays(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int);\n\nINSERT INTO a\n  VALUES (1),\n  VALU (2);\n");
	lab_up_fails(lab, DUNLIN_ESYNTAX, "syntax");
	lab_at(lab, "m/0001_a.up.sql:5:3", "  VALU (2);");
	lab_sqlstate(lab, "42000");
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int);\n\nINSERT INTO a\n  VALUES (1),\n  (2);\n");
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a", "1\n2");
}

static void constraints__have_the_sqlstates_of_every_driver(void **state)
{
	static const struct {
		const char *sql, *sqlstate;
	} cases[] = {
		{ "INSERT INTO c VALUES (NULL, 1, 1)", "23502" },
		{ "INSERT INTO c VALUES (1, 9, 1)", "23503" },
		{ "INSERT INTO p VALUES (1)", "23505" },
		{ "INSERT INTO c VALUES (1, 1, -1)", "23514" },
	};
	struct lab *lab = *state;
	size_t i;

	lab_exec(lab, "CREATE TABLE p (id int PRIMARY KEY)", "INSERT INTO p VALUES (1)",
		 "CREATE TABLE c (id int NOT NULL, p int, n int CHECK (n > 0), "
		 "FOREIGN KEY (p) REFERENCES p (id))",
		 NULL);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		lab_put(lab, "0001_a.up.sql", cases[i].sql);
		assert_int_not_equal(lab_try_up(lab), DUNLIN_OK);
		lab_sqlstate(lab, cases[i].sqlstate);
	}
}

static void replicas__cannot_be_waited_for(void **state)
{
	struct lab *lab = *state;
	const struct dunlin_wish wish = { .size = sizeof(wish), .replicas = DUNLIN_REPLICAS_BYTES };
	dunlin_engine *engine;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\n");
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_migrate(engine, &wish, NULL, lab->err), DUNLIN_EUNSUPPORTED,
		   "the driver mysql cannot tell how far replicas are behind");
	assert_string_equal(dunlin_error_state(lab->err), "nothing was changed");
	dunlin_engine_close(engine);
	lab_up(lab);
	lab_applied(lab, "1");
}

static void routines__need_no_delimiter_and_may_have_one(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int);\n"
		"CREATE PROCEDURE p(n int) BEGIN IF n > 0 THEN INSERT INTO a VALUES (n); END IF; END;\n"
		"DELIMITER //\n"
		"CREATE FUNCTION f() RETURNS int DETERMINISTIC BEGIN RETURN 5; END//\n"
		"DELIMITER ;\n"
		"/*!50000 INSERT INTO a VALUES (7) */;\n"
		"CALL p(f());\n");
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "5\n7");
}

static void own_rows__are_kept_whole_without_a_strict_mode(void **state)
{
	static const char *const session[] = { "SET sql_mode = ''" };
	struct lab *lab = *state;

	lab->options.session = session;
	lab->options.n_session = 1;
	lab_put(lab, "0001_a.up.sql",
		"SET @x = 1;\nCREATE TABLE a (x int);\nINSERT INTO a VALUES (@x);\n");
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a", "1");
	lab_chain(lab);
}

static void *cancel_soon(void *payload)
{
	struct lab *lab = ((void **)payload)[0];

	lab_until(
		lab,
		"SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP(%'",
		"1");
	dunlin_cancel(((void **)payload)[1]);
	return NULL;
}

static void cancel__stops_the_statement(void **state)
{
	struct lab *lab = *state;
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_engine *engine;
	void *payload[2];
	pthread_t thread;

	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int);\nSELECT SLEEP(60) FROM (SELECT 1) AS t;\n");
	lab_rows(lab, "SELECT 1", "1"); /* connects */
	engine = lab_engine(lab);
	payload[0] = lab;
	payload[1] = engine;
	assert_int_equal(pthread_create(&thread, NULL, cancel_soon, payload), 0);
	assert_int_equal(dunlin_migrate(engine, &wish, NULL, NULL), DUNLIN_ECANCELED);
	assert_int_equal(pthread_join(thread, NULL), 0);
	dunlin_engine_close(engine);
	lab_until(
		lab,
		"SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP(%'",
		"0");
}

static void runners__eight_at_once_apply_once(void **state)
{
	struct lab *lab = *state;
	pid_t pids[8];
	int i, status;

	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int);\nSET @x = 3;\nINSERT INTO a VALUES (@x);\n");
	lab_put(lab, "0002_b.up.sql", "ALTER TABLE a ADD COLUMN y int;\n");
	lab->options.lock_wait_ms = 60000;
	lab_leave(lab);
	for (i = 0; i < 8; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			_exit(lab_try_up(lab));
	}
	for (i = 0; i < 8; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	lab_rows(lab, "SELECT x FROM a", "3");
	lab_applied(lab, "1 2");
	lab_chain(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_MYSQL(up_and_down__are_journalled_and_logged),
		ON_MYSQL(error__says_where_and_what_stays),
		ON_MYSQL(constraints__have_the_sqlstates_of_every_driver),
		ON_MYSQL(replicas__cannot_be_waited_for),
		ON_MYSQL(routines__need_no_delimiter_and_may_have_one),
		ON_MYSQL(own_rows__are_kept_whole_without_a_strict_mode),
		ON_MYSQL(cancel__stops_the_statement),
		ON_MYSQL(runners__eight_at_once_apply_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
