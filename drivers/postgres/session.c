/* postgres/session - the set-up as a list of statements, run as one group. */
#include "session.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lend.h"
#include "pipeline.h"
#include "pooler.h"
#include "step.h"
#include "wait.h"

#define MOST_OWN 10
#define CHECK_INTERVAL "client_connection_check_interval"

/*
 * One round trip tells what info() will be asked.  A run takes its lock with three functions, each of
 * which the role must be allowed to call; servers that only speak like PostgreSQL have them in name
 * alone, and say so in version().
 */
static const char facts_sql[] =
	"SELECT pg_catalog.current_schema(), pg_catalog.pg_is_in_recovery(), "
	"pg_catalog.current_setting('default_transaction_read_only'), "
	"pg_catalog.pg_backend_pid(), "
	"CAST(EXTRACT(EPOCH FROM pg_catalog.clock_timestamp()) * 1000000 AS BIGINT), "
	"CAST(EXTRACT(EPOCH FROM pg_catalog.pg_postmaster_start_time()) * 1000000 AS BIGINT), "
	"pg_catalog.current_setting('synchronous_commit'), "
	"(SELECT COUNT(*) = 3 FROM pg_catalog.pg_proc p WHERE p.proname IN ('pg_try_advisory_lock', "
	"'pg_advisory_unlock', 'pg_try_advisory_xact_lock') AND p.pronargs = 1 AND p.pronamespace = "
	"(SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = 'pg_catalog') "
	"AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')) "
	"AND pg_catalog.version() NOT LIKE '%CockroachDB%' "
	"AND pg_catalog.version() NOT LIKE '%-YB-%'";

/* First of a reset.  Not DISCARD ALL, which would drop the lock as well. */
static const char *const reset_sql[] = { "RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL" };
#define N_RESET (sizeof(reset_sql) / sizeof(reset_sql[0]))

/*
 * Before the user's statements: through a pooler it fails, and they are skipped
 * with it, since what they set would stay behind for somebody else.  The text is
 * what the server's log then shows.
 */
static const char guard_sql[] =
	"SELECT CAST(CASE WHEN pg_catalog.pg_backend_pid() = %d THEN '0' ELSE "
	"'no error: dunlin found a pooler, and leaves session statements out' END AS integer)";

/* A new text in *out; false without memory. */
static bool put(char **out, const char *format, ...) DUNLIN_PRINTF(2, 3);
static bool put(char **out, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vasprintf(out, format, args);
	va_end(args);
	if (n < 0)
		*out = NULL;
	return n >= 0;
}

/* Where a pooler answers, what is set ends with the transaction, which is that of
 * the whole set-up. */
static bool add(dunlin_conn *conn, const char *name, const char *shown, const char *value)
{
	struct dn_pg_setup *setup = &conn->setup;
	size_t i = setup->n++;

	return put(&setup->sql[i], "SET %s = %s", name, shown) &&
	       put(&setup->sent[i],
		   "SELECT pg_catalog.set_config('%s', %s, pg_catalog.pg_backend_pid() <> %d)",
		   name, value, PQbackendPID(conn->pg));
}

static bool add_number(dunlin_conn *conn, const char *name, int64_t value)
{
	char shown[32], quoted[sizeof(shown) + 2];

	(void)snprintf(shown, sizeof(shown), "%" PRId64, value > 0 ? value : 0);
	(void)snprintf(quoted, sizeof(quoted), "'%s'", shown);
	return add(conn, name, shown, quoted);
}

static bool add_timeouts(dunlin_conn *conn, const struct dunlin_open *how)
{
	bool ok = true;

	if (DUNLIN_HAS(how, statement_timeout_ms))
		ok = add_number(conn, "statement_timeout", how->statement_timeout_ms);
	if (ok && DUNLIN_HAS(how, lock_timeout_ms) && how->lock_timeout_ms != 0)
		ok = add_number(conn, "lock_timeout", how->lock_timeout_ms);
	return ok && add_number(conn, "idle_in_transaction_session_timeout", 0);
}

