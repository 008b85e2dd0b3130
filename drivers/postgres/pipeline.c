/* postgres/pipeline - sends a group of statements while it reads their results. */
#include "pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "prepared.h"
#include "step.h"
#include "values.h"
#include "wait.h"
#include "watch.h"

struct group {
	dunlin_conn *conn;
	const struct dn_pg_pipeline *what;
	dunlin_error *err;
	int64_t sent;         /* the next statement to send */
	int64_t done;         /* the next whose result is due */
	dunlin_status status; /* of the first failure, which is reported then */
	size_t queued;        /* bytes of statements that libpq may still hold */
	bool writing;         /* more can go out as soon as the socket takes it */
	bool sync_sent;
	bool synced;
	bool stopped; /* by a cancel: nothing more is sent */
	char *text;   /* a statement, terminated */
	size_t room;
	struct dn_pg_values values; /* of one that is prepared */
	struct {
		int64_t before; /* the statement in front of which it was asked for */
		int at;         /* of conn->prepared */
	} parses[DN_PG_MOST_PREPARED];
	int n_parses, parsed; /* asked for, and answered */
};

struct dn_pg_about dn_pg_pipeline_about(const struct dunlin_batch *batch, int64_t index)
{
	struct dn_pg_about about = { index, NULL, 0, DUNLIN_STMT_PLAIN };

	if ((uint64_t)index < batch->count) {
		const struct dunlin_statement *stmt = dunlin_batch_at(batch, (uint64_t)index);

		about.sql = stmt->sql;
		about.len = stmt->sql_len;
		about.kind = stmt->kind;
	}
	return about;
}

static struct dn_pg_about about_now(const struct group *g)
{
	return dn_pg_pipeline_about(g->what->batch, g->done);
}

/* Whether a COMMIT is on its way. */
static bool commit_sent(const struct group *g)
{
	int64_t i;

	for (i = g->done; i < g->sent; i++) {
		if (dn_pg_pipeline_about(g->what->batch, i).kind == DUNLIN_STMT_COMMIT)
			return true;
	}
	return false;
}

/* Whether all has been answered, a COMMIT last.  Then the answer to Sync is news about nothing, and
 * if the connection breaks in front of it, that is for the next call to say. */
static bool is_committed(const struct group *g)
{
	return g->done >= g->what->end && g->what->end > g->what->first &&
	       dn_pg_pipeline_about(g->what->batch, g->what->end - 1).kind == DUNLIN_STMT_COMMIT;
}

/* Many small statements make one packet; a socket takes some twenty of these. */
enum { PACKET_BYTES = 8192 };

/* A group with at least so many statements of the caller's tells how long those of the next will
 * take; so long for each, commits included, is quick. */
enum { TELLING = 64, BRISK_MS = 5 };

static bool is_callers(const struct group *g, int64_t index)
{
	return index < g->what->end &&
	       dn_pg_pipeline_about(g->what->batch, index).kind == DUNLIN_STMT_PLAIN;
}

/*
 * Whether the server is to send what it has behind the statement, which costs it a packet and us a
 * wake-up.  Somebody wants to hear of it where a statement of the caller's begins: then it is that
 * one which takes its time.  Where one ends, the next news are the commit's, and the server itself
 * is to hear something: by sending it finds out that we were killed meanwhile, before it commits.
 * Where they are over in no time it finds out with the next.
 */
static bool is_heard(const struct group *g, int64_t index)
{
	return is_callers(g, index + 1) || (is_callers(g, index) && !g->conn->brisk);
}

/* Called when all of a group is done. */
static void learn_pace(const struct group *g, int64_t began_ms)
{
	int64_t i, n = 0;

	for (i = g->what->first; i < g->what->end; i++)
		n += is_callers(g, i);
	if (n >= TELLING)
		g->conn->brisk = dn_pg_now_ms() - began_ms < n * BRISK_MS;
}

static const char *terminated(struct group *g, const struct dn_pg_about *about)
{
	if (about->len >= g->room) {
		size_t room = about->len < 4096 ? 8192 : about->len + about->len / 2;
		char *text = room > about->len ? realloc(g->text, room) : NULL;

		if (text == NULL)
			return NULL;
		g->text = text;
		g->room = room;
	}
	memcpy(g->text, about->sql, about->len);
	g->text[about->len] = '\0';
	return g->text;
}

/* With fewer statements than two transactions have, no record is written twice. */
enum { PREPARING = 10 };

/* A record that the server has parsed already, or is asked to; false: it is to be sent as it is, or
 * *ok says that libpq refused. */
