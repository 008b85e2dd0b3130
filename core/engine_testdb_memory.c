/* engine_testdb_memory - what databases in memory are copies of: found in a cache, or made. */
#include "base/cache.h"
#include "base/error.h"
#include "engine_testdb.h"

static dunlin_status replay(dunlin_testdb *testdb, dunlin_error *err)
{
	struct dunlin_wish given[DN_TESTDB_WISHES];
	struct dn_wish wishes[DN_TESTDB_WISHES];
	const size_t n = dn_testdb_wishes(given, testdb);
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < n; i++) {
		dunlin_status one = dn_engine_wish(&wishes[i], &given[i], err);

		status = status == DUNLIN_OK ? one : status;
	}
	if (status == DUNLIN_OK)
		status = dn_snapshot_make(&testdb->snapshot, &testdb->view, wishes, n, err);
	if (status != DUNLIN_OK)
		dn_snapshot_clear(&testdb->snapshot);
	for (i = 0; i < n; i++)
		dn_wish_clear(&wishes[i]);
	return status;
}

/* A database is worth more than the time that the next process saves: it is only told. */
static void keep(const dunlin_testdb *testdb, const char *key)
{
	struct dunlin_event event = { .size = sizeof(event),
				      .kind = DUNLIN_EVENT_WARNING,
				      .permille = -1 };
	dunlin_error failed;

	dn_error_init(&failed);
	if (dn_cache_write(testdb->how.cache, key, testdb->snapshot.bytes, testdb->snapshot.len,
			   &failed) != DUNLIN_OK) {
		event.text = dunlin_error_message(&failed);
		dn_engine_tell(testdb->engine, &event);
	}
	dn_error_clear(&failed);
}

dunlin_status dn_testdb_make_snapshot(dunlin_testdb *testdb, dunlin_error *err)
{
	char key[DN_DIGEST_HEX + 1];
	bool found = false;
	dunlin_status status = DUNLIN_OK;

	testdb->view.target.how.flags = DUNLIN_OPEN_MEMORY;
	if (testdb->how.cache != NULL) {
		status = dn_testdb_key(key, testdb, err);
		if (status == DUNLIN_OK)
			status = dn_cache_read(&testdb->snapshot.bytes, &testdb->snapshot.len,
					       &found, testdb->how.cache, key, err);
	}
	if (status != DUNLIN_OK || found)
		return status;
	status = replay(testdb, err);
	if (status == DUNLIN_OK && testdb->how.cache != NULL)
		keep(testdb, key);
	return status;
}
