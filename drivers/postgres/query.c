/* postgres/query - one statement, its rows as text. */
#include "query.h"

#include "step.h"
#include "wait.h"

dunlin_status dn_pg_query(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			  void *payload, dunlin_error *err)
{
	struct dn_pg_step step = { .about = { -1, sql, len, DUNLIN_STMT_PLAIN },
				   .on_row = on_row,
				   .payload = payload };
	dunlin_status status;

	dn_pg_begin(conn);
	status = dn_pg_step_run(conn, &step, err);
	dn_pg_end(conn);
	return status;
}

dunlin_status dn_pg_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				void *payload, dunlin_error *err)
{
	static const char sql[] =
		"SELECT n.nspname, pg_catalog.quote_ident(n.nspname) || '.' || "
		"pg_catalog.quote_ident(c.relname) "
		"FROM pg_catalog.pg_class c "
		"JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
		"WHERE c.relname::pg_catalog.text = $1 AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't' "
		"AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
		"AND pg_catalog.has_table_privilege(c.oid, 'SELECT') "
		"ORDER BY n.nspname COLLATE \"C\"";
	struct dn_pg_step step = { .about = { -1, sql, sizeof(sql) - 1, DUNLIN_STMT_PLAIN },
				   .params = &name,
				   .n_params = 1,
				   .on_row = on_row,
				   .payload = payload };
	dunlin_status status;

	dn_pg_begin(conn);
	status = dn_pg_step_run(conn, &step, err);
	dn_pg_end(conn);
	return status;
}
