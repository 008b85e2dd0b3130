/* run/place - from a statement and an offset in it to file, line and column. */
#ifndef DN_RUN_PLACE_H
#define DN_RUN_PLACE_H

#include <stdint.h>

#include <dunlin/error.h>

#include "source/migration.h"

struct dn_place {
	const char *file;
	int64_t line;       /* from 1 */
	int64_t column;     /* in characters, from 1; 0 unknown */
	const char *source; /* the text of the line, not terminated; NULL when unknown */
	size_t source_len;
};

/*
 * Where in the user's file a driver's error points.  `byte_offset`, `line` and
 * `data_line` as in struct dunlin_fault, -1 when unknown; the first that is
 * known decides, and without any it is the line the statement begins on.
 */
void dn_place_find(struct dn_place *out, const struct dn_body *body, const struct dn_stmt *stmt,
		   int64_t byte_offset, int64_t line, int64_t data_line);

#endif
