/*
 * cli/places - where drivers are looked for, in order.
 *
 *   folders of dunlin.conf, when they are trusted; DUNLIN_DRIVER_PATH; the
 *   user's data folder; beside the program; the build tree of a program that is
 *   not installed.  The engine adds the installed folder.
 */
#ifndef DN_CLI_PLACES_H
#define DN_CLI_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include <dunlin/dunlin.h>

#include "base/vec.h"
#include "cli/config.h"
#include "cli/progress.h"

struct dn_places {
	const struct dunlin_place **items;
	size_t n, cap;
	struct dn_arena arena; /* of the places and their paths */
};

/* EUSAGE for a bad setting.  The caller clears `out` in every case. */
DUNLIN_MUST_CHECK dunlin_status dn_places_find(struct dn_places *out,
					       const struct dn_config *config, bool trust,
					       struct dn_progress *progress, dunlin_error *err);
void dn_places_clear(struct dn_places *places);

/* `path` from the current folder on; the caller frees. */
char *dn_absolute(const char *path);

#endif
