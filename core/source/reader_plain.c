/* source/reader_plain - the plain layout: VERSION_NAME.sql, folders of dialects, seeds. */
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "source/body.h"
#include "source/filename.h"
#include "source/files.h"
#include "source/reader.h"
#include "source/store.h"
#include "source/text.h"

enum { LONGEST_ID = 255 }; /* bytes; the history's key has room for no more */

/* The folder being read, and what it says of its files. */
struct folder {
	struct dn_source *source;
	const struct dn_source_options *options;
	const struct dn_files *files;
	const char *path;
	const char *dialect; /* it is named after one */
	bool seeds;          /* it is seeds/ or below */
	const char *env;     /* it is seeds/<env> */
};

static dunlin_status read_folder(const struct folder *folder, dunlin_error *err);

/* The id and the names of a migration, from those of the file. */
static dunlin_status name_file(struct dn_body_file *file, const struct folder *folder,
			       const struct dn_filename *parsed, dunlin_error *err)
{
	struct dn_arena *arena = &folder->source->own->arena;
	struct dn_str id = DN_STR_INIT;

	file->kind = folder->seeds ? DN_KIND_SEED : parsed->kind;
	file->name = dn_arena_copy(arena, parsed->name, parsed->name_len);
	file->id = file->name;
	file->direction = parsed->direction;
	file->seed_env = folder->env;
	if (file->kind == DN_KIND_VERSIONED) {
		file->version_text = dn_arena_copy(arena, parsed->version, parsed->version_len);
		file->id = file->version_text == NULL ? NULL
						      : dn_version_canonical(file->version_text);
	} else if (folder->env != NULL) {
		dn_str_printf(&id, "%s/%.*s", folder->env, (int)parsed->name_len, parsed->name);
		file->id = file->name = id.failed ? NULL : dn_arena_copy(arena, id.data, id.len);
		dn_str_clear(&id);
	}
	if (file->name == NULL || file->id == NULL)
		return dn_fail_nomem(err);
	if (strlen(file->id) > LONGEST_ID)
		return dn_fail_at(err, DUNLIN_EUSAGE, file->file, 0, 0,
				  "folder and name together are longer than %d bytes", LONGEST_ID);
	return DUNLIN_OK;
}

/* A way back and a proof are not needed to know what there is: their names are enough. */
static bool may_wait(const struct folder *folder, const struct dn_body_file *file)
{
	return folder->options->later && folder->options->on_fault == NULL &&
	       (file->direction == DN_DOWN || file->direction == DN_VERIFY);
}

static dunlin_status read_migration(const struct folder *folder, const char *path,
				    const struct dn_filename *parsed, bool regular,
				    dunlin_error *err)
{
	struct dn_body_file file = { .files = folder->files, .dialect = parsed->dialect };
	dunlin_status status;
	struct dn_text text;

	file.file = dn_arena_strdup(&folder->source->own->arena, path);
	if (file.file == NULL)
		return dn_fail_nomem(err);
	if (folder->dialect != NULL && file.dialect != NULL &&
	    strcmp(folder->dialect, file.dialect) != 0)
		return dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "is for %s, in a folder for %s",
				  file.dialect, folder->dialect);
	if (file.dialect == NULL)
		file.dialect = folder->dialect;
	status = name_file(&file, folder, parsed, err);
	if (status != DUNLIN_OK)
		return status;
	if (may_wait(folder, &file))
		return dn_body_add_later(folder->source, &file, err);
	status = dn_reader_text(&text, folder->source, folder->files, path, regular, err);
	file.disk = text.disk;
	if (status == DUNLIN_OK)
		return dn_body_add(folder->source, &file, folder->options, text.text, text.len,
				   err);
	status = dn_store_fault(folder->options, status, err);
	return status == DUNLIN_OK ? dn_body_add_broken(folder->source, &file, err) : status;
}

/* What a folder in this one is; fills `sub` when it is to be read, or else
 * says why not. */
static bool know_folder(struct folder *sub, const struct folder *folder, const char *name,
			struct dn_arena *arena, struct dn_str *why)
{
	const char *dialect = dn_filename_dialect(folder->options, name, strlen(name));

