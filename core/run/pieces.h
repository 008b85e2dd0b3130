/*
 * run/pieces - what must be asked and put in order around a statement that runs alone: a step in
 * pieces, while it is carried out.
 */
#ifndef DN_RUN_PIECES_H
#define DN_RUN_PIECES_H

#include "run/attempt.h"

/* The stops of a script; `i` is the index of the action. */
DUNLIN_MUST_CHECK dunlin_status dn_pieces_remember(struct dn_attempt *a, size_t i,
						   dunlin_error *err);
/* EREFUSED when nothing tells what became of the statement, or something else is in the place of
 * its result; EBUSY when it is still under way after all the patience. */
DUNLIN_MUST_CHECK dunlin_status dn_pieces_resume(struct dn_attempt *a, size_t i, dunlin_error *err);
DUNLIN_MUST_CHECK dunlin_status dn_pieces_assert(struct dn_attempt *a, size_t i, dunlin_error *err);

/* Statements of the body that are done and stay, after a failure. */
int64_t dn_pieces_left(const struct dn_attempt *a);
/* After a failure that may not last: true when a->at is now where the script can go on, at the
 * transaction or the statement that failed. */
bool dn_pieces_retry(struct dn_attempt *a);
/* After a failure that lasts: takes away what a statement left behind, and makes the journal say
 * what is true.  What cannot be done is left to the next run. */
void dn_pieces_tidy(struct dn_attempt *a, struct dn_outcome *outcome);

#endif
