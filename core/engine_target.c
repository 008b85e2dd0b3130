/* engine_target - the driver of an engine, and what a view of its database is opened with. */
#include "engine.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <dunlin/version.h>

#include "base/error.h"
#include "host/host.h"

enum {
	DEFAULT_LOCK_TIMEOUT_MS = 2000, /* a waiting ALTER blocks every reader behind it */
	LONGER_LOCK_TIMEOUT_MS = 5000,  /* where it is counted in seconds */
};

static dunlin_status read_scheme(char **out, const char *url, dunlin_error *err)
{
	const size_t len = strcspn(url, ":=/ ");
	size_t i;

	*out = NULL;
	if (url[len] == '=') {
		*out = strdup("postgresql");
	} else if (url[len] == ':' && len > 0 && url[0] != '+') {
		*out = strndup(url, len);
		for (i = 0; *out != NULL && i < len; i++)
			(*out)[i] = (char)tolower((unsigned char)(*out)[i]);
	} else {
		dn_fail(err, DUNLIN_EUSAGE, "the URL does not say which database it is for");
		dn_error_hint(err, "postgresql://user@host/name, sqlite:file.db");
		return DUNLIN_EUSAGE;
	}
	return *out == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
}

static bool is_taken(const dunlin_engine *engine, const char *scheme)
{
	size_t i;

	for (i = 0; i < dn_registry_count(engine->registry); i++)
		if (dn_manifest_takes(&dn_registry_at(engine->registry, i)->manifest, scheme))
			return true;
	return false;
}

