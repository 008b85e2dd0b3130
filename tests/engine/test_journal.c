/* tests of the journal: what cannot be one transaction goes on where it was cut off */
#include "engine/lab.h"

#include <stdio.h>
#include <string.h>

/* Three units: a table with a row, what stands alone, another row. */
static void put_pieces(struct lab *lab)
{
	lab_put(lab, "0001_a.up.sql",
		lab->pg ? "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n"
			  "CREATE INDEX CONCURRENTLY i ON a (x);\n"
			  "INSERT INTO a VALUES (2);\nCREATE TABLE b (y int);\n"
			: "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n"
			  "VACUUM;\n"
			  "INSERT INTO a VALUES (2);\nCREATE TABLE b (y int);\n");
	lab_put(lab, "0001_a.down.sql",
		lab->pg ? "DROP TABLE b;\nDROP INDEX CONCURRENTLY i;\nDROP TABLE a;\n"
			: "DROP TABLE b;\nVACUUM;\nDROP TABLE a;\n");
}

static void journal_is_empty(struct lab *lab)
{
	lab_rows(lab, "SELECT count(*) FROM dunlin_journal", "0");
	lab_chain(lab);
}

static void journal__is_gone_when_all_is_done(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2");
	lab_logged(lab, "start v1, apply v1");
	journal_is_empty(lab);
	lab_down(lab, 1);
	lab_logged(lab, "start v1, apply v1, start v1, revert v1");
	journal_is_empty(lab);
}

/* The statement behind it fails, and what came before is not done again. */
static void journal__goes_on_behind_what_is_done(void **state)
{
	struct lab *lab = *state;
	dunlin_report *report = NULL;
	struct dunlin_entry entry = DUNLIN_ENTRY_INIT;
	dunlin_engine *engine;

	put_pieces(lab);
	lab_put(lab, "0002_b.sql",
		lab->pg ? "INSERT INTO a VALUES (3);\nREINDEX INDEX CONCURRENTLY i;\n"
			  "INSERT INTO a VALUES (4);\nINSERT INTO nowhere VALUES (1);\n"
			: "INSERT INTO a VALUES (3);\nVACUUM;\n"
			  "INSERT INTO a VALUES (4);\nINSERT INTO nowhere VALUES (1);\n");
	lab_up_fails(lab, DUNLIN_EMISSING, "nowhere");
	lab_state(lab, "statement 4 of 4, what comes before statement 3 is done and stays, and the "
		       "next run goes on there; 0001 is applied, 0002 is pending");
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2\n3");
	lab_rows(lab, "SELECT kind, id, direction, n FROM dunlin_journal ORDER BY n",
		 "v|2|up|0\nv|2|up|1\nv|2|up|2");
	engine = lab_engine(lab);
	assert_int_equal(dunlin_status_of(&report, engine, lab->err), DUNLIN_OK);
	dunlin_report_at(report, 1, &entry);
	assert_int_equal(entry.state, DUNLIN_STATE_UNFINISHED);
	assert_string_equal(entry.reason, "begun: 2 of its statements done");
	dunlin_report_free(report);
	dunlin_engine_close(engine);
	/* The statement that failed may be mended, and more may follow. */
	lab_put(lab, "0002_b.sql",
		lab->pg ? "INSERT INTO a VALUES (3);\nREINDEX INDEX CONCURRENTLY i;\n"
			  "-- better\nINSERT INTO a VALUES (5);\nINSERT INTO a VALUES (6);\n"
			: "INSERT INTO a VALUES (3);\nVACUUM;\n"
			  "-- better\nINSERT INTO a VALUES (5);\nINSERT INTO a VALUES (6);\n");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 1);
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2\n3\n5\n6");
	lab_logged(lab, "start v1, apply v1, start v2, fail v2, start v2, apply v2");
	journal_is_empty(lab);
}

static void journal__refuses_when_what_is_done_has_changed(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	lab_script(lab, "on exec containing \"VALUES (2)\" fail ESQL");
	lab_up_fails(lab, DUNLIN_ESQL, "the script says so");
	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x bigint);\n");
	lab_up_fails(lab, DUNLIN_EREFUSED,
		     "what is done of it, up to statement 2, has changed since");
	lab_at(lab, "m/0001_a.up.sql:1", NULL);
	lab_state(lab, "nothing was changed");
	lab_rows(lab, "SELECT count(*) FROM a", "1");
	/* It shrank: the hash is over what is gone. */
	lab_put(lab, "0001_a.up.sql", "CREATE TABLE a (x int);\n");
	lab_up_fails(lab, DUNLIN_EREFUSED, "has changed since");
	put_pieces(lab);
	lab_script(lab, "");
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2");
	journal_is_empty(lab);
}

