/* postgres/pooler - transactions that set themselves up. */
#include "pooler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hold.h"
#include "pipeline.h"
#include "place.h"
#include "session.h"
#include "step.h"

/* --- the list ------------------------------------------------------------------ */

static bool is_word(const char *sql, size_t at, size_t n, const char *word)
{
	return n == strlen(word) && strncasecmp(sql + at, word, n) == 0;
}

/* What follows SET, SET SESSION or SET LOCAL; NULL when the statement is another,
 * or one that cannot be LOCAL. */
static const char *assignment(const char *sql)
{
	size_t len = strlen(sql), n, next, m;
	size_t at = dn_pg_place_word(sql, len, 0, &n);

	if (!is_word(sql, at, n, "set"))
		return NULL;
	at = dn_pg_place_word(sql, len, at + n, &n);
	if (is_word(sql, at, n, "session") || is_word(sql, at, n, "local")) {
		next = dn_pg_place_word(sql, len, at + n, &m);
		if (is_word(sql, next, m, "characteristics"))
			return NULL;
		if (!is_word(sql, next, m, "authorization") || is_word(sql, at, n, "local")) {
			at = next;
			n = m;
		}
	}
	if (is_word(sql, at, n, "transaction") || is_word(sql, at, n, "constraints"))
		return NULL;
	return sql + at;
}

static dunlin_status refuse(const dunlin_conn *conn, const char *sql, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_EUNSUPPORTED);
	fault.hint = "SET works, for each transaction alone; for anything else give Dunlin a URL "
		     "that leads to the server itself";
	return dn_fault_send(conn->host, err, &fault,
			     "a session statement that cannot be run through a pooler: %s", sql);
}

/* Of no use in a transaction. */
static bool is_needless(const char *sql)
{
	static const char start[] = "SET idle_session_timeout ";

	return strncmp(sql, start, strlen(start)) == 0;
}

/* The pooler may hand over a session whose encoding is another's, after a RESET
 * even in the middle of a transaction. */
static const char encoding[] = "SET LOCAL client_encoding = 'UTF8'";

dunlin_status dn_pg_pooler_localize(dunlin_conn *conn, dunlin_error *err)
{
	struct dn_pg_setup *setup = &conn->setup;
	char **list = calloc(setup->n + 2, sizeof(*list)); /* and one for wait_for_disk() */
	dunlin_status status = DUNLIN_OK;
	size_t i, own = 0, n = 0;

	conn->facts.pooled = true;
	if (list == NULL)
		return dn_fault_nomem(conn->host, err);
	list[n++] = strdup(encoding);
	for (i = 0; status == DUNLIN_OK && i < setup->n; i++) {
		const char *rest = assignment(setup->sql[i]);

		if (i == setup->own)
			own = n;
		if (rest == NULL)
			status = refuse(conn, setup->sql[i], err);
		else if (i < setup->own && is_needless(setup->sql[i]))
			continue;
		else if (list[n - 1] == NULL || asprintf(&list[n], "SET LOCAL %s", rest) < 0)
			status = dn_fault_nomem(conn->host, err);
		else
			n++;
	}
	if (own == 0)
		own = n;
	if (status != DUNLIN_OK) {
		while (n > 0)
			free(list[--n]);
		free(list);
		return status;
	}
	dn_pg_session_forget(conn);
	*setup = (struct dn_pg_setup){ .sql = list, .n = n, .own = own };
	return DUNLIN_OK;
}

bool dn_pg_pooler_matters(const dunlin_conn *conn)
{
	const struct dn_pg_setup *setup = &conn->setup;

	return conn->schema != NULL || setup->n - setup->waits > setup->own;
}

/* --- a batch --------------------------------------------------------------------- */

/* Where one is written; without lists it is only counted. */
struct writer {
	struct dn_pg_expansion *out;
	uint64_t n;
	struct dn_pg_origin origin;
};

static void put(struct writer *w, const struct dunlin_statement *stmt, int64_t own)
{
	if (w->out->statements != NULL) {
		w->out->statements[w->n] = *stmt;
		w->out->origins[w->n] = w->origin;
		w->out->origins[w->n].own = own;
	}
	w->n++;
}

static void put_own(struct writer *w, uint32_t kind, const char *sql, int64_t own)
{
	const struct dunlin_statement stmt = {
		.size = DUNLIN_STATEMENT_SIZE, .kind = kind, .sql = sql, .sql_len = strlen(sql)
	};

	put(w, &stmt, own);
}

static void put_setup(struct writer *w, const struct dn_pg_setup *setup)
{
	size_t i;

	for (i = 0; i < setup->n; i++)
		put_own(w, DUNLIN_STMT_OWN, setup->sql[i],
			i < setup->own || i == setup->n - setup->waits ? DN_PG_SETUP
								       : (int64_t)(i - setup->own));
}

/* A statement as large as the caller's, cut or filled up to our own size. */
static struct dunlin_statement sized(const struct dunlin_statement *stmt)
{
	struct dunlin_statement copy = { .size = 0 };

	memcpy(&copy, stmt, stmt->size < sizeof(copy) ? stmt->size : sizeof(copy));
	copy.size = stmt->size < DUNLIN_STATEMENT_SIZE ? stmt->size : DUNLIN_STATEMENT_SIZE;
	return copy;
}

