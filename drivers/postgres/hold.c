/* postgres/hold - the run lock, through a pooler. */
#include "hold.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "lock.h"
#include "params.h"
#include "pipeline.h"
#include "pooler.h"
#include "step.h"
#include "wait.h"

#define DEFAULT_SECONDS 10
#define SHORTEST_SECONDS 2 /* as libpq has it */

static const char hint[] = "let the pool have more of them (pool_size or default_pool_size, 2 at "
			   "least), or give Dunlin a URL that leads to the server itself";

static int64_t limit_s(const dunlin_conn *conn)
{
	const char *text = dn_pg_params_get(conn->params, "connect_timeout");
	long seconds = text == NULL ? 0 : strtol(text, NULL, 10);

	if (seconds <= 0)
		return DEFAULT_SECONDS;
	return seconds < SHORTEST_SECONDS ? SHORTEST_SECONDS : seconds;
}

/* Statements that may have to wait for a session; what is overdue is lost. */
static dunlin_status run_in_time(dunlin_conn *conn, const char *const *list, size_t n,
				 dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	dunlin_status status;

	conn->overdue = false;
	conn->deadline_ms = dn_pg_now_ms() + limit_s(conn) * 1000;
	status = dn_pg_pipeline_own(conn, list, n, on_row, payload, err);
	conn->deadline_ms = 0;
	if (status != DUNLIN_OK && dn_pg_canceled(conn))
		return dn_fault_fail(conn->host, err, DUNLIN_ECANCELED, "canceled");
	return status;
}

static dunlin_status fail_scarce(const dunlin_conn *conn, dunlin_status status, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, status);
	fault.retryable = 1;
	fault.hint = hint;
	return dn_fault_send(conn->host, err, &fault,
			     "the pooler did not have two connections to the server for this run "
			     "within %" PRId64 " s, one of them for the lock",
			     limit_s(conn));
}

dunlin_status dn_pg_hold_probe(dunlin_conn *conn, dunlin_error *err)
{
	static const char *const list[] = { "SELECT 1" };
	dunlin_status status = run_in_time(conn, list, 1, NULL, NULL, err);
	struct dunlin_fault fault;

	if (status != DUNLIN_ECONNLOST || !conn->overdue)
		return status;
	dn_fault_init(&fault, DUNLIN_ECONNECT);
	fault.retryable = 1;
	fault.hint = hint;
	return dn_fault_send(conn->host, err, &fault,
			     "the pooler did not have a connection to the server within %" PRId64
			     " s",
			     limit_s(conn));
}

/* The calls below work on conn->pg: this puts the other one there, and back. */
static void change(dunlin_conn *conn)
{
	PGconn *pg = conn->pg;
	PGcancel *stop = conn->stop;

	conn->pg = conn->hold.pg;
	conn->stop = conn->hold.stop;
	conn->hold.pg = pg;
	conn->hold.stop = stop;
}

void dn_pg_hold_drop(dunlin_conn *conn)
{
	PQfreeCancel(conn->hold.stop);
	PQfinish(conn->hold.pg);
	memset(&conn->hold, 0, sizeof(conn->hold));
}

static dunlin_status keep_answer(void *payload, size_t n, const char *const *values)
{
	bool *yes = payload;

	*yes = n > 0 && values[0] != NULL && values[0][0] == 't';
	return DUNLIN_OK;
}

/*
 * SET comes last: the portal of a SELECT stays open, and with it a snapshot, until
 * the next statement takes its place; CREATE INDEX CONCURRENTLY would wait for it.
 */
static dunlin_status ask(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	const char *list[4] = { "BEGIN" };
	bool taken = false;
	char sql[128];
	dunlin_status status;
	size_t n = 1;

	(void)snprintf(sql, sizeof(sql),
		       "SELECT pg_catalog.pg_try_advisory_xact_lock(%" PRId64 "::pg_catalog.int8)",
		       key);
	list[n++] = sql;
	if (PQserverVersion(conn->pg) >= 170000)
		list[n++] = "SET LOCAL transaction_timeout = 0";
	list[n++] = "SET LOCAL idle_in_transaction_session_timeout = 0";
	status = run_in_time(conn, list, n, keep_answer, &taken, err);
	if (status == DUNLIN_OK && !taken)
		status = dn_pg_lock_busy(conn, key, err);
	return status;
}

