/* Runs on SQLite: batches, rebuilds, what is left after a failure. */
#include "engine/lab.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TABLES                                                                       \
	"SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE " \
	"type = 'table' AND name NOT LIKE 'dunlin%' ORDER BY name)"

static void lab_rows_of_fail(struct lab *lab, const char *pattern)
{
	if (strcmp(lab_ask(lab, lab_text(lab,
					 "SELECT count(*) FROM dunlin_event WHERE event = 'fail' "
					 "AND detail LIKE '%s'",
					 pattern)),
		   "1") != 0)
		fail_msg("%s", lab_ask(lab, "SELECT event, detail FROM dunlin_event"));
}

/* --- batches ---------------------------------------------------------------------- */

static void runner__keeps_the_steps_before_a_failure(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x);\nINSERT INTO a VALUES (1);\n");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x);\n");
	lab_put(lab, "0003_c.sql", "CREATE TABLE c (x);\n\nINSERT INTO nowhere VALUES (1);\n");
	lab_put(lab, "0004_d.sql", "CREATE TABLE d (x);\n");
	lab_up_fails(lab, DUNLIN_EMISSING, "no such table: nowhere");
	lab_at(lab, "m/0003_c.sql:3:13", "INSERT INTO nowhere VALUES (1);");
	lab_sqlstate(lab, "42P01");
	lab_state(lab,
		  "statement 2 of 2, rolled back; 0002 is applied, 0003 and 1 more are pending");
	assert_int_equal(lab->result.applied, 2);
	assert_int_equal(lab->result.pending, 2);
	lab_applied(lab, "1 2");
	lab_rows(lab, TABLES, "a b");
	lab_logged(lab, "apply v1, apply v2, fail v3");
	lab_rows_of_fail(lab, "42P01, statement 2, line 3: no such table: nowhere");
	lab_chain(lab);
	/* Mended, it goes on from there. */
	lab_put(lab, "0003_c.sql", "CREATE TABLE c (x);\n");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 2);
	assert_int_equal(lab->result.pending, 0);
	lab_logged(lab, "apply v1, apply v2, fail v3, apply v3, apply v4");
	lab_chain(lab);
	assert_non_null(strstr(lab->result.head, "5:"));
}

static void runner__keeps_nothing_when_the_first_fails(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x);\nSELEC 1;\n");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x);\n");
	lab_up_fails(lab, DUNLIN_ESYNTAX, "syntax error");
	lab_at(lab, "m/0001_a.sql:2:1", "SELEC 1;");
	lab_state(lab,
		  "statement 2 of 2, rolled back; nothing is applied, 0001 and 1 more are pending");
	lab_rows(lab, TABLES, "~");
	lab_logged(lab, "fail v1");
	lab_chain(lab);
}

static void runner__keeps_the_reverts_before_a_failure(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x);\n");
	lab_put(lab, "0001_a.down.sql", "DELETE FROM a;\nDELETE FROM nowhere;\n");
	lab_put(lab, "0002_b.up.sql", "CREATE VIEW b AS SELECT 1;\n");
	lab_put(lab, "0002_b.down.sql", "DROP VIEW b;\n");
	lab_up(lab);
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_DOWN, 0, NULL, DUNLIN_WISH_ALL), DUNLIN_EMISSING,
		   "nowhere");
	lab_at(lab, "m/0001_a.down.sql:2:13", "DELETE FROM nowhere;");
	lab_state(lab, "statement 2 of 2, rolled back; 0002 is reverted, 0001 is still applied");
	assert_int_equal(lab->result.reverted, 1);
	lab_applied(lab, "1");
	lab_logged(lab, "apply v1, apply v2, revert v2, fail v1");
	lab_chain(lab);
}

