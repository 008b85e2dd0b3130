/* postgres/verify_index - tells a finished index from a broken one and from another's. */
#include "verify_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify_same.h"

/* What may be the index: whatever has the name $2 in the schema of the table $1, or, without a name,
 * every index of the table.  Without the table there is no row. */
enum { OID, IS_INDEX, ON_TABLE, WHOLE, NAME, TABLE, WHAT, ITS_TABLE };
static const char candidates_sql[] =
	"SELECT x.oid, x.relkind IN ('i', 'I'), i.indrelid = t.oid, i.indisvalid OR x.relkind = 'I', "
	"pg_catalog.format('%I.%I', n.nspname, x.relname), t.oid, "
	"CASE x.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' "
	"WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' "
	"WHEN 'c' THEN 'type' ELSE 'index' END, "
	"(SELECT pg_catalog.format('%I.%I', n2.nspname, t2.relname) FROM pg_catalog.pg_class t2 "
	"JOIN pg_catalog.pg_namespace n2 ON n2.oid = t2.relnamespace WHERE t2.oid = i.indrelid) "
	"FROM pg_catalog.pg_class t "
	"JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace "
	"JOIN pg_catalog.pg_class x ON x.relnamespace = t.relnamespace "
	"LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = x.oid "
	"WHERE t.oid = pg_catalog.to_regclass($1) AND CASE WHEN $2::pg_catalog.text IS NULL "
	"THEN i.indrelid = t.oid ELSE x.relname = (pg_catalog.parse_ident($2))[1]::pg_catalog.name END "
	"ORDER BY x.oid";

/* A session that builds one of the indexes $1 now: whoever builds concurrently keeps this lock on
 * the table from beginning to end, and nobody else gets it.  A REINDEX tells of one index after the
 * other, and of the old ones; a session of another user tells nothing. */
static const char building_sql[] =
	"SELECT p.pid, p.phase FROM pg_catalog.pg_stat_progress_create_index p "
	"WHERE p.datname = pg_catalog.current_database() "
	"AND p.pid <> pg_catalog.pg_backend_pid() "
	"AND (p.command IS NULL OR p.command LIKE 'REINDEX%' "
	"OR p.index_relid = ANY ($1::pg_catalog.oid[])) "
	"AND EXISTS (SELECT 1 FROM pg_catalog.pg_locks l "
	"JOIN pg_catalog.pg_index i ON i.indrelid = l.relation "
	"WHERE l.pid = p.pid AND l.locktype = 'relation' AND l.granted "
	"AND l.mode = 'ShareUpdateExclusiveLock' "
	"AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d "
	"WHERE d.datname = pg_catalog.current_database()) "
	"AND i.indexrelid = ANY ($1::pg_catalog.oid[])) ORDER BY p.pid LIMIT 1";

/* Invalid ones that a REINDEX CONCURRENTLY has left on the tables in `scope`. */
#define LEFTOVERS(scope, more)                                                                    \
	"WITH s (oid) AS (" scope "), "                                                           \
	"w (oid) AS (SELECT s.oid FROM s UNION SELECT c.reltoastrelid FROM s "                    \
	"JOIN pg_catalog.pg_class c ON c.oid = s.oid) "                                           \
	"SELECT x.oid, pg_catalog.format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, x.relname) " \
	"FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid "          \
	"JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace "                               \
	"WHERE i.indrelid IN (SELECT w.oid FROM w) AND NOT i.indisvalid "                         \
	"AND x.relkind = 'i' AND x.relname ~ '_cc(new|old)[0-9]*$' " more " ORDER BY x.oid"
#define NAMED "(SELECT pg_catalog.to_regclass($1)::pg_catalog.oid)"
#define TREE                                                                      \
	"SELECT p.relid::pg_catalog.oid FROM pg_catalog.pg_partition_tree(" NAMED \
	"::pg_catalog.regclass) p "                                               \
	"UNION SELECT " NAMED

