/* source/identity - all that decides what migrations come to, as one digest. */
#ifndef DN_SOURCE_IDENTITY_H
#define DN_SOURCE_IDENTITY_H

#include "base/digest.h"
#include "source/source.h"

/* Adds everything that a run upwards looks at: names, up bodies and their directives, seeds
 * included, of the dialect that was selected.  Reads what was left for later; EUSAGE with file and
 * line. */
DUNLIN_MUST_CHECK dunlin_status dn_identity_add(struct dn_source *source, struct dn_digest *digest,
						dunlin_error *err);

#endif
