/* postgres/verify_same - lets the server itself write both definitions out. */
#include "verify_same.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlstate.h"
#include "step.h"
#include "words.h"

/* A temporary copy can have the table's own name, by which an expression may call it; where the
 * role may make none, one in the table's schema, in which it can make an index, has another. */
static const char copy_sql[] =
	"SELECT c.name, pg_catalog.format('CREATE TABLE %s (LIKE %I.%I)', c.name, n.nspname, "
	"t.relname), n.nspname, t.relname "
	"FROM pg_catalog.pg_class t JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace, "
	"LATERAL (SELECT CASE WHEN t.relpersistence <> 't' AND pg_catalog.has_database_privilege("
	"pg_catalog.current_database(), 'TEMPORARY') THEN pg_catalog.format('pg_temp.%I', t.relname) "
	"ELSE pg_catalog.format('%I.%I', n.nspname, 'dunlin_verify_' || "
	"pg_catalog.pg_backend_pid()::pg_catalog.text) END) c (name) "
	"WHERE t.oid = $1::pg_catalog.oid";

/* A definition from " USING " on, which is what follows the names.  An index that carries a
 * constraint was not made by CREATE INDEX. */
static const char same_sql[] =
	"WITH d AS (SELECT i.indexrelid, i.indrelid, i.indisunique, x.reltablespace, "
	"CASE WHEN pg_catalog.starts_with(f.def, f.head || pg_catalog.quote_ident(n.nspname) || f.rest) "
	"THEN pg_catalog.substr(f.def, pg_catalog.length(f.head || "
	"pg_catalog.quote_ident(n.nspname) || f.rest) + 1) "
	"ELSE pg_catalog.substr(f.def, pg_catalog.length(f.head || 'pg_temp' || f.rest) + 1) END AS def "
	"FROM pg_catalog.pg_index i "
	"JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid "
	"JOIN pg_catalog.pg_class t ON t.oid = i.indrelid "
	"JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace, "
	"LATERAL (SELECT pg_catalog.pg_get_indexdef(i.indexrelid), "
	"pg_catalog.format('CREATE %sINDEX %I ON %s', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, "
	"x.relname, CASE x.relkind WHEN 'I' THEN 'ONLY ' ELSE '' END), "
	"pg_catalog.format('.%I', t.relname)) f (def, head, rest)) "
	"SELECT a.indexrelid FROM d a, d b WHERE a.indexrelid = ANY ($1::pg_catalog.oid[]) "
	"AND b.indrelid = pg_catalog.to_regclass($2) AND a.indisunique = b.indisunique "
	"AND a.def = b.def AND ($3 = 'f' OR a.reltablespace = b.reltablespace) "
	"AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint c WHERE c.conindid = a.indexrelid "
	"AND c.contype IN ('p', 'u', 'x'))";

/* Past "table." or "schema.table." before the name of a column; false, where it was, if none stands
 * there. */
static bool pass_qualifier(struct dn_pg_words *words, const char *schema, const char *table)
{
	struct dn_pg_words w = *words;
	struct dn_pg_words column;

	if (dn_pg_words_is_name(&w, schema)) {
		struct dn_pg_words walk = w;

		dn_pg_words_next(&walk);
		if (dn_pg_words_take(&walk, ".") && dn_pg_words_is_name(&walk, table)) {
			struct dn_pg_words behind = walk;

			dn_pg_words_next(&behind);
			if (dn_pg_words_at(&behind, "."))
				w = walk;
		}
	}
	if (!dn_pg_words_is_name(&w, table))
		return false;
	dn_pg_words_next(&w);
	if (!dn_pg_words_take(&w, ".") || (w.token != DN_PG_WORD && w.token != DN_PG_NAME))
		return false;
	column = w;
	dn_pg_words_next(&column);
	if (dn_pg_words_at(&column, "(")) /* a function in a schema of that name */
		return false;
	*words = w;
	return true;
}

/*
 * What follows the table in the statement, with blanks in the place of qualifiers, which the copy
 * does not answer to.  Directly in the list of columns none can stand, but an operator class can
 * have a schema.  A new text, NULL without memory.
 */