static const struct {
	const char *scope;
	const char *sql;
} leftovers[] = {
	/* The name of a leftover starts with that of its index, cut short if it is long. */
	{ "index",
	  LEFTOVERS("SELECT i.indrelid FROM pg_catalog.pg_index i WHERE i.indexrelid IN (" TREE ")",
		    "AND x.oid <> " NAMED " AND EXISTS (SELECT 1 FROM (" TREE ") m (oid) "
		    "JOIN pg_catalog.pg_index mi ON mi.indexrelid = m.oid "
		    "JOIN pg_catalog.pg_class mc ON mc.oid = m.oid, "
		    "LATERAL (SELECT pg_catalog.regexp_replace(x.relname::pg_catalog.text, "
		    "'_cc(new|old)[0-9]*$', '')) b (base) WHERE mi.indrelid = i.indrelid "
		    "AND (mc.relname::pg_catalog.text = b.base "
		    "OR (pg_catalog.octet_length(x.relname::pg_catalog.text) >= 60 "
		    "AND pg_catalog.starts_with(mc.relname::pg_catalog.text, b.base))))") },
	{ "table", LEFTOVERS(TREE, "") },
	{ "schema",
	  LEFTOVERS("SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
		    "ON n.oid = c.relnamespace WHERE n.nspname = "
		    "(pg_catalog.parse_ident($1))[1]::pg_catalog.name",
		    "") },
	{ "database", LEFTOVERS("SELECT c.oid FROM pg_catalog.pg_class c "
				"WHERE $1::pg_catalog.text IS NULL OR true",
				"") },
};

static const char *only_name(const struct dn_pg_verify *v)
{
	return v->read.n_names > 0 ? v->read.names[0] : NULL;
}

/* Answers RUNNING, and sets *running, if one of the indexes is being built. */
static dunlin_status look_for_builder(struct dn_pg_verify *v, const struct dn_pg_answer *indexes,
				      bool *running)
{
	struct dn_pg_answer who = { 0 };
	char *oids = dn_pg_answer_array(indexes);
	dunlin_status status = DUNLIN_OK;

	*running = false;
	if (oids == NULL)
		return dn_fault_nomem(v->conn->host, v->err);
	if (indexes->rows > 0)
		status = dn_pg_ask(v, &who, building_sql, 1, oids);
	if (status == DUNLIN_OK && who.rows > 0) {
		const char *phase = dn_pg_answer_at(&who, 0, 1);

		*running = true;
		status = dn_pg_found_say(v, DUNLIN_FOUND_RUNNING, "pid %s builds it%s%s",
					 dn_pg_answer_at(&who, 0, 0), phase != NULL ? ": " : "",
					 phase != NULL ? phase : "");
	}
	dn_pg_answer_clear(&who);
	free(oids);
	return status;
}

/* ---- CREATE INDEX ------------------------------------------------------ */

static dunlin_status fix_by_drop(struct dn_pg_verify *v, const struct dn_pg_answer *a, size_t row)
{
	const char *name = dn_pg_answer_at(a, row, NAME);
	char *sql = NULL;
	dunlin_status status;

	if (asprintf(&sql, "DROP INDEX CONCURRENTLY %s", name) < 0)
		return dn_fault_nomem(v->conn->host, v->err);
	status = dn_pg_found_fix(v, sql);
	free(sql);
	return status;
}

static dunlin_status say_foreign(struct dn_pg_verify *v, const struct dn_pg_answer *a)
{
	const char *name = dn_pg_answer_at(a, 0, NAME);

	if (!dn_pg_answer_is(a, 0, IS_INDEX, "t"))
		return dn_pg_found_say(
			v, DUNLIN_FOUND_FOREIGN,
			"the name %s is taken by a %s: give the index or the %s another "
			"name",
			name, dn_pg_answer_at(a, 0, WHAT), dn_pg_answer_at(a, 0, WHAT));
	if (!dn_pg_answer_is(a, 0, ON_TABLE, "t"))
		return dn_pg_found_say(v, DUNLIN_FOUND_FOREIGN,
				       "%s is an index of another table, %s: give one of the two "
				       "another name, or drop it",
				       name, dn_pg_answer_at(a, 0, ITS_TABLE));
	return dn_pg_found_say(v, DUNLIN_FOUND_FOREIGN,
			       "%s is there with another definition than the statement's: give one "
			       "of the two another name, or drop it",
			       name);
}