static bool add_schema(dunlin_conn *conn)
{
	char *name, *text, *value = NULL;
	bool ok;

	if (conn->schema == NULL)
		return true;
	name = PQescapeIdentifier(conn->pg, conn->schema, strlen(conn->schema));
	text = PQescapeLiteral(conn->pg, conn->schema, strlen(conn->schema));
	ok = name != NULL && text != NULL && put(&value, "pg_catalog.quote_ident(%s)", text) &&
	     add(conn, "search_path", name, value);
	PQfreemem(name);
	PQfreemem(text);
	free(value);
	return ok;
}

dunlin_status dn_pg_session_plan(dunlin_conn *conn, const struct dunlin_open *how,
				 dunlin_error *err)
{
	bool given = DUNLIN_HAS(how, n_session) && how->session != NULL;
	size_t n = given ? how->n_session : 0;
	int version = PQserverVersion(conn->pg);
	size_t i;
	bool ok;

	conn->setup.sql = calloc(MOST_OWN + n, sizeof(*conn->setup.sql));
	conn->setup.sent = calloc(MOST_OWN + n, sizeof(*conn->setup.sent));
	ok = conn->setup.sql != NULL && conn->setup.sent != NULL &&
	     add(conn, "standard_conforming_strings", "on", "'on'") && add_timeouts(conn, how);
	if (ok && version >= 140000)
		ok = add_number(conn, "idle_session_timeout", 0) &&
		     add(conn, CHECK_INTERVAL, "'5s'", "'5s'");
	/* Of one that is our own it is a parameter. */
	if (ok && conn->lent.is)
		ok = add(conn, "client_encoding", "'UTF8'", "'UTF8'");
	ok = ok && add_schema(conn);
	conn->setup.own = conn->setup.n;
	for (i = 0; ok && i < n; i++)
		ok = put(&conn->setup.sql[conn->setup.n++], "%s", how->session[i]);
	return ok ? DUNLIN_OK : dn_fault_nomem(conn->host, err);
}

void dn_pg_session_forget(dunlin_conn *conn)
{
	size_t i;

	for (i = 0; i < conn->setup.n; i++) {
		free(conn->setup.sql[i]);
		if (conn->setup.sent != NULL)
			free(conn->setup.sent[i]);
	}
	free(conn->setup.sql);
	free(conn->setup.sent);
	memset(&conn->setup, 0, sizeof(conn->setup));
}

void dn_pg_session_clear(dunlin_conn *conn)
{
	dn_pg_session_forget(conn);
	free(conn->facts.product);
	free(conn->facts.database);
	free(conn->facts.schema);
	free(conn->facts.standby_of);
}

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static dunlin_status note_facts(void *payload, size_t n, const char *const *values)
{
	dunlin_conn *conn = payload;
	struct dn_pg_facts *facts = &conn->facts;

	/* The others may return rows as well. */
	if (conn->stmt_index != conn->facts_index || n != 8)
		return DUNLIN_OK;
	free(facts->schema);
	facts->schema = values[0] == NULL ? NULL : strdup(values[0]);
	facts->standby = values[1][0] == 't';
	facts->read_only = strcmp(values[2], "on") == 0;
	facts->pooled = strtol(values[3], NULL, 10) != PQbackendPID(conn->pg);
	facts->asked_us = strtoll(values[4], NULL, 10);
	facts->skew_us = facts->asked_us - now_us();
	facts->server_began_us = strtoll(values[5], NULL, 10);
	facts->commits_late = strcmp(values[6], "off") == 0;
	facts->lockless = values[7] == NULL || values[7][0] != 't';
	return DUNLIN_OK;
}

/* Runs a list of which the statement `facts_index` asks for the facts. */
static dunlin_status run(dunlin_conn *conn, const char *const *list, size_t n, dunlin_error *err)
{
	dunlin_status status = dn_pg_pipeline_own(conn, list, n, note_facts, conn, err);

	conn->setting_up = -1;
	conn->guard = -1;
	return status;
}