static char *tail_for_copy(const struct dn_pg_verify *v, const char *schema, const char *table)
{
	size_t from = v->read.tail;
	char *text = strndup(v->statement->sql + from, v->statement->sql_len - from);
	struct dn_pg_words w;
	bool joined = false; /* to what stands before, as in a.b and a::b */
	bool where = false;
	size_t depth = 0;

	if (text == NULL)
		return NULL;
	dn_pg_words_start(&w, v->statement->sql + from, v->statement->sql_len - from);
	while (w.token != DN_PG_END) {
		size_t at = w.at;

		if (!joined && (where || depth > 1) && pass_qualifier(&w, schema, table)) {
			memset(text + at, ' ', w.at - at);
			continue;
		}
		where = where || (depth == 0 && dn_pg_words_at(&w, "where"));
		if (dn_pg_words_at(&w, "("))
			depth++;
		else if (dn_pg_words_at(&w, ")") && depth > 0)
			depth--;
		joined = dn_pg_words_at(&w, ".") || dn_pg_words_at(&w, ":") ||
			 dn_pg_words_at(&w, "collate");
		dn_pg_words_next(&w);
	}
	return text;
}

/* Whether the server refused for a reason that lies in the statement, in rights, or in being a
 * standby: SQLSTATEs of these classes.  Anything else may be otherwise the next time. */
static bool is_refusal(const dunlin_conn *conn, dunlin_status status)
{
	static const char *const classes[] = { "0A", "22", "25", "3F", "42", "P0" };
	size_t i;

	if (status == DUNLIN_ECONNLOST || status == DUNLIN_ENOMEM)
		return false;
	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (strncmp(conn->sqlstate, classes[i], 2) == 0)
			return true;
	}
	return false;
}

/* Runs a statement that the server may refuse: *told is then false, and that no failure.  One that
 * was refused has to be told apart from a failure before it is reported, so it is run quietly. */
static dunlin_status try_own(struct dn_pg_verify *v, const char *sql, bool *told)
{
	dunlin_status status;
	struct dunlin_fault fault;

	v->conn->sqlstate[0] = '\0';
	status = dn_pg_step_own(v->conn, sql, NULL, NULL, NULL);
	*told = status == DUNLIN_OK;
	if (status == DUNLIN_OK || is_refusal(v->conn, status))
		return DUNLIN_OK;
	dn_fault_init(&fault, status);
	fault.sqlstate = v->conn->sqlstate[0] != '\0' ? v->conn->sqlstate : NULL;
	fault.retryable = status == DUNLIN_ECONNLOST || dn_pg_sqlstate_retryable(fault.sqlstate);
	return dn_fault_send(v->conn->host, v->err, &fault,
			     "an index could not be compared with what the statement makes");
}

static dunlin_status make_index(struct dn_pg_verify *v, const struct dn_pg_answer *copy, bool *told)
{
	char *tail = tail_for_copy(v, dn_pg_answer_at(copy, 0, 2), dn_pg_answer_at(copy, 0, 3));
	char *sql = NULL;
	dunlin_status status;

	if (tail == NULL ||
	    asprintf(&sql, "CREATE %sINDEX ON %s %s", v->read.unique ? "UNIQUE " : "",
		     dn_pg_answer_at(copy, 0, 0), tail) < 0) {
		free(tail);
		return dn_fault_nomem(v->conn->host, v->err);
	}
	status = try_own(v, sql, told);
	free(tail);
	free(sql);
	return status;
}

static dunlin_status compare(struct dn_pg_verify *v, const char *table, const char *oids,
			     struct dn_pg_answer *same, bool *told)
{
	struct dn_pg_answer copy;
	dunlin_status status = dn_pg_ask(v, &copy, copy_sql, 1, table);

	*told = copy.rows == 1;
	if (status == DUNLIN_OK && *told)
		status = try_own(v, dn_pg_answer_at(&copy, 0, 1), told);
	if (status == DUNLIN_OK && *told)
		status = make_index(v, &copy, told);
	if (status == DUNLIN_OK && *told)
		status = dn_pg_ask(v, same, same_sql, 3, oids, dn_pg_answer_at(&copy, 0, 0),
				   v->read.tablespace ? "t" : "f");
	dn_pg_answer_clear(&copy);
	return status;
}

dunlin_status dn_pg_verify_same(struct dn_pg_verify *v, const char *table, const char *oids,
				struct dn_pg_answer *same, bool *told)
{
	dunlin_status status;
	dunlin_status ended;

	memset(same, 0, sizeof(*same));
	status = try_own(v, "BEGIN READ WRITE", told); /* a standby refuses */
	if (status == DUNLIN_OK && *told)
		status = compare(v, table, oids, same, told);
	ended = dn_pg_ask_rollback(v);
	return status != DUNLIN_OK ? status : ended;
}
