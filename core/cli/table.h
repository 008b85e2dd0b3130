/* cli/table - rows with aligned columns, to stdout. */
#ifndef DN_CLI_TABLE_H
#define DN_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/output.h"

struct dn_table;

struct dn_column {
	const char *title;
	bool right; /* aligned; of a number */
};

/* `columns` end with a NULL title.  A row is as long as it is, but for dn_table_fit(). */
struct dn_table *dn_table_new(const struct dn_output *out, const struct dn_column *columns);
void dn_table_free(struct dn_table *table); /* NULL is fine */

void dn_table_row(struct dn_table *table);
/* Into the last row; `text` is copied and may be NULL. */
void dn_table_cell(struct dn_table *table, size_t column, enum dn_style style, const char *text);
/* On a terminal the cells of this column are cut so that rows fit into its width; before printing, and
 * for a few columns, which share what the others leave. */
void dn_table_fit(struct dn_table *table, size_t column);
void dn_table_print(struct dn_table *table);

#endif
