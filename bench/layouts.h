/* layouts - writes the workload as Dunlin and the other tools want to find it. */
#ifndef BENCH_LAYOUTS_H
#define BENCH_LAYOUTS_H

#include <stddef.h>

#include "base/str.h"

struct layout {
	const char *name;
	/* Writes `count` migrations into a folder that is there and empty; dies when it cannot. */
	void (*write)(const char *folder, size_t count);
};

extern const struct layout layouts[]; /* up to one without a name */

/* For their files: NAME in `folder`, which is a format. */
void layout_save(const struct dn_str *text, const char *folder, const char *name, ...)
	DUNLIN_PRINTF(3, 4);
void layout_make_folder(const char *folder, const char *name);
_Noreturn void layout_die(const char *what, const char *why);

/* layouts_floor.c: statements for the bare programs, a NUL after each. */
void layout_write_floor_postgres(const char *folder, size_t count);
void layout_write_floor_sqlite(const char *folder, size_t count);

#endif
