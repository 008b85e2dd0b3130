/* base/duration - times as people write them: "2s", "500ms", "5min", "1h". */
#ifndef DN_BASE_DURATION_H
#define DN_BASE_DURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DN_DURATION_MOST INT32_MAX /* milliseconds; what the databases take, some 24 days */

/* What to write instead, for messages. */
#define DN_DURATION_FORM \
	"write a number and ms, s, min, h or d, such as 500ms, 2s, 5min or 1h, or 0 for no limit"

/* `text` to milliseconds; a bare 0 needs no unit.  False when it is no time, or
 * longer than DN_DURATION_MOST. */
bool dn_duration_parse(int64_t *ms, const char *text, size_t len);

#endif
