/* mysql/tool - finds the client programs of MariaDB and MySQL, and says how they connect. */
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/child.h"
#include "common/fault.h"
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
	return !starts(variable, "MYSQL_") && !starts(variable, "MARIADB_") &&
	       !starts(variable, "LIBMYSQL_") && !starts(variable, "LC_") &&
	       !starts(variable, "LANG");
}

static char **make_env(void)
{
	size_t n = 0, i;
	char **env;

	while (environ != NULL && environ[n] != NULL)
		n++;
	env = calloc(n + 2, sizeof(*env));
	if (env == NULL)
		return NULL;
	n = 0;
	env[n] = strdup("LC_ALL=C");
	for (i = 0; env[n] != NULL && environ != NULL && environ[i] != NULL; i++)
		if (passes_on(environ[i]))
			env[++n] = strdup(environ[i]);
	if (env[n] != NULL)
		return env;
	while (n > 0)
		free(env[--n]);
	free(env);
	return NULL;
}

/* --- its option file ------------------------------------------------------------ */

int dn_my_tool_memory(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC), high;

	if (fd < 0)
		return -1;
	/* Who else may write to it would make the program pass over it. */
	high = fchmod(fd, 0600) == 0 ? fcntl(fd, F_DUPFD_CLOEXEC, DN_CHILD_LEAST_FD) : -1;
	close(fd);
	return high;
}

static void put(struct dn_text *text, const char *option, const char *value)
{
	if (value == NULL)
		return;
	dn_text_add(text, "%s=\"", option);
	for (; *value != '\0'; value++) {
		if (*value == '\n' || *value == '\r' || *value == '\t')
			dn_text_add(text, "\\%c",
				    *value == '\n'   ? 'n'
				    : *value == '\r' ? 'r'
						     : 't');
		else
			dn_text_add(text, *value == '"' || *value == '\\' ? "\\%c" : "%c", *value);
	}
	dn_text_add(text, "\"\n");
}

/* The two products call encryption by different names, and what is loose is passed over by one that
 * does not know it. */
static void put_tls(struct dn_text *text, const struct dn_my_params *params)
{
	static const char *const modes[] = { "PREFERRED", "REQUIRED", "VERIFY_IDENTITY" };

	dn_text_add(text, "loose-ssl-mode=%s\nloose-ssl-verify-server-cert=%d\n",
		    modes[params->tls], params->tls == DN_MY_TLS_VERIFIED);
	if (params->tls == DN_MY_TLS_OFF)
		return;
	dn_text_add(text, "loose-ssl=1\n");
	put(text, "ssl-ca", params->ssl_ca);
	put(text, "ssl-cert", params->ssl_cert);
	put(text, "ssl-key", params->ssl_key);
}

static void put_options(struct dn_text *text, const struct dn_my_params *params)
{
	dn_text_add(text, "[client]\n");
	put(text, "user", params->user);
	put(text, "password", params->password);
	put(text, "host", params->host);
	put(text, "socket", params->socket);
	if (params->port != 0)
		dn_text_add(text, "port=%u\n", params->port);
	/* As the driver has it: "localhost" is the socket, unless there is a port. */
	if (params->port != 0 && params->socket == NULL)
		dn_text_add(text, "protocol=tcp\n");
	put_tls(text, params);
	dn_text_add(text, "default-character-set=utf8mb4\nmax-allowed-packet=1G\n"
			  "[mysqldump]\nloose-set-gtid-purged=OFF\nloose-column-statistics=0\n"
			  "[mysql]\nloose-local-infile=0\n");
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	ssize_t n;

	for (; len > 0; bytes += n, len -= (size_t)n) {
		n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n <= 0)
			return false;
	}
	return true;
}

static bool make_options(struct dn_my_tool *tool)
{
	struct dn_text text = { 0 };
	bool ok;

	put_options(&text, tool->params);
	tool->options = text.failed ? -1 : dn_my_tool_memory("dunlin-options");
	ok = tool->options >= 0 && write_all(tool->options, text.data, text.len);
	if (text.data != NULL)
		explicit_bzero(text.data, text.len);
	free(text.data);
	return ok;
}

/* --- what there is --------------------------------------------------------------- */

/* That is a program; a folder that is not absolute is another one wherever this is started. */
static char *look_in(const char *folder, size_t len, const char *name, bool *nomem)
{
	struct stat st;
	char *path;

	if (len == 0 || folder[0] != '/')
		return NULL;
	if (asprintf(&path, "%.*s/%s", (int)len, folder, name) < 0) {
		*nomem = true;
		return NULL;
	}
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0)
		return path;
	free(path);
	return NULL;
}

static char *look_for(const char *folders, const char *name, bool *nomem)
{
	const char *at = folders == NULL ? "" : folders;
	char *path = NULL;
	size_t len;

	for (; path == NULL && *at != '\0'; at += len + (at[len] == ':')) {
		len = strcspn(at, ":");
		path = look_in(at, len, name, nomem);
	}
	return path;
}

dunlin_status dn_my_tool_find(struct dn_my_tool *tool, enum dn_my_tool_kind kind, bool is_mariadb,
			      dunlin_error *err)
{
	static const char *const names[][2] = {
		[DN_MY_DUMP] = { "mariadb-dump", "mysqldump" }, [DN_MY_CLIENT] = { "mariadb", "mysql" }
	};
	struct dunlin_fault fault;
	bool nomem = false;
	size_t i;

	tool->path = NULL;
	tool->options = -1;
	tool->env = make_env();
	if (tool->env == NULL)
		return dn_fault_nomem(tool->host, err);
	if (!make_options(tool))
		return dn_fault_fail(tool->host, err, DUNLIN_ESQL, "no file in memory: %m");
	for (i = 0; i < 2 && tool->path == NULL && !nomem; i++) {
		tool->name = names[kind][is_mariadb ? i : 1 - i];
		tool->path = look_for(tool->what->tools, tool->name, &nomem);
	}
	if (nomem)
		return dn_fault_nomem(tool->host, err);
	if (tool->path != NULL)
		return DUNLIN_OK;
	dn_fault_init(&fault, DUNLIN_EUNSUPPORTED);
	fault.hint = is_mariadb ? "install mariadb-client; it is looked for in the folders of PATH"
				: "install mysql-client; it is looked for in the folders of PATH";
	return dn_fault_send(tool->host, err, &fault, "there is no %s, and no %s",
			     names[kind][is_mariadb ? 0 : 1], names[kind][is_mariadb ? 1 : 0]);
}

bool dn_my_tool_stopped(const struct dn_my_tool *tool)
{
	const struct dunlin_backup *what = tool->what;

	return !tool->deaf && DUNLIN_HAS(what, payload) && what->stopped != NULL &&
	       what->stopped(what->payload) != 0;
}

void dn_my_tool_clear(struct dn_my_tool *tool)
{
	size_t i;

	for (i = 0; tool->env != NULL && tool->env[i] != NULL; i++)
		free(tool->env[i]);
	free(tool->env);
	free(tool->path);
	/* Never opened: its first member is not set either. */
	if (tool->host != NULL && tool->options >= 0)
		close(tool->options);
	memset(tool, 0, sizeof(*tool));
}
