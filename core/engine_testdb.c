/* engine_testdb - gives out databases for tests. */
#include "engine_testdb.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/save.h"

/* --- the factory ---------------------------------------------------------------- */

static bool copy(const char **text, struct dn_arena *arena)
{
	if (*text != NULL) {
		*text = dn_arena_strdup(arena, *text);
		return *text != NULL;
	}
	return true;
}

/* Whose the clones are; a process that is not there cannot be told from one that has ended. */
static dunlin_status take_owner(dunlin_testdb *testdb, dunlin_error *err)
{
	const int64_t owner = testdb->how.owner;
	const bool keep = (testdb->how.flags & DUNLIN_TESTDB_KEEP) != 0;

	if (owner == 0 && !keep)
		return DUNLIN_OK;
	if (owner != 0 && keep)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "databases that are kept have no owner: leave one of the two out");
	testdb->owned = true;
	if (keep) {
		dn_process_self(&testdb->owner); /* its place */
		testdb->owner.pid = 0;
		testdb->owner.start = 0;
		return DUNLIN_OK;
	}
	if (owner < 0 || owner > INT32_MAX || !dn_process_find(&testdb->owner, (pid_t)owner))
		return dn_fail(err, DUNLIN_EUSAGE,
			       "no process %lld runs here that could own the databases",
			       (long long)owner);
	return DUNLIN_OK;
}

static dunlin_status take_how(dunlin_testdb *testdb, const struct dunlin_testdb_options *how,
			      dunlin_error *err)
{
	struct dunlin_testdb_options *own = &testdb->how;
	struct dn_arena *arena = &testdb->engine->arena;
	dunlin_status status;

	if (how == NULL)
		return DUNLIN_OK;
	if (!DUNLIN_HAS(how, flags))
		return dn_fail(err, DUNLIN_EUSAGE, "the options are not initialised");
	memcpy(own, how, how->size < sizeof(*own) ? how->size : sizeof(*own));
	if ((own->flags & ~(DUNLIN_TESTDB_SEEDS | DUNLIN_TESTDB_KEEP)) != 0)
		return dn_fail(err, DUNLIN_EUSAGE, "the options have a flag that is not known");
	status = take_owner(testdb, err);
	if (status != DUNLIN_OK)
		return status;
	return copy(&own->version, arena) && copy(&own->cache, arena) ? DUNLIN_OK
								      : dn_fail_nomem(err);
}

/* A scheme alone is a URL that names no database. */
static dunlin_status open_engine(dunlin_engine **out, const struct dunlin_options *options,
				 dunlin_error *err)
{
	struct dunlin_options own = DUNLIN_OPTIONS_INIT;
	dunlin_status status;
	char *url = NULL;

	*out = NULL;
	if (options->size < offsetof(struct dunlin_options, places))
		return dn_fail(err, DUNLIN_EUSAGE, "the options are not initialised");
	memcpy(&own, options, options->size < sizeof(own) ? options->size : sizeof(own));
	if (own.native != NULL)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "databases for tests are new ones: no connection can be lent");
	if (own.url == NULL && own.scheme == NULL)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "neither a URL nor a scheme says which database it is for");
	if (own.url == NULL) {
		if (asprintf(&url, "%s:", own.scheme) < 0)
			return dn_fail_nomem(err);
		own.url = url;
	}
	own.size = sizeof(own);
	own.scheme = NULL;
	status = dunlin_engine_open(out, &own, err);
	free(url);
	return status;
}

static void unref(dunlin_testdb *testdb)
{
	bool last;

	pthread_mutex_lock(&testdb->mutex);
	last = --testdb->refs == 0;
	pthread_mutex_unlock(&testdb->mutex);
	if (!last)
		return;
	dn_snapshot_clear(&testdb->snapshot);
	dn_testdb_disconnect(testdb);
	dunlin_engine_close(testdb->engine);
	pthread_mutex_destroy(&testdb->mutex);
	free(testdb);
}

dunlin_status dunlin_testdb_new(dunlin_testdb **out, const struct dunlin_options *options,
				const struct dunlin_testdb_options *how, dunlin_error *err)
{
	dunlin_testdb *testdb = calloc(1, sizeof(*testdb));
	dunlin_status status;

	*out = NULL;
	if (testdb == NULL || pthread_mutex_init(&testdb->mutex, NULL) != 0) {
		free(testdb);
		return dn_fail_nomem(err);
	}
	testdb->refs = 1;
	status = open_engine(&testdb->engine, options, err);
	if (status == DUNLIN_OK)
		status = take_how(testdb, how, err);
	if (status == DUNLIN_OK) {
		*out = testdb;
		testdb = NULL; /* now the caller's */
	}
	dunlin_testdb_free(testdb);
	return status;
}

void dunlin_testdb_free(dunlin_testdb *testdb)
{
	if (testdb != NULL)
		unref(testdb);
}

