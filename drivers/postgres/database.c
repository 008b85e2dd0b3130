/* postgres/database - does it from a database that every server has. */
#include "database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "params.h"
#include "step.h"
#include "wait.h"

static const char *const maintenance[] = { "postgres", "template1" };

dunlin_status dn_pg_database_beside(dunlin_conn **out, const struct dunlin_host *host,
				    const struct dunlin_open *how, const char *name,
				    dunlin_error *err)
{
	dunlin_status status = DUNLIN_ECONNECT;
	size_t i;

	*out = NULL;
	for (i = 0; i < sizeof(maintenance) / sizeof(maintenance[0]); i++) {
		if (strcmp(maintenance[i], name) == 0)
			continue;
		status = dn_pg_open_bare(out, host, how, maintenance[i], err);
		if (status != DUNLIN_ECONNECT)
			break;
	}
	return status;
}

dunlin_status dn_pg_database_name(char **out, const struct dunlin_host *host,
				  const struct dunlin_open *how, dunlin_error *err)
{
	struct dn_pg_params params;
	dunlin_status status = dn_pg_params_read(&params, host, how, err);

	*out = NULL;
	if (status != DUNLIN_OK)
		return status;
	*out = dn_pg_params_database(&params);
	dn_pg_params_clear(&params);
	return *out == NULL ? dn_fault_nomem(host, err) : DUNLIN_OK;
}

static dunlin_status run(dunlin_conn *conn, const char *verb, const char *name, dunlin_error *err)
{
	char *quoted = PQescapeIdentifier(conn->pg, name, strlen(name));
	char *sql = NULL;
	dunlin_status status;

	if (quoted == NULL || asprintf(&sql, "%s DATABASE %s", verb, quoted) < 0)
		sql = NULL;
	status = sql == NULL ? dn_fault_nomem(conn->host, err)
			     : dn_pg_step_own(conn, sql, NULL, NULL, err);
	free(sql);
	PQfreemem(quoted);
	return status;
}

/* Names up to five sessions that are in the database; NULL when none can be seen. */
static dunlin_status keep_names(void *payload, size_t n, const char *const *values)
{
	char **out = payload;

	if (n > 0 && values[0] != NULL && *out == NULL)
		*out = strdup(values[0]);
	return DUNLIN_OK;
}

dunlin_status dn_pg_database_in_use(dunlin_conn *conn, const char *name, dunlin_error *err)
{
	static const char sql[] =
		"SELECT pg_catalog.string_agg(pg_catalog.concat('pid ', s.pid, "
		"', application ' || NULLIF(s.application_name, ''), ', role ' || s.usename), '; ') "
		"FROM (SELECT * FROM pg_catalog.pg_stat_activity a "
		"WHERE a.datname = $1 AND a.pid <> pg_catalog.pg_backend_pid() "
		"ORDER BY a.pid LIMIT 5) s";
	char *names = NULL;
	struct dn_pg_step step = { .about = { -1, sql, sizeof(sql) - 1, DUNLIN_STMT_PLAIN },
				   .params = &name,
				   .n_params = 1,
				   .on_row = keep_names,
				   .payload = &names };
	struct dunlin_fault fault;
	dunlin_status status;

	(void)!dn_pg_step_run(conn, &step, NULL); /* without names it is said all the same */
	dn_fault_init(&fault, DUNLIN_EBUSY);
	fault.sqlstate = "55006";
	fault.retryable = 1;
	status = dn_fault_send(conn->host, err, &fault, "database \"%s\" is in use%s%s", name,
			       names != NULL ? " by " : "", names != NULL ? names : "");
	free(names);
	return status;
}

static dunlin_status change(const struct dunlin_host *host, const struct dunlin_open *how,
			    const char *verb, dunlin_error *err)
{
	dunlin_conn *conn = NULL;
	char *name = NULL;
	dunlin_status status = dn_pg_database_name(&name, host, how, err);

	if (status == DUNLIN_OK)
		status = dn_pg_database_beside(&conn, host, how, name, err);
	if (status == DUNLIN_OK) {
		dn_pg_begin(conn);
		status = run(conn, verb, name, err);
		if (status != DUNLIN_OK && strcmp(conn->sqlstate, "55006") == 0)
			status = dn_pg_database_in_use(
				conn, strcmp(verb, "DROP") == 0 ? name : "template1", err);
		dn_pg_end(conn);
	}
	dn_pg_close(conn);
	free(name);
	return status;
}

dunlin_status dn_pg_create_database(const struct dunlin_host *host, const struct dunlin_open *how,
				    dunlin_error *err)
{
	return change(host, how, "CREATE", err);
}

dunlin_status dn_pg_drop_database(const struct dunlin_host *host, const struct dunlin_open *how,
				  dunlin_error *err)
{
	return change(host, how, "DROP", err);
}
