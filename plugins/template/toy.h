/*
 * toy - a small database engine, for the driver beside it to talk to.
 *
 * It stands where the client library of your database will stand, and takes its SQL to SQLite.  When
 * the driver calls your library instead, this file and toy.c go.
 */
#ifndef TOY_H
#define TOY_H

#include <stddef.h>
#include <stdint.h>

typedef struct toy toy;

/* What a call came to. */
enum toy_code {
	TOY_OK,
	TOY_NO_MEMORY,
	TOY_NO_DATABASE, /* cannot be opened */
	TOY_SYNTAX,
	TOY_EXISTS,
	TOY_MISSING,
	TOY_NOT_NULL,
	TOY_FOREIGN_KEY,
	TOY_UNIQUE,
	TOY_CHECK,
	TOY_BUSY, /* another connection is writing */
	TOY_READ_ONLY,
	TOY_STOPPED, /* by toy_stop() */
	TOY_OTHER
};

/* `len` bytes of SQL went wrong at `at`, from 0; -1: nowhere in particular. */
struct toy_fault {
	enum toy_code code;
	int number; /* the engine's own */
	long at;
	const char *message; /* lent until the next call on the database */
};

/* A row; NULL among the values is SQL NULL.  Not 0 ends the statement, which returns TOY_OTHER. */
typedef int (*toy_row_fn)(void *payload, size_t n, const char *const *values);

/* A database in a file.  One that is not there is made with `create`, and without it shown as an empty
 * one that cannot be written to.  NULL: it could not be opened. */
toy *toy_open(const char *path, int create);
void toy_close(toy *db); /* NULL is fine */
/* How long a statement waits while another connection writes; below 0: for ever. */
void toy_patience(toy *db, int64_t ms);
/* Runs one statement; `changed` gets how many rows it changed. */
enum toy_code toy_run(toy *db, const char *sql, size_t len, toy_row_fn on_row, void *payload,
		      int64_t *changed, struct toy_fault *fault);
int toy_in_transaction(toy *db);
int toy_read_only(toy *db);
/* From any thread: the statement that runs ends with TOY_STOPPED. */
void toy_stop(toy *db);
const char *toy_version(void);
int toy_version_number(void);

#endif
