/* engine_options - a copy of what an engine is opened with. */
#include "engine.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

enum { DEFAULT_LOCK_WAIT_MS = 60000 };

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

/* The list alone: each bundle is lent until close. */
static void copy_bundles(dunlin_engine *engine, bool *failed)
{
	struct dunlin_options *o = &engine->options;
	const struct dunlin_bundle **own =
		dn_arena_alloc(&engine->arena, (o->n_bundles + 1) * sizeof(*own));
	size_t i;

	*failed = *failed || own == NULL;
	for (i = 0; own != NULL && i < o->n_bundles; i++)
		own[i] = o->bundles[i];
	o->bundles = own;
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

dunlin_status dn_engine_take_options(dunlin_engine *engine, const struct dunlin_options *options,
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
	copy_bundles(engine, &failed);
	name_self(engine, &failed);
	if (failed)
		return dn_fail_nomem(err);
	if (o->lock_wait_ms == 0)
		o->lock_wait_ms = DEFAULT_LOCK_WAIT_MS;
	return DUNLIN_OK;
}
