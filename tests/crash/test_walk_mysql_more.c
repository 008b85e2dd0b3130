/* Killed at every moment, where no rollback undoes DDL: routines, and tables that are swapped, emptied
 * and dropped; see test_walk.c. */
#include "crash/sets.h"

WALK(mysql_routines)
WALK(mysql_tables)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WALKED(mysql_routines),
		WALKED(mysql_tables),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
