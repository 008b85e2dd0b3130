/* Runs on PostgreSQL: pieces, sessions, timeouts, schemas, rights. */
#include "engine/lab.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* --- one transaction per migration -------------------------------------------------- */

static void runner__keeps_the_migrations_before_a_failure(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\nINSERT INTO a VALUES ('x');\n");
	lab_put(lab, "0003_c.sql", "CREATE TABLE c (x int);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "invalid input syntax for type integer");
	lab_at(lab, "m/0002_b.sql:2:23", "INSERT INTO a VALUES ('x');");
	lab_sqlstate(lab, "22P02");
	lab_state(lab,
		  "statement 2 of 2, rolled back; 0001 is applied, 0002 and 1 more are pending");
	assert_int_equal(lab->result.applied, 1);
	assert_int_equal(lab->result.pending, 2);
	lab_logged(lab, "apply v1, fail v2");
	lab_rows(lab,
		 "SELECT detail LIKE '22P02, statement 2, line 2: invalid input%' FROM "
		 "dunlin_event WHERE event = 'fail'",
		 "t");
	lab_chain(lab);
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
	lab_up(lab);
	lab_applied(lab, "1 2 3");
	lab_logged(lab, "apply v1, fail v2, apply v2, apply v3");
	lab_chain(lab);
}

static void runner__fails_at_commit(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"CREATE TABLE p (id int PRIMARY KEY);\n"
		"CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED);\n");
	lab_put(lab, "0002_b.sql", "INSERT INTO c VALUES (1);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "cannot commit: ");
	lab_sqlstate(lab, "23503");
	assert_string_equal(dunlin_error_file(lab->err), "m/0002_b.sql");
	lab_logged(lab, "apply v1, fail v2");
	lab_rows(lab, "SELECT count(*) FROM c", "0");
}

static void runner__measures_by_the_servers_clock(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "SELECT pg_sleep(0.05);\n");
	lab_up(lab);
	lab_rows(lab,
		 "SELECT duration_us BETWEEN 50000 AND 9000000, statements FROM dunlin_history",
		 "t|1");
}

/* --- pieces ------------------------------------------------------------------------------ */

static void runner__creates_an_index_concurrently(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.up.sql", "CREATE INDEX CONCURRENTLY a_x ON a (x);\n");
	lab_put(lab, "0002_b.down.sql", "DROP INDEX CONCURRENTLY a_x;\n");
	lab_put(lab, "0003_c.sql", "CREATE TABLE c (x int);\n");
	lab_up(lab);
	lab_logged(lab, "apply v1, start v2, apply v2, apply v3");
	lab_rows(lab, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_x'::regclass", "t");
	assert_true(lab_told(lab, "statement v0002 up 2/3 #1/1 m/0002_b.up.sql:1"));
	assert_int_equal(lab->result.applied, 3);
	lab_chain(lab);
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_DOWN, 0, "1", 0), DUNLIN_EREFUSED,
		   "0003_c has no down body");
	lab_put(lab, "0003_c.down.sql", "DROP TABLE c;\n");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_DOWN, 0, "1", 0), DUNLIN_OK);
	assert_int_equal(lab->result.reverted, 2);
	lab_rows(lab, "SELECT to_regclass('a_x')", "~");
	lab_logged(lab, "apply v1, start v2, apply v2, apply v3, revert v3, start v2, revert v2");
	lab_chain(lab);
}

/* What runs alone must not give up on a lock: a broken index would stay.  What runs between has
 * the session's timeouts again. */
static void runner__keeps_its_limits_around_what_stands_alone(void **state)
{
	struct lab *lab = *state;

	lab->options.lock_timeout_ms = 1234;
	lab_put(lab, "0001_a.sql",
		"CREATE TABLE a (x text);\n"
		"INSERT INTO a VALUES (current_setting('lock_timeout'));\n"
		"CREATE INDEX CONCURRENTLY a_x ON a (x);\n"
		"INSERT INTO a VALUES (current_setting('lock_timeout'));\n");
	lab_put(lab, "0002_b.sql",
		"-- dunlin: transaction off\n"
		"INSERT INTO a VALUES (current_setting('lock_timeout'));\n");
	lab_put(lab, "0003_c.sql", "INSERT INTO a VALUES (current_setting('lock_timeout'));\n");
	lab_up(lab);
	lab_rows(lab, "SELECT string_agg(x, ' ') FROM (SELECT x FROM a ORDER BY ctid) AS t",
		 "1234ms 1234ms 1234ms 1234ms");
}

