/* postgres/connect - polls libpq through its start-up, against a clock. */
#include "connect.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "failover.h"
#include "refusal.h"
#include "wait.h"

/* As libpq counts connect_timeout: not at all, or two seconds at least. */
static int64_t timeout_ms(const struct dn_pg_params *params)
{
	const char *text = dn_pg_params_get(params, "connect_timeout");
	long seconds = text == NULL ? 0 : strtol(text, NULL, 10);

	if (seconds <= 0)
		return 0;
	return (seconds < 2 ? 2 : seconds < INT_MAX / 1000 ? seconds : INT_MAX / 1000) * 1000;
}

/* Host, address and port that are being tried; NULL without memory. */
static char *place(const PGconn *pg)
{
	const char *address = PQhostaddr(pg);
	char *text = NULL;

	if (asprintf(&text, "%s %s %s", PQhost(pg), address == NULL ? "" : address, PQport(pg)) < 0)
		return NULL;
	return text;
}

/* Whether libpq has gone on to another place, for which the clock starts anew. */
static bool moved(const PGconn *pg, char **last)
{
	char *now = place(pg);
	bool same = now != NULL && *last != NULL && strcmp(now, *last) == 0;

	free(*last);
	*last = now;
	return !same;
}

/* 1: libpq may go on; 0: the time is over; -1: canceled. */
static int wait_for(dunlin_conn *conn, PostgresPollingStatusType want, int64_t deadline)
{
	struct pollfd fds[2] = { { .fd = PQsocket(conn->pg) },
				 { .fd = conn->wake[0], .events = POLLIN } };
	int64_t left = deadline == 0 ? -1 : deadline - dn_pg_now_ms();

	fds[0].events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT;
	for (;;) {
		int n;

		if (dn_pg_canceled(conn) || dn_pg_stopped(conn))
			return -1;
		if (deadline != 0 && left <= 0)
			return 0;
		if (conn->stopped != NULL && (left < 0 || left > DN_PG_STOPPED_MS))
			left = DN_PG_STOPPED_MS;
		n = poll(fds, 2, (int)left);
		if (n > 0 && fds[0].revents != 0)
			return 1;
		if (n < 0 && errno != EINTR)
			return 0;
		left = deadline == 0 ? -1 : deadline - dn_pg_now_ms();
	}
}

/* As wait_for(); 1 also when libpq has given up. */
static int poll_through(dunlin_conn *conn, int64_t limit)
{
	PostgresPollingStatusType want = PGRES_POLLING_WRITING;
	int64_t deadline = 0;
	char *last = NULL;
	int go_on = 1;

	if (PQstatus(conn->pg) == CONNECTION_BAD)
		return 1;
	while (go_on == 1 && want != PGRES_POLLING_OK && want != PGRES_POLLING_FAILED) {
		if (moved(conn->pg, &last))
			deadline = limit == 0 ? 0 : dn_pg_now_ms() + limit;
		go_on = wait_for(conn, want, deadline);
		if (go_on == 1)
			want = PQconnectPoll(conn->pg);
	}
	free(last);
	return go_on;
}

static dunlin_status fail_timeout(dunlin_conn *conn, int64_t limit, dunlin_error *err)
{
	struct dunlin_fault fault;
	const char *host = PQhost(conn->pg);

	dn_fault_init(&fault, DUNLIN_ECONNECT);
	fault.retryable = 1;
	return dn_fault_send(conn->host, err, &fault,
			     "connection to server at \"%s\", port %s failed: no answer in %lld s",
			     host, PQport(conn->pg), (long long)(limit / 1000));
}

dunlin_status dn_pg_connect(dunlin_conn *conn, struct dn_pg_params *params, dunlin_error *err)
{
	int64_t limit = timeout_ms(params);
	int go_on;

	do {
		PQfinish(conn->pg);
		conn->pg = dn_pg_params_connect(params);
		if (conn->pg == NULL)
			return dn_fault_nomem(conn->host, err);
		/* The one way to a SQLSTATE of what the server answers here. */
		(void)PQsetErrorVerbosity(conn->pg, PQERRORS_VERBOSE);
		(void)PQsetNoticeReceiver(conn->pg, dn_pg_notice, conn);
		go_on = poll_through(conn, limit);
	} while (go_on == 0 && dn_pg_failover(params, conn->pg));
	if (go_on < 0)
		return dn_fault_fail(conn->host, err, DUNLIN_ECANCELED,
				     "canceled while connecting");
	if (go_on == 0)
		return fail_timeout(conn, limit, err);
	if (PQstatus(conn->pg) != CONNECTION_OK)
		return dn_pg_refusal(conn, params, err);
	(void)PQsetErrorVerbosity(conn->pg, PQERRORS_DEFAULT);
	return DUNLIN_OK;
}
