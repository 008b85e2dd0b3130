/* mysql/inspect_sql - the questions that inspect() asks, as text. */
#ifndef DN_MYSQL_INSPECT_SQL_H
#define DN_MYSQL_INSPECT_SQL_H

#include <stdbool.h>

#include "common/text.h"

/* What the answers may be made from. */
struct dn_my_inspect {
	const char *schema; /* of the database to look at, a literal */
	bool is_mariadb;
	bool performance; /* performance_schema counts */
	bool userstat;    /* MariaDB's own counters do */
	bool stats;       /* the tables of InnoDB's statistics may be read */
	bool process;     /* the transactions of others may be seen */
};

/* Each adds a query that answers with the columns that inspect.c tells of, in their order. */
void dn_my_inspect_tables(struct dn_text *sql, const struct dn_my_inspect *what);
void dn_my_inspect_indexes(struct dn_text *sql, const struct dn_my_inspect *what);
void dn_my_inspect_activity(struct dn_text *sql, const struct dn_my_inspect *what);
void dn_my_inspect_locks(struct dn_text *sql, const struct dn_my_inspect *what);
void dn_my_inspect_slow(struct dn_text *sql, const struct dn_my_inspect *what);

#endif
