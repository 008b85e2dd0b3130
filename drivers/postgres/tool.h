/*
 * postgres/tool - finds PostgreSQL's own client programs, and runs them.
 *
 * A dump is for servers of its own version and later, and refuses newer servers; so the program of
 * the server's major version is taken, else that of the nearest later one.
 */
#ifndef DN_POSTGRES_TOOL_H
#define DN_POSTGRES_TOOL_H

#include "conn.h"

struct dn_pg_tool {
	dunlin_conn *conn;                /* to the server that it is for; lent */
	const struct dunlin_backup *what; /* lent */
	const char *name;                 /* "pg_dump"; lent */
	char *path;                       /* owned, and so all below */
	char *version;                    /* "15.18" */
	char **env; /* ends with NULL; the password is in it and nowhere else */
};

/* EUNSUPPORTED, with what there is and what to install, when none will do; undone by
 * dn_pg_tool_clear(), on failure as well. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_tool_find(struct dn_pg_tool *out, dunlin_conn *conn,
						const struct dunlin_backup *what, const char *name,
						dunlin_error *err);
void dn_pg_tool_clear(struct dn_pg_tool *tool);

/* Of a tool, as a payload: not 0 when somebody wants to give up. */
int32_t dn_pg_tool_stopped(void *payload);

/* Runs it on `database` of that server; `arguments` ends with NULL, and needs no name and no
 * connection.  What it says becomes the message, and progress if it goes on for long. */
DUNLIN_MUST_CHECK dunlin_status dn_pg_tool_run(struct dn_pg_tool *tool, const char *database,
					       const char *const *arguments, dunlin_error *err);
/* "15.18" of "pg_dump (PostgreSQL) 15.18 (Debian 15.18-1)", its bytes in *len and its major number;
 * NULL when it is no such line. */
const char *dn_pg_tool_version(const char *line, size_t *len, int *major);

#endif