static void journal__reverts_nothing_while_a_step_is_unfinished(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0000_z.up.sql", "CREATE TABLE z (x int);\n");
	lab_put(lab, "0000_z.down.sql", "DROP TABLE z;\n");
	put_pieces(lab);
	lab_put(lab, "seeds/s.sql", "INSERT INTO z VALUES (1);\n");
	lab_script(lab, "on exec containing \"VALUES (2)\" fail ESQL");
	lab_up_fails(lab, DUNLIN_ESQL, "the script says so");
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_DOWN, 0, NULL, 0), DUNLIN_EREFUSED,
		   "0001_a is not finished: begun: 3 of its statements done");
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_GOTO, 0, "0", 0), DUNLIN_EREFUSED, "dunlin up");
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_REDO, 0, NULL, 0), DUNLIN_EREFUSED, "dunlin up");
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_SEED, 0, NULL, 0), DUNLIN_EREFUSED, "dunlin up");
	lab_script(lab, "");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_GOTO, 0, "1", 0), DUNLIN_OK);
	lab_applied(lab, "0 1");
	journal_is_empty(lab);
}

/* A revert that was begun is finished first, also by an up, which then applies it again. */
static void journal__finishes_a_revert_that_was_begun(void **state)
{
	struct lab *lab = *state;
	dunlin_report *report = NULL;
	struct dunlin_entry entry = DUNLIN_ENTRY_INIT;
	dunlin_engine *engine;

	put_pieces(lab);
	lab_up(lab);
	lab_script(lab, "on exec containing \"DROP TABLE a\" fail ESQL");
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_DOWN, 1, NULL, 0), DUNLIN_ESQL, "says so");
	engine = lab_engine(lab);
	assert_int_equal(dunlin_status_of(&report, engine, lab->err), DUNLIN_OK);
	dunlin_report_at(report, 0, &entry);
	assert_int_equal(entry.state, DUNLIN_STATE_UNFINISHED);
	assert_string_equal(entry.reason, "its revert was begun: 2 of its statements done");
	dunlin_report_free(report);
	dunlin_engine_close(engine);
	lab_script(lab, "");
	lab_up(lab);
	assert_int_equal(lab->result.reverted, 1);
	assert_int_equal(lab->result.applied, 1);
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2");
	lab_logged(lab, "start v1, apply v1, start v1, fail v1, start v1, revert v1, start v1, "
			"apply v1");
	journal_is_empty(lab);
	/* And a down does not take another one as well. */
	lab_put(lab, "0002_b.up.sql",
		lab->pg ? "CREATE TABLE c (x int);\nVACUUM a;\n"
			: "CREATE TABLE c (x int);\nVACUUM;\n");
	lab_put(lab, "0002_b.down.sql",
		lab->pg ? "VACUUM a;\nDROP TABLE c;\n" : "VACUUM;\nDROP TABLE c;\n");
	lab_up(lab);
	lab_script(lab, "on exec containing \"DROP TABLE c\" fail ESQL");
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_DOWN, 1, NULL, 0), DUNLIN_ESQL, "says so");
	lab_script(lab, "");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_DOWN, 1, NULL, 0), DUNLIN_OK);
	assert_int_equal(lab->result.reverted, 1);
	lab_applied(lab, "1");
	journal_is_empty(lab);
}

/* Its verify body fails after it was resumed: the whole of its down body runs. */
static void journal__reverts_all_of_a_resumed_step(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	lab_put(lab, "0001_a.verify.sql", "-- dunlin: expect rows = 99\nSELECT * FROM a;\n");
	lab_script(lab, "on exec 1 containing \"VALUES (2)\" lose");
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_UP, 0, NULL, DUNLIN_WISH_VERIFY), DUNLIN_ESQL,
		   "expected 99 rows, got 2");
	lab_state(lab, "0001 was applied outside a transaction, and is reverted");
	lab_script(lab, "");
	lab_applied(lab, "");
	lab_rows(lab,
		 lab->pg ? "SELECT count(*) FROM pg_tables WHERE tablename IN ('a', 'b')"
			 : "SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b')",
		 "0");
	journal_is_empty(lab);
}