	if (folder->seeds && folder->env == NULL) {
		if (dialect != NULL)
			dn_str_printf(why,
				      "not read: %s is a dialect, and folders in seeds are "
				      "environments; write seeds/NAME.%s.sql",
				      name, name);
		else if (!dn_filename_is_env(name, strlen(name)))
			dn_str_puts(why, "not read: a name of an environment has letters, digits, "
					 "_ and - only");
		else
			return (sub->env = dn_arena_strdup(arena, name)) != NULL;
	} else if (folder->seeds || folder->dialect != NULL) {
		dn_str_puts(why, "not read: folders are not read this deep");
	} else if (strcmp(name, "seeds") == 0) {
		return sub->seeds = true;
	} else if (dialect != NULL) {
		sub->dialect = dialect;
		return true;
	} else {
		dn_str_puts(why, "not read: a folder here is named after a dialect (");
		dn_filename_dialects(why, folder->options);
		dn_str_puts(why, "), or seeds");
	}
	return false;
}

static dunlin_status read_subfolder(const struct folder *folder, const char *path, const char *name,
				    dunlin_error *err)
{
	struct folder sub = *folder;
	struct dn_str why = DN_STR_INIT, ignored = DN_STR_INIT;
	struct dn_filename parsed;
	dunlin_status status;

	sub.path = path;
	if (know_folder(&sub, folder, name, &folder->source->own->arena, &why))
		status = read_folder(&sub, err);
	else if (why.failed || why.len == 0)
		status = dn_fail_nomem(err);
	else if (dn_filename_parse(&parsed, name, folder->seeds, folder->options, &ignored) ==
		 DN_FILENAME_MIGRATION)
		status = dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0,
				    "is a folder with the name of a migration");
	else
		status = dn_store_warn(folder->source, path, 0, err, "%s", dn_str_text(&why));
	dn_str_clear(&ignored);
	dn_str_clear(&why);
	return status;
}

static dunlin_status read_file(const struct folder *folder, const char *path,
			       const struct dn_path_entry *entry, dunlin_error *err)
{
	struct dn_str why = DN_STR_INIT;
	struct dn_filename parsed;
	dunlin_status status = DUNLIN_OK;

	switch (dn_filename_parse(&parsed, entry->name, folder->seeds, folder->options, &why)) {
	case DN_FILENAME_OTHER:
		break;
	case DN_FILENAME_NEAR:
		status = dn_store_warn(folder->source, path, 0, err, "not read: %s",
				       dn_str_text(&why));
		break;
	case DN_FILENAME_BAD:
		status = dn_fail_at(err, DUNLIN_EUSAGE, path, 0, 0, "%s", dn_str_text(&why));
		break;
	case DN_FILENAME_MIGRATION:
		status = dn_files_check_link(folder->files, path, entry, err);
		if (status == DUNLIN_OK)
			status = read_migration(folder, path, &parsed,
						entry->is_file && !entry->is_link, err);
		break;
	}
	if (why.failed)
		status = dn_fail_nomem(err);
	dn_str_clear(&why);
	return status;
}

static dunlin_status read_entry(const void *payload, const char *path,
				const struct dn_path_entry *entry, dunlin_error *err)
{
	const struct folder *folder = payload;
	dunlin_status status;

	if (!entry->is_dir) {
		status = read_file(folder, path, entry, err);
	} else {
		status = dn_files_check_link(folder->files, path, entry, err);
		if (status == DUNLIN_OK)
			status = read_subfolder(folder, path, entry->name, err);
	}
	return dn_store_fault(folder->options, status, err);
}

static dunlin_status read_folder(const struct folder *folder, dunlin_error *err)
{
	return dn_files_each(folder->files, folder->path, read_entry, folder, err);
}

static dunlin_status read_plain(struct dn_source *source, const struct dn_files *files,
				const struct dn_source_options *options, dunlin_error *err)
{
	const struct folder folder = {
		.source = source, .options = options, .files = files, .path = files->top
	};
	dunlin_status status;

	status = read_folder(&folder, err);
	if (status != DUNLIN_EMISSING)
		return status;
	status = dn_fail_at(err, DUNLIN_EUSAGE, files->top, 0, 0, "no such folder");
	dn_error_hint(err, "make one with `dunlin init`, or set `migrations` in dunlin.conf");
	return status;
}

const struct dn_reader dn_reader_plain = { "plain", read_plain };
