/* cli/statementjson - the statements of every body, as JSON. */
#ifndef DN_CLI_STATEMENTJSON_H
#define DN_CLI_STATEMENTJSON_H

#include <dunlin/dunlin.h>

#include "cli/json.h"

/* "migrations", each with the statements of its bodies. */
void dn_statementjson_put(json_t *object, const dunlin_statements *statements);

#endif
