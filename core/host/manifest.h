/*
 * host/manifest - the text file NAME.driver that says what a driver is, so that listing and
 * choosing load nothing.
 *
 *   # a comment, on a line of its own
 *   name = postgres                     as in the file's own name
 *   file = postgres.so                  the shared object, in the same folder
 *   dialect = postgres
 *   abi = 1                             the N of dunlin_driver_vN
 *   schemes = postgres, postgresql      of the URLs it takes, lower case
 *   package = libpq5                    what to install when its client library is missing
 *
 * All but `package` must be there.  Keys that are not known are skipped, for growth.
 */
#ifndef DN_HOST_MANIFEST_H
#define DN_HOST_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <dunlin/error.h>

#define DN_MANIFEST_SUFFIX ".driver"

/* Owns all its texts; all zero is an empty one. */
struct dn_manifest {
	char *name;
	char *file; /* without a folder */
	char *dialect;
	char *package; /* NULL: not said */
	char **schemes;
	size_t n_schemes, cap_schemes;
	uint32_t abi;
};

/* Reads `len` bytes of text.  `path` is for messages, and its last part must be the name with
 * DN_MANIFEST_SUFFIX.  EPLUGIN, with file:line, when a line is broken or something is missing; *out
 * is then empty. */
DUNLIN_MUST_CHECK dunlin_status dn_manifest_parse(struct dn_manifest *out, const char *text,
						  size_t len, const char *path, dunlin_error *err);
void dn_manifest_clear(struct dn_manifest *manifest);

bool dn_manifest_takes(const struct dn_manifest *manifest, const char *scheme);
/* Whether `text` is [a-z][a-z0-9_]*, of at most 63 characters: the name of a driver or dialect.
 * NULL is none. */
bool dn_manifest_is_name(const char *text);

#endif
