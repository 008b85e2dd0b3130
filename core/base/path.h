/* base/path - file names, whole files and folder listings. */
#ifndef DN_BASE_PATH_H
#define DN_BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include <dunlin/error.h>

/* "folder/name"; a name that is absolute stands alone.  Caller frees; NULL when
 * out of memory. */
char *dn_path_join(const char *folder, const char *name);

/* Reads a whole regular file; the caller frees *data, which has a NUL behind
 * its *len bytes.  EUSAGE, naming the file and why, when it cannot be read. */
DUNLIN_MUST_CHECK dunlin_status dn_path_read(char **data, size_t *len, const char *path,
					     dunlin_error *err);

/* The same for an entry of a folder: `regular` says that the folder calls it a regular file, which
 * it is then not asked. */
DUNLIN_MUST_CHECK dunlin_status dn_path_read_entry(char **data, size_t *len, const char *path,
						   bool regular, dunlin_error *err);

struct dn_path_entry {
	char *name;  /* without the folder */
	bool is_dir; /* after links are followed, like the next two */
	bool is_file;
	bool is_link;
};
struct dn_path_list {
	struct dn_path_entry *items; /* in byte order of the names, without "." and ".." */
	size_t n, cap;
};
/* Lists a folder; EMISSING when there is none, EUSAGE when it cannot be read. */
DUNLIN_MUST_CHECK dunlin_status dn_path_list(struct dn_path_list *out, const char *folder,
					     dunlin_error *err);
void dn_path_list_clear(struct dn_path_list *list);
/* A list that is not a folder's: adds `len` bytes of a name, of nothing yet, and brings all in order.
 * What was added is lent until the next; NULL when out of memory. */
struct dn_path_entry *dn_path_list_add(struct dn_path_list *list, const char *name, size_t len);
void dn_path_list_sort(struct dn_path_list *list);

/* *inside: whether `path`, links resolved, lies in `folder` or below it; a path that leads nowhere does
 * not.  ENOMEM when that cannot be found out. */
DUNLIN_MUST_CHECK dunlin_status dn_path_inside(bool *inside, const char *folder, const char *path,
					       dunlin_error *err);

#endif
