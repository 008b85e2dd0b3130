/*
 * scripted - a driver that hands everything on to a real one, and fails where a script says so; so
 * that the engine can be tested with real databases and every fault.
 *
 * Its URL is any scheme and the path of the script: fake:/tmp/script.  script.h says what stands
 * there.  Load it by its path, for its dialect is that of SQLite; scripted_postgres is the same for
 * PostgreSQL.
 *
 * A batch is handed on in pieces, cut at the statements that a rule is about, or at each when the
 * script says `single`.
 */
#include <dunlin/driver.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inject.h"
#include "inner.h"
#include "script.h"

#ifndef SCRIPTED_DIALECT
#define SCRIPTED_NAME "scripted"
#define SCRIPTED_DIALECT "sqlite"
#define SCRIPTED_LACKS \
	DUNLIN_CAP_LOCK /* there the transaction is the lock, and no lease stands in */
#else
#define SCRIPTED_LACKS 0
#endif

/* For a call other than exec: what the script says before it, or after it. */
static bool act_on(dunlin_status *status, dunlin_conn *conn, const char *call, const char *text,
		   size_t len, bool after, dunlin_error *err)
{
	const struct moment now = {
		.call = call, .text = text, .len = len, .index = -1, .after = after
	};

	atomic_store(&conn->canceled, 0);
	if (conn->inner == NULL) {
		*status = inject_fail(err, DUNLIN_ECONNLOST, NULL, -1, "the connection is lost");
		return true;
	}
	if (!after)
		script_moment(conn->script);
	return inject_act(status, conn, conn->script, &now, err);
}

static dunlin_status scripted_open(dunlin_conn **out, const struct dunlin_host *host,
				   const struct dunlin_open *how, dunlin_error *err)
{
	struct moment now = { .call = "open", .text = "", .index = -1 };
	const struct dunlin_driver *real;
	struct dunlin_open inner;
	struct script *script;
	dunlin_conn *conn;
	dunlin_status status;

	*out = NULL;
	status = inner_find(&script, &real, &inner, host, how, err);
	if (status != DUNLIN_OK)
		return status;
	script_moment(script);
	if (inject_act(&status, NULL, script, &now, err))
		return status;
	conn = calloc(1, sizeof(*conn));
	if (conn == NULL)
		return inject_fail(err, DUNLIN_ENOMEM, NULL, -1, "out of memory");
	conn->script = script;
	conn->host = host;
	conn->real = real;
	conn->on_progress = inner.on_progress;
	conn->payload = inner.payload;
	conn->stopped = inner.stopped;
	inner.on_progress = inner_progress;
	inner.stopped = inner_stopped;
	inner.payload = conn;
	status = real->open(&conn->inner, &inner_host, &inner, err);
	script_moment(script);
	now.after = true;
	if (status == DUNLIN_OK && !inject_act(&status, conn, script, &now, err)) {
		*out = conn;
		return DUNLIN_OK;
	}
	inject_lose(conn);
	free(conn);
	return status;
}

static void scripted_close(dunlin_conn *conn)
{
	if (conn != NULL)
		script_moment(conn->script);
	inject_lose(conn);
	if (conn != NULL)
		script_moment(conn->script);
	free(conn);
}

static dunlin_status scripted_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	dunlin_status status;

	if (act_on(&status, conn, "info", "", 0, false, err))
		return status;
	status = conn->real->info(conn->inner, out, err);
	script_moment(conn->script);
	if (status == DUNLIN_OK)
		(void)act_on(&status, conn, "info", "", 0, true, err);
	return status;
}

/* Hands statements `from` up to `to` on. */
static dunlin_status hand_on(dunlin_conn *conn, const struct dunlin_batch *batch, uint64_t from,
			     uint64_t to, dunlin_error *err)
{
	struct dunlin_batch piece = { .size = DUNLIN_BATCH_SIZE,
				      .stride = batch->stride,
				      .count = to - from };
	dunlin_status status;

	if (from == to)
		return DUNLIN_OK;
	piece.statements = dunlin_batch_at(batch, from);
	inner_done_before = (int64_t)from;
	status = conn->real->exec(conn->inner, &piece, err);
	inner_done_before = 0;
	return status;
}

