/*
 * engine - what the files that wire the layers share; nobody else includes it.
 *
 * engine.c: the engine itself.  engine_error.c, engine_report.c, engine_plan.c,
 * engine_drivers.c: one opaque type of dunlin/dunlin.h each.
 */
#ifndef DN_ENGINE_H
#define DN_ENGINE_H

#include <dunlin/dunlin.h>

#include "base/vec.h"
#include "host/registry.h"
#include "run/cancel.h"
#include "run/view.h"
#include "source/source.h"

struct dunlin_engine {
	struct dunlin_options options; /* a copy; its texts are in the arena */
	struct dn_arena arena;
	struct dn_registry *registry;
	struct dn_source *source;       /* NULL until it is needed */
	const struct dn_driver *driver; /* NULL until it is needed; the registry's */
	struct dn_cancel cancel;
};

/* Reads the folders, once, and chooses the target's dialect, or none without a
 * URL. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_source(dunlin_engine *engine, dunlin_error *err);
/* Finds the driver for the URL, once. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_driver(dunlin_engine *engine, dunlin_error *err);
/* What a view is opened with; lends from the engine. */
DUNLIN_MUST_CHECK dunlin_status dn_engine_view(dunlin_engine *engine, struct dn_view_options *out,
					       dunlin_error *err);
DUNLIN_MUST_CHECK dunlin_status dn_engine_wish(struct dn_wish *out, const struct dunlin_wish *wish,
					       dunlin_error *err);

/* A report of what a plan found; owns copies of all it says. */
DUNLIN_MUST_CHECK dunlin_status dn_report_new(dunlin_report **out, const struct dn_plan *plan,
					      const struct dn_history *history, bool only_waiting,
					      dunlin_error *err);

/* Copies a value struct out to a caller who may know fewer members. */
void dn_engine_give(void *out, uint32_t *size, const void *full, uint32_t full_size);

#endif
