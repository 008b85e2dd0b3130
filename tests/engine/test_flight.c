/* Steps that are on their way together: what is told, what stays after a failure, what is durable. */
#include "engine/lab.h"

#include <stdio.h>
#include <string.h>

enum { MANY = 300 }; /* more than one flight takes */

static void put_many(struct lab *lab, int n)
{
	int i;

	for (i = 1; i <= n; i++) {
		lab_put(lab, lab_text(lab, "%04d_t.up.sql", i),
			lab_text(lab, "CREATE TABLE t%d (x int);\n", i));
		lab_put(lab, lab_text(lab, "%04d_t.down.sql", i),
			lab_text(lab, "DROP TABLE t%d;\n", i));
	}
}

/* How many lines of the plan have this text; kind 0: any. */
static int count_lines(struct lab *lab, uint32_t flags, const char *text)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_engine *engine = lab_engine(lab);
	struct dunlin_line line = DUNLIN_LINE_INIT;
	dunlin_plan *plan = NULL;
	size_t i;
	int n = 0;

	wish.flags = flags;
	if (dunlin_plan_make(&plan, engine, &wish, lab->err) != DUNLIN_OK)
		fail_msg("%s", dunlin_error_message(lab->err));
	for (i = 0; i < dunlin_plan_lines(plan); i++) {
		dunlin_plan_line(plan, i, &line);
		n += line.sql_len == strlen(text) && memcmp(line.sql, text, line.sql_len) == 0;
	}
	dunlin_plan_free(plan);
	dunlin_engine_close(engine);
	return n;
}

#define LATER "SET LOCAL synchronous_commit = off"

/* --- which COMMIT waits for the disk --------------------------------------------------------- */

static void flight__waits_for_the_disk_once_where_nothing_was(void **state)
{
	struct lab *lab = *state;

	put_many(lab, 5);
	assert_int_equal(count_lines(lab, 0, "COMMIT"), 6); /* and one for the tables */
	assert_int_equal(count_lines(lab, 0, LATER), 5);
	assert_int_equal(count_lines(lab, DUNLIN_WISH_SYNC_EACH, LATER), 0);
	assert_int_equal(count_lines(lab, DUNLIN_WISH_SCRIPT, LATER), 0);
	assert_int_equal(count_lines(lab, DUNLIN_WISH_ONE_TRANSACTION, LATER), 0);
	lab_up(lab);
	lab_put(lab, "0006_t.sql", "CREATE TABLE t6 (x int);\n");
	lab_put(lab, "0007_t.sql", "CREATE TABLE t7 (x int);\n");
	assert_int_equal(count_lines(lab, 0, "COMMIT"), 2);
	assert_int_equal(count_lines(lab, 0, LATER), 0);
}

/* The COMMIT in front of whatever is waited for waits for the disk. */
static void flight__ends_before_what_must_be_answered(void **state)
{
	struct lab *lab = *state;

	put_many(lab, 3);
	lab_put(lab, "0004_copy.sql", "COPY t1 FROM stdin;\n1\n\\.\n");
	lab_put(lab, "0005_t.sql", "CREATE TABLE t5 (x int);\n");
	lab_put(lab, "0006_index.sql", "CREATE INDEX CONCURRENTLY i ON t1 (x);\n");
	lab_put(lab, "0007_t.sql", "CREATE TABLE t7 (x int);\n");
	lab_put(lab, "0008_t.sql", "CREATE TABLE t8 (x int);\n");
	assert_int_equal(count_lines(lab, 0, LATER), 4); /* of the tables, 1, 2 and 7 */
	lab_up(lab);
	lab_rows(lab, "SELECT count(*) FROM t1", "1");
	lab_logged(lab, "apply v1, apply v2, apply v3, apply v4, apply v5, start v6, apply v6, "
			"apply v7, apply v8");
	lab_chain(lab);
}