/* --- a statement that nobody can tell about ------------------------------------------- */

static const char *opaque(const struct lab *lab)
{
	return lab->pg ? "-- dunlin: transaction off\nCREATE TABLE a (x int);\n"
			 "DO $$ BEGIN INSERT INTO a VALUES (1); END $$;\n"
			 "INSERT INTO a VALUES (2);\n"
		       : "-- dunlin: transaction off\nCREATE TABLE a (x int);\n"
			 "WITH one AS (SELECT 1) INSERT INTO a SELECT * FROM one;\n"
			 "INSERT INTO a VALUES (2);\n";
}

static const char *opaque_piece(const struct lab *lab)
{
	return lab->pg ? "DO $$" : "WITH one";
}

static void resolve__asks_what_nothing_tells(void **state)
{
	struct lab *lab = *state;
	int after;

	for (after = 0; after < 2; after++) {
		lab_put(lab, "0001_a.up.sql", opaque(lab));
		lab_put(lab, "0001_a.down.sql", "DROP TABLE a;\n");
		lab_failed(lab, lab_run(lab, DUNLIN_WISH_RESOLVE, 0, "1", 0), DUNLIN_EUSAGE,
			   "nothing is unknown about 1");
		lab_script(lab, lab_text(lab, "on exec 1 containing \"%s\" lose%s",
					 opaque_piece(lab), after == 1 ? " after" : ""));
		lab_up_fails(lab, DUNLIN_EREFUSED,
			     "0001 was cut off in statement 2, and nothing in the database tells "
			     "whether it took effect");
		lab_at(lab, "m/0001_a.up.sql:3", NULL);
		assert_non_null(strstr(dunlin_error_hint(lab->err), "dunlin resolve 0001 --done"));
		lab_rows(lab, "SELECT count(*) FROM a", after == 1 ? "1" : "0");
		lab_script(lab, "");
		lab_up_fails(lab, DUNLIN_EREFUSED, "nothing in the database tells");
		assert_int_equal(lab_run(lab, DUNLIN_WISH_RESOLVE, 0, "0001",
					 after == 1 ? DUNLIN_WISH_DONE : 0),
				 DUNLIN_OK);
		assert_int_equal(lab->result.recorded, 1);
		lab_up(lab);
		lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2");
		journal_is_empty(lab);
		lab_down(lab, 1);
	}
}

/* A client that runs a script can ask nothing; where nothing was cut off it can go on. */
static void journal__in_a_script(void **state)
{
	const struct dunlin_wish wish = { .size = sizeof(wish), .flags = DUNLIN_WISH_SCRIPT };
	struct lab *lab = *state;
	dunlin_engine *engine;
	dunlin_plan *plan = NULL;

	lab_put(lab, "0001_a.up.sql", opaque(lab));
	lab_script(lab, lab_text(lab, "on exec 1 containing \"%s\" lose", opaque_piece(lab)));
	lab_up_fails(lab, DUNLIN_EREFUSED, "nothing in the database tells");
	lab_script(lab, "");
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_plan_make(&plan, engine, &wish, lab->err), DUNLIN_EUNSUPPORTED,
		   "0001 was cut off in a statement, and a script cannot ask the database");
	assert_null(plan);
	dunlin_engine_close(engine);
	assert_int_equal(lab_run(lab, DUNLIN_WISH_RESOLVE, 0, "1", 0), DUNLIN_OK);
	engine = lab_engine(lab);
	assert_int_equal(dunlin_plan_make(&plan, engine, &wish, lab->err), DUNLIN_OK);
	dunlin_plan_free(plan);
	dunlin_engine_close(engine);
}

