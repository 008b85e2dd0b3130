/* cli/shellform_bash - completion for bash. */
#include "cli/shellform.h"

#include <string.h>

#include "cli/command.h"

static void put_long_options(FILE *to, const struct dn_option *options)
{
	for (; options->name != NULL; options++)
		fprintf(to, " --%s", options->name);
}

/* A line for each argument that is known; the words of others are left to nobody. */
static void put_bash_arguments(FILE *to, const struct dn_option *options)
{
	for (; options->name != NULL; options++) {
		const struct dn_shell_words *known = dn_shellform_words(options->arg);

		if (options->arg == NULL)
			continue;
		if (options->letter != 0)
			fprintf(to, "\t-%c | --%s) ", options->letter, options->name);
		else
			fprintf(to, "\t--%s) ", options->name);
		if (known == NULL)
			fputs("return ;;\n", to);
		else if (known->ask != NULL)
			fprintf(to, "words=$(_dunlin_ask %s) ;;\n", known->ask);
		else if (known->words != NULL)
			fprintf(to, "words='%s' ;;\n", known->words);
		else
			fprintf(to,
				"mapfile -t COMPREPLY < <(compgen -%c -- \"$word\"); return ;;\n",
				strcmp(known->arg, "DIR") == 0 ? 'd' : 'f');
	}
}

static void put_bash_command(FILE *to, const struct dn_command *command)
{
	const struct dn_shell_words *known = dn_shellform_words(command->words);

	fprintf(to, "\t%s)\n\t\toptions=\"$options", command->name);
	put_long_options(to, command->options);
	fputs("\"\n", to);
	if (known != NULL)
		fprintf(to, "\t\t[[ $word == -* ]] || words=$(_dunlin_ask %s)\n", known->ask);
	else if (command->words != NULL)
		fprintf(to, "\t\twords='%s'\n", command->words);
	fputs("\t\tcase $before in\n", to);
	put_bash_arguments(to, command->options);
	fputs("\t\tesac ;;\n", to);
}

/* Global options in front of the command that have an argument, which is not it. */
static void put_bash_skipped(FILE *to)
{
	const struct dn_option *option;
	const char *between = "\t\t";

	for (option = dn_global_options; option->name != NULL; option++) {
		if (option->arg == NULL || strcmp(option->name, "directory") == 0)
			continue;
		fprintf(to, "%s--%s", between, option->name);
		if (option->letter != 0)
			fprintf(to, " | -%c", option->letter);
		between = " | ";
	}
	fputs(") ((++i)) ;;\n", to);
}

void dn_shellform_bash(FILE *to)
{
	const struct dn_command *const *command;

	fputs("# bash completion for dunlin\n"
	      "_dunlin_ask()\n{\n"
	      "\t\"${COMP_WORDS[0]}\" ${folder:+-C \"$folder\"} completion \"$1\" 2>/dev/null\n}\n"
	      "_dunlin()\n{\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
	      "\tlocal command= folder= options= words= list i\n"
	      "\tCOMPREPLY=()\n"
	      "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	      "\t\tcase ${COMP_WORDS[i]} in\n"
	      "\t\t-C | --directory) folder=${COMP_WORDS[++i]} ;;\n",
	      to);
	put_bash_skipped(to);
	fputs("\t\t-*) ;;\n"
	      "\t\t*) [[ -n $command ]] || command=${COMP_WORDS[i]} ;;\n"
	      "\t\tesac\n\tdone\n\toptions='",
	      to);
	put_long_options(to, dn_global_options);
	fputs("'\n\tcase $command in\n\t'') words='", to);
	for (command = dn_commands; *command != NULL; command++)
		fprintf(to, " %s", (*command)->name);
	fputs("' ;;\n", to);
	for (command = dn_commands; *command != NULL; command++)
		put_bash_command(to, *command);
	fputs("\tesac\n\tcase $before in\n", to);
	put_bash_arguments(to, dn_global_options);
	/* Not compgen -W, which would run what a name says. */
	fputs("\tesac\n"
	      "\t[[ $word != -* ]] || words=$options\n"
	      "\tread -r -d '' -a list <<<\"$words\"\n"
	      "\tfor i in \"${list[@]}\"; do\n"
	      "\t\t[[ $i != \"$word\"* ]] || COMPREPLY+=(\"$i\")\n"
	      "\tdone\n"
	      "}\ncomplete -F _dunlin dunlin\n",
	      to);
}
