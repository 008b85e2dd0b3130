/* cli/shellform_zsh - completion for zsh. */
#include "cli/shellform.h"

#include <string.h>

#include "cli/command.h"

static void put_zsh_action(FILE *to, const char *arg)
{
	const struct dn_shell_words *known = dn_shellform_words(arg);

	if (known == NULL)
		putc(' ', to);
	else if (known->ask != NULL)
		fprintf(to, "{_dunlin_ask %s}", known->ask);
	else if (known->words != NULL)
		fprintf(to, "(%s)", known->words);
	else
		fputs(strcmp(arg, "DIR") == 0 ? "_directories" : "_files", to);
}

static void put_zsh_options(FILE *to, const struct dn_option *options)
{
	for (; options->name != NULL; options++) {
		fputs(" \\\n\t\t", to);
		if (options->many)
			fprintf(to, "'*--%s", options->name);
		else if (options->letter != 0)
			fprintf(to, "'(-%c --%s)'{-%c,--%s}'", options->letter, options->name,
				options->letter, options->name);
		else
			fprintf(to, "'--%s", options->name);
		putc('[', to);
		dn_shellform_quote(to, options->help, "[]:\\");
		putc(']', to);
		if (options->arg != NULL) {
			fprintf(to, ":%s:", options->arg);
			put_zsh_action(to, options->arg);
		}
		putc('\'', to);
	}
}

static void put_zsh_words(FILE *to, const struct dn_command *command)
{
	if (command->words == NULL)
		return;
	fputs(" \\\n\t\t'1:word:", to);
	if (dn_shellform_words(command->words) != NULL)
		put_zsh_action(to, command->words);
	else
		fprintf(to, "(%s)", command->words);
	putc('\'', to);
}

void dn_shellform_zsh(FILE *to)
{
	const struct dn_command *const *command;

	fputs("#compdef dunlin\n"
	      "_dunlin_ask()\n{\n"
	      "\tcompadd -- ${(f)\"$(dunlin ${opt_args[-C]:+-C ${opt_args[-C]}} completion $1 "
	      "2>/dev/null)\"}\n}\n"
	      "_dunlin()\n{\n"
	      "\tlocal curcontext=$curcontext state line\n"
	      "\tlocal -a commands\n"
	      "\ttypeset -A opt_args\n"
	      "\t_arguments -C",
	      to);
	put_zsh_options(to, dn_global_options);
	fputs(" \\\n\t\t'1:command:->command' '*::word:->word'\n"
	      "\tcase $state in\n\tcommand)\n\t\tcommands=(\n",
	      to);
	for (command = dn_commands; *command != NULL; command++) {
		fprintf(to, "\t\t\t'%s:", (*command)->name);
		dn_shellform_quote(to, (*command)->summary, ":\\");
		fputs("'\n", to);
	}
	fputs("\t\t)\n\t\t_describe command commands ;;\n\tword)\n\t\tcase $line[1] in\n", to);
	for (command = dn_commands; *command != NULL; command++) {
		fprintf(to, "\t\t%s) _arguments", (*command)->name);
		put_zsh_options(to, dn_global_options);
		put_zsh_options(to, (*command)->options);
		put_zsh_words(to, *command);
		fputs(" ;;\n", to);
	}
	fputs("\t\tesac ;;\n\tesac\n}\n"
	      "if [ \"$funcstack[1]\" = _dunlin ]; then\n\t_dunlin \"$@\"\n"
	      "else\n\tcompdef _dunlin dunlin\nfi\n",
	      to);
}
