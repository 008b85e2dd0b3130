/* sql/client - what to write in the place of psql's backslash commands. */
#include "sql/client.h"

#include <string.h>

#define STATEMENT "end the statement with ; instead"
#define SHOWS "it only shows something; leave it out"
#define INCLUDE "copy the statements of that file into this one"
#define CONNECT "a migration stays on its target; write it for a target of its own"
#define VALUE "write the value itself"
#define CONDITION "use the directives when, only or env, or a DO block"
#define PRINT "write a comment, or RAISE NOTICE in a DO block"
#define LARGE_OBJECT "use the functions lo_from_bytea() and lo_unlink()"

/* In byte order of the names. */
static const struct {
	const char *name;
	const char *advice;
} commands[] = {
	{ "!", "run it outside of the migration" },
	{ ";", "write ; alone" },
	{ "c", CONNECT },
	{ "conninfo", SHOWS },
	{ "connect", CONNECT },
	{ "copy", "write COPY … FROM stdin; with the rows below it and \\. on a line behind them" },
	{ "crosstabview", STATEMENT },
	{ "echo", PRINT },
	{ "elif", CONDITION },
	{ "else", CONDITION },
	{ "encoding", "migrations are UTF-8; leave it out" },
	{ "endif", CONDITION },
	{ "g", STATEMENT },
	{ "gdesc", STATEMENT },
	{ "gexec", "write a DO block that loops over the query and runs EXECUTE" },
	{ "gset", "write a DO block with a variable, or a subquery" },
	{ "gx", STATEMENT },
	{ "i", INCLUDE },
	{ "if", CONDITION },
	{ "include", INCLUDE },
	{ "include_relative", INCLUDE },
	{ "ir", INCLUDE },
	{ "lo_export", LARGE_OBJECT },
	{ "lo_import", LARGE_OBJECT },
	{ "lo_unlink", LARGE_OBJECT },
	{ "o", "a migration has no output; leave it out" },
	{ "out", "a migration has no output; leave it out" },
	{ "password", "write ALTER ROLE … PASSWORD with a hashed password" },
	{ "prompt", VALUE },
	{ "pset", SHOWS },
	{ "q", "end the file here" },
	{ "qecho", PRINT },
	{ "quit", "end the file here" },
	{ "set", VALUE },
	{ "setenv", VALUE },
	{ "timing", "Dunlin records how long each migration takes; leave it out" },
	{ "unset", VALUE },
	{ "warn", PRINT },
	{ "watch", STATEMENT },
};

static bool is(const char *command, size_t len, const char *name)
{
	return strlen(name) == len && memcmp(command, name, len) == 0;
}

bool dn_client_is_noise(const char *command, size_t len)
{
	return is(command, len, "restrict") || is(command, len, "unrestrict");
}

const char *dn_client_advice(const char *command, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (is(command, len, commands[i].name))
			return commands[i].advice;
	if (len > 0 && (command[0] == 'd' || command[0] == 'l' || command[0] == 's'))
		return SHOWS;
	return "leave it out, or write it in SQL";
}
