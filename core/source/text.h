/* source/text - a file to its canonical text. */
#ifndef DN_SOURCE_TEXT_H
#define DN_SOURCE_TEXT_H

#include <stdbool.h>

#include <dunlin/error.h>

#include "base/vec.h"
#include "source/disk.h"
#include "source/files.h"

struct dn_text {
	char *data;       /* what was read; the caller frees it */
	const char *text; /* lies in it */
	size_t len;
	const struct dn_disk *disk; /* what was taken out, in the arena; NULL: nothing */
};

/*
 * Reads a file; `regular` as for dn_files_read().  EUSAGE, naming the file, when it cannot be
 * read or is UTF-16.  On failure out->data is to be freed all the same.
 */
DUNLIN_MUST_CHECK dunlin_status dn_text_read(struct dn_text *out, struct dn_arena *arena,
					     const struct dn_files *files, const char *path,
					     bool regular, dunlin_error *err);

#endif