/* The statement itself ends the transaction, savepoints and all. */
static void runner__runs_those_before_again_when_all_was_rolled_back(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"CREATE TABLE a (x INTEGER PRIMARY KEY);\nINSERT INTO a VALUES (1);\n");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x);\n");
	lab_put(lab, "0003_c.sql", "INSERT OR ROLLBACK INTO a VALUES (1);\n");
	lab_put(lab, "0004_d.sql", "CREATE TABLE d (x);\n");
	lab_up_fails(lab, DUNLIN_EEXISTS, "UNIQUE constraint failed: a.x");
	lab_at(lab, "m/0003_c.sql:1", "INSERT OR ROLLBACK INTO a VALUES (1);");
	lab_sqlstate(lab, "23505");
	lab_state(lab,
		  "statement 1 of 1, rolled back; 0002 is applied, 0003 and 1 more are pending");
	assert_int_equal(lab->result.applied, 2);
	lab_rows(lab, TABLES, "a b");
	lab_applied(lab, "1 2");
	lab_logged(lab, "apply v1, apply v2, fail v3");
	lab_chain(lab);
}

static void runner__survives_a_lost_first_step(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"CREATE TABLE a (x INTEGER PRIMARY KEY);\nINSERT INTO a VALUES (1);\n"
		"INSERT OR ROLLBACK INTO a VALUES (1);\nCREATE TABLE escaped (x);\n");
	lab_up_fails(lab, DUNLIN_EEXISTS, "UNIQUE constraint failed");
	lab_at(lab, "m/0001_a.sql:3", NULL);
	lab_rows(lab, TABLES, "~");
	lab_logged(lab, "fail v1");
	lab_chain(lab);
}

/* --- the check of foreign keys ---------------------------------------------------------- */

#define FAMILY                                                                               \
	"CREATE TABLE parent (id INTEGER PRIMARY KEY);\n"                                    \
	"CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES " \
	"parent (id) DEFERRABLE INITIALLY DEFERRED);\n"

static void runner__names_the_culprit_of_a_violation(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", FAMILY);
	lab_put(lab, "0002_b.sql", "INSERT INTO parent VALUES (1);\n");
	lab_put(lab, "0003_c.sql",
		"INSERT INTO child VALUES (1, 1);\n\nINSERT INTO child VALUES (2, 7);\n");
	lab_put(lab, "0004_d.sql", "CREATE TABLE d (x);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "1 row would violate a constraint");
	lab_sqlstate(lab, "23503");
	assert_string_equal(dunlin_error_detail(lab->err), "child, 2, parent, 0");
	lab_state(lab, "rolled back; 0002 is applied, 0003 and 1 more are pending");
	lab_applied(lab, "1 2");
	lab_logged(lab, "apply v1, apply v2, fail v3");
	lab_chain(lab);
}

/* With the check out of the way, COMMIT itself refuses. */
static void runner__names_the_culprit_of_a_refused_commit(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", FAMILY);
	lab_put(lab, "0002_b.sql", "INSERT INTO parent VALUES (1);\n");
	lab_put(lab, "0003_c.sql", "INSERT INTO child VALUES (2, 7);\n");
	lab_put(lab, "0004_d.sql", "CREATE TABLE d (x);\n");
	lab_script(lab, "on query containing foreign_key_check fail ESQL \"not today\"");
	lab_up_fails(lab, DUNLIN_ESQL, "FOREIGN KEY constraint failed");
	lab_state(lab, "rolled back; 0002 is applied, 0003 and 1 more are pending");
	assert_true(lab_told(lab, "warning PRAGMA foreign_key_check cannot be run: not today"));
	lab_applied(lab, "1 2");
	lab_logged(lab, "apply v1, apply v2, fail v3");
	lab_chain(lab);
}

static void runner__lets_old_violations_be(void **state)
{
	struct lab *lab = *state;

	lab_exec(lab, "PRAGMA foreign_keys = OFF", "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
		 "CREATE TABLE child (id INTEGER PRIMARY KEY, p INTEGER REFERENCES parent (id))",
		 "INSERT INTO child VALUES (1, 5), (2, 6)", NULL);
	lab_put(lab, "0001_a.sql", "INSERT INTO parent VALUES (9);\n");
	lab_up(lab);
	/* The same number of them, but another one. */
	lab_put(lab, "0002_b.sql",
		"PRAGMA foreign_keys = OFF;\nBEGIN;\nDELETE FROM child WHERE id = 1;\n"
		"INSERT INTO child VALUES (3, 8);\nCOMMIT;\nPRAGMA foreign_keys = ON;\n");
	lab_up_fails(lab, DUNLIN_ESQL, "1 row would violate a constraint");
	assert_string_equal(dunlin_error_detail(lab->err), "child, 3, parent, 0");
	lab_rows(lab, "SELECT count(*) FROM child", "2");
}

static void runner__warns_of_a_foreign_key_mismatch(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"CREATE TABLE p (id INTEGER, x);\n"
		"CREATE TABLE odd (id INTEGER REFERENCES p (x));\n");
	lab_up(lab);
	assert_true(lab_told(lab, "warning PRAGMA foreign_key_check cannot be run: foreign key "
				  "mismatch - \"odd\" referencing \"p\""));
	lab_applied(lab, "1");
}

