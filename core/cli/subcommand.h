/* cli/subcommand - commands whose first word says what they do: `dunlin db create`. */
#ifndef DN_CLI_SUBCOMMAND_H
#define DN_CLI_SUBCOMMAND_H

#include "cli/job.h"

struct dn_subcommand {
	const char *name;   /* NULL ends a list */
	size_t least, most; /* words that follow it */
	int (*run)(struct dn_job *job);
};

/* Runs the one that the first word names, and returns its exit code; exit code 2, with those there are,
 * when there is none of that name or the number of words does not fit. */
int dn_subcommand_run(struct dn_job *job, const struct dn_subcommand *list);

#endif
