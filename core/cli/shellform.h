/*
 * cli/shellform - the tables of the commands as completion for a shell.
 *
 * What only a project knows (targets, versions) the script asks the program for,
 * with `dunlin completion targets` and `dunlin completion versions`.
 */
#ifndef DN_CLI_SHELLFORM_H
#define DN_CLI_SHELLFORM_H

#include <stdio.h>

/* What an argument can be. */
struct dn_shell_words {
	const char *arg;   /* the name that --help gives it */
	const char *words; /* all there are; NULL: see `ask` */
	const char *ask;   /* of the program; NULL: a file */
};
/* NULL: that is not known. */
const struct dn_shell_words *dn_shellform_words(const char *arg);
/* For between single quotes; `escaped` are characters that get a backslash. */
void dn_shellform_quote(FILE *to, const char *text, const char *escaped);

void dn_shellform_bash(FILE *to);
void dn_shellform_zsh(FILE *to);
void dn_shellform_fish(FILE *to);

#endif
