/* What is recorded from the table of another runner, and what is refused. */
#include "plan/stand.h"

#include <string.h>

#include "plan/stamp.h"

#define FILES "0001_a.sql|0002_b.sql|0003_c.sql|0010_d.postgres.sql|R__v.sql"

struct row {
	const char *applied;
	struct dn_adopted adopted;
	const char *limit;
	const char *steps;
};

static struct dn_wish wish_of(const struct dn_adopted *adopted, const char *limit)
{
	return (struct dn_wish){ .kind = DN_WISH_STAMP, .adopted = adopted, .version = limit };
}

static void leads_to(void **state)
{
	const struct row *row = *state;
	const struct dn_wish wish = wish_of(&row->adopted, row->limit);
	struct stand stand;
	size_t i;

	stand_init(&stand, FILES);
	stand_apply(&stand, row->applied);
	assert_string_equal(stand_steps(&stand, &wish), row->steps);
	for (i = 0; i < stand.plan.n_steps; i++) {
		assert_string_equal(stand.plan.steps[i].reason, "from old.t");
		assert_int_equal(stand.plan.steps[i].task, DN_TASK_STAMP);
	}
	stand_clear(&stand);
}

/* A value that is no version here, alone and beside one that is. */
static void refuses(struct stand *stand, const char *value, const char *why)
{
	const char *values[] = { "1", value };
	const struct dn_adopted adopted = { .table = "old.t", .values = values, .n = 2 };
	const struct dn_wish wish = wish_of(&adopted, NULL);

	stand_fails(stand, &wish, DUNLIN_EREFUSED, value, why, "nothing was recorded", NULL);
}

static void stamp__refuses_what_is_no_version_here(void **state)
{
	static const char *const texts[] = { "",        "init", "init_1.sql", "V1__a.sql", "1.2",
					     "1.2.sql", "1a",   "-1",         "1/a",       " 1" };
	const struct dn_adopted based = { .table = "old.t", .base = "1.2" };
	struct stand stand;
	size_t i;

	(void)state;
	stand_init(&stand, FILES);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refuses(&stand, texts[i], "has no version");
	stand_fails(&stand, &(struct dn_wish){ .kind = DN_WISH_STAMP, .adopted = &based },
		    DUNLIN_EREFUSED, "\"1.2\" in old.t has no version", NULL);
	refuses(&stand, "4", "has no migration file");
	refuses(&stand, "0010_d.sql", "no up body for sqlite");
	stand_clear(&stand);
}

static void stamp__names_all_that_it_refuses(void **state)
{
	const char *values[] = { "1", "7", "x", "8" };
	const struct dn_adopted listed = { .table = "t", .values = values, .n = 4 };
	const struct dn_adopted one = { .table = "t", .values = values + 1, .n = 1, .base = "7" };
	const struct dn_wish many = wish_of(&listed, NULL), up_to = wish_of(&one, NULL),
			     unknown = wish_of(&one, "9");
	struct stand stand;

	(void)state;
	stand_init(&stand, FILES);
	stand_fails(&stand, &many, DUNLIN_EREFUSED, "\"7\" in t has no migration file; and 2 more",
		    "\"x\" in t has no version", "\"8\" in t", NULL);
	stand_fails(&stand, &up_to, DUNLIN_EREFUSED, "\"7\" in t has no migration file", NULL);
	stand_fails(&stand, &unknown, DUNLIN_EUSAGE, "there is no version 9", NULL);
	stand_clear(&stand);
}

static void stamp__knows_the_gaps(void **state)
{
	const char *values[] = { "2" };
	const struct dn_adopted adopted = { .table = "t", .values = values, .n = 1 };
	const struct dn_wish wish = wish_of(&adopted, NULL);
	struct stand stand;

	(void)state;
	stand_init(&stand, FILES);
	assert_string_equal(stand_steps(&stand, &wish), "+2.");
	assert_string_equal(dn_stamp_gap(&stand.plan, &stand.plan.items[0]), "2");
	assert_null(dn_stamp_gap(&stand.plan, &stand.plan.items[1])); /* it is recorded */
	assert_null(dn_stamp_gap(&stand.plan, &stand.plan.items[2])); /* it is higher */
	assert_null(dn_stamp_gap(&stand.plan, &stand.plan.items[4])); /* it has no version */
	stand_clear(&stand);
}

#define LIST(...)                                                             \
	{                                                                     \
		.table = "old.t", .values = (const char *[]){ __VA_ARGS__ },  \
		.n = sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *) \
	}
#define UP_TO(v)                                                                       \
	{                                                                              \
		.table = "old.t", .values = (const char *[]){ v }, .n = 1, .base = (v) \
	}
#define ROW(what, ...)                                                           \
	{                                                                        \
		"stamp__" what, leads_to, rig_setup, rig_teardown, &(struct row) \
		{                                                                \
			__VA_ARGS__                                              \
		}                                                                \
	}
#define RIGGED(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW("from_versions", "", LIST("3", "1"), NULL, "+1. +3."),
		ROW("from_file_names", "", LIST("0001_a.sql", "db/0002_b.up.sql"), NULL, "+1. +2."),
		ROW("from_what_is_padded", "", LIST("0001  ", "2-b", "00000003"), NULL,
		    "+1. +2. +3."),
		ROW("from_one_twice", "", LIST("1", "0001_a.sql"), NULL, "+1."),
		ROW("from_a_table_up_to_a_version", "", LIST("1", "2", "3"), "2", "+1. +2."),
		ROW("from_what_is_recorded_in_part", "1", LIST("1", "2"), NULL, "+2."),
		ROW("from_an_empty_table", "", { .table = "old.t" }, NULL, ""),
		ROW("from_one_row", "", UP_TO("2"), NULL, "+1. +2."),
		ROW("from_one_row_up_to_a_version", "", UP_TO("3"), "1", "+1."),
		ROW("from_one_row_below_a_version", "", UP_TO("1"), "3", "+1."),
		ROW("from_a_base", "1", { .table = "old.t", .base = "0002" }, NULL, "+2."),
		ROW("from_a_base_without_a_file", "", { .table = "old.t", .base = "9" }, NULL,
		    "+1. +2. +3."),
		ROW("from_a_base_and_what_came_later", "",
		    { .table = "old.t", .values = (const char *[]){ "3" }, .n = 1, .base = "1" },
		    NULL, "+1. +3."),
		RIGGED(stamp__refuses_what_is_no_version_here),
		RIGGED(stamp__names_all_that_it_refuses),
		RIGGED(stamp__knows_the_gaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
