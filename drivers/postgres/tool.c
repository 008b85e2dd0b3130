/* postgres/tool - finds PostgreSQL's own client programs. */
#include "tool.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/child.h"
#include "common/text.h"

/* --- its environment ----------------------------------------------------------- */

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Ours goes on to the program as it is, but for what would change where it connects to, or the
 * language of its words. */
static bool passes_on(const char *variable)
{
	return !starts(variable, "PG") && !starts(variable, "LC_") && !starts(variable, "LANG");
}

static bool add(char **env, size_t *n, const char *name, const char *value)
{
	if (asprintf(&env[*n], "%s%s", name, value) < 0)
		env[*n] = NULL;
	return env[*n] != NULL && ++*n > 0;
}

/* With a host Debian's wrapper, which may be what is found, does not choose a cluster by itself. */
static char **make_env(const PGconn *pg)
{
	const char *password = PQpass(pg), *host = PQhost(pg);
	size_t n = 0, room = 4, i;
	char **env;
	bool ok;

	for (i = 0; environ != NULL && environ[i] != NULL; i++)
		room++;
	env = calloc(room, sizeof(*env));
	if (env == NULL)
		return NULL;
	ok = add(env, &n, "LC_ALL=", "C");
	if (ok && host != NULL)
		ok = add(env, &n, "PGHOST=", host);
	if (ok && password != NULL && password[0] != '\0')
		ok = add(env, &n, "PGPASSWORD=", password);
	for (i = 0; ok && n + 1 < room && environ != NULL && environ[i] != NULL; i++)
		if (passes_on(environ[i]))
			ok = add(env, &n, environ[i], "");
	if (ok)
		return env;
	for (i = 0; i < n; i++)
		free(env[i]);
	free(env);
	return NULL;
}

/* --- what there is --------------------------------------------------------------- */

const char *dn_pg_tool_version(const char *line, size_t *len, int *major)
{
	static const char mark[] = "(PostgreSQL) ";
	const char *at = strstr(line, mark);
	char *end;
	long number;

	if (at == NULL)
		return NULL;
	at += sizeof(mark) - 1;
	number = strtol(at, &end, 10);
	if (end == at || number <= 0 || number > 10000)
		return NULL;
	*major = (int)number;
	*len = strcspn(at, " \t(");
	return at;
}

/* The search for one program. */
struct search {
	struct dn_pg_tool *out;
	int wanted; /* major version of the server */
	int best;   /* of what out->path is; 0: there is none */
	int asked;  /* what the program under question says; 0: nothing */
	char *says; /* "15.18"; owned */
	struct dn_text found;
	struct {
		dev_t device;
		ino_t inode;
	} * seen; /* /bin may be /usr/bin */
	size_t n_seen;
	bool nomem;
};

static void take_version(void *payload, const char *line)
{
	struct search *search = payload;
	size_t len;
	int major;
	const char *version = dn_pg_tool_version(line, &len, &major);

	if (version == NULL || search->asked != 0)
		return;
	search->says = strndup(version, len);
	search->nomem = search->says == NULL;
	search->asked = major;
}

int32_t dn_pg_tool_stopped(void *payload)
{
	const struct dunlin_backup *what = ((const struct dn_pg_tool *)payload)->what;

	return DUNLIN_HAS(what, payload) && what->stopped != NULL ? what->stopped(what->payload)
								  : 0;
}

static bool is_new(struct search *search, const char *path)
{
	struct stat st;
	void *grown;
	size_t i;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || access(path, X_OK) != 0)
		return false;
	for (i = 0; i < search->n_seen; i++)
		if (search->seen[i].device == st.st_dev && search->seen[i].inode == st.st_ino)
			return false;
	grown = realloc(search->seen, (search->n_seen + 1) * sizeof(*search->seen));
	search->nomem = grown == NULL;
	if (grown == NULL)
		return false;
	search->seen = grown;
	search->seen[search->n_seen].device = st.st_dev;
	search->seen[search->n_seen++].inode = st.st_ino;
	return true;
}

