/*
 * tests/alloc/preload - what preload.so and the test that has it preloaded tell each other.
 *
 * $DUNLIN_ALLOC_REPORT names a file of the size of struct alloc_report, which preload.so maps: so
 * what it counted is there also when the process was killed.  $DUNLIN_ALLOC_FAIL says which
 * allocations fail:
 *
 *   own:N    the N-th of those that our own objects ask for: the command, libdunlin and the drivers
 *   own:N+   that one and every later one
 *   lib:N    the N-th of those that libpq and libsqlite3 ask for; lib:N+ likewise
 *
 * and without it none does.  $DUNLIN_ALLOC_SHOW, KIND:N, has the call stack of one printed on
 * stderr, which is for whoever looks into a leak.
 */
#ifndef TESTS_ALLOC_PRELOAD_H
#define TESTS_ALLOC_PRELOAD_H

#include <stdint.h>

/* Who asks for memory, by the object the call comes from.  What the command's own libraries ask for
 * never fails, but must not be left behind either. */
enum alloc_kind { ALLOC_OTHER, ALLOC_OWN, ALLOC_LIB, ALLOC_COMMAND, ALLOC_KINDS };

/* A place in an object: "/path/of/object" and what addr2line takes. */
struct alloc_site {
	char object[256];
	uint64_t offset;
	char function[64]; /* that was called there */
};

struct alloc_leak {
	struct alloc_site site;
	uint64_t number; /* among its kind */
};

#define ALLOC_MOST_LEAKS 64
#define ALLOC_MOST_FRAMES 24

struct alloc_report {
	uint64_t started; /* 1 once preload.so is at work */
	uint64_t count[ALLOC_KINDS];
	uint64_t refused;
	/* Where the first was refused, and who called that; n_frames is 0 when none was. */
	uint64_t n_frames;
	struct alloc_site frames[ALLOC_MOST_FRAMES];
	/* 1 when the process came to an orderly end, and so what is left of its memory was counted. */
	uint64_t finished;
	uint64_t left[ALLOC_KINDS];
	uint64_t n_leaks; /* no more than are listed here */
	struct alloc_leak leaks[ALLOC_MOST_LEAKS];
};

#endif
