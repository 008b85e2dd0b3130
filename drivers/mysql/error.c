/* mysql/error - what the server said, as a fault. */
#include "error.h"

#include <stdlib.h>
#include <string.h>

#include "blocker.h"
#include "common/fault.h"
#include "run.h"

#define ER_STATEMENT_TIMEOUT 1969

struct code {
	unsigned int code;
	dunlin_status status;
	const char *sqlstate; /* NULL: the server's own */
};

static const struct code codes[] = {
	{ 1007, DUNLIN_EEXISTS, NULL },      { 1008, DUNLIN_EMISSING, NULL },
	{ 1020, DUNLIN_ESERIALIZE, NULL },   { 1022, DUNLIN_EEXISTS, "23505" },
	{ 1036, DUNLIN_EREADONLY, NULL },    { 1044, DUNLIN_EPERM, NULL },
	{ 1045, DUNLIN_EPERM, NULL },        { 1048, DUNLIN_ESQL, "23502" },
	{ 1049, DUNLIN_EMISSING, NULL },     { 1050, DUNLIN_EEXISTS, NULL },
	{ 1051, DUNLIN_EMISSING, NULL },     { 1054, DUNLIN_EMISSING, NULL },
	{ 1060, DUNLIN_EEXISTS, NULL },      { 1061, DUNLIN_EEXISTS, NULL },
	{ 1062, DUNLIN_EEXISTS, "23505" },   { 1064, DUNLIN_ESYNTAX, NULL },
	{ 1072, DUNLIN_EMISSING, NULL },     { 1091, DUNLIN_EMISSING, NULL },
	{ 1141, DUNLIN_EMISSING, NULL },     { 1142, DUNLIN_EPERM, NULL },
	{ 1143, DUNLIN_EPERM, NULL },        { 1146, DUNLIN_EMISSING, NULL },
	{ 1149, DUNLIN_ESYNTAX, NULL },      { 1205, DUNLIN_ELOCKTIMEOUT, NULL },
	{ 1213, DUNLIN_EDEADLOCK, NULL },    { 1216, DUNLIN_ESQL, "23503" },
	{ 1217, DUNLIN_ESQL, "23503" },      { 1227, DUNLIN_EPERM, NULL },
	{ 1304, DUNLIN_EEXISTS, NULL },      { 1305, DUNLIN_EMISSING, NULL },
	{ 1317, DUNLIN_ECANCELED, "57014" }, { 1359, DUNLIN_EEXISTS, NULL },
	{ 1360, DUNLIN_EMISSING, NULL },     { 1364, DUNLIN_ESQL, "23502" },
	{ 1370, DUNLIN_EPERM, NULL },        { 1410, DUNLIN_EPERM, NULL },
	{ 1451, DUNLIN_ESQL, "23503" },      { 1452, DUNLIN_ESQL, "23503" },
	{ 1537, DUNLIN_EEXISTS, NULL },      { 1539, DUNLIN_EMISSING, NULL },
	{ 1586, DUNLIN_EEXISTS, "23505" },   { 1614, DUNLIN_EDEADLOCK, NULL },
	{ 1792, DUNLIN_EREADONLY, NULL },    { 1826, DUNLIN_EEXISTS, NULL },
	{ 1859, DUNLIN_EEXISTS, "23505" },   { 1969, DUNLIN_ECANCELED, "57014" },
	{ 3024, DUNLIN_ECANCELED, "57014" }, { 3572, DUNLIN_ELOCKTIMEOUT, NULL },
	{ 3819, DUNLIN_ESQL, "23514" },      { 4025, DUNLIN_ESQL, "23514" },
	{ 4091, DUNLIN_EMISSING, NULL },
};

dunlin_status dn_my_error_class(unsigned int code, const char *message, const char **sqlstate)
{
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i].code != code)
			continue;
		if (codes[i].sqlstate != NULL)
			*sqlstate = codes[i].sqlstate;
		return codes[i].status;
	}
	/* Any option of the server that forbids something. */
	if (code == 1290 && strstr(message, "read-only") != NULL)
		return DUNLIN_EREADONLY;
	return DUNLIN_ESQL;
}

bool dn_my_error_is_lost(unsigned int code)
{
	switch (code) {
	case 1053: /* the server shuts down */
	case 1152: /* aborted, and what can go wrong on the network */
	case 1158:
	case 1159:
	case 1160:
	case 1161:
	case 1927: /* killed */
	case 2006:
	case 2013:
	case 2026:
	case 2055:
	case 4031: /* idle for too long */
		return true;
	default:
		return false;
	}
}

