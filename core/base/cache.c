/* base/cache - bytes that files keep under a key. */
#include "base/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cache_prune.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/path.h"

/* In front of the bytes: all of it follows from them and the key, so that no byte of a file can be
 * another without being noticed. */
#define HEAD_FORMAT DN_CACHE_MARK "1\n%s\n%s\n%020" PRIu64 "\n"
enum { HEAD_LEN = 15 + 65 + 65 + 21 };

static void write_head(char head[HEAD_LEN + 1], const char *key, const void *bytes, uint64_t len)
{
	char hex[DN_DIGEST_HEX + 1];
	struct dn_digest digest;

	dn_digest_init(&digest);
	dn_digest_add(&digest, bytes, len);
	dn_digest_hex(&digest, hex);
	snprintf(head, HEAD_LEN + 1, HEAD_FORMAT, key, hex, len);
}

/* --- reading ----------------------------------------------------------------- */

static bool read_all(int fd, char *to, size_t len)
{
	ssize_t n = 1;

	while (len > 0 && (n = read(fd, to, len)) != 0) {
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			to += n;
			len -= (size_t)n;
		}
	}
	return len == 0;
}

/* *bytes stays NULL when the file is not to be believed. */
static dunlin_status read_file(void **bytes, uint64_t *len, int fd, const char *key,
			       dunlin_error *err)
{
	char head[HEAD_LEN + 1], expected[HEAD_LEN + 1];
	struct stat st;
	char *data;

	if (fstat(fd, &st) != 0 || !dn_cache_is_own(&st) || st.st_size < HEAD_LEN)
		return DUNLIN_OK;
	*len = (uint64_t)st.st_size - HEAD_LEN;
	data = malloc(*len + 1);
	if (data == NULL)
		return dn_fail_nomem(err);
	if (read_all(fd, head, HEAD_LEN) && read_all(fd, data, *len)) {
		write_head(expected, key, data, *len);
		if (memcmp(head, expected, HEAD_LEN) == 0) {
			*bytes = data;
			if (dn_cache_is_stale(&st))
				(void)futimens(fd, NULL);
			return DUNLIN_OK;
		}
	}
	free(data);
	return DUNLIN_OK;
}

dunlin_status dn_cache_read(void **bytes, uint64_t *len, bool *found, const char *folder,
			    const char *key, dunlin_error *err)
{
	char *path = dn_path_join(folder, key);
	dunlin_status status = DUNLIN_OK;
	int fd;

	*bytes = NULL;
	*len = 0;
	*found = false;
	if (path == NULL)
		return dn_fail_nomem(err);
	/* O_NONBLOCK: a FIFO must not hang us. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd >= 0) {
		status = read_file(bytes, len, fd, key, err);
		close(fd);
	}
	*found = *bytes != NULL;
	free(path);
	return status;
}

/* --- writing ----------------------------------------------------------------- */

static bool write_all(int fd, const char *from, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, from, len);
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			from += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static dunlin_status fail_write(const char *folder, int number, dunlin_error *err)
{
	return dn_fail(err, DUNLIN_EUSAGE, "nothing can be kept in %s: %s", folder,
		       strerror(number));
}

/* `name` is a pattern for mkstemp(), and then the name of the file; gone again on failure. */
static bool write_new(char *name, const char *head, const void *bytes, uint64_t len)
{
	int fd = mkostemp(name, O_CLOEXEC); /* nobody else may read it: there may be data in it */
	bool ok;
	int number;

	if (fd < 0)
		return false;
	ok = write_all(fd, head, HEAD_LEN) && write_all(fd, bytes, len);
	ok = close(fd) == 0 && ok;
	if (!ok) {
		number = errno;
		(void)unlink(name);
		errno = number;
	}
	return ok;
}

dunlin_status dn_cache_write(const char *folder, const char *key, const void *bytes, uint64_t len,
			     dunlin_error *err)
{
	char *path = dn_path_join(folder, key), *name = NULL;
	dunlin_status status = DUNLIN_OK;
	char head[HEAD_LEN + 1];

	if (path == NULL || asprintf(&name, "%s.XXXXXX", path) < 0) {
		free(path);
		return dn_fail_nomem(err);
	}
	write_head(head, key, bytes, len);
	(void)mkdir(folder, 0700); /* it may be there; if not, the next call says so */
	if (!write_new(name, head, bytes, len)) {
		status = fail_write(folder, errno, err);
	} else if (rename(name, path) != 0) {
		status = fail_write(folder, errno, err);
		(void)unlink(name);
	}
	if (status == DUNLIN_OK)
		dn_cache_prune(folder);
	free(name);
	free(path);
	return status;
}
