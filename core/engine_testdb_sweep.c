/* engine_testdb_sweep - drops databases for tests that are on a server: by name, or as left over. */
#include <stdlib.h>

#include "base/error.h"
#include "engine_testdb.h"

/* A server, reached beside its databases; both stay NULL where the driver makes none there. */
struct server {
	dunlin_engine *engine;
	dunlin_conn *conn;
	struct dn_view_options view;
};

static dunlin_status server_open(struct server *server, const struct dunlin_options *options,
				 dunlin_error *err)
{
	dunlin_engine *engine = NULL;
	dunlin_status status = dunlin_engine_open(&engine, options, err);

	server->engine = engine;
	if (status == DUNLIN_OK)
		status = dn_engine_driver(engine, err);
	if (status != DUNLIN_OK || (engine->driver->table.caps[0] & DUNLIN_CAP_CLONE) == 0)
		return status;
	server->view = dn_engine_view_options(engine);
	return dn_clone_connect(&server->conn, &server->view.target, err);
}

static void server_close(struct server *server)
{
	if (server->conn != NULL)
		server->view.target.driver->close(server->conn);
	dunlin_engine_close(server->engine);
}

static dunlin_status collect(const struct dunlin_options *options,
			     const struct dn_clone_sweep *sweep, int64_t *dropped,
			     dunlin_error *err)
{
	struct server server = { 0 };
	dunlin_status status = server_open(&server, options, err);

	*dropped = 0;
	if (status == DUNLIN_OK && server.conn != NULL)
		status = dn_clone_collect(server.conn, &server.view.target, sweep, dropped, err);
	server_close(&server);
	return status;
}

dunlin_status dunlin_testdb_collect(const struct dunlin_options *options, uint32_t flags,
				    int64_t *dropped, dunlin_error *err)
{
	const struct dn_clone_sweep sweep = {
		.templates = (flags & DUNLIN_COLLECT_TEMPLATES) != 0 ? DN_CLONE_TEMPLATES_ALL
								     : DN_CLONE_TEMPLATES_STAY,
	};
	int64_t n;
	dunlin_status status = collect(options, &sweep, &n, err);

	if (dropped != NULL)
		*dropped = n;
	return status;
}

/* --- with what is told of it --------------------------------------------------------- */

enum { N_USED = 2 };

/* The name of the template that databases of the migrations, as they are now, are cloned from. */
static dunlin_status name_used(char name[DN_CLONE_NAME], const struct dunlin_options *options,
			       uint32_t flags, dunlin_error *err)
{
	struct dunlin_testdb_options how = DUNLIN_TESTDB_OPTIONS_INIT;
	char key[DN_DIGEST_HEX + 1];
	dunlin_testdb *testdb = NULL;
	dunlin_status status;

	how.flags = flags;
	status = dunlin_testdb_new(&testdb, options, &how, err);
	if (status == DUNLIN_OK)
		status = dn_engine_view(testdb->engine, &testdb->view, err);
	if (status == DUNLIN_OK)
		status = dn_testdb_key(key, testdb, err);
	if (status == DUNLIN_OK)
		dn_clone_template_name(name, key);
	dunlin_testdb_free(testdb);
	return status;
}

dunlin_status dunlin_testdb_sweep(const struct dunlin_options *options,
				  const struct dunlin_sweep *sweep, dunlin_error *err)
{
	char used[N_USED][DN_CLONE_NAME];
	struct dn_clone_sweep own = { .templates = DN_CLONE_TEMPLATES_STAY };
	dunlin_status status = DUNLIN_OK;
	int64_t dropped;

	if (sweep->size < sizeof(*sweep) || (sweep->flags & ~DUNLIN_SWEEP_TEMPLATES) != 0)
		return dn_fail(err, DUNLIN_EUSAGE, "the sweep is not initialised");
	own.hear = sweep->on_drop;
	own.payload = sweep->payload;
	if ((sweep->flags & DUNLIN_SWEEP_TEMPLATES) != 0) {
		own.templates = DN_CLONE_TEMPLATES_UNUSED;
		own.keep = (const char(*)[DN_CLONE_NAME])used;
		own.n_keep = N_USED;
		status = name_used(used[0], options, 0, err);
		if (status == DUNLIN_OK)
			status = name_used(used[1], options, DUNLIN_TESTDB_SEEDS, err);
	}
	return status == DUNLIN_OK ? collect(options, &own, &dropped, err) : status;
}

/* --- by name ----------------------------------------------------------------------------- */

dunlin_status dunlin_testdb_drop(const struct dunlin_options *options, const char *name,
				 dunlin_error *err)
{
	struct server server = { 0 };
	bool found = false;
	dunlin_status status;

	if (name == NULL || !dn_clone_is_one(name))
		return dn_fail(err, DUNLIN_EUSAGE, "%s is no name of a database for tests",
			       name == NULL ? "(none)" : name);
	status = server_open(&server, options, err);
	if (status == DUNLIN_OK && server.conn == NULL)
		status = dn_fail(err, DUNLIN_EUNSUPPORTED,
				 "the driver %s makes no databases for tests on a server",
				 server.engine->driver->table.name);
	if (status == DUNLIN_OK)
		status = dn_clone_exists(&found, server.conn, &server.view.target, name, err);
	if (status == DUNLIN_OK && !found)
		status = dn_fail(err, DUNLIN_EMISSING, "there is no database %s", name);
	if (status == DUNLIN_OK)
		status = dn_clone_drop(server.conn, &server.view.target, name, err);
	server_close(&server);
	return status;
}
