/* mysql/database - makes a database, and drops one. */
#include "database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "error.h"
#include "run.h"

/* A session that was closed is listed for a moment. */
#define GONE_TRIES 20

dunlin_status dn_my_database_fail(MYSQL *my, const struct dunlin_host *host, dunlin_error *err)
{
	const char *message = mysql_error(my);
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_ESQL);
	fault.native_code = (int32_t)mysql_errno(my);
	fault.sqlstate = mysql_sqlstate(my);
	fault.status = dn_my_error_is_lost(mysql_errno(my))
			       ? DUNLIN_ECONNLOST
			       : dn_my_error_class(mysql_errno(my), message, &fault.sqlstate);
	return dn_fault_send(host, err, &fault, "%s", message);
}

dunlin_status dn_my_database_unused(MYSQL *my, const struct dunlin_host *host, const char *name,
				    dunlin_error *err)
{
	char literal[2 * 64 * 4 + 3], sql[sizeof(literal) + 128];
	dunlin_status status = DUNLIN_OK;
	MYSQL_RES *result;
	MYSQL_ROW row;

	if (strlen(name) > 64 * 4)
		return DUNLIN_OK; /* the server says so */
	(void)mysql_real_escape_string(my, literal, name, strlen(name));
	(void)snprintf(sql, sizeof(sql),
		       "SELECT ID, USER, HOST FROM information_schema.PROCESSLIST "
		       "WHERE DB = '%s'",
		       literal);
	if (mysql_query(my, sql) != 0)
		return dn_my_database_fail(my, host, err);
	result = mysql_store_result(my);
	row = result == NULL ? NULL : mysql_fetch_row(result);
	if (row != NULL)
		status = dn_fault_fail(host, err, DUNLIN_EBUSY,
				       "others are connected to %s: session %s, %s@%s", name,
				       row[0], row[1], row[2]);
	mysql_free_result(result);
	return status;
}

static dunlin_status unused_soon(MYSQL *my, const struct dunlin_host *host, const char *name,
				 dunlin_error *err)
{
	dunlin_status status = dn_my_database_unused(my, host, name, NULL);
	int tries;

	for (tries = 0; status == DUNLIN_EBUSY && tries < GONE_TRIES; tries++) {
		if (mysql_query(my, "DO SLEEP(0.1)") != 0)
			return dn_my_database_fail(my, host, err);
		status = dn_my_database_unused(my, host, name, NULL);
	}
	return status == DUNLIN_OK ? status : dn_my_database_unused(my, host, name, err);
}

static dunlin_status run(const struct dunlin_host *host, const struct dunlin_open *how,
			 const char *verb, const char *tail, bool drop, dunlin_error *err)
{
	struct dn_my_params params;
	dunlin_status status = dn_my_params_read(&params, host, how, err);
	char *name = NULL, *sql = NULL;
	MYSQL *my = NULL;

	if (status == DUNLIN_OK && params.database == NULL)
		status = dn_fault_fail(host, err, DUNLIN_EUSAGE,
				       "the URL names no database: mysql://host/DATABASE");
	if (status == DUNLIN_OK)
		status = dn_my_params_connect(&my, &params, NULL, host, err);
	if (status == DUNLIN_OK && drop)
		status = unused_soon(my, host, params.database, err);
	if (status == DUNLIN_OK) {
		name = dn_my_name(params.database);
		if (name == NULL || asprintf(&sql, "%s %s%s", verb, name, tail) < 0) {
			sql = NULL;
			status = dn_fault_nomem(host, err);
		}
	}
	if (status == DUNLIN_OK && mysql_query(my, sql) != 0)
		status = dn_my_database_fail(my, host, err);
	if (my != NULL)
		mysql_close(my);
	free(name);
	free(sql);
	dn_my_params_clear(&params);
	return status;
}

dunlin_status dn_my_create_database(const struct dunlin_host *host, const struct dunlin_open *how,
				    dunlin_error *err)
{
	return run(host, how, "CREATE DATABASE", " CHARACTER SET utf8mb4", false, err);
}

dunlin_status dn_my_drop_database(const struct dunlin_host *host, const struct dunlin_open *how,
				  dunlin_error *err)
{
	return run(host, how, "DROP DATABASE", "", true, err);
}
