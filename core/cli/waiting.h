/* cli/waiting - waits for the database, for as long as --timeout says. */
#ifndef DN_CLI_WAITING_H
#define DN_CLI_WAITING_H

#include "cli/job.h"

/* What --timeout is given in; 0 is for ever, and 60 s without it.  Before the engine is opened. */
DUNLIN_MUST_CHECK dunlin_status dn_waiting_read(int64_t *timeout_ms, struct dn_job *job);
/* With the engine open. */
DUNLIN_MUST_CHECK dunlin_status dn_waiting(struct dn_job *job, int64_t timeout_ms);

#endif
