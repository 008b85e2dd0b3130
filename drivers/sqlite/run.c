/* sqlite/run - runs one statement. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "sqlite/conn.h"

/* One row on its way to the callback. */
struct row {
	int n;
	const char **values;
	char *hex; /* the blobs of the row, one after the other */
	size_t hex_cap;
};

size_t dn_sqlite_skip_nothing(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len) {
		const char *end;

		if (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r' && text[i] != '\v') ||
		    text[i] == ';') {
			i++;
		} else if (len - i >= 2 && memcmp(text + i, "--", 2) == 0) {
			end = memchr(text + i, '\n', len - i);
			i = end != NULL ? (size_t)(end - text) + 1 : len;
		} else if (len - i >= 2 && memcmp(text + i, "/*", 2) == 0) {
			end = len - i >= 4 ? memmem(text + i + 2, len - i - 2, "*/", 2) : NULL;
			i = end != NULL ? (size_t)(end - text) + 2 : len;
		} else {
			break;
		}
	}
	return i;
}

/* What follows the first statement would never run. */
static dunlin_status check_tail(dunlin_conn *conn, const struct dn_sqlite_run *run,
				const char *tail, dunlin_error *err)
{
	size_t done = tail != NULL ? (size_t)(tail - run->sql) : run->len;
	size_t at = done + dn_sqlite_skip_nothing(run->sql + done, run->len - done);
	struct dunlin_fault fault;

	if (at >= run->len)
		return DUNLIN_OK;
	dn_fault_init(&fault, DUNLIN_ESYNTAX);
	fault.sqlstate = "42601";
	fault.stmt_index = run->index;
	if (run->session > 0)
		return dn_fault_send(conn->host, err, &fault,
				     "session statement %lld: more than one statement at once",
				     (long long)run->session);
	fault.byte_offset = (int64_t)at;
	return dn_fault_send(conn->host, err, &fault, "more than one statement at once");
}

/* Room for the blobs of this row as hex; false without memory. */
static bool reserve_hex(struct row *row, sqlite3_stmt *stmt)
{
	size_t need = 0;
	char *hex;
	int i;

	for (i = 0; i < row->n; i++) {
		if (sqlite3_column_type(stmt, i) == SQLITE_BLOB)
			need += (size_t)sqlite3_column_bytes(stmt, i) * 2 + 1;
	}
	if (need <= row->hex_cap)
		return true;
	hex = realloc(row->hex, need);
	if (hex == NULL)
		return false;
	row->hex = hex;
	row->hex_cap = need;
	return true;
}

static char *put_hex(char *to, sqlite3_stmt *stmt, int column)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *blob = sqlite3_column_blob(stmt, column);
	int len = sqlite3_column_bytes(stmt, column);
	int i;

	for (i = 0; i < len; i++) {
		*to++ = digits[blob[i] >> 4];
		*to++ = digits[blob[i] & 15];
	}
	*to++ = '\0';
	return to;
}

static dunlin_status hand_over(dunlin_conn *conn, const struct dn_sqlite_run *run,
			       sqlite3_stmt *stmt, struct row *row, dunlin_error *err)
{
	char *hex;
	int i;

	if (!reserve_hex(row, stmt))
		return dn_fault_nomem(conn->host, err);
	hex = row->hex;
	for (i = 0; i < row->n; i++) {
		int type = sqlite3_column_type(stmt, i);

		row->values[i] = NULL;
		if (type == SQLITE_NULL)
			continue;
		if (type == SQLITE_BLOB) {
			row->values[i] = hex;
			hex = put_hex(hex, stmt, i);
			continue;
		}
		row->values[i] = (const char *)sqlite3_column_text(stmt, i);
		if (row->values[i] == NULL)
			return dn_fault_nomem(conn->host, err);
		if (strlen(row->values[i]) != (size_t)sqlite3_column_bytes(stmt, i)) {
			struct dunlin_fault fault;

			dn_fault_init(&fault, DUNLIN_ESQL);
			fault.sqlstate = "22021";
			fault.stmt_index = run->index;
			return dn_fault_send(conn->host, err, &fault,
					     "column %d of the result holds a NUL byte", i + 1);
		}
	}
	return run->on_row(run->payload, (size_t)row->n, row->values);
}

