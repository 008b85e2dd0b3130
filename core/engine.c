/* engine - wires the layers; no logic of its own. */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "linked.h"
#include "sql/dialects.h"

void dn_engine_give(void *out, uint32_t *size, const void *full, uint32_t full_size)
{
	const uint32_t known = *size < full_size ? *size : full_size;
	const uint32_t theirs = *size;

	memcpy(out, full, known);
	*size = theirs;
}

void dn_engine_tell(const dunlin_engine *engine, const struct dunlin_event *event)
{
	if (engine->options.on_event != NULL)
		engine->options.on_event(engine->options.payload, event);
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
	status = dn_engine_take_options(engine, options, err);
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
