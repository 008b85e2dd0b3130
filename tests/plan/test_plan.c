/* From a wish to steps, or to a refusal that names all it is about. */
#include "plan/stand.h"

#include <stdlib.h>
#include <string.h>

#define REQUIRES(id) "-- dunlin: requires " id "\nSELECT 1;\n"
#define PAIR(v) v "_x.up.sql|" v "_x.down.sql"

/* --- wishes that are fulfilled -------------------------------------------- */

struct row {
	const char *files;
	const char *applied; /* in the order in which they were */
	struct dn_wish wish;
	const char *steps;
	const char *not_yet; /* whose `when` is not true */
	bool skip_missing;
};

static void leads_to(void **state)
{
	const struct row *row = *state;
	struct stand stand;

	stand_init(&stand, row->files);
	stand_apply(&stand, row->applied);
	stand.scope.skip_missing = row->skip_missing;
	if (row->not_yet != NULL)
		stand_answer(&stand, row->not_yet, false);
	assert_string_equal(stand_steps(&stand, &row->wish), row->steps);
	stand_clear(&stand);
}

#define UP                         \
	{                          \
		.kind = DN_WISH_UP \
	}
#define UP_N(n)                                  \
	{                                        \
		.kind = DN_WISH_UP, .count = (n) \
	}
#define UP_TO(v)                                   \
	{                                          \
		.kind = DN_WISH_UP, .version = (v) \
	}
#define LATE                                             \
	{                                                \
		.kind = DN_WISH_UP, .out_of_order = true \
	}
#define DOWN                         \
	{                            \
		.kind = DN_WISH_DOWN \
	}
#define DOWN_N(n)                                  \
	{                                          \
		.kind = DN_WISH_DOWN, .count = (n) \
	}
#define DOWN_TO(v)                                   \
	{                                            \
		.kind = DN_WISH_DOWN, .version = (v) \
	}
#define DOWN_ALL                                  \
	{                                         \
		.kind = DN_WISH_DOWN, .all = true \
	}
#define GOTO(v)                                      \
	{                                            \
		.kind = DN_WISH_GOTO, .version = (v) \
	}
#define SEED                         \
	{                            \
		.kind = DN_WISH_SEED \
	}
#define ROW(what, ...)                                                          \
	{                                                                       \
		"plan__" what, leads_to, rig_setup, rig_teardown, &(struct row) \
		{                                                               \
			__VA_ARGS__                                             \
		}                                                               \
	}

#define RIGGED(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)

#define THREE PAIR("1") "|" PAIR("2") "|" PAIR("3")
#define VIEWS "R__a.sql|R__a.down.sql|R__b.sql|R__c.sql|R__c.down.sql"
#define WHEN "-- dunlin: when SELECT 1\nSELECT 1;\n"

/* --- wishes that are refused ------------------------------------------------- */

static void plan__refuses_what_is_out_of_order_and_names_all(void **state)
{
	const struct dn_wish up = UP;
	struct stand stand;

	(void)state;
	stand_init(&stand, "1_a.sql|2_b.sql|3_c.sql|4_d.sql");
	stand_apply(&stand, "4 2");
	stand_fails(&stand, &up, DUNLIN_EREFUSED, "1_a.sql is out of order: it is lower than 4",
		    "and 1 more", "3_c.sql is out of order", "--out-of-order", NULL);
	stand_clear(&stand);
}

static void plan__refuses_drift_and_names_all(void **state)
{
	const struct dn_wish wishes[] = { UP, DOWN, GOTO("2"), UP_N(1), DOWN_ALL };
	struct stand stand;
	size_t i;

	(void)state;
	stand_init(&stand, "1_a.sql|3_c.sql|" PAIR("4") "|5_e.sql");
	stand_apply(&stand, "1! 2 3! 4 R:v");
	for (i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++)
		stand_fails(&stand, &wishes[i], DUNLIN_EREFUSED,
			    "1_a.sql is applied, but its up body has changed", "and 3 more",
			    "2_gone is applied, but its file is gone", "3_c.sql is applied",
			    "R__v is applied, but its file is gone", "put the files back", NULL);
	stand_clear(&stand);
}

static void plan__refuses_what_has_no_body_and_names_the_files_to_write(void **state)
{
	const struct dn_wish up = UP, to = UP_TO("1");
	struct stand stand;

	(void)state;
	stand_init(&stand, "0001_a.sql|0002_b.postgres.sql|0003_c.mysql.up.sql");
	stand_fails(&stand, &up, DUNLIN_EREFUSED,
		    "0002_b has no up body for sqlite: write 0002_b.sqlite.up.sql", "and 1 more",
		    "write 0003_c.sqlite.up.sql", "-- dunlin: only", NULL);
	/* Further than the wish goes nobody looks. */
	assert_string_equal(stand_steps(&stand, &to), "+1");
	stand_clear(&stand);
}

