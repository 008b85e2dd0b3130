/*
 * tests/alloc/project - the migrations that both databases are tried with, and the walks over them.
 *
 * Bodies differ where the databases do; each database adds files of its own.
 */
#ifndef TESTS_ALLOC_PROJECT_H
#define TESTS_ALLOC_PROJECT_H

#include "alloc/walk.h"

/* Writes what is the same for both. */
void project_put(void);

/* For cmocka. */
#define PROJECT_TESTS                                                                           \
	cmocka_unit_test(alloc__up_survives), cmocka_unit_test(alloc__up_survives_for_good),    \
		cmocka_unit_test(alloc__up_with_json_survives),                                 \
		cmocka_unit_test(alloc__a_failing_up_survives),                                 \
		cmocka_unit_test(alloc__down_survives),                                         \
		cmocka_unit_test(alloc__down_survives_for_good),                                \
		cmocka_unit_test(alloc__redo_survives), cmocka_unit_test(alloc__seed_survives), \
		cmocka_unit_test(alloc__looking_survives),                                      \
		cmocka_unit_test(alloc__the_client_library_may_fail)

void alloc__up_survives(void **state);
void alloc__up_survives_for_good(void **state);
void alloc__up_with_json_survives(void **state);
void alloc__a_failing_up_survives(void **state);
void alloc__down_survives(void **state);
void alloc__down_survives_for_good(void **state);
void alloc__redo_survives(void **state);
void alloc__seed_survives(void **state);
void alloc__looking_survives(void **state);
void alloc__the_client_library_may_fail(void **state);

#endif
