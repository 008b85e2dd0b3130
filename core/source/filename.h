/*
 * source/filename - what a file of the plain layout says by its name.
 *
 * VERSION_NAME[.DIALECT][.up|.down|.verify].sql, R__NAME[…].sql, and in seeds/
 * NAME[.DIALECT].sql; suffixes are matched from the right.
 *
 * A NAME may hold dots.  A part in the place of a dialect that looks like one
 * (a letter, then letters and digits) and is none that is known is an error,
 * not a part of the name: a variant that nobody runs would be found out too
 * late.
 */
#ifndef DN_SOURCE_FILENAME_H
#define DN_SOURCE_FILENAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "source/source.h"

#define DN_VERSION_DIGITS 64 /* the most a version may have, leading zeros not counted */

enum dn_filename_kind {
	DN_FILENAME_MIGRATION, /* the members of struct dn_filename are set */
	DN_FILENAME_OTHER,     /* clearly something else: a README, a dot file … */
	DN_FILENAME_NEAR,      /* looks like a migration and is none: a warning */
	DN_FILENAME_BAD        /* is one that cannot be: an error */
};

struct dn_filename {
	char kind;           /* DN_KIND_VERSIONED or DN_KIND_REPEATABLE */
	const char *version; /* points into the file's name, as does `name`; not terminated */
	size_t version_len;
	const char *name;
	size_t name_len;
	const char *dialect; /* canonical, NULL: every dialect */
	int direction;       /* enum dn_direction; -1: the name does not say */
};

/* `why` gets the reason for NEAR and BAD, with the right spelling where there
 * is one.  `seed`: by the rules of the folder seeds/; kind and version are not
 * set then. */
enum dn_filename_kind dn_filename_parse(struct dn_filename *out, const char *file, bool seed,
					const struct dn_source_options *options,
					struct dn_str *why);
/* By name or alias, exactly; NULL when it is not known. */
const char *dn_filename_dialect(const struct dn_source_options *options, const char *text,
				size_t len);
/* Whether it may name an environment: letters, digits, _ and -. */
bool dn_filename_is_env(const char *text, size_t len);
/* "postgres, sqlite, mysql" */
void dn_filename_dialects(struct dn_str *out, const struct dn_source_options *options);

#endif
