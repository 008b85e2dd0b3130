/* Killed at every moment of what cannot be one transaction; see test_walk.c. */
#include "crash/sets.h"

WALK(pieces)
WALK(pieces_once_more)
WALK(pieces_down)
WALK(failing_pieces)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WALKED(pieces),
		WALKED(pieces_once_more),
		WALKED(pieces_down),
		WALKED(failing_pieces),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
