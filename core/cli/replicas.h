/* cli/replicas - how far replicas may be behind, from --wait-replicas and --replica-timeout. */
#ifndef DN_CLI_REPLICAS_H
#define DN_CLI_REPLICAS_H

#include <dunlin/dunlin.h>

#include "cli/job.h"

/* As far as the command has them; the manner of `wish` is known.  EUSAGE for what is no LAG or no
 * time, and with what changes nothing. */
DUNLIN_MUST_CHECK dunlin_status dn_replicas_wish(struct dunlin_wish *wish, struct dn_job *job);

#endif
