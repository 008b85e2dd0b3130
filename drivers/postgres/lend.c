/* postgres/lend - takes a connection that a program has open, and hands it back as it was. */
#include "lend.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "lock.h"
#include "params.h"
#include "pipeline.h"
#include "step.h"
#include "wait.h"

#define RESTORE_MS 60000 /* a server that is silent for so long is given up */

/* What a session can set; the transaction's own are gone with it. */
static const char settings_sql[] =
	"SELECT s.name, s.setting, s.source FROM pg_catalog.pg_settings s "
	"WHERE s.context IN ('user', 'superuser') AND s.name NOT IN "
	"('transaction_isolation', 'transaction_read_only', 'transaction_deferrable') "
	"ORDER BY s.name COLLATE \"C\"";

static const char self_sql[] = "SELECT pg_catalog.pg_backend_pid(), session_user, "
			       "pg_catalog.current_setting('role')";

static dunlin_status refuse(const dunlin_conn *conn, dunlin_status status, const char *hint,
			    dunlin_error *err, const char *format, ...) DUNLIN_PRINTF(5, 6);
static dunlin_status refuse(const dunlin_conn *conn, dunlin_status status, const char *hint,
			    dunlin_error *err, const char *format, ...)
{
	struct dunlin_fault fault;
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	dn_fault_init(&fault, status);
	fault.hint = hint;
	status = dn_fault_send(conn->host, err, &fault, "%s",
			       text == NULL ? "the connection that is lent cannot be used" : text);
	free(text);
	return status;
}

/* --- what it is like ------------------------------------------------------------- */

