/* dunlin testdb - databases for tests: given out, dropped, cleared away, and a server for them. */
#include "cli/cmd_testdb.h"

#include <string.h>

#include "cli/subcommand.h"

static const struct dn_subcommand actions[] = {
	{ "create", 0, SIZE_MAX - 1, dn_cmd_testdb_create },
	{ "drop", 1, SIZE_MAX - 1, dn_cmd_testdb_drop },
	{ "gc", 0, 0, dn_cmd_testdb_gc },
	{ "serve", 0, SIZE_MAX - 1, dn_cmd_testdb_serve },
	{ NULL, 0, 0, NULL },
};

static const struct dn_option options[] = {
	{ "seeds", 0, false, false, NULL, "create: with the seeds loaded" },
	{ "to", 0, false, false, "VERSION", "create: with the migrations up to this one only" },
	{ "count", 0, false, false, "N", "create: so many on a server (default: 1)" },
	{ "owner", 0, false, false, "PID", "create: whose they are (default: who runs dunlin)" },
	{ "keep", 0, false, false, NULL, "create: nobody's; they stay until they are dropped" },
	{ "templates", 0, false, false, NULL, "gc: old templates as well" },
	{ "bindir", 0, false, false, "DIR", "serve: where initdb and postgres are" },
	{ "cache", 0, false, false, "DIR", "serve: where new data are kept for the next time" },
	{ "no-cache", 0, false, false, NULL, "serve: make the data anew, and keep none" },
	DN_OPTION_ENV,
	DN_OPTION_END,
};

dunlin_status dn_cmd_testdb_options_are(struct dn_job *job, const char *action,
					const char *const *names)
{
	const struct dn_option *option;
	const char *const *name;

	for (option = options; option->name != NULL; option++) {
		for (name = names; *name != NULL && strcmp(*name, option->name) != 0;)
			name++;
		if (*name == NULL && dn_args_has(job->args, option->name))
			return dn_fail(&job->err, DUNLIN_EUSAGE, "testdb %s takes no --%s", action,
				       option->name);
	}
	return DUNLIN_OK;
}

static int run(struct dn_job *job)
{
	return dn_subcommand_run(job, actions);
}

const struct dn_command dn_cmd_testdb = {
	.name = "testdb",
	.summary = "give out fresh, migrated databases for tests, and clear them away",
	.usage = "create [--to VERSION] [--seeds] [--env NAME] [--count N] [--owner PID | --keep]\n"
		 "create FILE ... [--to VERSION] [--seeds] [--env NAME]\n"
		 "drop NAME|URL ...\n"
		 "gc [--templates] [--env NAME]\n"
		 "serve [--bindir DIR] [--cache DIR | --no-cache] [-- COMMAND [ARG]...]",
	.about =
		"create, on PostgreSQL: clones of a template that the migrations run in once, on the\n"
		"server of the target; prints a URL a line, as the target's is, password included.  A\n"
		"clone is there until drop, or until gc finds that its owner has ended: the process\n"
		"that started dunlin, unless --owner names another; --keep leaves it without one.\n"
		"On SQLite: each FILE becomes a new, migrated database.\n"
		"\n"
		"gc drops the clones that processes of this host have left, and prints their names.\n"
		"--templates also drops the templates of which no clone is left, but for those of the\n"
		"migrations as they are now; one that is missed is made again.\n"
		"\n"
		"serve starts a PostgreSQL of its own, prints its URL, and runs until it is interrupted.\n"
		"With a COMMAND it runs that instead, with the URL in DUNLIN_URL and DATABASE_URL, and\n"
		"ends with its exit code.  The server listens on a socket of this user alone, in a folder\n"
		"of TMPDIR, /dev/shm or /tmp, and is gone with all its data when dunlin ends, be it killed.",
	.options = options,
	.words = "create drop gc serve",
	.run = run,
};
