/* postgres/inspect - what a database holds, and what goes on in it. */
#include "inspect.h"

#include <stdlib.h>
#include <string.h>

#include "common/columns.h"
#include "inspect_sql.h"
#include "query.h"

static const struct dn_columns tables[] = {
	{ "schema", DUNLIN_VALUE_TEXT },        { "table", DUNLIN_VALUE_TEXT },
	{ "kind", DUNLIN_VALUE_TEXT },          { "rows", DUNLIN_VALUE_NUMBER },
	{ "total_bytes", DUNLIN_VALUE_BYTES },  { "table_bytes", DUNLIN_VALUE_BYTES },
	{ "index_bytes", DUNLIN_VALUE_BYTES },  { "toast_bytes", DUNLIN_VALUE_BYTES },
	{ "dead_rows", DUNLIN_VALUE_NUMBER },   { "last_vacuum", DUNLIN_VALUE_TEXT },
	{ "last_analyze", DUNLIN_VALUE_TEXT },  { "seq_scans", DUNLIN_VALUE_NUMBER },
	{ "index_scans", DUNLIN_VALUE_NUMBER }, { NULL, 0 },
};

static const struct dn_columns indexes[] = {
	{ "schema", DUNLIN_VALUE_TEXT },      { "table", DUNLIN_VALUE_TEXT },
	{ "index", DUNLIN_VALUE_TEXT },       { "note", DUNLIN_VALUE_TEXT },
	{ "bytes", DUNLIN_VALUE_BYTES },      { "scans", DUNLIN_VALUE_NUMBER },
	{ "rows_read", DUNLIN_VALUE_NUMBER }, { "valid", DUNLIN_VALUE_TRUTH },
	{ "unique", DUNLIN_VALUE_TRUTH },     { "primary", DUNLIN_VALUE_TRUTH },
	{ "definition", DUNLIN_VALUE_TEXT },  { NULL, 0 },
};

static const struct dn_columns activity[] = {
	{ "pid", DUNLIN_VALUE_NUMBER },        { "role", DUNLIN_VALUE_TEXT },
	{ "application", DUNLIN_VALUE_TEXT },  { "client", DUNLIN_VALUE_TEXT },
	{ "state", DUNLIN_VALUE_TEXT },        { "lasts_ms", DUNLIN_VALUE_MS },
	{ "transaction_ms", DUNLIN_VALUE_MS }, { "wait", DUNLIN_VALUE_TEXT },
	{ "statement", DUNLIN_VALUE_TEXT },    { NULL, 0 },
};

static const struct dn_columns locks[] = {
	{ "waiting_pid", DUNLIN_VALUE_NUMBER },
	{ "waiting_role", DUNLIN_VALUE_TEXT },
	{ "waits_ms", DUNLIN_VALUE_MS },
	{ "object", DUNLIN_VALUE_TEXT },
	{ "mode", DUNLIN_VALUE_TEXT },
	{ "waiting_statement", DUNLIN_VALUE_TEXT },
	{ "blocking_pid", DUNLIN_VALUE_NUMBER },
	{ "blocking_role", DUNLIN_VALUE_TEXT },
	{ "blocking_application", DUNLIN_VALUE_TEXT },
	{ "blocking_state", DUNLIN_VALUE_TEXT },
	{ "transaction_ms", DUNLIN_VALUE_MS },
	{ "blocking_statement", DUNLIN_VALUE_TEXT },
	{ NULL, 0 },
};

static const struct dn_columns slow[] = {
	{ "calls", DUNLIN_VALUE_NUMBER },   { "rows", DUNLIN_VALUE_NUMBER },
	{ "total_ms", DUNLIN_VALUE_MS },    { "mean_ms", DUNLIN_VALUE_MS },
	{ "max_ms", DUNLIN_VALUE_MS },      { "role", DUNLIN_VALUE_TEXT },
	{ "statement", DUNLIN_VALUE_TEXT }, { NULL, 0 },
};

/* One call of inspect(). */
struct look {
	dunlin_conn *conn;
	dunlin_column_fn on_column;
	dunlin_row_fn on_row;
	void *payload;
	dunlin_error *err;
};

