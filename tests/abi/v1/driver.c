/*
 * driver - a driver over SQLite, as one was written for the first version of the interface.
 *
 * It is kept as the headers beside it are: it is built with them and with those of today, and works
 * with the Dunlin of today.  What it is built as:
 *
 *   -DV1_SHORT            its table ends behind tx_state, as early as one may
 *   -DV1_LATER=MEMBER     with headers that have grown, and MEMBER appended to every struct: what it
 *                         hands over has it, and it finds it nowhere; MEMBER of the table is the
 *                         first that the host does not know
 *
 * Where the part of its table ends that the host may read, its memory does.
 */
#define _GNU_SOURCE /* of edge.h */
#include <dunlin/driver.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edge.h"

#if defined(V1_SHORT)
#define CAPS DUNLIN_CAP_SAVEPOINTS
#define SIZE ((uint32_t)offsetof(struct dunlin_driver, setup))
#elif defined(V1_LATER)
#define CAPS (DUNLIN_CAP_SAVEPOINTS | DUNLIN_CAP_CANCEL | DUNLIN_CAP_FIND | 1u << 31)
#define SIZE DUNLIN_DRIVER_SIZE
#define SEEN offsetof(struct dunlin_driver, V1_LATER)
#else
#define CAPS (DUNLIN_CAP_SAVEPOINTS | DUNLIN_CAP_CANCEL | DUNLIN_CAP_FIND)
#define SIZE DUNLIN_DRIVER_SIZE
#endif
#ifndef SEEN
#define SEEN SIZE
#endif

struct dunlin_conn {
	const struct dunlin_host *host;
	sqlite3 *db;
	dunlin_progress_fn on_progress;
	void *payload;
	char said[3][64]; /* by info(), until the next call */
	char path[];
};

static const struct {
	int code;
	dunlin_status status;
	const char *sqlstate;
} known[] = {
	{ SQLITE_CONSTRAINT_NOTNULL, DUNLIN_ESQL, "23502" },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, DUNLIN_ESQL, "23503" },
	{ SQLITE_CONSTRAINT_UNIQUE, DUNLIN_EEXISTS, "23505" },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, DUNLIN_EEXISTS, "23505" },
	{ SQLITE_CONSTRAINT_CHECK, DUNLIN_ESQL, "23514" },
	{ SQLITE_BUSY, DUNLIN_ELOCKTIMEOUT, NULL },
	{ SQLITE_INTERRUPT, DUNLIN_ECANCELED, NULL },
	{ SQLITE_READONLY, DUNLIN_EREADONLY, NULL },
	{ SQLITE_CANTOPEN, DUNLIN_ECONNECT, NULL },
};

static dunlin_status fail(const dunlin_conn *conn, int64_t index, dunlin_error *err)
{
	struct dunlin_fault fault = { .size = DUNLIN_FAULT_SIZE,
				      .status = DUNLIN_ESQL,
				      .native_code = sqlite3_extended_errcode(conn->db),
				      .stmt_index = index,
				      .byte_offset = sqlite3_error_offset(conn->db),
				      .line = -1,
				      .data_line = -1,
				      .message = sqlite3_errmsg(conn->db) };
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (fault.native_code == known[i].code) {
			fault.status = known[i].status;
			fault.sqlstate = known[i].sqlstate;
		}
	if (strstr(fault.message, "no such table") != NULL)
		fault.status = DUNLIN_EMISSING;
	return conn->host->fail(err, &fault);
}

static dunlin_status refuse(const struct dunlin_host *host, const char *why, dunlin_error *err)
{
	const struct dunlin_fault fault = { .size = DUNLIN_FAULT_SIZE,
					    .status = DUNLIN_EUSAGE,
					    .stmt_index = -1,
					    .byte_offset = -1,
					    .line = -1,
					    .data_line = -1,
					    .message = why };

	return host->fail(err, &fault);
}

static dunlin_status run(dunlin_conn *conn, const char *sql, size_t len, int64_t index,
			 dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	const char *values[64] = { NULL };
	dunlin_status status = DUNLIN_OK;
	sqlite3_stmt *stmt = NULL;
	int n, i, step = SQLITE_DONE;

	memset(conn->said, '#', sizeof(conn->said));
	if (sqlite3_prepare_v2(conn->db, sql, (int)len, &stmt, NULL) != SQLITE_OK)
		return fail(conn, index, err);
	while (status == DUNLIN_OK && stmt != NULL && (step = sqlite3_step(stmt)) == SQLITE_ROW) {
		n = sqlite3_column_count(stmt);
		for (i = 0; i < n && i < 64; i++)
			values[i] = (const char *)sqlite3_column_text(stmt, i);
		if (on_row != NULL)
			status = on_row(payload, (size_t)i, values);
	}
	if (status == DUNLIN_OK && step != SQLITE_DONE)
		status = fail(conn, index, err);
	(void)sqlite3_finalize(stmt);
	return status;
}

static void kept_close(dunlin_conn *conn)
{
	if (conn != NULL)
		(void)sqlite3_close_v2(conn->db);
	free(conn);
}