static void plan__refuses_a_repeatable_without_a_body(void **state)
{
	const struct dn_wish up = UP;
	struct stand stand;

	(void)state;
	stand_init(&stand, "1_a.sql|R__v.postgres.sql");
	stand_fails(&stand, &up, DUNLIN_EREFUSED,
		    "R__v has no body for sqlite: write R__v.sqlite.sql", NULL);
	stand_clear(&stand);
}

static void plan__refuses_to_revert_what_cannot_be_and_names_all(void **state)
{
	const struct dn_wish all = DOWN_ALL, one = DOWN;
	struct stand stand;

	(void)state;
	stand_init(
		&stand,
		"0001_a.sql|" PAIR(
			"0002") "|0003_c.up.sql=-- dunlin: irreversible\nSELECT 1;\n|" PAIR("0004"));
	stand_apply(&stand, "1 2 3 4");
	stand_fails(&stand, &all, DUNLIN_EREFUSED, "0003_c says it is irreversible", "and 1 more",
		    "0001_a has no down body: write m/0001_a.down.sql", "nothing was reverted",
		    NULL);
	assert_string_equal(stand_steps(&stand, &one), "-4");
	stand_clear(&stand);
}

static void plan__refuses_an_unknown_version(void **state)
{
	const struct dn_wish wishes[] = { UP_TO("7"), DOWN_TO("7"), GOTO("7") };
	struct stand stand;
	size_t i;

	(void)state;
	stand_init(&stand, THREE);
	stand_apply(&stand, "1 2");
	for (i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++)
		stand_fails(&stand, &wishes[i], DUNLIN_EUSAGE, "there is no version 7",
			    "dunlin status", NULL);
	stand_clear(&stand);
}

static void plan__refuses_a_requirement_that_does_not_exist(void **state)
{
	const struct dn_wish up = UP;
	struct stand stand;
	dunlin_error err;
	struct dn_source *source;

	(void)state;
	/* Whether source or plan finds it first: it is found before anything runs. */
	rig_put("m/2_b.sql", REQUIRES("1"));
	dn_error_init(&err);
	if (rig_read(&source, &err) != DUNLIN_OK) {
		assert_int_equal(err.status, DUNLIN_EUSAGE);
		assert_non_null(strstr(err.message, "1"));
		assert_string_equal(err.file, "m/2_b.sql");
		dn_error_clear(&err);
		return;
	}
	dn_source_free(source);
	stand_init(&stand, "2_b.sql=" REQUIRES("1"));
	stand_fails(&stand, &up, DUNLIN_EUSAGE, "requires 1, which does not exist", NULL);
	assert_string_equal(stand.err.file, "m/2_b.sql");
	stand_clear(&stand);
}

static void plan__refuses_repeatables_that_require_each_other(void **state)
{
	const struct dn_wish up = UP;
	struct stand stand;
	struct dn_source *source;
	dunlin_error err;

	(void)state;
	rig_put("m/R__a.sql", REQUIRES("R__b"));
	rig_put("m/R__b.sql", REQUIRES("R__c"));
	rig_put("m/R__c.sql", REQUIRES("R__a"));
	dn_error_init(&err);
	if (rig_read(&source, &err) != DUNLIN_OK) {
		assert_int_equal(err.status, DUNLIN_EUSAGE);
		assert_non_null(strstr(err.message, "require"));
		dn_error_clear(&err);
		return;
	}
	dn_source_free(source);
	stand_init(&stand, "");
	stand_fails(&stand, &up, DUNLIN_EUSAGE, "requires itself", NULL);
	assert_non_null(strstr(stand.err.file, "m/R__"));
	stand_clear(&stand);
}

/* --- what a wish is about, once it was looked at -------------------------------- */

static void plan__pins_what_a_count_meant_to_revert(void **state)
{
	struct dn_wish wish = DOWN;
	struct stand stand;

	(void)state;
	stand_init(&stand, THREE);
	stand_apply(&stand, "1 2 3");
	assert_string_equal(stand_steps(&stand, &wish), "-3");
	assert_true(dn_wish_pin(&wish, &stand.plan));
	/* Nothing happened meanwhile. */
	assert_string_equal(stand_steps(&stand, &wish), "-3");
	/* Somebody else has reverted it: nothing is left to do. */
	dn_plan_clear(&stand.plan);
	dn_history_clear(&stand.history);
	stand_apply(&stand, "1 2");
	assert_string_equal(stand_steps(&stand, &wish), "");
	/* Somebody has reverted it and applied it again: that is another one. */
	dn_plan_clear(&stand.plan);
	dn_history_clear(&stand.history);
	stand_apply(&stand, "1 2");
	stand.history.seq = 7;
	stand_apply(&stand, "3");
	assert_string_equal(stand_steps(&stand, &wish), "");
	dn_wish_clear(&wish);
	stand_clear(&stand);
}

