/* liar_calls - the calls that every driver has, around those of the real one. */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "liar.h"

#define MOST 256

/* Of what the caller handed over, as far as it goes. */
static struct dunlin_open inner_how(dunlin_conn *conn, const struct dunlin_open *how)
{
	struct dunlin_open inner = { 0 };

	memcpy(&inner, how, how->size < sizeof(inner) ? how->size : sizeof(inner));
	inner.size = DUNLIN_OPEN_SIZE;
	conn->on_progress = inner.on_progress;
	conn->payload = inner.payload;
	if (inner.url != NULL)
		snprintf(conn->url, sizeof(conn->url), "%s", inner.url);
	inner.on_progress = liar_on_progress;
	inner.payload = conn;
	if (lie_is("open", "no_session"))
		inner.n_session = 0;
	if (lie_is("open", "no_schema"))
		inner.schema = NULL;
	if (lie_is("open", "no_lock_timeout"))
		inner.lock_timeout_ms = 5000;
	if (lie_is("open", "no_statement_timeout"))
		inner.statement_timeout_ms = 5000;
	if (lie_is("open", "no_silence"))
		inner.silence_ms = 12000;
	if (lie_is("open", "no_memory"))
		inner.flags &= ~DUNLIN_OPEN_MEMORY;
	if (lie_is("open", "flags"))
		inner.flags &= DUNLIN_OPEN_CREATE | DUNLIN_OPEN_MEMORY;
	if (lie_is("open", "create"))
		inner.flags |= DUNLIN_OPEN_CREATE;
	if (lie_is("open", "no_timeout") && inner.connect_timeout_ms != 0)
		inner.connect_timeout_ms = 6000;
	inner.stopped = NULL;
	return inner;
}

static dunlin_status refuses_size(const struct dunlin_host *from, const struct dunlin_open *how,
				  dunlin_error *err)
{
	static atomic_int within;

	if ((lie_is("open", "size_min") && how->size < DUNLIN_OPEN_SIZE) ||
	    (lie_is("open", "size_max") && how->size > DUNLIN_OPEN_SIZE) ||
	    (lie_is("open", "host_max") && from->size > DUNLIN_HOST_SIZE))
		return liar_fail(err, DUNLIN_EUSAGE);
	if (!lie_is("open", "one_thread"))
		return DUNLIN_OK;
	if (atomic_fetch_add(&within, 1) > 0)
		return liar_fail(err, DUNLIN_ESQL);
	usleep(10000);
	atomic_fetch_sub(&within, 1);
	return DUNLIN_OK;
}

static dunlin_status unopened(dunlin_conn **out, dunlin_conn *conn, dunlin_status status)
{
	if (lie_is("open", "leak_failed"))
		(void)open("/dev/null", O_RDONLY);
	free(conn);
	*out = lie_is("open", "out") ? (dunlin_conn *)(void *)out : NULL;
	return status;
}

static void leak_memory(size_t size)
{
	static void *volatile kept;

	kept = malloc(size);
	if (kept != NULL)
		memset(kept, 7, size);
}

/* In the place of a connection that is lent, one to where the last went. */
static void take_own(struct dunlin_open *inner)
{
	static char last[1024];

	if (inner->url != NULL)
		snprintf(last, sizeof(last), "%s", inner->url);
	if (lie_is("lend", "unclaimed") && inner->native != NULL)
		snprintf(last, sizeof(last), "sqlite::memory:");
	else if (!lie_is("open", "own") || inner->native == NULL)
		return;
	inner->native = NULL;
	inner->url = last;
}

static int32_t (*wants_stop)(void *payload);
static void *stop_payload;
static int32_t asks_stop(void *payload)
{
	(void)payload;
	return wants_stop(stop_payload);
}

