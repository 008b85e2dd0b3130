/* cli/table - rows with aligned columns, through libsmartcols. */
#include "cli/table.h"

#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/vec.h"
#include "cli/die.h"
#include "cli/width.h"

struct dn_table {
	struct libscols_table *table;
	struct libscols_line *line; /* the last row; the table's */
	bool color;
	size_t *fits, n_fits, cap_fits; /* columns that are cut to a terminal's width */
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
	free(table->fits);
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

void dn_table_fit(struct dn_table *table, size_t column)
{
	size_t *fit =
		dn_need(dn_vec_add(&table->fits, &table->n_fits, &table->cap_fits, sizeof(*fit)));

	*fit = column;
}

static bool is_fit(const struct dn_table *table, size_t column)
{
	size_t i;

	for (i = 0; i < table->n_fits; i++)
		if (table->fits[i] == column)
			return true;
	return false;
}

static const char *text_at(struct dn_table *table, size_t row, size_t column)
{
	const char *text = scols_cell_get_data(
		scols_line_get_cell(scols_table_get_line(table->table, row), column));

	return text == NULL ? "" : text;
}

/* What a column takes, with its title. */
static int widest(struct dn_table *table, size_t column)
{
	struct libscols_column *head = scols_table_get_column(table->table, column);
	int most = dn_width_of(scols_cell_get_data(scols_column_get_header(head)));
	size_t i;

	for (i = 0; i < scols_table_get_nlines(table->table); i++) {
		int width = dn_width_of(text_at(table, i, column));

		most = width > most ? width : most;
	}
	return most;
}

static void cut_column(struct dn_table *table, size_t column, int room)
{
	size_t i;

	for (i = 0; i < scols_table_get_nlines(table->table); i++) {
		struct libscols_line *line = scols_table_get_line(table->table, i);
		struct dn_str text = DN_STR_INIT;

		dn_width_cut(&text, text_at(table, i, column), room);
		if (scols_cell_set_data(scols_line_get_cell(line, column), dn_need_str(&text)) != 0)
			dn_die_nomem();
		dn_str_clear(&text);
	}
}

enum { LEAST_ROOM = 16 }; /* less says nothing; then a row may as well be too long */

static void fit(struct dn_table *table)
{
	struct winsize size;
	size_t n = scols_table_get_ncols(table->table), i;
	int room;

	if (table->n_fits == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return;
	room = (int)size.ws_col - (int)(n - 1);
	for (i = 0; i < n; i++)
		if (!is_fit(table, i))
			room -= widest(table, i);
	room /= (int)table->n_fits;
	for (i = 0; i < table->n_fits; i++)
		cut_column(table, table->fits[i], room < LEAST_ROOM ? LEAST_ROOM : room);
}

void dn_table_print(struct dn_table *table)
{
	char *text = NULL, *line, *next, *end;

	fit(table);
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
