/* mysql/job - a restore while it is done. */
#include "job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "database.h"
#include "run.h"

enum { GONE_TRIES = 20 }; /* of 0.1 s: a session that was closed just now still ends */

static dunlin_status hand_over(struct dn_my_job *job, dunlin_row_fn on_row, void *payload,
			       dunlin_error *err)
{
	MYSQL_RES *result = mysql_store_result(job->my);
	dunlin_status status = DUNLIN_OK;
	MYSQL_ROW row;

	if (result == NULL)
		return mysql_errno(job->my) == 0 ? DUNLIN_OK
						 : dn_my_database_fail(job->my, job->host, err);
	while (status == DUNLIN_OK && on_row != NULL && (row = mysql_fetch_row(result)) != NULL)
		status = on_row(payload, mysql_num_fields(result), (const char *const *)row);
	mysql_free_result(result);
	return status == DUNLIN_ENOMEM ? dn_fault_nomem(job->host, err) : status;
}

dunlin_status dn_my_job_ask(struct dn_my_job *job, struct dn_text *sql, dunlin_row_fn on_row,
			    void *payload, dunlin_error *err)
{
	char *text = dn_text_take(sql);
	dunlin_status status;

	if (text == NULL)
		return dn_fault_nomem(job->host, err);
	status = mysql_real_query(job->my, text, strlen(text)) != 0
			 ? dn_my_database_fail(job->my, job->host, err)
			 : hand_over(job, on_row, payload, err);
	free(text);
	return status;
}

dunlin_status dn_my_job_run(struct dn_my_job *job, struct dn_text *sql, dunlin_error *err)
{
	return dn_my_job_ask(job, sql, NULL, NULL, err);
}

void dn_my_job_name(struct dn_text *sql, const char *name)
{
	char *quoted = dn_my_name(name);

	if (quoted == NULL)
		sql->failed = true;
	else
		dn_text_add(sql, "%s", quoted);
	free(quoted);
}

void dn_my_job_literal(const struct dn_my_job *job, struct dn_text *sql, const char *text)
{
	const size_t len = strlen(text);
	char *out = malloc(2 * len + 1);

	if (out == NULL) {
		sql->failed = true;
		return;
	}
	(void)mysql_real_escape_string(job->my, out, text, len);
	dn_text_add(sql, "'%s'", out);
	free(out);
}

dunlin_status dn_my_job_create(struct dn_my_job *job, const char *name, dunlin_error *err)
{
	struct dn_text sql = { 0 };

	dn_text_add(&sql, "CREATE DATABASE ");
	dn_my_job_name(&sql, name);
	dn_text_add(&sql, "%s", job->tail == NULL ? " CHARACTER SET utf8mb4" : job->tail);
	return dn_my_job_run(job, &sql, err);
}

dunlin_status dn_my_job_drop(struct dn_my_job *job, const char *name, dunlin_error *err)
{
	struct dn_text sql = { 0 };

	dn_text_add(&sql, "DROP DATABASE IF EXISTS ");
	dn_my_job_name(&sql, name);
	return dn_my_job_run(job, &sql, err);
}

dunlin_status dn_my_job_unused(struct dn_my_job *job)
{
	struct dn_text sql = { 0 };
	dunlin_status status;
	int tries;

	for (tries = 0; tries < GONE_TRIES; tries++) {
		status = dn_my_database_unused(job->my, job->host, job->database, job->err);
		if (status != DUNLIN_EBUSY)
			return status;
		dn_text_add(&sql, "DO SLEEP(0.1)");
		status = dn_my_job_run(job, &sql, job->err);
		if (status != DUNLIN_OK)
			return status;
	}
	return dn_my_database_unused(job->my, job->host, job->database, job->err);
}

dunlin_status dn_my_job_fill(struct dn_my_job *job, const char *name, const char *file,
			     dunlin_error *err)
{
	const char *arguments[] = { "--batch", "--binary-mode", NULL, NULL };
	dunlin_status status;
	char *database = NULL;

	if (asprintf(&database, "--database=%s", name) < 0)
		return dn_fault_nomem(job->host, err);
	arguments[2] = database;
	status = dn_my_tool_run(&job->client, arguments, file, -1, err);
	free(database);
	return status;
}
