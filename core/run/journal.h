/*
 * run/journal - what the journal says of a step, held against the body as it is now.
 */
#ifndef DN_RUN_JOURNAL_H
#define DN_RUN_JOURNAL_H

#include "base/digest.h"
#include "plan/plan.h"

/* The hash over a body's statements up to one: takes `hash` from the statement before, "" before
 * the first, to this one.  Only statements that are sent are part of it. */
void dn_journal_hash(char hash[DN_DIGEST_HEX + 1], const struct dn_stmt *stmt);

/*
 * EREFUSED, with its place, when a statement of an unfinished step that is done, or was cut off, is
 * another by now; OK for a step that was not begun.  Its body has been cut.
 */
DUNLIN_MUST_CHECK dunlin_status dn_journal_check(const struct dn_step *step, dunlin_error *err);

#endif