static void runner__keeps_transactions_between_what_stands_alone(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"CREATE TABLE a (x int);\nCREATE TABLE b (x int);\n"
		"CREATE INDEX CONCURRENTLY a_x ON a (x);\n"
		"INSERT INTO a VALUES (1);\nINSERT INTO b VALUES (1);\n"
		"INSERT INTO a SELECT 1 / 0;\n");
	lab_up_fails(lab, DUNLIN_ESQL, "division by zero");
	lab_at(lab, "m/0001_a.sql:6", "INSERT INTO a SELECT 1 / 0;");
	lab_sqlstate(lab, "22012");
	lab_state(lab, "statement 6 of 6, what comes before statement 4 is done and stays");
	lab_rows(lab, "SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)", "0|0");
	lab_rows(lab, "SELECT to_regclass('a_x')", "a_x");
	lab_logged(lab, "start v1, fail v1");
	lab_chain(lab);
}

static void runner__runs_groups_of_a_body_without_a_transaction(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"-- dunlin: transaction off\nCREATE TABLE a (x int);\nBEGIN;\n"
		"INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);\nCOMMIT;\n"
		"VACUUM a;\nSTART TRANSACTION;\nINSERT INTO a VALUES (3);\nEND;\n");
	lab_up(lab);
	lab_rows(lab, "SELECT count(*), count(DISTINCT xmin::text) FROM a", "3|2");
	lab_logged(lab, "start v1, apply v1");
	lab_rows(lab, "SELECT statements FROM dunlin_history", "9");
}

/* --- the session ------------------------------------------------------------------------------ */

static void runner__records_although_a_body_took_another_role(void **state)
{
	struct lab *lab = *state;

	lab_exec(lab, lab_text(lab, "CREATE ROLE weak_%s", lab->dbname),
		 lab_text(lab, "GRANT CREATE ON SCHEMA public TO weak_%s", lab->dbname), NULL);
	lab_put(lab, "0001_a.sql",
		lab_text(lab, "SET ROLE weak_%s;\nCREATE TABLE a (x int);\n", lab->dbname));
	lab_put(lab, "0002_b.sql",
		lab_text(lab,
			 "SET SESSION AUTHORIZATION weak_%s;\n"
			 "CREATE TABLE b (x int);\n",
			 lab->dbname));
	lab_put(lab, "0003_c.sql",
		lab_text(lab,
			 "-- dunlin: transaction off\nSET ROLE weak_%s;\n"
			 "CREATE TABLE c (x int);\n",
			 lab->dbname));
	lab_put(lab, "0004_d.sql", "CREATE TABLE d (x int);\n");
	lab_up(lab);
	lab_rows(lab,
		 "SELECT string_agg(relname || ' ' || (relowner::regrole::text LIKE 'weak%'), "
		 "', ' ORDER BY relname) FROM pg_class WHERE relname IN ('a', 'b', 'c', 'd')",
		 "a true, b true, c true, d false");
	lab_logged(lab, "apply v1, apply v2, start v3, apply v3, apply v4");
	lab_exec(lab, "DROP TABLE a, b, c", lab_text(lab, "DROP OWNED BY weak_%s", lab->dbname),
		 lab_text(lab, "DROP ROLE weak_%s", lab->dbname), NULL);
}