/* The only row is an index that is the one described. */
static dunlin_status judge_ours(struct dn_pg_verify *v, const struct dn_pg_answer *a)
{
	bool running;
	dunlin_status status = look_for_builder(v, a, &running);

	if (status != DUNLIN_OK || running)
		return status;
	if (!dn_pg_answer_is(a, 0, WHOLE, "t")) {
		status = fix_by_drop(v, a, 0);
		return status != DUNLIN_OK
			       ? status
			       : dn_pg_found_say(v, DUNLIN_FOUND_NOT_DONE,
						 "%s is there but invalid: it is dropped first",
						 dn_pg_answer_at(a, 0, NAME));
	}
	if (dn_pg_was_there(v, dn_pg_answer_at(a, 0, OID)) && !v->read.conditional)
		return dn_pg_found_say(
			v, DUNLIN_FOUND_FOREIGN,
			"%s was there before the statement ran: drop it, or take the "
			"statement for done",
			dn_pg_answer_at(a, 0, NAME));
	return dn_pg_found(v, DUNLIN_FOUND_DONE);
}

/* The name is taken. */
static dunlin_status judge_named(struct dn_pg_verify *v, const struct dn_pg_answer *a)
{
	bool fresh = v->remembered != NULL && !dn_pg_was_there(v, dn_pg_answer_at(a, 0, OID));
	struct dn_pg_answer same = { 0 };
	dunlin_status status = DUNLIN_OK;
	bool told = false;
	char *oids;

	if (!dn_pg_answer_is(a, 0, IS_INDEX, "t") || !dn_pg_answer_is(a, 0, ON_TABLE, "t"))
		return say_foreign(v, a);
	/* The server said that it made it, and it is new. */
	if (v->when == DUNLIN_ASK_AFTER && fresh)
		return judge_ours(v, a);
	oids = dn_pg_answer_array(a);
	if (oids == NULL)
		return dn_fault_nomem(v->conn->host, v->err);
	status = dn_pg_verify_same(v, dn_pg_answer_at(a, 0, TABLE), oids, &same, &told);
	if (status != DUNLIN_OK)
		;
	else if (!told)
		status = dn_pg_found_unknown(v, "an index of that name is there, and it cannot be "
						"compared with the statement");
	else if (same.rows == 0)
		status = say_foreign(v, a);
	else
		status = judge_ours(v, a);
	dn_pg_answer_clear(&same);
	free(oids);
	return status;
}

static bool is_among(const struct dn_pg_answer *oids, const char *oid)
{
	size_t i;

	for (i = 0; i < oids->rows; i++) {
		if (dn_pg_answer_is(oids, i, 0, oid))
			return true;
	}
	return false;
}

/* Of the indexes that the table has, those that are as described, and were not there before. */
static dunlin_status judge_described(struct dn_pg_verify *v, const struct dn_pg_answer *a,
				     const struct dn_pg_answer *same)
{
	dunlin_status status = DUNLIN_OK;
	bool done = false;
	size_t i;

	for (i = 0; i < a->rows && status == DUNLIN_OK; i++) {
		const char *oid = dn_pg_answer_at(a, i, OID);

		if (!is_among(same, oid) || dn_pg_was_there(v, oid))
			continue;
		if (v->remembered == NULL)
			return dn_pg_found_unknown(v,
						   "an index like it is there, and it is not known "
						   "whether it was there before");
		if (dn_pg_answer_is(a, i, WHOLE, "t"))
			done = true;
		else
			status = fix_by_drop(v, a, i);
	}
	if (status != DUNLIN_OK)
		return status;
	return dn_pg_found(v, done ? DUNLIN_FOUND_DONE : DUNLIN_FOUND_NOT_DONE);
}

