/* cli/lookjson - what looking closely found, as JSON: findings and the log. */
#ifndef DN_CLI_LOOKJSON_H
#define DN_CLI_LOOKJSON_H

#include <dunlin/dunlin.h>

#include "cli/json.h"

/* "error", "warning", "coverage" or "good". */
const char *dn_lookjson_severity(int32_t kind);
/* One more in "findings", which need not be there yet. */
void dn_lookjson_add_finding(json_t *object, const struct dunlin_finding *finding);
/* All of them, behind those that are there. */
void dn_lookjson_put_findings(json_t *object, const dunlin_findings *findings);
/* "events", the newest first, at most so many (0: all), and "head" */
void dn_lookjson_put_events(json_t *object, const dunlin_log *log, int64_t most);
/* "ok", "events" (how many), "faults" (those not as they were written) and "head" */
void dn_lookjson_put_audit(json_t *object, const dunlin_log *log, bool ok);

#endif
