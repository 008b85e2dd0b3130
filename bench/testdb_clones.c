/*
 * testdb_clones - what a clone for a test takes on PostgreSQL, beside the bare statement.
 *
 *   bench/testdb_clones FOLDER [COUNT]      the migrations; 50 of each, by turns
 *
 * The server is that of DUNLIN_TEST_PG, the drivers those in DUNLIN_DRIVER_PATH or the installed ones.
 * Prints milliseconds: medians, and with them their ratio.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <dunlin/testing.h>

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *times, size_t n)
{
	qsort(times, n, sizeof(*times), compare);
	return times[n / 2];
}

static void check(dunlin_status status, const dunlin_error *err)
{
	if (status == DUNLIN_OK)
		return;
	fprintf(stderr, "testdb_clones: %s\n", dunlin_error_message(err));
	exit(1);
}

static double run(PGconn *pg, const char *sql)
{
	const double began = now_ms();
	PGresult *result = PQexec(pg, sql);

	if (PQresultStatus(result) != PGRES_COMMAND_OK) {
		fprintf(stderr, "testdb_clones: %s", PQerrorMessage(pg));
		exit(1);
	}
	PQclear(result);
	return now_ms() - began;
}

/* "CREATE DATABASE … TEMPLATE": the name of the template is the front of a clone's. */
static void bare_sql(char *sql, size_t size, const dunlin_fresh *fresh, const char *strategy)
{
	const char *name = strstr(dunlin_fresh_url(fresh), "dunlin_test_");

	snprintf(sql, size, "CREATE DATABASE testdb_bare TEMPLATE %.24s%s", name, strategy);
}

static dunlin_testdb *make(const char *folder, dunlin_error *err)
{
	struct dunlin_options options = DUNLIN_OPTIONS_INIT;
	struct dunlin_place place = DUNLIN_PLACE_INIT;
	const struct dunlin_place *places = &place;
	dunlin_testdb *testdb;

	options.url = getenv("DUNLIN_TEST_PG");
	options.folders = &folder;
	options.n_folders = 1;
	place.path = getenv("DUNLIN_DRIVER_PATH");
	place.flags = DUNLIN_PLACE_BUILD;
	options.places = &places;
	options.n_places = place.path == NULL ? 0 : 1;
	check(dunlin_testdb_new(&testdb, &options, NULL, err), err);
	return testdb;
}

int main(int argc, char **argv)
{
	const size_t n = argc > 2 ? strtoul(argv[2], NULL, 10) : 50;
	dunlin_error *err = dunlin_error_new();
	double *clone, *drop, *bare, *file, began, opened;
	dunlin_testdb *testdb;
	dunlin_fresh *fresh;
	char sql[200];
	PGconn *pg;
	size_t i;

	if (argc < 2 || n == 0 || getenv("DUNLIN_TEST_PG") == NULL) {
		fputs("usage: testdb_clones FOLDER [COUNT], with DUNLIN_TEST_PG\n", stderr);
		return 2;
	}
	clone = calloc(4 * n, sizeof(*clone));
	pg = PQconnectdb(getenv("DUNLIN_TEST_PG"));
	if (clone == NULL || PQstatus(pg) != CONNECTION_OK)
		return 1;
	drop = clone + n;
	bare = drop + n;
	file = bare + n;
	testdb = make(argv[1], err);
	began = now_ms();
	check(dunlin_testdb_open(&fresh, testdb, err), err);
	printf("the first, with its template  %6.1f\n", now_ms() - began);
	for (i = 0; i < n; i++) {
		bare_sql(sql, sizeof(sql), fresh, "");
		check(dunlin_fresh_close(fresh, err), err);
		bare[i] = run(pg, sql);
		run(pg, "DROP DATABASE testdb_bare");
		began = now_ms();
		check(dunlin_testdb_open(&fresh, testdb, err), err);
		opened = now_ms();
		clone[i] = opened - began;
		bare_sql(sql, sizeof(sql), fresh, " STRATEGY file_copy");
		if (PQserverVersion(pg) >= 150000) {
			file[i] = run(pg, sql);
			run(pg, "DROP DATABASE testdb_bare");
		}
		began = now_ms();
		check(dunlin_fresh_close(fresh, err), err);
		drop[i] = now_ms() - began;
		check(dunlin_testdb_open(&fresh, testdb, err), err);
	}
	check(dunlin_fresh_close(fresh, err), err);
	printf("clone                         %6.1f\n", median(clone, n));
	printf("bare                          %6.1f\n", median(bare, n));
	printf("  of which it is              %6.2f\n", clone[n / 2] / bare[n / 2]);
	printf("bare, STRATEGY file_copy      %6.1f\n", median(file, n));
	printf("close                         %6.1f\n", median(drop, n));
	dunlin_testdb_free(testdb);
	dunlin_error_free(err);
	PQfinish(pg);
	free(clone);
	return 0;
}