int64_t dn_my_error_offset(const char *sql, size_t len, const char *message, int64_t *line)
{
	static const char near[] = "near '", at[] = "' at line ";
	const char *text = strstr(message, near), *end = NULL, *next, *from = sql, *found;
	int64_t n;

	*line = -1;
	if (text == NULL)
		return -1;
	text += sizeof(near) - 1;
	/* The text may hold the words that end it. */
	for (next = strstr(text, at); next != NULL; next = strstr(next + 1, at))
		end = next;
	if (end == NULL)
		return -1;
	*line = strtoll(end + sizeof(at) - 1, NULL, 10);
	if (end == text)
		return (int64_t)len; /* it ended too early */
	for (n = 1; n < *line; n++) {
		from = memchr(from, '\n', len - (size_t)(from - sql));
		if (from == NULL)
			return -1;
		from++;
	}
	found = memmem(from, len - (size_t)(from - sql), text, (size_t)(end - text));
	return found == NULL ? -1 : found - sql;
}

/* After these words the connection is no more, and nobody knows more than they say. */
static dunlin_status fail_lost(dunlin_conn *conn, const struct dn_my_run *run,
			       struct dunlin_fault *fault, const char *why, dunlin_error *err)
{
	const bool commit = run->kind == DUNLIN_STMT_COMMIT;

	fault->status = commit ? DUNLIN_ECOMMITUNKNOWN : DUNLIN_ECONNLOST;
	fault->sqlstate = commit ? "08007" : "08006";
	return dn_fault_send(conn->host, err, fault,
			     commit ? "the connection was lost while COMMIT was under way: %s"
				    : "the connection was lost: %s",
			     why);
}

/* The question may itself end with such an error, which is not asked about.  False when it did: to a
 * node that is cut off every wait for what the others have done is too long. */
static bool ask_blockers(dunlin_conn *conn, char **blockers)
{
	dunlin_status status;

	conn->asking = true;
	status = dn_my_blockers(conn, blockers);
	conn->asking = false;
	return status != DUNLIN_ELOCKTIMEOUT;
}

/* Whether all that a procedure did is undone: what it committed took the savepoint with it. */
static bool undo(dunlin_conn *conn)
{
	const bool overdue = conn->overdue, asked = conn->asked;

	if (asked)
		(void)mysql_query(conn->my, "DO 0"); /* a request that came too late hits this */
	conn->asking = true;
	conn->undone = dn_my_ask(conn, "ROLLBACK TO SAVEPOINT " DN_MY_COMPOUND_POINT, NULL, NULL,
				 NULL) == DUNLIN_OK;
	conn->asking = false;
	conn->overdue = overdue;
	conn->asked = asked;
	return conn->undone;
}

/* The node left the cluster: before the statement, or in the middle of a COMMIT. */
static bool is_cut_off(unsigned int code)
{
	return code == 1047 || code == 1180;
}

dunlin_status dn_my_fail(dunlin_conn *conn, const struct dn_my_run *run, dunlin_error *err)
{
	const unsigned int code = mysql_errno(conn->my);
	struct dunlin_fault fault;
	dunlin_status status;
	char *message, *blockers = NULL;
	char own_state[6] = "";
	bool answered = true;

	dn_fault_init(&fault, DUNLIN_ESQL);
	fault.native_code = (int32_t)code;
	fault.stmt_index = run->index;
	if (code == 2008)
		return dn_fault_nomem(conn->host, err);
	if (dn_my_error_is_lost(code) || (conn->node != NULL && is_cut_off(code)))
		return fail_lost(conn, run, &fault, mysql_error(conn->my), err);
	/* Asking who is in the way would take them from the library. */
	message = strdup(mysql_error(conn->my));
	if (message == NULL)
		return dn_fault_nomem(conn->host, err);
	strncpy(own_state, mysql_sqlstate(conn->my), sizeof(own_state) - 1);
	fault.sqlstate = own_state;
	fault.status = dn_my_error_class(code, message, &fault.sqlstate);
	fault.retryable = fault.status == DUNLIN_ELOCKTIMEOUT || fault.status == DUNLIN_EDEADLOCK ||
			  fault.status == DUNLIN_ESERIALIZE;
	if (fault.status == DUNLIN_ESYNTAX && run->session == 0)
		fault.byte_offset = dn_my_error_offset(run->sql, run->len, message, &fault.line);
	if (fault.status == DUNLIN_ELOCKTIMEOUT && !conn->asking) {
		answered = ask_blockers(conn, &blockers);
		fault.detail = blockers;
	}
	if (run->compound && !undo(conn))
		fault.hint = "what it had committed by itself before it failed stays, if there is "
			     "any: see to it that it can run again";
	if (!answered && conn->node != NULL)
		status = fail_lost(conn, run, &fault,
				   "this node of the Galera cluster waits in vain for the others",
				   err);
	else if (conn->overdue ? fault.status == DUNLIN_ECANCELED
			       : code == ER_STATEMENT_TIMEOUT && conn->limit_ms > 0)
		status = dn_fault_send(conn->host, err, &fault,
				       "canceled after the statement timeout of %lld ms",
				       (long long)conn->limit_ms);
	else if (run->session > 0)
		status = dn_fault_send(conn->host, err, &fault, "session statement %lld: %s",
				       (long long)run->session, message);
	else
		status = dn_fault_send(conn->host, err, &fault, "%s", message);
	free(blockers);
	free(message);
	return status;
}
