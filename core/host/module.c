/* host/module - checks a shared object on disk before and after it is loaded. */
#include "host/module.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/path.h"

void dn_module_trust_init(struct dn_module_trust *trust, bool group)
{
	struct stat st;

	trust->user = geteuid();
	trust->program = stat("/proc/self/exe", &st) == 0 ? st.st_uid : trust->user;
	trust->group = group;
}

const char *dn_module_distrust(const struct dn_module_trust *trust, const struct stat *st)
{
	bool is_folder = S_ISDIR(st->st_mode);

	if (st->st_uid != 0 && st->st_uid != trust->user && st->st_uid != trust->program)
		return "belongs neither to root, nor to you, nor to the owner of the program";
	/* In a sticky folder nobody can rename what is not theirs. */
	if (is_folder && (st->st_mode & S_ISVTX) != 0)
		return NULL;
	if ((st->st_mode & S_IWOTH) != 0)
		return "can be written by everybody";
	/* A folder's group with the number of its owner is that user's own, as umask 002 assumes. */
	if ((st->st_mode & S_IWGRP) != 0 && !trust->group &&
	    !(is_folder && st->st_gid == st->st_uid))
		return "can be written by its group";
	return NULL;
}

static dunlin_status refuse(dunlin_error *err, const char *path, const char *why)
{
	return dn_fail_at(err, DUNLIN_EPLUGIN, path, 0, 0, "%s", why);
}

/* The real path of the folder, and in it the file's own name, which is not followed. */
static char *real_path(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	char *real = folder == NULL ? NULL : realpath(folder, NULL);
	char *joined = real == NULL ? NULL : dn_path_join(real, slash + 1);
	int kept = errno; /* what realpath said, and free() must not change */

	free(folder);
	free(real);
	errno = kept;
	return joined;
}

static dunlin_status check_folder(const char *folder, const char *path,
				  const struct dn_module_trust *trust, dunlin_error *err)
{
	const char *why;
	struct stat st;

	if (lstat(folder, &st) != 0)
		return dn_fail_at(err, DUNLIN_EPLUGIN, path, 0, 0,
				  "its folder %s cannot be looked at: %s", folder, strerror(errno));
	why = S_ISDIR(st.st_mode) ? dn_module_distrust(trust, &st) : "was replaced just now";
	if (why != NULL)
		return dn_fail_at(err, DUNLIN_EPLUGIN, path, 0, 0, "its folder %s %s", folder, why);
	return DUNLIN_OK;
}

/* `real` has no links in its folders, so each prefix up to a slash is one of them. */
static dunlin_status check_folders(const char *real, const char *path,
				   const struct dn_module_trust *trust, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	const char *slash;
	char *folder;

	for (slash = real; slash != NULL && status == DUNLIN_OK; slash = strchr(slash + 1, '/')) {
		folder = strndup(real, slash == real ? 1 : (size_t)(slash - real));
		status = folder == NULL ? dn_fail_nomem(err)
					: check_folder(folder, path, trust, err);
		free(folder);
	}
	return status;
}

dunlin_status dn_module_open(struct dn_module *out, const char *path,
			     const struct dn_module_trust *trust, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	struct stat st = { 0 };
	const char *why;

	memset(out, 0, sizeof(*out));
	out->fd = -1;
	if (path[0] != '/')
		return refuse(err, path, "a driver's path must be absolute");
	out->path = real_path(path);
	if (out->path == NULL)
		return errno == ENOMEM ? dn_fail_nomem(err) : refuse(err, path, strerror(errno));
	/* O_NONBLOCK: a FIFO must not hang us. */
	out->fd = open(out->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (out->fd < 0)
		status = refuse(err, path, errno == ELOOP ? "is a symbolic link" : strerror(errno));
	else if (fstat(out->fd, &st) != 0)
		status = refuse(err, path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		status = refuse(err, path, "is not a regular file");
	else if ((why = dn_module_distrust(trust, &st)) != NULL)
		status = refuse(err, path, why);
	else
		status = check_folders(out->path, path, trust, err);
	out->dev = st.st_dev;
	out->ino = st.st_ino;
	if (status != DUNLIN_OK)
		dn_module_close(out);
	return status;
}

void dn_module_close(struct dn_module *module)
{
	if (module->fd >= 0)
		close(module->fd);
	module->fd = -1;
	free(module->path);
	module->path = NULL;
}

dunlin_status dn_module_in_place(const struct dn_module *module, dunlin_error *err)
{
	struct stat st;

	if (lstat(module->path, &st) != 0 || st.st_dev != module->dev || st.st_ino != module->ino)
		return refuse(err, module->path, "was replaced while it was being loaded");
	return DUNLIN_OK;
}

/* What the kernel calls a mapped file.  It need not be what stat() says: some file systems show
 * another device in each, so only two of these can be compared. */
struct mapped {
	char device[16];
	uint64_t inode;
	bool found;
};

/* False: for lack of memory nothing is known.  Where there is no such list, nothing is found. */
static bool look_up(struct mapped *a, const void *at_a, struct mapped *b, const void *at_b)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	struct mapped line = { .found = true };
	uintptr_t start, end;
	char *text = NULL;
	size_t cap = 0;
	bool nomem = maps == NULL && errno == ENOMEM;

	a->found = b->found = false;
	errno = 0;
	while (maps != NULL && getline(&text, &cap, maps) > 0) {
		if (sscanf(text, "%" SCNxPTR "-%" SCNxPTR " %*s %*s %15s %" SCNu64, &start, &end,
			   line.device, &line.inode) != 4)
			continue;
		if ((uintptr_t)at_a >= start && (uintptr_t)at_a < end)
			*a = line;
		if ((uintptr_t)at_b >= start && (uintptr_t)at_b < end)
			*b = line;
	}
	nomem = nomem || errno == ENOMEM;
	free(text);
	if (maps != NULL)
		fclose(maps);
	return !nomem;
}

dunlin_status dn_module_is_mapped(const struct dn_module *module, const void *address,
				  dunlin_error *err)
{
	struct mapped checked, loaded;
	void *page = mmap(NULL, 1, PROT_READ, MAP_PRIVATE, module->fd, 0);
	bool known;

	if (page == MAP_FAILED)
		return refuse(err, module->path, strerror(errno));
	known = look_up(&checked, page, &loaded, address);
	(void)munmap(page, 1);
	if (!known)
		return dn_fail_nomem(err);
	if (!checked.found)
		return DUNLIN_OK;
	if (!loaded.found || checked.inode != loaded.inode ||
	    strcmp(checked.device, loaded.device) != 0)
		return refuse(err, module->path,
			      "another file of this name was loaded, before it was replaced");
	return DUNLIN_OK;
}