static void runner__takes_the_sessions_role_back_for_the_record(void **state)
{
	struct lab *lab = *state;
	const char *session = lab_text(lab, "SET ROLE owner_%s", lab->dbname);

	lab_exec(lab, lab_text(lab, "CREATE ROLE owner_%s", lab->dbname),
		 lab_text(lab, "CREATE ROLE weak_%s", lab->dbname),
		 lab_text(lab, "GRANT weak_%s TO owner_%s", lab->dbname, lab->dbname),
		 lab_text(lab, "GRANT CREATE ON SCHEMA public TO owner_%s, weak_%s", lab->dbname,
			  lab->dbname),
		 NULL);
	lab->options.session = &session;
	lab->options.n_session = 1;
	lab_put(lab, "0001_a.sql",
		lab_text(lab, "SET ROLE weak_%s;\nCREATE TABLE a (x int);\n", lab->dbname));
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
	lab_up(lab);
	lab_rows(
		lab,
		"SELECT string_agg(relname || ' ' || split_part(relowner::regrole::text, '_', "
		"1), ', ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND "
		"relnamespace = 'public'::regnamespace",
		"a weak, b owner, dunlin_event owner, dunlin_history owner, dunlin_journal owner, dunlin_meta owner");
	lab_exec(lab, lab_text(lab, "DROP OWNED BY weak_%s, owner_%s", lab->dbname, lab->dbname),
		 lab_text(lab, "DROP ROLE weak_%s, owner_%s", lab->dbname, lab->dbname), NULL);
}

static void runner__records_although_a_body_changed_the_settings(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"SELECT pg_catalog.set_config('search_path', '', false);\n"
		"SET standard_conforming_strings = off;\n"
		"SET client_min_messages = error;\nSET DateStyle = 'SQL';\n"
		"CREATE TABLE public.a (x int);\n");
	lab_put(lab, "0002_back\\slash.sql",
		"SET standard_conforming_strings = off;\n"
		"CREATE TABLE b (x int);\n");
	lab_put(lab, "0003_c.sql", "CREATE TABLE c (x text DEFAULT 'a\\b');\n");
	lab_up(lab);
	lab_rows(lab, "SELECT count(*) FROM pg_class WHERE relname IN ('a', 'b', 'c')", "3");
	lab_rows(lab, "SELECT name FROM dunlin_history WHERE id = '2'", "back\\slash");
	lab_exec(lab, "INSERT INTO c DEFAULT VALUES", NULL);
	lab_rows(lab, "SELECT x FROM c", "a\\b");
	lab_chain(lab);
}

static void runner__resets_the_session_after_a_failure_too(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"-- dunlin: transaction off\nSET search_path = pg_catalog;\n"
		"SET statement_timeout = '1s';\nSELECT 1 / 0;\n");
	lab_up_fails(lab, DUNLIN_ESQL, "division by zero");
	lab_logged(lab, "start v1, fail v1");
	lab_chain(lab);
}

/* --- locks and timeouts ------------------------------------------------------------------------ */

struct release {
	struct lab *lab;
	dunlin_event_fn on_event;
	dunlin_conn *holder;
};

/* Once a retry was told, whoever is in the way goes. */
static void release_on_retry(void *payload, const struct dunlin_event *event)
{
	struct release *release = payload;

	release->on_event(release->lab, event);
	if (event->kind == DUNLIN_EVENT_RETRY && release->holder != NULL) {
		release->lab->driver->close(release->holder);
		release->holder = NULL;
	}
}

static void runner__retries_after_a_lock_timeout(void **state)
{
	struct lab *lab = *state;
	struct release release = { .lab = lab, .on_event = lab->options.on_event };

	lab_exec(lab, "CREATE TABLE t (x int)", NULL);
	release.holder = lab_connect(lab);
	assert_int_equal(lab_exec_on(lab, release.holder, "BEGIN"), DUNLIN_OK);
	assert_int_equal(lab_exec_on(lab, release.holder, "LOCK TABLE t"), DUNLIN_OK);
	lab->options.on_event = release_on_retry;
	lab->options.payload = &release;
	lab->options.lock_timeout_ms = 100;
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\nALTER TABLE t ADD y int;\n");
	lab_up(lab);
	assert_null(release.holder);
	assert_true(lab_told(lab, "retry v0001 up 1/1 canceling statement due to lock timeout"));
	lab_logged(lab, "apply v1");
	lab_chain(lab);
}