/* `before` statements that are not listed, the list, the question for facts. */
static dunlin_status run_list(dunlin_conn *conn, const char *const *before, size_t n_before,
			      dunlin_error *err)
{
	const struct dn_pg_setup *setup = &conn->setup;
	const char **list = calloc(n_before + setup->n + 2, sizeof(*list));
	char *guard = NULL;
	dunlin_status status;
	size_t i, n = 0;

	if (list == NULL || !put(&guard, guard_sql, PQbackendPID(conn->pg))) {
		free((void *)list);
		return dn_fault_nomem(conn->host, err);
	}
	for (i = 0; i < n_before; i++)
		list[n++] = before[i];
	for (i = 0; i < setup->own; i++)
		list[n++] = setup->sent[i];
	if (setup->n > setup->own) {
		conn->guard = (int64_t)n;
		list[n++] = guard;
	}
	conn->setting_up = (int64_t)n;
	for (; i < setup->n; i++)
		list[n++] = setup->sql[i];
	conn->facts_index = (int64_t)n;
	list[n++] = facts_sql;
	conn->failed_at = -1;
	status = run(conn, list, n, err);
	free(guard);
	free((void *)list);
	return status;
}

/* Whether run_list() ended in the guard.  `guard` is where that was. */
static bool found_pooler(const dunlin_conn *conn)
{
	return conn->setup.n > conn->setup.own && conn->failed_at == (int64_t)conn->setup.own &&
	       strcmp(conn->sqlstate, "22P02") == 0;
}

/* The facts as they are after the user's statements. */
static dunlin_status ask_again(dunlin_conn *conn, dunlin_error *err)
{
	const struct dn_pg_setup *setup = &conn->setup;
	const char **list = calloc(setup->n + 3, sizeof(*list));
	dunlin_status status;
	size_t i, n = 0;

	if (list == NULL)
		return dn_fault_nomem(conn->host, err);
	list[n++] = "BEGIN";
	for (i = 0; i < setup->n; i++)
		list[n++] = setup->sql[i];
	conn->setting_up = (int64_t)(1 + setup->own);
	conn->facts_index = (int64_t)n;
	list[n++] = facts_sql;
	list[n++] = "COMMIT";
	status = run(conn, list, n, err);
	free((void *)list);
	return status;
}

/* Some platforms cannot watch the client; the setting is then left out.  True
 * when that was it. */
static bool drop_check_interval(dunlin_conn *conn)
{
	struct dn_pg_setup *setup = &conn->setup;
	size_t i, after;

	if (PQtransactionStatus(conn->pg) != PQTRANS_IDLE || conn->failed_at < 0)
		return false;
	i = (size_t)conn->failed_at;
	if (i >= setup->own || strncmp(setup->sql[i], "SET " CHECK_INTERVAL " ",
				       strlen("SET " CHECK_INTERVAL " ")) != 0)
		return false;
	free(setup->sql[i]);
	free(setup->sent[i]);
	setup->n--;
	setup->own--;
	after = (setup->n - i) * sizeof(setup->sql[0]);
	memmove(&setup->sql[i], &setup->sql[i + 1], after);
	memmove(&setup->sent[i], &setup->sent[i + 1], after);
	setup->sql[setup->n] = NULL;
	setup->sent[setup->n] = NULL;
	return true;
}

/* Kept, since libpq's own goes with what is given back to a pooler. */
static dunlin_status name_it(dunlin_conn *conn, dunlin_error *err)
{
	const char *version = PQparameterStatus(conn->pg, "server_version");

	if (version == NULL)
		version = "";
	conn->facts.version = PQserverVersion(conn->pg);
	return put(&conn->facts.product, "PostgreSQL %.*s", (int)strcspn(version, " "), version) &&
			       put(&conn->facts.database, "%s", PQdb(conn->pg))
		       ? DUNLIN_OK
		       : dn_fault_nomem(conn->host, err);
}

/* Before the first answer a pooler has let us in, and not yet to the server; it
 * gives up with a protocol violation. */
static dunlin_status explain(const dunlin_conn *conn, dunlin_status status, dunlin_error *err)
{
	struct dunlin_fault fault;

	if (status != DUNLIN_ECONNLOST || strcmp(conn->sqlstate, "08P01") != 0)
		return status;
	dn_fault_init(&fault, DUNLIN_ECONNECT);
	fault.sqlstate = conn->sqlstate;
	fault.retryable = 1;
	fault.hint = "its pool is used up by others, or too small; or the server is not there";
	return dn_fault_send(conn->host, err, &fault,
			     "the pooler had no connection to the server for us");
}

