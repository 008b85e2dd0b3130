/* postgres/error - fills faults from results. */
#include "error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"
#include "sqlstate.h"
#include "watch.h"

/* A new text, or NULL: also without memory, when less is said. */
static char *object_of(const PGresult *result)
{
	const char *schema = PQresultErrorField(result, PG_DIAG_SCHEMA_NAME);
	const char *table = PQresultErrorField(result, PG_DIAG_TABLE_NAME);
	const char *column = PQresultErrorField(result, PG_DIAG_COLUMN_NAME);
	const char *type = PQresultErrorField(result, PG_DIAG_DATATYPE_NAME);
	const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
	const char *name = table != NULL ? table : type;
	const char *part = constraint != NULL ? constraint : column;
	const char *word = constraint != NULL ? "constraint " : "column ";
	char *text = NULL;

	if (name == NULL)
		name = constraint;
	if (name == NULL)
		return NULL;
	if (part == name)
		part = NULL;
	if (asprintf(&text, "%s%s%s%s%s%s", schema != NULL ? schema : "", schema != NULL ? "." : "",
		     name, part != NULL ? ", " : "", part != NULL ? word : "",
		     part != NULL ? part : "") < 0)
		return NULL;
	return text;
}

/* The context, with the query inside the server that a position belongs to. */
static char *context_of(const PGresult *result)
{
	const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
	const char *query = PQresultErrorField(result, PG_DIAG_INTERNAL_QUERY);
	const char *position = PQresultErrorField(result, PG_DIAG_INTERNAL_POSITION);
	char *text = NULL;
	int n;

	if (query == NULL)
		return context == NULL ? NULL : strdup(context);
	n = asprintf(&text, "query: %s%s%s%s%s", query, position != NULL ? "\nat character " : "",
		     position != NULL ? position : "", context != NULL ? "\n" : "",
		     context != NULL ? context : "");
	return n < 0 ? NULL : text;
}

static void place(const dunlin_conn *conn, const PGresult *result, const struct dn_pg_about *about,
		  struct dunlin_fault *fault)
{
	const char *encoding = PQparameterStatus(conn->pg, "server_encoding");
	const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
	const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
	bool bytes = encoding != NULL && strcmp(encoding, "SQL_ASCII") == 0;

	fault->stmt_index = about->index;
	if (about->sql == NULL)
		return;
	fault->byte_offset = dn_pg_place_offset(about->sql, about->len, position, bytes);
	fault->line = dn_pg_place_block(about->sql, about->len, context);
	if (about->kind == DUNLIN_STMT_COPY)
		fault->data_line = dn_pg_place_data(context);
}

/* The session's own statements are no batch of the caller's: words say which. */
static dunlin_status send(dunlin_conn *conn, struct dunlin_fault *fault, const char *message,
			  dunlin_error *err)
{
	struct dn_pg_origin origin = dn_pg_origin(conn, fault->stmt_index);

	conn->failed_at = fault->stmt_index;
	(void)snprintf(conn->sqlstate, sizeof(conn->sqlstate), "%s",
		       fault->sqlstate != NULL ? fault->sqlstate : "");
	if (conn->guard >= 0 && conn->guard == fault->stmt_index)
		return fault->status; /* that is an answer */
	fault->stmt_index = origin.index;
	if (origin.own == DN_PG_CALLERS)
		return dn_fault_send(conn->host, err, fault, "%s", message);
	fault->byte_offset = -1;
	fault->line = -1;
	if (origin.own == DN_PG_SETUP)
		return dn_fault_send(conn->host, err, fault, "session set-up: %s", message);
	return dn_fault_send(conn->host, err, fault, "session statement %lld: %s",
			     (long long)origin.own + 1, message);
}

static bool is_fatal(const PGresult *result)
{
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (severity == NULL) /* a pooler's own: it has one language */
		severity = PQresultErrorField(result, PG_DIAG_SEVERITY);
	return severity != NULL &&
	       (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0);
}

static bool is_statement_timeout(const struct dunlin_fault *fault, const char *message)
{
	return fault->sqlstate != NULL && strcmp(fault->sqlstate, "57014") == 0 &&
	       message != NULL && strstr(message, "statement timeout") != NULL;
}

bool dn_pg_is_end(const dunlin_conn *conn, const PGresult *result)
{
	return is_fatal(result) || PQstatus(conn->pg) == CONNECTION_BAD;
}

static void classify(dunlin_conn *conn, const PGresult *result, bool unknown,
		     struct dunlin_fault *fault)
{
	static const char hint[] = "give it more time with -- dunlin: statement-timeout T, or "
				   "statement_timeout in the target";
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	fault->sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	fault->status = dn_pg_sqlstate_status(fault->sqlstate);
	fault->retryable = dn_pg_sqlstate_retryable(fault->sqlstate);
	fault->hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
	if (fault->hint == NULL)
		fault->hint = dn_pg_sqlstate_hint(fault->sqlstate);
	if (is_statement_timeout(fault, message)) {
		fault->status = DUNLIN_ESQL;
		fault->hint = hint;
	}
	/* Whatever ends the session, for whatever reason, is a lost connection. */
	if (dn_pg_is_end(conn, result)) {
		fault->status = DUNLIN_ECONNLOST;
		fault->retryable = 1;
	}
	if (fault->status == DUNLIN_ECONNLOST && unknown) {
		fault->status = DUNLIN_ECOMMITUNKNOWN;
		fault->retryable = 0;
	}
}

