/* source/coverage - which dialects a migration has a body for, and which it is not for. */
#ifndef DN_SOURCE_COVERAGE_H
#define DN_SOURCE_COVERAGE_H

#include <stdbool.h>

#include <dunlin/error.h>

#include "source/source.h"

/* The body whose `only` leaves this dialect out: `up`, which was chosen for it, or when that is NULL
 * one for others; NULL: nothing does. */
const struct dn_body *dn_coverage_only(const struct dn_migration *migration,
				       const struct dn_body *up, const char *dialect);
/* Whether the body may ever run on this dialect. */
bool dn_coverage_is_for(const struct dn_migration *migration, const struct dn_body *body,
			const char *dialect);
/* Whether a file of the source names the dialect, by suffix, folder or `only`. */
bool dn_coverage_names(const struct dn_source *source, const char *dialect);

/* An up body that is missing. */
struct dn_gap {
	const struct dn_migration *migration;
	const char *dialect; /* NULL: there is none at all */
	const char *file;    /* one of its bodies' */
	const char *missing; /* the file to write */
};
typedef void (*dn_gap_fn)(void *payload, const struct dn_gap *gap);

/* Hands over each up body that is missing for one of the dialects, canonical names, seeds apart; the
 * gap is lent for the call.  Only ENOMEM. */
DUNLIN_MUST_CHECK dunlin_status dn_coverage_gaps(const struct dn_source *source,
						 const struct dn_source_options *options,
						 const char *const *dialects, size_t n,
						 dn_gap_fn on_gap, void *payload,
						 dunlin_error *err);

#endif
