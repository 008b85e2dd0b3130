/* cli/target - dunlin.conf and the command line to struct dunlin_options. */
#ifndef DN_CLI_TARGET_H
#define DN_CLI_TARGET_H

#include <dunlin/dunlin.h>

#include "base/vec.h"
#include "cli/config.h"
#include "cli/progress.h"
#include "cli/url.h"

struct dn_target_options {
	struct dunlin_options options; /* lent until the target is cleared */
	struct dn_arena arena;         /* owns what they point to */
	uint32_t replicas;             /* DUNLIN_REPLICAS_*: whether a wish has them waited for */
	int64_t replica_lag;           /* bytes or ms */
	int64_t replica_wait_ms;       /* as struct dunlin_wish has it */
};

/*
 * The project's settings, and with `url` that URL with its target's.  Settings
 * that belong to another dialect than a replaced url's are left out with a
 * warning.  EUSAGE with file:line for a bad setting.  The caller clears `out` in
 * every case.
 */
DUNLIN_MUST_CHECK dunlin_status dn_target_options_make(struct dn_target_options *out,
						       const struct dn_config *config,
						       const struct dn_url *url,
						       struct dn_progress *progress,
						       dunlin_error *err);
void dn_target_options_clear(struct dn_target_options *target);

#endif
