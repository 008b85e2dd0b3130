/* postgres/step - one statement, outside a pipeline. */
#ifndef DN_POSTGRES_STEP_H
#define DN_POSTGRES_STEP_H

#include "error.h"

struct dn_pg_step {
	struct dn_pg_about about;
	const char *data; /* of COPY … FROM stdin; NULL: there is none */
	size_t data_len;
	const char *const *params; /* texts for $1, $2 …, or NULL */
	int n_params;
	bool alone;           /* of the user's, outside any transaction */
	dunlin_row_fn on_row; /* NULL: rows are thrown away */
	void *payload;
	int64_t rows; /* out: changed or returned, -1 unknown */
};

/* Runs it and leaves the connection ready for the next, whatever happened. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_step_run(dunlin_conn *conn, struct dn_pg_step *step,
					       dunlin_error *err);
/* The same for a statement of ours, without rows or with them. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_step_own(dunlin_conn *conn, const char *sql,
					       dunlin_row_fn on_row, void *payload,
					       dunlin_error *err);
/* Rows of a finished statement as its command tag tells them, -1 unknown. */
int64_t dn_pg_step_rows(const PGresult *result);
/* Hands one row over. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_step_row(dunlin_conn *conn, dunlin_row_fn on_row,
					       void *payload, const PGresult *result, int row,
					       dunlin_error *err);
/* Tells on_progress that statement `index` is done. */
void dn_pg_step_done(dunlin_conn *conn, int64_t index, int64_t rows);
/* Whether the server took a COMMIT for a ROLLBACK, since the transaction had
 * failed before; that is reported. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_step_check(dunlin_conn *conn, const PGresult *result,
						 const struct dn_pg_about *about,
						 dunlin_error *err);

#endif
