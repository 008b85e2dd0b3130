/* What a session of MariaDB is made to do by a body, a server or somebody else, and what a run makes of it. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "engine/lab.h"

/* ---- timeouts that a body says ------------------------------------------------------- */

static void timeout__of_a_body_bounds_its_statements(void **state)
{
	static const char *const bodies[] = {
		("-- dunlin: statement-timeout 200ms\nINSERT INTO a VALUES (2);\n"
		 "INSERT INTO a SELECT SLEEP(120);\n"),
		"-- dunlin: statement-timeout 200ms\nCREATE TABLE b AS SELECT SLEEP(120) AS x;\n",
		"-- dunlin: statement-timeout 200ms\nDO SLEEP(120);\n",
	};
	struct lab *lab = *state;
	size_t i;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		lab_put(lab, "0002_b.up.sql", bodies[i]);
		lab_up_fails(lab, DUNLIN_ECANCELED,
			     "canceled after the statement timeout of 200 ms");
		lab_sqlstate(lab, "57014");
		lab_applied(lab, "1");
		lab_rows(lab, "SELECT x FROM a", "");
	}
}

/* One that is longer than the target's is obeyed as well. */
static void timeout__of_a_body_comes_before_that_of_the_target(void **state)
{
	struct lab *lab = *state;

	lab->options.statement_timeout_ms = 500;
	lab_put(lab, "0001_a.up.sql", "-- dunlin: statement-timeout 60s\nDO SLEEP(2);\n");
	lab_put(lab, "0002_b.up.sql", "DO SLEEP(120);\n");
	lab_up_fails(lab, DUNLIN_ECANCELED, "canceled after the statement timeout of 500 ms");
	lab_applied(lab, "1");
}

static void timeout__of_a_body_is_gone_behind_it(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql",
		"-- dunlin: statement-timeout 100s\n-- dunlin: lock-timeout 90s\n"
		"CREATE TABLE a (t double, l int, r int);\n"
		"INSERT INTO a VALUES (@@max_statement_time, @@lock_wait_timeout, "
		"@@innodb_lock_wait_timeout);\n");
	lab_put(lab, "0002_b.up.sql",
		"INSERT INTO a VALUES (@@max_statement_time, @@lock_wait_timeout, "
		"@@innodb_lock_wait_timeout);\n");
	lab_put(lab, "0003_c.up.sql",
		"-- dunlin: lock-timeout 0\n"
		"INSERT INTO a VALUES (1, @@lock_wait_timeout, @@innodb_lock_wait_timeout);\n");
	lab_put(lab, "0004_d.up.sql",
		"INSERT INTO a VALUES (2, @@lock_wait_timeout, @@innodb_lock_wait_timeout);\n");
	lab->options.lock_timeout_ms = 7000;
	lab_up(lab);
	lab_rows(lab, "SELECT t, l, r FROM a ORDER BY t DESC",
		 "100|90|90\n2|7|7\n1|31536000|31536000\n0|7|7");
	lab->options.lock_timeout_ms = 0;
	lab_put(lab, "0005_e.up.sql",
		"INSERT INTO a VALUES (3, @@lock_wait_timeout, @@innodb_lock_wait_timeout);\n");
	lab_up(lab);
	lab_rows(lab, "SELECT l, r FROM a WHERE t = 3", "5|5");
}

/* ---- interrupted -------------------------------------------------------------------- */

static void *interrupt(void *payload)
{
	struct lab *lab = payload;
	dunlin_conn *conn = lab_connect(lab);

	lab_until(lab,
		  "SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'DO SLEEP%'",
		  "1");
	assert_int_equal(
		lab_exec_on(lab, conn,
			    lab_text(lab, "KILL QUERY %s",
				     lab_ask(lab, "SELECT ID FROM information_schema.PROCESSLIST "
						  "WHERE INFO LIKE 'DO SLEEP%'"))),
		DUNLIN_OK);
	lab->driver->close(conn);
	return NULL;
}