/* Once it was told, whoever is in the way goes. */
static void release_on_busy(void *payload, const struct dunlin_event *event)
{
	struct release *release = payload;

	release->on_event(release->lab, event);
	if (event->kind == DUNLIN_EVENT_BUSY && release->holder != NULL) {
		release->lab->driver->close(release->holder);
		release->holder = NULL;
	}
}

static void runner__tells_whom_a_statement_waits_for(void **state)
{
	struct lab *lab = *state;
	struct release release = { .lab = lab, .on_event = lab->options.on_event };
	const char *pid;

	lab_exec(lab, "CREATE TABLE t (x int)", NULL);
	release.holder = lab_connect(lab);
	assert_int_equal(lab_exec_on(lab, release.holder, "BEGIN"), DUNLIN_OK);
	assert_int_equal(lab_exec_on(lab, release.holder, "LOCK TABLE t"), DUNLIN_OK);
	pid = lab_ask(lab, "SELECT pid FROM pg_locks WHERE relation = 't'::regclass");
	lab->options.on_event = release_on_busy;
	lab->options.payload = &release;
	lab->options.lock_timeout_ms = 20000;
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n\nALTER TABLE t ADD y int;\n");
	lab_up(lab);
	assert_null(release.holder);
	assert_true(
		lab_told(lab, lab_text(lab,
				       "busy v0001 up 1/1 #2/2 m/0001_a.sql:3 waits for pid %s, "
				       "application tests, role ",
				       pid)));
	/* What is quick is not told of. */
	lab_forget(lab);
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
	lab_up(lab);
	assert_false(lab_told(lab, "busy"));
}

static void runner__names_who_held_the_lock(void **state)
{
	struct lab *lab = *state;
	dunlin_conn *holder;

	lab_exec(lab, "CREATE TABLE t (x int)", NULL);
	holder = lab_connect(lab);
	assert_int_equal(lab_exec_on(lab, holder, "BEGIN"), DUNLIN_OK);
	assert_int_equal(lab_exec_on(lab, holder, "LOCK TABLE t"), DUNLIN_OK);
	lab->options.lock_timeout_ms = 600;
	/* In pieces it is not tried again. */
	lab_put(lab, "0001_a.sql", "-- dunlin: transaction off\nALTER TABLE t ADD y int;\n");
	lab_up_fails(lab, DUNLIN_ELOCKTIMEOUT, "lock timeout");
	assert_non_null(
		strstr(dunlin_error_detail(lab->err), "idle in transaction after: LOCK TABLE t"));
	lab->driver->close(holder);
}

static void *deadlock(void *payload)
{
	struct release *release = payload;

	/* Where the migration waits for b by now, this closes the circle. */
	(void)lab_exec_on(release->lab, release->holder, "LOCK TABLE a");
	(void)lab_exec_on(release->lab, release->holder, "ROLLBACK");
	return NULL;
}

struct runner {
	struct lab *lab;
	dunlin_engine *engine;
	dunlin_error *err;
	struct dunlin_result result;
	dunlin_status status;
};

static void *run(void *payload)
{
	struct runner *runner = payload;

	runner->status = dunlin_migrate(runner->engine, NULL, &runner->result, runner->err);
	return NULL;
}

