/* Killed at every moment, on the database that WALK_LAB makes; with a pattern, only those walks. */
#include "crash/sets.h"

#define WALK(set)                                                       \
	static void walk__##set##_killed_at_any_call(void **state)      \
	{                                                               \
		walk(*state, &set_##set, WALK_BATCHES);                 \
	}                                                               \
	static void walk__##set##_killed_at_any_statement(void **state) \
	{                                                               \
		walk(*state, &set_##set, WALK_STATEMENTS);              \
	}

#define WALKED(set)                                                                              \
	cmocka_unit_test_setup_teardown(walk__##set##_killed_at_any_call, WALK_LAB, lab_end),    \
		cmocka_unit_test_setup_teardown(walk__##set##_killed_at_any_statement, WALK_LAB, \
						lab_end)

WALK(up)
WALK(down)
WALK(repeatables)
WALK(repeatables_changed)
WALK(seeds)
WALK(seeds_changed)
WALK(pieces)
WALK(pieces_down)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WALKED(up),          WALKED(down),
		WALKED(repeatables), WALKED(repeatables_changed),
		WALKED(seeds),       WALKED(seeds_changed),
		WALKED(pieces),      WALKED(pieces_down),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
