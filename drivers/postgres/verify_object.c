/* postgres/verify_object - looks a name up, and tells by its oid whether it is what it was. */
#include "verify_object.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- CREATE and DROP --------------------------------------------------- */

dunlin_status dn_pg_verify_create(struct dn_pg_verify *v)
{
	struct dn_pg_answer a;
	dunlin_status status = dn_pg_ask(v, &a, v->read.kind->created, 1, v->read.names[0]);
	const char *oid = dn_pg_answer_at(&a, 0, 0);

	if (status != DUNLIN_OK)
		;
	else if (v->when == DUNLIN_ASK_BEFORE)
		status = dn_pg_found_remember(v, &a);
	else if (v->when == DUNLIN_ASK_AFTER)
		status =
			oid != NULL
				? dn_pg_found(v, DUNLIN_FOUND_DONE)
				: dn_pg_found_say(v, DUNLIN_FOUND_NOT_DONE,
						  "the database said that it made %s %s, but it is "
						  "not there",
						  v->read.kind->words, v->read.names[0]);
	else if (oid == NULL)
		status = dn_pg_found(v, DUNLIN_FOUND_NOT_DONE);
	else if (dn_pg_was_there(v, oid))
		status = dn_pg_found_say(
			v, DUNLIN_FOUND_FOREIGN,
			"%s %s was there before the statement ran: drop or rename it, "
			"or take the statement for done",
			v->read.kind->words, v->read.names[0]);
	else if (v->read.kind->ours && v->remembered != NULL)
		status = dn_pg_found(v, DUNLIN_FOUND_DONE);
	else
		status = dn_pg_found_unknown(v,
					     "something of that name is there; look whether it is "
					     "what the statement makes, and say so");
	dn_pg_answer_clear(&a);
	return status;
}

/* Appends the rows of what each of the names means now to *all. */
static dunlin_status find_each(struct dn_pg_verify *v, struct dn_pg_answer *all)
{
	const struct dn_pg_kind *kind = v->read.kind;
	const char *sql = kind->found != NULL ? kind->found : kind->created;
	dunlin_status status = DUNLIN_OK;
	size_t i;

	memset(all, 0, sizeof(*all));
	for (i = 0; i < v->read.n_names && status == DUNLIN_OK; i++) {
		struct dn_pg_answer one;
		char **more;

		status = dn_pg_ask(v, &one, sql, 1, v->read.names[i]);
		if (status == DUNLIN_OK && one.rows > 0) {
			more = realloc((void *)all->cells, (all->rows + 1) * sizeof(*more));
			if (more != NULL) {
				all->cells = more;
				all->columns = 1;
				all->cells[all->rows++] = one.cells[0];
				one.cells[0] = NULL; /* now of *all */
			} else {
				status = dn_fault_nomem(v->conn->host, v->err);
			}
		}
		dn_pg_answer_clear(&one);
	}
	return status;
}

/* How many of what was there before are there still; by oid, since without a schema the same name
 * may now be found in another one. */
static dunlin_status count_left(struct dn_pg_verify *v, bool *left)
{
	struct dn_pg_answer a;
	dunlin_status status;
	char *sql = NULL;

	*left = false;
	if (asprintf(&sql,
		     "SELECT c.oid FROM pg_catalog.%s c WHERE c.oid = ANY ($1::pg_catalog.oid[])",
		     v->read.kind->catalog) < 0)
		return dn_fault_nomem(v->conn->host, v->err);
	status = dn_pg_ask(v, &a, sql, 1, v->remembered);
	if (status == DUNLIN_OK)
		*left = a.rows > 0;
	dn_pg_answer_clear(&a);
	free(sql);
	return status;
}

/* Nothing of the name was there when it ran, so it cannot have dropped anything. */
static dunlin_status judge_drop_of_nothing(struct dn_pg_verify *v, const struct dn_pg_answer *now)
{
	if (now->rows > 0)
		return dn_pg_found_say(
			v, DUNLIN_FOUND_FOREIGN,
			"%s %s was not there when the statement ran, and is there now: "
			"drop it, or take the statement for done",
			v->read.kind->words, v->read.names[0]);
	return dn_pg_found(v, v->read.conditional ? DUNLIN_FOUND_DONE : DUNLIN_FOUND_NOT_DONE);
}

