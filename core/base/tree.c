/* base/tree - a folder with all that is in it as one piece of bytes, and back. */
#include "base/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/path.h"
#include "base/str.h"
#include "base/vec.h"

/* In front of each entry; behind it the path, below the folder, and the bytes of a file that has some
 * of its own. */
struct head {
	uint64_t kind;
	uint64_t path_len;
	uint64_t len; /* of the file */
	uint64_t at;  /* SAME: where in the whole its bytes are */
};
enum { FOLDER = 1, FILE_OF_ITS_OWN, SAME };

/* --- packing ------------------------------------------------------------------- */

struct packed {
	char *name; /* owned; without the folder */
	uint64_t len, at;
};

struct packing {
	const char *top;
	struct dn_str out;
	struct packed *files;
	size_t n, cap;
};

static void put(struct packing *packing, uint64_t kind, const char *path, uint64_t len, uint64_t at)
{
	const struct head head = { kind, strlen(path), len, at };

	dn_str_put(&packing->out, (const char *)&head, sizeof(head));
	dn_str_puts(&packing->out, path);
}

static const struct packed *find_same(const struct packing *packing, const char *name,
				      const char *data, size_t len)
{
	size_t i;

	for (i = 0; i < packing->n; i++)
		if (packing->files[i].len == len && strcmp(packing->files[i].name, name) == 0 &&
		    memcmp(packing->out.data + packing->files[i].at, data, len) == 0)
			return &packing->files[i];
	return NULL;
}

static dunlin_status pack_file(struct packing *packing, const char *path, const char *name,
			       const char *full, dunlin_error *err)
{
	const struct packed *same;
	struct packed *file;
	dunlin_status status;
	char *data;
	size_t len;

	status = dn_path_read_entry(&data, &len, full, true, err);
	if (status != DUNLIN_OK)
		return status;
	same = packing->out.failed || len == 0 ? NULL : find_same(packing, name, data, len);
	if (same != NULL) {
		put(packing, SAME, path, len, same->at);
		free(data);
		return DUNLIN_OK;
	}
	put(packing, FILE_OF_ITS_OWN, path, len, 0);
	file = dn_vec_add(&packing->files, &packing->n, &packing->cap, sizeof(*file));
	if (file != NULL) {
		file->name = strdup(name);
		file->len = len;
		file->at = packing->out.len;
	}
	dn_str_put(&packing->out, data, len);
	free(data);
	return file == NULL || file->name == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
}

static dunlin_status pack_folder(struct packing *packing, const char *path, dunlin_error *err);

static dunlin_status pack_entry(struct packing *packing, const char *folder,
				const struct dn_path_entry *entry, dunlin_error *err)
{
	char *path = dn_path_join(folder, entry->name);
	char *full = path == NULL ? NULL : dn_path_join(packing->top, path);
	dunlin_status status;

	if (full == NULL) {
		status = dn_fail_nomem(err);
	} else if (entry->is_link || (!entry->is_dir && !entry->is_file)) {
		status = dn_fail(err, DUNLIN_EUSAGE, "%s is neither a folder nor a regular file",
				 full);
	} else if (entry->is_dir) {
		put(packing, FOLDER, path, 0, 0);
		status = pack_folder(packing, path, err);
	} else {
		status = pack_file(packing, path, entry->name, full, err);
	}
	free(full);
	free(path);
	return status;
}

/* `path` is below the top, "." for the top itself. */
static dunlin_status pack_folder(struct packing *packing, const char *path, dunlin_error *err)
{
	char *full = dn_path_join(packing->top, path);
	struct dn_path_list list = { 0 };
	dunlin_status status;
	size_t i;

	status = full == NULL ? dn_fail_nomem(err) : dn_path_list(&list, full, err);
	if (status == DUNLIN_EMISSING)
		status = dn_fail(err, DUNLIN_EUSAGE, "%s: there is no such folder", full);
	for (i = 0; i < list.n && status == DUNLIN_OK; i++)
		status = pack_entry(packing, path, &list.items[i], err);
	dn_path_list_clear(&list);
	free(full);
	return status;
}

dunlin_status dn_tree_pack(void **bytes, uint64_t *len, const char *folder, dunlin_error *err)
{
	struct packing packing = { .top = folder };
	dunlin_status status;
	size_t i;

	*bytes = NULL;
	dn_str_init(&packing.out);
	status = pack_folder(&packing, ".", err);
	for (i = 0; i < packing.n; i++)
		free(packing.files[i].name);
	free(packing.files);
	*len = packing.out.len;
	if (status == DUNLIN_OK) {
		*bytes = dn_str_detach(&packing.out);
		status = *bytes == NULL ? dn_fail_nomem(err) : DUNLIN_OK;
	}
	dn_str_clear(&packing.out);
	return status;
}

/* --- unpacking ----------------------------------------------------------------- */

struct unpacking {
	const char *folder;
	const char *bytes;
	uint64_t len, at;
};

static bool write_file(const char *path, const char *from, uint64_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	ssize_t n = 0;
	int number;

	if (fd < 0)
		return false;
	while (len > 0 && (n >= 0 || errno == EINTR)) {
		n = write(fd, from, len);
		if (n > 0) {
			from += n;
			len -= (uint64_t)n;
		}
	}
	number = errno;
	if (close(fd) != 0 && len == 0)
		return false;
	errno = number;
	return len == 0;
}

static dunlin_status fail_form(dunlin_error *err)
{
	return dn_fail(err, DUNLIN_EUSAGE, "the bytes are not those of a folder");
}

/* Below the folder, and nowhere else. */
static bool is_below(const char *path, size_t len)
{
	return len > 2 && path[0] == '.' && path[1] == '/' && memchr(path, '\0', len) == NULL &&
	       memmem(path, len, "/../", 4) == NULL &&
	       (len < 3 || memcmp(path + len - 3, "/..", 3) != 0);
}

static dunlin_status unpack_entry(struct unpacking *in, dunlin_error *err)
{
	const char *path, *from;
	char *full = NULL;
	struct head head;
	bool ok;

	if (in->len - in->at < sizeof(head))
		return fail_form(err);
	memcpy(&head, in->bytes + in->at, sizeof(head));
	in->at += sizeof(head);
	path = in->bytes + in->at;
	if (head.path_len > in->len - in->at || !is_below(path, head.path_len))
		return fail_form(err);
	in->at += head.path_len;
	if (head.kind == FILE_OF_ITS_OWN)
		head.at = in->at;
	from = in->bytes + (head.kind == FOLDER ? 0 : head.at);
	if (head.kind < FOLDER || head.kind > SAME ||
	    (head.kind != FOLDER && (head.at > in->len || head.len > in->len - head.at)))
		return fail_form(err);
	if (head.kind == FILE_OF_ITS_OWN)
		in->at += head.len;
	if (asprintf(&full, "%s/%.*s", in->folder, (int)head.path_len, path) < 0)
		return dn_fail_nomem(err);
	ok = head.kind == FOLDER ? mkdir(full, 0700) == 0 : write_file(full, from, head.len);
	if (!ok)
		(void)dn_fail(err, DUNLIN_EUSAGE, "%s cannot be written: %s", full,
			      strerror(errno));
	free(full);
	return ok ? DUNLIN_OK : DUNLIN_EUSAGE;
}

dunlin_status dn_tree_unpack(const char *folder, const void *bytes, uint64_t len, dunlin_error *err)
{
	struct unpacking in = { .folder = folder, .bytes = bytes, .len = len };
	dunlin_status status = DUNLIN_OK;

	while (status == DUNLIN_OK && in.at < in.len)
		status = unpack_entry(&in, err);
	return status;
}
