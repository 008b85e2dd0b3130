/* mysql/lock - takes it without waiting, says who has it, and keeps it over a reset. */
#include "lock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blocker.h"
#include "common/fault.h"
#include "error.h"
#include "run.h"

/* Others hold it for the moment of an attempt that fails. */
#define AGAIN_S 10

/* Its names are the whole server's, and may have 64 characters: the database is in it as a digest.
 * Who resets a session holds the one with a ".r" meanwhile. */
static char *expression(dunlin_conn *conn, int64_t key, const char *tail)
{
	const char *name = conn->params.database;
	char *literal = dn_my_literal(conn, name, strlen(name));
	char *out = NULL;

	if (literal != NULL &&
	    asprintf(&out,
		     "CONCAT('dunlin:%016" PRIx64 ":', LEFT(SHA2(CONVERT(%s USING "
		     "utf8mb4), 256), 32), '%s')",
		     (uint64_t)key, literal, tail) < 0)
		out = NULL;
	free(literal);
	return out;
}

/* The value of function(name arguments); NULL for SQL NULL. */
static dunlin_status call(dunlin_conn *conn, const char *function, int64_t key, const char *tail,
			  const char *arguments, char **value, dunlin_error *err)
{
	char *name = expression(conn, key, tail), *sql = NULL;
	dunlin_status status;

	*value = NULL;
	if (name == NULL || asprintf(&sql, "SELECT %s(%s%s)", function, name, arguments) < 0)
		sql = NULL;
	status = sql == NULL ? dn_fault_nomem(conn->host, err)
			     : dn_my_ask(conn, sql, dn_my_keep_value, value, err);
	free(name);
	free(sql);
	return status;
}

static bool is_one(const char *value)
{
	return value != NULL && strcmp(value, "1") == 0;
}

static dunlin_status busy(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	struct dunlin_fault fault;
	char *id = NULL, *words = NULL;
	dunlin_status status = call(conn, "IS_USED_LOCK", key, "", "", &id, err);

	if (status == DUNLIN_OK) {
		words = id == NULL ? NULL : dn_my_session_words(conn, id);
		dn_fault_init(&fault, DUNLIN_EBUSY);
		fault.retryable = 1;
		status = dn_fault_send(conn->host, err, &fault, "the lock is held by %s",
				       words != NULL ? words : "another session");
	}
	free(id);
	free(words);
	return status;
}

static bool remember(dunlin_conn *conn, int64_t key)
{
	int64_t *keys = realloc(conn->keys, (conn->n_keys + 1) * sizeof(*keys));

	if (keys == NULL)
		return false;
	conn->keys = keys;
	keys[conn->n_keys++] = key;
	return true;
}

static dunlin_status take(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	char *value, *ignored;
	dunlin_status status = call(conn, "GET_LOCK", key, "", ", 0", &value, err);
	bool taken = is_one(value), resetting = false;

	free(value);
	if (status == DUNLIN_OK && taken) {
		status = call(conn, "IS_FREE_LOCK", key, ".r", "", &value, err);
		resetting = status == DUNLIN_OK && !is_one(value);
		free(value);
		if (status == DUNLIN_OK && !resetting && !remember(conn, key))
			status = dn_fault_nomem(conn->host, err);
		if (resetting || status != DUNLIN_OK) {
			(void)call(conn, "RELEASE_LOCK", key, "", "", &ignored, NULL);
			free(ignored);
		}
	}
	return status == DUNLIN_OK && (!taken || resetting) ? busy(conn, key, err) : status;
}

dunlin_status dn_my_lock_try(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	dunlin_status status;

	dn_my_begin(conn);
	status = take(conn, key, err);
	dn_my_end(conn);
	return status;
}

dunlin_status dn_my_lock_release(dunlin_conn *conn, int64_t key, dunlin_error *err)
{
	dunlin_status status;
	char *value;
	size_t i;

	dn_my_begin(conn);
	status = call(conn, "RELEASE_LOCK", key, "", "", &value, err);
	if (status == DUNLIN_OK && !is_one(value))
		status = dn_fault_fail(conn->host, err, DUNLIN_EMISSING,
				       "this session does not hold the lock");
	for (i = 0; i < conn->n_keys && conn->keys[i] != key;)
		i++;
	if (i < conn->n_keys)
		conn->keys[i] = conn->keys[--conn->n_keys];
	free(value);
	dn_my_end(conn);
	return status;
}

/* ---- over a reset ------------------------------------------------------------ */

static dunlin_status guard_one(dunlin_conn *conn, MYSQL *guard, int64_t key, dunlin_error *err)
{
	char *name = expression(conn, key, ".r"), *sql = NULL;
	MYSQL_RES *result = NULL;
	MYSQL_ROW row = NULL;
	bool taken;

	if (name == NULL || asprintf(&sql, "SELECT GET_LOCK(%s, 0)", name) < 0)
		sql = NULL;
	free(name);
	if (sql == NULL)
		return dn_fault_nomem(conn->host, err);
	if (mysql_query(guard, sql) == 0)
		result = mysql_store_result(guard);
	if (result != NULL)
		row = mysql_fetch_row(result);
	taken = row != NULL && is_one(row[0]);
	mysql_free_result(result);
	free(sql);
	return taken ? DUNLIN_OK
		     : dn_fault_fail(conn->host, err, DUNLIN_ECONNLOST,
				     "the lock cannot be kept while the session is reset");
}

dunlin_status dn_my_lock_guard(dunlin_conn *conn, MYSQL **guard, dunlin_error *err)
{
	dunlin_status status;
	size_t i;

	*guard = NULL;
	if (conn->n_keys == 0)
		return DUNLIN_OK;
	status = dn_my_params_connect(guard, &conn->params, NULL, conn->host, err);
	for (i = 0; i < conn->n_keys && status == DUNLIN_OK; i++)
		status = guard_one(conn, *guard, conn->keys[i], err);
	return status;
}

dunlin_status dn_my_lock_again(dunlin_conn *conn, MYSQL *guard, dunlin_error *err)
{
	dunlin_status status = DUNLIN_OK;
	char wait[32], *value;
	size_t i;

	if (guard == NULL)
		return DUNLIN_OK;
	(void)snprintf(wait, sizeof(wait), ", %d", AGAIN_S);
	for (i = 0; i < conn->n_keys && status == DUNLIN_OK; i++) {
		status = call(conn, "GET_LOCK", conn->keys[i], "", wait, &value, err);
		if (status == DUNLIN_OK && !is_one(value))
			status = dn_fault_fail(conn->host, err, DUNLIN_ECONNLOST,
					       "the lock was lost while the session was reset");
		free(value);
	}
	return status;
}

dunlin_status dn_my_lock_lost(dunlin_conn *conn, const struct dn_my_run *run, dunlin_error *err)
{
	return dn_my_fail(conn, run, err);
}
