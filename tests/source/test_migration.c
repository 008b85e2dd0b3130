/* Versions and the order of migrations. */
#include <stdlib.h>

#include "source/migration.h"
#include "source/rig.h"

static void migration__compares_versions_by_length_then_bytes(void **state)
{
	static const char *const ascending[] = {
		"0",
		"1",
		"9",
		"10",
		"99",
		"100",
		"20240131120000",
		"20240131120001",
		"99999999999999999999",
		"100000000000000000000",
	};
	const size_t n = sizeof(ascending) / sizeof(ascending[0]);
	size_t i, j;
	int order;

	(void)state;
	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++) {
			order = dn_version_compare(ascending[i], ascending[j]);
			assert_true(i == j ? order == 0 : i < j ? order < 0 : order > 0);
		}
}

static void migration__strips_leading_zeros(void **state)
{
	(void)state;
	assert_string_equal(dn_version_canonical("0003"), "3");
	assert_string_equal(dn_version_canonical("3"), "3");
	assert_string_equal(dn_version_canonical("000"), "0");
	assert_string_equal(dn_version_canonical("0"), "0");
	assert_string_equal(dn_version_canonical("0100"), "100");
}

static void migration__orders_versions_then_repeatables_then_seeds(void **state)
{
	struct dn_migration rows[] = {
		{ .kind = DN_KIND_SEED, .id = "dev/a" },
		{ .kind = DN_KIND_SEED, .id = "z" },
		{ .kind = DN_KIND_REPEATABLE, .id = "b" },
		{ .kind = DN_KIND_VERSIONED, .id = "10" },
		{ .kind = DN_KIND_REPEATABLE, .id = "a" },
		{ .kind = DN_KIND_VERSIONED, .id = "9" },
		{ .kind = DN_KIND_SEED, .id = "a" },
	};
	static const char *const expected[] = { "9", "10", "a", "b", "a", "z", "dev/a" };
	size_t i;

	(void)state;
	qsort(rows, sizeof(rows) / sizeof(rows[0]), sizeof(rows[0]), dn_migration_compare);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(rows[i].id, expected[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(migration__compares_versions_by_length_then_bytes),
		cmocka_unit_test(migration__strips_leading_zeros),
		cmocka_unit_test(migration__orders_versions_then_repeatables_then_seeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
