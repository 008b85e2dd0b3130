/*
 * cli/wish - what a run is asked to do, from words and options.
 *
 * A bare number is always a count, except behind `redo --force`; a version stands behind --to or
 * goto.  Every failure is EUSAGE.  `wish` borrows the words.
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
/* VERSION | +N | -N [--out-of-order]; +N is up N and -N is down N. */
DUNLIN_MUST_CHECK dunlin_status dn_wish_goto(struct dunlin_wish *wish, struct dn_job *job,
					     size_t first);
/* [N], or with --force [VERSION], which may also be R__NAME */
DUNLIN_MUST_CHECK dunlin_status dn_wish_redo(struct dunlin_wish *wish, struct dn_job *job,
					     size_t first);
/* VERSION | --from TABLE [VERSION] */
DUNLIN_MUST_CHECK dunlin_status dn_wish_stamp(struct dunlin_wish *wish, struct dn_job *job,
					      size_t first);
/* VERSION --done | --retry; VERSION may also be R__NAME or seeds/NAME. */
DUNLIN_MUST_CHECK dunlin_status dn_wish_resolve(struct dunlin_wish *wish, struct dn_job *job,
						size_t first);
/* No words. */
DUNLIN_MUST_CHECK dunlin_status dn_wish_seed(struct dunlin_wish *wish, struct dn_job *job,
					     size_t first);
DUNLIN_MUST_CHECK dunlin_status dn_wish_repair(struct dunlin_wish *wish, struct dn_job *job,
					       size_t first);

/* [N], and nothing else; 0 when it is not given. */
DUNLIN_MUST_CHECK dunlin_status dn_wish_count(int64_t *count, struct dn_job *job, size_t first);

/* How it is done: --sql, --dry-run, --one-transaction, --sync-each, --verify, --backup,
 * --wait-replicas, as far as
 * the command has them. */
DUNLIN_MUST_CHECK dunlin_status dn_wish_manner(struct dunlin_wish *wish, struct dn_job *job);

#endif