static dunlin_status answer(const struct look *look, const struct dn_columns *columns,
			    const char *sql)
{
	dunlin_status status = dn_columns_tell(columns, look->on_column, look->payload);

	if (status != DUNLIN_OK)
		return status;
	return dn_pg_query(look->conn, sql, strlen(sql), look->on_row, look->payload, look->err);
}

/* Takes the text; NULL is for want of memory. */
static dunlin_status answer_made(const struct look *look, const struct dn_columns *columns,
				 char *sql)
{
	dunlin_status status = sql == NULL ? dn_fault_nomem(look->conn->host, look->err)
					   : answer(look, columns, sql);

	free(sql);
	return status;
}

static dunlin_status has_no_statements(const struct look *look, const char *message,
				       const char *hint)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_EUNSUPPORTED);
	fault.hint = hint;
	return dn_fault_send(look->conn->host, look->err, &fault, "%s", message);
}

/* Where pg_stat_statements is and what it can tell. */
struct found {
	char *schema;   /* quoted; NULL: it is not installed */
	bool exec_time; /* planning is counted apart, from version 1.8 on */
	bool loaded;
};

static dunlin_status take_found(void *payload, size_t n, const char *const *values)
{
	struct found *found = payload;

	if (n != 3 || values[0] == NULL)
		return DUNLIN_OK;
	found->schema = strdup(values[0]);
	found->exec_time = values[1] != NULL && strcmp(values[1], "t") == 0;
	found->loaded = values[2] != NULL && strcmp(values[2], "t") == 0;
	return found->schema == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static dunlin_status find_statements(const struct look *look, struct found *found)
{
	/* Its settings are there when, and only when, the server has loaded it. */
	static const char question[] =
		"SELECT pg_catalog.quote_ident(n.nspname), EXISTS (SELECT "
		"FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
		"WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements' "
		"AND a.attname = 'total_exec_time'), "
		"EXISTS (SELECT FROM pg_catalog.pg_settings s "
		"WHERE s.name = 'pg_stat_statements.max') "
		"FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n "
		"ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'";
	dunlin_status status =
		dn_pg_query(look->conn, question, strlen(question), take_found, found, look->err);

	return status == DUNLIN_ENOMEM ? dn_fault_nomem(look->conn->host, look->err) : status;
}

static dunlin_status look_at_slow(const struct look *look)
{
	struct found found = { .schema = NULL };
	dunlin_status status = find_statements(look, &found);

	if (status == DUNLIN_OK && found.schema == NULL)
		status = has_no_statements(
			look,
			"the extension pg_stat_statements, which counts statements, is not installed "
			"in this database",
			"set shared_preload_libraries = 'pg_stat_statements', restart the server, and "
			"run CREATE EXTENSION pg_stat_statements");
	else if (status == DUNLIN_OK && !found.loaded)
		status = has_no_statements(
			look,
			"the extension pg_stat_statements is installed, but the server has not loaded "
			"it",
			"set shared_preload_libraries = 'pg_stat_statements' and restart the server");
	if (status == DUNLIN_OK)
		status = answer_made(look, slow, dn_pg_inspect_slow(found.schema, found.exec_time));
	free(found.schema);
	return status;
}

dunlin_status dn_pg_inspect(dunlin_conn *conn, uint32_t topic, dunlin_column_fn on_column,
			    dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	const struct look look = { conn, on_column, on_row, payload, err };

	switch (topic) {
	case DUNLIN_INSPECT_TABLES:
		return answer(&look, tables, dn_pg_inspect_tables);
	case DUNLIN_INSPECT_INDEXES:
		return answer(&look, indexes, dn_pg_inspect_indexes);
	case DUNLIN_INSPECT_ACTIVITY:
		return answer(&look, activity, dn_pg_inspect_activity);
	case DUNLIN_INSPECT_LOCKS:
		return answer_made(&look, locks, dn_pg_inspect_locks(conn->facts.version));
	case DUNLIN_INSPECT_SLOW:
		return look_at_slow(&look);
	default:
		return dn_fault_fail(conn->host, err, DUNLIN_EUNSUPPORTED,
				     "this driver cannot look at topic %u", topic);
	}
}
