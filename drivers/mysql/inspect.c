/* mysql/inspect - what a database holds, and what goes on in it. */
#include "inspect.h"

#include <stdlib.h>
#include <string.h>

#include "common/columns.h"
#include "common/fault.h"
#include "inspect_sql.h"
#include "run.h"

static const struct dn_columns tables[] = {
	{ "schema", DUNLIN_VALUE_TEXT },
	{ "table", DUNLIN_VALUE_TEXT },
	{ "kind", DUNLIN_VALUE_TEXT },
	{ "engine", DUNLIN_VALUE_TEXT },
	{ "rows", DUNLIN_VALUE_NUMBER },
	{ "total_bytes", DUNLIN_VALUE_BYTES },
	{ "table_bytes", DUNLIN_VALUE_BYTES },
	{ "index_bytes", DUNLIN_VALUE_BYTES },
	{ "free_bytes", DUNLIN_VALUE_BYTES },
	{ "last_change", DUNLIN_VALUE_TEXT },
	{ NULL, 0 },
};

static const struct dn_columns indexes[] = {
	{ "schema", DUNLIN_VALUE_TEXT },
	{ "table", DUNLIN_VALUE_TEXT },
	{ "index", DUNLIN_VALUE_TEXT },
	{ "note", DUNLIN_VALUE_TEXT },
	{ "bytes", DUNLIN_VALUE_BYTES },
	{ "rows_read", DUNLIN_VALUE_NUMBER },
	{ "unique", DUNLIN_VALUE_TRUTH },
	{ "primary", DUNLIN_VALUE_TRUTH },
	{ "ignored", DUNLIN_VALUE_TRUTH },
	{ "definition", DUNLIN_VALUE_TEXT },
	{ NULL, 0 },
};

static const struct dn_columns activity[] = {
	{ "pid", DUNLIN_VALUE_NUMBER },
	{ "user", DUNLIN_VALUE_TEXT },
	{ "client", DUNLIN_VALUE_TEXT },
	{ "state", DUNLIN_VALUE_TEXT },
	{ "lasts_ms", DUNLIN_VALUE_MS },
	{ "transaction_ms", DUNLIN_VALUE_MS },
	{ "stage", DUNLIN_VALUE_TEXT },
	{ "statement", DUNLIN_VALUE_TEXT },
	{ NULL, 0 },
};

static const struct dn_columns locks[] = {
	{ "waiting_pid", DUNLIN_VALUE_NUMBER },
	{ "waiting_user", DUNLIN_VALUE_TEXT },
	{ "waits_ms", DUNLIN_VALUE_MS },
	{ "object", DUNLIN_VALUE_TEXT },
	{ "mode", DUNLIN_VALUE_TEXT },
	{ "waiting_statement", DUNLIN_VALUE_TEXT },
	{ "blocking_pid", DUNLIN_VALUE_NUMBER },
	{ "blocking_user", DUNLIN_VALUE_TEXT },
	{ "blocking_state", DUNLIN_VALUE_TEXT },
	{ "transaction_ms", DUNLIN_VALUE_MS },
	{ "blocking_statement", DUNLIN_VALUE_TEXT },
	{ NULL, 0 },
};

static const struct dn_columns slow[] = {
	{ "calls", DUNLIN_VALUE_NUMBER },   { "rows", DUNLIN_VALUE_NUMBER },
	{ "total_ms", DUNLIN_VALUE_MS },    { "mean_ms", DUNLIN_VALUE_MS },
	{ "max_ms", DUNLIN_VALUE_MS },      { "rows_examined", DUNLIN_VALUE_NUMBER },
	{ "statement", DUNLIN_VALUE_TEXT }, { NULL, 0 },
};

typedef void put_fn(struct dn_text *sql, const struct dn_my_inspect *what);

/* One call of inspect(). */
struct look {
	dunlin_conn *conn;
	dunlin_column_fn on_column;
	dunlin_row_fn on_row;
	void *payload;
	dunlin_error *err;
	struct dn_my_inspect what;
};

static dunlin_status ask(const struct look *look, const char *sql, dunlin_row_fn on_row,
			 void *payload, dunlin_error *err)
{
	struct dn_my_run run = {
		.sql = sql, .len = strlen(sql), .index = -1, .on_row = on_row, .payload = payload
	};

	return dn_my_run(look->conn, &run, err);
}

static dunlin_status answer(const struct look *look, const struct dn_columns *columns, put_fn *put)
{
	struct dn_text text = { .data = NULL };
	dunlin_status status = dn_columns_tell(columns, look->on_column, look->payload);
	char *sql;

	if (status != DUNLIN_OK)
		return status;
	put(&text, &look->what);
	sql = dn_text_take(&text);
	status = sql == NULL ? dn_fault_nomem(look->conn->host, look->err)
			     : ask(look, sql, look->on_row, look->payload, look->err);
	free(sql);
	return status;
}

/* ---- what can be asked ------------------------------------------------------- */

