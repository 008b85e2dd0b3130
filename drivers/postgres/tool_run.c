/* postgres/tool_run - runs one of PostgreSQL's client programs, and says what it said. */
#include <stdlib.h>
#include <string.h>

#include "common/child.h"
#include "common/ear.h"
#include "common/text.h"
#include "params.h"
#include "tool.h"

/* --- where it connects to ---------------------------------------------------------- */

/* What is said in another way, or nothing to a program that comes once. */
static bool is_left_out(const char *keyword)
{
	static const char *const words[] = {
		"password",
		"sslpassword",
		"passfile",
		"service",
		"servicefile",
		"client_encoding",
		"dbname",
		"host",
		"hostaddr",
		"port",
		"user",
		"fallback_application_name",
		"replication",
		"target_session_attrs",
		"load_balance_hosts",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(keyword, words[i]) == 0)
			return true;
	return false;
}

static void put(struct dn_text *text, const char *keyword, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	dn_text_add(text, "%s%s='", text->len > 0 ? " " : "", keyword);
	for (; *value != '\0'; value++)
		dn_text_add(text, *value == '\'' || *value == '\\' ? "\\%c" : "%c", *value);
	dn_text_add(text, "'");
}

/*
 * All that the connection was made with, from whatever place libpq had it: of several servers the
 * one that answered.  A keyword that has its default is left out: the program's libpq may be an
 * older one that does not know it.
 */
static void put_connection(struct dn_text *text, PGconn *pg, const PQconninfoOption *options,
			   const char *database)
{
	put(text, "host", PQhost(pg));
	put(text, "hostaddr", PQhostaddr(pg));
	put(text, "port", PQport(pg));
	put(text, "user", PQuser(pg));
	put(text, "dbname", database);
	for (; options->keyword != NULL; options++)
		if (!is_left_out(options->keyword) && options->val != NULL &&
		    (options->compiled == NULL || strcmp(options->val, options->compiled) != 0))
			put(text, options->keyword, options->val);
}

static dunlin_status make_connection(char **out, struct dn_pg_tool *tool, const char *database,
				     dunlin_error *err)
{
	PQconninfoOption *options = PQconninfo(tool->conn->pg);
	struct dn_text text = { 0 };
	const char *secret;

	*out = NULL;
	if (options == NULL)
		return dn_fault_nomem(tool->conn->host, err);
	secret = dn_pg_option(options, "sslpassword");
	if (secret != NULL && secret[0] != '\0') {
		PQconninfoFree(options);
		return dn_fault_fail(tool->conn->host, err, DUNLIN_EUNSUPPORTED,
				     "sslpassword cannot be handed to %s where nobody sees it: use "
				     "a key without one",
				     tool->name);
	}
	dn_text_add(&text, "--dbname=");
	put_connection(&text, tool->conn->pg, options, database);
	PQconninfoFree(options);
	*out = dn_text_take(&text);
	return *out == NULL ? dn_fault_nomem(tool->conn->host, err) : DUNLIN_OK;
}

/* --- what it says -------------------------------------------------------------------- */

/* "pg_dump: error: …", "pg_dump: detail: …", and with --verbose "pg_dump: dumping …".  A line that
 * does not begin so goes on with the one before, or is the loader's or a wrapper's word. */
static void hear(void *payload, const char *line)
{
	struct dn_ear *ear = payload;
	bool own = dn_ear_skip(&line, ear->name) && dn_ear_skip(&line, ": ");

	if (own && dn_ear_skip(&line, "error: "))
		dn_ear_keep_error(ear, line);
	else if (!own || dn_ear_skip(&line, "detail: ") || dn_ear_skip(&line, "hint: "))
		dn_ear_keep_more(ear, line);
	else if (!dn_ear_skip(&line, "warning: "))
		dn_ear_tell(ear, line);
}

/* Of what it says, what a caller must know; its words are those of the C locale, the server's may be
 * of any. */
static dunlin_status classify(const char *message)
{
	if (strstr(message, "connection to server") != NULL ||
	    strstr(message, "could not translate host name") != NULL)
		return DUNLIN_ECONNECT;
	if (strstr(message, "permission denied") != NULL ||
	    strstr(message, "must be owner of") != NULL)
		return DUNLIN_EPERM;
	if (strstr(message, "lock timeout") != NULL)
		return DUNLIN_ELOCKTIMEOUT;
	return DUNLIN_ESQL;
}

static dunlin_status fail(const struct dn_ear *ear, int ended, dunlin_error *err)
{
	struct dunlin_fault fault;

	dn_fault_init(&fault, classify(ear->message.len == 0 ? "" : ear->message.data));
	if (ear->message.len > 0 && ear->more.len > 0)
		fault.detail = ear->more.data;
	return dn_ear_fail(ear, ended, &fault, err);
}

dunlin_status dn_pg_tool_run(struct dn_pg_tool *tool, const char *database,
			     const char *const *arguments, dunlin_error *err)
{
	static char no_password[] = "--no-password", verbose[] = "--verbose";
	struct dn_ear ear = { .host = tool->conn->host,
			      .name = tool->name,
			      .secret = PQpass(tool->conn->pg),
			      .on_progress = tool->conn->on_progress,
			      .payload = tool->conn->payload };
	struct dn_child child = { .env = tool->env,
				  .on_line = hear,
				  .payload = &ear,
				  .stopped = dn_pg_tool_stopped,
				  .stop_payload = tool };
	dunlin_status status;
	char *connection = NULL, **argv = NULL;
	size_t n = 0, i;
	int number;

	while (arguments[n] != NULL)
		n++;
	status = make_connection(&connection, tool, database, err);
	if (status != DUNLIN_OK)
		return status;
	argv = calloc(n + 5, sizeof(*argv));
	if (argv == NULL) {
		free(connection);
		return dn_fault_nomem(tool->conn->host, err);
	}
	argv[0] = tool->path;
	argv[1] = no_password;
	argv[2] = verbose;
	argv[3] = connection;
	for (i = 0; i < n; i++)
		memcpy(&argv[4 + i], &arguments[i],
		       sizeof(argv[0])); /* exec() takes them as theirs */
	child.argv = argv;
	dn_ear_begin(&ear);
	number = dn_child_run(&child);
	if (number != 0)
		status = dn_fault_fail(tool->conn->host, err, DUNLIN_ESQL, "%s cannot be run: %s",
				       tool->path, strerror(number));
	else if (child.ended_it)
		status = dn_fault_fail(tool->conn->host, err, DUNLIN_ECANCELED, "canceled");
	else if (child.status != 0)
		status = fail(&ear, child.status, err);
	dn_ear_clear(&ear);
	free(connection);
	free(argv);
	return status;
}
