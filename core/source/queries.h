/*
 * source/queries - query files: statements with what is asked of each, of no migration.
 *
 * NAME.sql, NAME.DIALECT.sql, or in a folder named after a dialect.  The body of
 * such a file is one that verifies, with `query` set; it has no sections, and of
 * the directives only `only` and those that ask something of a statement.
 */
#ifndef DN_SOURCE_QUERIES_H
#define DN_SOURCE_QUERIES_H

#include <dunlin/error.h>

#include "source/source.h"

struct dn_queries {
	struct dn_source *source; /* owns everything; has no migrations */
	struct dn_body **bodies;  /* in the order they were named, those of a folder by name */
	size_t n;
};

/*
 * Reads files, and of folders the files in them and in their folders of
 * dialects.  EUSAGE, with file and line, for what cannot be read, and for a
 * folder without any.  Undone by dn_queries_clear(), on failure as well.
 */
DUNLIN_MUST_CHECK dunlin_status dn_queries_read(struct dn_queries *out,
						const struct dn_source_options *options,
						const char *const *paths, size_t n,
						dunlin_error *err);
void dn_queries_clear(struct dn_queries *queries);

/* Whether a body is for this dialect, a canonical name, by its name and its `only`. */
bool dn_query_is_for(const struct dn_body *body, const char *dialect);

#endif
