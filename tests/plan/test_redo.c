/* One migration once more, by force: its steps, what is refused, and what two runners make of it. */
#include "plan/stand.h"

#include <string.h>
#include <unistd.h>

#define PAIR(v) v "_x.up.sql|" v "_x.down.sql"
#define FILES PAIR("1") "|" PAIR("2") "|3_x.sql|R__v.sql|R__w.sql|R__w.down.sql|seeds/s.sql"
#define FORCE(v)                                                    \
	{                                                           \
		.kind = DN_WISH_REDO, .force = true, .version = (v) \
	}

struct row {
	const char *files, *applied;
	struct dn_wish wish;
	const char *steps;
};

static void leads_to(void **state)
{
	const struct row *row = *state;
	struct stand stand;

	stand_init(&stand, row->files);
	stand_apply(&stand, row->applied);
	assert_string_equal(stand_steps(&stand, &row->wish), row->steps);
	stand_clear(&stand);
}

static void redo__tells_why_there_is_no_way_back(void **state)
{
	const struct dn_wish three = FORCE("3"), one = FORCE("1");
	struct stand stand;

	(void)state;
	stand_init(&stand, "1_x.sql=-- dunlin: irreversible\nSELECT 1;\n|3_x.sql");
	stand_apply(&stand, "1! 3");
	assert_string_equal(stand_steps(&stand, &one), "+1");
	assert_non_null(strstr(stand.plan.steps[0].reason, "its up body has changed"));
	assert_non_null(strstr(stand.plan.steps[0].reason, "is irreversible"));
	stand_clear(&stand);
	stand_init(&stand, "1_x.sql|3_x.sql");
	stand_apply(&stand, "1 3");
	assert_string_equal(stand_steps(&stand, &three), "+3");
	assert_string_equal(stand.plan.steps[0].reason,
			    "once more, over what is there: it has no down body");
	assert_non_null(stand.plan.steps[0].row);
	stand_clear(&stand);
}

static void redo__refuses_by_name(void **state)
{
	const struct dn_wish two = FORCE("2"), nine = FORCE("9"), v = FORCE("R__v"),
			     x = FORCE("R__x");
	struct stand stand;

	(void)state;
	stand_init(&stand, FILES);
	stand_apply(&stand, "1");
	stand_fails(&stand, &two, DUNLIN_EREFUSED, "2_x is not applied", "dunlin up", NULL);
	stand_fails(&stand, &v, DUNLIN_EREFUSED, "R__v is not applied", "dunlin up", NULL);
	stand_fails(&stand, &nine, DUNLIN_EUSAGE, "there is no version 9", NULL);
	stand_fails(&stand, &x, DUNLIN_EUSAGE, "there is no R__x", NULL);
	stand_clear(&stand);
}

/* Its own file may have changed, and no other; nor may it be gone. */
static void redo__refuses_other_drift(void **state)
{
	const struct dn_wish one = FORCE("1");
	struct stand stand;

	(void)state;
	stand_init(&stand, "1_x.sql|2_x.sql");
	stand_apply(&stand, "1! 2!");
	stand_fails(&stand, &one, DUNLIN_EREFUSED, "2_x.sql is applied", "has changed", NULL);
	stand_clear(&stand);
	assert_int_equal(unlink("m/1_x.sql"), 0);
	stand_init(&stand, "2_x.sql");
	stand_apply(&stand, "1 2");
	stand_fails(&stand, &one, DUNLIN_EREFUSED, "1_gone is applied, but its file is gone", NULL);
	stand_clear(&stand);
}

static void redo__refuses_a_repeatable_that_cannot_run(void **state)
{
	const struct dn_wish v = FORCE("R__v"), w = FORCE("R__w");
	struct stand stand;

	(void)state;
	stand_init(&stand,
		   "1_x.sql|R__v.postgres.sql|R__w.sql=-- dunlin: when SELECT 0\nSELECT 1;\n");
	stand_apply(&stand, "1 R:v R:w!");
	stand_answer(&stand, "R:w", false);
	stand_fails(&stand, &v, DUNLIN_EREFUSED, "R__v is applied, but cannot run now: its up body",
		    NULL);
	stand_fails(&stand, &w, DUNLIN_EREFUSED, "R__w is applied, but cannot run now: waits until",
		    NULL);
	stand_clear(&stand);
}

/* Somebody changes the history, after the wish was looked at. */
static void meanwhile(struct stand *stand, int64_t seq, const char *applied)
{
	dn_plan_clear(&stand->plan);
	dn_history_clear(&stand->history);
	stand->history.seq = seq;
	stand_apply(stand, applied);
}

