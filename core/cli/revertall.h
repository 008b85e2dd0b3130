/* cli/revertall - asks before everything that is applied is reverted. */
#ifndef DN_CLI_REVERTALL_H
#define DN_CLI_REVERTALL_H

#include <dunlin/dunlin.h>

#include "cli/job.h"

/* With the engine open.  Asks, as dn_confirm() does, when the wish is to revert
 * everything, however it is put: --all, or version 0.  Not with --yes, where
 * nothing is kept, and where nothing is applied. */
DUNLIN_MUST_CHECK dunlin_status dn_revertall_ask(struct dn_job *job,
						 const struct dunlin_wish *wish);

#endif
