/*
 * slowdisk - a disk that takes 5 ms longer, for a server that has it in LD_PRELOAD: fsync() and
 * fdatasync() of the processes below, and of nobody else.  BENCH_SYNC_US sets another time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Also when a signal comes in between. */
static void linger(void)
{
	const char *text = getenv("BENCH_SYNC_US");
	long us = text == NULL ? 5000 : atol(text);
	struct timespec left = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		continue;
}

static int slowly(const char *name, int fd)
{
	int (*real)(int);

	*(void **)&real = dlsym(RTLD_NEXT, name);
	if (real == NULL) {
		errno = ENOSYS;
		return -1;
	}
	linger();
	return real(fd);
}

__attribute__((visibility("default"))) int fsync(int fd)
{
	return slowly("fsync", fd);
}

__attribute__((visibility("default"))) int fdatasync(int fd)
{
	return slowly("fdatasync", fd);
}
