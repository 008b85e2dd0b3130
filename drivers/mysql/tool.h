/*
 * mysql/tool - runs the client programs of MariaDB and MySQL.
 *
 * How they connect, the password included, is in an option file that exists in memory alone and is
 * handed over open: nobody sees it in a list of processes, an environment or a folder.  No other option
 * file is read.
 */
#ifndef DN_MYSQL_TOOL_H
#define DN_MYSQL_TOOL_H

#include <stdbool.h>

#include <dunlin/driver.h>

#include "params.h"

enum dn_my_tool_kind { DN_MY_DUMP, DN_MY_CLIENT };

struct dn_my_tool {
	const struct dunlin_host *host;    /* lent, and so the next two */
	const struct dn_my_params *params; /* of the server */
	const struct dunlin_backup *what;
	dunlin_progress_fn on_progress; /* may be NULL */
	void *payload;
	bool deaf;        /* it is not to be stopped half way */
	const char *name; /* "mariadb-dump" */
	char *path;       /* owned, and so all below */
	char **env;       /* ends with NULL */
	int options;      /* the option file; -1: none */
};

/* Of a tool whose first members are set.  EUNSUPPORTED, with what to install, when there is none; undone
 * by dn_my_tool_clear(), on failure as well. */
DUNLIN_MUST_CHECK dunlin_status dn_my_tool_find(struct dn_my_tool *tool, enum dn_my_tool_kind kind,
						bool is_mariadb, dunlin_error *err);
void dn_my_tool_clear(struct dn_my_tool *tool);

/* Whether somebody wants to give up. */
bool dn_my_tool_stopped(const struct dn_my_tool *tool);

/* Runs it.  `arguments` ends with NULL, and needs no name and no connection; `input` is a file that it
 * reads, or NULL; `extra`, a descriptor that it finds as /dev/fd/4, or -1.  What it says becomes the
 * message. */
DUNLIN_MUST_CHECK dunlin_status dn_my_tool_run(struct dn_my_tool *tool,
					       const char *const *arguments, const char *input,
					       int extra, dunlin_error *err);

/* A file in memory, for nobody else, high enough to be handed on; -1, with errno. */
int dn_my_tool_memory(const char *name);

#endif
