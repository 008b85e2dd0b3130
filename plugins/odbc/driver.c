/* odbc - a driver of Dunlin for databases that ODBC leads to. */
#include "odbc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAPS (DUNLIN_CAP_SAVEPOINTS | DUNLIN_CAP_CANCEL | DUNLIN_CAP_FIND)

/* --- the connection --------------------------------------------------------------------- */

static void odbc_close(dunlin_conn *conn)
{
	size_t i;

	if (conn == NULL)
		return;
	if (conn->dbc != NULL) {
		(void)SQLDisconnect(conn->dbc);
		(void)SQLFreeHandle(SQL_HANDLE_DBC, conn->dbc);
	}
	if (conn->env != NULL)
		(void)SQLFreeHandle(SQL_HANDLE_ENV, conn->env);
	for (i = 0; i < conn->n_said; i++)
		free(conn->said[i]);
	free(conn->said);
	free(conn->text);
	(void)pthread_mutex_destroy(&conn->mutex);
	free(conn);
}

static dunlin_status set_up_one(dunlin_conn *conn, const char *sql, dunlin_error *err)
{
	char **said = realloc(conn->said, (conn->n_said + 1) * sizeof(*said));

	if (said == NULL)
		return odbc_fail(conn->host, err, DUNLIN_ENOMEM, -1, "out of memory");
	conn->said = said;
	said[conn->n_said] = strdup(sql);
	if (said[conn->n_said] == NULL)
		return odbc_fail(conn->host, err, DUNLIN_ENOMEM, -1, "out of memory");
	conn->n_said++;
	return odbc_run_own(conn, sql, NULL, NULL, err);
}

/* Of `application` what needs no quoting. */
static dunlin_status name_session(dunlin_conn *conn, const char *application, dunlin_error *err)
{
	char name[64], sql[128];
	size_t n = 0;

	for (; application != NULL && *application != '\0' && n < sizeof(name) - 1; application++)
		if (*application != '\'' && *application != '\\' && *application >= ' ')
			name[n++] = *application;
	name[n] = '\0';
	if (odbc_product.name == NULL || n == 0)
		return DUNLIN_OK;
	(void)snprintf(sql, sizeof(sql), odbc_product.name, name);
	return set_up_one(conn, sql, err);
}

static dunlin_status set_up(dunlin_conn *conn, const struct dunlin_open *how, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; status == DUNLIN_OK && odbc_product.setup[i] != NULL; i++)
		status = set_up_one(conn, odbc_product.setup[i], err);
	if (status == DUNLIN_OK)
		status = name_session(conn, how->application, err);
	for (i = 0; status == DUNLIN_OK && i < how->n_session; i++)
		status = set_up_one(conn, how->session[i], err);
	return status;
}

static void read_text(dunlin_conn *conn, SQLUSMALLINT what, char *out, size_t size)
{
	SQLSMALLINT len = 0;

	out[0] = '\0';
	(void)SQLGetInfo(conn->dbc, what, out, (SQLSMALLINT)size, &len);
}

static void name_it(dunlin_conn *conn)
{
	char name[64], version[48];
	int part[3] = { 0 };

	read_text(conn, SQL_DBMS_NAME, name, sizeof(name));
	read_text(conn, SQL_DBMS_VER, version, sizeof(version));
	(void)snprintf(conn->product, sizeof(conn->product), "%s %s over ODBC", name, version);
	(void)sscanf(version, "%d.%d.%d", &part[0], &part[1], &part[2]);
	conn->version = odbc_product.version(part);
	read_text(conn, SQL_DATABASE_NAME, conn->database, sizeof(conn->database));
}

