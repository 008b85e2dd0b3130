/* base/cache_prune - removes from a cache what nobody has asked for in a long time. */
#ifndef DN_BASE_CACHE_PRUNE_H
#define DN_BASE_CACHE_PRUNE_H

#include <stdbool.h>

#include <sys/stat.h>

/* What every file of a cache begins with, whatever the form of the rest. */
#define DN_CACHE_MARK "dunlin cache "
/* So many days after its last change a file counts as no longer asked for; whoever reads it changes
 * that time (dn_cache_is_stale()). */
#define DN_CACHE_DAYS 30

/* Whether it is a file that nobody but the user can have written. */
bool dn_cache_is_own(const struct stat *st);
/* So old that whoever reads it must note that it is still asked for. */
bool dn_cache_is_stale(const struct stat *st);
/* Removes files of the cache, and what a writer left that was killed, that are older than
 * DN_CACHE_DAYS.  Others in the folder are not touched; what cannot be removed stays. */
void dn_cache_prune(const char *folder);

#endif
