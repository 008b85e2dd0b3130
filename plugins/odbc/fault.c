/* odbc/fault - from ODBC's diagnostics to a fault. */
#include "odbc.h"

#include <stdio.h>
#include <string.h>

struct diagnosis {
	SQLCHAR state[6];
	SQLINTEGER native;
	char message[1024];
};

static bool read(struct diagnosis *out, SQLSMALLINT type, SQLHANDLE handle, SQLSMALLINT number)
{
	SQLSMALLINT len = 0;
	SQLRETURN code = SQLGetDiagRec(type, handle, number, out->state, &out->native,
				       (SQLCHAR *)out->message, sizeof(out->message), &len);
	char *at, *start;

	if (!SQL_SUCCEEDED(code))
		return false;
	for (at = out->message; *at != '\0'; at++)
		if ((unsigned char)*at < ' ')
			*at = ' ';
	/* "[unixODBC][Driver]": who handed it on is of no interest. */
	for (start = out->message; *start == '[' && (at = strchr(start, ']')) != NULL;)
		start = at + 1;
	memmove(out->message, start, strlen(start) + 1);
	return true;
}

dunlin_status odbc_fail(const struct dunlin_host *host, dunlin_error *err, dunlin_status status,
			int64_t index, const char *message)
{
	const struct dunlin_fault fault = { .size = DUNLIN_FAULT_SIZE,
					    .status = status,
					    .stmt_index = index,
					    .byte_offset = -1,
					    .line = -1,
					    .data_line = -1,
					    .message = message };

	return host->fail(err, &fault);
}

/* By SQLSTATE, a class or a whole one; the first that begins so. */
static dunlin_status status_of(const char *sqlstate)
{
	static const struct {
		const char *begins;
		dunlin_status status;
	} known[] = {
		{ "23505", DUNLIN_EEXISTS },      { "42P07", DUNLIN_EEXISTS },
		{ "42710", DUNLIN_EEXISTS },      { "42P06", DUNLIN_EEXISTS },
		{ "42701", DUNLIN_EEXISTS },      { "42P01", DUNLIN_EMISSING },
		{ "42703", DUNLIN_EMISSING },     { "42704", DUNLIN_EMISSING },
		{ "42883", DUNLIN_EMISSING },     { "3F000", DUNLIN_EMISSING },
		{ "42601", DUNLIN_ESYNTAX },      { "42501", DUNLIN_EPERM },
		{ "55P03", DUNLIN_ELOCKTIMEOUT }, { "40P01", DUNLIN_EDEADLOCK },
		{ "40001", DUNLIN_ESERIALIZE },   { "57014", DUNLIN_ECANCELED },
		{ "25006", DUNLIN_EREADONLY },    { "0A", DUNLIN_EUNSUPPORTED },
		{ "08", DUNLIN_ECONNLOST },       { "57P", DUNLIN_ECONNLOST },
	};
	size_t i;

	for (i = 0; sqlstate != NULL && i < sizeof(known) / sizeof(known[0]); i++)
		if (strncmp(sqlstate, known[i].begins, strlen(known[i].begins)) == 0)
			return known[i].status;
	return DUNLIN_ESQL;
}

static bool is_dead(dunlin_conn *conn)
{
	SQLUINTEGER dead = SQL_CD_FALSE;

	return conn->dbc != NULL &&
	       SQL_SUCCEEDED(
		       SQLGetConnectAttr(conn->dbc, SQL_ATTR_CONNECTION_DEAD, &dead, 0, NULL)) &&
	       dead == SQL_CD_TRUE;
}

dunlin_status odbc_fail_handle(dunlin_conn *conn, SQLSMALLINT type, SQLHANDLE handle,
			       const struct odbc_run *run, dunlin_error *err)
{
	struct dunlin_fault fault = { .size = DUNLIN_FAULT_SIZE,
				      .stmt_index = run == NULL ? -1 : run->index,
				      .byte_offset = -1,
				      .line = -1,
				      .data_line = -1,
				      .message = "ODBC says nothing about it" };
	struct diagnosis what = { .native = 0 };

	if (read(&what, type, handle, 1)) {
		fault.message = what.message;
		fault.native_code = what.native;
		fault.sqlstate =
			odbc_product.sqlstate((const char *)what.state, what.native, what.message);
	}
	fault.status = run == NULL ? DUNLIN_ECONNECT : status_of(fault.sqlstate);
	if (run != NULL && atomic_load(&conn->canceled) && fault.status == DUNLIN_ESQL)
		fault.status = DUNLIN_ECANCELED;
	if (run != NULL && fault.status != DUNLIN_ECONNLOST && is_dead(conn))
		fault.status = DUNLIN_ECONNLOST;
	if (fault.status == DUNLIN_ECONNLOST && run != NULL && run->kind == DUNLIN_STMT_COMMIT)
		fault.status = DUNLIN_ECOMMITUNKNOWN;
	fault.retryable = fault.status == DUNLIN_ELOCKTIMEOUT || fault.status == DUNLIN_EDEADLOCK ||
			  fault.status == DUNLIN_ESERIALIZE;
	return conn->host->fail(err, &fault);
}

void odbc_tell_notices(dunlin_conn *conn, SQLHANDLE statement, int64_t index)
{
	struct dunlin_fault fault = { .size = DUNLIN_FAULT_SIZE,
				      .stmt_index = index,
				      .byte_offset = -1,
				      .line = -1,
				      .data_line = -1,
				      .severity = "NOTICE" };
	const struct dunlin_progress notice = { .size = DUNLIN_PROGRESS_SIZE,
						.kind = DUNLIN_PROGRESS_NOTICE,
						.stmt_index = index,
						.rows = -1,
						.notice = &fault,
						.permille = -1 };
	struct diagnosis what;
	SQLSMALLINT i;

	if (conn->on_progress == NULL)
		return;
	for (i = 1; read(&what, SQL_HANDLE_STMT, statement, i); i++) {
		fault.message = what.message;
		conn->on_progress(conn->payload, &notice);
	}
}