/* A file that changed there cannot be asked about; a word on it frees the way. */
static void resolve__is_needed_when_the_statement_has_changed(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.up.sql", opaque(lab));
	lab_script(lab, lab_text(lab, "on exec 1 containing \"%s\" lose", opaque_piece(lab)));
	lab_up_fails(lab, DUNLIN_EREFUSED, "nothing in the database tells");
	lab_script(lab, "");
	lab_put(lab, "0001_a.up.sql",
		"-- dunlin: transaction off\nCREATE TABLE a (x int);\nINSERT INTO a VALUES (7);\n");
	lab_up_fails(lab, DUNLIN_EREFUSED, "cut off in statement 2, which has changed since");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_RESOLVE, 0, "1", 0), DUNLIN_OK);
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a", "7");
	journal_is_empty(lab);
}

static void resolve__knows_repeatables_and_seeds(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "R__r.sql", opaque(lab));
	lab_script(lab, lab_text(lab, "on exec 1 containing \"%s\" lose", opaque_piece(lab)));
	lab_up_fails(lab, DUNLIN_EREFUSED, "nothing in the database tells");
	assert_non_null(strstr(dunlin_error_hint(lab->err), "dunlin resolve R__r --done"));
	lab_script(lab, "");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_RESOLVE, 0, "R__r", 0), DUNLIN_OK);
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2");
	journal_is_empty(lab);
	lab_put(lab, "seeds/s.sql",
		lab->pg ? "-- dunlin: transaction off\nDO $$ BEGIN INSERT INTO a VALUES (3); END $$;\n"
			: "-- dunlin: transaction off\nWITH one AS (SELECT 3) INSERT INTO a SELECT * "
			  "FROM one;\n");
	lab_script(lab, lab_text(lab, "on exec 1 containing \"%s\" lose", opaque_piece(lab)));
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_SEED, 0, NULL, 0), DUNLIN_EREFUSED,
		   "nothing in the database tells");
	assert_non_null(strstr(dunlin_error_hint(lab->err), "dunlin resolve seeds/s --done"));
	lab_script(lab, "");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_RESOLVE, 0, "seeds/s", 0), DUNLIN_OK);
	lab_seed(lab);
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2\n3");
	journal_is_empty(lab);
}

/* It failed to be marked as done, not to run: the journal must not forget it. */
static void journal__keeps_what_could_not_be_marked(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		lab->pg ? "VACUUM;\nCREATE TABLE a (x int);\n"
			: "VACUUM;\nCREATE TABLE a (x int);\n");
	lab_script(lab, "on exec 1 containing \"SET done_at\" fail ESQL");
	lab_up_fails(lab, DUNLIN_ESQL, "the script says so");
	lab_state(lab, "the next run puts in order what the statement left behind");
	lab_rows(lab, "SELECT n, done_at IS NULL FROM dunlin_journal ORDER BY n",
		 lab->pg ? "0|t\n1|t" : "0|1\n1|1");
}

/* --- what is gone, or is recorded by hand ------------------------------------------------ */

static void journal__of_a_file_that_is_gone(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	lab_script(lab, "on exec containing \"VALUES (2)\" fail ESQL");
	lab_up_fails(lab, DUNLIN_ESQL, "the script says so");
	lab_script(lab, "");
	lab_put(lab, "m2/0002_b.sql", "SELECT 1;\n");
	lab->folders[0] = lab_text(lab, "%s/m2", lab->folder);
	lab->options.folders = lab->folders;
	lab_up_fails(
		lab, DUNLIN_EREFUSED,
		"the file of 1 is gone, and it is not finished: begun: 3 of its statements done");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_REPAIR, 0, NULL, 0), DUNLIN_OK);
	lab_up(lab);
	lab_applied(lab, "2");
	journal_is_empty(lab);
}

/* The up file alone is gone: what is left makes no body. */
static void journal__of_a_body_that_is_gone(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	lab_script(lab, "on exec containing \"VALUES (2)\" fail ESQL");
	lab_up_fails(lab, DUNLIN_ESQL, "the script says so");
	lab_script(lab, "");
	lab_put(lab, "m2/0001_a.down.sql", "DROP TABLE a;\n");
	lab->folders[0] = lab_text(lab, "%s/m2", lab->folder);
	lab->options.folders = lab->folders;
	lab_up_fails(lab, DUNLIN_EREFUSED, "the file of 1 is gone, and it is not finished");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_REPAIR, 0, NULL, 0), DUNLIN_OK);
	journal_is_empty(lab);
}

