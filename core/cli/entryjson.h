/* cli/entryjson - a migration and its state, as JSON. */
#ifndef DN_CLI_ENTRYJSON_H
#define DN_CLI_ENTRYJSON_H

#include <dunlin/dunlin.h>

#include "cli/json.h"

/* "applied", "out_of_order" ...; NULL for one that is not known. */
const char *dn_entryjson_state(int32_t state);
/* Every entry of the report; an empty array when it is NULL. */
void dn_entryjson_put(json_t *object, const char *key, const dunlin_report *report);

/* One of them. */
void dn_entryjson_put_one(json_t *object, const char *key, const struct dunlin_entry *entry);

#endif
