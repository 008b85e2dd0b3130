/*
 * source/foreign - the lines by which the files of other tools part up from down.
 *
 * To SQL they are comments.  A file that holds both halves would be run as a
 * whole, and take back at its end what it did at its beginning.
 */
#ifndef DN_SOURCE_FOREIGN_H
#define DN_SOURCE_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <dunlin/error.h>

struct dn_body_file;
struct dn_section;

struct dn_foreign {
	const char *tool; /* whose line it is */
	int direction;    /* of what follows: enum dn_direction; -1: as its tool alone knows */
	const char *text; /* the line, blanks at the end cut; not terminated */
	size_t len;
	size_t offset; /* in the file's text */
	int64_t line;  /* in the file */
};

/* Looks at one line, without its LF; fills all of `out` but offset and line. */
bool dn_foreign_line(struct dn_foreign *out, const char *line, size_t len);
/* EUSAGE, with file and line, when statements of the section follow such a line
 * in `text`, which is the file's, and belong to another body than `direction`.
 * Not for a line in a string or a comment, as all dialects of the section read it. */
DUNLIN_MUST_CHECK dunlin_status dn_foreign_check(const struct dn_foreign *foreign,
						 const struct dn_section *section, int direction,
						 const struct dn_body_file *named, const char *text,
						 dunlin_error *err);

#endif
