/* source/queries - query files: statements with what is asked of each, of no migration. */
#include "source/queries.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/str.h"
#include "source/body.h"
#include "source/filename.h"
#include "source/files.h"
#include "source/reader.h"
#include "source/store.h"

/* Where a file lies, and what that says of it. */
struct folder {
	struct dn_source *source;
	const struct dn_source_options *options;
	const struct dn_files *files;
	const char *path;    /* NULL: the file itself was named */
	const char *dialect; /* the folder is named after one */
};

static const char *base_name(const char *path, size_t len, size_t *name_len)
{
	size_t start;

	while (len > 1 && path[len - 1] == '/')
		len--;
	for (start = len; start > 0 && path[start - 1] != '/';)
		start--;
	*name_len = len - start;
	return path + start;
}

/* The dialect that a path's last part names; NULL: none. */
static const char *dialect_of(const struct dn_source_options *options, const char *path, size_t len)
{
	size_t name_len = 0;
	const char *name = base_name(path, len, &name_len);

	return dn_filename_dialect(options, name, name_len);
}

static dunlin_status read_file(const struct folder *folder, const char *path,
			       const struct dn_filename *parsed, dunlin_error *err)
{
	struct dn_arena *arena = &folder->source->own->arena;
	struct dn_body_file file = { .kind = DN_KIND_QUERY,
				     .direction = DN_VERIFY,
				     .dialect = parsed->dialect };
	dunlin_status status;
	struct dn_text text;

	file.file = dn_arena_strdup(arena, path);
	file.id = file.name = file.file;
	if (file.file == NULL)
		return dn_fail_nomem(err);
	if (folder->dialect != NULL && file.dialect != NULL &&
	    strcmp(folder->dialect, file.dialect) != 0)
		return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "is for %s, in a folder for %s",
				  file.dialect, folder->dialect);
	if (file.dialect == NULL)
		file.dialect = folder->dialect;
	status = dn_reader_text(&text, folder->source, folder->files, path, false, err);
	file.disk = text.disk;
	return status != DUNLIN_OK ? status
				   : dn_body_add(folder->source, &file, folder->options, text.text,
						 text.len, err);
}

/* What a name says; one that was named by hand must be a query file's. */
static dunlin_status take_name(const struct folder *folder, const char *path, const char *name,
			       dunlin_error *err)
{
	struct dn_str why = DN_STR_INIT;
	struct dn_filename parsed;
	dunlin_status status = DUNLIN_OK;
	enum dn_filename_kind kind = dn_filename_parse(&parsed, name, true, folder->options, &why);

	if (kind == DN_FILENAME_NEAR && parsed.name_len > 0 && parsed.direction >= 0 &&
	    !why.failed) {
		dn_str_reset(&why);
		dn_str_puts(&why,
			    "a query file has no direction: write NAME.sql, or NAME.DIALECT.sql");
	} else if (kind == DN_FILENAME_OTHER) {
		dn_str_puts(&why, "is no query file: those are named NAME.sql");
	}
	if (why.failed)
		status = dn_fail_nomem(err);
	else if (kind == DN_FILENAME_MIGRATION)
		status = read_file(folder, path, &parsed, err);
	else if (kind == DN_FILENAME_BAD || folder->path == NULL)
		status = dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "%s", dn_str_text(&why));
	else if (kind == DN_FILENAME_NEAR)
		status = dn_store_warn(folder->source, path, 0, err, "not read: %s",
				       dn_str_text(&why));
	dn_str_clear(&why);
	return status;
}

static dunlin_status read_folder(const struct folder *folder, dunlin_error *err);

static dunlin_status read_subfolder(const struct folder *folder, const char *path, const char *name,
				    dunlin_error *err)
{
	struct dn_str known = DN_STR_INIT;
	struct folder sub = *folder;
	dunlin_status status;

	sub.path = path;
	sub.dialect = dn_filename_dialect(folder->options, name, strlen(name));
	if (sub.dialect != NULL && folder->dialect == NULL)
		return read_folder(&sub, err);
	dn_filename_dialects(&known, folder->options);
	status = dn_store_warn(folder->source, path, 0, err,
			       folder->dialect != NULL
				       ? "not read: folders are not read this deep"
				       : "not read: a folder here is named after a dialect (%s)",
			       dn_str_text(&known));
	dn_str_clear(&known);
	return status;
}

static dunlin_status read_entry(const void *payload, const char *path,
				const struct dn_path_entry *entry, dunlin_error *err)
{
	const struct folder *folder = payload;
	dunlin_status status = dn_files_check_link(folder->files, path, entry, err);

	if (status != DUNLIN_OK)
		return status;
	return entry->is_dir ? read_subfolder(folder, path, entry->name, err)
			     : take_name(folder, path, entry->name, err);
}

static dunlin_status read_folder(const struct folder *folder, dunlin_error *err)
{
	return dn_files_each(folder->files, folder->path, read_entry, folder, err);
}

static dunlin_status read_path(struct dn_source *source, const struct dn_source_options *options,
			       const char *path, dunlin_error *err)
{
	const struct dn_files files = { .top = path };
	struct folder folder = { .source = source, .options = options, .files = &files };
	const size_t before = source->own->n_found;
	size_t name_len = 0;
	const char *name = base_name(path, strlen(path), &name_len);
	dunlin_status status;
	struct stat st;

	if (stat(path, &st) != 0)
		return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "no such file or folder");
	if (!S_ISDIR(st.st_mode)) {
		folder.dialect = dialect_of(options, path, (size_t)(name - path));
		return take_name(&folder, path, name, err);
	}
	folder.path = path;
	folder.dialect = dialect_of(options, path, strlen(path));
	status = read_folder(&folder, err);
	if (status == DUNLIN_OK && source->own->n_found == before)
		status = dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "has no query files");
	return status;
}

dunlin_status dn_queries_read(struct dn_queries *out, const struct dn_source_options *options,
			      const char *const *paths, size_t n, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	struct dn_source_private *own;
	size_t i;

	memset(out, 0, sizeof(*out));
	out->source = dn_store_new();
	if (out->source == NULL)
		return dn_fail_nomem(err);
	for (i = 0; i < n && status == DUNLIN_OK; i++)
		status = read_path(out->source, options, paths[i], err);
	if (status != DUNLIN_OK)
		return status;
	own = out->source->own;
	out->bodies = dn_arena_alloc(&own->arena, (own->n_found + 1) * sizeof(*out->bodies));
	if (out->bodies == NULL)
		return dn_fail_nomem(err);
	for (i = 0; i < own->n_found; i++)
		out->bodies[out->n++] = own->found[i].body;
	return DUNLIN_OK;
}

void dn_queries_clear(struct dn_queries *queries)
{
	dn_source_free(queries->source);
	memset(queries, 0, sizeof(*queries));
}

bool dn_query_is_for(const struct dn_body *body, const char *dialect)
{
	size_t i;

	if (body->dialect != NULL)
		return strcmp(body->dialect, dialect) == 0;
	for (i = 0; i < body->n_only; i++)
		if (strcmp(body->only[i], dialect) == 0)
			return true;
	return body->n_only == 0;
}
