/* postgres/backup - dumps the database with pg_dump. */
#include "backup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/newfile.h"
#include "step.h"
#include "tool.h"
#include "wait.h"

/* It waits for locks in nobody's way but of those who want the table for themselves: longer than a
 * statement of a migration may, and not for ever. */
#define LOCK_WAIT "--lock-wait-timeout=60000"

static dunlin_status keep_role(void *payload, size_t n, const char *const *values)
{
	char **role = payload;

	if (n == 1 && values[0] != NULL && *role == NULL)
		*role = strdup(values[0]);
	return DUNLIN_OK;
}

/* The user's session statements may have changed the role: the dump has its rights.  *out, "--role=…",
 * is NULL when they have not; the caller frees it. */
static dunlin_status role_of(char **out, dunlin_conn *conn, dunlin_error *err)
{
	char *role = NULL;
	dunlin_status status;

	*out = NULL;
	dn_pg_begin(conn);
	status = dn_pg_step_own(conn, "SELECT current_user WHERE current_user <> session_user",
				keep_role, &role, err);
	dn_pg_end(conn);
	if (status == DUNLIN_OK && role != NULL && asprintf(out, "--role=%s", role) < 0) {
		*out = NULL;
		status = dn_fault_nomem(conn->host, err);
	}
	free(role);
	return status;
}

static dunlin_status dump(dunlin_conn *conn, struct dn_pg_tool *tool, const char *path,
			  dunlin_error *err)
{
	char *role = NULL, *file = NULL;
	dunlin_status status = role_of(&role, conn, err);

	if (status == DUNLIN_OK && asprintf(&file, "--file=%s", path) < 0) {
		file = NULL;
		status = dn_fault_nomem(conn->host, err);
	}
	if (status == DUNLIN_OK) {
		const char *const arguments[] = { "--format=custom", LOCK_WAIT, file, role, NULL };

		status = dn_pg_tool_run(tool, PQdb(conn->pg), arguments, err);
	}
	free(file);
	free(role);
	return status;
}

dunlin_status dn_pg_backup(dunlin_conn *conn, const struct dunlin_backup *what, dunlin_error *err)
{
	struct dn_newfile file = { 0 };
	struct dn_pg_tool tool = { 0 };
	struct dunlin_fault fault;
	dunlin_status status =
		dn_fault_check_flags(conn->host, what->flags, DUNLIN_BACKUP_REPLACE, err);

	if (status != DUNLIN_OK)
		return status;
	if (conn->facts.pooled) {
		dn_fault_init(&fault, DUNLIN_EUNSUPPORTED);
		fault.hint = "give Dunlin a URL that leads to the server itself";
		return dn_fault_send(conn->host, err, &fault,
				     "pg_dump does not work through a transaction pooler: it needs "
				     "a session of its own");
	}
	status = dn_pg_tool_find(&tool, conn, what, "pg_dump", err);
	if (status == DUNLIN_OK)
		status = dn_newfile_begin(&file, conn->host, what->file, 0600, err);
	if (status == DUNLIN_OK)
		status = dump(conn, &tool, file.part, err);
	if (status == DUNLIN_OK)
		status = dn_newfile_keep(&file, conn->host, err);
	dn_newfile_drop(&file);
	dn_pg_tool_clear(&tool);
	return status;
}