static void walk(struct writer *w, const dunlin_conn *conn, const struct dunlin_batch *batch)
{
	bool inside = PQtransactionStatus(conn->pg) != PQTRANS_IDLE;
	uint64_t i;

	for (i = 0; i < batch->count; i++) {
		const struct dunlin_statement stmt = sized(dunlin_batch_at(batch, i));
		const bool lone =
			!inside &&
			(stmt.kind == DUNLIN_STMT_PLAIN || stmt.kind == DUNLIN_STMT_OWN) &&
			!dn_pg_place_starts(stmt.sql, stmt.sql_len, "copy");

		w->origin = (struct dn_pg_origin){ .index = (int64_t)i, .wrapped = lone };
		if (lone) {
			put_own(w, DUNLIN_STMT_BEGIN, "BEGIN", DN_PG_SETUP);
			put_setup(w, &conn->setup);
		}
		put(w, &stmt, DN_PG_CALLERS);
		if (lone)
			put_own(w, DUNLIN_STMT_COMMIT, "COMMIT", DN_PG_SETUP);
		if (stmt.kind == DUNLIN_STMT_BEGIN)
			put_setup(w, &conn->setup);
		inside = stmt.kind == DUNLIN_STMT_BEGIN ||
			 (inside && stmt.kind != DUNLIN_STMT_COMMIT &&
			  stmt.kind != DUNLIN_STMT_ROLLBACK);
	}
}

dunlin_status dn_pg_pooler_expand(struct dn_pg_expansion *out, const dunlin_conn *conn,
				  const struct dunlin_batch *batch, dunlin_error *err)
{
	struct writer w = { .out = out };

	memset(out, 0, sizeof(*out));
	walk(&w, conn, batch);
	out->statements = calloc(w.n + 1, sizeof(*out->statements));
	out->origins = calloc(w.n + 1, sizeof(*out->origins));
	if (out->statements == NULL || out->origins == NULL)
		return dn_fault_nomem(conn->host, err);
	w.n = 0;
	walk(&w, conn, batch);
	out->origins[w.n] =
		(struct dn_pg_origin){ .index = (int64_t)batch->count, .own = DN_PG_CALLERS };
	out->batch = (struct dunlin_batch){ .size = DUNLIN_BATCH_SIZE,
					    .stride = sizeof(*out->statements),
					    .statements = out->statements,
					    .count = w.n };
	return DUNLIN_OK;
}

void dn_pg_pooler_clear(struct dn_pg_expansion *expansion)
{
	free(expansion->statements);
	free(expansion->origins);
	memset(expansion, 0, sizeof(*expansion));
}

void dn_pg_pooler_unwrap(dunlin_conn *conn, const struct dn_pg_expansion *expansion)
{
	PGTransactionStatusType now = PQtransactionStatus(conn->pg);

	if (conn->failed_at < 0 || !expansion->origins[conn->failed_at].wrapped ||
	    (now != PQTRANS_INTRANS && now != PQTRANS_INERROR))
		return;
	conn->deaf = true; /* it is what a cancel ends in */
	if (dn_pg_step_own(conn, "ROLLBACK", NULL, NULL, NULL) != DUNLIN_OK)
		conn->unusable = true;
}

/* --- a query --------------------------------------------------------------------- */

/* Nobody asks of a query whether it was committed, and its place is in no batch. */
static void make_query(struct dn_pg_expansion *all)
{
	uint64_t i;

	for (i = 0; i <= all->batch.count; i++)
		all->origins[i].index = -1;
	all->statements[all->batch.count - 1].kind = DUNLIN_STMT_PLAIN;
}

dunlin_status dn_pg_pooler_query(dunlin_conn *conn, const char *sql, size_t len,
				 dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	const struct dunlin_statement stmt = { .size = DUNLIN_STATEMENT_SIZE,
					       .sql = sql,
					       .sql_len = len };
	const struct dunlin_batch batch = {
		.size = DUNLIN_BATCH_SIZE, .stride = sizeof(stmt), .statements = &stmt, .count = 1
	};
	struct dn_pg_pipeline group = { .on_row = on_row, .payload = payload };
	struct dn_pg_expansion all;
	dunlin_status status = dn_pg_pooler_expand(&all, conn, &batch, err);

	if (status == DUNLIN_OK) {
		make_query(&all);
		group.batch = &all.batch;
		group.end = (int64_t)all.batch.count;
		conn->origins = all.origins;
		conn->failed_at = -1;
		status = dn_pg_pipeline_run(conn, &group, err);
		conn->origins = NULL;
	}
	if (status != DUNLIN_OK && all.origins != NULL) {
		conn->failed_at = 0; /* all of it is wrapped */
		dn_pg_pooler_unwrap(conn, &all);
	}
	dn_pg_pooler_clear(&all);
	return status;
}

/* --- what was given back ---------------------------------------------------------- */

dunlin_status dn_pg_pooler_return(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status;

	if (conn->pg != NULL)
		return DUNLIN_OK;
	status = dn_pg_connect_again(conn, err);
	if (status == DUNLIN_OK)
		status = dn_pg_hold_probe(conn, err);
	if (status != DUNLIN_OK)
		dn_pg_hang_up(conn);
	return status;
}
