/* mysql/session - sets a session up, tells how, and puts it back. */
#include "session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cluster.h"
#include "common/fault.h"
#include "lock.h"
#include "run.h"
#include "silence.h"

#define MOST_OWN 8
#define DEFAULT_LOCK_TIMEOUT_MS 5000
#define LONGEST_TABLE_WAIT_S 31536000 /* the server's own bounds */
#define LONGEST_ROW_WAIT_S 1073741824
#define ER_BAD_DB 1049

static const char facts_sql[] =
	"SELECT DATABASE(), VERSION(), @@global.read_only, @@session.sql_mode, "
	"@@global.max_allowed_packet, CONNECTION_ID(), "
	"CAST(UNIX_TIMESTAMP(SYSDATE(6)) * 1000000 AS SIGNED), @@version_comment, " DN_MY_PLACE;

/* Seconds, which is what the server counts in. */
static int64_t seconds(int64_t ms, int64_t longest)
{
	int64_t s = ms < 0 ? longest : ms / 1000 + (ms % 1000 != 0);

	return s > longest ? longest : s < 1 ? 1 : s;
}

/* The user's come last. */
static bool add(dunlin_conn *conn, const char *name, int64_t value)
{
	char **place = &conn->setup[conn->n_own];
	char *text;

	if (asprintf(&text, "SET SESSION %s = %" PRId64, name, value) < 0)
		return false;
	memmove(place + 1, place, (conn->n_setup - conn->n_own) * sizeof(*place));
	*place = text;
	conn->n_own++;
	conn->n_setup++;
	return true;
}

dunlin_status dn_my_session_plan(dunlin_conn *conn, const struct dunlin_open *how,
				 dunlin_error *err)
{
	const bool given = DUNLIN_HAS(how, n_session) && how->session != NULL;
	const size_t n = given ? how->n_session : 0;
	int64_t lock = DUNLIN_HAS(how, lock_timeout_ms) ? how->lock_timeout_ms : 0;
	size_t i;
	bool ok;

	lock = lock == 0 ? DEFAULT_LOCK_TIMEOUT_MS : lock;
	conn->statement_timeout_ms =
		DUNLIN_HAS(how, statement_timeout_ms) ? how->statement_timeout_ms : 0;
	conn->limit_ms = conn->statement_timeout_ms;
	conn->silence_ms = dn_my_silence_ms(how);
	conn->setup = calloc(MOST_OWN + n, sizeof(*conn->setup));
	ok = conn->setup != NULL && add(conn, "autocommit", 1) &&
	     add(conn, "lock_wait_timeout", seconds(lock, LONGEST_TABLE_WAIT_S)) &&
	     add(conn, "innodb_lock_wait_timeout", seconds(lock, LONGEST_ROW_WAIT_S)) &&
	     add(conn, "wait_timeout", 2147483);
	for (i = 0; i < n && ok; i++) {
		conn->setup[conn->n_setup] = strdup(how->session[i]);
		ok = conn->setup[conn->n_setup] != NULL;
		conn->n_setup += ok;
	}
	return ok ? DUNLIN_OK : dn_fault_nomem(conn->host, err);
}

void dn_my_session_clear(dunlin_conn *conn)
{
	size_t i;

	for (i = 0; i < conn->n_setup; i++)
		free(conn->setup[i]);
	free(conn->setup);
	free(conn->product);
	free(conn->place);
	free(conn->database);
	free(conn->found_schema);
	free(conn->node);
}

/* ---- what the server is ------------------------------------------------------ */

struct mode {
	const char *name, *why;
};

struct facts {
	dunlin_conn *conn;
	char *database;
	const struct mode *mode; /* one that Dunlin cannot work in; NULL: none */
	bool failed;
};

