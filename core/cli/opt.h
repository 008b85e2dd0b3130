/*
 * cli/opt - reads the command line by the tables of the commands.
 *
 *   dunlin [global options] COMMAND [options, global ones too, and words]
 *
 * A `--` ends the options.  Words keep their order.  An option that takes an
 * argument may be given once, unless its table says otherwise.
 */
#ifndef DN_CLI_OPT_H
#define DN_CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>

#include <dunlin/error.h>

#include "cli/command.h"

struct dn_given {
	const struct dn_option *option;
	char *value; /* owned; NULL when it takes none */
};

struct dn_args {
	const struct dn_command *command; /* NULL: none was named */
	struct dn_given *given;
	size_t n_given, cap_given;
	char **words; /* of the command; borrowed from argv, which may be wiped */
	size_t n_words, cap_words;
};

/*
 * EUSAGE with a message that names what is wrong, and a hint when a known word
 * is near; `out` then holds what was read so far.  Arguments that are secret
 * are overwritten in argv.  The caller clears `out` in every case.
 */
DUNLIN_MUST_CHECK dunlin_status dn_args_parse(struct dn_args *out, int argc, char **argv,
					      dunlin_error *err);
void dn_args_clear(struct dn_args *args);

/* Whether the command has such an option, or all commands have. */
bool dn_args_knows(const struct dn_args *args, const char *name);
/* `name` must be in the command's table or the global one. */
bool dn_args_has(const struct dn_args *args, const char *name);
const char *dn_args_get(const struct dn_args *args, const char *name); /* NULL: not given */
/* The i-th value, from 0, of an option that may be given often; NULL past the last. */
const char *dn_args_nth(const struct dn_args *args, const char *name, size_t i);

#endif
