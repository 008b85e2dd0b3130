/* mysql/exec - runs what the engine asks for. */
#include "exec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "kind.h"
#include "run.h"
#include "session.h"

/* ---- warnings ---------------------------------------------------------------- */

struct warnings {
	dunlin_conn *conn;
	int64_t index;
	bool own;
	char *spoilt;    /* why a row of the engine's is not what it was to be; owned */
	int32_t stopped; /* by KILL QUERY, or for its time, of which DO only warns: the code */
};

#define ER_QUERY_INTERRUPTED 1317
#define ER_STATEMENT_TIMEOUT 1969

/* Without a strict sql_mode a NULL where none may be becomes an empty text, and one that is too long
 * is cut. */
static bool spoils(long code)
{
	return code == 1048 || code == 1264 || code == 1265 || code == 1366 || code == 1406;
}

static dunlin_status hear(void *payload, size_t n, const char *const *values)
{
	struct warnings *w = payload;
	struct dunlin_progress progress = { .size = DUNLIN_PROGRESS_SIZE,
					    .kind = DUNLIN_PROGRESS_NOTICE,
					    .stmt_index = w->index,
					    .rows = -1,
					    .permille = -1 };
	struct dunlin_fault notice;

	if (n != 3 || values[0] == NULL || values[1] == NULL || values[2] == NULL)
		return DUNLIN_OK;
	dn_fault_init(&notice, DUNLIN_OK);
	notice.severity = strcmp(values[0], "Note") == 0 ? "NOTE" : "WARNING";
	notice.native_code = (int32_t)strtol(values[1], NULL, 10);
	notice.message = values[2];
	notice.stmt_index = w->index;
	progress.notice = &notice;
	if (notice.native_code == ER_QUERY_INTERRUPTED ||
	    notice.native_code == ER_STATEMENT_TIMEOUT)
		w->stopped = notice.native_code;
	if (w->own && w->spoilt == NULL && spoils(notice.native_code))
		w->spoilt = strdup(values[2]);
	if (w->conn->on_progress != NULL)
		w->conn->on_progress(w->conn->payload, &progress);
	return DUNLIN_OK;
}

static dunlin_status tell_warnings(dunlin_conn *conn, const struct dn_my_run *run,
				   dunlin_error *err)
{
	struct warnings w = { .conn = conn,
			      .index = run->index,
			      .own = run->kind == DUNLIN_STMT_OWN };
	struct dunlin_fault fault;
	dunlin_status status;

	if (mysql_warning_count(conn->my) == 0)
		return DUNLIN_OK;
	status = dn_my_ask(conn, "SHOW WARNINGS", hear, &w, err);
	if (status == DUNLIN_OK && w.stopped != 0) {
		dn_fault_init(&fault, DUNLIN_ECANCELED);
		fault.native_code = w.stopped;
		fault.sqlstate = "57014";
		fault.stmt_index = run->index;
		if (w.stopped == ER_STATEMENT_TIMEOUT)
			status = dn_fault_send(conn->host, err, &fault,
					       "canceled after the statement timeout of %lld ms",
					       (long long)conn->limit_ms);
		else
			status = dn_fault_send(conn->host, err, &fault,
					       "the statement was interrupted in the middle");
	}
	if (status == DUNLIN_OK && w.spoilt != NULL) {
		dn_fault_init(&fault, DUNLIN_ESQL);
		fault.sqlstate = "23502";
		fault.stmt_index = run->index;
		status = dn_fault_send(conn->host, err, &fault, "%s", w.spoilt);
	}
	free(w.spoilt);
	return status;
}

/* The dialect's own words, for what a body says of itself: MySQL itself bounds only SELECT. */
static void note_timeout(dunlin_conn *conn, const struct dn_my_run *run)
{
	static const char words[] = "SET SESSION /*M! max_statement_time = ";

	if (run->len > sizeof(words) && memcmp(run->sql, words, sizeof(words) - 1) == 0)
		conn->limit_ms = strtoll(run->sql + sizeof(words) - 1, NULL, 10);
}

/* ---- what runs statements of its own ------------------------------------------- */

/* A procedure that fails is undone by a transaction around it, unless something in it has committed
 * that. */
static dunlin_status begin_compound(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status = dn_my_ask(conn, "START TRANSACTION", NULL, NULL, err);

	return status == DUNLIN_OK
		       ? dn_my_ask(conn, "SAVEPOINT " DN_MY_COMPOUND_POINT, NULL, NULL, err)
		       : status;
}

static dunlin_status end_compound(dunlin_conn *conn, dunlin_status status, dunlin_error *err)
{
	if (status == DUNLIN_OK)
		return dn_my_ask(conn, "COMMIT", NULL, NULL, err);
	(void)!dn_my_ask(conn, "ROLLBACK", NULL, NULL, NULL);
	return status;
}

/* ---- the calls --------------------------------------------------------------- */

