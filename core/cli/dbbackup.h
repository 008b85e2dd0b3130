/* cli/dbbackup - db backup FILE and db restore FILE. */
#ifndef DN_CLI_DBBACKUP_H
#define DN_CLI_DBBACKUP_H

#include "cli/job.h"

/* Each returns the exit code; the file is the second word. */
int dn_dbbackup_take(struct dn_job *job);
int dn_dbbackup_restore(struct dn_job *job);

#endif
