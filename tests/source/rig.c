/* rig - a temporary folder to work in, and sources read from it. */
#include "source/rig.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/merge.h"

static char rig_folder[32];

static const char *const postgres_aliases[] = { "pg", "postgresql", NULL };
static const char *const sqlite_aliases[] = { "sqlite3", NULL };
static const char *const mysql_aliases[] = { "mariadb", NULL };
static const struct dn_source_dialect dialects[] = { { "postgres", postgres_aliases },
						     { "sqlite", sqlite_aliases },
						     { "mysql", mysql_aliases } };
const struct dn_source_options rig_options = { .dialects = dialects, .n_dialects = 3 };

int rig_setup(void **state)
{
	(void)state;
	strcpy(rig_folder, "/tmp/dunlin-source-XXXXXX");
	return mkdtemp(rig_folder) == NULL || chdir(rig_folder) != 0 ? -1 : 0;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

int rig_teardown(void **state)
{
	(void)state;
	if (chdir("/") != 0)
		return -1;
	return nftw(rig_folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void rig_put_bytes(const char *path, const char *bytes, size_t len)
{
	char *copy = strdup(path), *slash;
	FILE *file;

	assert_non_null(copy);
	for (slash = strchr(copy, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0777);
		*slash = '/';
	}
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
	free(copy);
}

void rig_put(const char *path, const char *text)
{
	rig_put_bytes(path, text, strlen(text));
}

dunlin_status rig_read_from(struct dn_source **out, const char *folder, dunlin_error *err)
{
	struct dn_source_options options = rig_options;

	options.folders = &folder;
	options.n_folders = 1;
	return dn_source_read(out, &options, err);
}

dunlin_status rig_read(struct dn_source **out, dunlin_error *err)
{
	return rig_read_from(out, "m", err);
}

struct dn_source *rig_source(void)
{
	struct dn_source *source;
	dunlin_error err;

	dn_error_init(&err);
	if (rig_read(&source, &err) != DUNLIN_OK)
		fail_msg("%s:%d: %s", err.file, (int)err.line, err.message);
	return source;
}

void rig_check_error(dunlin_status status, dunlin_error *err, const char *file, int64_t line,
		     const char *piece)
{
	if (status == DUNLIN_OK)
		fail_msg("nothing failed, and \"%s\" was to", piece);
	assert_int_equal(status, DUNLIN_EUSAGE);
	assert_int_equal(err->status, DUNLIN_EUSAGE);
	if (strstr(err->message, piece) == NULL)
		fail_msg("\"%s\" is not in: %s", piece, err->message);
	assert_non_null(err->file);
	assert_string_equal(err->file, file);
	assert_int_equal(err->line, line);
	dn_error_clear(err);
}

void rig_fails(const char *file, int64_t line, const char *piece)
{
	struct dn_source *source;
	dunlin_error err;
	dunlin_status status;

	dn_error_init(&err);
	status = rig_read(&source, &err);
	dn_source_free(source);
	rig_check_error(status, &err, file, line, piece);
}

struct dn_body *rig_body(struct dn_source *source, char kind, const char *id,
			 enum dn_direction direction, const char *dialect)
{
	struct dn_migration *migration = dn_source_find(source, kind, id);
	struct dn_body *body;

	assert_non_null(migration);
	body = dn_merge_pick(migration, direction, dialect);
	assert_non_null(body);
	return body;
}

bool rig_warned(const struct dn_source *source, const char *file, int64_t line, const char *piece)
{
	const struct dn_warning *warning;
	size_t i;

	for (i = 0; i < source->n_warnings; i++) {
		warning = &source->warnings[i];
		if (strcmp(warning->file, file) == 0 && warning->line == line &&
		    strstr(warning->text, piece) != NULL)
			return true;
	}
	return false;
}
