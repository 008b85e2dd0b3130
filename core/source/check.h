/* source/check - every body of a source, cut in every dialect it is for. */
#ifndef DN_SOURCE_CHECK_H
#define DN_SOURCE_CHECK_H

#include "source/source.h"

struct dn_check {
	const struct dunlin_dialect *const *dialects;
	size_t n;
	bool any; /* nobody knows which of them is meant: only what none can cut is a fault */
	dn_fault_fn on_fault;
	void *payload;
};

/*
 * Hands over what cannot be cut; one that only some dialects object to says which.  Bodies that are
 * broken are passed over.  The source is of no other use afterwards than to be read: its bodies are
 * cut as the last dialect had them.  Only ENOMEM.
 */
DUNLIN_MUST_CHECK dunlin_status dn_check_bodies(struct dn_source *source,
						const struct dn_check *check, dunlin_error *err);

#endif
