/* base/save - bytes as a new file, whole or not at all. */
#ifndef DN_BASE_SAVE_H
#define DN_BASE_SAVE_H

#include <stdint.h>

#include <dunlin/error.h>

/* The file is the user's alone to read.  EEXISTS when something is there; EUSAGE, saying why, when it
 * cannot be written: then nothing is left. */
DUNLIN_MUST_CHECK dunlin_status dn_save_new(const char *path, const void *bytes, uint64_t len,
					    dunlin_error *err);

#endif
