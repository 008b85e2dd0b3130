/*
 * workload - the SQL of N migrations as projects have them: the same for the same number.
 *
 * Ten make a round: three tables with indexes, columns, rows, a view and a trigger between them.
 * No statement has a colon or a percent sign in it, which SQLAlchemy would take for its own, nor two
 * dashes in a text, where sql-migrate sees a comment.
 */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include <stddef.h>

#include "base/str.h"

enum dialect { POSTGRES, SQLITE };

#define WORKLOAD_MOST 2 /* statements of a body */

struct body {
	const char *statement[WORKLOAD_MOST + 1]; /* templates; NULL after the last */
};

struct migration {
	const char *name;
	struct body up, down;
};

/* Of the migration with that number, 1 being the first. */
struct migration workload_get(enum dialect dialect, size_t number);
/* The statement itself, without a semicolon at its end. */
void workload_put(const char *template, size_t number, struct dn_str *sql);
/* All of a body, a semicolon and a line end after each statement. */
void workload_put_body(const struct body *body, size_t number, struct dn_str *sql);

#endif