static dunlin_status connect_to(dunlin_conn *conn, const char *text, const struct dunlin_open *how,
				dunlin_error *err)
{
	const int64_t seconds =
		how->connect_timeout_ms <= 0 ? 10 : (how->connect_timeout_ms + 999) / 1000;
	SQLRETURN code;

	if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &conn->env)) ||
	    !SQL_SUCCEEDED(SQLSetEnvAttr(conn->env, SQL_ATTR_ODBC_VERSION,
					 (SQLPOINTER)(uintptr_t)SQL_OV_ODBC3, 0)) ||
	    !SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, conn->env, &conn->dbc)))
		return odbc_fail(conn->host, err, DUNLIN_ECONNECT, -1, "ODBC cannot be begun");
	(void)SQLSetConnectAttr(conn->dbc, SQL_ATTR_LOGIN_TIMEOUT, (SQLPOINTER)(uintptr_t)seconds,
				0);
	code = SQLDriverConnect(conn->dbc, NULL, (SQLCHAR *)(uintptr_t)text, SQL_NTS, NULL, 0, NULL,
				SQL_DRIVER_NOPROMPT);
	if (SQL_SUCCEEDED(code)) {
		const dunlin_status status = odbc_can_cancel(conn, text, err);

		name_it(conn);
		return status == DUNLIN_OK ? set_up(conn, how, err) : status;
	}
	/* Nothing to disconnect from, and the text of the failure is of the handle. */
	(void)odbc_fail_handle(conn, SQL_HANDLE_DBC, conn->dbc, NULL, err);
	return DUNLIN_ECONNECT;
}

/* What to connect with, for the caller to free; *stands: it is not what was asked for. */
static char *make_text(const char *text, const struct dunlin_open *how, bool *stands)
{
	const bool look = (how->flags & DUNLIN_OPEN_CREATE) == 0 && odbc_product.only_look != NULL;
	char *chosen = look ? odbc_product.only_look(text) : strdup(text);
	char *whole = chosen == NULL ? NULL
				     : malloc(strlen(chosen) + strlen(odbc_product.extra) + 1);

	if (whole != NULL) {
		*stands = strcmp(chosen, text) != 0;
		strcat(strcpy(whole, chosen), odbc_product.extra);
	}
	free(chosen);
	return whole;
}

/* odbc+PRODUCT:KEY=VALUE;… as SQLDriverConnect() takes it. */
static dunlin_status odbc_open(dunlin_conn **out, const struct dunlin_host *host,
			       const struct dunlin_open *how, dunlin_error *err)
{
	const char *text = how->url == NULL ? NULL : strchr(how->url, ':');
	dunlin_status status;
	dunlin_conn *conn;
	bool stands = false;
	char *made;

	*out = NULL;
	if ((how->flags & ~DUNLIN_OPEN_CREATE) != 0 ||
	    (DUNLIN_HAS(how, native) && how->native != NULL))
		return odbc_fail(host, err, DUNLIN_EUNSUPPORTED, -1,
				 "the driver knows no such flag, and takes no open connection");
	if (text == NULL || strchr(text, '=') == NULL)
		return odbc_fail(host, err, DUNLIN_EUSAGE, -1,
				 "the URL goes on as ODBC has it: Driver=…;Server=…;Database=…");
	conn = calloc(1, sizeof(*conn));
	if (conn == NULL || pthread_mutex_init(&conn->mutex, NULL) != 0) {
		free(conn);
		return odbc_fail(host, err, DUNLIN_ENOMEM, -1, "out of memory");
	}
	conn->host = host;
	conn->on_progress = how->on_progress;
	conn->payload = how->payload;
	made = make_text(text + 1, how, &stands);
	status = made == NULL ? odbc_fail(host, err, DUNLIN_ENOMEM, -1, "out of memory")
			      : connect_to(conn, made, how, err);
	free(made);
	if (status == DUNLIN_OK && stands && odbc_product.look != NULL)
		status = odbc_run_own(conn, odbc_product.look, NULL, NULL, err);
	if (status == DUNLIN_OK)
		*out = conn;
	else
		odbc_close(conn);
	return status;
}

static dunlin_status odbc_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	(void)err;
	out->caps[0] = odbc_product.stop == NULL ? CAPS & ~DUNLIN_CAP_CANCEL : CAPS;
	out->version = conn->version;
	out->product = conn->product;
	out->database = conn->database;
	return DUNLIN_OK;
}

