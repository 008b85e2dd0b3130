/* odbc/run - one statement: sent, its rows read, and what became of the transaction. */
#include "odbc.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- values -------------------------------------------------------------------------- */

/* A row as text. */
struct row {
	char **values;
	size_t *rooms;
	size_t n;
};

static void clear_row(struct row *row)
{
	size_t i;

	for (i = 0; row->values != NULL && i < row->n; i++)
		free(row->values[i]);
	free(row->values);
	free(row->rooms);
}

/* One value, in as many pieces as ODBC hands out; `null` when it is SQL NULL. */
static SQLRETURN read_value(SQLHSTMT statement, struct row *row, size_t i, bool *null)
{
	SQLRETURN code;
	size_t used = 0;
	SQLLEN len = 0;

	*null = false;
	for (;;) {
		if (row->rooms[i] - used < 2) {
			size_t room = row->rooms[i] == 0 ? 256 : row->rooms[i] * 2;
			char *larger = realloc(row->values[i], room);

			if (larger == NULL)
				return SQL_INVALID_HANDLE; /* stands for: out of memory */
			row->values[i] = larger;
			row->rooms[i] = room;
		}
		code = SQLGetData(statement, (SQLUSMALLINT)(i + 1), SQL_C_CHAR,
				  row->values[i] + used, (SQLLEN)(row->rooms[i] - used), &len);
		if (code == SQL_NO_DATA && used > 0)
			return SQL_SUCCESS;
		if (!SQL_SUCCEEDED(code))
			return code;
		*null = len == SQL_NULL_DATA;
		if (*null || code == SQL_SUCCESS)
			return SQL_SUCCESS;
		used = row->rooms[i] - 1; /* all but the NUL */
		if (row->rooms[i] > SIZE_MAX / 2)
			return SQL_INVALID_HANDLE;
	}
}

static dunlin_status read_row(dunlin_conn *conn, SQLHSTMT statement, struct row *row,
			      struct odbc_run *run, const char **shown, dunlin_error *err)
{
	SQLRETURN code;
	bool null;
	size_t i;

	for (i = 0; i < row->n; i++) {
		code = read_value(statement, row, i, &null);
		if (code == SQL_INVALID_HANDLE)
			return odbc_fail(conn->host, err, DUNLIN_ENOMEM, run->index,
					 "out of memory");
		if (!SQL_SUCCEEDED(code))
			return odbc_fail_handle(conn, SQL_HANDLE_STMT, statement, run, err);
		shown[i] = null ? NULL : row->values[i];
	}
	return run->on_row(run->payload, row->n, shown);
}

static dunlin_status read_rows(dunlin_conn *conn, SQLHSTMT statement, size_t n,
			       struct odbc_run *run, dunlin_error *err)
{
	struct row row = { calloc(n, sizeof(char *)), calloc(n, sizeof(size_t)), n };
	const char **shown = calloc(n, sizeof(*shown));
	dunlin_status status = DUNLIN_OK;
	SQLRETURN code = SQL_SUCCESS;

	if (row.values == NULL || row.rooms == NULL || shown == NULL)
		status = odbc_fail(conn->host, err, DUNLIN_ENOMEM, run->index, "out of memory");
	while (status == DUNLIN_OK && SQL_SUCCEEDED(code = SQLFetch(statement)))
		if (run->on_row != NULL)
			status = read_row(conn, statement, &row, run, shown, err);
	if (status == DUNLIN_OK && code != SQL_NO_DATA)
		status = odbc_fail_handle(conn, SQL_HANDLE_STMT, statement, run, err);
	clear_row(&row);
	free(shown);
	return status;
}

/* Whatever a statement gives back, one result after the other. */
static dunlin_status read_results(dunlin_conn *conn, SQLHSTMT statement, struct odbc_run *run,
				  dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	SQLSMALLINT columns = 0;
	SQLRETURN code;
	SQLLEN rows = -1;

	do {
		if (SQL_SUCCEEDED(SQLRowCount(statement, &rows)) && rows >= 0)
			run->rows = rows;
		if (SQL_SUCCEEDED(SQLNumResultCols(statement, &columns)) && columns > 0)
			status = read_rows(conn, statement, (size_t)columns, run, err);
		if (status != DUNLIN_OK)
			return status;
		code = SQLMoreResults(statement);
	} while (SQL_SUCCEEDED(code));
	return code == SQL_NO_DATA ? DUNLIN_OK
				   : odbc_fail_handle(conn, SQL_HANDLE_STMT, statement, run, err);
}