static void plan__pins_several(void **state)
{
	struct dn_wish wish = DOWN_N(2);
	struct stand stand;

	(void)state;
	stand_init(&stand, THREE);
	stand_apply(&stand, "1 2 3");
	assert_string_equal(stand_steps(&stand, &wish), "-3 -2");
	assert_true(dn_wish_pin(&wish, &stand.plan));
	dn_plan_clear(&stand.plan);
	dn_history_clear(&stand.history);
	stand_apply(&stand, "1 2");
	assert_string_equal(stand_steps(&stand, &wish), "-2");
	dn_wish_clear(&wish);
	stand_clear(&stand);
}

static void plan__pins_how_far_a_count_goes_up(void **state)
{
	struct dn_wish wish = UP_N(1);
	struct stand stand;

	(void)state;
	stand_init(&stand, THREE);
	stand_apply(&stand, "1");
	assert_string_equal(stand_steps(&stand, &wish), "+2");
	assert_true(dn_wish_pin(&wish, &stand.plan));
	dn_plan_clear(&stand.plan);
	dn_history_clear(&stand.history);
	stand_apply(&stand, "1 2");
	assert_string_equal(stand_steps(&stand, &wish), "");
	dn_wish_clear(&wish);
	stand_clear(&stand);
}

static void plan__pins_nothing_where_only_repeatables_were_due(void **state)
{
	struct dn_wish wish = UP_N(1);
	struct stand stand;

	(void)state;
	stand_init(&stand, THREE "|R__v.sql");
	stand_apply(&stand, "1 2 3");
	assert_string_equal(stand_steps(&stand, &wish), "+R:v");
	assert_true(dn_wish_pin(&wish, &stand.plan));
	/* Somebody reverts two: one step up was asked for, not two. */
	dn_plan_clear(&stand.plan);
	dn_history_clear(&stand.history);
	stand_apply(&stand, "1");
	assert_string_equal(stand_steps(&stand, &wish), "+2");
	dn_wish_clear(&wish);
	stand_clear(&stand);
}

