/* postgres/exec - cuts a batch into groups that may go out together. */
#include "exec.h"

#include "hold.h"
#include "pipeline.h"
#include "place.h"
#include "pooler.h"
#include "step.h"
#include "wait.h"

static bool in_transaction(const dunlin_conn *conn)
{
	return PQtransactionStatus(conn->pg) != PQTRANS_IDLE;
}

static bool goes_alone(const struct dunlin_statement *stmt)
{
	if (stmt->kind == DUNLIN_STMT_ALONE || stmt->kind == DUNLIN_STMT_COPY)
		return true;
	/* Whatever it is called: in a pipeline COPY would jam the connection. */
	return dn_pg_place_starts(stmt->sql, stmt->sql_len, "copy");
}

/*
 * The end of the group that starts at `first`: whole transactions and the start
 * of one.  A statement outside BEGIN … COMMIT commits by itself; under a common
 * Sync it would share an implicit transaction with its neighbours, and be
 * undone after it was reported as done.  `first` itself when it goes alone.
 */
static int64_t group_end(const struct dunlin_batch *batch, int64_t first, bool inside)
{
	int64_t i;

	for (i = first; (uint64_t)i < batch->count; i++) {
		const struct dunlin_statement *stmt = dunlin_batch_at(batch, (uint64_t)i);

		if (goes_alone(stmt) || (!inside && stmt->kind != DUNLIN_STMT_BEGIN))
			break;
		if (stmt->kind == DUNLIN_STMT_BEGIN)
			inside = true;
		else if (stmt->kind == DUNLIN_STMT_COMMIT || stmt->kind == DUNLIN_STMT_ROLLBACK)
			inside = false;
	}
	return i;
}

static dunlin_status run_alone(dunlin_conn *conn, const struct dunlin_batch *batch, int64_t index,
			       dunlin_error *err)
{
	const struct dunlin_statement *stmt = dunlin_batch_at(batch, (uint64_t)index);
	struct dn_pg_step step = { .about = dn_pg_pipeline_about(batch, index) };
	dunlin_status status;

	if (conn->facts.pooled && !in_transaction(conn) && dn_pg_pooler_matters(conn))
		return dn_pg_fail_plain(
			conn, &step.about, DUNLIN_EUNSUPPORTED,
			"through a pooler a statement outside any transaction can be given neither "
			"schema nor session settings: it needs a URL that leads to the server itself",
			err);
	if (stmt->kind == DUNLIN_STMT_COPY && DUNLIN_HAS(stmt, data_len)) {
		step.data = stmt->data != NULL ? stmt->data : "";
		step.data_len = stmt->data_len;
	}
	step.alone = !in_transaction(conn);
	status = dn_pg_step_run(conn, &step, err);
	if (status == DUNLIN_OK)
		dn_pg_step_done(conn, index, step.rows);
	return status;
}

static dunlin_status run_batch(dunlin_conn *conn, const struct dunlin_batch *batch,
			       dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	int64_t first = 0;

	while (status == DUNLIN_OK && (uint64_t)first < batch->count) {
		struct dn_pg_pipeline group = { .batch = batch, .first = first };

		/* A COMMIT of what has failed is answered with ROLLBACK, which is no
		 * error to the server: it would go on with what follows. */
		if (PQtransactionStatus(conn->pg) == PQTRANS_INERROR)
			group.end = first;
		else
			group.end = group_end(batch, first, in_transaction(conn));
		if (group.end > first) {
			status = dn_pg_pipeline_run(conn, &group, err);
			first = group.end;
		} else {
			status = run_alone(conn, batch, first, err);
			first++;
		}
	}
	return status;
}

static dunlin_status run_pooled(dunlin_conn *conn, const struct dunlin_batch *batch,
				dunlin_error *err)
{
	struct dn_pg_expansion all = { .statements = NULL };
	dunlin_status status = dn_pg_hold_check(conn, err);

	if (status == DUNLIN_OK)
		status = dn_pg_pooler_return(conn, err);
	if (status == DUNLIN_OK)
		status = dn_pg_pooler_expand(&all, conn, batch, err);
	if (status == DUNLIN_OK) {
		conn->origins = all.origins;
		conn->failed_at = -1;
		status = run_batch(conn, &all.batch, err);
		conn->origins = NULL;
		if (status != DUNLIN_OK)
			dn_pg_pooler_unwrap(conn, &all);
	}
	dn_pg_pooler_clear(&all);
	return status;
}

dunlin_status dn_pg_exec(dunlin_conn *conn, const struct dunlin_batch *batch, dunlin_error *err)
{
	dunlin_status status;

	dn_pg_begin(conn);
	status = conn->facts.pooled ? run_pooled(conn, batch, err) : run_batch(conn, batch, err);
	dn_pg_end(conn);
	return status;
}

dunlin_status dn_pg_rollback(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;

	dn_pg_begin_deaf(conn); /* it is what a cancel ends in */
	if (conn->pg != NULL && (conn->unusable || in_transaction(conn)))
		status = dn_pg_step_own(conn, "ROLLBACK", NULL, NULL, err);
	dn_pg_end(conn);
	return status;
}