static void journal__of_a_revert_whose_file_is_gone(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	lab_up(lab);
	lab_script(lab, "on exec containing \"DROP TABLE a\" fail ESQL");
	lab_failed(lab, lab_run(lab, DUNLIN_WISH_DOWN, 1, NULL, 0), DUNLIN_ESQL, "says so");
	lab_script(lab, "");
	lab_put(lab, "m2/0002_b.sql", "SELECT 1;\n");
	lab->folders[0] = lab_text(lab, "%s/m2", lab->folder);
	lab->options.folders = lab->folders;
	lab_up_fails(lab, DUNLIN_EREFUSED, "its revert was begun");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_REPAIR, 0, NULL, 0), DUNLIN_OK);
	lab_up(lab);
	lab_applied(lab, "2");
	journal_is_empty(lab);
}

static void journal__is_settled_by_a_stamp(void **state)
{
	struct lab *lab = *state;

	put_pieces(lab);
	lab_script(lab, "on exec containing \"VALUES (2)\" fail ESQL");
	lab_up_fails(lab, DUNLIN_ESQL, "the script says so");
	lab_script(lab, "");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_STAMP, 0, "1", 0), DUNLIN_OK);
	lab_applied(lab, "1");
	journal_is_empty(lab);
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM a", "1");
}

/* --- others at work ------------------------------------------------------------------------ */

struct thief {
	struct lab *lab;
	dunlin_event_fn on_event;
	bool stolen;
};

/* In the middle of the step another run takes it over, and finishes it. */
static void steal(void *payload, const struct dunlin_event *event)
{
	struct thief *thief = payload;

	thief->on_event(thief->lab, event);
	if (event->kind != DUNLIN_EVENT_STATEMENT || event->stmt != 3 || thief->stolen)
		return;
	thief->stolen = true;
	lab_exec(thief->lab, "UPDATE dunlin_journal SET run_id = 'thief'", NULL);
}

static void journal__stops_when_another_run_goes_on(void **state)
{
	struct lab *lab = *state;
	struct thief thief = { .lab = lab, .on_event = lab->options.on_event };

	put_pieces(lab);
	lab->options.on_event = steal;
	lab->options.payload = &thief;
	lab_up(lab); /* it looks again, takes the step back, and goes on */
	assert_true(thief.stolen);
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2");
	lab_logged(lab, "start v1, start v1, apply v1");
	journal_is_empty(lab);
}

/* --- the session -------------------------------------------------------------------------------- */

static void journal__sets_the_session_up_again(void **state)
{
	struct lab *lab = *state;

	lab_exec(lab, "CREATE SCHEMA s", NULL);
	lab_put(lab, "0001_a.sql",
		"SET search_path = s;\nCREATE TABLE a (x int);\n"
		"PREPARE p AS INSERT INTO a VALUES (1);\nCREATE TEMP TABLE t AS SELECT 1 AS x;\n"
		"CREATE TEMPORARY TABLE IF NOT EXISTS \"u\" (x int);\n"
		"COPY \"u\" FROM stdin;\n7\n\\.\nUPDATE pg_temp.t SET x = x + 10;\n"
		"VACUUM;\nEXECUTE p;\nINSERT INTO a SELECT x + 1 FROM t;\nCREATE TABLE b AS SELECT x FROM \"u\";\n");
	lab_script(lab, "on exec 1 containing \"EXECUTE p\" lose");
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM s.a ORDER BY x", "1\n12");
	lab_rows(lab, "SELECT x FROM s.b", "7");
	lab_rows(lab, "SELECT schemaname FROM pg_tables WHERE tablename IN ('a', 'b')", "s\ns");
	lab_logged(lab, "start v1, start v1, apply v1");
	journal_is_empty(lab);
}

