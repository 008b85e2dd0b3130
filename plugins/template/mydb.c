/*
 * mydb - a driver of Dunlin for mydb.
 *
 * dunlin/driver.h says what each call of the table promises.  What stands here is all that a driver
 * must have, and three abilities that cost next to nothing.
 */
#include <dunlin/driver.h>

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "toy.h"

#define CAPS (DUNLIN_CAP_SAVEPOINTS | DUNLIN_CAP_CANCEL | DUNLIN_CAP_FIND)

/* The engine asks for nothing by name: what it needs of a connection, the driver keeps. */
struct dunlin_conn {
	const struct dunlin_host *host;
	toy *db;
	dunlin_progress_fn on_progress;
	void *payload;
	atomic_int
		canceled; /* between two statements of a batch nothing runs that could be stopped */
	char product[64];
	char path[];
};

/* --- what went wrong ---------------------------------------------------------------- */

static const struct dunlin_fault no_fault = {
	.size = DUNLIN_FAULT_SIZE, .stmt_index = -1, .byte_offset = -1, .line = -1, .data_line = -1
};

static dunlin_status fail(const struct dunlin_host *host, dunlin_error *err, dunlin_status status,
			  const char *message)
{
	struct dunlin_fault fault = no_fault;

	fault.status = status;
	fault.message = message;
	return host->fail(err, &fault);
}

/* The engine decides by the status; people look for the SQLSTATE, and `expect error` as well. */
static dunlin_status fail_as(dunlin_conn *conn, const struct toy_fault *what, int64_t index,
			     dunlin_error *err)
{
	static const struct {
		dunlin_status status;
		const char *sqlstate;
	} known[] = {
		[TOY_NO_MEMORY] = { DUNLIN_ENOMEM, NULL },
		[TOY_NO_DATABASE] = { DUNLIN_ECONNECT, NULL },
		[TOY_SYNTAX] = { DUNLIN_ESYNTAX, "42601" },
		[TOY_EXISTS] = { DUNLIN_EEXISTS, "42P07" },
		[TOY_MISSING] = { DUNLIN_EMISSING, "42P01" },
		[TOY_NOT_NULL] = { DUNLIN_ESQL, "23502" },
		[TOY_FOREIGN_KEY] = { DUNLIN_ESQL, "23503" },
		[TOY_UNIQUE] = { DUNLIN_EEXISTS, "23505" },
		[TOY_CHECK] = { DUNLIN_ESQL, "23514" },
		[TOY_BUSY] = { DUNLIN_EBUSY, NULL },
		[TOY_READ_ONLY] = { DUNLIN_EREADONLY, "25006" },
		[TOY_STOPPED] = { DUNLIN_ECANCELED, "57014" },
		[TOY_OTHER] = { DUNLIN_ESQL, NULL },
	};
	struct dunlin_fault fault = no_fault;

	fault.status = known[what->code].status;
	fault.sqlstate = known[what->code].sqlstate;
	fault.native_code = what->number;
	fault.stmt_index = index;
	fault.byte_offset = what->at;
	fault.message = what->message;
	return conn->host->fail(err, &fault);
}

/* --- statements ------------------------------------------------------------------------ */

/* A callback of the engine's, and what it said. */
struct listener {
	dunlin_row_fn on_row;
	void *payload;
	dunlin_status status;
};

static int tell_row(void *payload, size_t n, const char *const *values)
{
	struct listener *to = payload;

	to->status = to->on_row(to->payload, n, values);
	return to->status != DUNLIN_OK;
}

static dunlin_status run(dunlin_conn *conn, const char *sql, size_t len, int64_t index,
			 struct listener *to, int64_t *rows, dunlin_error *err)
{
	struct toy_fault fault = { .code = TOY_STOPPED, .at = -1, .message = "canceled" };

	/* A client library would stop at it, and leave the rest out without a word. */
	if (memchr(sql, '\0', len) != NULL) {
		fault.code = TOY_SYNTAX;
		fault.message = "the statement holds a NUL byte";
		return fail_as(conn, &fault, index, err);
	}
	if (atomic_load(&conn->canceled) ||
	    toy_run(conn->db, sql, len, to == NULL ? NULL : tell_row, to, rows, &fault) != TOY_OK)
		return to != NULL && to->status != DUNLIN_OK ? to->status
							     : fail_as(conn, &fault, index, err);
	return DUNLIN_OK;
}

static dunlin_status mydb_exec(dunlin_conn *conn, const struct dunlin_batch *batch,
			       dunlin_error *err)
{
	struct dunlin_progress done = { .size = DUNLIN_PROGRESS_SIZE,
					.kind = DUNLIN_PROGRESS_DONE,
					.permille = -1 };
	dunlin_status status = DUNLIN_OK;
	uint64_t i;

	atomic_store(&conn->canceled, 0);
	for (i = 0; i < batch->count && status == DUNLIN_OK; i++) {
		const struct dunlin_statement *statement = dunlin_batch_at(batch, i);

		done.stmt_index = (int64_t)i;
		status = run(conn, statement->sql, statement->sql_len, done.stmt_index, NULL,
			     &done.rows, err);
		if (status == DUNLIN_OK && conn->on_progress != NULL)
			conn->on_progress(conn->payload, &done);
	}
	return status;
}

