/* Killed at every moment, where no rollback undoes DDL; see test_walk.c. */
#include "crash/sets.h"

WALK(mysql_up)
WALK(mysql_down)
WALK(mysql_failing)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WALKED(mysql_up),
		WALKED(mysql_down),
		WALKED(mysql_failing),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