static void flight__makes_a_session_wait_that_does_not(void **state)
{
	struct lab *lab = *state;

	lab_exec(lab, lab_text(lab, "ALTER DATABASE %s SET synchronous_commit = off", lab->dbname),
		 NULL);
	lab_put(lab, "0001_a.sql",
		"CREATE TABLE a AS SELECT current_setting('synchronous_commit') AS x;\n");
	assert_int_equal(count_lines(lab, 0, "SET synchronous_commit = on"), 1);
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a", "on");
}

/* The user's own word counts no more than the database's. */
static void flight__makes_a_session_wait_whoever_set_it(void **state)
{
	static const char *const session[] = { "SET synchronous_commit = off" };
	struct lab *lab = *state;

	lab->options.session = session;
	lab->options.n_session = 1;
	lab_put(lab, "0001_a.sql",
		"SET work_mem = '5MB';\n"
		"CREATE TABLE a AS SELECT current_setting('synchronous_commit') AS x;\n");
	lab_put(lab, "0002_b.sql", "INSERT INTO a SELECT current_setting('synchronous_commit');\n");
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a", "on\non");
	lab->options.n_session = 0;
}

/* A body may load without waiting; that it is applied is written when the setting is given back. */
static void flight__gives_back_what_a_body_set_for_itself(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"SET LOCAL synchronous_commit = off;\nCREATE TABLE a (x int);\n");
	assert_int_equal(count_lines(lab, 0, "RESET ALL"), 1);
	lab_put(lab, "0001_a.sql", "SET LOCAL work_mem = '5MB';\nCREATE TABLE a (x int);\n");
	assert_int_equal(count_lines(lab, 0, "RESET ALL"), 0);
}

/* --- what is told ----------------------------------------------------------------------------- */

static void flight__tells_of_each_step_as_it_comes(void **state)
{
	struct lab *lab = *state;

	put_many(lab, 2);
	lab_up(lab);
	assert_true(lab_told(lab, "step v0001 up 1/2"));
	if (strstr(dn_str_text(&lab->events), "step v0001") >
		    strstr(dn_str_text(&lab->events), "done v0001") ||
	    strstr(dn_str_text(&lab->events), "done v0001") >
		    strstr(dn_str_text(&lab->events), "step v0002") ||
	    strstr(dn_str_text(&lab->events), "done v0002") >
		    strstr(dn_str_text(&lab->events), "applied v0001"))
		fail_msg("%s", dn_str_text(&lab->events));
	assert_int_equal(lab_count(lab, "step v"), 2);
	assert_int_equal(lab_count(lab, "statement v"), 2);
	assert_int_equal(lab_count(lab, "done v"), 2);
	assert_int_equal(lab_count(lab, "applied v"), 2);
}

static void flight__goes_on_in_another(void **state)
{
	struct lab *lab = *state;

	put_many(lab, MANY);
	lab_up(lab);
	assert_int_equal(lab->result.applied, MANY);
	assert_int_equal(lab->result.pending, 0);
	assert_int_equal(lab->result.standing, MANY);
	assert_int_equal(lab_count(lab, "applied v"), MANY);
	lab_rows(lab, "SELECT count(*), max(ordinal) FROM dunlin_history",
		 lab_text(lab, "%d|%d", MANY, MANY));
	lab_chain(lab);
	lab_down(lab, 0);
	assert_int_equal(lab->result.reverted, MANY);
	assert_int_equal(lab->result.standing, 0);
	assert_int_equal(lab->result.pending, MANY);
	lab_rows(lab, "SELECT count(*) FROM pg_class WHERE relname ~ '^t[0-9]'", "0");
	lab_chain(lab);
}

