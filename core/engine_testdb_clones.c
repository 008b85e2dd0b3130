/* engine_testdb_clones - databases for tests on a server: a template, and clones of it. */
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/error.h"
#include "engine_testdb.h"

/* --- connections ------------------------------------------------------------------- */

void dn_testdb_disconnect(dunlin_testdb *testdb)
{
	const struct dunlin_driver *driver = testdb->view.target.driver;
	size_t i;

	for (i = 0; i < testdb->n_idle && testdb->pid == getpid(); i++)
		driver->close(testdb->idle[i]);
	free(testdb->idle);
	testdb->idle = NULL;
	testdb->n_idle = testdb->cap_idle = 0;
}

static dunlin_status connection_take(dunlin_conn **out, dunlin_testdb *testdb, dunlin_error *err)
{
	*out = NULL;
	pthread_mutex_lock(&testdb->mutex);
	if (testdb->pid != getpid()) {
		testdb->n_idle = 0;
		testdb->pid = getpid();
	}
	if (testdb->n_idle > 0)
		*out = testdb->idle[--testdb->n_idle];
	pthread_mutex_unlock(&testdb->mutex);
	return *out != NULL ? DUNLIN_OK : dn_clone_connect(out, &testdb->view.target, err);
}

/* Takes conn. */
static void connection_give(dunlin_conn *conn, dunlin_testdb *testdb)
{
	dunlin_conn **idle;

	pthread_mutex_lock(&testdb->mutex);
	idle = dn_vec_add(&testdb->idle, &testdb->n_idle, &testdb->cap_idle, sizeof(*idle));
	if (idle != NULL)
		*idle = conn;
	pthread_mutex_unlock(&testdb->mutex);
	if (idle == NULL)
		testdb->view.target.driver->close(conn);
}

/* --- the template ------------------------------------------------------------------- */

static dunlin_status fill(void *payload, const char *url, dunlin_error *err)
{
	const dunlin_testdb *testdb = payload;
	struct dunlin_options options = testdb->engine->options;
	struct dunlin_wish wishes[DN_TESTDB_WISHES];
	const size_t n = dn_testdb_wishes(wishes, testdb);
	dunlin_engine *engine = NULL;
	dunlin_status status;
	size_t i;

	options.size = sizeof(options);
	options.url = url;
	status = dunlin_engine_open(&engine, &options, err);
	if (status == DUNLIN_OK)
		engine->heeded = testdb->engine->heeded;
	for (i = 0; i < n && status == DUNLIN_OK; i++)
		status = dunlin_migrate(engine, &wishes[i], NULL, err);
	dunlin_engine_close(engine);
	return status;
}

/* Under the mutex. */
dunlin_status dn_testdb_make_template(dunlin_testdb *testdb, dunlin_error *err)
{
	const struct dn_target *target = &testdb->view.target;
	const struct dn_clone_sweep ended = { .hear = NULL };
	char key[DN_DIGEST_HEX + 1];
	dunlin_conn *conn = NULL;
	dunlin_status status = dn_testdb_key(key, testdb, err);
	int64_t dropped;

	dn_clone_template_name(testdb->template_name, key);
	if (status == DUNLIN_OK)
		status = dn_clone_connect(&conn, target, err);
	if (status == DUNLIN_OK)
		status = dn_clone_prepare(conn, target, testdb->template_name,
					  testdb->engine->options.lock_wait_ms, fill, testdb, err);
	/* What a crash left is nobody's; that it cannot be dropped is no reason to stop. */
	if (status == DUNLIN_OK)
		dn_ignore(dn_clone_collect(conn, target, &ended, &dropped, NULL));
	if (conn != NULL)
		target->driver->close(conn);
	return status;
}

/* --- clones ---------------------------------------------------------------------------- */

/* Factories of one process know nothing of each other: each begins somewhere else. */
static uint64_t next_number(dunlin_testdb *testdb)
{
	uint32_t begin = 0;
	uint64_t number;

	pthread_mutex_lock(&testdb->mutex);
	if (testdb->clones == 0 && getrandom(&begin, sizeof(begin), 0) == sizeof(begin))
		testdb->clones = (uint64_t)(begin >> 8) << 24;
	number = ++testdb->clones;
	pthread_mutex_unlock(&testdb->mutex);
	return number;
}

static dunlin_status clone_once(dunlin_fresh *fresh, dunlin_error *err)
{
	dunlin_testdb *testdb = fresh->testdb;
	struct dn_process owner = testdb->owner;
	dunlin_conn *conn = NULL;
	dunlin_status status = connection_take(&conn, testdb, err);

	if (status != DUNLIN_OK)
		return status;
	if (!testdb->owned)
		dn_process_self(&owner);
	status = dn_clone_make(fresh->name, &fresh->url, conn, &testdb->view.target,
			       testdb->template_name, &owner, next_number(testdb), err);
	if (status == DUNLIN_OK)
		connection_give(conn, testdb);
	else
		testdb->view.target.driver->close(conn);
	return status;
}

dunlin_status dn_testdb_clone(dunlin_fresh *fresh, dunlin_error *err)
{
	dunlin_testdb *testdb = fresh->testdb;
	dunlin_status status = clone_once(fresh, err);

	if (status != DUNLIN_EMISSING)
		return status;
	/* Somebody dropped the template: once more. */
	pthread_mutex_lock(&testdb->mutex);
	status = dn_testdb_make_template(testdb, err);
	pthread_mutex_unlock(&testdb->mutex);
	return status == DUNLIN_OK ? clone_once(fresh, err) : status;
}

dunlin_status dn_testdb_drop(const dunlin_fresh *fresh, dunlin_error *err)
{
	dunlin_testdb *testdb = fresh->testdb;
	dunlin_conn *conn = NULL;
	dunlin_status status = connection_take(&conn, testdb, err);

	if (status == DUNLIN_OK)
		status = dn_clone_drop(conn, &testdb->view.target, fresh->name, err);
	if (status == DUNLIN_OK)
		connection_give(conn, testdb);
	else if (conn != NULL)
		testdb->view.target.driver->close(conn);
	if (status != DUNLIN_OK)
		dn_error_state(err, "the database %s is still there", fresh->name);
	return status;
}
