/* mysql/connect - opens and closes a connection. */
#include "connect.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fault.h"
#include "run.h"
#include "session.h"

static dunlin_status fill(dunlin_conn *conn, const struct dunlin_open *how, dunlin_error *err)
{
	dunlin_status status;

	conn->on_progress = DUNLIN_HAS(how, on_progress) ? how->on_progress : NULL;
	conn->payload = DUNLIN_HAS(how, payload) ? how->payload : NULL;
	if (pipe2(conn->wake, O_NONBLOCK | O_CLOEXEC) != 0) {
		conn->wake[0] = conn->wake[1] = -1;
		return dn_fault_fail(conn->host, err, DUNLIN_ECONNECT, "no pipe: %m");
	}
	if (DUNLIN_HAS(how, schema) && how->schema != NULL) {
		conn->schema = strdup(how->schema);
		if (conn->schema == NULL)
			return dn_fault_nomem(conn->host, err);
	}
	status = dn_my_params_read(&conn->params, conn->host, how, err);
	if (status == DUNLIN_OK && conn->params.database == NULL)
		status = dn_fault_fail(conn->host, err, DUNLIN_EUSAGE,
				       "the URL names no database: mysql://host/DATABASE");
	return status == DUNLIN_OK ? dn_my_session_plan(conn, how, err) : status;
}

dunlin_status dn_my_open(dunlin_conn **out, const struct dunlin_host *host,
			 const struct dunlin_open *how, dunlin_error *err)
{
	dunlin_conn *conn = calloc(1, sizeof(*conn));
	dunlin_status status;

	*out = NULL;
	if (conn == NULL)
		return dn_fault_nomem(host, err);
	conn->host = host;
	conn->wake[0] = conn->wake[1] = -1;
	status = fill(conn, how, err);
	if (status == DUNLIN_OK && DUNLIN_HAS(how, stopped) && how->stopped != NULL &&
	    how->stopped(conn->payload) != 0)
		status = dn_fault_fail(host, err, DUNLIN_ECANCELED, "canceled");
	if (status == DUNLIN_OK)
		status = dn_my_params_connect(&conn->my, &conn->params, conn->params.database, host,
					      err);
	if (status == DUNLIN_OK) {
		conn->id = mysql_thread_id(conn->my);
		dn_my_begin(conn);
		status = dn_my_session_start(conn, err);
		dn_my_end(conn);
	}
	if (status == DUNLIN_OK) {
		*out = conn;
		conn = NULL; /* the caller's */
	}
	dn_my_close(conn);
	return status;
}

void dn_my_close(dunlin_conn *conn)
{
	if (conn == NULL)
		return;
	if (conn->my != NULL)
		mysql_close(conn->my);
	if (conn->wake[0] >= 0) {
		close(conn->wake[0]);
		close(conn->wake[1]);
	}
	dn_my_session_clear(conn);
	dn_my_params_clear(&conn->params);
	free(conn->schema);
	free(conn->keys);
	free(conn->found);
	free(conn->remembered);
	free(conn);
}
