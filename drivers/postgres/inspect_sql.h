/* postgres/inspect_sql - the questions that inspect() asks, as text. */
#ifndef DN_POSTGRES_INSPECT_SQL_H
#define DN_POSTGRES_INSPECT_SQL_H

#include <stdbool.h>

/* Each answers with the columns that inspect.c tells of, in their order. */
extern const char dn_pg_inspect_tables[];
extern const char dn_pg_inspect_indexes[];
extern const char dn_pg_inspect_activity[];

/* For a server of this version.  The caller frees it; NULL without memory. */
char *dn_pg_inspect_locks(int version);
/* The same for pg_stat_statements in this schema, which is quoted.  `exec_time`: it counts planning
 * apart, and calls its times so. */
char *dn_pg_inspect_slow(const char *schema, bool exec_time);

#endif
