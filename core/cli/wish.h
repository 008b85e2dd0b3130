/*
 * cli/wish - what a run is asked to do, from words and options.
 *
 * A bare number is always a count; a version stands behind --to or goto.  Every
 * failure is EUSAGE.  `wish` borrows the words.
 */
#ifndef DN_CLI_WISH_H
#define DN_CLI_WISH_H

#include <dunlin/dunlin.h>

#include "cli/job.h"

/* [N | --to VERSION] [--out-of-order]; `first` is the word where [N] would be. */
DUNLIN_MUST_CHECK dunlin_status dn_wish_up(struct dunlin_wish *wish, struct dn_job *job,
					   size_t first);
/* [N | --to VERSION | --all] */
DUNLIN_MUST_CHECK dunlin_status dn_wish_down(struct dunlin_wish *wish, struct dn_job *job,
					     size_t first);
/* VERSION [--out-of-order] */
DUNLIN_MUST_CHECK dunlin_status dn_wish_goto(struct dunlin_wish *wish, struct dn_job *job,
					     size_t first);

#endif