static dunlin_status liar_open(dunlin_conn **out, const struct dunlin_host *host,
			       const struct dunlin_open *how, dunlin_error *err)
{
	dunlin_conn *conn = calloc(1, sizeof(*conn));
	const struct dunlin_host *inner_host = liar_host(host);
	struct dunlin_open inner;
	dunlin_status status;

	*out = NULL;
	if (conn == NULL)
		return DUNLIN_ENOMEM;
	conn->leak = -1;
	if (liar_before("open", &status, err))
		return unopened(out, conn, status);
	if (lie_is("lend", "refused") && DUNLIN_HAS(how, native) && how->native != NULL)
		return unopened(out, conn, liar_fail(err, DUNLIN_EUNSUPPORTED));
	status = refuses_size(host, how, err);
	if (status != DUNLIN_OK)
		return unopened(out, conn, status);
	inner = inner_how(conn, how);
	conn->lent = inner.native != NULL;
	take_own(&inner);
	if (DUNLIN_HAS(how, stopped) && how->stopped != NULL && !lie_is("open", "unstopped")) {
		wants_stop = how->stopped;
		stop_payload = how->payload;
		inner.stopped = asks_stop;
	}
	status = liar_real->open(&conn->inner, inner_host, &inner, err);
	if (status != DUNLIN_OK)
		return unopened(out, conn, liar_after("open", status, err));
	if (lie_is("open", "leak"))
		(void)open("/dev/null", O_RDONLY);
	if (lie_is("open", "leak_kb"))
		leak_memory((size_t)lie_number() * 1024);
	*out = conn;
	return liar_after("open", DUNLIN_OK, err);
}

static void commit_first(dunlin_conn *conn)
{
	const struct dunlin_statement one = { .size = DUNLIN_STATEMENT_SIZE,
					      .kind = DUNLIN_STMT_COMMIT,
					      .sql = "COMMIT",
					      .sql_len = 6 };
	const struct dunlin_batch batch = {
		.size = DUNLIN_BATCH_SIZE, .stride = sizeof(one), .statements = &one, .count = 1
	};

	(void)liar_real->exec(conn->inner, &batch, NULL);
}

static void liar_close(dunlin_conn *conn)
{
	if (conn == NULL && lie_is("close", "null"))
		abort();
	if (conn == NULL || lie_is("close", "silent") || (conn->lent && lie_is("close", "lent")))
		return;
	if (lie_is("close", "slow"))
		usleep((useconds_t)lie_number() * 1000);
	if (lie_is("close", "commit"))
		commit_first(conn);
	liar_real->close(conn->inner);
	free(conn);
}

static dunlin_status liar_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	struct dunlin_info full = { .size = DUNLIN_INFO_SIZE };
	dunlin_status status = liar_real->info(conn->inner, &full, err);
	const uint32_t size = out->size;

	if (lie_is("info", "caps"))
		full.caps[0] |= 1u << lie_number();
	if (lie_is("info", "product"))
		full.product = NULL;
	if (lie_is("info", "schema"))
		full.schema = full.schema == NULL ? "main" : NULL;
	if (lie_is("info", "skew"))
		full.skew_us = INT64_MAX;
	if (lie_is("info", "overrun_old") && size < sizeof(full))
		memcpy(out, &full, sizeof(full));
	if (lie_is("info", "overrun_new") && size > sizeof(full))
		memset(out, 0, size);
	memcpy(out, &full, size < sizeof(full) ? size : sizeof(full));
	out->size = size;
	return liar_after("info", status, err);
}

static const struct dunlin_statement *refused(const struct dunlin_batch *batch)
{
	uint64_t i;

	if (!lie_is("exec", "statement_min") && !lie_is("exec", "statement_max") &&
	    !lie_is("exec", "kind") && !lie_is("exec", "refuse"))
		return NULL;
	for (i = 0; i < batch->count; i++) {
		const struct dunlin_statement *one = dunlin_batch_at(batch, i);

		if ((lie_is("exec", "statement_min") && one->size < DUNLIN_STATEMENT_SIZE) ||
		    (lie_is("exec", "statement_max") && one->size > DUNLIN_STATEMENT_SIZE) ||
		    (lie_is("exec", "kind") && one->kind > DUNLIN_STMT_OWN) ||
		    (lie_is("exec", "refuse") &&
		     memmem(one->sql, one->sql_len, lie_a(), strlen(lie_a())) != NULL))
			return one;
	}
	return NULL;
}