static dunlin_status mydb_query(dunlin_conn *conn, const char *sql, size_t len,
				dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	struct listener to = { on_row, payload, DUNLIN_OK };

	atomic_store(&conn->canceled, 0);
	return run(conn, sql, len, -1, &to, NULL, err);
}

static dunlin_status mydb_rollback(dunlin_conn *conn, dunlin_error *err)
{
	struct toy_fault fault;

	/* Also after a cancel, which is what it often is for. */
	if (!toy_in_transaction(conn->db) ||
	    toy_run(conn->db, "ROLLBACK", 8, NULL, NULL, NULL, &fault) == TOY_OK)
		return DUNLIN_OK;
	return fail_as(conn, &fault, -1, err);
}

static int32_t mydb_tx_state(dunlin_conn *conn)
{
	return toy_in_transaction(conn->db) ? DUNLIN_TX_OPEN : DUNLIN_TX_NONE;
}

static void mydb_cancel(dunlin_conn *conn)
{
	atomic_store(&conn->canceled, 1);
	toy_stop(conn->db);
}

/* --- the connection -------------------------------------------------------------------------- */

static void mydb_close(dunlin_conn *conn)
{
	if (conn != NULL)
		toy_close(conn->db);
	free(conn);
}

/* mydb:PATH */
static dunlin_status mydb_open(dunlin_conn **out, const struct dunlin_host *host,
			       const struct dunlin_open *how, dunlin_error *err)
{
	const char *path = how->url == NULL ? NULL : strchr(how->url, ':');
	const int create = (how->flags & DUNLIN_OPEN_CREATE) != 0;
	dunlin_status status = DUNLIN_OK;
	dunlin_conn *conn;
	size_t i;

	*out = NULL;
	/* What a newer host may mean by a flag is not ours to guess. */
	if ((how->flags & ~DUNLIN_OPEN_CREATE) != 0 ||
	    (DUNLIN_HAS(how, native) && how->native != NULL))
		return fail(host, err, DUNLIN_EUNSUPPORTED, "that cannot be opened by this driver");
	if (path == NULL || path[1] == '\0')
		return fail(host, err, DUNLIN_EUSAGE, "a URL of mydb is mydb:PATH");
	path++;
	conn = calloc(1, sizeof(*conn) + strlen(path) + 1);
	if (conn == NULL)
		return fail(host, err, DUNLIN_ENOMEM, "out of memory");
	memcpy(conn->path, path, strlen(path) + 1);
	conn->host = host;
	conn->on_progress = how->on_progress;
	conn->payload = how->payload;
	conn->db = toy_open(path, create);
	if (conn->db == NULL) {
		mydb_close(conn);
		return fail(host, err, DUNLIN_ECONNECT, "the database cannot be opened");
	}
	toy_patience(conn->db, how->lock_timeout_ms == 0 ? 2000 : how->lock_timeout_ms);
	for (i = 0; i < how->n_session && status == DUNLIN_OK; i++)
		status = run(conn, how->session[i], strlen(how->session[i]), -1, NULL, NULL, err);
	if (status == DUNLIN_OK)
		*out = conn;
	else
		mydb_close(conn);
	return status;
}

static dunlin_status mydb_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	(void)err;
	(void)snprintf(conn->product, sizeof(conn->product), "mydb %s", toy_version());
	out->caps[0] = CAPS;
	out->version = toy_version_number();
	out->product = conn->product;
	out->database = conn->path;
	/* A caller that is older than this driver may not have all members. */
	if (DUNLIN_HAS(out, read_only) && toy_read_only(conn->db))
		out->read_only = "the file is not there, or may not be written";
	return DUNLIN_OK;
}

/* DUNLIN_CAP_FIND: is there a history of this project somewhere else? */
static dunlin_status mydb_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				      void *payload, dunlin_error *err)
{
	const size_t len = strlen(name);
	const int all = len > 0 && name[len - 1] == '*';
	char sql[1024];
	int n;

	if (strchr(name, '\'') != NULL || len > 255)
		return fail(conn->host, err, DUNLIN_EUSAGE, "this is no name of a table");
	n = snprintf(
		sql, sizeof(sql),
		"SELECT NULL, '\"' || replace(name, '\"', '\"\"') || '\"', name FROM sqlite_master WHERE type = 'table' "
		"AND substr(name, 1, %d) = '%.*s'",
		all ? (int)len - 1 : 256, (int)len - all, name);
	return mydb_query(conn, sql, (size_t)n, on_row, payload, err);
}

static const struct dunlin_driver table = {
	.magic = DUNLIN_DRIVER_MAGIC,
	.major = DUNLIN_DRIVER_MAJOR,
	.minor = DUNLIN_DRIVER_MINOR,
	.size = DUNLIN_DRIVER_SIZE,
	.caps = { CAPS },
	.name = "mydb",
	.dialect_name = "sqlite", /* whose SQL is it?  See dunlin/dialect.h for one of your own */
	.open = mydb_open,
	.close = mydb_close,
	.info = mydb_info,
	.exec = mydb_exec,
	.query = mydb_query,
	.rollback = mydb_rollback,
	.tx_state = mydb_tx_state,
	.cancel = mydb_cancel,
	.find_tables = mydb_find_tables,
};

DUNLIN_DRIVER_EXPORT(mydb)
{
	return &table;
}
