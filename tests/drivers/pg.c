/* tests/drivers/pg - on top of the rig. */
#include "drivers/pg.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

char pg_log[4096];

static void on_event(const struct dunlin_progress *progress, void *payload)
{
	size_t len = strlen(pg_log);

	(void)payload;
	if (progress->kind == DUNLIN_PROGRESS_DONE)
		snprintf(pg_log + len, sizeof(pg_log) - len, "done %lld:%lld; ",
			 (long long)progress->stmt_index, (long long)progress->rows);
	else if (progress->kind == DUNLIN_PROGRESS_NOTICE)
		snprintf(pg_log + len, sizeof(pg_log) - len, "notice %lld %s %s; ",
			 (long long)progress->stmt_index, progress->notice->severity,
			 progress->notice->message);
}

void pg_log_clear(void)
{
	pg_log[0] = '\0';
}

void pg_restore_events(void)
{
	rig_events.on_event = on_event;
	rig_events.payload = NULL;
}

int pg_start(void **state)
{
	(void)state;
	if (getenv("DUNLIN_TEST_PG") == NULL) {
		print_error("DUNLIN_TEST_PG is not set: it names the server to test with\n");
		return -1;
	}
	pg_restore_events();
	return rig_start("postgres");
}

const char *pg_url(const char *more)
{
	static char urls[4][1024];
	static int next;
	char *url = urls[next++ % 4];

	snprintf(url, sizeof(urls[0]), "%s%s", getenv("DUNLIN_TEST_PG"), more);
	return url;
}

dunlin_conn *pg_open(const char *more)
{
	dunlin_conn *conn = rig_open(pg_url(more), 0);

	pg_log_clear();
	return conn;
}

dunlin_conn *pg_open_patient(const char *more)
{
	struct dunlin_open how = rig_how(pg_url(more), 0);
	dunlin_conn *conn;

	how.lock_timeout_ms = -1;
	conn = rig_open_how(&how);
	pg_log_clear();
	return conn;
}

void pg_begin(struct pg_batch *b)
{
	memset(b, 0, sizeof(*b));
	b->batch.size = DUNLIN_BATCH_SIZE;
	b->batch.stride = sizeof(b->statements[0]);
	b->batch.statements = b->statements;
}

void pg_add(struct pg_batch *b, uint32_t kind, const char *sql)
{
	struct dunlin_statement *stmt = &b->statements[b->batch.count++];

	assert_true(b->batch.count <= PG_MOST);
	stmt->size = DUNLIN_STATEMENT_SIZE;
	stmt->kind = kind;
	stmt->sql = sql;
	stmt->sql_len = strlen(sql);
}

void pg_add_copy(struct pg_batch *b, const char *sql, const char *data)
{
	pg_add(b, DUNLIN_STMT_COPY, sql);
	b->statements[b->batch.count - 1].data = data;
	b->statements[b->batch.count - 1].data_len = strlen(data);
}

dunlin_status pg_run(dunlin_conn *conn, struct pg_batch *b)
{
	dunlin_status status;

	rig_clear();
	pg_log_clear();
	status = rig_driver->exec(conn, &b->batch, &rig_err);
	assert_true((status == DUNLIN_OK) == !rig_err.seen);
	return status;
}

dunlin_status pg_run_tx(dunlin_conn *conn, ...)
{
	struct pg_batch b;
	const char *sql;
	va_list args;

	pg_begin(&b);
	pg_add(&b, DUNLIN_STMT_BEGIN, "BEGIN");
	va_start(args, conn);
	while ((sql = va_arg(args, const char *)) != NULL)
		pg_add(&b, DUNLIN_STMT_PLAIN, sql);
	va_end(args);
	pg_add(&b, DUNLIN_STMT_COMMIT, "COMMIT");
	return pg_run(conn, &b);
}

int pg_pid(dunlin_conn *conn)
{
	struct rig_rows rows = { .count = 0 };

	assert_int_equal(rig_query(conn, "SELECT pg_backend_pid()", &rows), DUNLIN_OK);
	return atoi(rows.text);
}

int64_t pg_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void pg_until(dunlin_conn *conn, const char *sql)
{
	int64_t end = pg_now_ms() + 20000;

	for (;;) {
		struct rig_rows rows = { .count = 0 };

		assert_int_equal(rig_driver->query(conn, sql, strlen(sql), rig_on_row, &rows,
						   &rig_err),
				 DUNLIN_OK);
		if (strcmp(rows.text, "t\n") == 0)
			return;
		if (pg_now_ms() > end)
			fail_msg("still not: %s", sql);
		sched_yield();
	}
}

char pg_own[64];

/* Runs "VERB DATABASE name TAIL" in the server's own database. */
static void on_own(const char *verb, const char *tail)
{
	dunlin_conn *conn = pg_open("");
	char sql[128];

	snprintf(sql, sizeof(sql), "%s DATABASE dunlin_test_%d %s", verb, (int)getpid(), tail);
	rig_exec_ok(conn, sql);
	rig_driver->close(conn);
}

int pg_start_own(void **state)
{
	if (pg_start(state) != 0)
		return -1;
	snprintf(pg_own, sizeof(pg_own), "&dbname=dunlin_test_%d", (int)getpid());
	on_own("CREATE", "");
	return 0;
}

int pg_stop_own(void **state)
{
	on_own("DROP", "WITH (FORCE)");
	return rig_stop(state);
}
