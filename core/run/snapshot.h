/* run/snapshot - a migrated database as bytes, and databases in memory made of them. */
#ifndef DN_RUN_SNAPSHOT_H
#define DN_RUN_SNAPSHOT_H

#include "base/digest.h"
#include "run/view.h"

struct dn_snapshot {
	void *bytes; /* owned; never NULL once it is made */
	uint64_t len;
};
void dn_snapshot_clear(struct dn_snapshot *snapshot);

/* Adds to a digest what the bytes depend on besides the migrations.  The target's driver has
 * DUNLIN_CAP_SNAPSHOT, here and below. */
DUNLIN_MUST_CHECK dunlin_status dn_snapshot_form(struct dn_digest *digest,
						 const struct dn_target *target, dunlin_error *err);
/* Fulfils the wishes in an empty database in memory, and takes that down.  Undone by
 * dn_snapshot_clear(), on failure as well. */
DUNLIN_MUST_CHECK dunlin_status dn_snapshot_make(struct dn_snapshot *out,
						 const struct dn_view_options *options,
						 struct dn_wish *wishes, size_t n_wishes,
						 dunlin_error *err);
/* A database of its own, for the program to use; `client` as in struct dunlin_snapshot of
 * dunlin/driver.h.  From any thread. */
DUNLIN_MUST_CHECK dunlin_status dn_snapshot_open(void **native, const struct dn_target *target,
						 const struct dn_snapshot *from, const void *client,
						 dunlin_error *err);
/* Takes native; EBUSY when the program has something open in it. */
DUNLIN_MUST_CHECK dunlin_status dn_snapshot_close(const struct dn_target *target, void *native,
						  dunlin_error *err);

#endif
