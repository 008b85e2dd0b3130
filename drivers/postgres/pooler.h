/*
 * postgres/pooler - transactions that set themselves up.
 *
 * Behind a pooler the next transaction may run in a session that somebody else
 * used, and this one's may be used by somebody else next.  So nothing is set
 * that outlives a transaction: what a session would be set up with follows every
 * BEGIN as SET LOCAL, under the same Sync, and a statement outside a transaction
 * is given one.  Which mode the pooler is in cannot be seen from here.
 */
#ifndef DN_POSTGRES_POOLER_H
#define DN_POSTGRES_POOLER_H

#include "conn.h"

/* Makes the list of the session one of LOCAL settings.  EUNSUPPORTED names the
 * first of the user's statements that cannot be one. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_pooler_localize(dunlin_conn *conn, dunlin_error *err);

/* Connects anew what was given back.  ECONNECT when no session is to be had
 * within the connect timeout; then nothing is kept. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_pooler_return(dunlin_conn *conn, dunlin_error *err);

/* A batch with what is added to it; owns both lists, and lends the caller's texts
 * and the connection's. */
struct dn_pg_expansion {
	struct dunlin_batch batch;
	struct dunlin_statement *statements;
	struct dn_pg_origin *origins; /* one more than statements, for what fails behind them */
};
/* Cleared by dn_pg_pooler_clear(), on failure as well. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_pooler_expand(struct dn_pg_expansion *out,
						    const dunlin_conn *conn,
						    const struct dunlin_batch *batch,
						    dunlin_error *err);
void dn_pg_pooler_clear(struct dn_pg_expansion *expansion);
/* After a failure: ends the transaction that a lone statement was given. */
void dn_pg_pooler_unwrap(dunlin_conn *conn, const struct dn_pg_expansion *expansion);

/* Whether statements depend on what was configured, not on timeouts alone. */
bool dn_pg_pooler_matters(const dunlin_conn *conn);

/* One statement outside any transaction, in one that is set up. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_pooler_query(dunlin_conn *conn, const char *sql, size_t len,
						   dunlin_row_fn on_row, void *payload,
						   dunlin_error *err);

#endif
