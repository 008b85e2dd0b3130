/* cli/programs - where the programs of a database server are. */
#ifndef DN_CLI_PROGRAMS_H
#define DN_CLI_PROGRAMS_H

#include <dunlin/error.h>

/* The folder of PostgreSQL's initdb and postgres: `given`, or the first with both of PATH, what
 * pg_config says, and Debian's, the newest first.  EUSAGE, with what was looked at, when there is none.
 * The caller frees *out. */
DUNLIN_MUST_CHECK dunlin_status dn_programs_find(char **out, const char *given, dunlin_error *err);

#endif
