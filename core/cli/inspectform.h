/* cli/inspectform - what a database holds, as a table for a person or as JSON. */
#ifndef DN_CLI_INSPECTFORM_H
#define DN_CLI_INSPECTFORM_H

#include <dunlin/dunlin.h>

#include "cli/json.h"
#include "cli/output.h"

/* The rows; columns of which nothing is known are left out, and long statements cut. */
void dn_inspectform_print(const struct dn_output *out, const dunlin_table *table);
/* "columns" and "rows". */
void dn_inspectform_put(json_t *object, const dunlin_table *table);

/* The cell of a column of that name; NULL when it is unknown, and when there is no such column. */
const char *dn_inspectform_at(const dunlin_table *table, size_t row, const char *name);

#endif
