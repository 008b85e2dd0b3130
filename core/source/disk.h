/* source/disk - from a place in a file's canonical text to its place in the file. */
#ifndef DN_SOURCE_DISK_H
#define DN_SOURCE_DISK_H

#include <stddef.h>
#include <stdint.h>

#include <dunlin/error.h>

#include "base/vec.h"
#include "source/migration.h"

/* What was taken out of a file to make its text canonical. */
struct dn_disk {
	size_t start;      /* bytes of the byte order mark */
	const size_t *lfs; /* ascending: each LF of the text that was CRLF */
	size_t n;
};

/* Notes it, before it is done: `data` is the file as it was read. */
DUNLIN_MUST_CHECK dunlin_status dn_disk_note(const struct dn_disk **out, struct dn_arena *arena,
					     const char *data, size_t len, dunlin_error *err);
/* Where the `len` bytes from `offset` of a body's text lie in its file, in bytes. */
void dn_body_disk_range(const struct dn_body *body, size_t offset, size_t len, int64_t *disk_offset,
			int64_t *disk_len);

#endif
