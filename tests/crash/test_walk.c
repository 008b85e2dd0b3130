/* Killed at every moment, on the database that WALK_LAB makes; with a pattern, only those walks. */
#include "crash/sets.h"

WALK(up)
WALK(down)
WALK(repeatables)
WALK(repeatables_changed)
WALK(seeds)
WALK(seeds_changed)
WALK(failing)
WALK(failing_statement)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WALKED(up),          WALKED(down),
		WALKED(repeatables), WALKED(repeatables_changed),
		WALKED(seeds),       WALKED(seeds_changed),
		WALKED(failing),     WALKED(failing_statement),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
