/* engine_drivers - what drivers there are, and what each can do. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "engine.h"

struct dunlin_drivers {
	struct dunlin_driver_entry *entries;
	size_t n, cap;
	char **places; /* owned */
	size_t n_places, cap_places;
	struct dn_arena arena; /* of every text in the entries */
};

void dunlin_drivers_free(dunlin_drivers *drivers)
{
	size_t i;

	if (drivers == NULL)
		return;
	for (i = 0; i < drivers->n_places; i++)
		free(drivers->places[i]);
	free(drivers->places);
	free(drivers->entries);
	dn_arena_clear(&drivers->arena);
	free(drivers);
}

size_t dunlin_drivers_count(const dunlin_drivers *drivers)
{
	return drivers->n;
}

void dunlin_drivers_at(const dunlin_drivers *drivers, size_t i, struct dunlin_driver_entry *out)
{
	const struct dunlin_driver_entry none = { 0 };

	dn_engine_give(out, &out->size, i < drivers->n ? &drivers->entries[i] : &none,
		       sizeof(struct dunlin_driver_entry));
}

const char *dunlin_drivers_place(const dunlin_drivers *drivers, size_t i)
{
	return i < drivers->n_places ? drivers->places[i] : NULL;
}

static const char *abilities(struct dn_arena *arena, uint32_t caps)
{
	static const struct {
		uint32_t cap;
		const char *word;
	} words[] = {
		{ DUNLIN_CAP_LOCK, "lock" },           { DUNLIN_CAP_CANCEL, "cancel" },
		{ DUNLIN_CAP_RESET, "reset" },         { DUNLIN_CAP_FIND, "find" },
		{ DUNLIN_CAP_DATABASES, "databases" }, { DUNLIN_CAP_SCHEMAS, "schemas" },
		{ DUNLIN_CAP_COPY, "copy" },           { DUNLIN_CAP_SAVEPOINTS, "savepoints" },
		{ DUNLIN_CAP_PIPELINE, "pipeline" },   { DUNLIN_CAP_POSITIONS, "positions" },
		{ DUNLIN_CAP_TIMEOUTS, "timeouts" },   { DUNLIN_CAP_SCRATCH, "scratch" },
		{ DUNLIN_CAP_VERIFY, "verify" },       { DUNLIN_CAP_BACKUP, "backup" },
		{ DUNLIN_CAP_INSPECT, "inspect" },     { DUNLIN_CAP_EXPLAIN, "explain" },
		{ DUNLIN_CAP_LEND, "lend" },           { DUNLIN_CAP_SNAPSHOT, "snapshot" },
		{ DUNLIN_CAP_CLONE, "clone" },         { DUNLIN_CAP_SERVER, "server" },
		{ DUNLIN_CAP_REPLICAS, "replicas" },
	};
	struct dn_str text = DN_STR_INIT;
	const char *own = NULL;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if ((caps & words[i].cap) != 0)
			dn_str_printf(&text, "%s%s", text.len > 0 ? " " : "", words[i].word);
	if (!text.failed)
		own = dn_arena_strdup(arena, dn_str_text(&text));
	dn_str_clear(&text);
	return own;
}

static const char *copy(dunlin_drivers *drivers, const char *text, bool *failed)
{
	const char *own = text == NULL ? NULL : dn_arena_strdup(&drivers->arena, text);

	*failed = *failed || (text != NULL && own == NULL);
	return own;
}

static const char *schemes_of(dunlin_drivers *drivers, const struct dn_manifest *manifest,
			      bool *failed)
{
	struct dn_str text = DN_STR_INIT;
	const char *own;
	size_t i;

	for (i = 0; i < manifest->n_schemes; i++)
		dn_str_printf(&text, "%s%s", i > 0 ? " " : "", manifest->schemes[i]);
	own = copy(drivers, dn_str_text(&text), failed);
	*failed = *failed || text.failed;
	dn_str_clear(&text);
	return own;
}

static bool add(dunlin_drivers *drivers, const struct dn_search_found *found)
{
	struct dunlin_driver_entry *entry =
		dn_vec_add(&drivers->entries, &drivers->n, &drivers->cap, sizeof(*entry));
	const bool usable = found->driver != NULL && found->refusal.status == DUNLIN_OK;
	struct dn_str reason = DN_STR_INIT;
	bool failed = false;

	if (entry == NULL)
		return false;
	entry->size = sizeof(*entry);
	entry->usable = usable;
	entry->name = copy(drivers, found->manifest.name, &failed);
	entry->path = copy(drivers, found->linked == NULL ? found->path : NULL, &failed);
	entry->dialect = copy(drivers, found->manifest.dialect, &failed);
	entry->place = copy(drivers, found->why, &failed);
	entry->schemes = schemes_of(drivers, &found->manifest, &failed);
	if (usable) {
		entry->abilities = abilities(&drivers->arena, found->driver->table.caps[0]);
		failed = failed || entry->abilities == NULL;
		/* One that was named outright has no manifest beside it. */
		if (entry->name == NULL) {
			entry->name = copy(drivers, found->driver->table.name, &failed);
			entry->dialect = copy(drivers, found->driver->dialect->name, &failed);
		}
	} else {
		dn_search_reason(found, &reason);
		entry->reason = copy(drivers, dn_str_text(&reason), &failed);
		failed = failed || reason.failed;
		dn_str_clear(&reason);
	}
	return !failed;
}

/* Every place looked into, and why one was not. */
static bool add_places(dunlin_drivers *drivers, const struct dn_registry *registry)
{
	const struct dn_search_folder *folder;
	struct dn_str text = DN_STR_INIT;
	char **place;
	size_t i;

	for (i = 0; (folder = dn_registry_place(registry, i)) != NULL; i++) {
		dn_str_printf(&text, "%s (%s)", folder->path, folder->why);
		if (folder->passed != NULL)
			dn_str_printf(&text, ": %s", folder->passed);
		place = dn_vec_add(&drivers->places, &drivers->n_places, &drivers->cap_places,
				   sizeof(*place));
		if (place != NULL)
			*place = dn_str_detach(&text);
		dn_str_clear(&text);
		if (place == NULL || *place == NULL)
			return false;
	}
	return true;
}

dunlin_status dunlin_drivers_list(dunlin_drivers **out, dunlin_engine *engine, dunlin_error *err)
{
	const size_t n = dn_registry_count(engine->registry);
	dunlin_drivers *drivers = calloc(1, sizeof(*drivers));
	dunlin_status status = DUNLIN_OK;
	size_t i;

	*out = NULL;
	if (drivers == NULL)
		return dn_fail_nomem(err);
	for (i = 0; i < n && status == DUNLIN_OK; i++) {
		status = dn_registry_probe(engine->registry, i, err);
		if (status == DUNLIN_OK && !add(drivers, dn_registry_at(engine->registry, i)))
			status = dn_fail_nomem(err);
	}
	if (status == DUNLIN_OK && !add_places(drivers, engine->registry))
		status = dn_fail_nomem(err);
	if (status != DUNLIN_OK) {
		dunlin_drivers_free(drivers);
		return status;
	}
	*out = drivers;
	return DUNLIN_OK;
}
