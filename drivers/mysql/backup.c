/* mysql/backup - dumps the database with mariadb-dump or mysqldump. */
#include "backup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fault.h"
#include "common/newfile.h"
#include "run.h"
#include "tool.h"

/* One value; the question ends where the name goes. */
static dunlin_status ask(dunlin_conn *conn, const char *question, const char *database, char **out,
			 dunlin_error *err)
{
	char *literal = dn_my_literal(conn, database, strlen(database)), *sql = NULL;
	dunlin_status status;

	if (literal == NULL || asprintf(&sql, "%s%s", question, literal) < 0)
		sql = NULL;
	dn_my_begin(conn);
	status = sql == NULL ? dn_fault_nomem(conn->host, err)
			     : dn_my_ask(conn, sql, dn_my_keep_value, out, err);
	dn_my_end(conn);
	free(sql);
	free(literal);
	return status;
}

/* *versioned: tables keep the rows that were, and the program must be told to dump them. */
static dunlin_status look(dunlin_conn *conn, const char *database, bool *versioned,
			  dunlin_error *err)
{
	char *there = NULL, *tables = NULL;
	dunlin_status status =
		ask(conn, "SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ",
		    database, &there, err);

	if (status == DUNLIN_OK && (there == NULL || strcmp(there, "0") == 0))
		status = dn_fault_fail(conn->host, err, DUNLIN_EMISSING,
				       "database \"%s\" does not exist", database);
	if (status == DUNLIN_OK)
		status = ask(conn,
			     "SELECT COUNT(*) FROM information_schema.TABLES "
			     "WHERE TABLE_TYPE = 'SYSTEM VERSIONED' AND TABLE_SCHEMA = ",
			     database, &tables, err);
	*versioned = tables != NULL && strcmp(tables, "0") != 0;
	free(there);
	free(tables);
	return status;
}

/* --comments, which is on by itself, stands for nothing. */
static dunlin_status dump(struct dn_my_tool *tool, const char *path, const char *database,
			  bool versioned, dunlin_error *err)
{
	const char *arguments[] = { NULL, /* the file */
				    "--verbose",
				    "--single-transaction",
				    "--quick",
				    "--skip-lock-tables",
				    "--skip-add-locks",
				    "--no-tablespaces",
				    "--skip-dump-date",
				    "--hex-blob",
				    "--routines",
				    "--triggers",
				    "--events",
				    versioned ? "--dump-history" : "--comments",
				    "--",
				    database,
				    NULL };
	dunlin_status status;
	char *file = NULL;

	if (asprintf(&file, "--result-file=%s", path) < 0)
		return dn_fault_nomem(tool->host, err);
	arguments[0] = file;
	status = dn_my_tool_run(tool, arguments, NULL, -1, err);
	free(file);
	return status;
}

dunlin_status dn_my_backup(dunlin_conn *conn, const struct dunlin_backup *what, dunlin_error *err)
{
	const char *database = conn->schema != NULL ? conn->schema : conn->params.database;
	struct dn_newfile file = { 0 };
	struct dn_my_tool tool = { .host = conn->host,
				   .params = &conn->params,
				   .what = what,
				   .on_progress = conn->on_progress,
				   .payload = conn->payload,
				   .options = -1 };
	bool versioned = false;
	dunlin_status status =
		dn_fault_check_flags(conn->host, what->flags, DUNLIN_BACKUP_REPLACE, err);

	if (status == DUNLIN_OK)
		status = look(conn, database, &versioned, err);
	if (status == DUNLIN_OK)
		status = dn_my_tool_find(&tool, DN_MY_DUMP, conn->is_mariadb, err);
	if (status == DUNLIN_OK)
		status = dn_newfile_begin(&file, conn->host, what->file, 0600, err);
	if (status == DUNLIN_OK)
		status = dump(&tool, file.part, database, versioned, err);
	if (status == DUNLIN_OK)
		status = dn_newfile_keep(&file, conn->host, err);
	dn_newfile_drop(&file);
	dn_my_tool_clear(&tool);
	return status;
}