static const struct mode modes[] = {
	{ "NO_BACKSLASH_ESCAPES", "texts end elsewhere than they are read to" },
	{ "EMPTY_STRING_IS_NULL", "an empty text of Dunlin's own is none" },
};

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static dunlin_status note(void *payload, size_t n, const char *const *values)
{
	struct facts *facts = payload;
	dunlin_conn *conn = facts->conn;
	const char *version = n > 1 && values[1] != NULL ? values[1] : "";
	size_t i;

	if (n != 9)
		return DUNLIN_OK;
	/* For old clients it calls itself a 5.5.5. */
	if (strncmp(version, "5.5.5-", 6) == 0)
		version += 6;
	conn->is_mariadb = strstr(version, "MariaDB") != NULL;
	free(conn->product);
	if (asprintf(&conn->product, "%s %.*s", conn->is_mariadb ? "MariaDB" : "MySQL",
		     (int)strcspn(version, "-"), version) < 0)
		conn->product = NULL;
	free(conn->place);
	conn->place = values[8] == NULL ? NULL : strdup(values[8]);
	facts->failed = conn->product == NULL || (values[8] != NULL && conn->place == NULL);
	if (values[0] != NULL) {
		facts->database = strdup(values[0]);
		facts->failed = facts->failed || facts->database == NULL;
	}
	conn->read_only = values[2] != NULL && strcmp(values[2], "0") != 0 &&
					  strcmp(values[2], "OFF") != 0
				  ? "read_only is on"
				  : NULL;
	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (values[3] != NULL && strstr(values[3], modes[i].name) != NULL)
			facts->mode = &modes[i];
	conn->max_packet = values[4] == NULL ? 0 : strtoull(values[4], NULL, 10);
	conn->id = values[5] == NULL ? 0 : strtoul(values[5], NULL, 10);
	/* The greeting has 32 bits of it. */
	conn->proxied = (uint32_t)conn->id != (uint32_t)mysql_thread_id(conn->my);
	conn->skew_us = values[6] == NULL ? 0 : strtoll(values[6], NULL, 10) - now_us();
	conn->version = (int64_t)mysql_get_server_version(conn->my);
	return DUNLIN_OK;
}

static dunlin_status refuse_mode(dunlin_conn *conn, const struct facts *facts, dunlin_error *err)
{
	struct dunlin_fault fault;
	dunlin_status status;
	char *hint = NULL;

	if (asprintf(&hint,
		     "say in a session statement of the target: "
		     "SET sql_mode = REPLACE(@@sql_mode, '%s', '')",
		     facts->mode->name) < 0)
		return dn_fault_nomem(conn->host, err);
	dn_fault_init(&fault, DUNLIN_EUNSUPPORTED);
	fault.sqlstate = "0A000";
	fault.hint = hint;
	status = dn_fault_send(conn->host, err, &fault, "sql_mode has %s, with which %s",
			       facts->mode->name, facts->mode->why);
	free(hint);
	return status;
}

static dunlin_status look(dunlin_conn *conn, dunlin_error *err)
{
	struct facts facts = { .conn = conn };
	dunlin_status status = dn_my_ask(conn, facts_sql, note, &facts, err);

	if (status == DUNLIN_OK && facts.failed)
		status = dn_fault_nomem(conn->host, err);
	if (status == DUNLIN_OK && facts.mode != NULL)
		status = refuse_mode(conn, &facts, err);
	if (status == DUNLIN_OK)
		status = dn_my_cluster_check(conn, err);
	free(conn->found_schema);
	conn->found_schema = facts.database;
	return status;
}

/* ---- setting up --------------------------------------------------------------- */

static dunlin_status go_to_schema(dunlin_conn *conn, dunlin_error *err)
{
	char *name = conn->schema == NULL ? NULL : dn_my_name(conn->schema);
	char *sql = NULL;
	dunlin_status status;

	if (conn->schema == NULL)
		return DUNLIN_OK;
	if (name == NULL || asprintf(&sql, "USE %s", name) < 0)
		sql = NULL;
	free(name);
	if (sql == NULL)
		return dn_fault_nomem(conn->host, err);
	status = dn_my_ask(conn, sql, NULL, NULL, NULL);
	conn->adrift = status == DUNLIN_EMISSING;
	if (status != DUNLIN_OK && !conn->adrift)
		status = dn_my_ask(conn, sql, NULL, NULL, err);
	free(sql);
	return conn->adrift ? DUNLIN_OK : status;
}

void dn_my_session_arrive(dunlin_conn *conn)
{
	if (conn->adrift)
		(void)go_to_schema(conn, NULL);
}

