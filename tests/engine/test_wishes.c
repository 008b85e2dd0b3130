/* tests of what a run can be asked beyond up and down: redo, stamp, repair, trials, verify */
#include "engine/lab.h"

#include <stdio.h>
#include <unistd.h>

static dunlin_status run(struct lab *lab, uint32_t kind, int64_t count, const char *version,
			 uint32_t flags)
{
	return lab_run(lab, kind, count, version, flags);
}

static void put_three(struct lab *lab)
{
	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (n INTEGER);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (n INTEGER);\nINSERT INTO b VALUES (1);\n");
	lab_put(lab, "0002_b.down.sql", "DROP TABLE b;\n");
	lab_put(lab, "0003_c.up.sql", "CREATE TABLE c (n INTEGER);\n");
	lab_put(lab, "0003_c.down.sql", "DROP TABLE c;\n");
}

/* --- redo -------------------------------------------------------------------- */

static void redo__reverts_and_applies_the_last_ones_again(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_put(lab, "R__v.sql", "CREATE VIEW v AS SELECT n FROM b;\n");
	lab_put(lab, "R__v.down.sql", "DROP VIEW v;\n");
	lab_up(lab);
	lab_exec(lab, "INSERT INTO b VALUES (2)", NULL);
	lab_leave(lab);
	assert_int_equal(run(lab, DUNLIN_WISH_REDO, 2, NULL, 0), DUNLIN_OK);
	assert_int_equal(lab->result.reverted, 3);
	assert_int_equal(lab->result.applied, 3);
	lab_applied(lab, "1 2 3 R:v");
	lab_rows(lab, "SELECT n FROM v", "1");
	lab_logged(lab, "apply v1, apply v2, apply v3, apply rv, revert rv, revert v3, revert v2, "
			"apply v2, apply v3, apply rv");
	lab_chain(lab);
}

static void redo__refuses_without_a_down_body(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_put(lab, "0004_d.up.sql", "CREATE TABLE d (n INTEGER);\n");
	lab_up(lab);
	lab_failed(lab, run(lab, DUNLIN_WISH_REDO, 0, NULL, 0), DUNLIN_EREFUSED,
		   "0004_d has no down body");
	lab_applied(lab, "1 2 3 4");
}

/* The connection goes between the transactions of a redo: it is not left at half. */
static void redo__goes_on_after_a_lost_connection(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_put(lab, "0003_c.up.sql",
		"CREATE TABLE c (n INTEGER);\nVACUUM;\nINSERT INTO c VALUES (1);\n");
	lab_put(lab, "R__v.sql", "CREATE VIEW v AS SELECT n FROM b;\n");
	lab_put(lab, "R__v.down.sql", "DROP VIEW v;\n");
	lab_up(lab);
	lab_script(lab, "on exec 1 containing \"CREATE TABLE b\" lose");
	assert_int_equal(run(lab, DUNLIN_WISH_REDO, 2, NULL, 0), DUNLIN_OK);
	lab_applied(lab, "1 2 3 R:v");
	lab_rows(lab, "SELECT n FROM c", "1");
	/* In the middle of what is done in pieces. */
	lab_script(lab, "on exec 1 containing \"INTO c\" lose");
	assert_int_equal(run(lab, DUNLIN_WISH_REDO, 2, NULL, 0), DUNLIN_OK);
	lab_script(lab, "");
	lab_applied(lab, "1 2 3 R:v");
	lab_rows(lab, "SELECT n FROM c", "1");
	lab_rows(lab, "SELECT n FROM v", "1");
	lab_rows(lab, "SELECT count(*) FROM dunlin_journal", "0");
	lab_chain(lab);
}

/* --- stamp -------------------------------------------------------------------- */

static void stamp__records_and_runs_nothing(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	assert_int_equal(run(lab, DUNLIN_WISH_STAMP, 0, "2", 0), DUNLIN_OK);
	assert_int_equal(lab->result.recorded, 2);
	assert_int_equal(lab->result.applied, 0);
	assert_int_equal(lab->result.pending, 1);
	lab_applied(lab, "1 2");
	lab_logged(lab, "stamp v1, stamp v2");
	lab_chain(lab);
	lab_exec(lab, "CREATE TABLE a (n INTEGER)", NULL); /* none is there */
	lab_leave(lab);
	lab_up(lab);
	lab_applied(lab, "1 2 3");
}

static void stamp__wants_a_version_that_exists(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_failed(lab, run(lab, DUNLIN_WISH_STAMP, 0, "9", 0), DUNLIN_EUSAGE,
		   "there is no version 9");
	lab_failed(lab, run(lab, DUNLIN_WISH_STAMP, 0, NULL, 0), DUNLIN_EUSAGE, "no version");
}

/* --- repair --------------------------------------------------------------------- */

