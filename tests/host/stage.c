/* stage - a folder of its own for a test. */
#include "host/stage.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "host/loader.h"

static const char *const postgres_aliases[] = { "pg", NULL };
static const char *const postgres_session[] = { "SET", NULL };
static const struct dunlin_dialect postgres = {
	.size = DUNLIN_DIALECT_SIZE,
	.lex = DUNLIN_LEX_DOLLAR_QUOTES,
	.run = DUNLIN_RUN_TX_DDL,
	.name = "postgres",
	.aliases = postgres_aliases,
	.session = postgres_session,
	.name_quote = "\"\"",
	.begin = "BEGIN",
	.commit = "COMMIT",
};
static const char *const sqlite_aliases[] = { "sqlite3", NULL };
static const struct dunlin_dialect sqlite = {
	.size = DUNLIN_DIALECT_SIZE,
	.lex = DUNLIN_LEX_BRACKETS,
	.run = DUNLIN_RUN_BATCHES,
	.name = "sqlite",
	.aliases = sqlite_aliases,
	.name_quote = "\"\"",
	.begin = "BEGIN IMMEDIATE",
	.commit = "COMMIT",
};

const struct dunlin_dialect *stage_dialect(const char *name)
{
	if (strcmp(name, "postgres") == 0 || strcmp(name, "pg") == 0)
		return &postgres;
	return strcmp(name, "sqlite") == 0 ? &sqlite : NULL;
}

int stage_setup(void **state)
{
	struct stage *stage = calloc(1, sizeof(*stage));
	char folder[] = "/tmp/dunlin-stage-XXXXXX";

	if (stage == NULL || mkdtemp(folder) == NULL)
		return -1;
	stage->folder = strdup(folder);
	stage->row = *state;
	dn_error_init(&stage->err);
	*state = stage;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return remove(path);
}

int stage_teardown(void **state)
{
	struct stage *stage = *state;

	(void)nftw(stage->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	dn_error_clear(&stage->err);
	dn_arena_clear(&stage->arena);
	free(stage->folder);
	free(stage);
	return 0;
}

const char *stage_path(struct stage *stage, const char *name)
{
	char *joined = dn_path_join(stage->folder, name);
	const char *path = dn_arena_strdup(&stage->arena, joined);

	free(joined);
	return path;
}

const char *stage_folder(struct stage *stage, const char *name)
{
	const char *path = stage_path(stage, name);

	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(chmod(path, 0755), 0); /* whatever the umask */
	return path;
}

static void put(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(fchmod(fd, 0755), 0);
	close(fd);
}

const char *stage_file(struct stage *stage, const char *name, const char *text)
{
	const char *path = stage_path(stage, name);

	put(path, text, strlen(text));
	return path;
}

const char *stage_fake(struct stage *stage, const char *fake, const char *name)
{
	const char *fakes = getenv("DUNLIN_FAKES"), *path = stage_path(stage, name);
	char *from = NULL, *bytes = NULL;
	size_t len;

	if (fakes == NULL)
		fail_msg("DUNLIN_FAKES does not say where the fakes are");
	assert_true(asprintf(&from, "%s/%s.so", fakes, fake) > 0);
	assert_int_equal(dn_path_read(&bytes, &len, from, &stage->err), DUNLIN_OK);
	put(path, bytes, len);
	free(bytes);
	free(from);
	return path;
}

void stage_driver(struct stage *stage, const char *folder, const char *fake, const char *name,
		  const char *schemes)
{
	char *file = NULL, *text = NULL;

	assert_true(asprintf(&file, "%s/%s.so", folder, name) > 0);
	(void)stage_fake(stage, fake, file);
	free(file);
	assert_true(asprintf(&file, "%s/%s.driver", folder, name) > 0);
	assert_true(asprintf(&text,
			     "name = %s\nfile = %s.so\ndialect = sqlite\nabi = 1\nschemes = %s\n"
			     "package = lib%s5\n",
			     name, name, schemes, name) > 0);
	(void)stage_file(stage, file, text);
	free(file);
	free(text);
}

dunlin_status stage_load(struct stage *stage, struct dn_driver **out, const char *path,
			 const struct dn_manifest *manifest)
{
	struct dn_module_trust trust;
	struct dn_module module;
	dunlin_status status;

	*out = NULL;
	dn_module_trust_init(&trust, false);
	status = dn_module_open(&module, path, &trust, &stage->err);
	if (status != DUNLIN_OK)
		return status;
	status = dn_loader_load(out, &module, manifest, stage_dialect, &stage->err);
	dn_module_close(&module);
	return status;
}

void assert_failed(dunlin_status returned, const dunlin_error *err, dunlin_status status,
		   const char *piece)
{
	assert_int_equal(returned, status);
	assert_int_equal(err->status, status);
	assert_non_null(err->message);
	if (strstr(err->message, piece) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err->message, piece);
}
