/* postgres/conn - opens and closes. */
#include "conn.h"

#include <errno.h>
#include <inttypes.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connect.h"
#include "error.h"
#include "hold.h"
#include "lend.h"
#include "params.h"
#include "session.h"
#include "wait.h"
#include "watch.h"

#define OLDEST 120000

static dunlin_conn *new_conn(const struct dunlin_host *host, const struct dunlin_open *how)
{
	dunlin_conn *conn = calloc(1, sizeof(*conn));

	if (conn == NULL)
		return NULL;
	conn->host = host;
	conn->stmt_index = -1;
	conn->setting_up = -1;
	conn->guard = -1;
	conn->failed_at = -1;
	if (DUNLIN_HAS(how, payload)) {
		conn->on_progress = how->on_progress;
		conn->payload = how->payload;
	}
	if (DUNLIN_HAS(how, stopped))
		conn->stopped = how->stopped;
	if (pipe2(conn->wake, O_CLOEXEC | O_NONBLOCK) != 0) {
		free(conn);
		return NULL;
	}
	return conn;
}

void dn_pg_hang_up(dunlin_conn *conn)
{
	PQfreeCancel(conn->stop);
	conn->stop = NULL;
	PQfinish(conn->pg);
	conn->pg = NULL;
	conn->unusable = false;
	dn_pg_prepared_clear(&conn->prepared);
}

void dn_pg_close(dunlin_conn *conn)
{
	if (conn == NULL)
		return;
	dn_pg_hand_back(conn);
	dn_pg_watch_free(conn->watch);
	dn_pg_hang_up(conn);
	dn_pg_hold_drop(conn);
	if (conn->params != NULL)
		dn_pg_params_clear(conn->params);
	free(conn->params);
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

/* What every connection needs, once it is made. */
static dunlin_status make_ready(dunlin_conn *conn, dunlin_error *err)
{
	if (PQsetnonblocking(conn->pg, 1) != 0)
		return dn_fault_nomem(conn->host, err);
	conn->stop = PQgetCancel(conn->pg);
	return conn->stop == NULL ? dn_fault_nomem(conn->host, err) : DUNLIN_OK;
}

/* What looks at the server meanwhile has parameters of its own. */
static dunlin_status start_watch(dunlin_conn *conn, const struct dunlin_open *how,
				 dunlin_error *err)
{
	struct dn_pg_params params;
	dunlin_status status = conn->lent.is ? dn_pg_lend_params(conn, &params, err)
					     : dn_pg_params_read(&params, conn->host, how, err);

	if (status != DUNLIN_OK)
		return status;
	conn->watch = dn_pg_watch_new(how, &params);
	dn_pg_params_clear(&params);
	return conn->watch == NULL ? dn_fault_nomem(conn->host, err) : DUNLIN_OK;
}

static dunlin_status take_lent(dunlin_conn *conn, const struct dunlin_open *how, dunlin_error *err)
{
	dunlin_status status =
		dn_fault_check_flags(conn->host, how->flags, DUNLIN_OPEN_CREATE, err);

	if (status == DUNLIN_OK)
		status = dn_pg_lend(conn, how->native, err);
	if (status == DUNLIN_OK)
		status = start_watch(conn, how, err);
	return status == DUNLIN_OK ? check_version(conn, err) : status;
}

static dunlin_status connect_bare(dunlin_conn *conn, const struct dunlin_open *how,
				  const char *database, dunlin_error *err)
{
	dunlin_status status;

	conn->params = calloc(1, sizeof(*conn->params));
	if (conn->params == NULL)
		return dn_fault_nomem(conn->host, err);
	status = dn_pg_params_read(conn->params, conn->host, how, err);
	if (status != DUNLIN_OK)
		return status;
	if (database != NULL && !dn_pg_params_set(conn->params, "dbname", database))
		status = dn_fault_nomem(conn->host, err);
	else
		status = dn_pg_connect(conn, conn->params, err);
	if (status == DUNLIN_OK)
		status = make_ready(conn, err);
	if (status == DUNLIN_OK && database == NULL)
		status = start_watch(conn, how, err);
	return status == DUNLIN_OK ? check_version(conn, err) : status;
}

/* Of several servers the next connection must reach the one this one has. */
static bool stay(dunlin_conn *conn)
{
	const char *address = PQhostaddr(conn->pg);

	return dn_pg_params_set(conn->params, "host", PQhost(conn->pg)) &&
	       dn_pg_params_set(conn->params, "hostaddr", address == NULL ? "" : address) &&
	       dn_pg_params_set(conn->params, "port", PQport(conn->pg));
}

dunlin_status dn_pg_connect_again(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status = dn_pg_connect(conn, conn->params, err);

	return status == DUNLIN_OK ? make_ready(conn, err) : status;
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
	if (database == NULL && DUNLIN_HAS(how, native) && how->native != NULL)
		status = take_lent(conn, how, err);
	else
		status = connect_bare(conn, how, database, err);
	dn_pg_end(conn);
	if (status != DUNLIN_OK) {
		dn_pg_close(conn);
		return status;
	}
	if (database != NULL)
		conn->stopped = NULL;
	*out = conn; /* the caller's now */
	return DUNLIN_OK;
}

/* Before the session is set up nobody can tell by a second connection what the server does: one that
 * is silent then is taken to be lost. */
static dunlin_status set_up(dunlin_conn *conn, const struct dunlin_open *how, dunlin_error *err)
{
	const int64_t silence = dn_pg_watch_silence(how);
	struct dunlin_fault fault;
	dunlin_status status;

	conn->overdue = false;
	conn->patience_ms = silence;
	status = dn_pg_session_start(conn, err);
	conn->patience_ms = conn->deadline_ms = 0;
	if (status != DUNLIN_ECONNLOST || !conn->overdue)
		return status;
	dn_fault_init(&fault, DUNLIN_ECONNECT);
	fault.retryable = 1;
	return dn_fault_send(conn->host, err, &fault,
			     "no answer for %" PRId64 " s while the session is set up",
			     silence / 1000);
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
	if (status == DUNLIN_OK && !conn->lent.is && !stay(conn))
		status = dn_fault_nomem(conn->host, err);
	if (status == DUNLIN_OK)
		status = dn_pg_session_plan(conn, how, err);
	if (status == DUNLIN_OK)
		status = set_up(conn, how, err);
	dn_pg_end(conn);
	if (conn->gave_up) /* even if all has just come */
		status = dn_fault_fail(host, err, DUNLIN_ECANCELED, "canceled while connecting");
	conn->stopped = NULL;
	dn_pg_watch_start(conn);
	if (status != DUNLIN_OK) {
		dn_pg_close(conn);
		return status;
	}
	*out = conn; /* the caller's now */
	return DUNLIN_OK;
}

struct dn_pg_origin dn_pg_origin(const dunlin_conn *conn, int64_t index)
{
	struct dn_pg_origin origin = { .index = index, .own = DN_PG_CALLERS };

	if (index >= 0 && conn->origins != NULL)
		return conn->origins[index];
	if (index < 0 || conn->setting_up < 0)
		return origin;
	origin.index = -1;
	origin.own = index < conn->setting_up ? DN_PG_SETUP : index - conn->setting_up;
	return origin;
}

int32_t dn_pg_tx_state(dunlin_conn *conn)
{
	if (conn->unusable)
		return DUNLIN_TX_NONE; /* whatever libpq last heard */
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