/* --- the transaction ------------------------------------------------------------------ */

static bool begins_with(const struct odbc_run *run, const char *word)
{
	const size_t len = strlen(word);

	return run->len >= len && strncasecmp(run->sql, word, len) == 0;
}

/* ODBC does not tell: what was sent does. */
static void follow(dunlin_conn *conn, const struct odbc_run *run)
{
	if (begins_with(run, "BEGIN") || begins_with(run, "START TRANSACTION"))
		conn->tx = DUNLIN_TX_OPEN;
	else if (begins_with(run, "COMMIT") || begins_with(run, "END"))
		conn->tx = DUNLIN_TX_NONE;
	else if (begins_with(run, "ROLLBACK TO"))
		conn->tx = DUNLIN_TX_OPEN;
	else if (begins_with(run, "ROLLBACK") || begins_with(run, "ABORT"))
		conn->tx = DUNLIN_TX_NONE;
}

/* --- sending --------------------------------------------------------------------------- */

static void set_running(dunlin_conn *conn, bool running)
{
	pthread_mutex_lock(&conn->mutex);
	conn->running = running;
	pthread_mutex_unlock(&conn->mutex);
}

/* psqlODBC reads on to a NUL, whatever length it is told. */
static SQLRETURN execute(SQLHSTMT statement, const struct odbc_run *run, bool *no_memory)
{
	char *text = strndup(run->sql, run->len);
	SQLRETURN code;

	*no_memory = text == NULL;
	if (text == NULL)
		return SQL_ERROR;
	code = SQLExecDirect(statement, (SQLCHAR *)text, (SQLINTEGER)run->len);
	free(text);
	return code;
}

static dunlin_status send_and_read(dunlin_conn *conn, SQLHSTMT statement, struct odbc_run *run,
				   dunlin_error *err)
{
	bool no_memory;
	SQLRETURN code;

	/* {fn …} and ? are SQL of the database's own here, not ODBC's. */
	(void)SQLSetStmtAttr(statement, SQL_ATTR_NOSCAN, (SQLPOINTER)(uintptr_t)SQL_NOSCAN_ON, 0);
	code = execute(statement, run, &no_memory);
	if (no_memory)
		return odbc_fail(conn->host, err, DUNLIN_ENOMEM, run->index, "out of memory");
	if (code == SQL_NO_DATA) /* no row was changed, which is no failure */
		return DUNLIN_OK;
	if (!SQL_SUCCEEDED(code))
		return odbc_fail_handle(conn, SQL_HANDLE_STMT, statement, run, err);
	if (code == SQL_SUCCESS_WITH_INFO)
		odbc_tell_notices(conn, statement, run->index);
	return read_results(conn, statement, run, err);
}

dunlin_status odbc_run(dunlin_conn *conn, struct odbc_run *run, dunlin_error *err)
{
	SQLHSTMT statement = NULL;
	dunlin_status status;

	run->rows = -1;
	if (memchr(run->sql, '\0', run->len) != NULL || run->len > INT32_MAX)
		return odbc_fail(conn->host, err, DUNLIN_ESYNTAX, run->index,
				 "the statement holds a NUL byte, or is longer than 2 GiB");
	if (atomic_load(&conn->canceled))
		return odbc_fail(conn->host, err, DUNLIN_ECANCELED, run->index, "canceled");
	if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, conn->dbc, &statement)))
		return odbc_fail_handle(conn, SQL_HANDLE_DBC, conn->dbc, run, err);
	set_running(conn, true);
	status = send_and_read(conn, statement, run, err);
	set_running(conn, false);
	(void)SQLFreeHandle(SQL_HANDLE_STMT, statement);
	if (status == DUNLIN_OK)
		follow(conn, run);
	else if (conn->tx == DUNLIN_TX_OPEN && odbc_product.fails_whole)
		conn->tx = DUNLIN_TX_FAILED;
	return status;
}

dunlin_status odbc_run_own(dunlin_conn *conn, const char *sql, dunlin_row_fn on_row, void *payload,
			   dunlin_error *err)
{
	struct odbc_run run = {
		.sql = sql, .len = strlen(sql), .index = -1, .on_row = on_row, .payload = payload
	};

	return odbc_run(conn, &run, err);
}
