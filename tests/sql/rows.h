/* rows - texts and how they must be cut: one table row is one test. */
#ifndef DN_TESTS_SQL_ROWS_H
#define DN_TESTS_SQL_ROWS_H

#include <stddef.h>
#include <stdint.h>

#define PIECES(...)                     \
	.pieces = (const char *const[]) \
	{                               \
		__VA_ARGS__, NULL       \
	}
#define NOTHING                         \
	.pieces = (const char *const[]) \
	{                               \
		NULL                    \
	}
/* A piece that begins with this is the data of the COPY before it. */
#define ROWS "\001"

/* Lines and offsets are not written down: each piece must be found at the first
 * place of its text behind the piece before it. */
struct split_row {
	const char *name; /* splitter__g1_… : the case of the list it comes from */
	const char *dialect;
	const char *text;
	const char *const *pieces; /* those cut before the failure, if there is one */
	const char *fault;         /* a piece of the message; NULL: none */
	int64_t line, column;      /* of the failure */
	size_t len;                /* of the text; 0: it ends with its NUL */
};

/* Runs every row as a test of its own, and returns what main() returns.  `also`
 * sees every piece that was cut; it may be NULL. */
int run_rows(const char *group, const struct split_row *rows, size_t n,
	     void (*also)(const char *piece));

#endif
