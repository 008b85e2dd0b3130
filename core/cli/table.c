/* cli/table - rows with aligned columns, through libsmartcols. */
#include "cli/table.h"

#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "cli/die.h"

struct dn_table {
	struct libscols_table *table;
	struct libscols_line *line; /* the last row; the table's */
	bool color;
};

struct dn_table *dn_table_new(const struct dn_output *out, const struct dn_column *columns)
{
	struct dn_table *table = dn_need(calloc(1, sizeof(*table)));

	table->color = out->color_out;
	table->table = dn_need(scols_new_table());
	(void)scols_table_enable_colors(table->table, table->color);
	/* Else it makes columns narrower for a terminal, in the midst of words. */
	(void)scols_table_set_termforce(table->table, SCOLS_TERMFORCE_NEVER);
	for (; columns->title != NULL; columns++)
		dn_need(scols_table_new_column(table->table, columns->title, 0,
					       columns->right ? SCOLS_FL_RIGHT : 0));
	return table;
}

void dn_table_free(struct dn_table *table)
{
	if (table == NULL)
		return;
	scols_unref_table(table->table);
	free(table);
}

void dn_table_row(struct dn_table *table)
{
	table->line = dn_need(scols_table_new_line(table->table, NULL));
}

static const char *color_name(enum dn_style style)
{
	switch (style) {
	case DN_STYLE_GOOD:
		return "green";
	case DN_STYLE_BAD:
		return "red";
	case DN_STYLE_WARN:
		return "yellow";
	case DN_STYLE_FAINT:
		return "halfbright";
	case DN_STYLE_BOLD:
		return "bold";
	default:
		return NULL;
	}
}

void dn_table_cell(struct dn_table *table, size_t column, enum dn_style style, const char *text)
{
	struct libscols_cell *cell = dn_need(scols_line_get_cell(table->line, column));

	if (text == NULL)
		return;
	if (scols_cell_set_data(cell, text) != 0)
		dn_die_nomem();
	if (table->color && color_name(style) != NULL)
		(void)scols_cell_set_color(cell, color_name(style));
}

void dn_table_print(struct dn_table *table)
{
	char *text = NULL, *line, *next, *end;

	if (scols_print_table_to_string(table->table, &text) != 0)
		dn_die_nomem();
	/* The last column is filled up with blanks that nobody wants in a log. */
	for (line = text; line != NULL && *line != '\0'; line = next) {
		next = strchr(line, '\n');
		end = next == NULL ? line + strlen(line) : next;
		while (end > line && end[-1] == ' ')
			end--;
		printf("%.*s\n", (int)(end - line), line);
		next = next == NULL ? NULL : next + 1;
	}
	free(text);
}