/* Asks the script about statement `i`, with all before it done, *sent of them already. */
static bool act_in_batch(dunlin_status *status, dunlin_conn *conn, const struct dunlin_batch *batch,
			 uint64_t i, bool after, uint64_t *sent, dunlin_error *err)
{
	const struct dunlin_statement *statement = dunlin_batch_at(batch, i);
	const struct moment now = { .call = "exec",
				    .text = statement->sql,
				    .len = statement->sql_len,
				    .index = (int64_t)i,
				    .commit = statement->kind == DUNLIN_STMT_COMMIT,
				    .after = after };
	uint64_t upto = after ? i + 1 : i;

	if (!conn->script->single &&
	    !script_mentions(conn->script, now.call, now.text, now.len, after))
		return false;
	*status = hand_on(conn, batch, *sent, upto, err);
	*sent = upto;
	if (conn->script->single)
		script_moment(conn->script);
	return *status != DUNLIN_OK || inject_act(status, conn, conn->script, &now, err);
}

static dunlin_status exec_in_pieces(dunlin_conn *conn, const struct dunlin_batch *batch,
				    dunlin_error *err)
{
	dunlin_status status;
	uint64_t i, sent = 0;

	for (i = 0; i < batch->count; i++)
		if (act_in_batch(&status, conn, batch, i, false, &sent, err) ||
		    act_in_batch(&status, conn, batch, i, true, &sent, err))
			return status;
	return hand_on(conn, batch, sent, batch->count, err);
}

static dunlin_status scripted_exec(dunlin_conn *conn, const struct dunlin_batch *batch,
				   dunlin_error *err)
{
	dunlin_status status;

	atomic_store(&conn->canceled, 0);
	if (conn->inner == NULL)
		return inject_fail(err, DUNLIN_ECONNLOST, NULL, 0, "the connection is lost");
	if (!conn->script->single)
		script_moment(conn->script);
	status = exec_in_pieces(conn, batch, err);
	if (!conn->script->single)
		script_moment(conn->script);
	return status;
}

static dunlin_status scripted_query(dunlin_conn *conn, const char *sql, size_t len,
				    dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	dunlin_status status;

	if (act_on(&status, conn, "query", sql, len, false, err))
		return status;
	status = conn->real->query(conn->inner, sql, len, on_row, payload, err);
	script_moment(conn->script);
	if (status == DUNLIN_OK)
		(void)act_on(&status, conn, "query", sql, len, true, err);
	return status;
}

static int32_t scripted_tx_state(dunlin_conn *conn)
{
	int32_t state;

	if (conn->inner == NULL)
		return DUNLIN_TX_NONE;
	script_moment(conn->script);
	state = conn->real->tx_state(conn->inner);
	script_moment(conn->script);
	return state;
}

static void scripted_cancel(dunlin_conn *conn)
{
	atomic_store(&conn->canceled, 1);
	if (conn->inner != NULL && DUNLIN_HAS(conn->real, cancel) && conn->real->cancel != NULL)
		conn->real->cancel(conn->inner);
}