static void runner__retries_after_a_deadlock(void **state)
{
	const struct dunlin_result none = DUNLIN_RESULT_INIT;
	const char *session[] = { "SET deadlock_timeout = '300ms'" };
	struct lab *lab = *state;
	struct release release = { .lab = lab };
	struct runner runner = { .lab = lab, .result = none };
	pthread_t running, closing;

	lab_exec(lab, "CREATE TABLE a (x int)", "CREATE TABLE b (x int)", NULL);
	lab_put(lab, "0001_a.sql", "LOCK TABLE a;\nLOCK TABLE b;\n");
	release.holder = lab_connect(lab);
	assert_int_equal(lab_exec_on(lab, release.holder, "SET deadlock_timeout = '25s'"),
			 DUNLIN_OK);
	assert_int_equal(lab_exec_on(lab, release.holder, "BEGIN"), DUNLIN_OK);
	assert_int_equal(lab_exec_on(lab, release.holder, "LOCK TABLE b"), DUNLIN_OK);
	lab->options.session = session;
	lab->options.n_session = 1;
	lab->options.lock_timeout_ms = 20000;
	runner.engine = lab_engine(lab);
	runner.err = dunlin_error_new();
	assert_int_equal(pthread_create(&running, NULL, run, &runner), 0);
	lab_until(lab,
		  "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'b'::regclass",
		  "1");
	assert_int_equal(pthread_create(&closing, NULL, deadlock, &release), 0);
	assert_int_equal(pthread_join(running, NULL), 0);
	assert_int_equal(pthread_join(closing, NULL), 0);
	if (runner.status != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(runner.err));
	assert_int_equal(runner.result.applied, 1);
	assert_true(lab_told(lab, "retry v0001 up 1/1 deadlock detected"));
	dunlin_engine_close(runner.engine);
	dunlin_error_free(runner.err);
	lab->driver->close(release.holder);
	lab_logged(lab, "apply v1");
}

static void runner__obeys_the_timeouts_of_a_migration(void **state)
{
	struct lab *lab = *state;

	lab->options.lock_timeout_ms = 3000;
	lab->options.statement_timeout_ms = 60000;
	lab_put(lab, "0001_a.sql",
		"-- dunlin: lock-timeout 7s\n-- dunlin: statement-timeout 1234ms\n"
		"CREATE TABLE a AS SELECT current_setting('lock_timeout') AS l, "
		"current_setting('statement_timeout') AS s;\n");
	lab_put(lab, "0002_b.sql",
		"INSERT INTO a SELECT current_setting('lock_timeout'), "
		"current_setting('statement_timeout');\n");
	lab_put(lab, "0003_c.sql", "-- dunlin: statement-timeout 50ms\nSELECT pg_sleep(30);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "statement timeout");
	lab_at(lab, "m/0003_c.sql:2", "SELECT pg_sleep(30);");
	lab_sqlstate(lab, "57014");
	lab_state(lab, "rolled back; 0002 is applied, 0003 is pending");
	lab_rows(lab, "SELECT string_agg(l || '/' || s, ' ') FROM a", "7s/1234ms 3s/1min");
	lab_logged(lab, "apply v1, apply v2, fail v3");
}

static void runner__waits_for_the_lock_as_long_as_it_may(void **state)
{
	struct lab *lab = *state;
	dunlin_engine *engine;
	const char *key;

	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	/* First 8 bytes of SHA-256 over "dunlin" NUL "public" NUL. */
	key = lab_ask(lab,
		      "SELECT ('x' || encode(substr(sha256('dunlin\\000public\\000'::bytea), 1, "
		      "8), 'hex'))::bit(64)::bigint");
	lab_exec(lab, lab_text(lab, "SELECT pg_advisory_lock(%s)", key), NULL);
	lab->options.lock_wait_ms = -1;
	lab_up_fails(lab, DUNLIN_EBUSY, "");
	lab_state(lab, "nothing was changed; 1 pending");
	assert_int_equal(lab->result.applied, 0);
	lab->options.lock_wait_ms = 50;
	lab_up_fails(lab, DUNLIN_EBUSY, "");
	lab_rows(lab, "SELECT to_regclass('dunlin_meta')", "~");
	lab_exec(lab, lab_text(lab, "SELECT pg_advisory_unlock(%s)", key), NULL);
	engine = lab_engine(lab);
	assert_int_equal(dunlin_migrate(engine, NULL, NULL, lab->err), DUNLIN_OK);
	/* It is given back at once, not when the engine goes. */
	lab_rows(lab,
		 "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
		 "(SELECT oid FROM pg_database WHERE datname = current_database())",
		 "0");
	dunlin_engine_close(engine);
}

/* --- schemas --------------------------------------------------------------------------------------- */

static void store__creates_the_schemas_that_are_missing(void **state)
{
	struct lab *lab = *state;

	lab->options.schema = "a\"pp";
	lab->options.history_schema = "meta";
	lab->options.prefix = "my_";
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	lab_rows(
		lab,
		"SELECT string_agg(relnamespace::regnamespace || '.' || relname, ' ' ORDER BY "
		"relname) FROM pg_class WHERE relkind = 'r' AND relnamespace NOT IN "
		"('pg_catalog'::regnamespace, 'information_schema'::regnamespace)",
		"\"a\"\"pp\".a meta.my_dunlin_event meta.my_dunlin_history meta.my_dunlin_journal meta.my_dunlin_meta");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 0);
}