/* Takes (name, value, source); also a row with NULLs, as text. */
static dunlin_status take_setting(void *payload, size_t n, const char *const *values)
{
	struct dn_pg_settings *all = payload;
	struct dn_pg_setting *grown, *one;

	if (n != 3 || values[0] == NULL || values[1] == NULL || values[2] == NULL)
		return DUNLIN_OK;
	if (all->n == all->room) {
		all->room = all->room == 0 ? 256 : all->room * 2;
		grown = realloc(all->list, all->room * sizeof(*grown));
		if (grown == NULL)
			return DUNLIN_ENOMEM;
		all->list = grown;
	}
	one = &all->list[all->n];
	*one = (struct dn_pg_setting){ .name = strdup(values[0]),
				       .value = strdup(values[1]),
				       .set = strcmp(values[2], "session") == 0 };
	all->n++;
	return one->name == NULL || one->value == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static void clear_settings(struct dn_pg_settings *all)
{
	while (all->n > 0) {
		free(all->list[--all->n].name);
		free(all->list[all->n].value);
	}
	free(all->list);
	memset(all, 0, sizeof(*all));
}

static const struct dn_pg_setting *find(const struct dn_pg_settings *all, const char *name)
{
	size_t low = 0, high = all->n, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = strcmp(all->list[middle].name, name);
		if (order == 0)
			return &all->list[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static dunlin_status take_self(void *payload, size_t n, const char *const *values)
{
	struct dn_pg_self *self = payload;

	if (n != 3)
		return DUNLIN_OK;
	self->pid = values[0] == NULL ? 0 : strtol(values[0], NULL, 10);
	self->user = strdup(values[1] == NULL ? "" : values[1]);
	self->role = strdup(values[2] == NULL ? "none" : values[2]);
	return self->user == NULL || self->role == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static void clear_self(struct dn_pg_self *self)
{
	free(self->user);
	free(self->role);
	memset(self, 0, sizeof(*self));
}

static dunlin_status remember(dunlin_conn *conn, dunlin_error *err)
{
	struct dn_pg_lent *lent = &conn->lent;
	dunlin_status status = dn_pg_step_own(conn, self_sql, take_self, &lent->self, err);

	if (status == DUNLIN_OK && lent->self.pid != PQbackendPID(conn->pg))
		return refuse(
			conn, DUNLIN_EUNSUPPORTED,
			"lend one that leads to the server itself, or give Dunlin a URL", err,
			"the connection that is lent leads through a pooler, where no session "
			"can be handed back as it was");
	if (status == DUNLIN_OK)
		status = dn_pg_step_own(conn, settings_sql, take_setting, &lent->settings, err);
	return status == DUNLIN_ENOMEM ? dn_fault_nomem(conn->host, err) : status;
}

/* --- taking it ---------------------------------------------------------------------- */

static dunlin_status check(dunlin_conn *conn, PGconn *pg, dunlin_error *err)
{
	switch (PQstatus(pg) == CONNECTION_OK ? PQtransactionStatus(pg) : PQTRANS_UNKNOWN) {
	case PQTRANS_IDLE:
		return DUNLIN_OK;
	case PQTRANS_INTRANS:
	case PQTRANS_INERROR:
		return refuse(conn, DUNLIN_EUSAGE, "COMMIT or ROLLBACK it first", err,
			      "the connection that is lent is in a transaction");
	case PQTRANS_ACTIVE:
		return refuse(conn, DUNLIN_EUSAGE, "read what is under way to its end first", err,
			      "the connection that is lent has something under way");
	default:
		return refuse(conn, DUNLIN_ECONNLOST, "lend one that is open", err,
			      "the connection that is lent is broken: %.*s",
			      (int)strcspn(PQerrorMessage(pg), "\n"), PQerrorMessage(pg));
	}
}

/*
 * libpq tells which receiver of notices there is, and not what it is called with: so it can be put
 * back only if it is libpq's own, which needs nothing.  One of the program's stays, and hears what
 * else would be told as events.
 */
static void listen(dunlin_conn *conn)
{
	PGconn *none = PQconnectStart("="); /* connects to nothing: that is no connection string */
	PQnoticeReceiver own = none == NULL ? NULL : PQsetNoticeReceiver(none, NULL, NULL);

	PQfinish(none);
	if (own == NULL || PQsetNoticeReceiver(conn->pg, NULL, NULL) != own)
		return;
	conn->lent.receiver = PQsetNoticeReceiver(conn->pg, dn_pg_notice, conn);
}

dunlin_status dn_pg_lend(dunlin_conn *conn, void *native, dunlin_error *err)
{
	struct dn_pg_lent *lent = &conn->lent;
	PGconn *pg = native;
	dunlin_status status = check(conn, pg, err);

	if (status != DUNLIN_OK)
		return status;
	lent->pipeline = PQpipelineStatus(pg) != PQ_PIPELINE_OFF;
	if (lent->pipeline && PQexitPipelineMode(pg) != 1)
		return refuse(conn, DUNLIN_EUSAGE, "send a sync and read to its end first", err,
			      "the pipeline of the connection that is lent is not empty");
	lent->is = true;
	conn->pg = pg;
	lent->nonblocking = PQisnonblocking(pg);
	listen(conn);
	conn->stop = PQgetCancel(pg);
	if (conn->stop == NULL || PQsetnonblocking(pg, 1) != 0)
		return dn_fault_nomem(conn->host, err);
	return remember(conn, err);
}

dunlin_status dn_pg_lend_params(const dunlin_conn *conn, struct dn_pg_params *params,
				dunlin_error *err)
{
	PQconninfoOption *options = PQconninfo(conn->pg);
	const PQconninfoOption *at = options;
	bool ok = options != NULL;

	memset(params, 0, sizeof(*params));
	for (; ok && at->keyword != NULL; at++)
		if (at->val != NULL)
			ok = dn_pg_params_set(params, at->keyword, at->val);
	PQconninfoFree(options);
	if (ok)
		return DUNLIN_OK;
	dn_pg_params_clear(params);
	return dn_fault_nomem(conn->host, err);
}

/* --- handing it back ------------------------------------------------------------------ */

/* Statements that are to run, each whether or not another can. */
struct todo {
	char **list;
	size_t n, room;
	bool failed;
};

static void put(struct todo *todo, const char *format, ...) DUNLIN_PRINTF(2, 3);
static void put(struct todo *todo, const char *format, ...)
{
	char **grown;
	va_list args;

	if (todo->n == todo->room) {
		todo->room = todo->room == 0 ? 16 : todo->room * 2;
		grown = realloc(todo->list, todo->room * sizeof(*grown));
		if (grown == NULL) {
			todo->failed = true;
			return;
		}
		todo->list = grown;
	}
	va_start(args, format);
	if (vasprintf(&todo->list[todo->n], format, args) < 0)
		todo->failed = true;
	else
		todo->n++;
	va_end(args);
}

static void put_quoted(struct todo *todo, PGconn *pg, const char *before, const char *text,
		       const char *after)
{
	char *quoted = PQescapeLiteral(pg, text, strlen(text));

	if (quoted == NULL)
		todo->failed = true;
	else
		put(todo, "%s%s%s", before, quoted, after);
	PQfreemem(quoted);
}

/* Together they cost one round trip, but if one fails none of them has run. */
static dunlin_status run(dunlin_conn *conn, struct todo *todo, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK, one;
	size_t i;

	if (todo->failed)
		return dn_fault_nomem(conn->host, err);
	if (todo->n > 0)
		status = dn_pg_pipeline_own(conn, (const char *const *)todo->list, todo->n, NULL,
					    NULL, NULL);
	if (status != DUNLIN_OK) {
		status = DUNLIN_OK;
		for (i = 0; i < todo->n; i++) {
			one = dn_pg_step_own(conn, todo->list[i], NULL, NULL,
					     status == DUNLIN_OK ? err : NULL);
			status = status == DUNLIN_OK ? one : status;
		}
	}
	return status;
}

static void clear(struct todo *todo)
{
	while (todo->n > 0)
		free(todo->list[--todo->n]);
	free(todo->list);
	memset(todo, 0, sizeof(*todo));
}

/* RESET has the source of the value come back as well, where it was not SET. */
static void put_setting(struct todo *todo, dunlin_conn *conn, const struct dn_pg_setting *was)
{
	char *before = NULL;
	char *name;

	if (!was->set) {
		put(todo, "RESET %s", was->name);
		return;
	}
	name = PQescapeLiteral(conn->pg, was->name, strlen(was->name));
	if (name == NULL || asprintf(&before, "SELECT pg_catalog.set_config(%s, ", name) < 0) {
		todo->failed = true;
		before = NULL;
	} else {
		put_quoted(todo, conn->pg, before, was->value, ", false)");
	}
	PQfreemem(name);
	free(before);
}

static dunlin_status restore_settings(dunlin_conn *conn, dunlin_error *err)
{
	const struct dn_pg_settings *was = &conn->lent.settings;
	struct dn_pg_settings now = { .n = 0 };
	struct todo todo = { .n = 0 };
	const struct dn_pg_setting *one;
	dunlin_status status = dn_pg_step_own(conn, settings_sql, take_setting, &now, err);
	size_t i;

	if (status == DUNLIN_ENOMEM)
		status = dn_fault_nomem(conn->host, err);
	for (i = 0; status == DUNLIN_OK && i < was->n; i++) {
		one = find(&now, was->list[i].name);
		if (one != NULL &&
		    (strcmp(one->value, was->list[i].value) != 0 || one->set != was->list[i].set))
			put_setting(&todo, conn, &was->list[i]);
	}
	if (status == DUNLIN_OK)
		status = run(conn, &todo, err);
	clear(&todo);
	clear_settings(&now);
	return status;
}

dunlin_status dn_pg_lend_restore(dunlin_conn *conn, dunlin_error *err)
{
	const struct dn_pg_self *was = &conn->lent.self;
	struct dn_pg_self now = { .user = NULL };
	struct todo first = { .n = 0 }, last = { .n = 0 };
	dunlin_status status;

	status = dn_pg_step_own(conn, self_sql, take_self, &now, err);
	if (status == DUNLIN_ENOMEM)
		status = dn_fault_nomem(conn->host, err);
	if (status == DUNLIN_OK &&
	    (strcmp(now.user, was->user) != 0 || strcmp(now.role, was->role) != 0)) {
		put(&first, "RESET ROLE");
		if (strcmp(now.user, was->user) != 0)
			put_quoted(&first, conn->pg, "SET SESSION AUTHORIZATION ", was->user, "");
		/* What was set may need the rights that the role has not. */
		put_quoted(&last, conn->pg, "SET ROLE ", was->role, "");
	}
	if (status == DUNLIN_OK)
		status = run(conn, &first, err);
	if (status == DUNLIN_OK)
		status = restore_settings(conn, err);
	if (status == DUNLIN_OK)
		status = run(conn, &last, err);
	clear(&first);
	clear(&last);
	clear_self(&now);
	return status;
}

/* What is only the server's to put back. */
static void restore_session(dunlin_conn *conn)
{
	dunlin_status status = DUNLIN_OK;

	dn_pg_begin_deaf(conn);
	conn->patience_ms = RESTORE_MS;
	conn->deadline_ms = 0;
	if (PQtransactionStatus(conn->pg) != PQTRANS_IDLE)
		status = dn_pg_step_own(conn, "ROLLBACK", NULL, NULL, NULL);
	conn->patience_ms = conn->deadline_ms = 0;
	dn_pg_end(conn);
	while (status == DUNLIN_OK && conn->lent.times > 0)
		status = dn_pg_lock_release(conn, conn->lent.key, NULL); /* which counts */
	dn_pg_begin_deaf(conn);
	conn->patience_ms = RESTORE_MS;
	if (conn->lent.settings.n > 0 && dn_pg_lend_restore(conn, NULL) != DUNLIN_OK)
		conn->unusable = true; /* close() has no way to say so; the program finds out */
	conn->patience_ms = conn->deadline_ms = 0;
	dn_pg_end(conn);
}

void dn_pg_hand_back(dunlin_conn *conn)
{
	struct dn_pg_lent *lent = &conn->lent;

	if (lent->is) {
		conn->on_progress = NULL;
		conn->stopped = NULL;
		if (PQstatus(conn->pg) == CONNECTION_OK && !conn->unusable)
			restore_session(conn);
		(void)PQsetnonblocking(conn->pg, lent->nonblocking);
		if (lent->receiver != NULL)
			(void)PQsetNoticeReceiver(conn->pg, lent->receiver, NULL);
		if (lent->pipeline)
			(void)PQenterPipelineMode(conn->pg);
		PQfreeCancel(conn->stop);
		conn->stop = NULL;
		conn->pg = NULL; /* the program's again */
		lent->is = false;
	}
	clear_settings(&lent->settings);
	clear_self(&lent->self);
}
