/* tests of a redo by force: one migration once more, alone, changed or not */
#include "engine/lab.h"

#include <stdio.h>
#include <unistd.h>

static dunlin_status force(struct lab *lab, const char *version)
{
	return lab_run(lab, DUNLIN_WISH_REDO, 0, version, DUNLIN_WISH_FORCE);
}

static void put_two(struct lab *lab)
{
	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (n INTEGER);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0002_b.up.sql",
		"CREATE TABLE IF NOT EXISTS b (n INTEGER);\n"
		"INSERT INTO b VALUES (1);\n");
	lab_put(lab, "R__v.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT n FROM b;\n");
	lab_up(lab);
}

static void force__reverts_and_applies_one_alone(void **state)
{
	struct lab *lab = *state;

	put_two(lab);
	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (n INTEGER, m INTEGER);\n");
	assert_int_equal(force(lab, "1"), DUNLIN_OK);
	assert_int_equal(lab->result.applied, 1);
	assert_int_equal(lab->result.reverted, 1);
	assert_int_equal(lab->result.pending, 0);
	lab_rows(lab, "SELECT m FROM a", "");
	lab_applied(lab, "2 R:v 1");
	lab_logged(lab, "apply v1, apply v2, apply rv, revert v1, apply v1");
	lab_chain(lab);
	/* The checksum is that of now: nothing has drifted. */
	lab_up(lab);
}

static void force__runs_the_up_body_over_what_is_there(void **state)
{
	struct lab *lab = *state;

	put_two(lab);
	assert_int_equal(force(lab, "0002"), DUNLIN_OK);
	assert_int_equal(lab->result.applied, 1);
	assert_int_equal(lab->result.reverted, 0);
	lab_rows(lab, "SELECT n FROM b", "1\n1");
	lab_applied(lab, "1 R:v 2");
	assert_int_equal(force(lab, NULL), DUNLIN_OK);
	lab_rows(lab, "SELECT n FROM b", "1\n1\n1");
	assert_int_equal(force(lab, "R__v"), DUNLIN_OK);
	lab_logged(lab, "apply v1, apply v2, apply rv, apply v2, apply v2, apply rv");
	lab_applied(lab, "1 2 R:v");
	lab_chain(lab);
}

/* What later ones stand on is not left reverted. */
static void force__keeps_all_as_it_was_when_it_fails(void **state)
{
	struct lab *lab = *state;

	put_two(lab);
	lab_put(lab, "0001_a.up.sql",
		"CREATE TABLE a (n INTEGER);\nINSERT INTO nowhere VALUES (1);\n");
	lab_failed(lab, force(lab, "1"), DUNLIN_EMISSING, "nowhere");
	lab_state(lab, "statement 2 of 2, rolled back; 0001 is applied as before");
	lab_rows(lab, "SELECT n FROM a", "");
	lab_applied(lab, "1 2 R:v");
	lab_logged(lab, "apply v1, apply v2, apply rv, fail v1");
	lab_chain(lab);
}

static void force__does_not_revert_what_others_need(void **state)
{
	struct lab *lab = *state;

	put_two(lab);
	lab_put(lab, "0002_b.down.sql", "DROP TABLE b;\n");
	if (lab->pg) { /* SQLite lets a view stand without its table */
		lab_failed(lab, force(lab, "2"), DUNLIN_ESQL, "because other objects depend on it");
		lab_state(lab, "rolled back; 0002 is applied as before");
	} else {
		assert_int_equal(force(lab, "2"), DUNLIN_OK);
	}
	lab_rows(lab, "SELECT n FROM v", "1");
	lab_chain(lab);
}

static void put_pieces(struct lab *lab)
{
	lab_put(lab, "0001_a.up.sql",
		lab->pg ? "CREATE TABLE a (n int);\nVACUUM a;\nINSERT INTO a VALUES (1);\n"
			: "CREATE TABLE a (n int);\nVACUUM;\nINSERT INTO a VALUES (1);\n");
	lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
	lab_put(lab, "0002_b.sql", "SELECT 1;\n");
	lab_up(lab);
}

/* Lost between the two transactions: the run goes on with the second. */
static void force__goes_on_after_a_lost_connection(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	lab_script(lab, "on exec 1 containing \"CREATE TABLE a\" lose");
	assert_int_equal(force(lab, "1"), DUNLIN_OK);
	assert_int_equal(lab->result.applied, 1);
	assert_int_equal(lab->result.reverted, 1);
	lab_rows(lab, "SELECT n FROM a", "1");
	lab_applied(lab, "2 1");
	lab_rows(lab, "SELECT count(*) FROM dunlin_journal", "0");
	lab_chain(lab);
	/* And in the middle of the second. */
	lab_script(lab, "on exec 1 containing \"VALUES (1)\" lose");
	assert_int_equal(force(lab, "1"), DUNLIN_OK);
	lab_rows(lab, "SELECT n FROM a", "1");
	lab_applied(lab, "2 1");
	lab_rows(lab, "SELECT count(*) FROM dunlin_journal", "0");
	lab_chain(lab);
}

/* Its up body alone, in pieces, stopped by an error: up goes on with it. */
static void force__leaves_to_up_what_it_began(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	assert_int_equal(unlink("m/0001_a.down.sql"), 0);
	lab_put(lab, "0001_a.up.sql",
		lab->pg ? "CREATE TABLE IF NOT EXISTS a (n int);\nVACUUM a;\n"
			  "INSERT INTO a VALUES (2);\n"
			: "CREATE TABLE IF NOT EXISTS a (n int);\nVACUUM;\n"
			  "INSERT INTO a VALUES (2);\n");
	lab_script(lab, "on exec containing \"VALUES (2)\" fail ESQL");
	lab_failed(lab, force(lab, "1"), DUNLIN_ESQL, "says so");
	lab_script(lab, "");
	lab_failed(lab, force(lab, "1"), DUNLIN_EREFUSED, "0001_a is not finished");
	lab_up(lab);
	lab_rows(lab, "SELECT n FROM a ORDER BY n", "1\n2");
	lab_applied(lab, "2 1");
	lab_rows(lab, "SELECT count(*) FROM dunlin_journal", "0");
	lab_chain(lab);
}

static void force__is_a_wish_of_one_redo(void **state)
{
	struct lab *lab = *state;

	put_two(lab);
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_DOWN, 0, NULL, DUNLIN_WISH_FORCE), DUNLIN_EUSAGE,
		   "force goes with a redo");
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_REDO, 2, NULL, DUNLIN_WISH_FORCE), DUNLIN_EUSAGE,
		   "no count");
	lab_failed(lab, force(lab, "seeds/x"), DUNLIN_EUSAGE, "is no version");
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_REDO, 0, "R__v", 0), DUNLIN_EUSAGE,
		   "is no version");
	lab_applied(lab, "1 2 R:v");
}

#define ON_BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(force__reverts_and_applies_one_alone),
		ON_BOTH(force__runs_the_up_body_over_what_is_there),
		ON_BOTH(force__keeps_all_as_it_was_when_it_fails),
		ON_BOTH(force__does_not_revert_what_others_need),
		ON_BOTH(force__goes_on_after_a_lost_connection),
		ON_BOTH(force__leaves_to_up_what_it_began),
		ON_BOTH(force__is_a_wish_of_one_redo),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
