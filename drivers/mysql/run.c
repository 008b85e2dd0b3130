/* mysql/run - runs one statement, and hears a cancel meanwhile. */
#include "run.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/fault.h"
#include "error.h"
#include "silence.h"

/* A request to stop may reach the server before the statement it is meant for, so it is made again
 * until the statement ends. */
#define ASK_AGAIN_MS 200
#define SURE_MS 250 /* after a server said that it is idle, for an answer on its way */

static int64_t now_ms(void)
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

void dn_my_begin(dunlin_conn *conn)
{
	atomic_store(&conn->canceled, false);
	drain(conn->wake[0]);
	atomic_store(&conn->busy, true);
}

void dn_my_end(dunlin_conn *conn)
{
	atomic_store(&conn->busy, false);
}

/* Only leaves word: the thread that waits does the asking, so that no request is on its way after
 * its call has ended. */
void dn_my_cancel(dunlin_conn *conn)
{
	ssize_t n;

	if (!atomic_load(&conn->busy))
		return;
	atomic_store(&conn->canceled, true);
	do {
		n = write(conn->wake[1], "", 1); /* a full pipe wakes as well */
	} while (n < 0 && errno == EINTR);
}

/* From a connection of its own; if it fails, it is tried again.  A proxy takes its own number for the
 * session that is at work for it just now; the server's may be a stranger's by now. */
static void ask_to_stop(dunlin_conn *conn)
{
	const unsigned long id = conn->proxied ? mysql_thread_id(conn->my) : conn->id;
	char sql[64];
	MYSQL *side;

	if (dn_my_params_connect(&side, &conn->params, NULL, conn->host, NULL) != DUNLIN_OK)
		return;
	conn->asked = true;
	(void)snprintf(sql, sizeof(sql), "KILL QUERY %lu", id);
	(void)mysql_query(side, sql);
	mysql_close(side);
}

static int64_t sooner(int64_t left, int64_t other)
{
	other = other < 0 ? 0 : other > INT_MAX ? INT_MAX : other;
	return left < 0 || other < left ? other : left;
}

/* Until the server begins to answer, or says elsewhere that it works on nothing: then the connection
 * is ended here, and the library finds it lost. */
static void wait_for_answer(dunlin_conn *conn, const struct dn_my_run *run)
{
	const int64_t limit = conn->limit_ms;
	const int64_t deadline = limit > 0 ? now_ms() + limit : 0;
	struct pollfd fds[2] = { { .fd = (int)mysql_get_socket(conn->my), .events = POLLIN },
				 { .fd = run->deaf ? -1 : conn->wake[0], .events = POLLIN } };
	int64_t ask = conn->silence_ms > 0 ? now_ms() + conn->silence_ms : 0, left;
	bool idle = false;
	int n;

	for (;;) {
		left = -1;
		if (!run->deaf && (atomic_load(&conn->canceled) || conn->overdue)) {
			ask_to_stop(conn);
			left = ASK_AGAIN_MS;
		} else if (!run->deaf && deadline != 0) {
			left = sooner(left, deadline - now_ms());
		}
		if (ask != 0)
			left = sooner(left, ask - now_ms());
		n = poll(fds, 2, (int)left);
		if (n < 0 && errno != EINTR)
			return;
		if (n > 0 && fds[0].revents != 0)
			return;
		if (n > 0 && fds[1].revents != 0)
			drain(conn->wake[0]);
		if (n == 0 && deadline != 0 && now_ms() >= deadline)
			conn->overdue = true;
		if (n == 0 && ask != 0 && now_ms() >= ask) {
			if (idle) {
				(void)shutdown(fds[0].fd, SHUT_RDWR);
				return;
			}
			idle = dn_my_silence_idle(conn);
			ask = now_ms() + (idle ? SURE_MS : conn->silence_ms);
		}
	}
}

/* ---- rows -------------------------------------------------------------------- */

static dunlin_status hand_over(dunlin_conn *conn, const struct dn_my_run *run, MYSQL_RES *result,
			       MYSQL_ROW row, dunlin_error *err)
{
	const unsigned int n = mysql_num_fields(result);
	const unsigned long *lengths = mysql_fetch_lengths(result);
	struct dunlin_fault fault;
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (row[i] == NULL || strlen(row[i]) == lengths[i])
			continue;
		dn_fault_init(&fault, DUNLIN_ESQL);
		fault.sqlstate = "22021";
		fault.stmt_index = run->index;
		return dn_fault_send(conn->host, err, &fault,
				     "column %u of the result holds a NUL byte", i + 1);
	}
	return run->on_row(run->payload, n, (const char *const *)row);
}

/* Reads one result to its end, whatever the callback says. */
static dunlin_status read_rows(dunlin_conn *conn, struct dn_my_run *run, MYSQL_RES *result,
			       bool hand, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	bool asked = false;
	MYSQL_ROW row;

	run->rows = 0;
	while ((row = mysql_fetch_row(result)) != NULL) {
		run->rows++;
		if (hand && status == DUNLIN_OK)
			status = hand_over(conn, run, result, row, err);
		if (!asked && !run->deaf && (status != DUNLIN_OK || atomic_load(&conn->canceled))) {
			ask_to_stop(conn); /* rather than read all that is left */
			asked = true;
		}
	}
	if (status == DUNLIN_OK && mysql_errno(conn->my) != 0)
		status = dn_my_fail(conn, run, err);
	mysql_free_result(result);
	return status;
}