/* --- one database ---------------------------------------------------------------- */

/* Finds driver and migrations. */
static dunlin_status look(dunlin_testdb *testdb, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;

	pthread_mutex_lock(&testdb->mutex);
	if (!testdb->made)
		status = dn_engine_view(testdb->engine, &testdb->view, err);
	pthread_mutex_unlock(&testdb->mutex);
	return status;
}

/* Under the mutex. */
static dunlin_status make(dunlin_testdb *testdb, dunlin_error *err)
{
	dunlin_status status = dn_engine_view(testdb->engine, &testdb->view, err);

	if (status != DUNLIN_OK)
		return status;
	if (dn_testdb_has(testdb, DUNLIN_CAP_SNAPSHOT))
		return dn_testdb_make_snapshot(testdb, err);
	if (dn_testdb_has(testdb, DUNLIN_CAP_CLONE))
		return dn_testdb_make_template(testdb, err);
	return dn_fail(err, DUNLIN_EUNSUPPORTED, "the driver %s makes no databases for tests",
		       testdb->view.target.driver->name);
}

/* Makes what the databases are copies of, unless it is made, and takes refs. */
static dunlin_status prepare_and_take(dunlin_testdb *testdb, size_t refs, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;

	pthread_mutex_lock(&testdb->mutex);
	if (!testdb->made)
		status = make(testdb, err);
	if (status == DUNLIN_OK) {
		testdb->made = true;
		testdb->refs += refs;
	}
	pthread_mutex_unlock(&testdb->mutex);
	return status;
}

dunlin_status dn_testdb_prepare(dunlin_testdb *testdb, dunlin_error *err)
{
	return prepare_and_take(testdb, 0, err);
}

dunlin_status dunlin_testdb_open(dunlin_fresh **out, dunlin_testdb *testdb, dunlin_error *err)
{
	dunlin_fresh *fresh = calloc(1, sizeof(*fresh));
	dunlin_status status;

	*out = NULL;
	if (fresh == NULL)
		return dn_fail_nomem(err);
	status = prepare_and_take(testdb, 1, err);
	if (status == DUNLIN_OK) {
		fresh->testdb = testdb;
		status = dn_testdb_has(testdb, DUNLIN_CAP_SNAPSHOT)
				 ? dn_snapshot_open(&fresh->native, &testdb->view.target,
						    &testdb->snapshot, testdb->how.client, err)
				 : dn_testdb_clone(fresh, err);
	}
	if (status == DUNLIN_OK) {
		*out = fresh;
		return DUNLIN_OK;
	}
	if (fresh->testdb != NULL)
		unref(testdb);
	free(fresh);
	return status;
}

void *dunlin_fresh_native(const dunlin_fresh *fresh)
{
	return fresh->native;
}

const char *dunlin_fresh_url(const dunlin_fresh *fresh)
{
	return fresh->url;
}

const char *dunlin_fresh_name(const dunlin_fresh *fresh)
{
	return fresh->url == NULL ? NULL : fresh->name;
}

struct dn_view_options dn_fresh_view_options(const dunlin_fresh *fresh)
{
	struct dn_view_options view = fresh->testdb->view;

	view.target.how.flags = 0;
	view.target.how.url = fresh->url;
	view.target.how.native = fresh->native;
	return view;
}

/* Takes fresh, once its database is dealt with. */
static void forget(dunlin_fresh *fresh)
{
	unref(fresh->testdb);
	free(fresh->url);
	free(fresh);
}

dunlin_status dunlin_fresh_close(dunlin_fresh *fresh, dunlin_error *err)
{
	dunlin_status status;

	if (fresh == NULL)
		return DUNLIN_OK;
	status = fresh->url == NULL
			 ? dn_snapshot_close(&fresh->testdb->view.target, fresh->native, err)
			 : dn_testdb_drop(fresh, err);
	forget(fresh);
	return status;
}

void dunlin_fresh_leave(dunlin_fresh *fresh)
{
	if (fresh == NULL)
		return;
	if (fresh->url == NULL)
		dn_ignore(dn_snapshot_close(&fresh->testdb->view.target, fresh->native, NULL));
	forget(fresh);
}

dunlin_status dunlin_testdb_save(dunlin_testdb *testdb, const char *file, dunlin_error *err)
{
	dunlin_status status = look(testdb, err);

	if (status == DUNLIN_OK && !dn_testdb_has(testdb, DUNLIN_CAP_SNAPSHOT))
		status = dn_fail(err, DUNLIN_EUNSUPPORTED,
				 "the driver %s makes no files: its databases are on a server",
				 testdb->view.target.driver->name);
	if (status == DUNLIN_OK)
		status = dn_testdb_prepare(testdb, err);
	if (status == DUNLIN_OK)
		status = dn_save_new(file, testdb->snapshot.bytes, testdb->snapshot.len, err);
	return status;
}
