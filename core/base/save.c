/* base/save - bytes as a new file, whole or not at all. */
#include "base/save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

static dunlin_status fail_write(const char *path, int number, dunlin_error *err)
{
	if (number == EEXIST)
		return dn_fail(err, DUNLIN_EEXISTS, "%s: is there already", path);
	return dn_fail(err, DUNLIN_EUSAGE, "%s: cannot be written: %s", path, strerror(number));
}

/* 0, or what errno said. */
static int write_all(int fd, const char *from, uint64_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, from, len);
		if (n < 0 && errno != EINTR)
			return errno;
		if (n > 0) {
			from += n;
			len -= (uint64_t)n;
		}
	}
	return 0;
}

dunlin_status dn_save_new(const char *path, const void *bytes, uint64_t len, dunlin_error *err)
{
	int fd, number;
	char *name;

	if (access(path, F_OK) == 0)
		return fail_write(path, EEXIST, err);
	if (asprintf(&name, "%s.XXXXXX", path) < 0)
		return dn_fail_nomem(err);
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0) {
		number = errno;
		free(name);
		return fail_write(path, number, err);
	}
	number = write_all(fd, bytes, len);
	if (close(fd) != 0 && number == 0)
		number = errno;
	/* Unlike rename(), this takes nobody's place. */
	if (number == 0 && link(name, path) != 0)
		number = errno;
	(void)unlink(name);
	free(name);
	return number == 0 ? DUNLIN_OK : fail_write(path, number, err);
}