/* A copy of the batch, with what the lie does to its statements. */
static size_t copy(struct dunlin_statement *to, const struct dunlin_batch *batch)
{
	size_t n = batch->count < MOST ? (size_t)batch->count : MOST, i, k = 0;

	for (i = 0; i < n; i++) {
		const struct dunlin_statement *one = dunlin_batch_at(batch, i);
		struct dunlin_statement *at = &to[k++];

		memset(at, 0, sizeof(*at));
		memcpy(at, one, one->size < sizeof(*at) ? one->size : sizeof(*at));
		at->size = DUNLIN_STATEMENT_SIZE;
		if (lie_is("exec", "sql")) {
			char *made = lie_replace(at->sql, at->sql_len);

			if (strlen(made) != at->sql_len ||
			    memcmp(made, at->sql, at->sql_len) != 0) {
				at->kind = strcmp(made, "COMMIT") == 0     ? DUNLIN_STMT_COMMIT
					   : strcmp(made, "ROLLBACK") == 0 ? DUNLIN_STMT_ROLLBACK
									   : DUNLIN_STMT_PLAIN;
				at->sql = made; /* kept: the real one may look again */
				at->sql_len = strlen(made);
			}
		}
		if (lie_is("exec", "terminated") && at->sql[at->sql_len] == ';')
			at->sql_len = strlen(at->sql);
		if (lie_is("exec", "no_data"))
			at->data_len = 0;
		if (lie_is("exec", "plain") && at->kind == DUNLIN_STMT_ALONE)
			at->kind = DUNLIN_STMT_PLAIN;
	}
	return k;
}

/* One after the other, whatever becomes of each. */
static dunlin_status each(dunlin_conn *conn, const struct dunlin_statement *list, size_t n,
			  dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK, first = DUNLIN_OK;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct dunlin_batch batch = { .size = DUNLIN_BATCH_SIZE,
						    .stride = sizeof(*list),
						    .statements = &list[i],
						    .count = 1 };

		status = liar_real->exec(conn->inner, &batch, err);
		if (first == DUNLIN_OK)
			first = status;
		if (status != DUNLIN_OK && lie_is("exec", "singly"))
			break;
	}
	return first;
}

static void undo(dunlin_conn *conn)
{
	static const char sql[] = "DELETE FROM dunlin_conform_a";

	(void)liar_real->rollback(conn->inner, NULL);
	(void)liar_real->query(conn->inner, sql, sizeof(sql) - 1, liar_on_row, NULL, NULL);
}

/* All of it is told as done. */
static void boast(dunlin_conn *conn, uint64_t n)
{
	uint64_t i;

	for (i = 0; i < n; i++)
		liar_on_progress(conn, &(struct dunlin_progress){ .size = DUNLIN_PROGRESS_SIZE,
								  .kind = DUNLIN_PROGRESS_DONE,
								  .stmt_index = (int64_t)i });
}

/* By a connection of its own making. */
static dunlin_status again(dunlin_conn *conn, const struct dunlin_batch *batch, dunlin_error *err)
{
	const struct dunlin_open how = { .size = DUNLIN_OPEN_SIZE,
					 .url = conn->url,
					 .on_progress = liar_on_progress,
					 .payload = conn };
	dunlin_conn *other = NULL;
	dunlin_status status = liar_real->open(&other, liar_host(liar_engine), &how, err);

	if (status == DUNLIN_OK)
		status = liar_real->exec(other, batch, err);
	liar_real->close(other);
	return status;
}

