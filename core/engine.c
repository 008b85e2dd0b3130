/* engine - wires the layers; no logic of its own. */
#include "engine.h"

#include <ctype.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <dunlin/version.h>

#include "base/error.h"
#include "host/host.h"
#include "linked.h"
#include "run/lock.h"
#include "run/runner.h"
#include "run/verify.h"
#include "run/wait.h"
#include "sql/dialects.h"

enum {
	DEFAULT_LOCK_TIMEOUT_MS = 2000, /* a waiting ALTER blocks every reader behind it */
	LONGER_LOCK_TIMEOUT_MS = 5000,  /* where it is counted in seconds */
	DEFAULT_LOCK_WAIT_MS = 60000,
	DEFAULT_WAIT_MS = 60000,
};

void dn_engine_give(void *out, uint32_t *size, const void *full, uint32_t full_size)
{
	const uint32_t known = *size < full_size ? *size : full_size;
	const uint32_t theirs = *size;

	memcpy(out, full, known);
	*size = theirs;
}

/* --- options ------------------------------------------------------------- */

static const char *copy(dunlin_engine *engine, const char *text, bool *failed)
{
	const char *own = text == NULL ? NULL : dn_arena_strdup(&engine->arena, text);

	*failed = *failed || (text != NULL && own == NULL);
	return own;
}

static const char *const *copy_list(dunlin_engine *engine, const char *const *list, size_t n,
				    bool *failed)
{
	const char **own = dn_arena_alloc(&engine->arena, (n + 1) * sizeof(*own));
	size_t i;

	*failed = *failed || own == NULL;
	for (i = 0; own != NULL && i < n; i++)
		own[i] = copy(engine, list[i], failed);
	return own;
}

static const struct dunlin_place *copy_place(dunlin_engine *engine,
					     const struct dunlin_place *place, bool *failed)
{
	struct dunlin_place *own = dn_arena_alloc(&engine->arena, sizeof(*own));

	*failed = *failed || own == NULL;
	if (own == NULL)
		return NULL;
	memcpy(own, place, place->size < sizeof(*own) ? place->size : sizeof(*own));
	own->path = copy(engine, own->path == NULL ? "" : own->path, failed);
	own->label = copy(engine, own->label == NULL ? "options" : own->label, failed);
	return own;
}

static void copy_places(dunlin_engine *engine, bool *failed)
{
	struct dunlin_options *o = &engine->options;
	const struct dunlin_place **own =
		dn_arena_alloc(&engine->arena, (o->n_places + 1) * sizeof(*own));
	size_t i;

	*failed = *failed || own == NULL;
	for (i = 0; own != NULL && i < o->n_places; i++)
		own[i] = copy_place(engine, o->places[i], failed);
	o->places = own;
}

/* Who is recorded in the event log, when nobody said. */
static void name_self(dunlin_engine *engine, bool *failed)
{
	struct dunlin_options *o = &engine->options;
	char buffer[1024], host[256] = "";
	struct passwd pw, *found = NULL;

	if (o->os_user == NULL && getpwuid_r(geteuid(), &pw, buffer, sizeof(buffer), &found) == 0 &&
	    found != NULL)
		o->os_user = copy(engine, found->pw_name, failed);
	if (o->host == NULL && gethostname(host, sizeof(host) - 1) == 0)
		o->host = copy(engine, host, failed);
}

/* A target is either a URL or a connection that is lent. */
static dunlin_status check_native(const struct dunlin_options *o, dunlin_error *err)
{
	if (o->native != NULL && o->url != NULL)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "the options have both a URL and a connection that is lent: one of "
			       "them is the target");
	if (o->native != NULL && (o->scheme == NULL || o->scheme[0] == '\0')) {
		dn_fail(err, DUNLIN_EUSAGE,
			"the options lend a connection and do not say what it is");
		dn_error_hint(err,
			      "scheme: \"sqlite\" for a sqlite3 *, \"postgres\" for a PGconn *");
		return DUNLIN_EUSAGE;
	}
	if (o->native == NULL && o->scheme != NULL)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "the options say \"%s\" and lend no connection: scheme goes with "
			       "native, and a URL has its own",
			       o->scheme);
	return DUNLIN_OK;
}