dunlin_status dn_pg_fail_result(dunlin_conn *conn, const PGresult *result,
				const struct dn_pg_about *about, bool unknown, dunlin_error *err)
{
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	struct dunlin_fault fault;
	char *object;
	char *context;
	char *detail = NULL;
	dunlin_status status;

	if (message == NULL) { /* libpq made this result itself */
		if (PQstatus(conn->pg) == CONNECTION_BAD)
			return dn_pg_fail_lost(conn, about, unknown, err);
		return dn_pg_fail_client(conn, about, err);
	}
	dn_fault_init(&fault, DUNLIN_ESQL);
	classify(conn, result, unknown, &fault);
	if (about->kind == DUNLIN_STMT_OWN &&
	    dn_pg_prepared_upset(&conn->prepared, fault.sqlstate)) {
		fault.status = DUNLIN_ESQL;
		fault.retryable = 1;
	}
	place(conn, result, about, &fault);
	object = object_of(result);
	context = context_of(result);
	fault.object = object;
	fault.context = context;
	fault.detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
	if (fault.status == DUNLIN_ELOCKTIMEOUT || is_statement_timeout(&fault, message))
		detail = dn_pg_watch_detail(conn, fault.detail);
	if (detail != NULL)
		fault.detail = detail;
	status = send(conn, &fault, message, err);
	free(object);
	free(context);
	free(detail);
	return status;
}

/* Of an error of the server's, as libpq writes it: "LINE 1: …", "DETAIL:  …", a caret. */
static bool is_error_line(const char *line)
{
	size_t len = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	if (len > 0 && line[len] == ' ')
		len += 1 + strspn(line + len + 1, "0123456789");
	return line[0] == ' ' || (len > 0 && line[len] == ':');
}

/* libpq explains over several lines, of which the first says it; but in front of them stands what
 * the server had answered before, if that was an error. */
static char *why_lost(const char *text)
{
	const char *line = text, *end;

	if (strncmp(text, "ERROR:", 6) != 0)
		return strndup(text, strcspn(text, "\n"));
	while (is_error_line(line) && (end = strchr(line, '\n')) != NULL)
		line = end + 1;
	return strndup(line, strcspn(line, "\n"));
}

dunlin_status dn_pg_fail_lost(dunlin_conn *conn, const struct dn_pg_about *about, bool unknown,
			      dunlin_error *err)
{
	const char *verdict = dn_pg_watch_verdict(conn);
	char *why = verdict != NULL  ? strdup(verdict)
		    : conn->unusable ? NULL
				     : why_lost(PQerrorMessage(conn->pg));
	struct dunlin_fault fault;
	dunlin_status status;

	dn_fault_init(&fault, unknown ? DUNLIN_ECOMMITUNKNOWN : DUNLIN_ECONNLOST);
	fault.retryable = unknown ? 0 : 1;
	fault.stmt_index = about->index;
	status = send(conn, &fault, why != NULL && why[0] != '\0' ? why : "the connection is lost",
		      err);
	free(why);
	return status;
}

dunlin_status dn_pg_fail_client(dunlin_conn *conn, const struct dn_pg_about *about,
				dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_ESQL);
	fault.stmt_index = about->index;
	if (strstr(PQerrorMessage(conn->pg), "out of memory") != NULL)
		fault.status = DUNLIN_ENOMEM;
	return send(conn, &fault, PQerrorMessage(conn->pg), err);
}

dunlin_status dn_pg_fail_plain(dunlin_conn *conn, const struct dn_pg_about *about,
			       dunlin_status status, const char *message, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, status);
	fault.stmt_index = about->index;
	if (status == DUNLIN_ECANCELED) /* as the server says it */
		fault.sqlstate = "57014";
	return send(conn, &fault, message, err);
}

void dn_pg_notice(void *payload, const PGresult *result)
{
	dunlin_conn *conn = payload;
	struct dunlin_progress progress = { .size = DUNLIN_PROGRESS_SIZE,
					    .kind = DUNLIN_PROGRESS_NOTICE,
					    .permille = -1,
					    .rows = -1 };
	struct dunlin_fault notice;
	char *context;

	if (conn->on_progress == NULL)
		return;
	dn_fault_init(&notice, DUNLIN_OK);
	context = context_of(result);
	notice.stmt_index = dn_pg_origin(conn, conn->stmt_index).index;
	notice.sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	notice.severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	notice.message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	notice.detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
	notice.hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
	notice.context = context;
	if (notice.message == NULL) /* a warning of libpq itself */
		notice.message = PQresultErrorMessage(result);
	progress.stmt_index = notice.stmt_index;
	progress.notice = &notice;
	conn->on_progress(conn->payload, &progress);
	free(context);
}
