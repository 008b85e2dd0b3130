/*
 * dunlin/inspect.h - what can be looked at in a database, and how the answer is read.
 *
 * An answer is a table of texts.  A driver hands it over through inspect() of dunlin/driver.h; an
 * embedding program has it from dunlin_inspect() of dunlin/dunlin.h.
 */
#ifndef DUNLIN_INSPECT_H
#define DUNLIN_INSPECT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is looked at. */
#define DUNLIN_INSPECT_TABLES 1   /* rows and sizes, the largest first */
#define DUNLIN_INSPECT_INDEXES 2  /* sizes and use; those that nothing uses first */
#define DUNLIN_INSPECT_ACTIVITY 3 /* what runs now, the oldest first */
#define DUNLIN_INSPECT_LOCKS 4    /* who waits, and for whom */
#define DUNLIN_INSPECT_SLOW 5     /* the statements that took most time in all */

/* What the values of a column are; all of them come as text. */
#define DUNLIN_VALUE_TEXT 0
#define DUNLIN_VALUE_NUMBER 1 /* decimal */
#define DUNLIN_VALUE_BYTES 2  /* a size, decimal */
#define DUNLIN_VALUE_MS 3     /* milliseconds, decimal, perhaps with a fraction */
#define DUNLIN_VALUE_TRUTH 4  /* "true" or "false" */

struct dunlin_column {
	uint32_t size;
	uint32_t kind;    /* DUNLIN_VALUE_*; one the host does not know is text */
	const char *name; /* lower-case words with underscores, "total_bytes"; lent */
};
#define DUNLIN_COLUMN_SIZE \
	((uint32_t)(offsetof(struct dunlin_column, name) + sizeof(const char *)))

#ifdef __cplusplus
}
#endif
#endif
