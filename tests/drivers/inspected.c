/* tests/drivers/inspected - what inspect() hands over, to look a cell up by names. */
#include "drivers/inspected.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dunlin_status take_column(void *payload, const struct dunlin_column *column)
{
	struct inspected *what = payload;

	assert_true(DUNLIN_HAS(column, name));
	assert_int_equal(what->n_rows, 0); /* columns come first */
	assert_true(what->n_columns < INSPECTED_COLUMNS);
	assert_int_equal(strspn(column->name, "abcdefghijklmnopqrstuvwxyz_"), strlen(column->name));
	what->kinds[what->n_columns] = column->kind;
	snprintf(what->names[what->n_columns++], sizeof(what->names[0]), "%s", column->name);
	return DUNLIN_OK;
}

/* Every value has the form that its column promises. */
static void check_form(uint32_t kind, const char *value)
{
	const char *allowed = kind == DUNLIN_VALUE_MS ? "0123456789." : "0123456789";

	if (kind == DUNLIN_VALUE_TRUTH)
		assert_true(strcmp(value, "true") == 0 || strcmp(value, "false") == 0);
	else if (kind != DUNLIN_VALUE_TEXT)
		assert_int_equal(strspn(value, allowed), strlen(value));
}

static dunlin_status take_row(void *payload, size_t n, const char *const *values)
{
	struct inspected *what = payload;
	size_t i;

	assert_int_equal(n, what->n_columns);
	assert_true(what->n_rows < INSPECTED_ROWS);
	for (i = 0; i < n; i++) {
		if (values[i] == NULL)
			continue;
		check_form(what->kinds[i], values[i]);
		what->cells[what->n_rows][i] = strdup(values[i]);
	}
	what->n_rows++;
	return DUNLIN_OK;
}

dunlin_status inspected_ask(struct inspected *out, dunlin_conn *conn, uint32_t topic)
{
	memset(out, 0, sizeof(*out));
	rig_clear();
	return rig_driver->inspect(conn, topic, take_column, take_row, out, &rig_err);
}

void inspected_look(struct inspected *out, dunlin_conn *conn, uint32_t topic)
{
	if (inspected_ask(out, conn, topic) != DUNLIN_OK)
		fail_msg("topic %u: %s", topic, rig_err.message);
	assert_true(out->n_columns > 0);
}

void inspected_clear(struct inspected *what)
{
	size_t i, k;

	for (i = 0; i < what->n_rows; i++)
		for (k = 0; k < what->n_columns; k++)
			free(what->cells[i][k]);
	memset(what, 0, sizeof(*what));
}

static size_t column_at(const struct inspected *what, const char *name)
{
	size_t i;

	for (i = 0; i < what->n_columns; i++)
		if (strcmp(what->names[i], name) == 0)
			return i;
	fail_msg("there is no column %s", name);
	return 0;
}

int inspected_row(const struct inspected *what, const char *column, const char *text)
{
	size_t at = column_at(what, column), i;
	int found = -1;

	for (i = 0; i < what->n_rows; i++) {
		if (what->cells[i][at] == NULL || strcmp(what->cells[i][at], text) != 0)
			continue;
		if (found != -1)
			fail_msg("%s %s is there twice", column, text);
		found = (int)i;
	}
	return found;
}

const char *inspected_cell(const struct inspected *what, const char *column, const char *text,
			   const char *wanted)
{
	int row = inspected_row(what, column, text);

	if (row < 0)
		fail_msg("there is no %s %s", column, text);
	return what->cells[row][column_at(what, wanted)];
}

void inspected_is(const struct inspected *what, const char *column, const char *text,
		  const char *wanted, const char *expected)
{
	const char *cell = inspected_cell(what, column, text, wanted);

	if ((cell == NULL) != (expected == NULL) || (cell != NULL && strcmp(cell, expected) != 0))
		fail_msg("%s %s: %s is %s, not %s", column, text, wanted,
			 cell == NULL ? "unknown" : cell, expected == NULL ? "unknown" : expected);
}

double inspected_number(const struct inspected *what, const char *column, const char *text,
			const char *wanted)
{
	const char *cell = inspected_cell(what, column, text, wanted);

	if (cell == NULL)
		fail_msg("%s %s: %s is unknown", column, text, wanted);
	return strtod(cell, NULL);
}