/* What is called applied is on disk: where COMMIT does not wait for that, whoever said so, it does
 * here.  Last of all, since the user's own statements may be what says so. */
static dunlin_status wait_for_disk(dunlin_conn *conn, dunlin_error *err)
{
	struct dn_pg_setup *setup = &conn->setup;
	const char *local = conn->facts.pooled ? "LOCAL " : "";

	if (!conn->facts.commits_late)
		return DUNLIN_OK;
	if (!put(&setup->sql[setup->n], "SET %ssynchronous_commit = on", local))
		return dn_fault_nomem(conn->host, err);
	setup->n++;
	setup->waits = true;
	conn->facts.commits_late = false;
	return conn->facts.pooled ? DUNLIN_OK
				  : dn_pg_step_own(conn, setup->sql[setup->n - 1], NULL, NULL, err);
}

static dunlin_status start(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status = name_it(conn, err);

	if (status != DUNLIN_OK)
		return status;
	status = run_list(conn, NULL, 0, err);
	status = explain(conn, status, err);
	if (status != DUNLIN_OK && drop_check_interval(conn))
		status = run_list(conn, NULL, 0, err);
	if (status != DUNLIN_OK && found_pooler(conn)) {
		status = dn_pg_pooler_localize(conn, err);
		return status == DUNLIN_OK ? ask_again(conn, err) : status;
	}
	if (status == DUNLIN_OK && conn->facts.pooled)
		return dn_pg_pooler_localize(conn, err);
	if (status == DUNLIN_OK && PQtransactionStatus(conn->pg) != PQTRANS_IDLE)
		return dn_fault_fail(conn->host, err, DUNLIN_EUSAGE,
				     "the session statements leave a transaction open");
	return status;
}

static dunlin_status note_primary(void *payload, size_t n, const char *const *values)
{
	struct dn_pg_facts *facts = payload;

	if (n == 2 && values[0] != NULL && values[1] != NULL && facts->standby_of == NULL &&
	    !put(&facts->standby_of, "a standby of the server at %s, port %s", values[0],
		 values[1]))
		return DUNLIN_ENOMEM;
	return DUNLIN_OK;
}

/* Whom a standby follows is for the eyes of some roles; to the others it is NULL. */
static void ask_primary(dunlin_conn *conn)
{
	static const char sql[] = "SELECT r.sender_host, r.sender_port "
				  "FROM pg_catalog.pg_stat_wal_receiver r";

	if (conn->facts.standby && PQserverVersion(conn->pg) >= 110000 &&
	    dn_pg_step_own(conn, sql, note_primary, &conn->facts, NULL) != DUNLIN_OK)
		conn->failed_at = -1; /* it is a standby all the same */
}

dunlin_status dn_pg_session_start(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status = start(conn, err);

	if (status == DUNLIN_OK)
		status = wait_for_disk(conn, err);
	if (status == DUNLIN_OK)
		ask_primary(conn);
	return status;
}

dunlin_status dn_pg_setup(dunlin_conn *conn, dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	(void)err; /* the callback fills its own */
	for (i = 0; status == DUNLIN_OK && i < conn->setup.n; i++) {
		const char *row[1] = { conn->setup.sql[i] };

		status = on_row(payload, 1, row);
	}
	return status;
}

dunlin_status dn_pg_reset(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status;

	if (conn->facts.pooled)
		return dn_fault_fail(conn->host, err, DUNLIN_EUNSUPPORTED,
				     "through a pooler there is no session to reset");
	dn_pg_begin(conn);
	/* RESET ALL would also take what the program had SET. */
	if (conn->lent.is) {
		status = dn_pg_lend_restore(conn, err);
		if (status == DUNLIN_OK)
			status = run_list(conn, NULL, 0, err);
	} else {
		status = run_list(conn, reset_sql, N_RESET, err);
	}
	dn_pg_end(conn);
	return status;
}
