/* postgres/step - sends one statement and reads all it answers. */
#include "step.h"

#include <stdlib.h>
#include <string.h>

#include "copy.h"
#include "wait.h"
#include "watch.h"

int64_t dn_pg_step_rows(const PGresult *result)
{
	const char *text = PQcmdTuples((PGresult *)(uintptr_t)result); /* it only reads */

	return text[0] == '\0' ? -1 : strtoll(text, NULL, 10);
}

void dn_pg_step_done(dunlin_conn *conn, int64_t index, int64_t rows)
{
	struct dn_pg_origin origin = dn_pg_origin(conn, index);
	struct dunlin_progress progress = { .size = DUNLIN_PROGRESS_SIZE,
					    .kind = DUNLIN_PROGRESS_DONE,
					    .stmt_index = origin.index,
					    .rows = rows };

	if (conn->on_progress != NULL && origin.own == DN_PG_CALLERS && origin.index >= 0)
		conn->on_progress(conn->payload, &progress);
}

dunlin_status dn_pg_step_check(dunlin_conn *conn, const PGresult *result,
			       const struct dn_pg_about *about, dunlin_error *err)
{
	const char *tag = PQcmdStatus((PGresult *)(uintptr_t)result);

	if (about->kind != DUNLIN_STMT_COMMIT || strcmp(tag, "ROLLBACK") != 0)
		return DUNLIN_OK;
	return dn_pg_fail_plain(
		conn, about, DUNLIN_ESQL,
		"COMMIT was answered with ROLLBACK: the transaction had failed before", err);
}

dunlin_status dn_pg_step_row(dunlin_conn *conn, dunlin_row_fn on_row, void *payload,
			     const PGresult *result, int row, dunlin_error *err)
{
	const char *few[16];
	const char **values = few;
	int n = PQnfields(result);
	dunlin_status status;
	int i;

	if (on_row == NULL)
		return DUNLIN_OK;
	if ((size_t)n > sizeof(few) / sizeof(few[0])) {
		values = calloc((size_t)n, sizeof(*values));
		if (values == NULL)
			return dn_fault_nomem(conn->host, err);
	}
	for (i = 0; i < n; i++)
		values[i] = PQgetisnull(result, row, i) ? NULL : PQgetvalue(result, row, i);
	status = on_row(payload, (size_t)n, values);
	if (values != few)
		free((void *)values);
	return status;
}

/* NULL at the end of the statement, and also when the connection broke. */
static PGresult *next_result(dunlin_conn *conn)
{
	while (PQisBusy(conn->pg)) {
		if (!dn_pg_wait(conn, false))
			break; /* PQgetResult() then hands over what is known */
	}
	return PQgetResult(conn->pg);
}

/* The first failure stays; rows go on being read, and thrown away, after it. */
static dunlin_status take_result(dunlin_conn *conn, struct dn_pg_step *step, const PGresult *result,
				 dunlin_status status, dunlin_error *err)
{
	bool unknown = step->about.kind == DUNLIN_STMT_COMMIT;
	int row;

	switch (PQresultStatus(result)) {
	case PGRES_SINGLE_TUPLE:
	case PGRES_TUPLES_OK:
		for (row = 0; status == DUNLIN_OK && row < PQntuples(result); row++)
			status =
				dn_pg_step_row(conn, step->on_row, step->payload, result, row, err);
		if (PQresultStatus(result) == PGRES_TUPLES_OK)
			step->rows = dn_pg_step_rows(result);
		return status;
	case PGRES_COMMAND_OK:
		step->rows = dn_pg_step_rows(result);
		return status == DUNLIN_OK ? dn_pg_step_check(conn, result, &step->about, err)
					   : status;
	case PGRES_EMPTY_QUERY:
		return status;
	case PGRES_COPY_IN:
	case PGRES_COPY_OUT:
	case PGRES_COPY_BOTH:
		return dn_pg_copy_run(conn, step, PQresultStatus(result), err);
	default:
		return status == DUNLIN_OK
			       ? dn_pg_fail_result(conn, result, &step->about, unknown, err)
			       : status;
	}
}

static dunlin_status send(dunlin_conn *conn, const struct dn_pg_step *step, dunlin_error *err)
{
	char *text;
	int sent;

	if (dn_pg_canceled(conn))
		return dn_pg_fail_plain(conn, &step->about, DUNLIN_ECANCELED,
					"canceled before it was sent", err);
	text = strndup(step->about.sql, step->about.len);
	if (text == NULL)
		return dn_fault_nomem(conn->host, err);
	dn_pg_watch_sent(conn, step->about.sql, step->about.len, step->alone);
	sent = PQsendQueryParams(conn->pg, text, step->n_params, NULL, step->params, NULL, NULL, 0);
	free(text);
	if (sent != 1) {
		if (PQstatus(conn->pg) == CONNECTION_BAD)
			return dn_pg_fail_lost(conn, &step->about, false, err);
		return dn_pg_fail_client(conn, &step->about, err);
	}
	(void)PQsetSingleRowMode(conn->pg); /* else rows would pile up in memory */
	return DUNLIN_OK;
}

static dunlin_status ready(dunlin_conn *conn, const struct dn_pg_step *step, dunlin_error *err)
{
	if (conn->unusable || PQstatus(conn->pg) == CONNECTION_BAD)
		return dn_pg_fail_lost(conn, &step->about, false, err);
	return dn_fault_check_text(conn->host, step->about.sql, step->about.len, step->about.index,
				   err);
}

dunlin_status dn_pg_step_run(dunlin_conn *conn, struct dn_pg_step *step, dunlin_error *err)
{
	dunlin_status status;
	PGresult *result;

	step->rows = -1;
	conn->stmt_index = step->about.index;
	status = ready(conn, step, err);
	if (status == DUNLIN_OK)
		status = send(conn, step, err);
	if (status != DUNLIN_OK)
		return status;
	if (!dn_pg_flush(conn) && PQstatus(conn->pg) == CONNECTION_BAD)
		return dn_pg_fail_lost(conn, &step->about, step->about.kind == DUNLIN_STMT_COMMIT,
				       err);
	while ((result = next_result(conn)) != NULL) {
		status = take_result(conn, step, result, status, err);
		PQclear(result);
		if (conn->unusable)
			break;
	}
	/* A failure that libpq could not put into a result. */
	if (status == DUNLIN_OK && PQstatus(conn->pg) == CONNECTION_BAD)
		return dn_pg_fail_lost(conn, &step->about, step->about.kind == DUNLIN_STMT_COMMIT,
				       err);
	return status;
}

dunlin_status dn_pg_step_own(dunlin_conn *conn, const char *sql, dunlin_row_fn on_row,
			     void *payload, dunlin_error *err)
{
	struct dn_pg_step step = { .about = { -1, sql, strlen(sql), DUNLIN_STMT_PLAIN },
				   .on_row = on_row,
				   .payload = payload };

	return dn_pg_step_run(conn, &step, err);
}
