/* postgres/conn - opens and closes. */
#include "conn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connect.h"
#include "error.h"
#include "params.h"
#include "session.h"
#include "wait.h"

#define OLDEST 120000

static dunlin_conn *new_conn(const struct dunlin_host *host, const struct dunlin_open *how)
{
	dunlin_conn *conn = calloc(1, sizeof(*conn));

	if (conn == NULL)
		return NULL;
	conn->host = host;
	conn->stmt_index = -1;
	conn->setting_up = -1;
	conn->failed_at = -1;
	if (DUNLIN_HAS(how, payload)) {
		conn->on_progress = how->on_progress;
		conn->payload = how->payload;
	}
	if (pipe2(conn->wake, O_CLOEXEC | O_NONBLOCK) != 0) {
		free(conn);
		return NULL;
	}
	return conn;
}

void dn_pg_close(dunlin_conn *conn)
{
	if (conn == NULL)
		return;
	PQfreeCancel(conn->stop);
	PQfinish(conn->pg);
	dn_pg_session_clear(conn);
	free(conn->schema);
	free(conn->found);
	(void)close(conn->wake[0]);
	(void)close(conn->wake[1]);
	free(conn);
}

static dunlin_status check_version(dunlin_conn *conn, dunlin_error *err)
{
	const char *version = PQparameterStatus(conn->pg, "server_version");

	if (PQserverVersion(conn->pg) >= OLDEST)
		return DUNLIN_OK;
	return dn_fault_fail(conn->host, err, DUNLIN_EUNSUPPORTED,
			     "PostgreSQL %s is too old: version 12 or later is needed",
			     version == NULL ? "of this version" : version);
}

static dunlin_status connect_bare(dunlin_conn *conn, const struct dunlin_open *how,
				  const char *database, dunlin_error *err)
{
	struct dn_pg_params params;
	dunlin_status status = dn_pg_params_read(&params, conn->host, how, err);

	if (status != DUNLIN_OK)
		return status;
	if (database != NULL && !dn_pg_params_set(&params, "dbname", database))
		status = dn_fault_nomem(conn->host, err);
	else
		status = dn_pg_connect(conn, &params, err);
	dn_pg_params_clear(&params);
	if (status != DUNLIN_OK)
		return status;
	if (PQsetnonblocking(conn->pg, 1) != 0)
		return dn_fault_nomem(conn->host, err);
	conn->stop = PQgetCancel(conn->pg);
	return conn->stop == NULL ? dn_fault_nomem(conn->host, err) : check_version(conn, err);
}

dunlin_status dn_pg_open_bare(dunlin_conn **out, const struct dunlin_host *host,
			      const struct dunlin_open *how, const char *database,
			      dunlin_error *err)
{
	dunlin_conn *conn = new_conn(host, how);
	dunlin_status status;

	*out = NULL;
	if (conn == NULL)
		return errno == ENOMEM || errno == 0
			       ? dn_fault_nomem(host, err)
			       : dn_fault_fail(host, err, DUNLIN_ECONNECT, "no connection: %s",
					       strerror(errno));
	dn_pg_begin(conn);
	status = connect_bare(conn, how, database, err);
	dn_pg_end(conn);
	if (status != DUNLIN_OK) {
		dn_pg_close(conn);
		return status;
	}
	*out = conn; /* the caller's now */
	return DUNLIN_OK;
}

dunlin_status dn_pg_open(dunlin_conn **out, const struct dunlin_host *host,
			 const struct dunlin_open *how, dunlin_error *err)
{
	dunlin_conn *conn = NULL;
	dunlin_status status = dn_pg_open_bare(&conn, host, how, NULL, err);

	*out = NULL;
	if (status != DUNLIN_OK)
		return status;
	dn_pg_begin(conn);
	if (DUNLIN_HAS(how, schema) && how->schema != NULL) {
		conn->schema = strdup(how->schema);
		if (conn->schema == NULL)
			status = dn_fault_nomem(host, err);
	}
	if (status == DUNLIN_OK)
		status = dn_pg_session_plan(conn, how, err);
	if (status == DUNLIN_OK)
		status = dn_pg_session_start(conn, err);
	dn_pg_end(conn);
	if (status != DUNLIN_OK) {
		dn_pg_close(conn);
		return status;
	}
	*out = conn; /* the caller's now */
	return DUNLIN_OK;
}

int32_t dn_pg_tx_state(dunlin_conn *conn)
{
	switch (PQtransactionStatus(conn->pg)) {
	case PQTRANS_ACTIVE:
	case PQTRANS_INTRANS:
		return DUNLIN_TX_OPEN;
	case PQTRANS_INERROR:
		return DUNLIN_TX_FAILED;
	default: /* idle, or the connection is lost, and with it the transaction */
		return DUNLIN_TX_NONE;
	}
}