static void plan__does_not_ask_when_of_what_is_left_out(void **state)
{
	struct stand stand;
	size_t i, asked = 0;

	(void)state;
	stand_init(&stand,
		   "1_a.sql=-- dunlin: only postgres\n" WHEN "|2_b.sql=-- dunlin: env dev\n" WHEN
		   "|3_c.sql=" WHEN "|4_d.sql=" WHEN "|5_e.sql|R__v.sql=" WHEN "|R__w.sql=" WHEN);
	stand_apply(&stand, "4 R:v! R:w");
	for (i = 0; i < stand.source->n; i++)
		if (dn_plan_asks(&stand.source->migrations[i], &stand.history, &stand.scope))
			asked |= (size_t)1 << i;
	assert_int_equal(asked, 1u << 2 | 1u << 5);
	stand_clear(&stand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW("of_nothing_has_no_steps", "", "", UP, ""),
		ROW("applies_all_that_is_pending", THREE, "1", UP, "+2 +3"),
		ROW("applies_so_many", THREE, "", UP_N(2), "+1 +2"),
		ROW("applies_up_to_a_version", THREE, "", UP_TO("2"), "+1 +2"),
		ROW("applies_nothing_up_to_one_below", THREE, "1 2", UP_TO("1"), ""),
		ROW("applies_late_when_it_may", THREE, "3", LATE, "+1 +2"),
		ROW("counts_late_ones_too", THREE, "3",
		    { .kind = DN_WISH_UP, .count = 1, .out_of_order = true }, "+1"),
		ROW("leaves_out_what_waits", "1_a.sql=" WHEN "|2_b.sql|R__v.sql", "", UP, "+2 +R:v",
		    "1"),
		ROW("skips_what_has_no_body_if_told", "1_a.postgres.sql|2_b.sql|R__v.mysql.sql", "",
		    UP, "+2", NULL, true),
		ROW("runs_repeatables_last_by_name", THREE "|R__b.sql|R__a.sql", "1", UP,
		    "+2 +3 +R:a +R:b"),
		ROW("runs_repeatables_after_those_they_require",
		    "1_a.sql|R__a.sql=" REQUIRES("R__c") "|R__b.sql|R__c.sql=" REQUIRES(
			    "R__d") "|R__d.sql",
		    "", UP, "+1 +R:d +R:c +R:a +R:b"),
		ROW("runs_no_repeatable_when_versions_are_left_behind", THREE "|R__a.sql", "",
		    UP_TO("2"), "+1 +2"),
		ROW("runs_no_repeatable_when_a_count_leaves_some", THREE "|R__a.sql", "1", UP_N(1),
		    "+2"),
		ROW("runs_repeatables_when_a_count_leaves_none", THREE "|R__a.sql", "1 2", UP_N(1),
		    "+3 +R:a"),
		ROW("runs_a_changed_repeatable_alone", THREE "|R__a.sql|R__b.sql", "1 2 3 R:a! R:b",
		    UP, "+R:a"),
		ROW("never_runs_seeds_in_an_up", "1_a.sql|seeds/s.sql", "", UP, "+1"),
		ROW("reverts_one", THREE, "1 2 3", DOWN, "-3"),
		ROW("reverts_what_was_applied_last", THREE, "1 3 2", DOWN, "-2"),
		ROW("reverts_so_many_by_ordinal", THREE, "3 1 2", DOWN_N(2), "-2 -1"),
		ROW("reverts_no_more_than_there_are", THREE, "1 2", DOWN_N(9), "-2 -1"),
		ROW("reverts_nothing_of_nothing", THREE, "", DOWN, ""),
		ROW("reverts_all", THREE, "2 1 3", DOWN_ALL, "-3 -1 -2"),
		ROW("reverts_down_to_a_version_last_applied_first", THREE "|" PAIR("4"), "1 4 2 3",
		    DOWN_TO("1"), "-3 -2 -4"),
		ROW("reverts_down_to_nothing", THREE, "1 2", DOWN_TO("0"), "-2 -1"),
		ROW("reverts_nothing_down_to_the_highest", THREE, "1 2", DOWN_TO("3"), ""),
		ROW("goes_up", THREE, "1", GOTO("2"), "+2"),
		ROW("goes_down", THREE, "1 2 3", GOTO("1"), "-3 -2"),
		ROW("goes_down_by_ordinal", THREE, "1 3 2", GOTO("1"), "-2 -3"),
		ROW("goes_down_and_fills_a_gap_below", THREE, "1 3", GOTO("2"), "-3 +2"),
		ROW("goes_nowhere", THREE, "1 2", GOTO("2"), ""),
		ROW("goes_to_the_top_with_repeatables", THREE "|R__a.sql", "1", GOTO("3"),
		    "+2 +3 +R:a"),
		ROW("reverts_repeatables_first_last_applied_first", THREE "|" VIEWS,
		    "1 2 R:c R:a R:b 3", DOWN, "-R:b. -R:a -R:c -3"),
		ROW("leaves_repeatables_alone_when_nothing_is_reverted", THREE "|" VIEWS, "1 R:a",
		    DOWN_TO("2"), ""),
		ROW("forgets_seeds_when_all_is_reverted", THREE "|seeds/s.sql", "1 2 S:s", DOWN_ALL,
		    "-S:s. -2 -1"),
		ROW("keeps_seeds_when_some_stay", THREE "|seeds/s.sql", "1 2 S:s", DOWN, "-2"),
		ROW("counts_what_is_all", THREE "|seeds/s.sql", "1 2 S:s", DOWN_N(2),
		    "-S:s. -2 -1"),
		ROW("runs_seeds_that_are_due", "1_a.sql|seeds/b.sql|seeds/a.sql|seeds/c.sql",
		    "1 S:a S:c!", SEED, "+S:b +S:c"),
		RIGGED(plan__refuses_what_is_out_of_order_and_names_all),
		RIGGED(plan__refuses_drift_and_names_all),
		RIGGED(plan__refuses_what_has_no_body_and_names_the_files_to_write),
		RIGGED(plan__refuses_a_repeatable_without_a_body),
		RIGGED(plan__refuses_to_revert_what_cannot_be_and_names_all),
		RIGGED(plan__refuses_an_unknown_version),
		RIGGED(plan__refuses_a_requirement_that_does_not_exist),
		RIGGED(plan__refuses_repeatables_that_require_each_other),
		RIGGED(plan__pins_what_a_count_meant_to_revert),
		RIGGED(plan__pins_several),
		RIGGED(plan__pins_how_far_a_count_goes_up),
		RIGGED(plan__pins_nothing_where_only_repeatables_were_due),
		RIGGED(plan__does_not_ask_when_of_what_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