/* What a temporary table was filled from has changed since: filled again it would lie. */
static void journal__does_not_fill_a_table_from_what_has_changed(void **state)
{
	struct lab *lab = *state;

	lab_exec(lab, "CREATE TABLE a (x int)", "CREATE TABLE b (x int)",
		 "INSERT INTO a VALUES (1)", NULL);
	lab_leave(lab);
	lab_put(lab, "0001_m.sql",
		lab->pg ? "CREATE TEMP TABLE t AS SELECT x FROM a;\nVACUUM a;\nDELETE FROM a;\n"
			  "VACUUM b;\nINSERT INTO b SELECT x FROM t;\n"
			: "CREATE TEMP TABLE t AS SELECT x FROM a;\nVACUUM;\nDELETE FROM a;\n"
			  "VACUUM;\nINSERT INTO b SELECT x FROM t;\n");
	lab_script(lab, "on exec 1 containing \"INTO b\" lose");
	lab_up_fails(
		lab, DUNLIN_EREFUSED,
		"0001 cannot go on: its temporary tables are gone, and what they were filled from "
		"may have been changed by statement 3, which is done");
	lab_at(lab, "m/0001_m.sql:3", NULL);
	lab_rows(lab, "SELECT count(*) FROM b", "0");
	lab_exec(lab, "INSERT INTO b VALUES (1)", NULL);
	lab_leave(lab);
	lab_script(lab, "");
	assert_int_equal(lab_run(lab, DUNLIN_WISH_STAMP, 0, "1", 0), DUNLIN_OK);
	journal_is_empty(lab);
	/* Before anything has changed, it is filled again. */
	lab_exec(lab, "INSERT INTO a VALUES (2)", NULL);
	lab_leave(lab);
	lab_put(lab, "0002_m.sql",
		lab->pg ? "CREATE TEMP TABLE t AS SELECT x FROM a;\nVACUUM a;\nDELETE FROM a;\n"
			  "INSERT INTO b SELECT x FROM t;\n"
			: "CREATE TEMP TABLE t AS SELECT x FROM a;\nVACUUM;\nDELETE FROM a;\n"
			  "INSERT INTO b SELECT x FROM t;\n");
	lab_script(lab, "on exec 1 containing \"INTO b\" lose");
	lab_up(lab);
	lab_rows(lab, "SELECT x FROM b ORDER BY x", "1\n2");
	journal_is_empty(lab);
}

/* --- lost connections ----------------------------------------------------------------------------- */

static void recover__goes_on_after_a_lost_connection(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql", "INSERT INTO a VALUES (1);\n");
	lab_put(lab, "0003_c.sql", "INSERT INTO a VALUES (2);\n");
	lab_script(lab, "on exec 1 containing \"VALUES (1)\" lose");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 3);
	assert_true(lab_told(lab, "the connection was lost"));
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2");
	lab_logged(lab, "apply v1, apply v2, apply v3");
	lab_chain(lab);
}

#define ASKS "SELECT seq, event FROM"

/* The answer to a later COMMIT is lost, and then the connection on which it is asked whether what was
 * done before is there still. */
static void recover__goes_on_when_the_new_connection_is_lost(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "-- dunlin: transaction off\nCREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql", "INSERT INTO a VALUES (1);\n");
	lab_put(lab, "0003_c.sql", "-- dunlin: transaction off\nINSERT INTO a VALUES (2);\n");
	lab_script(lab, "on exec 1 containing \"VALUES (1)\" lose\n"
			"on query 2 containing \"" ASKS "\" lose\n");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 3);
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2");
	lab_chain(lab);
}

/* When it must give up at last, it says what stands, and what does not. */
static void recover__tells_what_stands_when_it_gives_up(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "-- dunlin: transaction off\nCREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql", "INSERT INTO a VALUES (1);\n");
	lab_put(lab, "0003_c.sql", "-- dunlin: transaction off\nINSERT INTO a VALUES (2);\n");
	/* A rule that is carried out keeps those behind it from counting. */
	lab_script(lab, "on exec 4 containing COMMIT lose after\n"
			"on query 10 containing \"" ASKS "\" lose\n"
			"on query 8 containing \"" ASKS "\" lose\n"
			"on query 6 containing \"" ASKS "\" lose\n"
			"on query 4 containing \"" ASKS "\" lose\n"
			"on query 2 containing \"" ASKS "\" lose\n");
	assert_int_equal(lab_try_up(lab), DUNLIN_ECOMMITUNKNOWN);
	assert_string_equal(dunlin_error_state(lab->err), "0002 is applied");
	lab_applied(lab, "1 2");
}

/* The answer to COMMIT is lost: what it did is counted once, and done once. */
static void recover__asks_what_became_of_a_commit(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	lab_put(lab, "0002_b.sql", "INSERT INTO a VALUES (1);\n");
	lab_script(lab, "on exec 1 containing COMMIT lose after");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 1);
	assert_int_equal(lab->result.pending, 0);
	lab_put(lab, "0003_c.sql", "INSERT INTO a VALUES (2);\n");
	lab_script(lab, "on exec 1 containing COMMIT lose");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 1);
	lab_rows(lab, "SELECT x FROM a ORDER BY x", "1\n2");
	lab_logged(lab, "apply v1, apply v2, apply v3");
	lab_chain(lab);
}

