/*
 * A suite of cmocka as a program that uses Dunlin writes it: 1000 tests, each in a database of its own,
 * with all the migrations of AmunX.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sqlite3.h>

#include <dunlin/testing.h>

static dunlin_testdb *testdb;

static int begin(void **state)
{
	struct dunlin_options options = DUNLIN_OPTIONS_INIT;
	struct dunlin_testdb_options how = DUNLIN_TESTDB_OPTIONS_INIT;
	struct dunlin_place place = DUNLIN_PLACE_INIT;
	const struct dunlin_place *places = &place;
	char folder[4096];
	const char *folders = folder;

	(void)state;
	snprintf(folder, sizeof(folder), "%s/migrations/amunx/migrations", getenv("top_srcdir"));
	options.scheme = "sqlite";
	options.folders = &folders;
	options.n_folders = 1;
	/* An installed driver is found without these three. */
	place.path = getenv("DUNLIN_DRIVER_PATH");
	place.flags = DUNLIN_PLACE_BUILD;
	options.places = &places;
	options.n_places = 1;
	how.client = sqlite3_libversion();
	return dunlin_testdb_new(&testdb, &options, &how, NULL);
}

static int end(void **state)
{
	(void)state;
	dunlin_testdb_free(testdb);
	return 0;
}

static int set_up(void **state)
{
	return dunlin_testdb_open((dunlin_fresh **)state, testdb, NULL);
}

static int tear_down(void **state)
{
	return dunlin_fresh_close(*state, NULL);
}

static int count(void *payload, int n, char **values, char **names)
{
	(void)n, (void)names;
	*(int *)payload = atoi(values[0]);
	return 0;
}

static void suite__has_no_users_but_its_own(void **state)
{
	sqlite3 *db = dunlin_fresh_native(*state);
	int users = -1;

	assert_int_equal(sqlite3_exec(db, "SELECT count(*) FROM users", count, &users, NULL), 0);
	assert_int_equal(users, 0);
	assert_int_equal(sqlite3_exec(db,
				      "INSERT INTO users (email, handle, display_name) "
				      "VALUES ('a@example.org', 'abc', 'A')",
				      NULL, NULL, NULL),
			 0);
}

int main(void)
{
	enum { N = 1000 };
	static struct CMUnitTest tests[N];
	int i;

	for (i = 0; i < N; i++)
		tests[i] = (struct CMUnitTest)cmocka_unit_test_setup_teardown(
			suite__has_no_users_but_its_own, set_up, tear_down);
	return _cmocka_run_group_tests("a thousand databases", tests, N, begin, end);
}
