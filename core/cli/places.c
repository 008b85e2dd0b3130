/* cli/places - where drivers are looked for. */
#include "cli/places.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "cli/die.h"

char *dn_absolute(const char *path)
{
	char *here, *joined;

	if (path[0] == '/')
		return dn_need_copy(path);
	here = dn_need(getcwd(NULL, 0));
	joined = dn_need(dn_path_join(here, path));
	free(here);
	return joined;
}

static void add(struct dn_places *places, const char *path, const char *label, uint32_t flags)
{
	static const struct dunlin_place empty = DUNLIN_PLACE_INIT;
	struct dunlin_place *place = dn_need(dn_arena_alloc(&places->arena, sizeof(*place)));
	const struct dunlin_place **item;

	item = dn_need_item(&places->items, &places->n, &places->cap, sizeof(*item));
	*item = place;
	*place = empty;
	place->path = dn_need(dn_arena_strdup(&places->arena, path));
	place->label = label;
	place->flags = flags;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static dunlin_status add_project(struct dn_places *places, const struct dn_config *config,
				 dunlin_error *err)
{
	dunlin_status status;
	char *path, *absolute;
	size_t i;

	for (i = 0;; i++) {
		status = dn_config_item(&path, config, &config->project, "drivers", i, err);
		if (status != DUNLIN_OK || path == NULL)
			return status;
		absolute = dn_absolute(path);
		add(places, absolute, "dunlin.conf", 0);
		free(absolute);
		free(path);
	}
}

/* Takes path. */
static void add_owned(struct dn_places *places, char *path, const char *label, uint32_t flags)
{
	add(places, dn_need(path), label, flags);
	free(path);
}

/* Code is loaded from here, so a program with more rights than its user does not look. */
static void add_environment(struct dn_places *places, struct dn_progress *progress)
{
	const char *path = secure_getenv("DUNLIN_DRIVER_PATH");
	const char *data = secure_getenv("XDG_DATA_HOME"), *home = secure_getenv("HOME");
	size_t len;

	for (; path != NULL && *path != '\0'; path += len + (path[len] == ':')) {
		len = strcspn(path, ":");
		if (len > 0 && *path == '/')
			add_owned(places, strndup(path, len), "DUNLIN_DRIVER_PATH", 0);
		else if (len > 0)
			dn_progress_warn(
				progress,
				"DUNLIN_DRIVER_PATH: a path that is not absolute is left out", NULL,
				0);
	}
	if (data != NULL && data[0] == '/')
		add_owned(places, dn_path_join(data, "dunlin/drivers"), "your data folder", 0);
	else if (home != NULL && home[0] == '/')
		add_owned(places, dn_path_join(home, ".local/share/dunlin/drivers"),
			  "your data folder", 0);
}

/* realpath(), NULL when there is no such file. */
static char *real_path(const char *path)
{
	char *real = realpath(path, NULL);

	if (real == NULL && errno == ENOMEM)
		dn_die_nomem();
	return real;
}

/* The installed folder as seen from the program's, in a tree that was moved. */
static void add_beside(struct dn_places *places, const char *folder)
{
	char *joined = dn_need(dn_path_join(folder, DN_BIN_TO_LIB "/dunlin/drivers"));
	char *path = DN_BIN_TO_LIB[0] == '\0' ? NULL : real_path(joined);

	/* The engine looks into the installed folder by itself. */
	if (path != NULL && strcmp(path, DN_DRIVER_DIR) != 0)
		add(places, path, "beside the program", 0);
	free(path);
	free(joined);
}

/* libtool keeps a program that is not installed as BUILD/.libs/dunlin, and the
 * modules of BUILD/drivers in BUILD/drivers/.libs. */
static void add_build(struct dn_places *places, const char *folder)
{
	const char *name = strrchr(folder, '/');
	char *status, *drivers, *top;

	if (name == NULL || strcmp(name, "/.libs") != 0)
		return;
	top = dn_need(strndup(folder, (size_t)(name - folder)));
	status = dn_need(dn_path_join(top, "config.status"));
	drivers = dn_need(dn_path_join(top, "drivers/.libs"));
	if (access(status, F_OK) == 0 && is_folder(drivers))
		add(places, drivers, "build tree", DUNLIN_PLACE_BUILD);
	free(drivers);
	free(status);
	free(top);
}

dunlin_status dn_places_find(struct dn_places *out, const struct dn_config *config, bool trust,
			     struct dn_progress *progress, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	char *program, *slash;

	memset(out, 0, sizeof(*out));
	if (trust)
		status = add_project(out, config, err);
	if (status != DUNLIN_OK)
		return status;
	add_environment(out, progress);
	program = real_path("/proc/self/exe");
	slash = program == NULL ? NULL : strrchr(program, '/');
	if (slash != NULL && slash > program) {
		*slash = '\0';
		add_beside(out, program);
		add_build(out, program);
	}
	free(program);
	return DUNLIN_OK;
}

void dn_places_clear(struct dn_places *places)
{
	dn_arena_clear(&places->arena);
	free(places->items);
	memset(places, 0, sizeof(*places));
}
