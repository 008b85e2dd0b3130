/*
 * base/cache - bytes that files keep under a key, for whoever asks next.
 *
 * A file is believed only when it is whole, and nobody else could have written it.  It is replaced in
 * one step: who reads while others write reads the old bytes or the new ones.  What nobody has read for
 * DN_CACHE_DAYS goes when something else is kept.
 */
#ifndef DN_BASE_CACHE_H
#define DN_BASE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include <dunlin/error.h>

/* What is kept under `key`, of DN_DIGEST_HEX characters.  *found is false, and *bytes NULL, when
 * there is nothing that can be believed.  The caller frees *bytes, which is never NULL when found.
 * Fails for want of memory alone. */
DUNLIN_MUST_CHECK dunlin_status dn_cache_read(void **bytes, uint64_t *len, bool *found,
					      const char *folder, const char *key,
					      dunlin_error *err);
/* Keeps bytes under `key`, readable by the user alone; makes the folder, but none above it.  EUSAGE,
 * saying why, when it cannot be. */
DUNLIN_MUST_CHECK dunlin_status dn_cache_write(const char *folder, const char *key,
					       const void *bytes, uint64_t len, dunlin_error *err);

#endif
