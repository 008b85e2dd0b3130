/* common/newfile - a new file that is there under its name only when it is whole. */
#include "common/newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"

static dunlin_status fail(const struct dn_newfile *file, const struct dunlin_host *host, int number,
			  dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_ESQL);
	fault.native_code = number;
	fault.object = file->path;
	fault.sqlstate = "58030";
	switch (number) {
	case ENOMEM:
		return dn_fault_nomem(host, err);
	case EEXIST:
		fault.sqlstate = NULL;
		fault.status = DUNLIN_EEXISTS;
		return dn_fault_send(host, err, &fault, "%s is there already", file->path);
	case ENOENT:
	case ENOTDIR:
		fault.sqlstate = NULL;
		fault.status = DUNLIN_EUSAGE;
		return dn_fault_send(host, err, &fault, "cannot write %s: there is no such folder",
				     file->path);
	case EACCES:
	case EPERM:
		fault.status = DUNLIN_EPERM;
		fault.sqlstate = "42501";
		break;
	case EROFS:
		fault.status = DUNLIN_EREADONLY;
		fault.sqlstate = "25006";
		break;
	default:
		break;
	}
	errno = number; /* for %m */
	return dn_fault_send(host, err, &fault, "cannot write %s: %m", file->path);
}

/* Opens a name that nobody has; -1, with errno. */
static int open_part(struct dn_newfile *file, uint32_t mode)
{
	uint32_t number;
	int fd = -1;

	do {
		free(file->part);
		file->part = NULL;
		if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
			return -1;
		if (asprintf(&file->part, "%s.%08x.part", file->path, number) < 0) {
			file->part = NULL;
			errno = ENOMEM;
			return -1;
		}
		fd = open(file->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	} while (fd < 0 && errno == EEXIST);
	return fd;
}

dunlin_status dn_newfile_begin(struct dn_newfile *file, const struct dunlin_host *host,
			       const char *path, uint32_t mode, dunlin_error *err)
{
	struct stat st;
	int fd, number;

	file->path = path;
	file->part = NULL;
	if (lstat(path, &st) == 0)
		return fail(file, host, EEXIST, err);
	fd = open_part(file, mode);
	if (fd >= 0) {
		close(fd);
		return DUNLIN_OK;
	}
	number = errno;
	free(file->part);
	file->part = NULL;
	return fail(file, host, number, err);
}

/* 0, or an errno. */
static int sync_file(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	int number = 0;

	if (fd < 0)
		return errno;
	/* Some file systems cannot bring a folder to the disk by itself. */
	if (fsync(fd) != 0 && !(errno == EINVAL && (flags & O_DIRECTORY) != 0))
		number = errno;
	close(fd);
	return number;
}

static int sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL   ? strdup(".")
		       : slash == path ? strdup("/")
				       : strndup(path, (size_t)(slash - path));
	int number = folder == NULL ? ENOMEM : sync_file(folder, O_RDONLY | O_DIRECTORY);

	free(folder);
	return number == EACCES ? 0 : number; /* one that may be written to and not read */
}

/* Never over another file. */
static int give_name(const struct dn_newfile *file)
{
	if (renameat2(AT_FDCWD, file->part, AT_FDCWD, file->path, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return errno;
	/* A file system that does not know how. */
	if (link(file->part, file->path) != 0)
		return errno;
	(void)unlink(file->part);
	return 0;
}

dunlin_status dn_newfile_keep(struct dn_newfile *file, const struct dunlin_host *host,
			      dunlin_error *err)
{
	int number = sync_file(file->part, O_RDWR);

	if (number == 0)
		number = give_name(file);
	if (number != 0)
		return fail(file, host, number, err);
	free(file->part);
	file->part = NULL;
	number = sync_folder(file->path);
	if (number == 0)
		return DUNLIN_OK;
	(void)unlink(file->path);
	return fail(file, host, number, err);
}

void dn_newfile_drop(struct dn_newfile *file)
{
	if (file->part != NULL)
		(void)unlink(file->part);
	free(file->part);
	file->part = NULL;
}
