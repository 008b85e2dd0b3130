/* base/cache_prune - removes from a cache what nobody has asked for in a long time. */
#include "base/cache_prune.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"

enum { TAIL = 7 }; /* what mkstemp() puts in the place of .XXXXXX */
static const int64_t day_s = 86400;

bool dn_cache_is_own(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_uid == geteuid() &&
	       (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool is_older(const struct stat *st, int64_t days)
{
	return dn_clock_epoch_us() / 1000000 - (int64_t)st->st_mtime > days * day_s;
}

bool dn_cache_is_stale(const struct stat *st)
{
	return is_older(st, 1);
}

/* A key, or what is to become one. */
static bool is_named_so(const char *name)
{
	const size_t len = strlen(name), hex = strspn(name, "0123456789abcdef");

	return hex == DN_DIGEST_HEX && (len == hex || (name[hex] == '.' && len == hex + TAIL));
}

/* The folder may be used for other things too, and those may have such names. */
static bool is_marked(int fd)
{
	char mark[sizeof(DN_CACHE_MARK) - 1];

	return read(fd, mark, sizeof(mark)) == (ssize_t)sizeof(mark) &&
	       memcmp(mark, DN_CACHE_MARK, sizeof(mark)) == 0;
}

static void prune_one(int folder, const char *name)
{
	struct stat st;
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && dn_cache_is_own(&st) && is_older(&st, DN_CACHE_DAYS) &&
	    is_marked(fd))
		(void)unlinkat(folder, name, 0);
	close(fd);
}

void dn_cache_prune(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (is_named_so(entry->d_name))
			prune_one(dirfd(dir), entry->d_name);
	closedir(dir);
}
