/*
 * source/store - what a source owns while it is read: memory, warnings, bodies.
 *
 * A reader adds one dn_found for each body; they become migrations when all
 * folders are read.
 */
#ifndef DN_SOURCE_STORE_H
#define DN_SOURCE_STORE_H

#include <dunlin/error.h>

#include "base/vec.h"
#include "source/migration.h"
#include "source/source.h"

/* One body, and the migration it belongs to. */
struct dn_found {
	char kind;
	const char *id;
	const char *version_text;
	const char *name;
	const char *seed_env;
	struct dn_body *body; /* in the arena */
};

struct dn_source_private {
	struct dn_arena arena;
	char **files; /* owned contents, which the bodies lie in */
	size_t n_files, cap_files;
	struct dn_found *found;
	size_t n_found, cap_found;
	struct dn_source_options options; /* what is read later is read with them */
};

/* An empty source; NULL when out of memory. */
struct dn_source *dn_store_new(void);
void dn_store_free(struct dn_source *source);
/* Takes `data`, also when it fails. */
DUNLIN_MUST_CHECK dunlin_status dn_store_own(struct dn_source *source, char *data,
					     dunlin_error *err);
/* Adds a warning; `file` is copied. */
DUNLIN_MUST_CHECK dunlin_status dn_store_warn(struct dn_source *source, const char *file,
					      int64_t line, dunlin_error *err, const char *format,
					      ...) DUNLIN_PRINTF(5, 6);
/* What a failure comes to: OK, and `err` empty, when it is a fault of a file and was handed over to
 * who collects them. */
DUNLIN_MUST_CHECK dunlin_status dn_store_fault(const struct dn_source_options *options,
					       dunlin_status status, dunlin_error *err);
/* A zeroed one with a zeroed body, lent until the next call; NULL when out of memory. */
struct dn_found *dn_store_add(struct dn_source *source);

#endif