static void repair__makes_the_history_agree_with_the_files(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_up(lab);
	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (n INTEGER); -- changed\n");
	assert_int_equal(rename("m/0002_b.up.sql", "m/0002_bee.up.sql"), 0);
	assert_int_equal(rename("m/0002_b.down.sql", "m/0002_bee.down.sql"), 0);
	assert_int_equal(unlink("m/0003_c.up.sql"), 0);
	assert_int_equal(unlink("m/0003_c.down.sql"), 0);
	lab_up_fails(lab, DUNLIN_EREFUSED, "3_c is applied, but its file is gone");
	assert_int_equal(run(lab, DUNLIN_WISH_REPAIR, 0, NULL, 0), DUNLIN_OK);
	assert_int_equal(lab->result.recorded, 3);
	lab_applied(lab, "1 2");
	lab_rows(lab, "SELECT name FROM dunlin_history ORDER BY id", "a\nbee");
	lab_chain(lab);
	lab_up(lab);
	assert_int_equal(run(lab, DUNLIN_WISH_REPAIR, 0, NULL, 0), DUNLIN_OK);
	assert_int_equal(lab->result.recorded, 0); /* nothing is left to repair */
}

/* --- all or nothing ---------------------------------------------------------------- */

static void one_transaction__keeps_nothing_of_a_failed_run(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_put(lab, "0004_d.up.sql",
		"CREATE TABLE d (n INTEGER);\nINSERT INTO nope VALUES (1);\n");
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_ONE_TRANSACTION),
		   DUNLIN_EMISSING, "nope");
	lab_at(lab, "m/0004_d.up.sql:2:13", "INSERT INTO nope VALUES (1);");
	lab_state(lab, "nothing is applied");
	assert_int_equal(lab->result.applied, 0);
	lab_exec(lab, "CREATE TABLE a (n INTEGER)", "DROP TABLE a", NULL); /* it is not there */
}

static void one_transaction__applies_everything(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	assert_int_equal(run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_ONE_TRANSACTION), DUNLIN_OK);
	assert_int_equal(lab->result.applied, 3);
	lab_applied(lab, "1 2 3");
	lab_chain(lab);
}

static void one_transaction__refuses_what_cannot_be_in_one(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_put(lab, "0004_d.up.sql", "VACUUM;\n");
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_ONE_TRANSACTION),
		   DUNLIN_EUSAGE, "cannot be part of one transaction");
	lab_at(lab, "m/0004_d.up.sql:1", NULL);
	lab_state(lab, "nothing was changed");
}

/* --- trials ----------------------------------------------------------------------------- */

static void dry_run__changes_nothing(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	assert_int_equal(run(lab, DUNLIN_WISH_UP, 1, NULL, 0), DUNLIN_OK);
	assert_int_equal(run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_DRY_RUN), DUNLIN_OK);
	assert_int_equal(lab->result.applied, 2);
	lab_applied(lab, "1");
	lab_logged(lab, "apply v1");
	lab_exec(lab, "CREATE TABLE b (n INTEGER)", "DROP TABLE b", NULL); /* it is not there */
	lab_leave(lab);
	lab_up(lab);
	lab_applied(lab, "1 2 3");
}

static void dry_run__finds_what_fails(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_put(lab, "0004_d.up.sql", "INSERT INTO nope VALUES (1);\n");
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_DRY_RUN), DUNLIN_EMISSING,
		   "nope");
	lab_at(lab, "m/0004_d.up.sql:1:13", NULL);
	lab_exec(lab, "CREATE TABLE a (n INTEGER)", "CREATE TABLE dunlin_meta (n INTEGER)", NULL);
}

/* --- verify in the step -------------------------------------------------------------------- */

static void verify__rolls_the_step_back_that_does_not_hold(void **state)
{
	struct lab *lab = *state;

	put_three(lab);
	lab_put(lab, "0001_a.verify.sql",
		"INSERT INTO a VALUES (7);\n-- dunlin: expect value = 1\nSELECT count(*) FROM a;\n");
	lab_put(lab, "0002_b.verify.sql", "-- dunlin: expect rows = 2\nSELECT n FROM b;\n");
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_VERIFY), DUNLIN_ESQL,
		   "expected 2 rows, got 1");
	lab_at(lab, "m/0002_b.verify.sql:1", "-- dunlin: expect rows = 2");
	lab_state(lab, "verify body, rolled back; 0001 is applied, 0002 and 1 more are pending");
	lab_rows(lab, "SELECT detail FROM dunlin_event WHERE event = 'fail'",
		 "verify body, line 1: expected 2 rows, got 1");
	lab_applied(lab, "1");
	lab_rows(lab, "SELECT count(*) FROM a", "0"); /* what the body wrote is undone */
	lab_put(lab, "0002_b.verify.sql", "SELECT n FROM b;\nSELECT n FROM nope;\n");
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_VERIFY), DUNLIN_EMISSING,
		   "nope");
	lab_rows(lab,
		 "SELECT 1 FROM dunlin_event WHERE seq = 3 AND "
		 "detail LIKE '42P01, verify body, line 2: %nope%'",
		 "1");
	lab_put(lab, "0002_b.verify.sql", "-- dunlin: expect rows = 1\nSELECT n FROM b;\n");
	lab_leave(lab);
	assert_int_equal(run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_VERIFY), DUNLIN_OK);
	lab_applied(lab, "1 2 3");
	lab_chain(lab);
}

