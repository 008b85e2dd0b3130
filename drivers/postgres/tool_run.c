/* postgres/tool_run - runs one of PostgreSQL's client programs, and says what it said. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "common/child.h"
#include "common/text.h"
#include "params.h"
#include "tool.h"
#include "wait.h"

enum { TELL_AFTER_MS = 1000, MOST_KEPT = 64 * 1024 };

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

struct ear {
	struct dn_pg_tool *tool;
	struct dn_text message; /* the first error */
	struct dn_text more;    /* what it says to that */
	bool keeping;           /* the last line was of an error: the next may go on with it */
	int64_t told_ms;
};

static void tell(struct ear *ear, const char *line)
{
	const dunlin_conn *conn = ear->tool->conn;
	struct dunlin_progress progress = { .size = DUNLIN_PROGRESS_SIZE,
					    .kind = DUNLIN_PROGRESS_BUSY,
					    .stmt_index = -1,
					    .rows = -1,
					    .permille = -1 };
	struct dunlin_fault notice;
	struct dn_text text = { 0 };
	char *message;

	if (conn->on_progress == NULL || dn_pg_now_ms() - ear->told_ms < TELL_AFTER_MS)
		return;
	ear->told_ms = dn_pg_now_ms();
	dn_text_add(&text, "%s: %s", ear->tool->name, line);
	message = dn_text_take(&text);
	dn_fault_init(&notice, DUNLIN_OK);
	notice.message = message;
	progress.notice = &notice;
	if (message != NULL)
		conn->on_progress(conn->payload, &progress);
	free(message);
}

/* Adds a line without the password, should the program have quoted what it connects with. */
static void keep(struct ear *ear, struct dn_text *text, const char *line)
{
	const char *secret = PQpass(ear->tool->conn->pg);
	const size_t len = secret == NULL ? 0 : strlen(secret);
	const char *at;

	if (text->len > MOST_KEPT)
		return;
	if (text->len > 0)
		dn_text_add(text, "; ");
	while (len > 0 && (at = strstr(line, secret)) != NULL) {
		dn_text_add(text, "%.*s***", (int)(at - line), line);
		line = at + len;
	}
	dn_text_add(text, "%s", line);
}

static bool skip(const char **line, const char *word)
{
	const size_t len = strlen(word);

	if (strncmp(*line, word, len) != 0)
		return false;
	*line += len;
	return true;
}

/* "pg_dump: error: …", "pg_dump: detail: …", and with --verbose "pg_dump: dumping …".  A line that
 * does not begin so goes on with the one before, or is the loader's or a wrapper's word. */
static void hear(void *payload, const char *line)
{
	struct ear *ear = payload;
	bool own = skip(&line, ear->tool->name) && skip(&line, ": ");

	if (own && skip(&line, "error: ")) {
		keep(ear, ear->message.len == 0 ? &ear->message : &ear->more, line);
		ear->keeping = true;
	} else if (own && (skip(&line, "detail: ") || skip(&line, "hint: "))) {
		keep(ear, &ear->more, line);
	} else if (own) {
		ear->keeping = false;
		if (!skip(&line, "warning: "))
			tell(ear, line);
	} else {
		keep(ear, &ear->more, line);
	}
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

static dunlin_status fail(struct ear *ear, int status, dunlin_error *err)
{
	char *message = dn_text_take(&ear->message), *more = dn_text_take(&ear->more);
	const struct dunlin_host *host = ear->tool->conn->host;
	const char *name = ear->tool->name;
	struct dunlin_fault fault;

	if (message == NULL || more == NULL) {
		free(message);
		free(more);
		return dn_fault_nomem(host, err);
	}
	dn_fault_init(&fault, classify(message));
	if (message[0] != '\0')
		fault.detail = more[0] == '\0' ? NULL : more;
	if (status == -1)
		(void)dn_fault_send(host, err, &fault,
				    "%s was run, and nobody heard how it ended: this program waits "
				    "for its children by itself",
				    name);
	else if (WIFSIGNALED(status))
		(void)dn_fault_send(host, err, &fault, "%s was ended by signal %d", name,
				    WTERMSIG(status));
	else if (message[0] == '\0' && more[0] == '\0')
		(void)dn_fault_send(host, err, &fault, "%s ended with status %d and said nothing",
				    name, WEXITSTATUS(status));
	else
		(void)dn_fault_send(host, err, &fault, "%s: %s", name,
				    message[0] == '\0' ? more : message);
	free(message);
	free(more);
	return fault.status;
}

dunlin_status dn_pg_tool_run(struct dn_pg_tool *tool, const char *database,
			     const char *const *arguments, dunlin_error *err)
{
	static char no_password[] = "--no-password", verbose[] = "--verbose";
	struct ear ear = { .tool = tool, .told_ms = dn_pg_now_ms() };
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
	number = dn_child_run(&child);
	if (number != 0)
		status = dn_fault_fail(tool->conn->host, err, DUNLIN_ESQL, "%s cannot be run: %s",
				       tool->path, strerror(number));
	else if (child.ended_it)
		status = dn_fault_fail(tool->conn->host, err, DUNLIN_ECANCELED, "canceled");
	else if (child.status != 0)
		status = fail(&ear, child.status, err);
	free(dn_text_take(&ear.message));
	free(dn_text_take(&ear.more));
	free(connection);
	free(argv);
	return status;
}