/* What is said at the end without a look is what a look finds. */
static void flight__knows_what_is_left(void **state)
{
	struct lab *lab = *state;
	char head[sizeof(lab->result.head)];

	put_many(lab, 6);
	lab_put(lab, "R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS x;\n");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_UP, 4, NULL, 0), DUNLIN_OK);
	assert_int_equal(lab->result.pending, 3);
	assert_int_equal(lab->result.standing, 4);
	memcpy(head, lab->result.head, sizeof(head));
	assert_int_equal(lab_run(lab, DUNLIN_WISH_GOTO, 0, "4", 0), DUNLIN_OK);
	assert_string_equal(lab->result.head, head);
	lab_up(lab);
	assert_int_equal(lab->result.pending, 0);
	assert_int_equal(lab->result.standing, 7);
	assert_int_equal(lab_run(lab, DUNLIN_WISH_REDO, 2, NULL, 0), DUNLIN_OK);
	assert_int_equal(lab->result.pending, 0);
	assert_int_equal(lab->result.standing, 7);
	assert_int_equal(lab_run(lab, DUNLIN_WISH_DOWN, 1, NULL, 0), DUNLIN_OK);
	assert_int_equal(lab->result.pending, 2); /* the view is due again */
	assert_int_equal(lab->result.standing, 5);
	lab_chain(lab);
}

/* --- what stays after a failure ---------------------------------------------------------------- */

static void flight__keeps_what_came_before_a_failure(void **state)
{
	struct lab *lab = *state;

	put_many(lab, 9);
	lab_put(lab, "0006_t.up.sql", "CREATE TABLE t6 (x int);\nINSERT INTO t1 VALUES ('x');\n");
	lab_up_fails(lab, DUNLIN_ESQL, "invalid input syntax");
	lab_at(lab, "m/0006_t.up.sql:2:24", "INSERT INTO t1 VALUES ('x');");
	lab_state(lab,
		  "statement 2 of 2, rolled back; 0005 is applied, 0006 and 3 more are pending");
	assert_int_equal(lab->result.applied, 5);
	assert_int_equal(lab->result.pending, 4);
	assert_int_equal(lab_count(lab, "applied v"), 5);
	lab_applied(lab, "1 2 3 4 5");
	lab_logged(lab, "apply v1, apply v2, apply v3, apply v4, apply v5, fail v6");
	lab_chain(lab);
	lab_put(lab, "0006_t.up.sql", "CREATE TABLE t6 (x int);\n");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 4);
	lab_chain(lab);
}

/* A constraint that is looked at in COMMIT fails there, and the step behind it does not run. */
static void flight__fails_at_a_commit_in_the_middle(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"CREATE TABLE p (id int PRIMARY KEY);\n"
		"CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED);\n");
	lab_put(lab, "0002_b.sql", "INSERT INTO c VALUES (1);\n");
	lab_put(lab, "0003_c.sql", "CREATE TABLE d (x int);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "cannot commit: ");
	lab_sqlstate(lab, "23503");
	assert_string_equal(dunlin_error_file(lab->err), "m/0002_b.sql");
	lab_logged(lab, "apply v1, fail v2");
	lab_rows(lab, "SELECT to_regclass('d')", "~");
	lab_chain(lab);
}

/* Somebody has a table, and lets it go when the run says that it will try again. */
struct holder {
	struct lab *lab;
	dunlin_conn *conn;
	dunlin_event_fn next;
	int retries;
};

static void let_go(void *payload, const struct dunlin_event *event)
{
	struct holder *holder = payload;

	holder->next(holder->lab, event);
	if (event->kind != DUNLIN_EVENT_RETRY)
		return;
	holder->retries++;
	assert_string_equal(event->id, "0003");
	assert_int_equal(holder->lab->driver->rollback(holder->conn, NULL), DUNLIN_OK);
}