static void store__stops_at_a_history_elsewhere(void **state)
{
	struct lab *lab = *state;

	lab->options.project = "shop";
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	lab->options.schema = "other";
	lab_up_fails(lab, DUNLIN_EREFUSED,
		     "no history here, but there is one in the schema public");
	lab_rows(lab, "SELECT count(*) FROM pg_namespace WHERE nspname = 'other'", "0");
	/* Setting it is the answer. */
	lab->options.history_schema = "public";
	lab_up(lab);
	assert_int_equal(lab->result.applied, 0);
	lab->options.history_schema = "other";
	lab_up(lab);
	assert_int_equal(lab->result.applied, 1);
	/* Another project's does not count. */
	lab->options.history_schema = NULL;
	lab->options.schema = "third";
	lab->options.project = "library";
	lab_up(lab);
	assert_int_equal(lab->result.applied, 1);
	/* Without a name any does. */
	lab->options.schema = "fourth";
	lab->options.project = NULL;
	lab_up_fails(lab, DUNLIN_EREFUSED, "there is one in the schema");
}

static void store__wants_a_schema_to_work_in(void **state)
{
	struct lab *lab = *state;
	const char *session[] = { "SET search_path = ''" };

	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	lab->options.session = session;
	lab->options.n_session = 1;
	lab_up_fails(lab, DUNLIN_EUSAGE, "there is no schema to work in");
}

/* --- rights -------------------------------------------------------------------------------------------- */

static void runner__needs_no_rights_where_nothing_is_pending(void **state)
{
	struct lab *lab = *state;
	const char *session = lab_text(lab, "SET ROLE reader_%s", lab->dbname);

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	lab_exec(lab, lab_text(lab, "CREATE ROLE reader_%s", lab->dbname),
		 lab_text(lab, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_%s",
			  lab->dbname),
		 NULL);
	lab->options.session = &session;
	lab->options.n_session = 1;
	lab_up(lab);
	assert_int_equal(lab->result.applied, 0);
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
	lab_up_fails(lab, DUNLIN_EPERM, "permission denied for table dunlin_event");
	lab_sqlstate(lab, "42501");
	lab_state(lab, "0001 is applied, 0002 is pending");
	lab_logged(lab, "apply v1");
	lab_exec(lab, lab_text(lab, "DROP OWNED BY reader_%s", lab->dbname),
		 lab_text(lab, "DROP ROLE reader_%s", lab->dbname), NULL);
}

static void runner__needs_rights_to_make_its_tables(void **state)
{
	struct lab *lab = *state;
	const char *session = lab_text(lab, "SET ROLE nobody_%s", lab->dbname);

	lab_exec(lab, lab_text(lab, "CREATE ROLE nobody_%s", lab->dbname), NULL);
	lab->options.session = &session;
	lab->options.n_session = 1;
	lab_put(lab, "0001_a.sql", "SELECT 1;\n");
	lab_up_fails(lab, DUNLIN_EPERM, "permission denied for schema public");
	lab_state(lab, "nothing was changed");
	assert_non_null(strstr(dunlin_error_hint(lab->err), "history_schema"));
	lab_exec(lab, lab_text(lab, "DROP ROLE nobody_%s", lab->dbname), NULL);
}

static void runner__only_looks_at_a_read_only_database(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	lab_exec(lab,
		 lab_text(lab, "ALTER DATABASE %s SET default_transaction_read_only = on",
			  lab->dbname),
		 NULL);
	lab_up(lab);
	assert_int_equal(lab->result.applied, 0);
	lab_put(lab, "0001_a.verify.sql", "-- dunlin: expect value = 0\nSELECT count(*) FROM a;\n");
	lab_verify(lab, 1);
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
	lab_up_fails(lab, DUNLIN_EREADONLY, "cannot be written to");
	lab_state(lab, "nothing was changed; 1 pending");
	lab_logged(lab, "apply v1");
}

