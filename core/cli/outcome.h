/* cli/outcome - fulfils a wish, and says in a line what it came to. */
#ifndef DN_CLI_OUTCOME_H
#define DN_CLI_OUTCOME_H

#include <dunlin/dunlin.h>

#include "cli/job.h"

/* With the engine open; returns the exit code. */
int dn_outcome_run(struct dn_job *job, const struct dunlin_wish *wish);

#endif