static void flight__tries_again_the_one_that_waited_too_long(void **state)
{
	struct lab *lab = *state;
	struct holder holder = { .lab = lab, .next = lab->options.on_event };

	lab_exec(lab, "CREATE TABLE held (x int)", NULL);
	put_many(lab, 5);
	lab_put(lab, "0003_t.up.sql", "CREATE TABLE t3 (x int);\nDROP TABLE held;\n");
	holder.conn = lab_connect(lab);
	assert_int_equal(lab_exec_on(lab, holder.conn, "BEGIN"), DUNLIN_OK);
	assert_int_equal(lab_exec_on(lab, holder.conn, "LOCK TABLE held"), DUNLIN_OK);
	lab->options.lock_timeout_ms = 100;
	lab->options.on_event = let_go;
	lab->options.payload = &holder;
	lab_up(lab);
	lab->driver->close(holder.conn);
	assert_int_equal(holder.retries, 1);
	assert_int_equal(lab->result.applied, 5);
	lab_logged(lab, "apply v1, apply v2, apply v3, apply v4, apply v5");
	assert_int_equal(lab_count(lab, "applied v"), 5);
	lab_chain(lab);
}

/* Another run got in between without the lock: what this one has committed is its own. */
static void flight__finds_that_another_has_written(void **state)
{
	struct lab *lab = *state;

	put_many(lab, 4);
	lab_up(lab);
	lab_down(lab, 3);
	lab_forget(lab);
	lab_script(lab, "on exec 1 containing \"'apply', 'v', '3'\" fail EEXISTS 23505 \"taken\"");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 3);
	lab_applied(lab, "1 2 3 4");
	assert_int_equal(lab_count(lab, "applied v"), 3);
	lab_chain(lab);
}

static void flight__asks_the_log_when_the_connection_breaks(void **state)
{
	struct lab *lab = *state;

	put_many(lab, 5);
	lab_script(lab, "on exec 1 containing \"CREATE TABLE t4\" lose");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 5);
	lab_logged(lab, "apply v1, apply v2, apply v3, apply v4, apply v5");
	assert_int_equal(lab_count(lab, "applied v"), 5);
	lab_chain(lab);
}

/* Dunlin's own tables are on their way with the first steps, and nothing is asked in between. */
static void flight__makes_the_tables_once_whatever_breaks(void **state)
{
	static const char *const breaks[] = {
		"on exec 1 containing duration_us lose",
		"on exec 1 containing duration_us lose after",
		"on exec 1 containing COMMIT lose",
		"on exec 1 containing COMMIT lose after",
		"on exec 2 containing BEGIN lose",
		"on exec 1 containing duration_us fail EEXISTS 42P07 \"is there\"",
		"on exec 1 containing duration_us fail ELOCKTIMEOUT 55P03 \"late\"",
	};
	struct lab *lab = *state;
	size_t i;

	put_many(lab, 3);
	for (i = 0; i < sizeof(breaks) / sizeof(breaks[0]); i++) {
		lab_script(lab, breaks[i]);
		lab_forget(lab);
		lab_up(lab);
		if (strstr(breaks[i], "lose") != NULL)
			assert_true(lab_told(lab, "the connection was lost"));
		assert_int_equal(lab->result.applied, 3);
		lab_logged(lab, "apply v1, apply v2, apply v3");
		assert_int_equal(lab_count(lab, "applied v"), 3);
		assert_false(lab_told(lab, "went down"));
		lab_chain(lab);
		lab_exec(lab,
			 "DROP TABLE t1, t2, t3, dunlin_meta, dunlin_event, dunlin_history, "
			 "dunlin_journal",
			 NULL);
	}
}

static void flight__leaves_nothing_when_the_tables_fail(void **state)
{
	struct lab *lab = *state;

	put_many(lab, 3);
	lab_script(lab, "on exec 1 containing duration_us fail EPERM 42501 "
			"\"not for you\"");
	lab_up_fails(lab, DUNLIN_EPERM, "not for you");
	lab_state(lab, "nothing was changed");
	assert_non_null(strstr(dunlin_error_hint(lab->err), "allowed to create tables"));
	lab_rows(lab, "SELECT count(*) FROM pg_class WHERE relname ~ '^(t1|dunlin_.*)$'", "0");
	assert_int_equal(lab_count(lab, "step v"), 0);
}