static void runner__looks_without_writing_or_locking(void **state)
{
	struct lab *lab = *state;
	dunlin_report *report = NULL;
	dunlin_plan *plan = NULL;
	dunlin_engine *engine;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_exec(lab,
		 lab_text(lab, "ALTER DATABASE %s SET default_transaction_read_only = on",
			  lab->dbname),
		 NULL);
	engine = lab_engine(lab);
	assert_int_equal(dunlin_status_of(&report, engine, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_plan_make(&plan, engine, NULL, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_plan_steps(plan), 1);
	assert_int_equal(dunlin_verify(engine, NULL, lab->err), DUNLIN_OK);
	dunlin_engine_close(engine);
	dunlin_report_free(report);
	dunlin_plan_free(plan);
	lab_rows(lab, "SELECT count(*) FROM pg_class WHERE relname LIKE 'dunlin%'", "0");
}

/* An index that gives up half way would stay behind, invalid; anything else keeps
 * the target's limit. */
static void runner__lifts_the_limits_of_what_must_stand_alone(void **state)
{
	struct lab *lab = *state;

	lab->options.statement_timeout_ms = 200;
	lab_put(lab, "0001_a.sql",
		"CREATE TABLE a (x int);\n"
		"CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE sql "
		"AS 'SELECT $1 FROM pg_sleep(0.5)';\n"
		"INSERT INTO a VALUES (1);\n"
		"CREATE INDEX CONCURRENTLY ai ON a (slow(x));\n");
	lab_up(lab);
	lab_rows(lab, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ai'::regclass", "t");
	lab_put(lab, "0002_b.sql", "-- dunlin: transaction off\nSELECT pg_sleep(60);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "statement timeout");
	lab_at(lab, "m/0002_b.sql:2", NULL);
	lab_put(lab, "0002_b.sql", "REINDEX INDEX CONCURRENTLY ai;\nSELECT pg_sleep(60);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "statement timeout");
	lab_at(lab, "m/0002_b.sql:2", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_POSTGRES(runner__lifts_the_limits_of_what_must_stand_alone),
		ON_POSTGRES(runner__keeps_the_migrations_before_a_failure),
		ON_POSTGRES(runner__fails_at_commit),
		ON_POSTGRES(runner__measures_by_the_servers_clock),
		ON_POSTGRES(runner__creates_an_index_concurrently),
		ON_POSTGRES(runner__keeps_its_limits_around_what_stands_alone),
		ON_POSTGRES(runner__keeps_transactions_between_what_stands_alone),
		ON_POSTGRES(runner__runs_groups_of_a_body_without_a_transaction),
		ON_POSTGRES(runner__records_although_a_body_took_another_role),
		ON_POSTGRES(runner__takes_the_sessions_role_back_for_the_record),
		ON_POSTGRES(runner__records_although_a_body_changed_the_settings),
		ON_POSTGRES(runner__resets_the_session_after_a_failure_too),
		ON_POSTGRES(runner__retries_after_a_lock_timeout),
		ON_POSTGRES(runner__tells_whom_a_statement_waits_for),
		ON_POSTGRES(runner__names_who_held_the_lock),
		ON_POSTGRES(runner__retries_after_a_deadlock),
		ON_POSTGRES(runner__obeys_the_timeouts_of_a_migration),
		ON_POSTGRES(runner__waits_for_the_lock_as_long_as_it_may),
		ON_POSTGRES(store__creates_the_schemas_that_are_missing),
		ON_POSTGRES(store__stops_at_a_history_elsewhere),
		ON_POSTGRES(store__wants_a_schema_to_work_in),
		ON_POSTGRES(runner__needs_no_rights_where_nothing_is_pending),
		ON_POSTGRES(runner__needs_rights_to_make_its_tables),
		ON_POSTGRES(runner__only_looks_at_a_read_only_database),
		ON_POSTGRES(runner__looks_without_writing_or_locking),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
