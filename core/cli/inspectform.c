/* cli/inspectform - what a database holds, as a table for a person or as JSON. */
#include "cli/inspectform.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/die.h"
#include "cli/table.h"

static struct dunlin_column column_at(const dunlin_table *table, size_t i)
{
	struct dunlin_column column = DUNLIN_COLUMN_INIT;

	dunlin_table_column(table, i, &column);
	return column;
}

const char *dn_inspectform_at(const dunlin_table *table, size_t row, const char *name)
{
	size_t i;

	for (i = 0; i < dunlin_table_columns(table); i++)
		if (strcmp(column_at(table, i).name, name) == 0)
			return dunlin_table_cell(table, row, i);
	return NULL;
}

static bool is_known(const dunlin_table *table, size_t column)
{
	size_t i;

	for (i = 0; i < dunlin_table_rows(table); i++)
		if (dunlin_table_cell(table, i, column) != NULL)
			return true;
	return false;
}

static bool ends_in(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return len >= n && strcmp(text + len - n, end) == 0;
}

/* "TOTAL SIZE" of total_bytes, "MEAN" of mean_ms; for the caller to free. */
static char *title_of(const struct dunlin_column *column)
{
	struct dn_str text = DN_STR_INIT;
	size_t len = strlen(column->name), i;

	if (column->kind == DUNLIN_VALUE_BYTES && ends_in(column->name, "bytes"))
		len -= strlen("bytes");
	else if (column->kind == DUNLIN_VALUE_MS && ends_in(column->name, "_ms"))
		len -= strlen("_ms");
	for (i = 0; i < len; i++)
		dn_str_putc(&text, column->name[i] == '_'
					   ? ' '
					   : (char)toupper((unsigned char)column->name[i]));
	if (column->kind == DUNLIN_VALUE_BYTES)
		dn_str_puts(&text, "SIZE");
	return dn_need_text(&text);
}

/* A text on one line, without what could steer a terminal. */
static char *one_line(const char *value)
{
	struct dn_str text = DN_STR_INIT, clean = DN_STR_INIT;

	for (; *value != '\0'; value++) {
		if (strchr(" \t\r\n", *value) == NULL)
			dn_str_putc(&text, *value);
		else if (text.len > 0 && strchr(" \t\r\n", value[1]) == NULL)
			dn_str_putc(&text, ' ');
	}
	dn_clean(&clean, dn_need_str(&text), text.len);
	dn_str_clear(&text);
	return dn_need_text(&clean);
}

/* For a person, and for the caller to free. */
static char *show(uint32_t kind, const char *value)
{
	switch (kind) {
	case DUNLIN_VALUE_BYTES:
		return dn_size(strtoll(value, NULL, 10));
	case DUNLIN_VALUE_MS:
		return dn_took((int64_t)(strtod(value, NULL) * 1000));
	case DUNLIN_VALUE_TRUTH:
		return dn_need(strdup(strcmp(value, "true") == 0 ? "yes" : "no"));
	default:
		return one_line(value);
	}
}

static bool is_long(const char *name)
{
	return ends_in(name, "statement") || strcmp(name, "definition") == 0;
}

/* The columns that are shown, and their titles. */
struct shown {
	size_t *from; /* of the table's columns */
	struct dn_column *columns;
	size_t n;
};

static void choose(struct shown *shown, const dunlin_table *table)
{
	size_t n = dunlin_table_columns(table), i;

	shown->n = 0;
	shown->from = dn_need(calloc(n + 1, sizeof(*shown->from)));
	shown->columns = dn_need(calloc(n + 1, sizeof(*shown->columns)));
	for (i = 0; i < n; i++) {
		const struct dunlin_column column = column_at(table, i);

		if (!is_known(table, i))
			continue;
		shown->from[shown->n] = i;
		shown->columns[shown->n].title = title_of(&column);
		shown->columns[shown->n++].right = column.kind == DUNLIN_VALUE_NUMBER ||
						   column.kind == DUNLIN_VALUE_BYTES ||
						   column.kind == DUNLIN_VALUE_MS;
	}
}

static void shown_clear(struct shown *shown)
{
	size_t i;

	for (i = 0; i < shown->n; i++)
		free((char *)(uintptr_t)shown->columns[i].title); /* title_of() made it */
	free(shown->columns);
	free(shown->from);
}

static void add_row(struct dn_table *to, const struct shown *shown, const dunlin_table *table,
		    size_t row)
{
	size_t i;

	dn_table_row(to);
	for (i = 0; i < shown->n; i++) {
		const struct dunlin_column column = column_at(table, shown->from[i]);
		const char *value = dunlin_table_cell(table, row, shown->from[i]);
		char *text = value == NULL ? NULL : show(column.kind, value);

		dn_table_cell(to, i,
			      strcmp(column.name, "note") == 0 ? DN_STYLE_WARN : DN_STYLE_NONE,
			      text);
		free(text);
	}
}

void dn_inspectform_print(const struct dn_output *out, const dunlin_table *table)
{
	struct shown shown;
	struct dn_table *to;
	size_t i;

	choose(&shown, table);
	to = dn_table_new(out, shown.columns);
	for (i = 0; i < shown.n; i++)
		if (is_long(column_at(table, shown.from[i]).name))
			dn_table_fit(to, i);
	for (i = 0; i < dunlin_table_rows(table); i++)
		add_row(to, &shown, table, i);
	dn_table_print(to);
	dn_table_free(to);
	shown_clear(&shown);
}

static const char *kind_name(uint32_t kind)
{
	static const char *const names[] = {
		[DUNLIN_VALUE_TEXT] = "text",   [DUNLIN_VALUE_NUMBER] = "number",
		[DUNLIN_VALUE_BYTES] = "bytes", [DUNLIN_VALUE_MS] = "ms",
		[DUNLIN_VALUE_TRUTH] = "truth",
	};

	return names[kind < sizeof(names) / sizeof(names[0]) ? kind : DUNLIN_VALUE_TEXT];
}

/* A whole number where it is one that JSON's readers can hold. */
static json_t *number(const char *value)
{
	char *end;
	long long whole;

	errno = 0;
	whole = strtoll(value, &end, 10);
	return *end == '\0' && errno == 0 ? json_integer(whole) : json_real(strtod(value, NULL));
}

static json_t *json_value(uint32_t kind, const char *value)
{
	if (value == NULL)
		return json_null();
	switch (kind) {
	case DUNLIN_VALUE_NUMBER:
	case DUNLIN_VALUE_BYTES:
	case DUNLIN_VALUE_MS:
		return dn_need(number(value));
	case DUNLIN_VALUE_TRUTH:
		return json_boolean(strcmp(value, "true") == 0);
	default:
		return dn_json_text(value, strlen(value));
	}
}

void dn_inspectform_put(json_t *object, const dunlin_table *table)
{
	json_t *columns = dn_json_put_array(object, "columns");
	json_t *rows = dn_json_put_array(object, "rows"), *item;
	size_t n = dunlin_table_columns(table), i, k;

	for (i = 0; i < n; i++) {
		const struct dunlin_column column = column_at(table, i);

		item = dn_json_add_object(columns);
		dn_json_put_text(item, "name", column.name);
		dn_json_put_text(item, "kind", kind_name(column.kind));
	}
	for (i = 0; i < dunlin_table_rows(table); i++) {
		item = dn_json_add_object(rows);
		for (k = 0; k < n; k++) {
			const struct dunlin_column column = column_at(table, k);

			dn_json_put(item, column.name,
				    json_value(column.kind, dunlin_table_cell(table, i, k)));
		}
	}
}
