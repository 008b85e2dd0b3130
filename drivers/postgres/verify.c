/* postgres/verify - looks who runs it still, then leaves it to whoever knows the kind. */
#include "verify.h"

#include <stdlib.h>
#include <string.h>

#include "step.h"
#include "verify_index.h"
#include "verify_object.h"
#include "wait.h"

/* The server keeps only the beginning of a long statement, and may cut that at a character. */
static const char running_sql[] =
	"SELECT a.pid, pg_catalog.date_trunc('second', a.query_start), p.phase, "
	"NULLIF(p.current_locker_pid, 0), pg_catalog.array_to_string("
	"pg_catalog.pg_blocking_pids(a.pid), ', ') "
	"FROM pg_catalog.pg_stat_activity a "
	"LEFT JOIN pg_catalog.pg_stat_progress_create_index p ON p.pid = a.pid "
	"WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid() "
	"AND a.state = 'active' AND a.backend_type = 'client backend' "
	"AND (a.query = $1 OR (pg_catalog.octet_length(a.query) >= "
	"pg_catalog.pg_size_bytes(pg_catalog.current_setting('track_activity_query_size')) - 4 "
	"AND pg_catalog.starts_with($1, a.query))) ORDER BY a.pid LIMIT 1";

static dunlin_status say_running(struct dn_pg_verify *v, const struct dn_pg_answer *who)
{
	const char *since = dn_pg_answer_at(who, 0, 1);
	const char *phase = dn_pg_answer_at(who, 0, 2);
	const char *locker = dn_pg_answer_at(who, 0, 3);
	const char *blocker = dn_pg_answer_at(who, 0, 4);

	if (locker == NULL && blocker != NULL && blocker[0] != '\0')
		locker = blocker;
	return dn_pg_found_say(v, DUNLIN_FOUND_RUNNING, "pid %s still runs it, since %s%s%s%s%s",
			       dn_pg_answer_at(who, 0, 0), since != NULL ? since : "a while",
			       phase != NULL ? ", " : "", phase != NULL ? phase : "",
			       locker != NULL ? ", and waits for pid " : "",
			       locker != NULL ? locker : "");
}

/* As the user who logged in, who sees what all sessions of that user run: a role that was put on
 * need not. */
static dunlin_status look_as_login(struct dn_pg_verify *v, struct dn_pg_answer *who,
				   const char *text)
{
	dunlin_status status = dn_pg_step_own(v->conn, "BEGIN READ ONLY", NULL, NULL, v->err);
	dunlin_status ended;

	memset(who, 0, sizeof(*who));
	if (status == DUNLIN_OK)
		status = dn_pg_step_own(v->conn, "SET LOCAL ROLE NONE", NULL, NULL, v->err);
	if (status == DUNLIN_OK)
		status = dn_pg_ask(v, who, running_sql, 1, text);
	ended = dn_pg_ask_rollback(v);
	return status != DUNLIN_OK ? status : ended;
}

static dunlin_status look_for_runner(struct dn_pg_verify *v, bool *running)
{
	const struct dunlin_statement *statement = v->statement;
	char *text = statement->sql_len == 0 ? strdup("") /* there may be no text at all */
					     : strndup(statement->sql, statement->sql_len);
	struct dn_pg_answer who;
	dunlin_status status;

	*running = false;
	if (text == NULL)
		return dn_fault_nomem(v->conn->host, v->err);
	status = look_as_login(v, &who, text);
	if (status == DUNLIN_OK && who.rows > 0) {
		*running = true;
		status = say_running(v, &who);
	}
	dn_pg_answer_clear(&who);
	free(text);
	return status;
}

/* One of which nothing is known. */
static dunlin_status verify_other(struct dn_pg_verify *v)
{
	if (v->when == DUNLIN_ASK_AFTER)
		return dn_pg_found(v, DUNLIN_FOUND_DONE);
	return v->when == DUNLIN_ASK_BEFORE
		       ? DUNLIN_OK
		       : dn_pg_found_unknown(v, "nothing in the database tells; look whether it "
						"did, and say so");
}

static dunlin_status verify_twice(struct dn_pg_verify *v)
{
	return dn_pg_found(v,
			   v->when == DUNLIN_ASK_AFTER ? DUNLIN_FOUND_DONE : DUNLIN_FOUND_NOT_DONE);
}

static dunlin_status verify(struct dn_pg_verify *v)
{
	bool running = false;

	if (v->when == DUNLIN_ASK_CUT) {
		dunlin_status status = look_for_runner(v, &running);

		if (status != DUNLIN_OK || running)
			return status;
	}
	switch (v->read.verb) {
	case DN_PG_TWICE:
		return verify_twice(v);
	case DN_PG_CREATE_INDEX:
		return dn_pg_verify_create_index(v);
	case DN_PG_REINDEX:
		return dn_pg_verify_reindex(v);
	case DN_PG_CREATE:
		return dn_pg_verify_create(v);
	case DN_PG_DROP:
		return dn_pg_verify_drop(v);
	case DN_PG_DETACH:
	case DN_PG_FINALIZE:
		return dn_pg_verify_detach(v);
	case DN_PG_ADD_VALUE:
	case DN_PG_RENAME_VALUE:
		return dn_pg_verify_value(v);
	case DN_PG_COMMIT_PREPARED:
	case DN_PG_ROLLBACK_PREPARED:
		return dn_pg_verify_prepared(v);
	case DN_PG_ADD_PUBLICATION:
	case DN_PG_DROP_PUBLICATION:
		return dn_pg_verify_publication(v);
	case DN_PG_OTHER:
		break;
	}
	return verify_other(v);
}

dunlin_status dn_pg_verify_statement(dunlin_conn *conn, uint32_t when,
				     const struct dunlin_statement *statement,
				     const char *remembered, struct dunlin_found *out,
				     dunlin_error *err)
{
	struct dn_pg_verify v = {
		.conn = conn, .when = when, .statement = statement, .out = out, .err = err
	};
	char *kept = NULL; /* what is remembered may be what the last call said */
	dunlin_status status;

	if (DUNLIN_HAS(out, message))
		out->message = NULL;
	if (DUNLIN_HAS(out, remember))
		out->remember = NULL;
	if (DUNLIN_HAS(out, found))
		out->found = DUNLIN_FOUND_UNKNOWN;
	if (when < DUNLIN_ASK_BEFORE || when > DUNLIN_ASK_CUT)
		return dn_fault_fail(conn->host, err, DUNLIN_EUSAGE,
				     "a statement is verified before, after, or when cut");
	status = dn_fault_check_text(conn->host, statement->sql, statement->sql_len, -1, err);
	if (status != DUNLIN_OK)
		return status;
	if (when != DUNLIN_ASK_BEFORE && remembered != NULL && (kept = strdup(remembered)) == NULL)
		return dn_fault_nomem(conn->host, err);
	v.remembered = kept;
	dn_pg_reading_init(&v.read, statement->sql, statement->sql_len);
	dn_pg_begin(conn);
	status = verify(&v);
	dn_pg_end(conn);
	dn_pg_reading_clear(&v.read);
	free(kept);
	return status;
}