/* A rebuild runs without foreign keys, and SQLite defers some: what would be refused in the end is
 * what the body asks for. */
static void verify__sees_a_foreign_key_that_is_not_enforced(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE p (n INTEGER PRIMARY KEY);\nCREATE TABLE old (n INTEGER);\n"
		"CREATE TABLE c (n INTEGER REFERENCES p (n));\nDROP TABLE old;\n");
	lab_put(lab, "0001_a.verify.sql",
		"-- dunlin: expect error 23503\nINSERT INTO c VALUES (7);\n"
		"-- dunlin: expect value = 0\nSELECT count(*) FROM c;\n");
	assert_int_equal(run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_VERIFY), DUNLIN_OK);
	lab_put(lab, "0002_b.up.sql",
		"CREATE TABLE d (n INTEGER REFERENCES p (n) DEFERRABLE INITIALLY DEFERRED);\n");
	lab_put(lab, "0002_b.verify.sql",
		"INSERT INTO p VALUES (1);\nINSERT INTO d VALUES (1);\n"
		"-- dunlin: expect error 23503\nDELETE FROM p;\n"
		"-- dunlin: expect error 23503\nINSERT INTO d VALUES (1);\n");
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_VERIFY), DUNLIN_ESQL,
		   "expected the error 23503, but it succeeded");
	lab_at(lab, "m/0002_b.verify.sql:5", "-- dunlin: expect error 23503");
	lab_applied(lab, "1");
	lab_rows(lab, "SELECT count(*) FROM c", "0");
}

static void verify__takes_back_a_step_that_ran_outside(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (n INTEGER);\nVACUUM;\n");
	lab_put(lab, "0001_a.verify.sql", "-- dunlin: expect rows = 1\nSELECT n FROM a;\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_VERIFY), DUNLIN_ESQL,
		   "expected 1 row, got 0");
	lab_state(lab, "0001 was applied outside a transaction, and is reverted");
	lab_applied(lab, "");
	lab_logged(lab, "start v1, apply v1, revert v1");
	assert_int_equal(unlink("m/0001_a.down.sql"), 0);
	lab_leave(lab);
	lab_failed(lab, run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_VERIFY), DUNLIN_ESQL,
		   "expected 1 row");
	lab_state(lab, "0001 stays applied");
	lab_applied(lab, "1");
}

#define ON_BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

/* A way back is read when it is needed: before what it belongs to is applied, and when it is used. */
static void wish__reads_a_way_back_before_it_is_needed(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_up(lab);
	lab_put(lab, "0001_a.down.sql", "-- dunlin: irreversible\nDROP TABLE a;\n");
	lab_put(lab, "0002_b.up.sql", "CREATE TABLE b (x int);\n");
	lab_put(lab, "0002_b.down.sql", "-- dunlin: nonsense\n");
	lab_up_fails(lab, DUNLIN_EUSAGE, "unknown directive \"nonsense\"");
	lab_at(lab, "m/0002_b.down.sql:1", NULL);
	lab_applied(lab, "1");
	lab_put(lab, "0002_b.down.sql", "DROP TABLE b;\n");
	lab_up(lab);
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_DOWN, 2, NULL, 0), DUNLIN_EUSAGE,
		   "irreversible means nothing here");
	lab_at(lab, "m/0001_a.down.sql:1", NULL);
	lab_applied(lab, "1 2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_SQLITE(wish__reads_a_way_back_before_it_is_needed),
		ON_POSTGRES(wish__reads_a_way_back_before_it_is_needed),
		ON_BOTH(redo__reverts_and_applies_the_last_ones_again),
		ON_BOTH(redo__refuses_without_a_down_body),
		ON_BOTH(redo__goes_on_after_a_lost_connection),
		ON_BOTH(stamp__records_and_runs_nothing),
		ON_BOTH(stamp__wants_a_version_that_exists),
		ON_BOTH(repair__makes_the_history_agree_with_the_files),
		ON_BOTH(one_transaction__keeps_nothing_of_a_failed_run),
		ON_BOTH(one_transaction__applies_everything),
		ON_BOTH(one_transaction__refuses_what_cannot_be_in_one),
		ON_BOTH(dry_run__changes_nothing),
		ON_BOTH(dry_run__finds_what_fails),
		ON_BOTH(verify__rolls_the_step_back_that_does_not_hold),
		ON_SQLITE(verify__sees_a_foreign_key_that_is_not_enforced),
		ON_BOTH(verify__takes_back_a_step_that_ran_outside),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
