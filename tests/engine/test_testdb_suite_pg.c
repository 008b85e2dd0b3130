/*
 * A suite of cmocka as a program that uses Dunlin writes it, on PostgreSQL: each test has a database of
 * its own, with all the migrations of a project.  A thousand tests with DUNLIN_SOAK in the environment;
 * else a hundred, since for a thousand the server makes and removes some 300,000 files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include <dunlin/testing.h>

static dunlin_testdb *testdb;

/* One database, and a connection to it. */
struct fixture {
	dunlin_fresh *fresh;
	PGconn *db;
};

static int begin(void **state)
{
	struct dunlin_options options = DUNLIN_OPTIONS_INIT;
	struct dunlin_place place = DUNLIN_PLACE_INIT;
	const struct dunlin_place *places = &place;
	char folder[4096];
	const char *folders = folder;

	(void)state;
	snprintf(folder, sizeof(folder), "%s/migrations/amunx/migrations", getenv("top_srcdir"));
	options.url = getenv("DUNLIN_TEST_PG");
	options.folders = &folders;
	options.n_folders = 1;
	/* An installed driver is found without these three. */
	place.path = getenv("DUNLIN_DRIVER_PATH");
	place.flags = DUNLIN_PLACE_BUILD;
	options.places = &places;
	options.n_places = 1;
	return dunlin_testdb_new(&testdb, &options, NULL, NULL);
}

static int end(void **state)
{
	(void)state;
	dunlin_testdb_free(testdb);
	return 0;
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	*state = f;
	if (f == NULL || dunlin_testdb_open(&f->fresh, testdb, NULL) != DUNLIN_OK)
		return -1;
	f->db = PQconnectdb(dunlin_fresh_url(f->fresh));
	return PQstatus(f->db) == CONNECTION_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	dunlin_status status;

	PQfinish(f->db);
	status = dunlin_fresh_close(f->fresh, NULL);
	free(f);
	return status;
}

static void assert_answer(PGconn *db, const char *sql, const char *wanted)
{
	PGresult *result = PQexec(db, sql);
	const char *got = PQntuples(result) == 1 ? PQgetvalue(result, 0, 0) : PQcmdTuples(result);

	if (strcmp(got, wanted) != 0)
		print_error("%s\n", PQresultErrorMessage(result));
	assert_string_equal(got, wanted);
	PQclear(result);
}

static void suite__has_no_users_but_its_own(void **state)
{
	const struct fixture *f = *state;

	assert_answer(f->db, "SELECT count(*) FROM users", "0");
	assert_answer(f->db,
		      "INSERT INTO users (email, handle, display_name) VALUES "
		      "('a@example.org', 'abc', 'A')",
		      "1");
}

int main(void)
{
	enum { MOST = 1000, FEW = 100 };
	static struct CMUnitTest tests[MOST];
	const size_t n = getenv("DUNLIN_SOAK") != NULL ? MOST : FEW;
	size_t i;

	for (i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest)cmocka_unit_test_setup_teardown(
			suite__has_no_users_but_its_own, set_up, tear_down);
	return _cmocka_run_group_tests("databases on a server", tests, n, begin, end);
}