/* --- rebuilds ------------------------------------------------------------------------------ */

#define REBUILD                                                          \
	"CREATE TABLE new_parent (id INTEGER PRIMARY KEY, more TEXT);\n" \
	"INSERT INTO new_parent (id) SELECT id FROM parent;\n"           \
	"DROP TABLE parent;\n"                                           \
	"ALTER TABLE new_parent RENAME TO parent;\n"
#define CASCADE                                                                           \
	"CREATE TABLE parent (id INTEGER PRIMARY KEY);\nINSERT INTO parent VALUES (1);\n" \
	"CREATE TABLE child (id INTEGER REFERENCES parent (id) ON DELETE CASCADE);\n"     \
	"INSERT INTO child VALUES (1);\n"

static void runner__rebuilds_a_table_without_losing_its_children(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", CASCADE);
	lab_put(lab, "0002_b.sql", REBUILD);
	lab_put(lab, "0003_c.sql",
		"CREATE TABLE keys AS SELECT foreign_keys FROM pragma_foreign_keys;\n");
	lab_up(lab);
	lab_rows(lab, "SELECT count(*) FROM child", "1");
	lab_rows(lab, "SELECT * FROM keys", "1");
	lab_applied(lab, "1 2 3");
}

static void runner__turns_foreign_keys_on_again_after_a_failed_rebuild(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", CASCADE);
	lab_up(lab);
	lab_put(lab, "0002_b.sql", "DROP TABLE parent;\nDROP TABLE nowhere;\n");
	lab_script(lab, "on exec containing \"foreign_keys = OFF\" touch off\n"
			"on exec containing \"foreign_keys = ON\" touch on");
	lab_up_fails(lab, DUNLIN_EMISSING, "no such table: nowhere");
	lab_at(lab, "m/0002_b.sql:2:12", NULL);
	assert_int_equal(access("off", F_OK), 0);
	assert_int_equal(access("on", F_OK), 0);
	lab_rows(lab, "SELECT count(*) FROM child", "1");
	lab_logged(lab, "apply v1, fail v2");
}

/* In a batch behind it the keys are on: the rebuild must have put them back. */
static void runner__violates_nothing_behind_a_rebuild(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", CASCADE);
	lab_put(lab, "0002_b.sql", REBUILD);
	lab_put(lab, "0003_c.sql", "INSERT INTO child VALUES (7);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "FOREIGN KEY constraint failed");
	lab_at(lab, "m/0003_c.sql:1", NULL);
	lab_sqlstate(lab, "23503");
	lab_applied(lab, "1 2");
}

static void runner__strips_the_pragmas_and_the_pair_of_a_rebuild(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", CASCADE);
	lab_put(lab, "0002_b.sql",
		"PRAGMA foreign_keys=off;\nBEGIN TRANSACTION;\n" REBUILD
		"COMMIT;\nPRAGMA foreign_keys=on;\n");
	lab_up(lab);
	lab_rows(lab, "SELECT count(*) FROM child", "1");
	lab_rows(lab, "SELECT statements FROM dunlin_history WHERE id = '2'", "4");
}

static void runner__refuses_a_rebuild_that_leaves_orphans(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", CASCADE);
	lab_put(lab, "0002_b.sql",
		"CREATE TABLE n (id INTEGER PRIMARY KEY);\nDROP TABLE parent;\n"
		"ALTER TABLE n RENAME TO parent;\n");
	lab_up_fails(lab, DUNLIN_ESQL, "1 row would violate a constraint");
	lab_sqlstate(lab, "23503");
	lab_rows(lab, "SELECT count(*) FROM parent", "1");
	lab_logged(lab, "apply v1, fail v2");
}

/* --- outside of transactions ------------------------------------------------------------------ */

static void runner__vacuums_outside_a_transaction(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x);\n");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x);\nVACUUM;\nCREATE TABLE c (x);\n");
	lab_put(lab, "0003_c.sql", "CREATE TABLE d (x);\n");
	lab_up(lab);
	lab_logged(lab, "apply v1, start v2, apply v2, apply v3");
	lab_applied(lab, "1 2 3");
	lab_chain(lab);
	assert_true(lab_told(lab, "statement v0002 up 2/3 #2/3 m/0002_b.sql:2"));
}

