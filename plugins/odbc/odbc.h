/* odbc - what the files of this driver share. */
#ifndef ODBC_H
#define ODBC_H

#include <dunlin/driver.h>

#include <pthread.h>
#include <sql.h>
#include <sqlext.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* What differs between the databases behind ODBC; the build picks one for each shared object. */
struct odbc_product {
	/* The SQLSTATE that the database itself has for a fault, from what ODBC tells of it; NULL:
	 * there is none.  `state` is ODBC's. */
	const char *(*sqlstate)(const char *state, int32_t native, const char *message);
	const char *extra; /* goes behind what is connected with, "" for nothing */
	const char *look; /* a statement for a connection that stands for no database; NULL: none */
	const char *name; /* one that names the session %s; NULL: sessions have no names */
	int64_t (*version)(const int part[3]); /* as the maker numbers them */
	bool fails_whole;         /* after an error a transaction takes nothing but a rollback */
	const char *const *setup; /* statements for every connection, ended by NULL */
	const char *tables;       /* a query: (schema, quoted name, name) of every table */
	/* Queries: who this session is, one value; and what stops the statement that the session %s
	 * runs, asked from another one.  SQLCancel() cannot be used for it: a driver manager lets it wait
	 * for the call that it is to stop.  NULL: there is no way. */
	const char *whoami, *stop;
	/* What to connect with instead of `text` by somebody who only looks, and must not create a
	 * database; the caller frees.  NULL as a member: text itself; NULL returned: no memory. */
	char *(*only_look)(const char *text);
};
extern const struct odbc_product odbc_product;

struct dunlin_conn {
	const struct dunlin_host *host;
	dunlin_progress_fn on_progress;
	void *payload;
	SQLHENV env;
	SQLHDBC dbc;
	int32_t tx;  /* DUNLIN_TX_* */
	char **said; /* what open() ran to set the session up; owned */
	size_t n_said;
	int64_t version;
	char product[128];
	char database[256];
	char self[32]; /* what odbc_product.whoami says */
	char *text;    /* what it was connected with; owned; NULL where nothing can be stopped */
	atomic_bool canceled;
	/* cancel() may find nothing to stop any more, and must not stop what comes next. */
	pthread_mutex_t mutex;
	bool running; /* under the mutex */
};

/* Of one statement. */
struct odbc_run {
	const char *sql;
	size_t len;
	int64_t index;        /* in the batch; -1: in none */
	uint32_t kind;        /* DUNLIN_STMT_* */
	dunlin_row_fn on_row; /* NULL: rows are thrown away */
	void *payload;
	int64_t rows;
};

/* fault.c */
dunlin_status odbc_fail(const struct dunlin_host *host, dunlin_error *err, dunlin_status status,
			int64_t index, const char *message);
/* What ODBC has to say of a handle. */
dunlin_status odbc_fail_handle(dunlin_conn *conn, SQLSMALLINT type, SQLHANDLE handle,
			       const struct odbc_run *run, dunlin_error *err);
void odbc_tell_notices(dunlin_conn *conn, SQLHANDLE statement, int64_t index);

/* cancel.c */
dunlin_status odbc_can_cancel(dunlin_conn *conn, const char *text, dunlin_error *err);
void odbc_cancel(dunlin_conn *conn);

/* run.c */
dunlin_status odbc_run(dunlin_conn *conn, struct odbc_run *run, dunlin_error *err);
dunlin_status odbc_run_own(dunlin_conn *conn, const char *sql, dunlin_row_fn on_row, void *payload,
			   dunlin_error *err);

#endif