static dunlin_status judge_drop(struct dn_pg_verify *v, const struct dn_pg_answer *now)
{
	bool left = now->rows > 0;
	dunlin_status status = DUNLIN_OK;

	if (dn_pg_was_absent(v))
		return judge_drop_of_nothing(v, now);
	if (v->remembered != NULL)
		status = count_left(v, &left);
	if (status != DUNLIN_OK)
		return status;
	if (left && v->when == DUNLIN_ASK_AFTER)
		return dn_pg_found_say(v, DUNLIN_FOUND_NOT_DONE,
				       "the database said that it dropped %s %s, but it is there",
				       v->read.kind->words, v->read.names[0]);
	return dn_pg_found(v, left ? DUNLIN_FOUND_NOT_DONE : DUNLIN_FOUND_DONE);
}

dunlin_status dn_pg_verify_drop(struct dn_pg_verify *v)
{
	struct dn_pg_answer now;
	dunlin_status status = find_each(v, &now);

	if (status == DUNLIN_OK)
		status = v->when == DUNLIN_ASK_BEFORE ? dn_pg_found_remember(v, &now)
						      : judge_drop(v, &now);
	dn_pg_answer_clear(&now);
	return status;
}

/* ---- DETACH PARTITION -------------------------------------------------- */

/* The partition that was attached before, or else the one of the name $2, if the table $1 has it. */
#define DETACH_SQL(pending)                                                            \
	"SELECT h.inhrelid, " pending ", pg_catalog.format("                           \
	"'ALTER TABLE %I.%I DETACH PARTITION %I.%I FINALIZE', pn.nspname, p.relname, " \
	"cn.nspname, c.relname) FROM pg_catalog.pg_inherits h "                        \
	"JOIN pg_catalog.pg_class p ON p.oid = h.inhparent "                           \
	"JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace "                  \
	"JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid "                            \
	"JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace "                  \
	"WHERE h.inhparent = pg_catalog.to_regclass($1) AND h.inhrelid = "             \
	"COALESCE(($3::pg_catalog.oid[])[1], pg_catalog.to_regclass($2)::pg_catalog.oid)"

static dunlin_status judge_attached(struct dn_pg_verify *v, const struct dn_pg_answer *a)
{
	bool pending = dn_pg_answer_is(a, 0, 1, "t");
	dunlin_status status;

	/* FINALIZE is what takes it from here, also when it was pending before. */
	if (!pending || v->read.verb == DN_PG_FINALIZE)
		return dn_pg_found(v, DUNLIN_FOUND_NOT_DONE);
	status = dn_pg_found_fix(v, dn_pg_answer_at(a, 0, 2));
	return status != DUNLIN_OK
		       ? status
		       : dn_pg_found_say(v, DUNLIN_FOUND_DONE,
					 "partition %s is half detached: that is finished "
					 "first",
					 v->read.names[0]);
}

static dunlin_status judge_detached(struct dn_pg_verify *v)
{
	struct dn_pg_answer a;
	dunlin_status status;

	if (v->when == DUNLIN_ASK_AFTER)
		return dn_pg_found(v, DUNLIN_FOUND_DONE);
	if (v->remembered != NULL) /* one that was not attached cannot have been detached */
		return dn_pg_found(v,
				   dn_pg_was_absent(v) ? DUNLIN_FOUND_NOT_DONE : DUNLIN_FOUND_DONE);
	status = dn_pg_ask(v, &a,
			   "SELECT pg_catalog.to_regclass($1) IS NOT NULL "
			   "AND pg_catalog.to_regclass($2) IS NOT NULL",
			   2, v->read.parent, v->read.names[0]);
	if (status == DUNLIN_OK)
		status =
			dn_pg_answer_is(&a, 0, 0, "t")
				? dn_pg_found(v, DUNLIN_FOUND_DONE)
				: dn_pg_found_unknown(v, "the table or its partition is not there");
	dn_pg_answer_clear(&a);
	return status;
}

