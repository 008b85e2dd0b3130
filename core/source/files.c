/* source/files - where a layout finds its files: a folder on disk, or a bundle in memory. */
#include "source/files.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "source/bundle.h"

/* "." is left out: whoever stands in a folder calls its files by their names. */
static char *join(const char *folder, const char *name)
{
	return strcmp(folder, ".") == 0 ? strdup(name) : dn_path_join(folder, name);
}

/* The part of a path that is below the top; "" is the top itself. */
static const char *below(const struct dn_files *files, const char *path)
{
	size_t len = strlen(files->top);

	if (strncmp(files->top, path, len) == 0 && path[len] == '\0')
		return path + len;
	if (strcmp(files->top, ".") == 0)
		return path;
	path += len;
	return path[0] == '/' ? path + 1 : path;
}

static dunlin_status list(struct dn_path_list *out, const struct dn_files *files, const char *path,
			  dunlin_error *err)
{
	if (files->bundle == NULL)
		return dn_path_list(out, path, err);
	return dn_bundle_list(out, files->bundle, below(files, path)) ? DUNLIN_OK
								      : dn_fail_nomem(err);
}

dunlin_status dn_files_each(const struct dn_files *files, const char *path, dn_files_fn fn,
			    const void *payload, dunlin_error *err)
{
	struct dn_path_list found;
	dunlin_status status;
	char *joined;
	size_t i;

	status = list(&found, files, path, err);
	if (status != DUNLIN_OK)
		return status;
	for (i = 0; i < found.n && status == DUNLIN_OK; i++) {
		if (found.items[i].name[0] == '.')
			continue;
		joined = join(path, found.items[i].name);
		status = joined == NULL ? dn_fail_nomem(err)
					: fn(payload, joined, &found.items[i], err);
		free(joined);
	}
	dn_path_list_clear(&found);
	return status;
}

dunlin_status dn_files_check_link(const struct dn_files *files, const char *path,
				  const struct dn_path_entry *entry, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	bool inside = true;

	if (entry->is_link)
		status = dn_path_inside(&inside, files->top, path, err);
	if (status != DUNLIN_OK || inside)
		return status;
	return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0,
			  "a symbolic link that leads nowhere, or out of %s", files->top);
}

/* A copy: what is read is made canonical where it lies. */
static dunlin_status read_bundle(char **data, size_t *len, const struct dn_files *files,
				 const char *path, dunlin_error *err)
{
	const char *inner = below(files, path);
	const struct dn_bundle_file *file = dn_bundle_find(files->bundle, inner, strlen(inner));

	*data = NULL;
	*len = 0;
	if (file == NULL)
		return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "is not in the bundle");
	*data = malloc(file->len + 1);
	if (*data == NULL)
		return dn_fail_nomem(err);
	memcpy(*data, file->data, file->len);
	(*data)[file->len] = '\0';
	*len = file->len;
	return DUNLIN_OK;
}

dunlin_status dn_files_read(char **data, size_t *len, const struct dn_files *files,
			    const char *path, bool regular, dunlin_error *err)
{
	dunlin_status status;

	if (files->bundle != NULL)
		status = read_bundle(data, len, files, path, err);
	else
		status = dn_path_read_entry(data, len, path, regular, err);
	if (status == DUNLIN_OK && files->on_file != NULL)
		status = files->on_file(files->payload, below(files, path), *data, *len, err);
	return status;
}