static dunlin_status take_options(dunlin_engine *engine, const struct dunlin_options *options,
				  dunlin_error *err)
{
	struct dunlin_options *o = &engine->options;
	dunlin_status status;
	bool failed = false;

	if (options->size < offsetof(struct dunlin_options, places))
		return dn_fail(err, DUNLIN_EUSAGE, "the options are not initialised");
	memcpy(o, options, options->size < sizeof(*o) ? options->size : sizeof(*o));
	if ((o->n_folders > 0 && o->folders == NULL) ||
	    (o->n_dialects > 0 && o->dialects == NULL) || (o->n_places > 0 && o->places == NULL) ||
	    (o->n_session > 0 && o->session == NULL) || (o->n_bundles > 0 && o->bundles == NULL))
		return dn_fail(err, DUNLIN_EUSAGE, "the options are not initialised");
	status = check_native(o, err);
	if (status != DUNLIN_OK)
		return status;
	o->folders = copy_list(engine, o->folders, o->n_folders, &failed);
	o->dialects = copy_list(engine, o->dialects, o->n_dialects, &failed);
	o->session = copy_list(engine, o->session, o->n_session, &failed);
	o->project = copy(engine, o->project, &failed);
	o->env = copy(engine, o->env, &failed);
	o->url = copy(engine, o->url, &failed);
	o->scheme = copy(engine, o->scheme, &failed);
	o->driver = copy(engine, o->driver, &failed);
	o->schema = copy(engine, o->schema, &failed);
	o->history_schema = copy(engine, o->history_schema, &failed);
	o->prefix = copy(engine, o->prefix, &failed);
	o->tools = copy(engine, o->tools, &failed);
	o->os_user = copy(engine, o->os_user, &failed);
	o->host = copy(engine, o->host, &failed);
	copy_places(engine, &failed);
	name_self(engine, &failed);
	if (failed)
		return dn_fail_nomem(err);
	if (o->lock_wait_ms == 0)
		o->lock_wait_ms = DEFAULT_LOCK_WAIT_MS;
	return DUNLIN_OK;
}

static dunlin_status look_for_drivers(dunlin_engine *engine, dunlin_error *err)
{
	const struct dunlin_options *o = &engine->options;
	struct dn_search_place *places;
	struct dn_registry_options registry = { .driver = o->driver,
						.linked = dn_linked_drivers,
						.engines = dn_dialect_find };
	size_t i;

	places = dn_arena_alloc(&engine->arena, (o->n_places + 1) * sizeof(*places));
	if (places == NULL)
		return dn_fail_nomem(err);
	for (i = 0; i < o->n_places; i++) {
		places[i].path = o->places[i]->path;
		places[i].why = o->places[i]->label;
		places[i].own_build = (o->places[i]->flags & DUNLIN_PLACE_BUILD) != 0;
	}
	places[o->n_places].path = DN_DRIVER_DIR;
	places[o->n_places].why = "installed";
	registry.places = places;
	registry.n_places = o->n_places + 1;
	return dn_registry_new(&engine->registry, &registry, err);
}

dunlin_status dunlin_engine_open(dunlin_engine **out, const struct dunlin_options *options,
				 dunlin_error *err)
{
	dunlin_engine *engine = calloc(1, sizeof(*engine));
	dunlin_status status;

	*out = NULL;
	if (engine == NULL)
		return dn_fail_nomem(err);
	if (!dn_cancel_init(&engine->cancel)) {
		free(engine);
		return dn_fail_nomem(err);
	}
	engine->heeded = &engine->cancel;
	status = take_options(engine, options, err);
	if (status == DUNLIN_OK)
		status = look_for_drivers(engine, err);
	if (status == DUNLIN_OK) {
		*out = engine;
		engine = NULL; /* the caller's */
	}
	dunlin_engine_close(engine);
	return status;
}

void dunlin_engine_close(dunlin_engine *engine)
{
	if (engine == NULL)
		return;
	dn_source_free(engine->source);
	dn_engine_bundles_close(engine);
	dn_registry_free(engine->registry);
	dn_cancel_destroy(&engine->cancel);
	dn_arena_clear(&engine->arena);
	free(engine);
}

void dunlin_cancel(dunlin_engine *engine)
{
	dn_cancel_ask(&engine->cancel);
}

