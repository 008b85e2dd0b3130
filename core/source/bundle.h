/* source/bundle - the files of a bundle, taken out and made sure of. */
#ifndef DN_SOURCE_BUNDLE_H
#define DN_SOURCE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include <dunlin/bundle.h>
#include <dunlin/error.h>

#include "base/path.h"

/* Lies in the bundle's memory. */
struct dn_bundle_file {
	const char *path; /* below the folder, parts separated by "/" */
	const char *data;
	size_t len;
};

struct dn_bundle {
	const char *name;             /* lent by who made the bundle */
	struct dn_bundle_file *files; /* in byte order of their paths */
	size_t n, cap;
	unsigned char *unpacked; /* NULL: the files lie in the program */
};

/*
 * Takes the files out of `from`, which is lent until dn_bundle_clear().  EUSAGE, naming the bundle,
 * when it is not whole: its members, size or checksum do not fit together, it is not in the form of
 * dunlin/bundle.h, or a path in it is absolute, has a part "", "." or "..", comes twice or not in
 * order, or is that of a file and of a folder.  On failure `out` is empty.
 */
DUNLIN_MUST_CHECK dunlin_status dn_bundle_open(struct dn_bundle *out,
					       const struct dunlin_bundle *from, dunlin_error *err);
void dn_bundle_clear(struct dn_bundle *bundle);

/* NULL when there is none of that path. */
const struct dn_bundle_file *dn_bundle_find(const struct dn_bundle *bundle, const char *path,
					    size_t len);
/* What lies right in a folder ("": at the top), as dn_path_list() has it of one on disk.  The caller
 * clears it; false when out of memory. */
bool dn_bundle_list(struct dn_path_list *out, const struct dn_bundle *bundle, const char *folder);

#endif
