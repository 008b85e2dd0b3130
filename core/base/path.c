/* base/path - file names, whole files and folder listings. */
#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/vec.h"

char *dn_path_join(const char *folder, const char *name)
{
	char *path = NULL;
	size_t len = strlen(folder);
	const char *slash = len > 0 && folder[len - 1] != '/' ? "/" : "";

	if (name[0] == '/')
		return strdup(name);
	if (asprintf(&path, "%s%s%s", folder, slash, name) < 0)
		return NULL;
	return path;
}

/* What most files fit into. */
enum { CHUNK = 16384 };

/* Goes on behind the `used` bytes that were read; `bytes`, taken, has room for `cap`. */
static dunlin_status read_rest(char **data, size_t *len, int fd, char *bytes, size_t used,
			       size_t cap, const char *path, dunlin_error *err)
{
	char *larger;
	ssize_t got;

	for (;;) {
		if (bytes == NULL)
			return dn_fail_nomem(err);
		got = read(fd, bytes + used, cap - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		used += (size_t)got;
		if (used < cap)
			continue;
		larger = cap > SIZE_MAX / 2 ? NULL : realloc(bytes, cap * 2);
		if (larger == NULL)
			free(bytes);
		bytes = larger;
		cap *= 2;
	}
	if (got < 0) {
		free(bytes);
		return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "cannot read: %s",
				  strerror(errno));
	}
	bytes[used] = '\0'; /* used < cap, or the loop would have grown it */
	*data = bytes;
	*len = used;
	return DUNLIN_OK;
}

/* A regular file that gives less than was asked for has no more; `all` says that it is one. */
static dunlin_status read_all(char **data, size_t *len, int fd, bool all, const char *path,
			      dunlin_error *err)
{
	char chunk[CHUNK], *bytes;
	size_t used, cap;
	ssize_t got;

	do {
		got = read(fd, chunk, sizeof(chunk));
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "cannot read: %s",
				  strerror(errno));
	used = (size_t)got;
	cap = all && used < sizeof(chunk) ? used + 1 : used * 2 + 1;
	bytes = malloc(cap);
	if (bytes == NULL)
		return dn_fail_nomem(err);
	memcpy(bytes, chunk, used);
	if (!all || used == sizeof(chunk))
		return read_rest(data, len, fd, bytes, used, cap, path, err);
	bytes[used] = '\0';
	*data = bytes;
	*len = used;
	return DUNLIN_OK;
}

static bool is_regular(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

dunlin_status dn_path_read_entry(char **data, size_t *len, const char *path, bool regular,
				 dunlin_error *err)
{
	dunlin_status status;
	int fd;

	*data = NULL;
	*len = 0;
	/* O_NONBLOCK: a FIFO of that name must not hang us. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "cannot open: %s",
				  strerror(errno));
	if (!regular && !is_regular(fd))
		status = dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "not a regular file");
	else /* what is read elsewhere may be a file of the kernel's, which gives what it likes */
		status = read_all(data, len, fd, regular, path, err);
	close(fd);
	return status;
}

dunlin_status dn_path_read(char **data, size_t *len, const char *path, dunlin_error *err)
{
	return dn_path_read_entry(data, len, path, false, err);
}

static int by_name(const void *a, const void *b)
{
	const struct dn_path_entry *left = a, *right = b;

	return strcmp(left->name, right->name);
}

void dn_path_list_clear(struct dn_path_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		free(list->items[i].name);
	free(list->items);
	memset(list, 0, sizeof(*list));
}

struct dn_path_entry *dn_path_list_add(struct dn_path_list *list, const char *name, size_t len)
{
	struct dn_path_entry *entry =
		dn_vec_add(&list->items, &list->n, &list->cap, sizeof(*entry));

	if (entry == NULL)
		return NULL;
	entry->name = strndup(name, len);
	if (entry->name == NULL) {
		list->n--;
		return NULL;
	}
	return entry;
}

void dn_path_list_sort(struct dn_path_list *list)
{
	if (list->n > 1)
		qsort(list->items, list->n, sizeof(*list->items), by_name);
}

static bool add_entry(struct dn_path_list *out, int folder_fd, const struct dirent *found)
{
	struct dn_path_entry *entry = dn_path_list_add(out, found->d_name, strlen(found->d_name));
	struct stat st;

	if (entry == NULL)
		return false;
	entry->is_link = found->d_type == DT_LNK;
	entry->is_dir = found->d_type == DT_DIR;
	entry->is_file = found->d_type == DT_REG;
	if (entry->is_dir || entry->is_file)
		return true;
	if (found->d_type == DT_UNKNOWN &&
	    fstatat(folder_fd, found->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		entry->is_link = S_ISLNK(st.st_mode);
	if (fstatat(folder_fd, found->d_name, &st, 0) == 0) {
		entry->is_dir = S_ISDIR(st.st_mode);
		entry->is_file = S_ISREG(st.st_mode);
	}
	return true;
}

dunlin_status dn_path_list(struct dn_path_list *out, const char *folder, dunlin_error *err)
{
	const struct dirent *found;
	dunlin_status status = DUNLIN_OK;
	DIR *dir;

	memset(out, 0, sizeof(*out));
	dir = opendir(folder);
	if (dir == NULL && errno == ENOMEM)
		return dn_fail_nomem(err);
	if (dir == NULL)
		return dn_fail_at(err, errno == ENOENT ? DUNLIN_EMISSING : DUNLIN_EUSAGE, folder, 0,
				  0, "cannot open the folder: %s", strerror(errno));
	errno = 0;
	while (status == DUNLIN_OK && (found = readdir(dir)) != NULL) {
		if (strcmp(found->d_name, ".") != 0 && strcmp(found->d_name, "..") != 0 &&
		    !add_entry(out, dirfd(dir), found))
			status = dn_fail_nomem(err);
		errno = 0;
	}
	if (status == DUNLIN_OK && errno != 0)
		status = dn_fail_at(err, DUNLIN_EUSAGE, folder, 0, 0, "cannot read the folder: %s",
				    strerror(errno));
	closedir(dir);
	if (status != DUNLIN_OK)
		dn_path_list_clear(out);
	else
		dn_path_list_sort(out);
	return status;
}

dunlin_status dn_path_inside(bool *inside, const char *folder, const char *path, dunlin_error *err)
{
	char *top = realpath(folder, NULL), *real;
	bool nomem = top == NULL && errno == ENOMEM;
	size_t len = top == NULL ? 0 : strlen(top);

	real = top == NULL ? NULL : realpath(path, NULL);
	nomem = nomem || (top != NULL && real == NULL && errno == ENOMEM);
	*inside = real != NULL && strncmp(top, real, len) == 0 &&
		  (real[len] == '/' || real[len] == '\0' || strcmp(top, "/") == 0);
	free(top);
	free(real);
	return nomem ? dn_fail_nomem(err) : DUNLIN_OK;
}
