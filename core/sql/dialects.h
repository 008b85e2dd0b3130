/* sql/dialects - the dialects the engine brings: postgres, sqlite and mysql. */
#ifndef DN_SQL_DIALECTS_H
#define DN_SQL_DIALECTS_H

#include <dunlin/dialect.h>

/* By name or alias ("pg", "sqlite3", "mariadb"); NULL when it is none of them. */
const struct dunlin_dialect *dn_dialect_find(const char *name);
/* The i-th from 0; NULL past the last. */
const struct dunlin_dialect *dn_dialect_at(size_t i);

#endif
