/* postgres/pipeline - statements that go out together, under one Sync. */
#ifndef DN_POSTGRES_PIPELINE_H
#define DN_POSTGRES_PIPELINE_H

#include "error.h"

struct dn_pg_pipeline {
	const struct dunlin_batch *batch;
	int64_t first; /* of the batch: the statements first … end - 1 */
	int64_t end;
	dunlin_row_fn on_row; /* of whichever statement; NULL: rows are thrown away */
	void *payload;
};

/*
 * Runs them.  After the first failure the server skips the others, since they
 * share one Sync, and the connection is left ready for the next call.
 */
DUNLIN_MUST_CHECK dunlin_status dn_pg_pipeline_run(dunlin_conn *conn,
						   const struct dn_pg_pipeline *what,
						   dunlin_error *err);
/* The same for `n` statements of ours. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_pipeline_own(dunlin_conn *conn, const char *const *sql,
						   size_t n, dunlin_row_fn on_row, void *payload,
						   dunlin_error *err);
/* What a fault says about statement `index` of the batch. */
struct dn_pg_about dn_pg_pipeline_about(const struct dunlin_batch *batch, int64_t index);

#endif
