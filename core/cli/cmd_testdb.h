/* cli/cmd_testdb - what the files of dunlin testdb share. */
#ifndef DN_CLI_CMD_TESTDB_H
#define DN_CLI_CMD_TESTDB_H

#include "cli/job.h"

/* The actions; each returns the exit code. */
int dn_cmd_testdb_create(struct dn_job *job);
int dn_cmd_testdb_drop(struct dn_job *job);
int dn_cmd_testdb_gc(struct dn_job *job);
int dn_cmd_testdb_serve(struct dn_job *job);

/* EUSAGE when an option was given that belongs to another action; `names` ends with a NULL. */
DUNLIN_MUST_CHECK dunlin_status dn_cmd_testdb_options_are(struct dn_job *job, const char *action,
							  const char *const *names);

#endif
