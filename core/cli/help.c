/* cli/help - what --help says, made from the tables. */
#include "cli/help.h"

#include <string.h>

#include "base/str.h"
#include "cli/die.h"

/* Column of the explanations. */
#define INDENT 28

static void put_options(FILE *to, const struct dn_option *options)
{
	struct dn_str form = DN_STR_INIT;

	for (; options->name != NULL; options++) {
		dn_str_reset(&form);
		if (options->letter != 0)
			dn_str_printf(&form, "  -%c, --%s", options->letter, options->name);
		else
			dn_str_printf(&form, "      --%s", options->name);
		if (options->arg != NULL)
			dn_str_printf(&form, " %s", options->arg);
		if (form.len + 2 > INDENT)
			dn_str_printf(&form, "\n%*s", INDENT, "");
		fprintf(to, "%-*s%s\n", INDENT, dn_need_str(&form), options->help);
	}
	dn_str_clear(&form);
}

static void put_commands(FILE *to)
{
	const struct dn_command *const *command;

	for (command = dn_commands; *command != NULL; command++)
		fprintf(to, "  %-10s %s\n", (*command)->name, (*command)->summary);
}

void dn_help_program(FILE *to)
{
	fputs("usage: dunlin [options] COMMAND [options]\n\n"
	      "Migrates databases: applies the SQL of a folder in order, once, and knows what\n"
	      "was applied.\n\ncommands:\n",
	      to);
	put_commands(to);
	fputs("\noptions, before or after the command:\n", to);
	put_options(to, dn_global_options);
	fputs("\nexit codes:\n"
	      "  0 done   1 a migration or the database failed   2 usage or configuration\n"
	      "  3 something is pending (--check)   4 changed, missing or out of order\n"
	      "  5 somebody else holds the lock   6 cannot connect   128+n ended by signal n\n"
	      "\n`dunlin COMMAND --help` says more of one.\n",
	      to);
}

void dn_help_short(FILE *to)
{
	fputs("usage: dunlin [options] COMMAND [options]\n\n", to);
	put_commands(to);
	fputs("\n`dunlin --help` and `dunlin COMMAND --help` say more.\n", to);
}

void dn_help_command(FILE *to, const struct dn_command *command)
{
	const char *usage = command->usage, *word = "usage:";
	size_t len;

	do {
		len = strcspn(usage, "\n");
		fprintf(to, "%s dunlin %s%s%.*s\n", word, command->name, len > 0 ? " " : "",
			(int)len, usage);
		usage += len;
		word = "   or:";
	} while (*usage++ == '\n');
	fprintf(to, "\n%c%s.\n", command->summary[0] - 'a' + 'A', command->summary + 1);
	if (command->about != NULL)
		fprintf(to, "%s\n", command->about);
	if (command->options->name != NULL) {
		fputs("\noptions:\n", to);
		put_options(to, command->options);
	}
	fputs("\noptions of every command:\n", to);
	put_options(to, dn_global_options);
}
