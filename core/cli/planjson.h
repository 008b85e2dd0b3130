/* cli/planjson - a plan as JSON. */
#ifndef DN_CLI_PLANJSON_H
#define DN_CLI_PLANJSON_H

#include <dunlin/dunlin.h>

#include "cli/json.h"

/* "setup", "steps", "lines" and "waiting". */
void dn_planjson_put(json_t *object, const dunlin_plan *plan);
/* "steps" alone; with a state they have the members of a run's. */
void dn_planjson_put_steps(json_t *object, const dunlin_plan *plan, const char *state);

#endif