static bool is_better(const struct search *search)
{
	if (search->asked < search->wanted)
		return false;
	return search->best == 0 || search->asked < search->best;
}

/* Asks one what version it is; takes path. */
static void look_at(struct search *search, char *path)
{
	char version[] = "--version";
	char *argv[] = { path, version, NULL };
	struct dn_child child = { .argv = argv,
				  .env = search->out->env,
				  .on_line = take_version,
				  .payload = search,
				  .stopped = dn_pg_tool_stopped,
				  .stop_payload = search->out };
	int number;

	search->asked = 0;
	number = dn_child_run(&child);
	dn_text_add(&search->found, "%s%s %s", search->found.len > 0 ? "; " : "", path,
		    search->says != NULL ? search->says
		    : number != 0        ? strerror(number)
					 : "does not tell its version");
	if (search->says != NULL && is_better(search)) {
		free(search->out->path);
		free(search->out->version);
		search->out->path = path;
		search->out->version = search->says;
		search->best = search->asked;
		search->says = NULL; /* both are the tool's now */
		path = NULL;
	}
	free(search->says);
	search->says = NULL;
	free(path);
}

/* A folder that is not absolute is another one wherever the program is started. */
static void look_in(struct search *search, const char *folder, size_t len)
{
	char *path;

	if (len == 0 || folder[0] != '/')
		return;
	if (asprintf(&path, "%.*s/%s", (int)len, folder, search->out->name) < 0) {
		search->nomem = true;
		return;
	}
	if (is_new(search, path))
		look_at(search, path);
	else
		free(path);
}

static dunlin_status fail_none(const struct search *search, const char *found, dunlin_error *err)
{
	const struct dn_pg_tool *tool = search->out;
	struct dunlin_fault fault;
	dunlin_status status;
	char *hint = NULL;

	dn_fault_init(&fault, DUNLIN_EUNSUPPORTED);
	if (asprintf(&hint,
		     "install postgresql-client-%d; it is looked for in the folders of PATH, "
		     "and /usr/lib/postgresql/%d/bin may be one of them",
		     search->wanted, search->wanted) < 0)
		hint = NULL;
	fault.hint = hint;
	status = dn_fault_send(tool->conn->host, err, &fault,
			       "there is no %s for PostgreSQL %d or later%s%s", tool->name,
			       search->wanted, found[0] == '\0' ? "" : ", but ", found);
	free(hint);
	return status;
}

dunlin_status dn_pg_tool_find(struct dn_pg_tool *out, dunlin_conn *conn,
			      const struct dunlin_backup *what, const char *name, dunlin_error *err)
{
	struct search search = { .out = out, .wanted = PQserverVersion(conn->pg) / 10000 };
	const char *at = what->tools == NULL ? "" : what->tools;
	dunlin_status status = DUNLIN_OK;
	char *found;
	size_t len;

	*out = (struct dn_pg_tool){ .conn = conn, .what = what, .name = name };
	out->env = make_env(conn->pg);
	search.nomem = out->env == NULL;
	for (; !search.nomem && search.best != search.wanted && *at != '\0' &&
	       dn_pg_tool_stopped(out) == 0;
	     at += len + (at[len] == ':')) {
		len = strcspn(at, ":");
		look_in(&search, at, len);
	}
	found = dn_text_take(&search.found);
	if (search.nomem || found == NULL)
		status = dn_fault_nomem(conn->host, err);
	else if (dn_pg_tool_stopped(out) != 0)
		status = dn_fault_fail(conn->host, err, DUNLIN_ECANCELED, "canceled");
	else if (out->path == NULL)
		status = fail_none(&search, found, err);
	free(found);
	free(search.seen);
	return status;
}

void dn_pg_tool_clear(struct dn_pg_tool *tool)
{
	size_t i;

	for (i = 0; tool->env != NULL && tool->env[i] != NULL; i++) {
		explicit_bzero(tool->env[i], strlen(tool->env[i]));
		free(tool->env[i]);
	}
	free(tool->env);
	free(tool->path);
	free(tool->version);
	memset(tool, 0, sizeof(*tool));
}
