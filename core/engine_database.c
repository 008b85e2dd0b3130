/* engine_database - whether the target answers; makes and drops it. */
#include "engine.h"

#include "base/error.h"
#include "host/host.h"
#include "run/wait.h"

enum { DEFAULT_WAIT_MS = 60000 };

dunlin_status dunlin_ping(dunlin_engine *engine, dunlin_error *err)
{
	dunlin_status status = dn_engine_driver(engine, err);
	struct dn_view_options options;
	struct dn_session session;

	if (status != DUNLIN_OK)
		return status;
	options = dn_engine_view_options(engine);
	options.target.how.flags &= ~DUNLIN_OPEN_CREATE; /* looking makes no file */
	status = dn_session_open(&session, &options.target, err);
	dn_session_close(&session);
	return status;
}

dunlin_status dunlin_wait(dunlin_engine *engine, int64_t timeout_ms, dunlin_error *err)
{
	dunlin_status status = dn_engine_driver(engine, err);
	struct dn_view_options options;

	if (status != DUNLIN_OK)
		return status;
	options = dn_engine_view_options(engine);
	options.target.how.flags &= ~DUNLIN_OPEN_CREATE; /* looking makes no file */
	return dn_wait(&options.target, timeout_ms == 0 ? DEFAULT_WAIT_MS : timeout_ms, err);
}

static int32_t stopped(void *payload)
{
	dunlin_engine *engine = payload;

	return dn_cancel_asked(engine->heeded);
}

/* Without a session, which would tell of progress as well. */
static struct dunlin_open how_to_reach(dunlin_engine *engine)
{
	struct dunlin_open how = dn_engine_how_to_open(engine);

	how.payload = engine;
	how.stopped = stopped;
	return how;
}

dunlin_status dunlin_database_create(dunlin_engine *engine, dunlin_error *err)
{
	const struct dunlin_open how = how_to_reach(engine);
	dunlin_status status = dn_engine_needs_url(engine, "to create a database", err);

	if (status == DUNLIN_OK)
		status = dn_engine_driver(engine, err);
	if (status != DUNLIN_OK)
		return status;
	return dn_fail_returned(err,
				engine->driver->table.create_database(dn_host_table(), &how, err),
				engine->driver->table.name);
}

dunlin_status dunlin_database_drop(dunlin_engine *engine, dunlin_error *err)
{
	const struct dunlin_open how = how_to_reach(engine);
	dunlin_status status = dn_engine_needs_url(engine, "to drop a database", err);

	if (status == DUNLIN_OK)
		status = dn_engine_driver(engine, err);
	if (status != DUNLIN_OK)
		return status;
	return dn_fail_returned(err,
				engine->driver->table.drop_database(dn_host_table(), &how, err),
				engine->driver->table.name);
}
