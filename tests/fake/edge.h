/*
 * edge - puts a table where it ends as memory does: what is read behind it is a crash and no guess.
 *
 * Needs _GNU_SOURCE.
 */
#ifndef FAKE_EDGE_H
#define FAKE_EDGE_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A copy of the first `len` bytes of `table`, a multiple of 8, with a page behind them that nobody
 * may touch; the same each time.  One table in a shared object. */
static inline const void *edge_put(const void *table, size_t len)
{
	static const void *put;
	size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (len + page - 1) / page * page;
	char *at;

	if (put != NULL)
		return put;
	at = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		abort();
	memcpy(at + room - len, table, len);
	if (mprotect(at, room, PROT_READ) != 0 || mprotect(at + room, page, PROT_NONE) != 0)
		abort();
	put = at + room - len;
	return put;
}

#endif