dunlin_status dn_engine_target_scheme(char **out, const dunlin_engine *engine, dunlin_error *err)
{
	const struct dunlin_options *o = &engine->options;
	dunlin_status status;
	char *at;

	if (o->native == NULL) {
		status = read_scheme(out, o->url, err);
		at = status == DUNLIN_OK ? strchr(*out, '+') : NULL;
		/* postgresql+asyncpg: what other programs are to use is nothing to us. */
		if (at != NULL && !is_taken(engine, *out))
			*at = '\0';
		return status;
	}
	*out = strdup(o->scheme);
	for (at = *out; at != NULL && *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	return *out == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
}

dunlin_status dn_engine_driver(dunlin_engine *engine, dunlin_error *err)
{
	const struct dunlin_options *o = &engine->options;
	const struct dn_driver *driver = NULL;
	dunlin_status status;
	char *scheme;

	if (engine->driver != NULL)
		return DUNLIN_OK;
	if (o->native == NULL && (o->url == NULL || o->url[0] == '\0'))
		return dn_fail(err, DUNLIN_EUSAGE, "there is no URL of a database");
	status = dn_engine_target_scheme(&scheme, engine, err);
	if (status == DUNLIN_OK)
		status = dn_registry_find(&driver, engine->registry, scheme, err);
	/* One that does not look at it would take a missing URL for the mistake. */
	if (status == DUNLIN_OK && o->native != NULL &&
	    (driver->table.caps[0] & DUNLIN_CAP_LEND) == 0)
		status = dn_fail(
			err, DUNLIN_EUNSUPPORTED,
			"the driver %s cannot take a connection that is open already (lend): "
			"it needs a URL",
			driver->table.name);
	if (status == DUNLIN_OK)
		engine->driver = driver;
	free(scheme);
	return status;
}

dunlin_status dn_engine_needs_url(const dunlin_engine *engine, const char *what, dunlin_error *err)
{
	if (engine->options.native == NULL)
		return DUNLIN_OK;
	return dn_fail(err, DUNLIN_EUSAGE,
		       "%s needs a URL: the connection that is lent leads into one database, which "
		       "is there and in use",
		       what);
}

/* --- a view of the target --------------------------------------------------------- */

/* The runner's news are the events of dunlin.h under other names. */
static void hear(void *payload, const struct dn_news *news)
{
	const struct dn_step *step = news->step;
	const struct dunlin_event event = {
		.size = sizeof(event),
		.kind = news->kind,
		.migration = step == NULL ? 0 : step->kind,
		.direction = step == NULL ? 0 : (int32_t)step->direction,
		.step = news->step_no,
		.n_steps = news->n_steps,
		.stmt = news->stmt,
		.n_stmts = news->n_stmts,
		.line = news->line,
		.elapsed_us = news->elapsed_us,
		.permille = news->kind == DN_NEWS_BUSY ? news->permille : -1,
		.bytes = news->bytes,
		.id = step == NULL ? NULL : step->shown,
		.name = step == NULL ? news->name : step->name,
		.file = news->file,
		.text = news->text,
	};

	dn_engine_tell(payload, &event);
}

static int64_t lock_timeout_of(const dunlin_engine *engine)
{
	const int64_t said = engine->options.lock_timeout_ms;

	if (said != 0)
		return said;
	return engine->driver == NULL || (engine->driver->dialect->run & DUNLIN_RUN_TX_DDL) != 0
		       ? DEFAULT_LOCK_TIMEOUT_MS
		       : LONGER_LOCK_TIMEOUT_MS;
}

struct dunlin_open dn_engine_how_to_open(const dunlin_engine *engine)
{
	const struct dunlin_options *o = &engine->options;

	return (struct dunlin_open){
		.size = DUNLIN_OPEN_SIZE,
		.flags = (o->flags & DUNLIN_OPTION_CREATE) != 0 ? DUNLIN_OPEN_CREATE : 0,
		.url = o->url,
		.application = "dunlin " DUNLIN_VERSION,
		.schema = o->schema,
		.session = o->session,
		.n_session = o->n_session,
		.connect_timeout_ms = o->connect_timeout_ms,
		.lock_timeout_ms = lock_timeout_of(engine),
		.statement_timeout_ms = o->statement_timeout_ms,
		.silence_ms = o->silence_ms,
		.native = o->native,
	};
}

/* Where the transaction is the lock, to wait for a lock is to wait for other runs as well: no longer
 * than for those.  Whoever waits for no run still waits for readers. */
static int64_t lock_timeout(const dunlin_engine *engine)
{
	const struct dunlin_options *o = &engine->options;
	const int64_t ms = lock_timeout_of(engine);
	const bool shorter = ms < 0 || ms > o->lock_wait_ms;

	if ((engine->driver->table.caps[0] & DUNLIN_CAP_LOCK) != 0 || o->lock_wait_ms < 0 ||
	    !shorter)
		return ms;
	return o->lock_wait_ms;
}

struct dn_view_options dn_engine_view_options(dunlin_engine *engine)
{
	const struct dunlin_options *o = &engine->options;

	struct dn_view_options options;

	if (engine->source != NULL)
		dn_source_select(engine->source, engine->driver->dialect->name);
	options = (struct dn_view_options){
		.target = { .driver = &engine->driver->table,
			    .host = dn_host_table(),
			    .dialect = engine->driver->dialect,
			    .how = dn_engine_how_to_open(engine),
			    .teller = { .tell = hear, .payload = engine },
			    .cancel = engine->heeded },
		.source = engine->source,
		.project = o->project,
		.schema = o->schema,
		.history_schema = o->history_schema,
		.prefix = o->prefix,
		.env = o->env,
		.skip_missing = (o->flags & DUNLIN_OPTION_SKIP_MISSING) != 0,
		.gaps_told = &engine->gaps_told,
		.lock_wait_ms = o->lock_wait_ms,
		.os_user = o->os_user,
		.host = o->host,
		.tool_version = DUNLIN_VERSION,
		.tools = o->tools,
	};
	options.target.how.lock_timeout_ms = lock_timeout(engine);
	return options;
}

dunlin_status dn_engine_view(dunlin_engine *engine, struct dn_view_options *out, dunlin_error *err)
{
	dunlin_status status = dn_engine_driver(engine, err);

	if (status == DUNLIN_OK)
		status = dn_engine_source(engine, err);
	if (status == DUNLIN_OK)
		*out = dn_engine_view_options(engine);
	return status;
}
