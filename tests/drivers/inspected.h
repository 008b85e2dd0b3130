/* tests/drivers/inspected - what inspect() hands over, to look a cell up by names. */
#ifndef TESTS_DRIVERS_INSPECTED_H
#define TESTS_DRIVERS_INSPECTED_H

#include "drivers/rig.h"

#define INSPECTED_COLUMNS 16
#define INSPECTED_ROWS 64

struct inspected {
	char names[INSPECTED_COLUMNS][32];
	uint32_t kinds[INSPECTED_COLUMNS];
	size_t n_columns, n_rows;
	char *cells[INSPECTED_ROWS][INSPECTED_COLUMNS];
};

/* Undone by inspected_clear(), on failure as well. */
dunlin_status inspected_ask(struct inspected *out, dunlin_conn *conn, uint32_t topic);
/* The same, or fails the test. */
void inspected_look(struct inspected *out, dunlin_conn *conn, uint32_t topic);
void inspected_clear(struct inspected *what);

/* The only row with this text in this column; -1 without any. */
int inspected_row(const struct inspected *what, const char *column, const char *text);
/* The cell of such a row, which must be there. */
const char *inspected_cell(const struct inspected *what, const char *column, const char *text,
			   const char *wanted);
/* That cell is this text; NULL: it is unknown. */
void inspected_is(const struct inspected *what, const char *column, const char *text,
		  const char *wanted, const char *expected);
/* As a number, which it must be. */
double inspected_number(const struct inspected *what, const char *column, const char *text,
			const char *wanted);

#endif
