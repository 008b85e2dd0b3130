/* postgres/wait - one poll for all, woken by the server, a cancel or the clock. */
#include "wait.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "watch.h"

/* A request to stop may reach the server before the statement it is meant for,
 * so it is made again until the call ends. */
#define ASK_AGAIN_MS 200
/* TLS may hold back bytes that the socket no longer shows. */
#define TLS_LOOK_MS 100

int64_t dn_pg_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void drain(int fd)
{
	char bytes[64];

	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
}

void dn_pg_begin(dunlin_conn *conn)
{
	atomic_store(&conn->canceled, false);
	drain(conn->wake[0]);
	conn->asked_ms = 0;
	conn->stmt_index = -1;
	conn->deaf = false;
	dn_pg_watch_begin(conn);
	atomic_store(&conn->busy, true);
}

void dn_pg_begin_deaf(dunlin_conn *conn)
{
	dn_pg_begin(conn);
	conn->deaf = true;
}

void dn_pg_end(dunlin_conn *conn)
{
	atomic_store(&conn->busy, false);
	conn->stmt_index = -1;
}

/* Only leaves word: the thread that waits for the server does the asking, so
 * that no request is on its way after its call has ended. */
void dn_pg_cancel(dunlin_conn *conn)
{
	ssize_t n;

	if (!atomic_load(&conn->busy))
		return;
	atomic_store(&conn->canceled, true);
	do {
		n = write(conn->wake[1], "", 1); /* a full pipe wakes as well */
	} while (n < 0 && errno == EINTR);
}

bool dn_pg_canceled(dunlin_conn *conn)
{
	return !conn->deaf && atomic_load(&conn->canceled);
}

static void ask_to_stop(dunlin_conn *conn)
{
	char why[256];
	int64_t now = dn_pg_now_ms();

	if (conn->stop == NULL || (conn->asked_ms != 0 && now - conn->asked_ms < ASK_AGAIN_MS))
		return;
	conn->asked_ms = now;
	(void)PQcancel(conn->stop, why, sizeof(why)); /* if it fails, it is tried again */
}

bool dn_pg_stopped(dunlin_conn *conn)
{
	if (conn->stopped != NULL && !conn->gave_up && conn->stopped(conn->payload) != 0)
		conn->gave_up = true;
	return conn->gave_up;
}

bool dn_pg_wait(dunlin_conn *conn, bool writing)
{
	struct pollfd fds[3] = { { .fd = PQsocket(conn->pg), .events = POLLIN },
				 { .fd = conn->wake[0], .events = POLLIN },
				 { .fd = -1 } };
	int limit = PQsslInUse(conn->pg) ? TLS_LOOK_MS : -1;
	int64_t left;

	if (fds[0].fd < 0)
		return false;
	if (conn->patience_ms != 0 && conn->deadline_ms == 0)
		conn->deadline_ms = dn_pg_now_ms() + conn->patience_ms;
	left = conn->deadline_ms - dn_pg_now_ms();
	if (writing)
		fds[0].events |= POLLOUT;
	if (dn_pg_canceled(conn)) {
		ask_to_stop(conn);
		limit = ASK_AGAIN_MS;
	}
	if (conn->deadline_ms != 0) {
		conn->overdue = left <= 0;
		/* What has an end is not worth asking the server to stop. */
		if (conn->overdue || dn_pg_canceled(conn))
			return false;
		limit = limit >= 0 && limit < left ? limit : (int)left;
	}
	if (conn->lent.is && dn_pg_stopped(conn))
		ask_to_stop(conn);    /* the program goes on with this connection */
	else if (dn_pg_stopped(conn)) /* libpq must find it broken, or it would wait itself */
		(void)shutdown(fds[0].fd, SHUT_RDWR);
	else if (conn->stopped != NULL)
		limit = DN_PG_STOPPED_MS;
	limit = dn_pg_watch_before(conn, writing, &fds[2], limit);
	if (poll(fds, 3, limit) < 0)
		return errno == EINTR;
	if (fds[1].revents != 0)
		drain(conn->wake[0]); /* the next wait does what it says */
	if (fds[0].revents != 0 && conn->patience_ms != 0)
		conn->deadline_ms = 0; /* it begins anew */
	if (fds[0].revents != 0)
		dn_pg_watch_heard(conn);
	else
		dn_pg_watch_after(conn, fds[2].revents);
	if ((fds[0].revents & ~POLLOUT) != 0 || PQsslInUse(conn->pg))
		return PQconsumeInput(conn->pg) == 1;
	return true;
}

bool dn_pg_flush(dunlin_conn *conn)
{
	int left;

	while ((left = PQflush(conn->pg)) > 0) {
		if (!dn_pg_wait(conn, true))
			return false;
	}
	return left == 0;
}
