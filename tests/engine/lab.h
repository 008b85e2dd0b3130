/*
 * lab - a project in a folder, a database of its own, and an engine between them.
 *
 * Every test gets a new folder, works in it, and gets a new, empty database: a file of SQLite, or a
 * database on the server that $DUNLIN_TEST_PG or $DUNLIN_TEST_MY names.  A second connection looks at what is there.
 */
#ifndef TESTS_ENGINE_LAB_H
#define TESTS_ENGINE_LAB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dunlin/driver.h>
#include <dunlin/dunlin.h>

#include "base/str.h"
#include "base/vec.h"

struct lab {
	bool pg, my;                   /* PostgreSQL, MariaDB; neither: SQLite */
	const char *folder;            /* absolute; "m" in it holds the migrations */
	const char *url;               /* of the database */
	const char *dbname;            /* of a server */
	struct dunlin_options options; /* what engines are opened with */
	struct dunlin_result result;   /* of the last run */
	dunlin_error *err;             /* of the last run */
	struct dn_str events;          /* of all runs since lab_forget(), a line each */
	const struct dunlin_driver *driver;
	dunlin_conn *conn; /* the second connection; opened when it is first used */
	struct dn_arena arena;
	struct dn_registry *registry;
	const char *folders[1];
	const void *row; /* for a test that is a table */
	struct dunlin_place place;
	const struct dunlin_place *places[1];
	int n_texts;
};

/* For cmocka; *state becomes the struct lab. */
int lab_sqlite(void **state);
int lab_postgres(void **state);
int lab_mysql(void **state);
int lab_end(void **state);
#define ON_SQLITE(test)                                             \
	{                                                           \
#test "_on_sqlite", test, lab_sqlite, lab_end, NULL \
	}
#define ON_POSTGRES(test)                                               \
	{                                                               \
#test "_on_postgres", test, lab_postgres, lab_end, NULL \
	}
#define ON_MYSQL(test)                                            \
	{                                                         \
#test "_on_mysql", test, lab_mysql, lab_end, NULL \
	}
/* cmocka's groups, with a check first that there is a server. */
int lab_server(void **state);

/* Writes a file, making its folders; a name that begins with a digit, "R__" or "seeds/" lies in
 * "m". */
void lab_put(struct lab *lab, const char *name, const char *text);
/* Text that lives as long as the test. */
const char *lab_text(struct lab *lab, const char *format, ...) DUNLIN_PRINTF(2, 3);
/* Reads a file whole. */
const char *lab_read(struct lab *lab, const char *path);

/* An engine as lab->options say; the caller closes it. */
dunlin_engine *lab_engine(struct lab *lab);
dunlin_status lab_run(struct lab *lab, uint32_t kind, int64_t count, const char *version,
		      uint32_t flags);
dunlin_status lab_try_up(struct lab *lab);
/* These must succeed. */
void lab_up(struct lab *lab);
void lab_down(struct lab *lab, int64_t count); /* 0: all */
void lab_seed(struct lab *lab);
void lab_verify(struct lab *lab, int64_t expected);
/* An up must fail so; the message, detail and hint together say `piece`. */
void lab_up_fails(struct lab *lab, dunlin_status status, const char *piece);
void lab_failed(struct lab *lab, dunlin_status returned, dunlin_status status, const char *piece);
/* Of the last failure: "m/0001_a.sql:3:7", or without a column; the line's text; the SQLSTATE; a
 * piece of the state that is left.  NULL is not looked at. */
void lab_at(struct lab *lab, const char *place, const char *source);
void lab_sqlstate(struct lab *lab, const char *sqlstate);
void lab_state(struct lab *lab, const char *piece);

/* Runs statements, up to NULL, on the second connection; they must succeed. */
void lab_exec(struct lab *lab, ...);
/* Runs a file of statements, as the engine would cut it. */
void lab_exec_file(struct lab *lab, const char *path);
/* Rows of a query, "a|b" each, NULL as "~", joined by newlines. */
const char *lab_ask(struct lab *lab, const char *sql);
void lab_rows(struct lab *lab, const char *sql, const char *expected);
/* Asks until the answer is this, 30 s at most. */
void lab_until(struct lab *lab, const char *sql, const char *expected);
/* Waits until the file exists, 30 s at most. */
void lab_until_file(const char *path);
/* Closes the second connection. */
void lab_leave(struct lab *lab);
/* A further connection to the database; the caller closes it with lab->driver. */
dunlin_conn *lab_connect(struct lab *lab);
dunlin_status lab_exec_on(struct lab *lab, dunlin_conn *conn, const char *sql);

/* "1 2 R:v": the applied set, in the order in which it was applied. */
void lab_applied(struct lab *lab, const char *expected);
/* "start v1, apply v1, fail v2": the event log. */
void lab_logged(struct lab *lab, const char *expected);
/* The chain holds, computed anew from the rows; and seq has no gap. */
void lab_chain(struct lab *lab);

void lab_forget(struct lab *lab);
bool lab_told(const struct lab *lab, const char *piece);
size_t lab_count(const struct lab *lab, const char *piece);

/* From now on engines use the scripted driver in front of the real one; see tests/fake/script.h. */
void lab_script(struct lab *lab, const char *rules);

#endif