/* *scarce: it failed for want of a connection. */
static dunlin_status take(dunlin_conn *conn, int64_t key, bool *scarce, dunlin_error *err)
{
	static const char *const end[] = { "ROLLBACK" };
	dunlin_status status = dn_pg_connect_again(conn, err);

	*scarce = status == DUNLIN_ECONNECT;
	if (status != DUNLIN_OK)
		return status;
	status = ask(conn, key, err);
	*scarce = status == DUNLIN_ECONNLOST;
	/* A session that is left in a transaction is one that the pooler throws away. */
	if (status == DUNLIN_EBUSY)
		(void)run_in_time(conn, end, 1, NULL, NULL, NULL);
	return status;
}

/* The second connection, with the lock; conn->pg is the first, or NULL. */
static dunlin_status take_beside(dunlin_conn *conn, int64_t key, bool *scarce, dunlin_error *err)
{
	bool unusable = conn->unusable;
	dunlin_status status;

	change(conn);
	status = take(conn, key, scarce, err);
	if (status != DUNLIN_OK)
		dn_pg_hang_up(conn);
	change(conn);
	conn->unusable = unusable;
	return status;
}

dunlin_status dn_pg_hold_try(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	dunlin_status status;
	bool scarce;

	if (conn->hold.pg != NULL && conn->hold.key != key)
		return dn_fault_fail(conn->host, err, DUNLIN_EUNSUPPORTED,
				     "through a pooler one lock can be held, not two");
	if (conn->hold.pg != NULL) {
		conn->hold.times++;
		return DUNLIN_OK;
	}
	status = take_beside(conn, key, &scarce, err);
	if (status == DUNLIN_OK) {
		/* Where there is one session alone, the lock has it now. */
		status = conn->pg == NULL ? dn_pg_pooler_return(conn, err)
					  : dn_pg_hold_probe(conn, err);
		scarce = status == DUNLIN_ECONNECT;
		if (status != DUNLIN_OK)
			dn_pg_hold_drop(conn);
	}
	if (scarce) {
		dn_pg_hang_up(conn);
		return fail_scarce(conn, DUNLIN_EBUSY, err);
	}
	if (status == DUNLIN_OK) {
		conn->hold.key = key;
		conn->hold.times = 1;
	}
	return status;
}

dunlin_status dn_pg_hold_release(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	static const char *const end[] = { "COMMIT" };
	bool unusable = conn->unusable;

	if (conn->hold.pg == NULL || conn->hold.key != key)
		return dn_fault_fail(conn->host, err, DUNLIN_EMISSING,
				     "this session does not hold the lock");
	if (--conn->hold.times > 0)
		return DUNLIN_OK;
	change(conn);
	(void)run_in_time(conn, end, 1, NULL, NULL, NULL); /* else it ends with the connection */
	change(conn);
	conn->unusable = unusable;
	dn_pg_hold_drop(conn);
	return DUNLIN_OK;
}

dunlin_status dn_pg_hold_check(dunlin_conn *conn, dunlin_error *err)
{
	struct dunlin_fault fault;

	if (conn->hold.pg == NULL)
		return DUNLIN_OK;
	/* Nothing was asked there: what comes is the end. */
	if (PQconsumeInput(conn->hold.pg) == 1 &&
	    PQtransactionStatus(conn->hold.pg) == PQTRANS_INTRANS)
		return DUNLIN_OK;
	dn_pg_hold_drop(conn);
	dn_fault_init(&fault, DUNLIN_ECONNLOST);
	fault.retryable = 1;
	return dn_fault_send(conn->host, err, &fault,
			     "the connection that held the lock of this run is lost");
}