/* --- the driver -------------------------------------------------------- */

void dn_engine_tell(const dunlin_engine *engine, const struct dunlin_event *event)
{
	if (engine->options.on_event != NULL)
		engine->options.on_event(engine->options.payload, event);
}

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

static struct dunlin_open how_to_open(const dunlin_engine *engine)
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
			    .how = how_to_open(engine),
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

/* What the caller's own header does not know of is not wished for; false for what is no wish. */
static bool take_wish(struct dunlin_wish *out, const struct dunlin_wish *wish)
{
	*out = (struct dunlin_wish)DUNLIN_WISH_INIT;
	if (wish == NULL)
		return true;
	if (!DUNLIN_HAS(wish, version))
		return false;
	memcpy(out, wish, wish->size < sizeof(*out) ? wish->size : sizeof(*out));
	return true;
}

/* What may also be called by the name that the command line has for it. */
static bool is_name(const struct dn_wish *wish, const char *text)
{
	const bool forced = wish->kind == DN_WISH_REDO && wish->force;

	return (strncmp(text, "R__", 3) == 0 && (forced || wish->kind == DN_WISH_RESOLVE)) ||
	       (strncmp(text, "seeds/", 6) == 0 && wish->kind == DN_WISH_RESOLVE);
}

dunlin_status dn_engine_wish(struct dn_wish *out, const struct dunlin_wish *given,
			     dunlin_error *err)
{
	static const enum dn_wish_kind kinds[] = {
		[DUNLIN_WISH_UP] = DN_WISH_UP,         [DUNLIN_WISH_DOWN] = DN_WISH_DOWN,
		[DUNLIN_WISH_GOTO] = DN_WISH_GOTO,     [DUNLIN_WISH_SEED] = DN_WISH_SEED,
		[DUNLIN_WISH_REDO] = DN_WISH_REDO,     [DUNLIN_WISH_STAMP] = DN_WISH_STAMP,
		[DUNLIN_WISH_REPAIR] = DN_WISH_REPAIR, [DUNLIN_WISH_RESOLVE] = DN_WISH_RESOLVE,
	};
	struct dunlin_wish own, *wish = &own;

	memset(out, 0, sizeof(*out));
	if (!take_wish(wish, given) || wish->kind >= sizeof(kinds) / sizeof(kinds[0]) ||
	    wish->count < 0)
		return dn_fail(err, DUNLIN_EUSAGE, "the wish is not initialised");
	if (wish->backup != NULL && (wish->flags & (DUNLIN_WISH_DRY_RUN | DUNLIN_WISH_SCRIPT)) != 0)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "what changes nothing takes no backup: a trial or a script goes "
			       "without one");
	out->kind = kinds[wish->kind];
	out->count = wish->count;
	out->all = (wish->flags & DUNLIN_WISH_ALL) != 0;
	out->out_of_order = (wish->flags & DUNLIN_WISH_OUT_OF_ORDER) != 0;
	out->one_transaction = (wish->flags & DUNLIN_WISH_ONE_TRANSACTION) != 0;
	out->verify = (wish->flags & DUNLIN_WISH_VERIFY) != 0;
	out->dry_run = (wish->flags & DUNLIN_WISH_DRY_RUN) != 0;
	out->done = (wish->flags & DUNLIN_WISH_DONE) != 0;
	out->script = (wish->flags & DUNLIN_WISH_SCRIPT) != 0;
	out->force = (wish->flags & DUNLIN_WISH_FORCE) != 0;
	if (out->force && (out->kind != DN_WISH_REDO || out->count > 0))
		return dn_fail(err, DUNLIN_EUSAGE,
			       "force goes with a redo of one migration, and with no count");
	out->from = wish->from;
	if (out->from != NULL && (out->kind != DN_WISH_STAMP || out->from[0] == '\0'))
		return dn_fail(err, DUNLIN_EUSAGE, "from goes with stamp, and names a table");
	if (wish->replicas > DUNLIN_REPLICAS_TIME || wish->replica_lag < 0)
		return dn_fail(err, DUNLIN_EUSAGE,
			       "what replicas may lack is no bytes and no time");
	if (wish->replicas != DUNLIN_REPLICAS_NONE &&
	    (wish->flags & (DUNLIN_WISH_DRY_RUN | DUNLIN_WISH_SCRIPT)) != 0)
		return dn_fail(
			err, DUNLIN_EUSAGE,
			"what changes nothing waits for no replicas: a trial or a script goes "
			"without");
	out->replicas = (enum dn_replicas_unit)wish->replicas;
	out->replica_lag = wish->replica_lag;
	out->replica_wait_ms = wish->replica_wait_ms;
	out->sync_each = (wish->flags & DUNLIN_WISH_SYNC_EACH) != 0;
	if (wish->version == NULL)
		return out->kind == DN_WISH_GOTO ||
				       (out->kind == DN_WISH_STAMP && out->from == NULL) ||
				       out->kind == DN_WISH_RESOLVE
			       ? dn_fail(err, DUNLIN_EUSAGE, "no version was named")
			       : DUNLIN_OK;
	if (is_name(out, wish->version)) {
		out->version = wish->version;
		return DUNLIN_OK;
	}
	if (wish->version[0] == '\0' || wish->version[strspn(wish->version, "0123456789")] != '\0')
		return dn_fail(err, DUNLIN_EUSAGE, "\"%s\" is no version: it has digits alone",
			       wish->version);
	out->version = dn_version_canonical(wish->version);
	return DUNLIN_OK;
}

