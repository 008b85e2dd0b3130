/* source/disk - from a place in a file's canonical text to its place in the file. */
#include "source/disk.h"

#include <string.h>

#include "base/error.h"
#include "source/checksum.h"

/* The next CR from `at` on that an LF follows; NULL when there is none. */
static const char *next_crlf(const char *at, const char *end)
{
	while (at < end && (at = memchr(at, '\r', (size_t)(end - at))) != NULL) {
		if (at + 1 < end && at[1] == '\n')
			return at;
		at++;
	}
	return NULL;
}

dunlin_status dn_disk_note(const struct dn_disk **out, struct dn_arena *arena, const char *data,
			   size_t len, dunlin_error *err)
{
	const size_t start = dn_checksum_bom(data, len);
	const char *end = data + len, *text = data + start, *cr = next_crlf(text, end);
	struct dn_disk *disk;
	size_t *lfs, n = 0;

	*out = NULL;
	if (start == 0 && cr == NULL)
		return DUNLIN_OK;
	*out = disk = dn_arena_alloc(arena, sizeof(*disk));
	if (disk == NULL)
		return dn_fail_nomem(err);
	disk->start = start;
	for (; cr != NULL; cr = next_crlf(cr + 2, end))
		disk->n++;
	if (disk->n == 0)
		return DUNLIN_OK;
	disk->lfs = lfs = dn_arena_alloc(arena, disk->n * sizeof(*lfs));
	if (lfs == NULL)
		return dn_fail_nomem(err);
	for (cr = next_crlf(text, end); cr != NULL; cr = next_crlf(cr + 2, end), n++)
		lfs[n] = (size_t)(cr - text) - n;
	return DUNLIN_OK;
}

/* Where a byte of the text, or its end, is on disk. */
static size_t place(const struct dn_disk *disk, size_t at)
{
	size_t low = 0, high = disk->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (disk->lfs[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return disk->start + at + low;
}

void dn_body_disk_range(const struct dn_body *body, size_t offset, size_t len, int64_t *disk_offset,
			int64_t *disk_len)
{
	static const struct dn_disk unchanged;
	const struct dn_disk *disk = body->disk == NULL ? &unchanged : body->disk;
	const size_t from = place(disk, body->disk_at + offset);

	*disk_offset = (int64_t)from;
	*disk_len = (int64_t)(place(disk, body->disk_at + offset + len) - from);
}