static dunlin_status kept_open(dunlin_conn **out, const struct dunlin_host *host,
			       const struct dunlin_open *how, dunlin_error *err)
{
	const char *path = how->url == NULL ? NULL : strchr(how->url, ':');
	const int create = (how->flags & DUNLIN_OPEN_CREATE) != 0;
	dunlin_status status = DUNLIN_OK;
	dunlin_conn *conn;
	size_t i;

	*out = NULL;
	if (path == NULL)
		return refuse(host, "a URL is kept:PATH", err);
#ifdef V1_LATER
	if (DUNLIN_HAS(how, V1_LATER) || DUNLIN_HAS(host, V1_LATER))
		return refuse(host, "the host says that it is newer than it is", err);
#endif
	conn = calloc(1, sizeof(*conn) + strlen(path));
	if (conn == NULL)
		return DUNLIN_ENOMEM;
	memcpy(conn->path, path + 1, strlen(path));
	conn->host = host;
	conn->on_progress = how->on_progress;
	conn->payload = how->payload;
	path = create || access(conn->path, F_OK) == 0 ? conn->path : ":memory:";
	if (sqlite3_open(path, &conn->db) != SQLITE_OK)
		status = fail(conn, -1, err);
	(void)sqlite3_extended_result_codes(conn->db, 1);
	for (i = 0; i < how->n_session && status == DUNLIN_OK; i++)
		status = run(conn, how->session[i], strlen(how->session[i]), -1, NULL, NULL, err);
	if (status == DUNLIN_OK)
		*out = conn;
	else
		kept_close(conn);
	return status;
}

static dunlin_status kept_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	(void)err;
	out->caps[0] = CAPS;
	out->version = sqlite3_libversion_number();
	out->product = strcpy(conn->said[0], "SQLite, by a driver of version 1");
	out->database = strcpy(conn->said[1], "a file");
	if (strstr(conn->path, "read-only") != NULL)
		out->read_only = strcpy(conn->said[2], "its name says so");
#ifdef V1_LATER
	if (DUNLIN_HAS(out, V1_LATER))
		out->V1_LATER = "this cannot be";
#endif
	return DUNLIN_OK;
}

static dunlin_status kept_exec(dunlin_conn *conn, const struct dunlin_batch *batch,
			       dunlin_error *err)
{
	struct dunlin_progress done = { .size = DUNLIN_PROGRESS_SIZE,
					.kind = DUNLIN_PROGRESS_DONE,
					.permille = -1 };
	dunlin_status status = DUNLIN_OK;
	uint64_t i;
	int before;

	for (i = 0; i < batch->count && status == DUNLIN_OK; i++) {
		const struct dunlin_statement *statement = dunlin_batch_at(batch, i);

		before = sqlite3_total_changes(conn->db);
		done.stmt_index = (int64_t)i;
		status = run(conn, statement->sql, statement->sql_len, done.stmt_index, NULL, NULL,
			     err);
		done.rows = sqlite3_total_changes(conn->db) - before;
		if (status == DUNLIN_OK && conn->on_progress != NULL)
			conn->on_progress(conn->payload, &done);
	}
	return status;
}

static dunlin_status kept_query(dunlin_conn *conn, const char *sql, size_t len,
				dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	return run(conn, sql, len, -1, on_row, payload, err);
}

static dunlin_status kept_rollback(dunlin_conn *conn, dunlin_error *err)
{
	return sqlite3_get_autocommit(conn->db) ? DUNLIN_OK
						: run(conn, "ROLLBACK", 8, -1, NULL, NULL, err);
}

static int32_t kept_tx_state(dunlin_conn *conn)
{
	return sqlite3_get_autocommit(conn->db) ? DUNLIN_TX_NONE : DUNLIN_TX_OPEN;
}

#ifndef V1_SHORT
static void kept_cancel(dunlin_conn *conn)
{
	sqlite3_interrupt(conn->db);
}

static dunlin_status kept_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				      void *payload, dunlin_error *err)
{
	const int len = (int)strlen(name), all = len > 0 && name[len - 1] == '*';
	char *sql = sqlite3_mprintf("SELECT NULL, '\"' || name || '\"', name FROM sqlite_master "
				    "WHERE type = 'table' AND substr(name, 1, %d) = '%.*q'",
				    all ? len - 1 : 1024, len - all, name);
	dunlin_status status = DUNLIN_ENOMEM;

	if (sql != NULL)
		status = run(conn, sql, strlen(sql), -1, on_row, payload, err);
	sqlite3_free(sql);
	return status;
}
#endif

static const struct dunlin_driver table = {
	.magic = DUNLIN_DRIVER_MAGIC,
	.major = DUNLIN_DRIVER_MAJOR,
	.minor = DUNLIN_DRIVER_MINOR,
	.size = SIZE,
	.caps = { CAPS },
	.name = "kept",
	.dialect_name = "sqlite",
	.open = kept_open,
	.close = kept_close,
	.info = kept_info,
	.exec = kept_exec,
	.query = kept_query,
	.rollback = kept_rollback,
	.tx_state = kept_tx_state,
#ifndef V1_SHORT
	.cancel = kept_cancel,
	.find_tables = kept_find_tables,
#endif
#ifdef V1_LATER
	.V1_LATER = "not to be read",
#endif
};

DUNLIN_DRIVER_EXPORT(kept)
{
	return edge_put(&table, SEEN);
}
