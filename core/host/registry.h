/*
 * host/registry - from a URL's scheme, or a name, to a loaded driver; and the list of all there are.
 *
 * The library reads no environment: where to look comes in as options.  One thread at a time.
 */
#ifndef DN_HOST_REGISTRY_H
#define DN_HOST_REGISTRY_H

#include <stddef.h>

#include <dunlin/error.h>

#include "host/admit.h"
#include "host/dialect.h"
#include "host/linked.h"
#include "host/search.h"

struct dn_registry;

/* Lent for dn_registry_new() only. */
struct dn_registry_options {
	/* The one shared object to use, whatever the URL's scheme: a path that somebody named
	 * outright.  Nothing else is then looked for.  NULL: search. */
	const char *driver;
	/* Folders to look into; an earlier one wins over a later one. */
	const struct dn_search_place *places;
	size_t n_places;
	/* Drivers that are part of the library, which win over those in every folder; ended by one
	 * without an entry.  Lent until the process ends.  NULL: none. */
	const struct dn_linked *linked;
	dn_dialect_fn engines; /* finds the engine's own dialects */
};

/* Looks what is there, and loads nothing.  EUSAGE when `driver` is a relative path. */
DUNLIN_MUST_CHECK dunlin_status dn_registry_new(struct dn_registry **out,
						const struct dn_registry_options *options,
						dunlin_error *err);
/* Unloads nothing, but ends every dn_driver it gave out. */
void dn_registry_free(struct dn_registry *registry);

/*
 * The driver for a scheme, in lower case and without its colon; loaded now if it was not yet.  *out
 * is lent until the registry is freed.  One that is refused is passed over, and the next place is
 * asked.  EPLUGIN when two drivers in one folder claim the scheme, naming both; or when there is
 * none that can be used: `detail` then has every place looked in, and why each driver there was
 * passed over.
 */
DUNLIN_MUST_CHECK dunlin_status dn_registry_find(const struct dn_driver **out,
						 struct dn_registry *registry, const char *scheme,
						 dunlin_error *err);
/* The same by the driver's name. */
DUNLIN_MUST_CHECK dunlin_status dn_registry_find_name(const struct dn_driver **out,
						      struct dn_registry *registry,
						      const char *name, dunlin_error *err);

/* All that was found, in the order of the places, then by name; lent until the registry is freed.
 * A refusal in an element says why it cannot be used. */
size_t dn_registry_count(const struct dn_registry *registry);
const struct dn_search_found *dn_registry_at(const struct dn_registry *registry, size_t i);
/* The places looked into, in order; NULL past the last; lent likewise. */
const struct dn_search_folder *dn_registry_place(const struct dn_registry *registry, size_t i);
/* Loads it, if nothing speaks against it yet, so that either its table can be looked at or its
 * refusal says why not.  ENOMEM alone is a failure. */
DUNLIN_MUST_CHECK dunlin_status dn_registry_probe(struct dn_registry *registry, size_t i,
						  dunlin_error *err);

#endif