/* DO says only in a warning that it was. */
static void interrupted__is_not_done(void **state)
{
	struct lab *lab = *state;
	pthread_t thread;

	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\nDO SLEEP(120);\n");
	lab_rows(lab, "SELECT 1", "1"); /* connects */
	assert_int_equal(pthread_create(&thread, NULL, interrupt, lab), 0);
	assert_int_equal(lab_try_up(lab), DUNLIN_ECANCELED);
	assert_int_equal(pthread_join(thread, NULL), 0);
	lab_failed(lab, DUNLIN_ECANCELED, DUNLIN_ECANCELED, "interrupted");
	lab_at(lab, "m/0001_a.up.sql:3", "DO SLEEP(120);");
	lab_rows(lab, "SELECT x FROM a", "");
	lab_applied(lab, "");
}

/* ---- what runs statements of its own -------------------------------------------- */

#define TABLE_A "CREATE TABLE a (x int PRIMARY KEY);\n"
#define IDIOM                                                           \
	"CREATE PROCEDURE p() BEGIN INSERT INTO a VALUES (2); "         \
	"IF NOT EXISTS (SELECT 1 FROM information_schema.TABLES WHERE " \
	"TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'b') "              \
	"THEN CREATE TABLE b (x int); END IF; DELETE FROM a WHERE x = 2; END;\n"

/* A procedure that commits must not take along the journal's word on what comes behind it. */
static void call__that_commits_leaves_the_rest_pending(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql", TABLE_A IDIOM);
	lab_up(lab);
	lab_put(lab, "0002_b.up.sql",
		"INSERT INTO a VALUES (1);\nCALL p();\nINSERT INTO a VALUES (1);\n");
	lab_up_fails(lab, DUNLIN_EEXISTS, "Duplicate entry");
	lab_at(lab, "m/0002_b.up.sql:3", NULL);
	lab_state(lab, "what comes before statement 3 is done and stays");
	lab_put(lab, "0002_b.up.sql",
		"INSERT INTO a VALUES (1);\nCALL p();\nINSERT INTO a VALUES (3);\n");
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n3");
	lab_rows(lab, "SELECT count(*) FROM b", "0");
	lab_applied(lab, "1 2");
	lab_chain(lab);
}

static void execute__that_commits_leaves_the_rest_pending(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql",
		TABLE_A "SET @q = 'CREATE TABLE b (x int)';\nINSERT INTO a VALUES (1);\n"
			"PREPARE s FROM @q;\nEXECUTE s;\nDEALLOCATE PREPARE s;\n"
			"EXECUTE IMMEDIATE 'CREATE TABLE c (x int)';\nINSERT INTO a VALUES (1);\n");
	lab_up_fails(lab, DUNLIN_EEXISTS, "Duplicate entry");
	lab_at(lab, "m/0001_a.up.sql:8", NULL);
	lab_put(lab, "0001_a.up.sql",
		TABLE_A "SET @q = 'CREATE TABLE b (x int)';\nINSERT INTO a VALUES (1);\n"
			"PREPARE s FROM @q;\nEXECUTE s;\nDEALLOCATE PREPARE s;\n"
			"EXECUTE IMMEDIATE 'CREATE TABLE c (x int)';\nINSERT INTO a VALUES (2);\n");
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a", "1\n2");
	lab_applied(lab, "1");
	lab_chain(lab);
}