static void redo__is_done_once(void **state)
{
	struct dn_wish wish = FORCE(NULL);
	struct stand stand;

	(void)state;
	stand_init(&stand, FILES);
	stand_apply(&stand, "1 3 2");
	assert_string_equal(stand_steps(&stand, &wish), "-2 +2");
	assert_true(dn_wish_pin(&wish, &stand.plan));
	assert_string_equal(wish.version, "2");
	assert_string_equal(stand_steps(&stand, &wish), "-2 +2");
	/* Another one was applied since: still the same is meant. */
	meanwhile(&stand, 0, "1 3 2 R:v");
	assert_string_equal(stand_steps(&stand, &wish), "-2 +2");
	/* Reverted already, by this run before it lost its connection. */
	meanwhile(&stand, 0, "1 3");
	assert_string_equal(stand_steps(&stand, &wish), "+2");
	/* And somebody else has done it all. */
	meanwhile(&stand, 7, "1 3 2");
	assert_string_equal(stand_steps(&stand, &wish), "");
	dn_wish_clear(&wish);
	stand_clear(&stand);
}

static void begin(struct stand *stand, const char *id, bool down)
{
	const struct dn_journal_row row = {
		.kind = DN_KIND_VERSIONED, .id = id, .hash = "", .down = down
	};

	assert_true(dn_history_add_journal(&stand->history, &row));
	dn_history_sort(&stand->history);
}

static void redo__finishes_what_was_begun(void **state)
{
	const struct dn_wish one = FORCE("1");
	struct stand stand;

	(void)state;
	stand_init(&stand, FILES);
	stand_apply(&stand, "1! 2 3");
	begin(&stand, "1", true);
	assert_string_equal(stand_steps(&stand, &one), "-1 +1");
	assert_int_equal(stand.plan.steps[0].unfinished.n, 1);
	assert_int_equal(stand.plan.steps[1].unfinished.n, 0);
	stand_clear(&stand);
}

/* An up body is finished by up, but for the one that this run was at. */
static void redo__goes_on_with_its_own_alone(void **state)
{
	struct dn_wish one = FORCE("1");
	struct stand stand;

	(void)state;
	stand_init(&stand, "1_x.sql|2_x.sql");
	stand_apply(&stand, "1 2");
	assert_string_equal(stand_steps(&stand, &one), "+1");
	assert_true(dn_wish_pin(&one, &stand.plan));
	begin(&stand, "1", false);
	assert_string_equal(stand_steps(&stand, &one), "+1");
	assert_int_equal(stand.plan.steps[0].unfinished.n, 1);
	dn_wish_clear(&one);
	one.pinned = false;
	stand_fails(&stand, &one, DUNLIN_EREFUSED, "1_x is not finished", "dunlin up", NULL);
	dn_plan_clear(&stand.plan);
	dn_history_clear(&stand.history);
	/* A revert cannot be finished without its body, changed or not. */
	stand_apply(&stand, "1! 2");
	begin(&stand, "1", true);
	stand_fails(&stand, &one, DUNLIN_EREFUSED, "its revert was begun", NULL);
	stand_clear(&stand);
}

#define RIGGED(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)
#define ROW(what, ...)                                                          \
	{                                                                       \
		"redo__" what, leads_to, rig_setup, rig_teardown, &(struct row) \
		{                                                               \
			__VA_ARGS__                                             \
		}                                                               \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW("by_force_is_one_alone", FILES, "1 2 3 R:v R:w", FORCE("1"), "-1 +1"),
		ROW("by_force_runs_the_up_body_alone_without_a_way_back", FILES, "1 2 3",
		    FORCE("3"), "+3"),
		ROW("by_force_takes_a_changed_file", FILES, "1! 2 3", FORCE("1"), "-1 +1"),
		ROW("by_force_takes_a_renamed_file", FILES, "1~ 2 3", FORCE("1"), "-1 +1"),
		ROW("by_force_takes_what_was_applied_last", FILES, "1 3 2 R:v", FORCE(NULL),
		    "-2 +2"),
		ROW("by_force_of_nothing_does_nothing", FILES, "", FORCE(NULL), ""),
		ROW("by_force_runs_a_repeatable", FILES, "1 R:v", FORCE("R__v"), "+R:v"),
		ROW("by_force_runs_a_changed_repeatable", FILES, "1 R:v!", FORCE("R__v"), "+R:v"),
		ROW("by_force_reverts_a_repeatable", FILES, "1 R:v R:w", FORCE("R__w"),
		    "-R:w +R:w"),
		RIGGED(redo__tells_why_there_is_no_way_back),
		RIGGED(redo__refuses_by_name),
		RIGGED(redo__refuses_other_drift),
		RIGGED(redo__refuses_a_repeatable_that_cannot_run),
		RIGGED(redo__is_done_once),
		RIGGED(redo__finishes_what_was_begun),
		RIGGED(redo__goes_on_with_its_own_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