/* Steps to the end, or until the callback or SQLite stops it. */
static dunlin_status step(dunlin_conn *conn, struct dn_sqlite_run *run, sqlite3_stmt *stmt,
			  dunlin_error *err)
{
	struct row row = { .n = sqlite3_column_count(stmt) };
	bool in_tx = !sqlite3_get_autocommit(conn->db);
	dunlin_status status = DUNLIN_OK;
	int rc;

	if (run->on_row != NULL && row.n > 0) {
		row.values = calloc((size_t)row.n, sizeof(*row.values));
		if (row.values == NULL)
			return dn_fault_nomem(conn->host, err);
	}
	while (status == DUNLIN_OK && (rc = sqlite3_step(stmt)) != SQLITE_DONE) {
		if (rc != SQLITE_ROW) {
			status = dn_sqlite_fail(conn, run, rc, in_tx, err);
			break;
		}
		run->rows++;
		if (row.values != NULL)
			status = hand_over(conn, run, stmt, &row, err);
	}
	free(row.values);
	free(row.hex);
	return status;
}

static int64_t changes(dunlin_conn *conn)
{
#if SQLITE_VERSION_NUMBER >= 3037000
	return sqlite3_changes64(conn->db);
#else
	return sqlite3_changes(conn->db);
#endif
}

static dunlin_status run_text(dunlin_conn *conn, struct dn_sqlite_run *run, dunlin_error *err)
{
	bool in_tx = !sqlite3_get_autocommit(conn->db);
	int total = sqlite3_total_changes(conn->db);
	sqlite3_stmt *stmt = NULL;
	const char *tail = NULL;
	dunlin_status status;
	bool returns;
	int rc;

	rc = sqlite3_prepare_v2(conn->db, run->sql, (int)run->len, &stmt, &tail);
	if (rc != SQLITE_OK)
		return dn_sqlite_fail(conn, run, rc, in_tx, err);
	run->prepared = true;
	status = check_tail(conn, run, tail, err);
	if (status != DUNLIN_OK || stmt == NULL)
		goto done;
	returns = sqlite3_column_count(stmt) > 0;
	conn->guard.stepping = true;
	status = step(conn, run, stmt, err);
	conn->guard.stepping = false;
	/* What changes() says is of the last INSERT, UPDATE or DELETE, this or not. */
	if (!returns && sqlite3_total_changes(conn->db) != total)
		run->rows = changes(conn);
done:
	sqlite3_finalize(stmt);
	return status;
}

dunlin_status dn_sqlite_run(dunlin_conn *conn, struct dn_sqlite_run *run, dunlin_error *err)
{
	struct dunlin_fault fault;
	dunlin_status status;
	const char *denied;

	run->rows = 0;
	run->prepared = false;
	status = dn_fault_check_text(conn->host, run->sql, run->len, run->index, err);
	if (status != DUNLIN_OK)
		return status;
	if (run->len == 0) /* which SQLite would take as "up to the NUL" or not at all */
		return DUNLIN_OK;
	if (run->len > INT_MAX) {
		dn_fault_init(&fault, DUNLIN_ESQL);
		fault.sqlstate = "54000";
		fault.stmt_index = run->index;
		return dn_fault_send(conn->host, err, &fault, "the statement is longer than 2 GB");
	}
	denied = conn->lent.is ? dn_sqlite_lent_refuses(conn, run->sql, run->len) : NULL;
	if (denied != NULL) {
		dn_fault_init(&fault, DUNLIN_EPERM);
		fault.stmt_index = run->index;
		fault.native_code = SQLITE_AUTH;
		fault.sqlstate = "42501";
		fault.hint = denied;
		return dn_fault_send(conn->host, err, &fault, "not authorized");
	}
	dn_sqlite_guard_arm(conn);
	status = run_text(conn, run, err);
	dn_sqlite_guard_disarm(conn);
	return status;
}
