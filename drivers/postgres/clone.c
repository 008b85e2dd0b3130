/* postgres/clone - templates that are made once, and databases cloned from them. */
#include "clone.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "conn.h"
#include "database.h"
#include "step.h"
#include "wait.h"

enum { FORCE_SINCE = 130000 };

dunlin_status dn_pg_open_beside(dunlin_conn **out, const struct dunlin_host *host,
				const struct dunlin_open *how, dunlin_error *err)
{
	return dn_pg_database_beside(out, host, how, "", err);
}

/* Names are what dunlin/driver.h says, and so need no quotes. */
static dunlin_status run(dunlin_conn *conn, dunlin_row_fn on_row, void *payload, dunlin_error *err,
			 const char *format, ...) __attribute__((format(printf, 5, 6)));

static dunlin_status run(dunlin_conn *conn, dunlin_row_fn on_row, void *payload, dunlin_error *err,
			 const char *format, ...)
{
	dunlin_status status;
	char *sql = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&sql, format, args) < 0)
		sql = NULL;
	va_end(args);
	if (sql == NULL)
		return dn_fault_nomem(conn->host, err);
	dn_pg_begin(conn);
	status = dn_pg_step_own(conn, sql, on_row, payload, err);
	dn_pg_end(conn);
	free(sql);
	return status;
}

/* --- templates --------------------------------------------------------------- */

/* A template is finished when nobody can connect to it: that is one statement, and it keeps out what
 * would keep it from being copied. */
struct look {
	bool exists;
	bool finished;
};

static dunlin_status keep_look(void *payload, size_t n, const char *const *values)
{
	struct look *look = payload;

	look->exists = n > 0;
	look->finished = n > 0 && values[0] != NULL && values[0][0] == 'f';
	return DUNLIN_OK;
}

static dunlin_status look_for(dunlin_conn *conn, const char *name, struct look *look,
			      dunlin_error *err)
{
	memset(look, 0, sizeof(*look));
	return run(conn, keep_look, look, err,
		   "SELECT datallowconn FROM pg_catalog.pg_database WHERE datname = '%s'", name);
}

/* All who want one template meet here; the lock is the session's. */
#define LOCK_KEY "pg_catalog.hashtextextended('dunlin template %s', 0)"

static dunlin_status lock(dunlin_conn *conn, const char *name, int64_t wait_ms, dunlin_error *err)
{
	dunlin_status status = run(conn, NULL, NULL, err, "SET lock_timeout = %lld",
				   (long long)(wait_ms < 0    ? 0
					       : wait_ms == 0 ? 1
							      : wait_ms));

	if (status == DUNLIN_OK)
		status = run(conn, NULL, NULL, err,
			     "SELECT pg_catalog.pg_advisory_lock(" LOCK_KEY ")", name);
	return status;
}

static dunlin_status unlock(dunlin_conn *conn, const char *name, dunlin_error *err)
{
	return run(conn, NULL, NULL, err, "SELECT pg_catalog.pg_advisory_unlock(" LOCK_KEY ")",
		   name);
}

dunlin_status dn_pg_template_begin(dunlin_conn *conn, const char *name, int64_t wait_ms,
				   int32_t *ready, dunlin_error *err)
{
	struct look look;
	dunlin_status status;

	*ready = 0;
	status = look_for(conn, name, &look, err);
	if (status == DUNLIN_OK && look.finished) {
		*ready = 1;
		return DUNLIN_OK;
	}
	if (status == DUNLIN_OK)
		status = lock(conn, name, wait_ms, err);
	if (status == DUNLIN_OK)
		status = look_for(conn, name, &look, err);
	if (status == DUNLIN_OK && look.finished) {
		*ready = 1;
		return unlock(conn, name, err);
	}
	/* Whoever began it had the lock, and is gone. */
	if (status == DUNLIN_OK && look.exists)
		status = dn_pg_discard(conn, name, err);
	if (status == DUNLIN_OK)
		status = run(conn, NULL, NULL, err, "CREATE DATABASE %s", name);
	return status;
}

dunlin_status dn_pg_template_end(dunlin_conn *conn, const char *name, dunlin_error *err)
{
	dunlin_status status =
		run(conn, NULL, NULL, err, "ALTER DATABASE %s ALLOW_CONNECTIONS false", name);

	return status == DUNLIN_OK ? unlock(conn, name, err) : status;
}

/* --- clones ------------------------------------------------------------------ */

dunlin_status dn_pg_clone(dunlin_conn *conn, const char *from, const char *name, dunlin_error *err)
{
	dunlin_status status =
		run(conn, NULL, NULL, err, "CREATE DATABASE %s TEMPLATE %s", name, from);

	/* "template database does not exist" */
	if (status != DUNLIN_OK && strcmp(conn->sqlstate, "3D000") == 0)
		return dn_fault_fail(conn->host, err, DUNLIN_EMISSING,
				     "the template %s is not there any more", from);
	return status;
}

dunlin_status dn_pg_discard(dunlin_conn *conn, const char *name, dunlin_error *err)
{
	return run(conn, NULL, NULL, err, "DROP DATABASE IF EXISTS %s%s", name,
		   PQserverVersion(conn->pg) >= FORCE_SINCE ? " WITH (FORCE)" : "");
}

dunlin_status dn_pg_find_databases(dunlin_conn *conn, const char *prefix, dunlin_row_fn on_row,
				   void *payload, dunlin_error *err)
{
	return run(conn, on_row, payload, err,
		   "SELECT datname FROM pg_catalog.pg_database WHERE "
		   "pg_catalog.starts_with(datname::text, '%s') ORDER BY datname",
		   prefix);
}

/* --- URLs -------------------------------------------------------------------- */

/* The parameters of a URL but dbname, which would win over the path. */
static void add_parameters(struct dn_text *out, const char *query)
{
	char mark = '?';
	size_t len;

	while (*query != '\0') {
		query++; /* ? or & */
		len = strcspn(query, "&");
		if (len > 0 && strncmp(query, "dbname=", 7) != 0) {
			dn_text_add(out, "%c%.*s", mark, (int)len, query);
			mark = '&';
		}
		query += len;
	}
}

dunlin_status dn_pg_clone_url(const struct dunlin_host *host, const struct dunlin_open *how,
			      const char *name, dunlin_row_fn on_row, void *payload,
			      dunlin_error *err)
{
	const char *scheme = strstr(how->url, "://");
	struct dn_text text = { 0 };
	dunlin_status status;
	const char *value;
	size_t len;
	char *url;

	if (scheme != NULL && strcspn(how->url, "= ") > (size_t)(scheme - how->url)) {
		len = (size_t)(scheme - how->url) + 3;
		len += strcspn(how->url + len, "/?");
		dn_text_add(&text, "%.*s/%s", (int)len, how->url, name);
		add_parameters(&text, how->url + len + strcspn(how->url + len, "?"));
	} else { /* keywords and values, of which the last one wins */
		dn_text_add(&text, "%s dbname=%s", how->url, name);
	}
	url = dn_text_take(&text);
	if (url == NULL)
		return dn_fault_nomem(host, err);
	value = url;
	status = on_row(payload, 1, &value);
	free(url);
	return status;
}