/* A call that only has to be handed on; one that the real driver lacks is unsupported. */
#define HAND_ON(member, ...)                                                              \
	do {                                                                              \
		if (!act_on(&status, conn, #member, "", 0, false, err)) {                 \
			if (DUNLIN_HAS(conn->real, member) && conn->real->member != NULL) \
				status = conn->real->member(__VA_ARGS__);                 \
			else                                                              \
				status = inject_fail(err, DUNLIN_EUNSUPPORTED, NULL, -1,  \
						     "the real driver has no " #member);  \
			script_moment(conn->script);                                      \
			if (status == DUNLIN_OK)                                          \
				(void)act_on(&status, conn, #member, "", 0, true, err);   \
		}                                                                         \
	} while (0)

static dunlin_status scripted_rollback(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status;

	HAND_ON(rollback, conn->inner, err);
	return status;
}

static dunlin_status scripted_setup(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
				    dunlin_error *err)
{
	dunlin_status status;

	HAND_ON(setup, conn->inner, on_row, payload, err);
	return status;
}

static dunlin_status scripted_reset(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status;

	HAND_ON(reset, conn->inner, err);
	return status;
}

static dunlin_status scripted_lock_try(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	dunlin_status status;

	HAND_ON(lock_try, conn->inner, key, err);
	return status;
}

static dunlin_status scripted_lock_release(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	dunlin_status status;

	HAND_ON(lock_release, conn->inner, key, err);
	return status;
}

static dunlin_status scripted_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
					  void *payload, dunlin_error *err)
{
	dunlin_status status;

	HAND_ON(find_tables, conn->inner, name, on_row, payload, err);
	return status;
}

static dunlin_status on_database(const char *call, bool create, const struct dunlin_host *host,
				 const struct dunlin_open *how, dunlin_error *err)
{
	const struct moment now = { .call = call, .text = "", .index = -1 };
	const struct dunlin_driver *real;
	struct dunlin_open inner;
	struct script *script;
	dunlin_status status;

	status = inner_find(&script, &real, &inner, host, how, err);
	if (status != DUNLIN_OK)
		return status;
	script_moment(script);
	if (inject_act(&status, NULL, script, &now, err))
		return status;
	if (!DUNLIN_HAS(real, drop_database) || (real->caps[0] & DUNLIN_CAP_DATABASES) == 0)
		return inject_fail(err, DUNLIN_EUNSUPPORTED, NULL, -1,
				   "the real driver has no databases");
	status = create ? real->create_database(&inner_host, &inner, err)
			: real->drop_database(&inner_host, &inner, err);
	script_moment(script);
	return status;
}

static dunlin_status scripted_create(const struct dunlin_host *host, const struct dunlin_open *how,
				     dunlin_error *err)
{
	return on_database("create_database", true, host, how, err);
}

static dunlin_status scripted_drop(const struct dunlin_host *host, const struct dunlin_open *how,
				   dunlin_error *err)
{
	return on_database("drop_database", false, host, how, err);
}

static dunlin_status scripted_open_scratch(dunlin_conn **out, dunlin_conn *conn,
					   const struct dunlin_open *how, dunlin_error *err)
{
	struct dunlin_open inner = *how;
	dunlin_conn *copy = NULL;
	dunlin_status status;

	*out = NULL;
	if (act_on(&status, conn, "open_scratch", "", 0, false, err))
		return status;
	copy = malloc(sizeof(*copy));
	if (copy == NULL)
		return DUNLIN_ENOMEM;
	*copy = *conn;
	copy->inner = NULL;
	copy->on_progress = inner.on_progress;
	copy->payload = inner.payload;
	copy->stopped = inner.stopped;
	inner.on_progress = inner_progress;
	inner.stopped = inner_stopped;
	inner.payload = copy;
	status = conn->real->open_scratch(&copy->inner, conn->inner, &inner, err);
	script_moment(conn->script);
	if (status == DUNLIN_OK)
		*out = copy;
	else
		free(copy);
	return status;
}

static dunlin_status scripted_verify_statement(dunlin_conn *conn, uint32_t when,
					       const struct dunlin_statement *statement,
					       const char *remembered, struct dunlin_found *out,
					       dunlin_error *err)
{
	dunlin_status status;

	if (act_on(&status, conn, "verify_statement", statement->sql, statement->sql_len, false,
		   err))
		return status;
	if (!DUNLIN_HAS(conn->real, verify_statement) || conn->real->verify_statement == NULL)
		return inject_fail(err, DUNLIN_EUNSUPPORTED, NULL, -1,
				   "the real driver has no verify_statement");
	status = conn->real->verify_statement(conn->inner, when, statement, remembered, out, err);
	script_moment(conn->script);
	if (status == DUNLIN_OK)
		(void)act_on(&status, conn, "verify_statement", statement->sql, statement->sql_len,
			     true, err);
	return status;
}

/* What the real driver lacks. */
static dunlin_status lacks(dunlin_error *err, const char *call)
{
	char message[64];

	snprintf(message, sizeof(message), "the real driver has no %s", call);
	return inject_fail(err, DUNLIN_EUNSUPPORTED, NULL, -1, message);
}

static dunlin_status scripted_backup(dunlin_conn *conn, const struct dunlin_backup *what,
				     dunlin_error *err)
{
	dunlin_status status;

	if (act_on(&status, conn, "backup", what->file, strlen(what->file), false, err))
		return status;
	if ((conn->real->caps[0] & DUNLIN_CAP_BACKUP) == 0)
		return lacks(err, "backup");
	status = conn->real->backup(conn->inner, what, err);
	script_moment(conn->script);
	if (status == DUNLIN_OK)
		(void)act_on(&status, conn, "backup", what->file, strlen(what->file), true, err);
	return status;
}

static dunlin_status scripted_restore(const struct dunlin_host *host, const struct dunlin_open *how,
				      const struct dunlin_backup *what, dunlin_error *err)
{
	const struct moment now = { .call = "restore", .text = "", .index = -1 };
	const struct dunlin_driver *real;
	struct dunlin_open inner;
	struct script *script;
	dunlin_status status;

	status = inner_find(&script, &real, &inner, host, how, err);
	if (status != DUNLIN_OK)
		return status;
	script_moment(script);
	if (inject_act(&status, NULL, script, &now, err))
		return status;
	if ((real->caps[0] & DUNLIN_CAP_BACKUP) == 0)
		return lacks(err, "restore");
	status = real->restore(&inner_host, &inner, what, err);
	script_moment(script);
	return status;
}

static dunlin_status scripted_inspect(dunlin_conn *conn, uint32_t topic, dunlin_column_fn on_column,
				      dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	dunlin_status status;

	if (act_on(&status, conn, "inspect", "", 0, false, err))
		return status;
	if ((conn->real->caps[0] & DUNLIN_CAP_INSPECT) == 0)
		return lacks(err, "inspect");
	return conn->real->inspect(conn->inner, topic, on_column, on_row, payload, err);
}

static dunlin_status scripted_explain(dunlin_conn *conn, const char *sql, size_t len,
				      dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	dunlin_status status;

	if (act_on(&status, conn, "explain", sql, len, false, err))
		return status;
	if ((conn->real->caps[0] & DUNLIN_CAP_EXPLAIN) == 0)
		return lacks(err, "explain");
	return conn->real->explain(conn->inner, sql, len, on_row, payload, err);
}

/* All there is, but for calls that have no URL to find the script by: info() of a connection says what
 * the real driver can do. */
static const struct dunlin_driver table = {
	.magic = DUNLIN_DRIVER_MAGIC,
	.major = DUNLIN_DRIVER_MAJOR,
	.minor = DUNLIN_DRIVER_MINOR,
	.size = DUNLIN_DRIVER_SIZE,
	/* A lent connection would have to be one for the real driver. */
	.caps = { ~(DUNLIN_CAP_LEND | DUNLIN_CAP_SNAPSHOT | DUNLIN_CAP_CLONE | DUNLIN_CAP_SERVER |
		    DUNLIN_CAP_REPLICAS | SCRIPTED_LACKS) },
	.name = SCRIPTED_NAME,
	.dialect_name = SCRIPTED_DIALECT,
	.open = scripted_open,
	.close = scripted_close,
	.info = scripted_info,
	.exec = scripted_exec,
	.query = scripted_query,
	.rollback = scripted_rollback,
	.tx_state = scripted_tx_state,
	.setup = scripted_setup,
	.reset = scripted_reset,
	.lock_try = scripted_lock_try,
	.lock_release = scripted_lock_release,
	.cancel = scripted_cancel,
	.find_tables = scripted_find_tables,
	.create_database = scripted_create,
	.drop_database = scripted_drop,
	.open_scratch = scripted_open_scratch,
	.verify_statement = scripted_verify_statement,
	.backup = scripted_backup,
	.restore = scripted_restore,
	.inspect = scripted_inspect,
	.explain = scripted_explain,
};

DUNLIN_DRIVER_EXPORT(scripted)
{
	return &table;
}
