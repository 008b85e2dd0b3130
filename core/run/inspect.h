/* run/inspect - keeps what a driver says of a database. */
#ifndef DN_RUN_INSPECT_H
#define DN_RUN_INSPECT_H

#include "base/vec.h"
#include "run/session.h"

struct dn_inspection {
	struct dunlin_column *columns;
	size_t n_columns, cap_columns;
	const char ***rows; /* of n_columns cells each; NULL: unknown */
	size_t n_rows, cap_rows;
	struct dn_arena arena; /* of every text and row */
};

/* Caller's storage.  Undone by dn_inspection_clear(), on failure as well. */
DUNLIN_MUST_CHECK dunlin_status dn_inspection_init(struct dn_inspection *out,
						   struct dn_session *session, uint32_t topic,
						   dunlin_error *err);
void dn_inspection_clear(struct dn_inspection *inspection);

#endif
