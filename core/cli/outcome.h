/* cli/outcome - fulfils a wish, and says in a line what it came to. */
#ifndef DN_CLI_OUTCOME_H
#define DN_CLI_OUTCOME_H

#include <dunlin/dunlin.h>

#include "cli/job.h"

/* Reads how it is to be done, and opens the engine as dn_job_open() does; what
 * keeps nothing creates nothing. */
DUNLIN_MUST_CHECK dunlin_status dn_outcome_open(struct dn_job *job, struct dunlin_wish *wish,
						unsigned int flags);
/* Shows the steps there are, and asks, if there are any: "this VERB 2 migrations
 * TAIL".  As dn_confirm(). */
DUNLIN_MUST_CHECK dunlin_status dn_outcome_ask(struct dn_job *job, const struct dunlin_wish *wish,
					       const char *verb, const char *tail);
/* The same, and `describe` says what the question is about; the caller's to free. */
DUNLIN_MUST_CHECK dunlin_status dn_outcome_ask_for(struct dn_job *job,
						   const struct dunlin_wish *wish,
						   char *(*describe)(const dunlin_plan *plan));
/* Fulfils plain wishes of these kinds (DUNLIN_WISH_*), one after the other, and says what they came to
 * together; the first that fails is the last.  Returns the exit code. */
int dn_outcome_run_all(struct dn_job *job, const uint32_t *kinds, size_t n);
/* With the engine open; returns the exit code. */
int dn_outcome_run(struct dn_job *job, const struct dunlin_wish *wish);

#endif
