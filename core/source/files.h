/*
 * source/files - where a layout finds its files: a folder on disk, or a bundle in memory.
 *
 * A path is what messages call a file: the top, a slash, and where it lies below.
 */
#ifndef DN_SOURCE_FILES_H
#define DN_SOURCE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include <dunlin/error.h>

#include "base/path.h"

struct dn_bundle;

/* Hears of a file that is read: where it lies below the top, and its bytes as they lie there; lent
 * for the call. */
typedef dunlin_status (*dn_file_fn)(void *payload, const char *below, const char *data, size_t len,
				    dunlin_error *err);

struct dn_files {
	const char *top; /* the folder that was named, which links may not lead out of; of a bundle
			    its name */
	const struct dn_bundle *bundle; /* NULL: on disk */
	dn_file_fn on_file;             /* may be NULL */
	void *payload;
};

/* One of a folder: `path` is its own, lent for the call. */
typedef dunlin_status (*dn_files_fn)(const void *payload, const char *path,
				     const struct dn_path_entry *entry, dunlin_error *err);
/*
 * Hands over what lies right in the folder `path`, in byte order of the names, but for those that
 * begin with a dot; ends with the first failure.  EMISSING when there is no such folder, EUSAGE when
 * it cannot be read.
 */
DUNLIN_MUST_CHECK dunlin_status dn_files_each(const struct dn_files *files, const char *path,
					      dn_files_fn fn, const void *payload,
					      dunlin_error *err);
/* EUSAGE for a link that leads nowhere, or out of the top; all else is well. */
DUNLIN_MUST_CHECK dunlin_status dn_files_check_link(const struct dn_files *files, const char *path,
						    const struct dn_path_entry *entry,
						    dunlin_error *err);
/* A whole file; the caller frees *data, which has a NUL behind its *len bytes.  `regular` as for
 * dn_path_read_entry().  EUSAGE, naming the file, when it cannot be read. */
DUNLIN_MUST_CHECK dunlin_status dn_files_read(char **data, size_t *len,
					      const struct dn_files *files, const char *path,
					      bool regular, dunlin_error *err);

#endif
