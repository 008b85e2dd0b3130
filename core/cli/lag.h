/* cli/lag - how far a replica may be behind, as people write it: "0", "10s", "16MB", "none". */
#ifndef DN_CLI_LAG_H
#define DN_CLI_LAG_H

#include <stdbool.h>
#include <stdint.h>

/* What to write instead, for messages. */
#define DN_LAG_FORM                                                                            \
	"0 for nothing, a time such as 500ms, 10s or 5min, or bytes such as 16MB: B, kB, MB, " \
	"GB or TB; none waits for nobody"

/* *unit is DUNLIN_REPLICAS_*, *lag is bytes or ms of it.  False when `text` is no lag. */
bool dn_lag_parse(uint32_t *unit, int64_t *lag, const char *text);

#endif