static bool send_record(struct group *g, const struct dn_pg_about *about, bool *ok)
{
	dunlin_conn *conn = g->conn;
	char name[DN_PG_PREPARED_NAME];
	bool is_new;
	int at;

	*ok = true;
	/* What is lent goes back as it came, and behind a pooler the next session is another. */
	if (about->kind != DUNLIN_STMT_OWN || g->what->end - g->what->first < PREPARING ||
	    conn->prepared.off || conn->lent.is || conn->facts.pooled ||
	    !dn_pg_values_take(&g->values, about->sql, about->len))
		return false;
	at = dn_pg_prepared_find(&conn->prepared, g->values.text, &is_new);
	if (at < 0)
		return false;
	dn_pg_prepared_name(name, at);
	if (is_new) {
		*ok = PQsendPrepare(conn->pg, name, g->values.text, 0, NULL) == 1;
		g->parses[g->n_parses].before = g->sent;
		g->parses[g->n_parses].at = at;
		g->n_parses += *ok;
	}
	*ok = *ok && PQsendQueryPrepared(conn->pg, name, g->values.n, g->values.values, NULL, NULL,
					 0) == 1;
	return *ok;
}

/* False: nothing more of the group goes out; if it failed, that is reported. */
static bool send_statement(struct group *g)
{
	struct dn_pg_about about = dn_pg_pipeline_about(g->what->batch, g->sent);
	const char *text;
	bool first = g->sent == g->done, ok;

	g->status = dn_fault_check_text(g->conn->host, about.sql, about.len, about.index, g->err);
	if (g->status != DUNLIN_OK)
		return false;
	if (!send_record(g, &about, &ok) && ok) {
		text = terminated(g, &about);
		if (text == NULL) {
			g->status = dn_fault_nomem(g->conn->host, g->err);
			return false;
		}
		ok = PQsendQueryParams(g->conn->pg, text, 0, NULL, NULL, NULL, NULL, 0) == 1;
	}
	if (!ok || (is_heard(g, g->sent) && PQsendFlushRequest(g->conn->pg) != 1)) {
		if (PQstatus(g->conn->pg) != CONNECTION_BAD)
			g->status = dn_pg_fail_client(g->conn, &about, g->err);
		return false;
	}
	dn_pg_watch_sent(g->conn, about.sql, about.len, false);
	if (first)
		(void)PQsetSingleRowMode(g->conn->pg);
	g->queued += about.len;
	g->sent++;
	return true;
}

/* What was on its way when the cancel came ended well; what was to follow is
 * left out. */
static void report_canceled(struct group *g)
{
	struct dn_pg_about about = dn_pg_pipeline_about(g->what->batch, g->sent);

	g->status = dn_pg_fail_plain(g->conn, &about, DUNLIN_ECANCELED,
				     "canceled before it was sent", g->err);
}

/* Sends a packet's worth, or the last of it. */
static bool push(struct group *g)
{
	PGconn *pg = g->conn->pg;
	int left;

	while (!g->sync_sent && g->queued < PACKET_BYTES) {
		g->stopped = g->stopped || (g->sent < g->what->end && dn_pg_canceled(g->conn));
		if (g->status == DUNLIN_OK && !g->stopped && g->sent < g->what->end) {
			if (!send_statement(g) && g->status == DUNLIN_OK)
				return false;
		} else if (PQpipelineSync(pg) != 1) {
			return false;
		} else {
			g->sync_sent = true;
		}
	}
	left = PQflush(pg);
	if (left == 0)
		g->queued = 0;
	g->writing = left > 0 || !g->sync_sent;
	return left >= 0;
}

static void finish_statement(struct group *g, const PGresult *result)
{
	struct dn_pg_about about = about_now(g);

	if (g->status == DUNLIN_OK)
		g->status = dn_pg_step_check(g->conn, result, &about, g->err);
	if (g->status == DUNLIN_OK)
		dn_pg_step_done(g->conn, g->done, dn_pg_step_rows(result));
	g->done++;
	g->conn->stmt_index = g->done;
}

/* A server that ends the session with an error has not come past the statement
 * under way; without a word from it, any COMMIT that was sent may be done.  A
 * pooler that does so need not have heard all that the server did. */
static void fail_statement(struct group *g, const PGresult *result)
{
	struct dn_pg_about about = about_now(g);
	bool told = PQresultErrorField(result, PG_DIAG_SQLSTATE) != NULL && !g->conn->facts.pooled;

	g->status = dn_pg_fail_result(g->conn, result, &about,
				      told ? about.kind == DUNLIN_STMT_COMMIT : commit_sent(g),
				      g->err);
}

/* Whether the result says what became of a statement that was to be prepared; the one behind it has
 * its own. */
static bool take_parse(struct group *g, const PGresult *result)
{
	if (g->parsed == g->n_parses || g->parses[g->parsed].before != g->done ||
	    PQresultStatus(result) == PGRES_PIPELINE_SYNC)
		return false;
	if (PQresultStatus(result) == PGRES_COMMAND_OK)
		g->conn->prepared.list[g->parses[g->parsed].at].there = true;
	else if (PQresultStatus(result) != PGRES_PIPELINE_ABORTED && g->status == DUNLIN_OK)
		fail_statement(g, result);
	g->parsed++;
	return true;
}