/* --- doing ---------------------------------------------------------------------------- */

static void give_result(struct dunlin_result *out, const struct dn_result *result)
{
	struct dunlin_result full = {
		.flags = result->on_copy ? DUNLIN_RESULT_ON_COPY : 0,
		.applied = result->applied,
		.reverted = result->reverted,
		.seeded = result->seeded,
		.verified = result->verified,
		.pending = result->pending,
		.waiting = result->waiting,
		.recorded = result->recorded,
		.standing = result->standing,
	};

	if (out == NULL)
		return;
	if (result->seq > 0)
		snprintf(full.head, sizeof(full.head), "%" PRId64 ":%s", result->seq, result->hash);
	dn_engine_give(out, &out->size, &full, sizeof(full));
}

/* A view that is opened for a run. */
struct opening {
	struct dn_view *view;
	const struct dn_view_options *options;
};

static dunlin_status open_view(void *payload, dunlin_error *err)
{
	const struct opening *opening = payload;
	dunlin_status status = dn_view_open(opening->view, opening->options, err);

	if (status != DUNLIN_OK)
		dn_view_close(opening->view);
	return status;
}

dunlin_status dunlin_migrate(dunlin_engine *engine, const struct dunlin_wish *wish,
			     struct dunlin_result *out, dunlin_error *err)
{
	struct dn_result result = { 0 };
	struct dn_view_options options;
	struct dn_view view;
	struct dn_wish own;
	char *backup = NULL;
	dunlin_status status = dn_engine_wish(&own, wish, err);

	if (status == DUNLIN_OK)
		status = dn_engine_backup_folder(&backup, wish, err);
	if (status == DUNLIN_OK)
		status = dn_engine_view(engine, &options, err);
	if (status == DUNLIN_OK) {
		options.backup = backup;
		/* A file that somebody has for himself cannot even be opened. */
		status = dn_patience_try(&options.target, options.lock_wait_ms, open_view,
					 &(struct opening){ &view, &options }, err);
		if (status == DUNLIN_OK) {
			status = dn_run(&view, &own, &result, err);
			dn_view_close(&view);
		}
	}
	free(backup);
	dn_wish_clear(&own);
	give_result(out, &result);
	return status;
}

dunlin_status dunlin_verify(dunlin_engine *engine, struct dunlin_result *out, dunlin_error *err)
{
	struct dn_result result = { 0 };
	struct dn_view_options options;
	struct dn_view view;
	dunlin_status status = dn_engine_view(engine, &options, err);

	if (status == DUNLIN_OK) {
		status = dn_view_open(&view, &options, err);
		if (status == DUNLIN_OK)
			status = dn_verify(&view, &result.verified, err);
		result.seq = view.history.seq;
		memcpy(result.hash, view.history.hash, sizeof(result.hash));
		dn_view_close(&view);
	}
	give_result(out, &result);
	return status;
}

/* --- databases ---------------------------------------------------------------------------- */

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
	struct dunlin_open how = how_to_open(engine);

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
