/*
 * postgres/place - where in a statement an error lies.
 *
 * Text in, numbers out.  Each answers -1 unless it is sure.
 */
#ifndef DN_POSTGRES_PLACE_H
#define DN_POSTGRES_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of the character `position`, which counts from 1, in UTF-8 text; `bytes`: the
 * server counted bytes. */
int64_t dn_pg_place_offset(const char *sql, size_t len, const char *position, bool bytes);
/* Line, from 1, in the text of a DO block, from the outermost line of the
 * error's context. */
int64_t dn_pg_place_block(const char *sql, size_t len, const char *context);
/* Line, from 1, in the data of a COPY, from the same. */
int64_t dn_pg_place_data(const char *context);
/* Where a word begins at or after offset `i`, behind blanks and comments, and
 * its length in *n, 0 when there is none. */
size_t dn_pg_place_word(const char *sql, size_t len, size_t i, size_t *n);
/* Whether the first word of the statement is `word`, in lower case. */
bool dn_pg_place_starts(const char *sql, size_t len, const char *word);

#endif