/* Lost after its last COMMIT, in the reset: it is applied, and that is told once. */
static void recover__tells_once_what_is_applied(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql",
		"SET lock_timeout = '1s';\nCREATE TABLE a (x int);\nVACUUM;\n"
		"INSERT INTO a VALUES (1);\n");
	lab_script(lab, "on reset 1 lose");
	lab_up(lab);
	assert_int_equal(lab->result.applied, 1);
	assert_int_equal(lab_count(lab, "applied v0001 up"), 1);
	lab_rows(lab, "SELECT x FROM a", "1");
	lab_logged(lab, "start v1, apply v1");
	journal_is_empty(lab);
}

/* A statement that takes the server down every time is not sent for ever. */
static void recover__gives_up_on_what_always_breaks(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_up(lab);
	lab_put(lab, "0002_b.sql", "INSERT INTO a VALUES (1);\n");
	lab_script(lab, "on exec containing \"VALUES (1)\" lose");
	lab_up_fails(lab, DUNLIN_ECONNLOST, "the connection is lost");
	lab_state(lab, "0002 was not committed; 0001 is applied");
	lab_script(lab, "");
	lab_up(lab);
	lab_applied(lab, "1 2");
	lab_chain(lab);
}

static void recover__says_when_there_is_no_new_connection(void **state)
{
	struct lab *lab = *state;

	lab->options.lock_wait_ms = -1;
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_script(lab, "on exec 1 containing \"TABLE a\" lose\n"
			"on open 2 fail ECONNECT \"no server there\"");
	lab_up_fails(lab, DUNLIN_ECONNLOST, "the connection is lost");
	assert_non_null(strstr(dunlin_error_detail(lab->err), "no server there"));
	lab_state(lab, "0001 was not committed");
}

/* A server that comes back after a while is waited for. */
static void recover__waits_for_a_server_that_restarts(void **state)
{
	struct lab *lab = *state;

	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_script(lab, "on exec 1 containing \"TABLE a\" lose\n"
			"on open 2 fail ECONNECT \"starting up\"\n"
			"on open 3 fail ECONNECT \"starting up\"");
	lab_up(lab);
	lab_applied(lab, "1");
}

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(journal__is_gone_when_all_is_done),
		BOTH(journal__goes_on_behind_what_is_done),
		BOTH(journal__refuses_when_what_is_done_has_changed),
		BOTH(journal__reverts_nothing_while_a_step_is_unfinished),
		BOTH(journal__finishes_a_revert_that_was_begun),
		BOTH(journal__reverts_all_of_a_resumed_step),
		BOTH(resolve__asks_what_nothing_tells),
		BOTH(journal__in_a_script),
		BOTH(resolve__is_needed_when_the_statement_has_changed),
		BOTH(resolve__knows_repeatables_and_seeds),
		BOTH(journal__keeps_what_could_not_be_marked),
		BOTH(journal__of_a_file_that_is_gone),
		BOTH(journal__of_a_body_that_is_gone),
		BOTH(journal__of_a_revert_whose_file_is_gone),
		BOTH(journal__is_settled_by_a_stamp),
		ON_POSTGRES(journal__stops_when_another_run_goes_on),
		ON_POSTGRES(journal__sets_the_session_up_again),
		BOTH(journal__does_not_fill_a_table_from_what_has_changed),
		BOTH(recover__goes_on_after_a_lost_connection),
		BOTH(recover__goes_on_when_the_new_connection_is_lost),
		ON_SQLITE(recover__tells_what_stands_when_it_gives_up),
		BOTH(recover__asks_what_became_of_a_commit),
		ON_POSTGRES(recover__tells_once_what_is_applied),
		BOTH(recover__gives_up_on_what_always_breaks),
		BOTH(recover__says_when_there_is_no_new_connection),
		BOTH(recover__waits_for_a_server_that_restarts),
	};

	return cmocka_run_group_tests_name("journal", tests, lab_server, NULL);
}
