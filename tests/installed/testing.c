/*
 * testing - what a test suite does with Dunlin: databases of its own, each migrated, each apart from the
 * others.  It prints what it found.
 *
 *   testing FOLDER DRIVERS URL     URL: postgresql://…, or sqlite: for databases in memory
 */
#include <dunlin/testing.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 3 };

static int give_up(const char *what, const dunlin_error *err)
{
	printf("%s: %s\n", what, dunlin_error_message(err));
	return 1;
}

/* How many migrations stand in a database, or -1. */
static long standing(const struct dunlin_options *of, dunlin_fresh *fresh, dunlin_error *err)
{
	struct dunlin_options options = *of;
	dunlin_report *report = NULL;
	dunlin_engine *engine = NULL;
	long n = -1;
	size_t i;

	options.url = dunlin_fresh_url(fresh);
	options.native = dunlin_fresh_native(fresh);
	options.scheme = options.native == NULL ? NULL : "sqlite";
	if (dunlin_engine_open(&engine, &options, err) == DUNLIN_OK &&
	    dunlin_status_of(&report, engine, err) == DUNLIN_OK) {
		for (n = 0, i = 0; i < dunlin_report_count(report); i++) {
			struct dunlin_entry entry = DUNLIN_ENTRY_INIT;

			dunlin_report_at(report, i, &entry);
			n += entry.state == DUNLIN_STATE_APPLIED;
		}
	}
	dunlin_report_free(report);
	dunlin_engine_close(engine);
	return n;
}

/* Takes the last migration back, in one database alone. */
static dunlin_status revert(const struct dunlin_options *of, dunlin_fresh *fresh, dunlin_error *err)
{
	struct dunlin_options options = *of;
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	dunlin_engine *engine = NULL;
	dunlin_status status;

	options.url = dunlin_fresh_url(fresh);
	options.native = dunlin_fresh_native(fresh);
	options.scheme = options.native == NULL ? NULL : "sqlite";
	wish.kind = DUNLIN_WISH_DOWN;
	wish.count = 1;
	status = dunlin_engine_open(&engine, &options, err);
	if (status == DUNLIN_OK)
		status = dunlin_migrate(engine, &wish, NULL, err);
	dunlin_engine_close(engine);
	return status;
}

int main(int argc, char **argv)
{
	struct dunlin_options options = DUNLIN_OPTIONS_INIT;
	struct dunlin_place place = DUNLIN_PLACE_INIT;
	const struct dunlin_place *places = &place;
	dunlin_error *err = dunlin_error_new();
	dunlin_fresh *fresh[N] = { NULL };
	dunlin_testdb *testdb = NULL;
	const char *folder;
	int i;

	if (argc != 4 || err == NULL)
		return 2;
	folder = argv[1];
	place.path = argv[2];
	place.flags = DUNLIN_PLACE_BUILD;
	options.folders = &folder;
	options.n_folders = 1;
	options.places = &places;
	options.n_places = 1;
	options.url = argv[3];
	if (dunlin_testdb_new(&testdb, &options, NULL, err) != DUNLIN_OK)
		return give_up("new", err);
	for (i = 0; i < N; i++)
		if (dunlin_testdb_open(&fresh[i], testdb, err) != DUNLIN_OK)
			return give_up("open", err);
	if (revert(&options, fresh[1], err) != DUNLIN_OK)
		return give_up("revert", err);
	for (i = 0; i < N; i++)
		printf("%d: %ld applied\n", i + 1, standing(&options, fresh[i], err));
	for (i = 0; i < N; i++)
		if (dunlin_fresh_close(fresh[i], err) != DUNLIN_OK)
			return give_up("close", err);
	dunlin_testdb_free(testdb);
	dunlin_error_free(err);
	return 0;
}
