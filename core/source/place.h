/*
 * source/place - whether directive lines stand where the SQL lets them.
 *
 * The line scan of source/section knows no SQL.  Here the text is cut by every
 * dialect that may run it: a directive in a string, a comment or a function
 * body is an error, and so is one below a statement that asks nothing of the next, and
 * a statement above the first section.
 *
 * A file need not make sense in every dialect: one in which the text as a whole
 * cannot be cut says nothing about the places, and is only heard when a body
 * is cut for it.
 */
#ifndef DN_SOURCE_PLACE_H
#define DN_SOURCE_PLACE_H

#include <stddef.h>

#include <dunlin/error.h>

#include "source/section.h"

/* EUSAGE with `file` and line.  Cuts nothing when every directive has only
 * blank lines and comments above it. */
DUNLIN_MUST_CHECK dunlin_status dn_place_check(const struct dn_sections *sections, const char *file,
					       const char *text, size_t len, dunlin_error *err);
/* The query of a body's `when` is one statement to one at least of `dialects`
 * (bit i: dn_dialect_at(i)); EUSAGE with file and line. */
DUNLIN_MUST_CHECK dunlin_status dn_place_when(const struct dn_body *body, uint32_t dialects,
					      dunlin_error *err);

#endif