dunlin_status dn_pg_verify_detach(struct dn_pg_verify *v)
{
	/* Before version 14 nothing could be pending. */
	const char *sql = PQserverVersion(v->conn->pg) >= 140000 ? DETACH_SQL("h.inhdetachpending")
								 : DETACH_SQL("false");
	struct dn_pg_answer a;
	dunlin_status status =
		dn_pg_ask(v, &a, sql, 3, v->read.parent, v->read.names[0], v->remembered);

	if (status != DUNLIN_OK)
		;
	else if (v->when == DUNLIN_ASK_BEFORE)
		status = dn_pg_found_remember(v, &a);
	else
		status = a.rows > 0 ? judge_attached(v, &a) : judge_detached(v);
	dn_pg_answer_clear(&a);
	return status;
}

/* ---- ALTER TYPE … VALUE ------------------------------------------------ */

static dunlin_status judge_add_value(struct dn_pg_verify *v, const char *oid)
{
	if (oid == NULL)
		return dn_pg_found(v, DUNLIN_FOUND_NOT_DONE);
	if (dn_pg_was_there(v, oid) && !v->read.conditional)
		return dn_pg_found_say(
			v, DUNLIN_FOUND_FOREIGN,
			"type %s had the value '%s' before the statement ran: take the "
			"statement for done, or use ADD VALUE IF NOT EXISTS",
			v->read.parent, v->read.label);
	return dn_pg_found(v, DUNLIN_FOUND_DONE);
}

/* By now the type has the old value, the new one, both, or neither. */
static dunlin_status judge_rename_value(struct dn_pg_verify *v, const char *old, const char *new)
{
	if (old != NULL && (v->remembered == NULL || dn_pg_was_there(v, old)))
		return dn_pg_found(v, DUNLIN_FOUND_NOT_DONE);
	if (dn_pg_was_absent(v)) /* there was nothing to rename */
		return dn_pg_found(v, DUNLIN_FOUND_NOT_DONE);
	if (new != NULL && (v->remembered == NULL || dn_pg_was_there(v, new)))
		return dn_pg_found(v, DUNLIN_FOUND_DONE);
	return dn_pg_found_unknown(v, "the type has neither value, or another one of that name");
}

dunlin_status dn_pg_verify_value(struct dn_pg_verify *v)
{
	static const char sql[] = "SELECT e.oid FROM pg_catalog.pg_enum e "
				  "WHERE e.enumtypid = pg_catalog.to_regtype($1) "
				  "AND e.enumlabel::pg_catalog.text = $2";
	struct dn_pg_answer old;
	struct dn_pg_answer new = { 0 };
	dunlin_status status = dn_pg_ask(v, &old, sql, 2, v->read.parent, v->read.label);

	if (status == DUNLIN_OK && v->read.new_label != NULL)
		status = dn_pg_ask(v, &new, sql, 2, v->read.parent, v->read.new_label);
	if (status != DUNLIN_OK)
		;
	else if (v->when == DUNLIN_ASK_BEFORE)
		status = dn_pg_found_remember(v, &old);
	else if (v->when == DUNLIN_ASK_AFTER)
		status = dn_pg_found(v, DUNLIN_FOUND_DONE);
	else if (v->read.verb == DN_PG_ADD_VALUE)
		status = judge_add_value(v, dn_pg_answer_at(&old, 0, 0));
	else
		status = judge_rename_value(v, dn_pg_answer_at(&old, 0, 0),
					    dn_pg_answer_at(&new, 0, 0));
	dn_pg_answer_clear(&old);
	dn_pg_answer_clear(&new);
	return status;
}

/* ---- COMMIT and ROLLBACK PREPARED -------------------------------------- */

/* How the transaction with the 32 bits $1 of its number ended: the last one of these bits. */
static const char ended_sql[] =
	"SELECT pg_catalog.txid_status(CASE WHEN n.full_id > n.top THEN n.full_id - 4294967296 "
	"ELSE n.full_id END) FROM (SELECT t.top, (t.top / 4294967296) * 4294967296 "
	"+ (($1::pg_catalog.text[])[1])::pg_catalog.int8 FROM (SELECT "
	"pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot())) t (top)) n (top, full_id)";

