/*
 * cli/replicas - how far replicas may be behind: --wait-replicas and --replica-timeout, or what
 * dunlin.conf has for the target.
 */
#ifndef DN_CLI_REPLICAS_H
#define DN_CLI_REPLICAS_H

#include <dunlin/dunlin.h>

#include "cli/job.h"

/* The options, as far as the command has them; the manner of `wish` is known.  EUSAGE for what is no
 * LAG or no time, and with what changes nothing. */
DUNLIN_MUST_CHECK dunlin_status dn_replicas_wish(struct dunlin_wish *wish, struct dn_job *job);
/* What they left open, once the target is known.  EUSAGE for a timeout where nothing is waited for. */
DUNLIN_MUST_CHECK dunlin_status dn_replicas_default(struct dunlin_wish *wish, struct dn_job *job);

#endif
