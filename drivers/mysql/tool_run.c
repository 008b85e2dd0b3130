/* mysql/tool_run - runs a client program, and says what it said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/child.h"
#include "common/ear.h"
#include "error.h"
#include "tool.h"

/* "mariadb-dump: Got error: 1045: …", with --verbose "-- Retrieving …"; "ERROR 1064 (42000) at line 7: …",
 * before which the client prints the statement, with whatever data are in it.  What is neither is the
 * loader's or a wrapper's word. */
static void hear(void *payload, const char *line)
{
	struct dn_ear *ear = payload;

	if (dn_ear_skip(&line, "-- "))
		dn_ear_tell(ear, line);
	else if (dn_ear_skip(&line, "Warning") || strstr(line, "[Warning]") != NULL)
		return;
	else if ((dn_ear_skip(&line, ear->name) && dn_ear_skip(&line, ": ")) ||
		 strncmp(line, "ERROR ", 6) == 0)
		dn_ear_keep_error(ear, line);
	else
		dn_ear_keep_more(ear, line);
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

static dunlin_status fail(const struct dn_ear *ear, int ended, dunlin_error *err)
{
	const char *message = ear->message.len == 0 ? "" : ear->message.data;
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_ESQL);
	fault.status = classify(message, &fault.sqlstate);
	fault.native_code = (int32_t)number_of(message);
	return dn_ear_fail(ear, ended, &fault, err);
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
	struct dn_ear ear = { .host = tool->host,
			      .name = tool->name,
			      .secret = tool->params->password,
			      .on_progress = tool->on_progress,
			      .payload = tool->payload };
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
	dn_ear_begin(&ear);
	number = dn_child_run(&child);
	if (number != 0)
		status = dn_fault_fail(tool->host, err, DUNLIN_ESQL, "%s cannot be run: %s",
				       tool->path, strerror(number));
	else if (child.ended_it)
		status = dn_fault_fail(tool->host, err, DUNLIN_ECANCELED, "canceled");
	else if (child.status != 0)
		status = fail(&ear, child.status, err);
	dn_ear_clear(&ear);
	free(argv);
	return status;
}