static dunlin_status take_counters(void *payload, size_t n, const char *const *values)
{
	struct dn_my_inspect *what = payload;

	what->performance = n > 0 && values[0] != NULL && strcmp(values[0], "1") == 0;
	what->userstat = n > 1 && values[1] != NULL && strcmp(values[1], "1") == 0;
	return DUNLIN_OK;
}

/* A user may well lack the right to look; that is no failure, and *may is false then. */
static dunlin_status may_read(const struct look *look, const char *sql, bool *may)
{
	dunlin_status status = ask(look, sql, NULL, NULL, NULL);

	*may = status == DUNLIN_OK;
	if (status == DUNLIN_OK || status == DUNLIN_EPERM || status == DUNLIN_EMISSING)
		return DUNLIN_OK;
	return ask(look, sql, NULL, NULL, look->err);
}

static dunlin_status find_counters(struct look *look)
{
	struct dn_my_inspect *what = &look->what;
	dunlin_status status = ask(look,
				   what->is_mariadb ? "SELECT @@global.performance_schema, "
						      "@@global.userstat"
						    : "SELECT @@global.performance_schema, 0",
				   take_counters, what, look->err);

	if (status == DUNLIN_OK && what->performance)
		status = may_read(look, "SELECT 1 FROM performance_schema.threads LIMIT 1",
				  &what->performance);
	return status;
}

/* ---- the topics -------------------------------------------------------------- */

static dunlin_status look_at_indexes(struct look *look)
{
	dunlin_status status = find_counters(look);

	if (status == DUNLIN_OK)
		status = may_read(look, "SELECT 1 FROM mysql.innodb_index_stats LIMIT 1",
				  &look->what.stats);
	return status == DUNLIN_OK ? answer(look, indexes, dn_my_inspect_indexes) : status;
}

static dunlin_status look_at_activity(struct look *look)
{
	dunlin_status status = may_read(look, "SELECT 1 FROM information_schema.INNODB_TRX LIMIT 1",
					&look->what.process);

	return status == DUNLIN_OK ? answer(look, activity, dn_my_inspect_activity) : status;
}

static dunlin_status refuse(const struct look *look, dunlin_status status, const char *message,
			    const char *hint)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, status);
	fault.hint = hint;
	return dn_fault_send(look->conn->host, look->err, &fault, "%s", message);
}

/* Without the right every wait would look like none. */
static dunlin_status look_at_locks(struct look *look)
{
	dunlin_status status = find_counters(look);

	if (status == DUNLIN_OK)
		status = may_read(look, "SELECT 1 FROM information_schema.INNODB_TRX LIMIT 1",
				  &look->what.process);
	if (status != DUNLIN_OK)
		return status;
	if (!look->what.process)
		return refuse(look, DUNLIN_EPERM, "the user may not see the locks of others",
			      "GRANT PROCESS ON *.* to the user");
	if (!look->what.is_mariadb && !look->what.performance)
		return refuse(look, DUNLIN_EPERM,
			      "MySQL tells of locks in performance_schema, which is off or not for "
			      "this user to read",
			      "GRANT SELECT ON performance_schema.* to the user");
	return answer(look, locks, dn_my_inspect_locks);
}

static dunlin_status look_at_slow(struct look *look)
{
	dunlin_status status = ask(look, "SELECT @@global.performance_schema", take_counters,
				   &look->what, look->err);

	if (status == DUNLIN_OK && !look->what.performance)
		return refuse(look, DUNLIN_EUNSUPPORTED,
			      "performance_schema, which counts statements, is off",
			      "set performance_schema = ON in the server's configuration, and "
			      "restart the server");
	return status == DUNLIN_OK ? answer(look, slow, dn_my_inspect_slow) : status;
}

static dunlin_status look_at(struct look *look, uint32_t topic)
{
	switch (topic) {
	case DUNLIN_INSPECT_TABLES:
		return answer(look, tables, dn_my_inspect_tables);
	case DUNLIN_INSPECT_INDEXES:
		return look_at_indexes(look);
	case DUNLIN_INSPECT_ACTIVITY:
		return look_at_activity(look);
	case DUNLIN_INSPECT_LOCKS:
		return look_at_locks(look);
	case DUNLIN_INSPECT_SLOW:
		return look_at_slow(look);
	default:
		return dn_fault_fail(look->conn->host, look->err, DUNLIN_EUNSUPPORTED,
				     "this driver cannot look at topic %u", topic);
	}
}

dunlin_status dn_my_inspect(dunlin_conn *conn, uint32_t topic, dunlin_column_fn on_column,
			    dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	const char *where = conn->schema != NULL ? conn->schema : conn->params.database;
	char *schema = dn_my_literal(conn, where, strlen(where));
	struct look look = { conn,   on_column,
			     on_row, payload,
			     err,    { .schema = schema, .is_mariadb = conn->is_mariadb } };
	dunlin_status status;

	if (schema == NULL)
		return dn_fault_nomem(conn->host, err);
	dn_my_begin(conn);
	status = look_at(&look, topic);
	dn_my_end(conn);
	free(schema);
	return status;
}