static dunlin_status liar_exec(dunlin_conn *conn, const struct dunlin_batch *batch,
			       dunlin_error *err)
{
	struct dunlin_statement list[MOST];
	struct dunlin_batch inner = { .size = DUNLIN_BATCH_SIZE, .stride = sizeof(list[0]) };
	dunlin_status status;

	if (liar_before("exec", &status, err))
		return status;
	if (lie_is("cancel", "sticks") && atomic_load(&conn->canceled) != 0)
		return liar_fail(err, DUNLIN_ECANCELED);
	if (refused(batch) != NULL ||
	    (lie_is("exec", "batch_max") && batch->size > DUNLIN_BATCH_SIZE) ||
	    (lie_is("exec", "not_empty") && batch->count == 0))
		return liar_fail(err, DUNLIN_EUSAGE);
	if (lie_is("exec", "print"))
		dprintf(STDERR_FILENO, "a line\n");
	if (lie_is("exec", "unheard") && conn->on_progress == NULL)
		abort();
	inner.count = copy(list, batch);
	inner.statements = list;
	if (lie_is("exec", "each") || lie_is("exec", "singly"))
		status = each(conn, list, (size_t)inner.count, err);
	else
		status = liar_real->exec(conn->inner, &inner, err);
	if (status != DUNLIN_OK && lie_is("exec", "undo"))
		undo(conn);
	if (status != DUNLIN_OK && lie_is("exec", "begin"))
		(void)liar_real->query(conn->inner, "BEGIN", 5, liar_on_row, NULL, NULL);
	/* After any failure, or after one of this status. */
	if (status != DUNLIN_OK && lie_is("exec", "commit_after") &&
	    (lie_number() == 0 || status == lie_number()))
		commit_first(conn);
	if (status == DUNLIN_ECONNLOST && lie_is("exec", "boast"))
		boast(conn, inner.count);
	if ((status == DUNLIN_ECONNLOST || status == DUNLIN_ECOMMITUNKNOWN) &&
	    lie_is("exec", "again"))
		status = again(conn, &inner, err);
	if (status != DUNLIN_OK && lie_is("exec", "done"))
		liar_on_progress(conn, &(struct dunlin_progress){ .size = DUNLIN_PROGRESS_SIZE,
								  .kind = DUNLIN_PROGRESS_DONE,
								  .stmt_index = 2 });
	return liar_after("exec", status, err);
}

static dunlin_status liar_query(dunlin_conn *conn, const char *sql, size_t len,
				dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	static char shared[4096];
	struct liar_rows rows = { .call = "query", .on_row = on_row, .payload = payload };
	dunlin_status status;
	char *made = NULL;

	if (liar_before("query", &status, err))
		return status;
	if (lie_is("query", "terminated") && sql[len] == ';')
		len = strlen(sql);
	if (lie_is("query", "sql")) {
		sql = made = lie_replace(sql, len);
		len = strlen(sql);
	}
	if (lie_is("query", "shared") && len < sizeof(shared)) {
		memcpy(shared, sql, len);
		usleep(100);
		sql = shared;
	}
	status = liar_real->query(conn->inner, sql, len, liar_on_row, &rows, err);
	free(made);
	if (lie_is("query", "stuck") && rows.last != DUNLIN_OK)
		conn->leak = 1;
	if (conn->leak == 1 && rows.last == DUNLIN_OK)
		return liar_fail(err, DUNLIN_ESQL);
	if (lie_is("query", "begin"))
		(void)liar_real->rollback(conn->inner, NULL);
	return liar_rows_end(&rows, liar_after("query", status, err));
}

static dunlin_status liar_rollback(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status;

	if (liar_before("rollback", &status, err))
		return status;
	if (lie_is("rollback", "none") && liar_real->tx_state(conn->inner) == DUNLIN_TX_NONE)
		return liar_fail(err, DUNLIN_ESQL);
	if (lie_is("rollback", "commit"))
		commit_first(conn);
	return liar_after("rollback", liar_real->rollback(conn->inner, err), err);
}

static int32_t liar_tx_state(dunlin_conn *conn)
{
	return lie_is("tx_state", "is") ? lie_number() : liar_real->tx_state(conn->inner);
}

static dunlin_status liar_setup(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
				dunlin_error *err)
{
	struct liar_rows rows = { .call = "setup", .on_row = on_row, .payload = payload };

	return liar_rows_end(&rows, liar_real->setup(conn->inner, liar_on_row, &rows, err));
}

void liar_wrap(struct dunlin_driver *table)
{
	table->open = liar_open;
	table->close = liar_close;
	table->info = liar_info;
	table->exec = liar_exec;
	table->query = liar_query;
	table->rollback = liar_rollback;
	table->tx_state = liar_tx_state;
	if (table->setup != NULL)
		table->setup = liar_setup;
}