static dunlin_status read_results(dunlin_conn *conn, struct dn_my_run *run, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	bool first = true;
	int more = 0;

	while (more == 0) {
		MYSQL_RES *result = mysql_use_result(conn->my);
		const bool hand = first && run->on_row != NULL && status == DUNLIN_OK;
		dunlin_status now = DUNLIN_OK;

		if (result != NULL)
			now = read_rows(conn, run, result, hand, status == DUNLIN_OK ? err : NULL);
		else if (mysql_errno(conn->my) != 0)
			now = dn_my_fail(conn, run, status == DUNLIN_OK ? err : NULL);
		else if (first)
			run->rows = (int64_t)mysql_affected_rows(conn->my);
		first = false;
		status = status == DUNLIN_OK ? now : status;
		if (now != DUNLIN_OK && mysql_errno(conn->my) != 0)
			break;
		more = mysql_next_result(conn->my);
		if (more > 0 && status == DUNLIN_OK)
			status = dn_my_fail(conn, run, err);
	}
	return status;
}

static dunlin_status refuse(dunlin_conn *conn, const struct dn_my_run *run, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_ESQL);
	fault.stmt_index = run->index;
	if (!run->deaf && atomic_load(&conn->canceled)) {
		fault.status = DUNLIN_ECANCELED;
		fault.sqlstate = "57014";
		return dn_fault_send(conn->host, err, &fault, "canceled");
	}
	if (conn->max_packet == 0 || run->len < conn->max_packet)
		return DUNLIN_OK;
	fault.sqlstate = "54000";
	fault.hint = "raise max_allowed_packet on the server, or cut the statement in two";
	return dn_fault_send(conn->host, err, &fault,
			     "the statement has %zu bytes; the server takes fewer than %zu "
			     "(max_allowed_packet)",
			     run->len, conn->max_packet);
}

static dunlin_status fail_stopped(dunlin_conn *conn, const struct dn_my_run *run, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_ECANCELED);
	fault.sqlstate = "57014";
	fault.stmt_index = run->index;
	if (conn->overdue)
		return dn_fault_send(conn->host, err, &fault,
				     "canceled after the statement timeout of %lld ms",
				     (long long)conn->limit_ms);
	return dn_fault_send(conn->host, err, &fault, "canceled");
}

dunlin_status dn_my_run(dunlin_conn *conn, struct dn_my_run *run, dunlin_error *err)
{
	dunlin_status status = dn_fault_check_text(conn->host, run->sql, run->len, run->index, err);

	run->rows = -1;
	conn->overdue = false;
	conn->asked = false;
	if (status == DUNLIN_OK)
		status = refuse(conn, run, err);
	if (status != DUNLIN_OK || run->len == 0)
		return status;
	if (mysql_send_query(conn->my, run->sql, run->len) != 0)
		return dn_my_fail(conn, run, err);
	wait_for_answer(conn, run);
	status = mysql_read_query_result(conn->my) != 0 ? dn_my_fail(conn, run, err)
							: read_results(conn, run, err);
	/* DO says only in a warning that it was stopped. */
	if (status == DUNLIN_OK && conn->asked && mysql_warning_count(conn->my) > 0)
		status = fail_stopped(conn, run, err);
	/* A request to stop that came too late must not hit what runs next. */
	if (conn->asked && mysql_query(conn->my, "DO 0") != 0)
		(void)mysql_query(conn->my, "DO 0");
	return status;
}

dunlin_status dn_my_ask(dunlin_conn *conn, const char *sql, dunlin_row_fn on_row, void *payload,
			dunlin_error *err)
{
	struct dn_my_run run = { .sql = sql,
				 .len = strlen(sql),
				 .index = -1,
				 .deaf = true,
				 .on_row = on_row,
				 .payload = payload };

	return dn_my_run(conn, &run, err);
}

dunlin_status dn_my_keep_value(void *payload, size_t n, const char *const *values)
{
	char **out = payload;

	if (*out == NULL && n > 0 && values[0] != NULL)
		*out = strdup(values[0]);
	return DUNLIN_OK;
}

char *dn_my_literal(dunlin_conn *conn, const char *text, size_t len)
{
	char *out = len < (SIZE_MAX - 3) / 2 ? malloc(len * 2 + 3) : NULL;
	size_t n;

	if (out == NULL)
		return NULL;
	out[0] = '\'';
	n = mysql_real_escape_string(conn->my, out + 1, text, len);
	out[n + 1] = '\'';
	out[n + 2] = '\0';
	return out;
}

char *dn_my_name(const char *name)
{
	const size_t len = strlen(name);
	char *out = len < (SIZE_MAX - 3) / 2 ? malloc(len * 2 + 3) : NULL;
	char *to = out;

	if (out == NULL)
		return NULL;
	*to++ = '`';
	for (; *name != '\0'; name++) {
		if (*name == '`')
			*to++ = '`';
		*to++ = *name;
	}
	*to++ = '`';
	*to = '\0';
	return out;
}
