/* odbc/cancel - stops a statement, from a connection of its own. */
#include "odbc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dunlin_status take_self(void *payload, size_t n, const char *const *values)
{
	dunlin_conn *conn = payload;

	if (n == 1 && values[0] != NULL)
		(void)snprintf(conn->self, sizeof(conn->self), "%s", values[0]);
	return DUNLIN_OK;
}

dunlin_status odbc_can_cancel(dunlin_conn *conn, const char *text, dunlin_error *err)
{
	if (odbc_product.stop == NULL)
		return DUNLIN_OK;
	conn->text = strdup(text);
	if (conn->text == NULL)
		return odbc_fail(conn->host, err, DUNLIN_ENOMEM, -1, "out of memory");
	return odbc_run_own(conn, odbc_product.whoami, take_self, conn, err);
}

static void ask(SQLHDBC dbc, const char *self)
{
	SQLHSTMT statement = NULL;
	char sql[256];

	(void)snprintf(sql, sizeof(sql), odbc_product.stop, self);
	if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, dbc, &statement)))
		return;
	(void)SQLExecDirect(statement, (SQLCHAR *)sql, SQL_NTS);
	(void)SQLFreeHandle(SQL_HANDLE_STMT, statement);
}

/* With an environment of its own: a driver manager may hold all calls of one back until the one under way
 * is done. */
static void stop(const dunlin_conn *conn)
{
	SQLHENV env = NULL;
	SQLHDBC dbc = NULL;

	if (SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env)) &&
	    SQL_SUCCEEDED(SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION,
					(SQLPOINTER)(uintptr_t)SQL_OV_ODBC3, 0)) &&
	    SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, env, &dbc)) &&
	    SQL_SUCCEEDED(SQLDriverConnect(dbc, NULL, (SQLCHAR *)conn->text, SQL_NTS, NULL, 0, NULL,
					   SQL_DRIVER_NOPROMPT))) {
		ask(dbc, conn->self);
		(void)SQLDisconnect(dbc);
	}
	if (dbc != NULL)
		(void)SQLFreeHandle(SQL_HANDLE_DBC, dbc);
	if (env != NULL)
		(void)SQLFreeHandle(SQL_HANDLE_ENV, env);
}

void odbc_cancel(dunlin_conn *conn)
{
	atomic_store(&conn->canceled, true);
	pthread_mutex_lock(&conn->mutex);
	if (conn->running && conn->text != NULL)
		stop(conn);
	pthread_mutex_unlock(&conn->mutex);
}
