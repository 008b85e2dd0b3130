/*
 * dunlin/bundle.h - migrations inside a program: what `dunlin embed` writes, for
 * struct dunlin_options.bundles of dunlin/dunlin.h.
 *
 * A bundle is a folder of migrations as one piece of memory.  It holds its files one after the
 * other, in the order of their paths, each as
 *
 *   PATH NUL LENGTH NUL bytes
 *
 * where PATH is relative to the folder, its parts separated by "/", and LENGTH is the number of
 * bytes in decimal digits.  Paths are in the order of their bytes, and no part is "", "." or "..".
 */
#ifndef DUNLIN_BUNDLE_H
#define DUNLIN_BUNDLE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Every member is constant data; nothing of it is freed by the library. */
struct dunlin_bundle {
	uint32_t size;     /* end of the last member the writer knows: DUNLIN_BUNDLE_SIZE */
	uint32_t reserved; /* 0 */
	const char *name;  /* of the folder, as messages have it in front of a file's path */
	const char *checksum; /* SHA-256 of the files as they are above, not packed; lower-case hex */
	const unsigned char *data;
	uint64_t len;     /* of data */
	uint64_t raw_len; /* of the files: the same as len when they are not packed */
	/* Unpacks `from` to exactly to_len bytes; 0 on success, -1 when there is no memory for it,
	 * else anything.  NULL: the files are not packed. */
	int32_t (*unpack)(unsigned char *to, uint64_t to_len, const unsigned char *from,
			  uint64_t from_len);
};
#define DUNLIN_BUNDLE_SIZE \
	((uint32_t)(offsetof(struct dunlin_bundle, unpack) + sizeof(int32_t (*)(void))))

#ifdef __cplusplus
}
#endif
#endif
