/* engine_testdb_memory - what databases in memory are copies of: found in a cache, or made. */
#include <string.h>

#include <dunlin/version.h>

#include "base/cache.h"
#include "base/error.h"
#include "engine_testdb.h"
#include "source/identity.h"

/* All that has a part in what the migrations come to. */
static dunlin_status find_key(char hex[DN_DIGEST_HEX + 1], dunlin_testdb *testdb, dunlin_error *err)
{
	const struct dunlin_options *o = &testdb->engine->options;
	const char *const texts[] = { "dunlin snapshot " DUNLIN_VERSION,
				      testdb->engine->driver->dialect->name,
				      o->project,
				      o->env,
				      o->history_schema,
				      o->schema,
				      o->prefix,
				      o->os_user,
				      o->host,
				      testdb->how.version };
	const char flags[] = {
		(o->flags & DUNLIN_OPTION_SKIP_MISSING) != 0 ? 'm' : '-',
		(testdb->how.flags & DUNLIN_TESTDB_SEEDS) != 0 ? 's' : '-',
		'\0',
	};
	struct dn_digest digest;
	dunlin_status status;
	size_t i;

	dn_digest_init(&digest);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		dn_digest_add_field(&digest, texts[i]);
	dn_digest_add_field(&digest, flags);
	for (i = 0; i < o->n_session; i++)
		dn_digest_add_field(&digest, o->session[i]);
	dn_digest_add_field(&digest, NULL); /* here they end */
	status = dn_snapshot_form(&digest, &testdb->view.target, err);
	dn_digest_add_field(&digest, NULL);
	if (status == DUNLIN_OK)
		status = dn_identity_add(testdb->engine->source, &digest, err);
	dn_digest_hex(&digest, hex);
	return status;
}

static dunlin_status replay(dunlin_testdb *testdb, dunlin_error *err)
{
	const struct dunlin_wish up = { .size = sizeof(up),
					.kind = DUNLIN_WISH_UP,
					.version = testdb->how.version };
	const struct dunlin_wish seed = { .size = sizeof(seed), .kind = DUNLIN_WISH_SEED };
	const bool seeds = (testdb->how.flags & DUNLIN_TESTDB_SEEDS) != 0;
	struct dn_wish wishes[2];
	dunlin_status status = dn_engine_wish(&wishes[0], &up, err);

	if (status == DUNLIN_OK)
		status = dn_engine_wish(&wishes[1], &seed, err);
	if (status != DUNLIN_OK)
		return status;
	status = dn_snapshot_make(&testdb->snapshot, &testdb->view, wishes, seeds ? 2 : 1, err);
	if (status != DUNLIN_OK)
		dn_snapshot_clear(&testdb->snapshot);
	dn_wish_clear(&wishes[0]);
	dn_wish_clear(&wishes[1]);
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
		status = find_key(key, testdb, err);
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