static dunlin_status odbc_setup(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
				dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	(void)err;
	for (i = 0; i < conn->n_said && status == DUNLIN_OK; i++) {
		const char *said = conn->said[i];

		status = on_row(payload, 1, &said);
	}
	return status;
}

/* --- statements ----------------------------------------------------------------------------- */

static dunlin_status odbc_exec(dunlin_conn *conn, const struct dunlin_batch *batch,
			       dunlin_error *err)
{
	struct dunlin_progress done = { .size = DUNLIN_PROGRESS_SIZE,
					.kind = DUNLIN_PROGRESS_DONE,
					.permille = -1 };
	dunlin_status status = DUNLIN_OK;
	struct odbc_run run;
	uint64_t i;

	atomic_store(&conn->canceled, false);
	for (i = 0; i < batch->count && status == DUNLIN_OK; i++) {
		const struct dunlin_statement *statement = dunlin_batch_at(batch, i);

		if (statement->kind == DUNLIN_STMT_COPY)
			return odbc_fail(conn->host, err, DUNLIN_EUNSUPPORTED, (int64_t)i,
					 "ODBC has no COPY; write INSERT instead");
		run = (struct odbc_run){ .sql = statement->sql,
					 .len = statement->sql_len,
					 .index = (int64_t)i,
					 .kind = statement->kind };
		status = odbc_run(conn, &run, err);
		done.stmt_index = (int64_t)i;
		done.rows = run.rows;
		if (status == DUNLIN_OK && conn->on_progress != NULL)
			conn->on_progress(conn->payload, &done);
	}
	return status;
}

static dunlin_status odbc_query(dunlin_conn *conn, const char *sql, size_t len,
				dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	struct odbc_run run = {
		.sql = sql, .len = len, .index = -1, .on_row = on_row, .payload = payload
	};

	atomic_store(&conn->canceled, false);
	return odbc_run(conn, &run, err);
}

static dunlin_status odbc_rollback(dunlin_conn *conn, dunlin_error *err)
{
	atomic_store(&conn->canceled, false); /* that is what a cancel ends in */
	return conn->tx == DUNLIN_TX_NONE ? DUNLIN_OK
					  : odbc_run_own(conn, "ROLLBACK", NULL, NULL, err);
}

static int32_t odbc_tx_state(dunlin_conn *conn)
{
	return conn->tx;
}

/* Those of a name among all tables. */
struct search {
	const char *name;
	size_t len;
	bool begins;
	dunlin_row_fn on_row;
	void *payload;
};

static dunlin_status take_table(void *payload, size_t n, const char *const *values)
{
	const struct search *search = payload;

	if (n != 3 || values[2] == NULL || strncmp(values[2], search->name, search->len) != 0 ||
	    (!search->begins && values[2][search->len] != '\0'))
		return DUNLIN_OK;
	return search->on_row(search->payload, n, values);
}

static dunlin_status odbc_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				      void *payload, dunlin_error *err)
{
	struct search search = { name, strlen(name), false, on_row, payload };

	search.begins = search.len > 0 && name[search.len - 1] == '*';
	search.len -= search.begins;
	atomic_store(&conn->canceled, false);
	return odbc_run_own(conn, odbc_product.tables, take_table, &search, err);
}

static const struct dunlin_driver table = {
	.magic = DUNLIN_DRIVER_MAGIC,
	.major = DUNLIN_DRIVER_MAJOR,
	.minor = DUNLIN_DRIVER_MINOR,
	.size = DUNLIN_DRIVER_SIZE,
	.caps = { CAPS },
	.name = "odbc_" ODBC_DIALECT,
	.dialect_name = ODBC_DIALECT,
	.open = odbc_open,
	.close = odbc_close,
	.info = odbc_info,
	.exec = odbc_exec,
	.query = odbc_query,
	.rollback = odbc_rollback,
	.tx_state = odbc_tx_state,
	.setup = odbc_setup,
	.cancel = odbc_cancel,
	.find_tables = odbc_find_tables,
};

DUNLIN_DRIVER_EXPORT(odbc)
{
	return &table;
}
