/*
 * postgres/values - one of the engine's records, apart: the text that all of its kind have, with
 * parameters, and what differs.
 *
 * Text in, text out; no connection.
 */
#ifndef DN_POSTGRES_VALUES_H
#define DN_POSTGRES_VALUES_H

#include <stdbool.h>
#include <stddef.h>

enum { DN_PG_MOST_VALUES = 32 };

/* Starts zeroed, and may be filled again and again. */
struct dn_pg_values {
	char *text;                            /* with $1, $2 … */
	const char *values[DN_PG_MOST_VALUES]; /* lent from `text`'s buffer, as everything here */
	int n;
	size_t room; /* bytes at `text` */
};

/*
 * Takes an INSERT … VALUES or a DELETE … WHERE apart: strings and whole numbers that stand by themselves
 * in the list, or behind an equals sign outside of all parentheses, become parameters.  The server gives
 * each the type of its column, as it does with a string that stands there.  False, and then the
 * statement is to be sent as it is: for any other, one with more values than there is room for, one with
 * a backslash in a string (what that means depends on the session), a comment, a dollar or a string with
 * something in front of it; and for want of memory.
 */
bool dn_pg_values_take(struct dn_pg_values *out, const char *sql, size_t len);
void dn_pg_values_clear(struct dn_pg_values *values);

#endif
