/* postgres/verify_same - whether an index is the one a statement describes. */
#ifndef DN_POSTGRES_VERIFY_SAME_H
#define DN_POSTGRES_VERIFY_SAME_H

#include "verify_ask.h"

/*
 * Compares the indexes `oids`, "{1,2}", of the table with this oid with what the CREATE INDEX of `v`
 * would make of it: leaves those that are the same as rows of *same, which is to be cleared whatever
 * is returned.  *told is false when the server would not make one to compare with.
 *
 * It makes the index on an empty copy of the table, in a transaction that is rolled back.
 */
DUNLIN_MUST_CHECK dunlin_status dn_pg_verify_same(struct dn_pg_verify *v, const char *table,
						  const char *oids, struct dn_pg_answer *same,
						  bool *told);

#endif
