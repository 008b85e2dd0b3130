/* postgres/query - one statement, its rows as text. */
#include "query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "place.h"
#include "pooler.h"
#include "step.h"
#include "wait.h"

/* One that stands in a transaction, or is none that could, has what was set up. */
static bool needs_setup(const dunlin_conn *conn, const char *sql, size_t len)
{
	return conn->facts.pooled && PQtransactionStatus(conn->pg) == PQTRANS_IDLE &&
	       !conn->unusable && !dn_pg_place_starts(sql, len, "copy");
}

dunlin_status dn_pg_query(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			  void *payload, dunlin_error *err)
{
	struct dn_pg_step step = { .about = { -1, sql, len, DUNLIN_STMT_PLAIN },
				   .on_row = on_row,
				   .payload = payload };
	dunlin_status status;

	dn_pg_begin(conn);
	status = conn->facts.pooled ? dn_pg_pooler_return(conn, err) : DUNLIN_OK;
	if (status == DUNLIN_OK && needs_setup(conn, sql, len))
		status = dn_pg_pooler_query(conn, sql, len, on_row, payload, err);
	else if (status == DUNLIN_OK)
		status = dn_pg_step_run(conn, &step, err);
	dn_pg_end(conn);
	return status;
}

dunlin_status dn_pg_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				void *payload, dunlin_error *err)
{
	static const char question[] =
		"SELECT n.nspname, pg_catalog.quote_ident(n.nspname) || '.' || "
		"pg_catalog.quote_ident(c.relname), c.relname "
		"FROM pg_catalog.pg_class c "
		"JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
		"WHERE %s(c.relname::pg_catalog.text, %s) AND c.relkind IN ('r', 'p') "
		"AND c.relpersistence <> 't' "
		"AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
		"AND pg_catalog.has_table_privilege(c.oid, 'SELECT') "
		"ORDER BY n.nspname COLLATE \"C\"";
	const size_t len = strlen(name);
	const bool begins = len > 0 && name[len - 1] == '*';
	char *literal = NULL, *sql = NULL;
	dunlin_status status = DUNLIN_OK;

	if (conn->pg == NULL) { /* it was given back; the quoting asks it how */
		dn_pg_begin(conn);
		status = dn_pg_pooler_return(conn, err);
		dn_pg_end(conn);
	}
	if (status != DUNLIN_OK)
		return status;
	/* Quoting empties the message, which says how the connection was lost. */
	if (PQstatus(conn->pg) == CONNECTION_BAD) {
		const struct dn_pg_about about = { -1, NULL, 0, DUNLIN_STMT_PLAIN };

		return dn_pg_fail_lost(conn, &about, false, err);
	}
	literal = PQescapeLiteral(conn->pg, name, len - begins);
	if (literal == NULL ||
	    asprintf(&sql, question, begins ? "pg_catalog.starts_with" : "pg_catalog.texteq",
		     literal) < 0) {
		sql = NULL;
		status = dn_fault_nomem(conn->host, err);
	} else {
		status = dn_pg_query(conn, sql, strlen(sql), on_row, payload, err);
	}
	PQfreemem(literal);
	free(sql);
	return status;
}
