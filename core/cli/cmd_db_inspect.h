/* cli/cmd_db_inspect - dunlin db inspect: shows what a database holds. */
#ifndef DN_CLI_CMD_DB_INSPECT_H
#define DN_CLI_CMD_DB_INSPECT_H

#include "cli/job.h"

int dn_db_inspect(struct dn_job *job); /* returns the exit code */

#endif