static dunlin_status run_list(dunlin_conn *conn, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	unsigned int state = 0;
	size_t i;

	for (i = 0; i < conn->n_setup && status == DUNLIN_OK; i++) {
		struct dn_my_run run = { .sql = conn->setup[i],
					 .len = strlen(conn->setup[i]),
					 .index = -1,
					 .session = i < conn->n_own
							    ? 0
							    : (int64_t)(i - conn->n_own) + 1 };

		status = dn_my_run(conn, &run, err);
	}
	if (status == DUNLIN_OK)
		status = go_to_schema(conn, err);
	if (status != DUNLIN_OK)
		return status;
	mariadb_get_infov(conn->my, MARIADB_CONNECTION_SERVER_STATUS, &state);
	if ((state & (SERVER_STATUS_IN_TRANS | SERVER_STATUS_IN_TRANS_READONLY)) != 0)
		return dn_fault_fail(conn->host, err, DUNLIN_EUSAGE,
				     "the session statements leave a transaction open");
	return DUNLIN_OK;
}

dunlin_status dn_my_session_start(dunlin_conn *conn, dunlin_error *err)
{
	const bool known = conn->node != NULL;
	dunlin_status status = dn_my_cluster_meet(conn, err);

	/* A node answers with what it has; it is to have what the others said is done. */
	if (status == DUNLIN_OK && conn->node != NULL && !known &&
	    !add(conn, "wsrep_sync_wait", 15))
		status = dn_fault_nomem(conn->host, err);
	if (status == DUNLIN_OK)
		status = run_list(conn, err);
	return status == DUNLIN_OK ? look(conn, err) : status;
}

dunlin_status dn_my_setup(dunlin_conn *conn, dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	size_t i;

	(void)err; /* the callback fills its own */
	for (i = 0; i < conn->n_setup && status == DUNLIN_OK; i++) {
		const char *const row[1] = { conn->setup[i] };

		status = on_row(payload, 1, row);
	}
	return status;
}

/* The client library's reset gives the locks away, and goes to the URL's database. */
dunlin_status dn_my_reset(dunlin_conn *conn, dunlin_error *err)
{
	const struct dn_my_run run = { .index = -1 };
	dunlin_status status;
	MYSQL *guard = NULL;

	conn->limit_ms = conn->statement_timeout_ms;
	dn_my_begin(conn);
	status = dn_my_lock_guard(conn, &guard, err);
	if (status == DUNLIN_OK && mysql_reset_connection(conn->my) != 0)
		status = dn_my_lock_lost(conn, &run, err);
	if (status == DUNLIN_OK && conn->params.database != NULL &&
	    mysql_select_db(conn->my, conn->params.database) != 0)
		status = dn_my_lock_lost(conn, &run, err);
	if (status == DUNLIN_OK)
		status = dn_my_lock_again(conn, guard, err);
	if (guard != NULL)
		mysql_close(guard);
	if (status == DUNLIN_OK)
		status = dn_my_session_start(conn, err);
	dn_my_end(conn);
	return status;
}

dunlin_status dn_my_info(dunlin_conn *conn, struct dunlin_info *out, dunlin_error *err)
{
	(void)err;
	if (DUNLIN_HAS(out, caps)) {
		/* GET_LOCK is known to one node alone, and gone with the server's session. */
		out->caps[0] = conn->node != NULL || conn->proxied ? DN_MY_CAPS & ~DUNLIN_CAP_LOCK
								   : DN_MY_CAPS;
		out->caps[1] = 0;
	}
	if (DUNLIN_HAS(out, version))
		out->version = conn->version;
	if (DUNLIN_HAS(out, product))
		out->product = conn->product;
	if (DUNLIN_HAS(out, database))
		out->database = conn->params.database;
	if (DUNLIN_HAS(out, schema))
		out->schema = conn->schema != NULL ? conn->schema : conn->found_schema;
	if (DUNLIN_HAS(out, read_only))
		out->read_only = conn->read_only;
	if (DUNLIN_HAS(out, pooler))
		out->pooler = NULL;
	if (DUNLIN_HAS(out, skew_us))
		out->skew_us = conn->skew_us;
	return DUNLIN_OK;
}
