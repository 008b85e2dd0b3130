/* source/nearname - what is wrong with a file name that is no migration's. */
#ifndef DN_SOURCE_NEARNAME_H
#define DN_SOURCE_NEARNAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "source/filename.h"

/* Of a name that does not fit: NEAR, with the reason, or OTHER when nobody
 * would take it for a migration (or for seed data). */
enum dn_filename_kind dn_nearname(const char *file, bool seed, struct dn_str *why);
/* The direction that a word means, misspelt by a letter or by case; NULL: none. */
const char *dn_nearname_direction(const char *text, size_t len);

#endif
