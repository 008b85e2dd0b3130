/* odbc/sqlite - SQLite, through the SQLite ODBC driver. */
#include "odbc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* It tells SQLite's own number and text, and no SQLSTATE. */
static const char *sqlstate(const char *state, int32_t native, const char *message)
{
	static const struct {
		const char *piece, *sqlstate;
	} known[] = {
		{ "NOT NULL constraint failed", "23502" },
		{ "FOREIGN KEY constraint failed", "23503" },
		{ "UNIQUE constraint failed", "23505" },
		{ "CHECK constraint failed", "23514" },
		{ "already exists", "42P07" },
		{ "duplicate column name", "42701" },
		{ "no such table", "42P01" },
		{ "no such column", "42703" },
		{ "syntax error", "42601" },
		{ "incomplete input", "42601" },
		{ "unrecognized token", "42601" },
		{ "interrupted", "57014" },
		{ "is locked", "55P03" },
		{ "readonly database", "25006" },
	};
	size_t i;

	(void)state, (void)native;
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(message, known[i].piece) != NULL)
			return known[i].sqlstate;
	return NULL;
}

static const char *const setup[] = { "PRAGMA foreign_keys = ON", NULL };

/* The value of Database=, up to the next semicolon; NULL: there is none. */
static const char *find_file(const char *text, size_t *len)
{
	static const char key[] = "Database=";
	const char *at;

	for (at = text; at != NULL; at = strchr(at, ';')) {
		at += *at == ';';
		if (strncasecmp(at, key, sizeof(key) - 1) != 0)
			continue;
		at += sizeof(key) - 1;
		*len = strcspn(at, ";");
		return at;
	}
	return NULL;
}

/* A file that is not there is shown as an empty database in memory. */
static char *only_look(const char *text)
{
	size_t len = 0, room = strlen(text) + sizeof(":memory:");
	const char *file = find_file(text, &len);
	char *path = strndup(file == NULL ? "" : file, len);
	char *out = path == NULL ? NULL : malloc(room);

	if (out != NULL && (file == NULL || access(path, F_OK) == 0))
		(void)snprintf(out, room, "%s", text);
	else if (out != NULL)
		(void)snprintf(out, room, "%.*s:memory:%s", (int)(file - text), text, file + len);
	free(path);
	return out;
}

static int64_t version(const int part[3])
{
	return part[0] * 1000000 + part[1] * 1000 + part[2];
}

const struct odbc_product odbc_product = {
	.sqlstate = sqlstate,
	.extra = "",
	.look = "PRAGMA query_only = ON",
	.version = version,
	.fails_whole = false,
	.setup = setup,
	.tables = "SELECT NULL, '\"' || replace(name, '\"', '\"\"') || '\"', name FROM "
		  "sqlite_master WHERE type = 'table'",
	.only_look = only_look,
};
