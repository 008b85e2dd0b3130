/*
 * source/reader - the layouts: how the files of a folder become bodies.
 *
 * A layout is one file and one const entry.  It names migrations as its files
 * do, and hands each file's text to dn_body_add() or adds bodies by itself; it
 * does not care about duplicates or order, which come after all folders.
 */
#ifndef DN_SOURCE_READER_H
#define DN_SOURCE_READER_H

#include <dunlin/error.h>

#include "source/files.h"
#include "source/source.h"
#include "source/text.h"

struct dn_reader {
	const char *name;
	/* Adds what is in one folder to the source, which the files outlive. */
	dunlin_status (*read)(struct dn_source *source, const struct dn_files *files,
			      const struct dn_source_options *options, dunlin_error *err);
};

extern const struct dn_reader dn_reader_plain;

/* EUSAGE, with the names that are known, when there is no such layout. */
DUNLIN_MUST_CHECK dunlin_status dn_reader_find(const struct dn_reader **out, const char *name,
					       dunlin_error *err);
/* As dn_text_read(), and the source owns what was read, on failure as well. */
DUNLIN_MUST_CHECK dunlin_status dn_reader_text(struct dn_text *out, struct dn_source *source,
					       const struct dn_files *files, const char *path,
					       bool regular, dunlin_error *err);

#endif
