/* postgres/lock - takes it without waiting, and says who has it. */
#include "lock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hold.h"
#include "step.h"
#include "wait.h"

/* What others may not see of a session comes as NULL, or as a text in <>. */
static const char holder_sql[] =
	"SELECT 'pid ' || l.pid::pg_catalog.text"
	" || COALESCE(', application ' || NULLIF(a.application_name, ''), '')"
	" || CASE WHEN a.client_addr IS NOT NULL THEN ', from ' || pg_catalog.host(a.client_addr)"
	" WHEN a.client_port IS NOT NULL THEN ', from the same machine' ELSE '' END"
	" || COALESCE(', connected since '"
	" || pg_catalog.date_trunc('second', a.backend_start)::pg_catalog.text, '')"
	" || CASE WHEN a.query IS NULL OR a.query LIKE '<%%' OR a.query = '' THEN ''"
	" WHEN a.state = 'active' THEN ', runs: ' || pg_catalog.left(a.query, 200)"
	" ELSE ', idle after: ' || pg_catalog.left(a.query, 200) END"
	" FROM pg_catalog.pg_locks l"
	" LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
	" WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
	" AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d"
	" WHERE d.datname = pg_catalog.current_database())"
	" AND l.classid::pg_catalog.int8 = %" PRIu32 " AND l.objid::pg_catalog.int8 = %" PRIu32;

/* The first row's only value, a new text; NULL without a row. */
static dunlin_status keep_value(void *payload, size_t n, const char *const *values)
{
	char **out = payload;

	if (*out == NULL && n > 0 && values[0] != NULL)
		*out = strdup(values[0]);
	return DUNLIN_OK;
}

/* Answers what a function of one key says: "t" or "f". */
static dunlin_status call(dunlin_conn *conn, const char *function, int64_t key, bool *yes,
			  dunlin_error *err)
{
	char sql[128];
	char *answer = NULL;
	dunlin_status status;

	(void)snprintf(sql, sizeof(sql), "SELECT pg_catalog.%s(%" PRId64 "::pg_catalog.int8)",
		       function, key);
	status = dn_pg_step_own(conn, sql, keep_value, &answer, err);
	*yes = answer != NULL && answer[0] == 't';
	free(answer);
	return status;
}

dunlin_status dn_pg_lock_busy(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	struct dunlin_fault fault;
	char sql[sizeof(holder_sql) + 32];
	char *holder = NULL;
	dunlin_status status;

	(void)snprintf(sql, sizeof(sql), holder_sql, (uint32_t)((uint64_t)key >> 32),
		       (uint32_t)((uint64_t)key & 0xffffffffu));
	/* Whoever it is, the lock is taken; that is the answer even without a name. */
	if (dn_pg_step_own(conn, sql, keep_value, &holder, NULL) != DUNLIN_OK &&
	    PQstatus(conn->pg) == CONNECTION_BAD) {
		struct dn_pg_about about = { -1, NULL, 0, DUNLIN_STMT_PLAIN };

		free(holder);
		return dn_pg_fail_lost(conn, &about, false, err);
	}
	dn_fault_init(&fault, DUNLIN_EBUSY);
	fault.retryable = 1;
	status = dn_fault_send(conn->host, err, &fault, "the lock is held by %s",
			       holder != NULL ? holder : "another session");
	free(holder);
	return status;
}

dunlin_status dn_pg_lock_try(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	dunlin_status status;
	bool taken = true;

	dn_pg_begin(conn);
	if (conn->facts.pooled)
		status = dn_pg_hold_try(conn, key, err);
	else
		status = call(conn, "pg_try_advisory_lock", key, &taken, err);
	if (status == DUNLIN_OK && !taken)
		status = dn_pg_lock_busy(conn, key, err);
	else if (status == DUNLIN_OK) {
		conn->lent.key = key;
		conn->lent.times++;
	}
	dn_pg_end(conn);
	return status;
}

dunlin_status dn_pg_lock_release(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	dunlin_status status;
	bool released = true;

	dn_pg_begin(conn);
	if (conn->facts.pooled)
		status = dn_pg_hold_release(conn, key, err);
	else
		status = call(conn, "pg_advisory_unlock", key, &released, err);
	if (status == DUNLIN_OK && !released)
		status = dn_fault_fail(conn->host, err, DUNLIN_EMISSING,
				       "this session does not hold the lock");
	if (conn->lent.times > 0)
		conn->lent.times--;
	dn_pg_end(conn);
	return status;
}