static void runner__says_what_stays_of_a_step_in_pieces(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"CREATE TABLE b (x);\nVACUUM;\nCREATE TABLE c (x);\nSELECT * FROM nowhere;\n");
	lab_put(lab, "0002_a.sql", "CREATE TABLE d (x);\n");
	lab_up_fails(lab, DUNLIN_EMISSING, "nowhere");
	lab_at(lab, "m/0001_a.sql:4:15", NULL);
	lab_state(lab, "statement 4 of 4, what comes before statement 3 is done and stays, and the "
		       "next run goes on there; nothing is applied, 0001 and 1 more are "
		       "pending");
	lab_rows(lab, TABLES, "b");
	lab_logged(lab, "start v1, fail v1");
	lab_chain(lab);
}

static void runner__runs_a_body_without_a_transaction(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"-- dunlin: transaction off\nCREATE TABLE a (x);\nBEGIN;\n"
		"INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);\nCOMMIT;\n"
		"INSERT INTO a VALUES (3);\n");
	lab_up(lab);
	lab_rows(lab, "SELECT count(*) FROM a", "3");
	lab_logged(lab, "start v1, apply v1");
	assert_true(lab_told(lab, "#6/6"));
}

static void runner__rolls_a_failed_group_back(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"-- dunlin: transaction off\nCREATE TABLE a (x);\nBEGIN;\n"
		"INSERT INTO a VALUES (1);\nINSERT INTO nowhere VALUES (2);\nCOMMIT;\n");
	lab_up_fails(lab, DUNLIN_EMISSING, "nowhere");
	lab_at(lab, "m/0001_a.sql:5:13", NULL);
	lab_state(lab, "statement 4 of 5, what comes before statement 2 is done and stays, and the "
		       "next run goes on there; nothing is applied, 0001 is pending");
	lab_rows(lab, "SELECT count(*) FROM a", "0");
	lab_logged(lab, "start v1, fail v1");
}

/* --- the session ----------------------------------------------------------------------------------- */

static void runner__resets_the_session_after_a_body_that_changed_it(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"CREATE TABLE a (x CHECK (x > 0));\nPRAGMA ignore_check_constraints = ON;\n"
		"INSERT INTO a VALUES (-1);\n");
	lab_put(lab, "0002_b.sql", "INSERT INTO a VALUES (-2);\n");
	lab_up_fails(lab, DUNLIN_ESQL, "CHECK constraint failed");
	lab_at(lab, "m/0002_b.sql:1", NULL);
	lab_sqlstate(lab, "23514");
	lab_applied(lab, "1");
}

/* --- who else writes ---------------------------------------------------------------------------------- */

static void runner__waits_for_another_writer_as_long_as_it_may(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x);\n");
	lab_exec(lab, "CREATE TABLE t (x)", "BEGIN IMMEDIATE", NULL);
	lab->options.lock_wait_ms = -1;
	lab->options.lock_timeout_ms = 1;
	lab_up_fails(lab, DUNLIN_EBUSY, "lock");
	lab_exec(lab, "ROLLBACK", NULL);
	lab_up(lab);
	lab_applied(lab, "1");
}

