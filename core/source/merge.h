/* source/merge - single bodies, from all folders, to ordered migrations. */
#ifndef DN_SOURCE_MERGE_H
#define DN_SOURCE_MERGE_H

#include <dunlin/error.h>

#include "source/source.h"

/*
 * Sorts what was found and makes the source's migrations of it.  EUSAGE for a
 * version with two names, two bodies for one use, a requirement nobody meets
 * and a way down from what is irreversible.
 */
DUNLIN_MUST_CHECK dunlin_status dn_merge(struct dn_source *source,
					 const struct dn_source_options *options,
					 dunlin_error *err);
/* The body that runs on `dialect`: its own, else the generic one, else NULL. */
struct dn_body *dn_merge_pick(const struct dn_migration *migration, enum dn_direction direction,
			      const char *dialect);

#endif
