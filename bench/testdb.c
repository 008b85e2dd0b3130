/*
 * testdb - how long a database for a test takes on SQLite, by its parts.
 *
 *   bench/testdb FOLDER [COUNT]      the migrations; 1000 databases
 *
 * The drivers are those in DUNLIN_DRIVER_PATH, or the installed ones.  Prints microseconds: the median
 * and the 99th of a hundred.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <dunlin/testing.h>

enum { OPEN, USE, CLOSE, PARTS };
static const char *const names[PARTS] = { "open", "first statement", "close" };

static double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void check(dunlin_status status, const dunlin_error *err)
{
	if (status == DUNLIN_OK)
		return;
	fprintf(stderr, "testdb: %s\n", dunlin_error_message(err));
	exit(1);
}

static dunlin_testdb *make(const char *folder, dunlin_error *err)
{
	struct dunlin_options options = DUNLIN_OPTIONS_INIT;
	struct dunlin_place place = DUNLIN_PLACE_INIT;
	const struct dunlin_place *places = &place;
	dunlin_testdb *testdb;

	options.scheme = "sqlite";
	options.folders = &folder;
	options.n_folders = 1;
	place.path = getenv("DUNLIN_DRIVER_PATH");
	place.flags = DUNLIN_PLACE_BUILD;
	options.places = &places;
	options.n_places = place.path == NULL ? 0 : 1;
	check(dunlin_testdb_new(&testdb, &options, NULL, err), err);
	return testdb;
}

/* Adds the times of one database. */
static void measure(dunlin_testdb *testdb, double *times[PARTS], size_t i, dunlin_error *err)
{
	const double began = now_us();
	double opened, used;
	dunlin_fresh *fresh;

	check(dunlin_testdb_open(&fresh, testdb, err), err);
	opened = now_us();
	if (sqlite3_exec(dunlin_fresh_native(fresh), "SELECT count(*) FROM dunlin_history", NULL,
			 NULL, NULL) != SQLITE_OK)
		exit(1);
	used = now_us();
	check(dunlin_fresh_close(fresh, err), err);
	times[OPEN][i] = opened - began;
	times[USE][i] = used - opened;
	times[CLOSE][i] = now_us() - used;
}

static void report(double *times, size_t n, const char *what)
{
	qsort(times, n, sizeof(*times), compare);
	printf("%-16s %8.0f %8.0f\n", what, times[n / 2], times[n * 99 / 100]);
}

int main(int argc, char **argv)
{
	const size_t n = argc > 2 ? strtoul(argv[2], NULL, 10) : 1000;
	dunlin_error *err = dunlin_error_new();
	double *times[PARTS], first;
	dunlin_testdb *testdb;
	size_t i, part;

	if (argc < 2 || n == 0) {
		fputs("usage: testdb FOLDER [COUNT]\n", stderr);
		return 2;
	}
	for (part = 0; part < PARTS; part++)
		if ((times[part] = calloc(n, sizeof(double))) == NULL)
			return 1;
	testdb = make(argv[1], err);
	first = now_us();
	measure(testdb, times, 0, err);
	printf("%-16s %8.0f\n", "the first", now_us() - first);
	for (i = 0; i < n; i++)
		measure(testdb, times, i, err);
	for (part = 0; part < PARTS; part++) {
		report(times[part], n, names[part]);
		free(times[part]);
	}
	dunlin_testdb_free(testdb);
	dunlin_error_free(err);
	return 0;
}