static void runner__begins_again_when_somebody_wrote_meanwhile(void **state)
{
	struct lab *lab = *state;
	const char *before;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x);\n");
	lab_up(lab);
	before = lab_ask(lab, "SELECT count(*) FROM dunlin_event");
	assert_string_equal(before, "1");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x);\n");
	/* As if another run had taken the number first, once. */
	lab_script(lab, "on exec 1 containing dunlin_event fail EEXISTS 23505 \"taken\"");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 1);
	lab_applied(lab, "1 2");
	lab_logged(lab, "apply v1, apply v2");
	lab_chain(lab);
}

static void runner__tries_a_transient_failure_again(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x);\nINSERT INTO a VALUES (1);\n");
	lab_script(lab,
		   "on exec 1 containing \"INSERT INTO a\" fail EDEADLOCK 40P01 \"a deadlock\"\n"
		   "on exec 1 containing \"INSERT INTO a\" fail ELOCKTIMEOUT 55P03 \"a lock\"");
	lab_up(lab);
	assert_int_equal(lab_count(lab, "retry"), 2);
	assert_true(lab_told(lab, "retry v0001 up 1/1 a deadlock"));
	lab_rows(lab, "SELECT count(*) FROM a", "1");
	lab_logged(lab, "apply v1");
}

static void runner__gives_up_after_ten_tries(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x);\nINSERT INTO a VALUES (1);\n");
	lab_script(lab, "on exec containing \"INSERT INTO a\" fail ESERIALIZE 40001 \"again\"");
	lab_up_fails(lab, DUNLIN_ESERIALIZE, "again");
	assert_int_equal(lab_count(lab, "retry"), 9);
	lab_at(lab, "m/0001_a.sql:2", NULL);
	lab_state(lab, "statement 2 of 2, rolled back; nothing is applied, 0001 is pending");
	lab_logged(lab, "fail v1");
}

/* --- the connection ---------------------------------------------------------------------------------------- */

static void runner__reports_a_garbage_status_as_a_failure(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x);\n");
	lab_script(lab, "on exec containing \"TABLE a\" return 4711");
	lab_up_fails(lab, DUNLIN_ESQL, "scripted");
	lab_rows(lab, TABLES, "~");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_SQLITE(runner__keeps_the_steps_before_a_failure),
		ON_SQLITE(runner__keeps_nothing_when_the_first_fails),
		ON_SQLITE(runner__keeps_the_reverts_before_a_failure),
		ON_SQLITE(runner__runs_those_before_again_when_all_was_rolled_back),
		ON_SQLITE(runner__survives_a_lost_first_step),
		ON_SQLITE(runner__names_the_culprit_of_a_violation),
		ON_SQLITE(runner__names_the_culprit_of_a_refused_commit),
		ON_SQLITE(runner__lets_old_violations_be),
		ON_SQLITE(runner__warns_of_a_foreign_key_mismatch),
		ON_SQLITE(runner__rebuilds_a_table_without_losing_its_children),
		ON_SQLITE(runner__turns_foreign_keys_on_again_after_a_failed_rebuild),
		ON_SQLITE(runner__violates_nothing_behind_a_rebuild),
		ON_SQLITE(runner__strips_the_pragmas_and_the_pair_of_a_rebuild),
		ON_SQLITE(runner__refuses_a_rebuild_that_leaves_orphans),
		ON_SQLITE(runner__vacuums_outside_a_transaction),
		ON_SQLITE(runner__says_what_stays_of_a_step_in_pieces),
		ON_SQLITE(runner__runs_a_body_without_a_transaction),
		ON_SQLITE(runner__rolls_a_failed_group_back),
		ON_SQLITE(runner__resets_the_session_after_a_body_that_changed_it),
		ON_SQLITE(runner__waits_for_another_writer_as_long_as_it_may),
		ON_SQLITE(runner__begins_again_when_somebody_wrote_meanwhile),
		ON_SQLITE(runner__tries_a_transient_failure_again),
		ON_SQLITE(runner__gives_up_after_ten_tries),
		ON_SQLITE(runner__reports_a_garbage_status_as_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