static void compound__that_fails_is_undone_whole(void **state)
{
	static const char *const statements[] = {
		"CALL p();\n",
		"BEGIN NOT ATOMIC INSERT INTO a VALUES (1); INSERT INTO a VALUES (1); END;\n",
		"EXECUTE IMMEDIATE 'INSERT INTO a VALUES (1), (1)';\n",
	};
	struct lab *lab = *state;
	size_t i;

	lab_put(lab, "0001_a.up.sql",
		TABLE_A "CREATE PROCEDURE p() BEGIN INSERT INTO a VALUES (1); "
			"INSERT INTO a VALUES (1); END;\n");
	lab_up(lab);
	for (i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		lab_put(lab, "0002_b.up.sql", statements[i]);
		lab_up_fails(lab, DUNLIN_EEXISTS, "Duplicate entry");
		lab_rows(lab, "SELECT x FROM a", "");
		assert_null(dunlin_error_hint(lab->err));
		lab_rows(lab, "SELECT count(*) FROM dunlin_journal", "0");
	}
	lab_put(lab, "0002_b.up.sql", "CALL p();\n");
	lab_exec(lab, "DROP PROCEDURE p",
		 "CREATE PROCEDURE p() BEGIN CREATE TABLE IF NOT EXISTS b (x int); "
		 "INSERT INTO a VALUES (1), (1); END",
		 NULL);
	lab_up_fails(lab, DUNLIN_EEXISTS, "what it had committed by itself before it failed stays");
}

static void procedure__may_be_tried_by_a_verify_body(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql",
		TABLE_A "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; INSERT INTO a VALUES (7); "
			"END;\n");
	lab_put(lab, "0001_a.verify.sql", "CALL p();\n");
	lab_up(lab);
	lab_verify(lab, 1);
	lab_rows(lab, "SELECT x FROM a", "");
}

static void modes__that_change_texts_are_refused(void **state)
{
	static const char *const modes[] = { "NO_BACKSLASH_ESCAPES", "EMPTY_STRING_IS_NULL" };
	struct lab *lab = *state;
	const char *session[1];
	size_t i;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\n");
	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		session[0] = lab_text(lab, "SET sql_mode = 'ANSI_QUOTES,%s'", modes[i]);
		lab->options.session = session;
		lab->options.n_session = 1;
		lab_up_fails(lab, DUNLIN_EUNSUPPORTED, lab_text(lab, "sql_mode has %s", modes[i]));
		lab_failed(lab, DUNLIN_EUNSUPPORTED, DUNLIN_EUNSUPPORTED,
			   lab_text(lab, "REPLACE(@@sql_mode, '%s', '')", modes[i]));
	}
	lab->options.n_session = 0;
	lab_up(lab);
}

/* ---- connecting ---------------------------------------------------------------------- */

static void tls__is_not_gone_without(void **state)
{
	struct lab *lab = *state;
	const bool offered = strcmp(lab_ask(lab, "SELECT @@have_ssl"), "YES") == 0;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\n");
	lab->options.url = lab_text(lab, "%s&ssl-mode=required", lab->url);
	if (offered) {
		lab_up(lab);
		return;
	}
	lab_up_fails(lab, DUNLIN_ECONNECT,
		     "the URL asks for TLS, and the server does not offer it");
	lab->options.url = lab_text(lab, "%s&ssl-cert=/none.pem&ssl-key=/none.pem", lab->url);
	lab_up_fails(lab, DUNLIN_ECONNECT,
		     "the URL asks for TLS, and the server does not offer it");
	lab->options.url = lab_text(lab, "%s&ssl-mode=verify-full", lab->url);
	lab_up_fails(lab, DUNLIN_ECONNECT, "the server does not support it");
	lab->options.url = lab_text(lab, "%s&ssl-mode=disabled", lab->url);
	lab_up(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_MYSQL(timeout__of_a_body_bounds_its_statements),
		ON_MYSQL(timeout__of_a_body_comes_before_that_of_the_target),
		ON_MYSQL(timeout__of_a_body_is_gone_behind_it),
		ON_MYSQL(interrupted__is_not_done),
		ON_MYSQL(call__that_commits_leaves_the_rest_pending),
		ON_MYSQL(execute__that_commits_leaves_the_rest_pending),
		ON_MYSQL(compound__that_fails_is_undone_whole),
		ON_MYSQL(procedure__may_be_tried_by_a_verify_body),
		ON_MYSQL(modes__that_change_texts_are_refused),
		ON_MYSQL(tls__is_not_gone_without),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
