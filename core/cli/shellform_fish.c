/* cli/shellform_fish - completion for fish. */
#include "cli/shellform.h"

#include <stdbool.h>
#include <string.h>

#include "cli/command.h"

static bool is_path(const char *arg)
{
	const struct dn_shell_words *known = dn_shellform_words(arg);

	return known != NULL && known->ask == NULL && known->words == NULL;
}

static void put_fish_choice(FILE *to, const char *arg)
{
	const struct dn_shell_words *known = dn_shellform_words(arg);

	if (known == NULL)
		return;
	if (known->ask != NULL)
		fprintf(to, " -a '(dunlin completion %s 2>/dev/null)'", known->ask);
	else if (known->words != NULL)
		fprintf(to, " -a '%s'", known->words);
	else
		fputs(strcmp(arg, "DIR") == 0 ? " -a '(__fish_complete_directories)'" : " -F", to);
}

/* `command` NULL: of all. */
static void put_fish_options(FILE *to, const char *command, const struct dn_option *options)
{
	for (; options->name != NULL; options++) {
		fputs("complete -c dunlin", to);
		if (command != NULL)
			fprintf(to, " -n '__dunlin_command %s'", command);
		if (options->letter != 0)
			fprintf(to, " -s %c", options->letter);
		fprintf(to, " -l %s", options->name);
		if (options->arg != NULL) /* -x: and it is no file */
			fputs(is_path(options->arg) ? " -r" : " -x", to);
		put_fish_choice(to, options->arg);
		fputs(" -d '", to);
		dn_shellform_quote(to, options->help, "\\");
		fputs("'\n", to);
	}
}

static void put_fish_words(FILE *to, const struct dn_command *command)
{
	if (command->words == NULL)
		return;
	fprintf(to, "complete -c dunlin -n '__dunlin_command %s'", command->name);
	if (dn_shellform_words(command->words) != NULL)
		put_fish_choice(to, command->words);
	else
		fprintf(to, " -a '%s'", command->words);
	putc('\n', to);
}

/* Whether the command of the line is the one that is named, or, without a name,
 * there is one.  The first decides: in `plan up` the second word is none. */
static const char is_command[] = "\nfunction __dunlin_command\n"
				 "\tfor word in (commandline -opc)[2..]\n"
				 "\t\tif contains -- $word $__dunlin_commands\n"
				 "\t\t\ttest (count $argv) = 0; or test $word = $argv[1]\n"
				 "\t\t\treturn\n"
				 "\t\tend\n"
				 "\tend\n"
				 "\treturn 1\n"
				 "end\n";

void dn_shellform_fish(FILE *to)
{
	const struct dn_command *const *command;

	fputs("# fish completion for dunlin\ncomplete -c dunlin -f\nset -g __dunlin_commands", to);
	for (command = dn_commands; *command != NULL; command++)
		fprintf(to, " %s", (*command)->name);
	fputs(is_command, to);
	put_fish_options(to, NULL, dn_global_options);
	for (command = dn_commands; *command != NULL; command++) {
		fprintf(to, "complete -c dunlin -n 'not __dunlin_command' -a %s -d '",
			(*command)->name);
		dn_shellform_quote(to, (*command)->summary, "\\");
		fputs("'\n", to);
		put_fish_options(to, (*command)->name, (*command)->options);
		put_fish_words(to, *command);
	}
}