static dunlin_status exec_one(dunlin_conn *conn, const struct dunlin_statement *statement,
			      int64_t index, dunlin_error *err)
{
	struct dunlin_progress progress = { .size = DUNLIN_PROGRESS_SIZE,
					    .kind = DUNLIN_PROGRESS_DONE,
					    .stmt_index = index,
					    .permille = -1 };
	struct dn_my_run run = { .index = index };
	struct dunlin_fault fault;
	dunlin_status status = DUNLIN_OK;

	if (!DUNLIN_HAS(statement, sql_len))
		return dn_fault_fail(conn->host, err, DUNLIN_EUSAGE, "the statement has no text");
	if (statement->kind == DUNLIN_STMT_COPY) {
		dn_fault_init(&fault, DUNLIN_EUNSUPPORTED);
		fault.sqlstate = "0A000";
		fault.stmt_index = index;
		return dn_fault_send(conn->host, err, &fault,
				     "there is no COPY here; write INSERT instead");
	}
	dn_my_session_arrive(conn);
	run.sql = statement->sql;
	run.len = statement->sql_len;
	run.kind = statement->kind;
	conn->undone = false;
	run.compound = run.kind == DUNLIN_STMT_ALONE && dn_my_tx_state(conn) == DUNLIN_TX_NONE &&
		       dn_my_kind_is_compound(run.sql, run.len);
	if (run.compound)
		status = begin_compound(conn, err);
	if (status == DUNLIN_OK)
		status = dn_my_run(conn, &run, err);
	if (status == DUNLIN_OK)
		note_timeout(conn, &run);
	if (status == DUNLIN_OK)
		status = tell_warnings(conn, &run, err);
	if (run.compound)
		status = end_compound(conn, status, err);
	if (status != DUNLIN_OK || conn->on_progress == NULL)
		return status;
	progress.rows = run.rows;
	conn->on_progress(conn->payload, &progress);
	return DUNLIN_OK;
}

dunlin_status dn_my_exec(dunlin_conn *conn, const struct dunlin_batch *batch, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	uint64_t i;

	if (!DUNLIN_HAS(batch, count))
		return dn_fault_fail(conn->host, err, DUNLIN_EUSAGE, "the batch has no count");
	dn_my_begin(conn);
	for (i = 0; i < batch->count && status == DUNLIN_OK; i++)
		status = exec_one(conn, dunlin_batch_at(batch, i), (int64_t)i, err);
	dn_my_end(conn);
	return status;
}

dunlin_status dn_my_query(dunlin_conn *conn, const char *sql, size_t len, dunlin_row_fn on_row,
			  void *payload, dunlin_error *err)
{
	struct dn_my_run run = {
		.sql = sql, .len = len, .index = -1, .on_row = on_row, .payload = payload
	};
	dunlin_status status;

	dn_my_begin(conn);
	dn_my_session_arrive(conn);
	status = dn_my_run(conn, &run, err);
	dn_my_end(conn);
	return status;
}

int32_t dn_my_tx_state(dunlin_conn *conn)
{
	unsigned int state = 0;

	mariadb_get_infov(conn->my, MARIADB_CONNECTION_SERVER_STATUS, &state);
	return (state & (SERVER_STATUS_IN_TRANS | SERVER_STATUS_IN_TRANS_READONLY)) != 0
		       ? DUNLIN_TX_OPEN
		       : DUNLIN_TX_NONE;
}

/* An error tells nothing of the transaction, so the server is asked in any case. */
dunlin_status dn_my_rollback(dunlin_conn *conn, dunlin_error *err)
{
	return dn_my_ask(conn, "ROLLBACK", NULL, NULL, err);
}

dunlin_status dn_my_find_tables(dunlin_conn *conn, const char *name, dunlin_row_fn on_row,
				void *payload, dunlin_error *err)
{
	const size_t len = strlen(name);
	const bool begins = len > 0 && name[len - 1] == '*';
	const char *where = conn->schema != NULL ? conn->schema : conn->params.database;
	char *text = dn_my_literal(conn, name, len - begins);
	char *schema = dn_my_literal(conn, where, strlen(where));
	char *sql = NULL;
	dunlin_status status;

	/* Other databases of the server are others' business: they are no schemas of this one. */
	if (text == NULL || schema == NULL ||
	    asprintf(&sql,
		     "SELECT TABLE_SCHEMA, CONCAT('`', REPLACE(TABLE_SCHEMA, '`', '``'), '`.`', "
		     "REPLACE(TABLE_NAME, '`', '``'), '`'), TABLE_NAME "
		     "FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s AND "
		     "%s%s%s = %s",
		     schema, begins ? "LEFT(TABLE_NAME, CHAR_LENGTH(" : "TABLE_NAME",
		     begins ? text : "", begins ? "))" : "", text) < 0)
		sql = NULL;
	free(text);
	free(schema);
	if (sql == NULL)
		return dn_fault_nomem(conn->host, err);
	dn_my_begin(conn);
	status = dn_my_ask(conn, sql, on_row, payload, err);
	dn_my_end(conn);
	free(sql);
	return status;
}
