/* Killed at every moment, where no rollback undoes DDL and something was run before; see
 * test_walk.c. */
#include "crash/sets.h"

WALK(mysql_repeatables)
WALK(mysql_seeds)
WALK(mysql_redo)
WALK(mysql_repair)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WALKED(mysql_repeatables),
		WALKED(mysql_seeds),
		WALKED(mysql_redo),
		WALKED(mysql_repair),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