static void take(struct group *g, const PGresult *result)
{
	struct dn_pg_about about = about_now(g);

	if (take_parse(g, result))
		return;
	switch (PQresultStatus(result)) {
	case PGRES_SINGLE_TUPLE:
		if (g->status == DUNLIN_OK)
			g->status = dn_pg_step_row(g->conn, g->what->on_row, g->what->payload,
						   result, 0, g->err);
		break;
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
	case PGRES_EMPTY_QUERY:
		finish_statement(g, result);
		break;
	case PGRES_PIPELINE_ABORTED:
		g->done++;
		break;
	case PGRES_PIPELINE_SYNC:
		g->synced = true;
		break;
	case PGRES_COPY_IN:
	case PGRES_COPY_OUT:
	case PGRES_COPY_BOTH:
		/* There is no way back from here; exec.c keeps COPY out. */
		g->conn->unusable = true;
		if (g->status == DUNLIN_OK)
			g->status = dn_pg_fail_plain(g->conn, &about, DUNLIN_EUNSUPPORTED,
						     "COPY inside a pipeline", g->err);
		break;
	default:
		if (is_committed(g) && dn_pg_is_end(g->conn, result))
			g->conn->unusable = true;
		else if (g->status == DUNLIN_OK)
			fail_statement(g, result);
		g->done++;
		break;
	}
}

/* Reads what is there. */
static void pull(struct group *g)
{
	PGconn *pg = g->conn->pg;
	int ends = 0; /* NULL stands after each statement, twice only when there is no more */

	while (!g->synced && !g->conn->unusable && ends < 2 && !PQisBusy(pg)) {
		PGresult *result = PQgetResult(pg);

		if (result == NULL) {
			ends++;
			(void)PQsetSingleRowMode(pg); /* for the next */
			continue;
		}
		ends = 0;
		take(g, result);
		PQclear(result);
	}
}

/* libpq forgets the answer to Sync when it has no memory for it, and would wait for ever for what
 * came long ago. */
static void see_forgotten(struct group *g)
{
	struct dn_pg_about about = about_now(g);

	if (g->synced || g->status != DUNLIN_OK || g->done < g->what->end ||
	    strstr(PQerrorMessage(g->conn->pg), "out of memory") == NULL)
		return;
	g->conn->unusable = true;
	if (!is_committed(g))
		g->status =
			dn_pg_fail_plain(g->conn, &about, DUNLIN_ENOMEM, "out of memory", g->err);
}

static bool run_group(struct group *g)
{
	bool alive = true;

	while (alive && !g->synced && !g->conn->unusable) {
		alive = push(g);
		pull(g); /* also then: the reason may have come before the end */
		see_forgotten(g);
		if (alive && !g->synced && !g->conn->unusable && !dn_pg_wait(g->conn, g->writing)) {
			pull(g);
			alive = false;
		}
	}
	return alive && !g->conn->unusable;
}

dunlin_status dn_pg_pipeline_run(dunlin_conn *conn, const struct dn_pg_pipeline *what,
				 dunlin_error *err)
{
	struct group g = {
		.conn = conn, .what = what, .err = err, .sent = what->first, .done = what->first
	};
	struct dn_pg_about about = dn_pg_pipeline_about(what->batch, what->first);
	const int64_t began_ms = dn_pg_now_ms();

	if (conn->unusable || PQstatus(conn->pg) == CONNECTION_BAD)
		return dn_pg_fail_lost(conn, &about, false, err);
	conn->stmt_index = what->first;
	if (PQenterPipelineMode(conn->pg) != 1)
		return dn_pg_fail_client(conn, &about, err);
	if (!run_group(&g) && g.status == DUNLIN_OK && !is_committed(&g)) {
		about = about_now(&g);
		g.status = dn_pg_fail_lost(conn, &about, commit_sent(&g), err);
	}
	if (g.status == DUNLIN_OK && g.stopped)
		report_canceled(&g);
	else if (g.status == DUNLIN_OK)
		learn_pace(&g, began_ms);
	free(g.text);
	dn_pg_values_clear(&g.values);
	dn_pg_prepared_settle(&conn->prepared);
	/* Fails only when the connection is lost or jammed, which the next call says. */
	if (PQexitPipelineMode(conn->pg) != 1)
		conn->unusable = true;
	return g.status;
}

dunlin_status dn_pg_pipeline_own(dunlin_conn *conn, const char *const *sql, size_t n,
				 dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	struct dunlin_statement *list = calloc(n, sizeof(*list));
	struct dunlin_batch batch = {
		.size = DUNLIN_BATCH_SIZE, .stride = sizeof(*list), .statements = list, .count = n
	};
	struct dn_pg_pipeline group = {
		.batch = &batch, .end = (int64_t)n, .on_row = on_row, .payload = payload
	};
	dunlin_status status;
	size_t i;

	if (list == NULL)
		return dn_fault_nomem(conn->host, err);
	for (i = 0; i < n; i++) {
		list[i].size = DUNLIN_STATEMENT_SIZE;
		list[i].sql = sql[i];
		list[i].sql_len = strlen(sql[i]);
	}
	status = dn_pg_pipeline_run(conn, &group, err);
	free(list);
	return status;
}
