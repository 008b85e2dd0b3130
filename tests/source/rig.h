/*
 * rig - a temporary folder to work in, and sources read from it.
 *
 * rig_setup makes the folder and works there, so that every name in a message
 * is relative; rig_teardown removes it.
 */
#ifndef TESTS_SOURCE_RIG_H
#define TESTS_SOURCE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "source/source.h"

int rig_setup(void **state);
int rig_teardown(void **state);

/* Writes a file, making its folders. */
void rig_put(const char *path, const char *text);
void rig_put_bytes(const char *path, const char *bytes, size_t len);

/* The three dialects of the engine, with their aliases; no folders. */
extern const struct dn_source_options rig_options;
/* Reads the folder "m", or the one that is named. */
dunlin_status rig_read(struct dn_source **out, dunlin_error *err);
dunlin_status rig_read_from(struct dn_source **out, const char *folder, dunlin_error *err);
/* The same, and it must succeed. */
struct dn_source *rig_source(void);
/* Reads "m", which must fail so; `line` 0 is none. */
void rig_fails(const char *file, int64_t line, const char *piece);

/* One body by what is in its migration; it must be there. */
struct dn_body *rig_body(struct dn_source *source, char kind, const char *id,
			 enum dn_direction direction, const char *dialect);
/* Whether there is such a warning; `line` 0 is none. */
bool rig_warned(const struct dn_source *source, const char *file, int64_t line, const char *piece);

/* `err` must be EUSAGE at file:line with `piece` in its message; it is cleared. */
void rig_check_error(dunlin_status status, dunlin_error *err, const char *file, int64_t line,
		     const char *piece);

#endif
