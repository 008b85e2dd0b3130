/* cli/help - what --help says, made from the tables. */
#ifndef DN_CLI_HELP_H
#define DN_CLI_HELP_H

#include <stdio.h>

#include "cli/command.h"

void dn_help_program(FILE *to);
void dn_help_short(FILE *to); /* for who gave no command */
void dn_help_command(FILE *to, const struct dn_command *command);

#endif