/* The tables stay when the first step fails, and say so. */
static void flight__keeps_the_tables_when_the_first_step_fails(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "SELECT 1/0;\n");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "division by zero");
	lab_state(lab, "statement 1 of 1, rolled back; nothing is applied, 0001 and 1 more are "
		       "pending");
	lab_logged(lab, "fail v1");
	lab_chain(lab);
}

/* The server has parsed the records of a run; a body takes that away, or has the name itself. */
static void check_prepared(struct lab *lab, const char *body)
{
	put_many(lab, 40);
	lab_put(lab, "0030_t.up.sql", lab_text(lab, "CREATE TABLE t30 (x int);\n%s\n", body));
	lab_up(lab);
	assert_int_equal(lab->result.applied, 40);
	lab_rows(lab, "SELECT count(*), min(name), max(applied_at) > '2' FROM dunlin_history",
		 "40|t|t");
	lab_chain(lab);
	lab_down(lab, 0);
	assert_int_equal(lab->result.reverted, 40);
	lab_rows(lab, "SELECT count(*) FROM dunlin_history", "0");
	lab_chain(lab);
}

static void flight__has_its_records_prepared(void **state)
{
	struct lab *lab = *state;

	check_prepared(lab, "CREATE TABLE seen AS SELECT statement FROM pg_prepared_statements;");
	lab_rows(lab, "SELECT substring(statement FROM 'dunlin_[a-z]*') AS t FROM seen ORDER BY t",
		 "dunlin_event\ndunlin_history\ndunlin_meta");
}

static void flight__writes_on_when_a_body_lets_go_of_what_is_prepared(void **state)
{
	struct lab *lab = *state;

	check_prepared(lab, "DEALLOCATE ALL;");
	assert_true(lab_told(lab, "does not exist"));
}

static void flight__writes_on_when_the_session_has_one_of_that_name(void **state)
{
	static const char *const session[] = { "PREPARE \"dunlin record 1\" AS SELECT 1" };
	struct lab *lab = *state;

	lab->options.session = session;
	lab->options.n_session = 1;
	check_prepared(lab, "");
	assert_true(lab_told(lab, "already exists"));
	lab->options.n_session = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_POSTGRES(flight__waits_for_the_disk_once_where_nothing_was),
		ON_POSTGRES(flight__ends_before_what_must_be_answered),
		ON_POSTGRES(flight__makes_a_session_wait_that_does_not),
		ON_POSTGRES(flight__makes_a_session_wait_whoever_set_it),
		ON_POSTGRES(flight__gives_back_what_a_body_set_for_itself),
		ON_POSTGRES(flight__tells_of_each_step_as_it_comes),
		ON_POSTGRES(flight__goes_on_in_another),
		ON_POSTGRES(flight__knows_what_is_left),
		ON_POSTGRES(flight__keeps_what_came_before_a_failure),
		ON_POSTGRES(flight__fails_at_a_commit_in_the_middle),
		ON_POSTGRES(flight__tries_again_the_one_that_waited_too_long),
		ON_POSTGRES(flight__finds_that_another_has_written),
		ON_POSTGRES(flight__asks_the_log_when_the_connection_breaks),
		ON_POSTGRES(flight__makes_the_tables_once_whatever_breaks),
		ON_POSTGRES(flight__leaves_nothing_when_the_tables_fail),
		ON_POSTGRES(flight__keeps_the_tables_when_the_first_step_fails),
		ON_POSTGRES(flight__has_its_records_prepared),
		ON_POSTGRES(flight__writes_on_when_a_body_lets_go_of_what_is_prepared),
		ON_POSTGRES(flight__writes_on_when_the_session_has_one_of_that_name),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