static dunlin_status judge_ended(struct dn_pg_verify *v)
{
	bool commit = v->read.verb == DN_PG_COMMIT_PREPARED;
	struct dn_pg_answer how;
	dunlin_status status;

	if (v->remembered == NULL)
		return dn_pg_found_unknown(v,
					   "there is no such prepared transaction, and it is not "
					   "known whether there was one");
	if (dn_pg_was_absent(v))
		return dn_pg_found(v, DUNLIN_FOUND_NOT_DONE);
	status = dn_pg_ask(v, &how, ended_sql, 1, v->remembered);
	if (status == DUNLIN_OK) {
		if (dn_pg_answer_is(&how, 0, 0, commit ? "committed" : "aborted"))
			status = dn_pg_found(v, DUNLIN_FOUND_DONE);
		else if (dn_pg_answer_is(&how, 0, 0, commit ? "aborted" : "committed"))
			status = dn_pg_found_say(
				v, DUNLIN_FOUND_FOREIGN,
				"the prepared transaction '%s' was %s by somebody else",
				v->read.label, commit ? "rolled back" : "committed");
		else
			status = dn_pg_found_unknown(v, "the server no longer knows how the "
							"transaction ended");
	}
	dn_pg_answer_clear(&how);
	return status;
}

dunlin_status dn_pg_verify_prepared(struct dn_pg_verify *v)
{
	struct dn_pg_answer a;
	dunlin_status status = dn_pg_ask(v, &a,
					 "SELECT p.transaction FROM pg_catalog.pg_prepared_xacts p "
					 "WHERE p.gid = $1 AND "
					 "p.database = pg_catalog.current_database()",
					 1, v->read.label);
	const char *xid = dn_pg_answer_at(&a, 0, 0);

	if (status != DUNLIN_OK)
		;
	else if (v->when == DUNLIN_ASK_BEFORE)
		status = dn_pg_found_remember(v, &a);
	else if (v->when == DUNLIN_ASK_AFTER)
		status = dn_pg_found(v, DUNLIN_FOUND_DONE);
	else if (xid != NULL && (v->remembered == NULL || dn_pg_was_there(v, xid)))
		status = dn_pg_found(v, DUNLIN_FOUND_NOT_DONE);
	else
		status = judge_ended(v);
	dn_pg_answer_clear(&a);
	return status;
}

/* ---- ALTER SUBSCRIPTION … PUBLICATION ---------------------------------- */

static dunlin_status judge_publications(struct dn_pg_verify *v, size_t there)
{
	bool add = v->read.verb == DN_PG_ADD_PUBLICATION;

	if (there != 0 && there != v->read.n_names)
		return dn_pg_found_unknown(v, "the subscription has some of the publications");
	return dn_pg_found(v, add == (there != 0) ? DUNLIN_FOUND_DONE : DUNLIN_FOUND_NOT_DONE);
}

dunlin_status dn_pg_verify_publication(struct dn_pg_verify *v)
{
	static const char sql[] =
		"SELECT s.oid FROM pg_catalog.pg_subscription s "
		"JOIN pg_catalog.pg_database d ON d.oid = s.subdbid "
		"WHERE d.datname = pg_catalog.current_database() "
		"AND s.subname = (pg_catalog.parse_ident($1))[1]::pg_catalog.name "
		"AND (pg_catalog.parse_ident($2))[1]::pg_catalog.name::pg_catalog.text = "
		"ANY (s.subpublications)";
	dunlin_status status = DUNLIN_OK;
	size_t there = 0;
	size_t i;

	if (v->when == DUNLIN_ASK_BEFORE)
		return DUNLIN_OK;
	if (v->when == DUNLIN_ASK_AFTER)
		return dn_pg_found(v, DUNLIN_FOUND_DONE);
	for (i = 0; i < v->read.n_names && status == DUNLIN_OK; i++) {
		struct dn_pg_answer a;

		status = dn_pg_ask(v, &a, sql, 2, v->read.parent, v->read.names[i]);
		there += a.rows > 0;
		dn_pg_answer_clear(&a);
	}
	return status != DUNLIN_OK ? status : judge_publications(v, there);
}
