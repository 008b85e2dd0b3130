/* mysql/tool_run - runs a client program, and says what it said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "common/child.h"
#include "common/fault.h"
#include "common/text.h"
#include "error.h"
#include "tool.h"

enum { TELL_AFTER_MS = 1000, MOST_KEPT = 16 * 1024 };

struct ear {
	struct dn_my_tool *tool;
	struct dn_text message; /* the first error */
	struct dn_text more;    /* whatever else it says, as long as there is none */
	int64_t told_ms;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void tell(struct ear *ear, const char *line)
{
	const struct dn_my_tool *tool = ear->tool;
	struct dunlin_progress progress = { .size = DUNLIN_PROGRESS_SIZE,
					    .kind = DUNLIN_PROGRESS_BUSY,
					    .stmt_index = -1,
					    .rows = -1,
					    .permille = -1 };
	struct dunlin_fault notice;
	struct dn_text text = { 0 };
	char *message;

	if (tool->on_progress == NULL || now_ms() - ear->told_ms < TELL_AFTER_MS)
		return;
	ear->told_ms = now_ms();
	dn_text_add(&text, "%s: %s", tool->name, line);
	message = dn_text_take(&text);
	dn_fault_init(&notice, DUNLIN_OK);
	notice.message = message;
	progress.notice = &notice;
	if (message != NULL)
		tool->on_progress(tool->payload, &progress);
	free(message);
}

/* Adds a line without the password, should the program have quoted what it connects with. */
static void keep(struct ear *ear, struct dn_text *text, const char *line)
{
	const char *secret = ear->tool->params->password, *at;
	const size_t len = secret == NULL ? 0 : strlen(secret);

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

/* "mariadb-dump: Got error: 1045: …", with --verbose "-- Retrieving …"; "ERROR 1064 (42000) at line 7: …",
 * before which the client prints the statement, with whatever data are in it.  What is neither is the
 * loader's or a wrapper's word. */
static void hear(void *payload, const char *line)
{
	struct ear *ear = payload;

	if (skip(&line, "-- "))
		tell(ear, line);
	else if (skip(&line, "Warning") || strstr(line, "[Warning]") != NULL)
		return;
	else if (skip(&line, ear->tool->name) && skip(&line, ": "))
		keep(ear, ear->message.len == 0 ? &ear->message : &ear->more, line);
	else if (strncmp(line, "ERROR ", 6) == 0)
		keep(ear, ear->message.len == 0 ? &ear->message : &ear->more, line);
	else
		keep(ear, &ear->more, line);
}

/* The number of an error in one of those lines; 0: there is none. */
static unsigned int number_of(const char *message)
{
	const char *at = strstr(message, "rror: ");
	unsigned int number = 0;

	if (sscanf(message, "ERROR %u", &number) == 1)
		return number;
	return at != NULL && sscanf(at + strlen("rror: "), "%u:", &number) == 1 ? number : 0;
}

static dunlin_status classify(const char *message, const char **sqlstate)
{
	const unsigned int number = number_of(message);

	if (number == 2002 || number == 2003 || number == 2005)
		return DUNLIN_ECONNECT;
	if (dn_my_error_is_lost(number))
		return DUNLIN_ECONNLOST;
	return dn_my_error_class(number, message, sqlstate);
}

static dunlin_status fail(struct ear *ear, int status, dunlin_error *err)
{
	char *message = dn_text_take(&ear->message), *more = dn_text_take(&ear->more);
	const struct dunlin_host *host = ear->tool->host;
	const char *name = ear->tool->name;
	struct dunlin_fault fault;

	if (message == NULL || more == NULL) {
		free(message);
		free(more);
		return dn_fault_nomem(host, err);
	}
	dn_fault_init(&fault, DUNLIN_ESQL);
	fault.status = classify(message, &fault.sqlstate);
	fault.native_code = (int32_t)number_of(message);
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

static int32_t stopped(void *payload)
{
	return dn_my_tool_stopped(payload);
}

dunlin_status dn_my_tool_run(struct dn_my_tool *tool, const char *const *arguments,
			     const char *input, int extra, dunlin_error *err)
{
	static char options[] = "--defaults-file=/dev/fd/3";
	const int fds[2] = { tool->options, extra };
	struct ear ear = { .tool = tool, .told_ms = now_ms() };
	struct dn_child child = { .env = tool->env,
				  .input = input,
				  .fds = fds,
				  .n_fds = extra < 0 ? 1 : 2,
				  .on_line = hear,
				  .payload = &ear,
				  .stopped = stopped,
				  .stop_payload = tool };
	dunlin_status status = DUNLIN_OK;
	char **argv;
	size_t n = 0;
	int number;

	while (arguments[n] != NULL)
		n++;
	argv = calloc(n + 3, sizeof(*argv));
	if (argv == NULL)
		return dn_fault_nomem(tool->host, err);
	argv[0] = tool->path;
	argv[1] = options;
	memcpy(&argv[2], arguments, n * sizeof(*argv)); /* exec() takes them as theirs */
	child.argv = argv;
	number = dn_child_run(&child);
	if (number != 0)
		status = dn_fault_fail(tool->host, err, DUNLIN_ESQL, "%s cannot be run: %s",
				       tool->path, strerror(number));
	else if (child.ended_it)
		status = dn_fault_fail(tool->host, err, DUNLIN_ECANCELED, "canceled");
	else if (child.status != 0)
		status = fail(&ear, child.status, err);
	free(dn_text_take(&ear.message));
	free(dn_text_take(&ear.more));
	free(argv);
	return status;
}
