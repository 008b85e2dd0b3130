/*
 * base/tree - a folder with all that is in it as one piece of bytes, and back.
 *
 * Folders and regular files, their names and contents; not their rights or times.  A file that is the
 * same as an earlier one of its name costs nothing.
 */
#ifndef DN_BASE_TREE_H
#define DN_BASE_TREE_H

#include <stdint.h>

#include <dunlin/error.h>

/* The caller frees *bytes, NULL on failure.  EUSAGE when there is anything else in it, or it cannot be
 * read. */
DUNLIN_MUST_CHECK dunlin_status dn_tree_pack(void **bytes, uint64_t *len, const char *folder,
					     dunlin_error *err);
/* Into an empty folder, the user's alone to read and write.  EUSAGE, saying why, when it cannot be
 * written, or the bytes are none that dn_tree_pack() made; some of it may be there then. */
DUNLIN_MUST_CHECK dunlin_status dn_tree_unpack(const char *folder, const void *bytes, uint64_t len,
					       dunlin_error *err);

#endif
