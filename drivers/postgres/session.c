/* postgres/session - the set-up as a list of statements, run as one group. */
#include "session.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pipeline.h"
#include "wait.h"

#define MOST_OWN 8
#define CHECK_INTERVAL "SET client_connection_check_interval = '5s'"

/* One round trip tells what info() will be asked. */
static const char facts_sql[] =
	"SELECT pg_catalog.current_schema(), pg_catalog.pg_is_in_recovery(), "
	"pg_catalog.current_setting('default_transaction_read_only'), "
	"pg_catalog.pg_backend_pid(), "
	"CAST(EXTRACT(EPOCH FROM pg_catalog.clock_timestamp()) * 1000000 AS BIGINT), "
	"CAST(EXTRACT(EPOCH FROM pg_catalog.pg_postmaster_start_time()) * 1000000 AS BIGINT)";

/* First of a reset.  Not DISCARD ALL, which would drop the lock as well. */
static const char *const reset_sql[] = { "RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL" };
#define N_RESET (sizeof(reset_sql) / sizeof(reset_sql[0]))

/* False without memory. */
static bool add(struct dn_pg_setup *setup, const char *format, ...) DUNLIN_PRINTF(2, 3);
static bool add(struct dn_pg_setup *setup, const char *format, ...)
{
	va_list args;
	char *text = NULL;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		return false;
	setup->sql[setup->n++] = text;
	return true;
}

static bool add_timeouts(struct dn_pg_setup *setup, const struct dunlin_open *how)
{
	bool ok = true;

	if (DUNLIN_HAS(how, statement_timeout_ms))
		ok = add(setup, "SET statement_timeout = %" PRId64,
			 how->statement_timeout_ms > 0 ? how->statement_timeout_ms : 0);
	if (ok && DUNLIN_HAS(how, lock_timeout_ms) && how->lock_timeout_ms != 0)
		ok = add(setup, "SET lock_timeout = %" PRId64,
			 how->lock_timeout_ms > 0 ? how->lock_timeout_ms : 0);
	return ok && add(setup, "SET idle_in_transaction_session_timeout = 0");
}

static bool add_schema(dunlin_conn *conn)
{
	char *name;
	bool ok;

	if (conn->schema == NULL)
		return true;
	name = PQescapeIdentifier(conn->pg, conn->schema, strlen(conn->schema));
	if (name == NULL)
		return false;
	ok = add(&conn->setup, "SET search_path = %s", name);
	PQfreemem(name);
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
	ok = conn->setup.sql != NULL && add(&conn->setup, "SET standard_conforming_strings = on") &&
	     add_timeouts(&conn->setup, how);
	if (ok && version >= 140000)
		ok = add(&conn->setup, "SET idle_session_timeout = 0") &&
		     add(&conn->setup, CHECK_INTERVAL);
	ok = ok && add_schema(conn);
	conn->setup.own = conn->setup.n;
	for (i = 0; ok && i < n; i++)
		ok = add(&conn->setup, "%s", how->session[i]);
	return ok ? DUNLIN_OK : dn_fault_nomem(conn->host, err);
}

void dn_pg_session_clear(dunlin_conn *conn)
{
	size_t i;

	for (i = 0; i < conn->setup.n; i++)
		free(conn->setup.sql[i]);
	free(conn->setup.sql);
	free(conn->facts.product);
	free(conn->facts.schema);
}

static void put_statement(struct dunlin_statement *stmt, const char *sql)
{
	stmt->size = DUNLIN_STATEMENT_SIZE;
	stmt->sql = sql;
	stmt->sql_len = strlen(sql);
}

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void note_facts(dunlin_conn *conn, const PGresult *row)
{
	struct dn_pg_facts *facts = &conn->facts;

	/* The user's own statements may return rows as well. */
	if (conn->stmt_index != conn->facts_index || PQnfields(row) != 6)
		return;
	free(facts->schema);
	facts->schema = PQgetisnull(row, 0, 0) ? NULL : strdup(PQgetvalue(row, 0, 0));
	facts->standby = PQgetvalue(row, 0, 1)[0] == 't';
	facts->read_only = strcmp(PQgetvalue(row, 0, 2), "on") == 0;
	facts->pooled = strtol(PQgetvalue(row, 0, 3), NULL, 10) != PQbackendPID(conn->pg);
	facts->asked_us = strtoll(PQgetvalue(row, 0, 4), NULL, 10);
	facts->skew_us = facts->asked_us - now_us();
	facts->server_began_us = strtoll(PQgetvalue(row, 0, 5), NULL, 10);
}

/* `before` statements that are not listed, the list, the question for facts. */
static dunlin_status run_list(dunlin_conn *conn, const char *const *before, size_t n_before,
			      dunlin_error *err)
{
	size_t n = n_before + conn->setup.n + 1;
	struct dunlin_statement *list = calloc(n, sizeof(*list));
	struct dunlin_batch batch = {
		.size = DUNLIN_BATCH_SIZE, .stride = sizeof(*list), .statements = list, .count = n
	};
	struct dn_pg_pipeline group = { .batch = &batch, .end = (int64_t)n, .on_row = note_facts };
	dunlin_status status;
	size_t i;

	if (list == NULL)
		return dn_fault_nomem(conn->host, err);
	for (i = 0; i < n_before; i++)
		put_statement(&list[i], before[i]);
	for (i = 0; i < conn->setup.n; i++)
		put_statement(&list[n_before + i], conn->setup.sql[i]);
	put_statement(&list[n - 1], facts_sql);
	conn->facts_index = (int64_t)n - 1;
	conn->setting_up = (int64_t)(n_before + conn->setup.own);
	status = dn_pg_pipeline_run(conn, &group, err);
	conn->setting_up = -1;
	free(list);
	return status;
}

/* Some platforms cannot watch the client; the setting is then left out.  True
 * when that was it. */
static bool drop_check_interval(dunlin_conn *conn)
{
	size_t i;

	if (PQtransactionStatus(conn->pg) != PQTRANS_IDLE || conn->failed_at < 0)
		return false;
	i = (size_t)conn->failed_at;
	if (i >= conn->setup.own || strcmp(conn->setup.sql[i], CHECK_INTERVAL) != 0)
		return false;
	free(conn->setup.sql[i]);
	conn->setup.n--;
	conn->setup.own--;
	memmove(&conn->setup.sql[i], &conn->setup.sql[i + 1],
		(conn->setup.n - i) * sizeof(conn->setup.sql[0]));
	return true;
}

static char *product_name(PGconn *pg)
{
	const char *version = PQparameterStatus(pg, "server_version");
	char *text = NULL;

	if (version == NULL)
		version = "";
	if (asprintf(&text, "PostgreSQL %.*s", (int)strcspn(version, " "), version) < 0)
		return NULL;
	return text;
}

dunlin_status dn_pg_session_start(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status;

	conn->facts.product = product_name(conn->pg);
	if (conn->facts.product == NULL)
		return dn_fault_nomem(conn->host, err);
	status = run_list(conn, NULL, 0, err);
	if (status != DUNLIN_OK && drop_check_interval(conn))
		status = run_list(conn, NULL, 0, err);
	if (status == DUNLIN_OK && PQtransactionStatus(conn->pg) != PQTRANS_IDLE)
		return dn_fault_fail(conn->host, err, DUNLIN_EUSAGE,
				     "the session statements leave a transaction open");
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

	dn_pg_begin(conn);
	status = run_list(conn, reset_sql, N_RESET, err);
	dn_pg_end(conn);
	return status;
}
