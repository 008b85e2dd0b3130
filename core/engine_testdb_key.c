/* engine_testdb_key - what databases for tests are made of, as a key and as wishes. */
#include <dunlin/version.h>

#include "base/error.h"
#include "engine_testdb.h"
#include "source/identity.h"

bool dn_testdb_has(const dunlin_testdb *testdb, uint32_t cap)
{
	return (testdb->view.target.driver->caps[0] & cap) != 0;
}

/* All that has a part in what the migrations come to. */
dunlin_status dn_testdb_key(char hex[DN_DIGEST_HEX + 1], dunlin_testdb *testdb, dunlin_error *err)
{
	const struct dunlin_options *o = &testdb->engine->options;
	const char *const texts[] = { "dunlin testdb " DUNLIN_VERSION,
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
	status = dn_testdb_has(testdb, DUNLIN_CAP_SNAPSHOT)
			 ? dn_snapshot_form(&digest, &testdb->view.target, err)
			 : DUNLIN_OK;
	dn_digest_add_field(&digest, NULL);
	if (status == DUNLIN_OK)
		status = dn_identity_add(testdb->engine->source, &digest, err);
	dn_digest_hex(&digest, hex);
	return status;
}

size_t dn_testdb_wishes(struct dunlin_wish wishes[DN_TESTDB_WISHES], const dunlin_testdb *testdb)
{
	const struct dunlin_wish none = DUNLIN_WISH_INIT;

	wishes[0] = none;
	wishes[0].version = testdb->how.version;
	wishes[1] = none;
	wishes[1].kind = DUNLIN_WISH_SEED;
	return (testdb->how.flags & DUNLIN_TESTDB_SEEDS) != 0 ? 2 : 1;
}
