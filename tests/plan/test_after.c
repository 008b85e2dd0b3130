/* The history after a plan, against the one that the database would show. */
#include "plan/stand.h"

#include <stdlib.h>
#include <string.h>

#include "plan/after.h"

#define PAIR(v) v "_x.up.sql|" v "_x.down.sql"
#define FILES PAIR("1") "|" PAIR("2") "|" PAIR("3") "|R__v.sql|seeds/s.sql"

struct row {
	const char *applied;
	struct dn_wish wish;
	const char *after; /* the states, once the plan has been carried out */
};

static void leads_to(void **state)
{
	const struct row *row = *state;
	struct stand stand;

	stand_init(&stand, FILES);
	stand_apply(&stand, row->applied);
	(void)stand_steps(&stand, &row->wish);
	assert_true(dn_after_plan(&stand.history, &stand.plan));
	assert_string_equal(stand_states(&stand), row->after);
	stand_clear(&stand);
}

/* How a step in pieces ended is in the journal alone. */
static void after__does_not_guess_what_the_journal_knows(void **state)
{
	static const struct dn_journal_row begun = { .kind = DN_KIND_VERSIONED,
						     .id = "1",
						     .hash = "" };
	const struct dn_wish up = { .kind = DN_WISH_UP };
	struct stand stand;

	(void)state;
	stand_init(&stand, FILES);
	assert_true(dn_history_add_journal(&stand.history, &begun));
	dn_history_sort(&stand.history);
	(void)stand_steps(&stand, &up);
	assert_false(dn_after_plan(&stand.history, &stand.plan));
	stand_clear(&stand);
}

#define ROW(what, ...)                                                           \
	{                                                                        \
		"after__" what, leads_to, rig_setup, rig_teardown, &(struct row) \
		{                                                                \
			__VA_ARGS__                                              \
		}                                                                \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW("up", "", { .kind = DN_WISH_UP },
		    "1=applied 2=applied 3=applied R:v=applied S:s=due"),
		ROW("up_by_count", "", { .kind = DN_WISH_UP, .count = 2 },
		    "1=applied 2=applied 3=pending R:v=due S:s=due"),
		ROW("down", "1 2 3 R:v S:s", { .kind = DN_WISH_DOWN },
		    "1=applied 2=applied 3=pending R:v=due S:s=applied"),
		ROW("down_all", "1 2 3 R:v S:s", { .kind = DN_WISH_DOWN, .all = true },
		    "1=pending 2=pending 3=pending R:v=due S:s=due"),
		ROW("redo", "1 2 3", { .kind = DN_WISH_REDO, .count = 2 },
		    "1=applied 2=applied 3=applied R:v=due S:s=due"),
		ROW("forced_redo", "1! 2 3",
		    { .kind = DN_WISH_REDO, .force = true, .version = "1" },
		    "1=applied 2=applied 3=applied R:v=due S:s=due"),
		ROW("forced_redo_without_a_way_back", "1 2 3 R:v!",
		    { .kind = DN_WISH_REDO, .force = true, .version = "R__v" },
		    "1=applied 2=applied 3=applied R:v=applied S:s=due"),
		ROW("changed_repeatable", "1 2 3 R:v!", { .kind = DN_WISH_UP },
		    "1=applied 2=applied 3=applied R:v=applied S:s=due"),
		ROW("seed", "1 2 3", { .kind = DN_WISH_SEED },
		    "1=applied 2=applied 3=applied R:v=due S:s=applied"),
		ROW("stamp", "1", { .kind = DN_WISH_STAMP, .version = "3" },
		    "1=applied 2=applied 3=applied R:v=due S:s=due"),
		ROW("stamp_from", "2",
		    { .kind = DN_WISH_STAMP,
		      .adopted = &(const struct dn_adopted){ .table = "t",
							     .values = (const char *[]){ "1", "3" },
							     .n = 2 } },
		    "1=applied 2=applied 3=applied R:v=due S:s=due"),
		ROW("stamp_from_with_a_gap", "",
		    { .kind = DN_WISH_STAMP,
		      .adopted = &(const struct dn_adopted){ .table = "t",
							     .values = (const char *[]){ "2" },
							     .n = 1 } },
		    "1=out-of-order 2=applied 3=pending R:v=due S:s=due"),
		ROW("repair", "1! 2~ 3 4", { .kind = DN_WISH_REPAIR },
		    "1=applied 2=applied 3=applied R:v=due S:s=due"),
		ROW("late", "1 3", { .kind = DN_WISH_UP, .out_of_order = true },
		    "1=applied 2=applied 3=applied R:v=applied S:s=due"),
		{ "after__does_not_guess_what_the_journal_knows",
		  after__does_not_guess_what_the_journal_knows, rig_setup, rig_teardown, NULL },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