/* The name was left to the server. */
static dunlin_status judge_unnamed(struct dn_pg_verify *v, const struct dn_pg_answer *a)
{
	struct dn_pg_answer same = { 0 };
	dunlin_status status;
	bool running;
	bool told = true;
	char *oids;

	oids = dn_pg_answer_array(a);
	if (oids == NULL)
		return dn_fault_nomem(v->conn->host, v->err);
	status = dn_pg_verify_same(v, dn_pg_answer_at(a, 0, TABLE), oids, &same, &told);
	if (status == DUNLIN_OK && !told)
		status = dn_pg_found_unknown(v, "the indexes of the table cannot be compared with "
						"the statement");
	else if (status == DUNLIN_OK)
		status = look_for_builder(v, &same, &running);
	if (status == DUNLIN_OK && told && !running)
		status = judge_described(v, a, &same);
	dn_pg_answer_clear(&same);
	free(oids);
	return status;
}

dunlin_status dn_pg_verify_create_index(struct dn_pg_verify *v)
{
	struct dn_pg_answer a;
	dunlin_status status = dn_pg_ask(v, &a, candidates_sql, 2, v->read.parent, only_name(v));

	if (status != DUNLIN_OK)
		;
	else if (v->when == DUNLIN_ASK_BEFORE)
		status = dn_pg_found_remember(v, &a);
	else if (a.rows == 0 && v->when == DUNLIN_ASK_AFTER)
		status = dn_pg_found_say(
			v, DUNLIN_FOUND_NOT_DONE,
			"the database said that it made the index, but it is not there");
	else if (a.rows == 0)
		status = dn_pg_found(v, DUNLIN_FOUND_NOT_DONE);
	else if (v->read.n_names > 0)
		status = judge_named(v, &a);
	else
		status = judge_unnamed(v, &a);
	dn_pg_answer_clear(&a);
	return status;
}

/* ---- REINDEX CONCURRENTLY ---------------------------------------------- */

static dunlin_status drop_leftovers(struct dn_pg_verify *v, const struct dn_pg_answer *a)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	for (i = 0; i < a->rows && status == DUNLIN_OK; i++) {
		/* Those of before are somebody else's, or nobody's. */
		if (!dn_pg_was_there(v, dn_pg_answer_at(a, i, 0)))
			status = dn_pg_found_fix(v, dn_pg_answer_at(a, i, 1));
	}
	return status;
}

static dunlin_status ask_leftovers(struct dn_pg_verify *v, struct dn_pg_answer *a)
{
	size_t i;

	for (i = 0; i + 1 < sizeof(leftovers) / sizeof(leftovers[0]); i++) {
		if (strcmp(v->read.scope, leftovers[i].scope) == 0)
			break;
	}
	return dn_pg_ask(v, a, leftovers[i].sql, 1, only_name(v));
}

dunlin_status dn_pg_verify_reindex(struct dn_pg_verify *v)
{
	struct dn_pg_answer a;
	dunlin_status status = ask_leftovers(v, &a);
	bool running = false;

	if (status == DUNLIN_OK && v->when == DUNLIN_ASK_BEFORE) {
		status = dn_pg_found_remember(v, &a);
	} else if (status == DUNLIN_OK) {
		status = look_for_builder(v, &a, &running);
		if (status == DUNLIN_OK && !running)
			status = drop_leftovers(v, &a);
		if (status == DUNLIN_OK && !running)
			status = dn_pg_found(v, v->when == DUNLIN_ASK_AFTER
							? DUNLIN_FOUND_DONE
							: DUNLIN_FOUND_NOT_DONE);
	}
	dn_pg_answer_clear(&a);
	return status;
}
