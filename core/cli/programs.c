/* cli/programs - where the programs of a database server are. */
#include "cli/programs.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/path.h"
#include "base/str.h"
#include "cli/die.h"
#include "cli/places.h"

#define DEBIAN "/usr/lib/postgresql"

static bool has(const char *folder, const char *name)
{
	char *path = dn_need(dn_path_join(folder, name));
	const bool found = access(path, X_OK) == 0;

	free(path);
	return found;
}

static bool has_both(const char *folder)
{
	return folder[0] == '/' && has(folder, "initdb") && has(folder, "postgres");
}

/* Takes folder, which may be NULL; NULL when the programs are not there. */
static char *take(char *folder)
{
	if (folder != NULL && has_both(folder))
		return folder;
	free(folder);
	return NULL;
}

static char *on_path(void)
{
	const char *path = getenv("PATH");
	char *found = NULL;
	size_t len;

	for (; path != NULL && *path != '\0' && found == NULL; path += len + (path[len] == ':')) {
		len = strcspn(path, ":");
		found = take(dn_need(strndup(path, len)));
	}
	return found;
}

static char *by_config(void)
{
	FILE *said = popen("pg_config --bindir 2>/dev/null", "re");
	char line[4096] = "";
	char *got;

	if (said == NULL)
		return NULL;
	got = fgets(line, sizeof(line), said);
	(void)pclose(said);
	line[strcspn(line, "\n")] = '\0';
	return got == NULL ? NULL : take(dn_need_copy(line));
}

static char *of_debian(void)
{
	struct dn_path_list list = { 0 };
	char *found = NULL, *better;
	struct dn_str folder;
	long best = 0, major;
	size_t i;

	if (dn_path_list(&list, DEBIAN, NULL) != DUNLIN_OK)
		return NULL;
	for (i = 0; i < list.n; i++) {
		major = strtol(list.items[i].name, NULL, 10);
		if (major <= best)
			continue;
		dn_str_init(&folder);
		dn_str_printf(&folder, DEBIAN "/%s/bin", list.items[i].name);
		better = take(dn_need_text(&folder));
		if (better == NULL)
			continue;
		free(found);
		found = better;
		best = major;
	}
	dn_path_list_clear(&list);
	return found;
}

dunlin_status dn_programs_find(char **out, const char *given, dunlin_error *err)
{
	*out = given == NULL ? on_path()
			     : dn_absolute(given); /* the driver says what is wrong with it */
	if (*out == NULL)
		*out = by_config();
	if (*out == NULL)
		*out = of_debian();
	if (*out != NULL)
		return DUNLIN_OK;
	(void)dn_fail(
		err, DUNLIN_EUSAGE,
		"no PostgreSQL server is installed: initdb and postgres are neither on PATH, nor "
		"where `pg_config --bindir` says, nor in " DEBIAN "/*/bin");
	dn_error_hint(err, "install it (Debian: postgresql-15), or say where it is: --bindir DIR");
	return DUNLIN_EUSAGE;
}
