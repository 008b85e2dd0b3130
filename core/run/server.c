/* run/server - a server of its own for the databases of tests, that ends with this process. */
#include "run/server.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/path.h"
#include "base/str.h"
#include "base/tree.h"

enum {
	LOOK_MS = 50, /* between two questions whether to give up */
	ASK_MS = 2,   /* between two whether it answers */
	MOST_SAID = 2000,
};
#define MAKING "the program that makes the data of the server"
#define RUNNING "the server"

struct dn_server {
	const struct dn_server_options *options; /* while it is started */
	const struct dunlin_driver *driver;
	int64_t until_us;
	char *folder, *data, *log; /* owned */
	char *url;                 /* owned */
	dunlin_served *served;     /* NULL: the folder is ours to remove, and empty but for data */
};

/* --- what the driver says -------------------------------------------------------------- */

static dunlin_status keep_text(void *payload, size_t n, const char *const *values)
{
	char **text = payload;

	free(*text);
	*text = n > 0 && values[0] != NULL ? strdup(values[0]) : NULL;
	return *text == NULL ? DUNLIN_ENOMEM : DUNLIN_OK;
}

static dunlin_status add_field(void *payload, size_t n, const char *const *values)
{
	if (n > 0)
		dn_digest_add_field(payload, values[0]);
	return DUNLIN_OK;
}

static struct dunlin_server all_of(const struct dn_server *server)
{
	return (struct dunlin_server){ .size = DUNLIN_SERVER_SIZE,
				       .programs = server->options->programs,
				       .data = server->data,
				       .folder = server->folder,
				       .log = server->log };
}

static dunlin_status describe(const struct dn_server *server, uint32_t what, dunlin_row_fn on_row,
			      void *payload, dunlin_error *err)
{
	const struct dunlin_server how = all_of(server);
	dunlin_status status = server->driver->describe_server(server->options->host, what, &how,
							       on_row, payload, err);

	if (status == DUNLIN_ENOMEM)
		return dn_fail_nomem(err);
	return dn_fail_returned(err, status, server->driver->name);
}

static dunlin_status find_url(struct dn_server *server, dunlin_error *err)
{
	dunlin_status status = describe(server, DUNLIN_SERVER_URL, keep_text, &server->url, err);

	if (status == DUNLIN_OK && server->url == NULL)
		return dn_fail(err, DUNLIN_EPLUGIN, "the driver %s names no URL",
			       server->driver->name);
	return status;
}

/* From here on the driver has the folder. */
static dunlin_status take_over(struct dn_server *server, dunlin_error *err)
{
	const struct dunlin_server how = all_of(server);
	dunlin_status status =
		server->driver->open_server(&server->served, server->options->host, &how, err);

	status = dn_fail_returned(err, status, server->driver->name);
	if (status == DUNLIN_OK && server->served == NULL)
		return dn_fail(err, DUNLIN_EPLUGIN, "the driver %s opened nothing",
			       server->driver->name);
	return status;
}

static dunlin_status steer(const struct dn_server *server, uint32_t what, int64_t timeout_ms,
			   struct dunlin_server_end *end, dunlin_error *err)
{
	*end = (struct dunlin_server_end){ .size = DUNLIN_SERVER_END_SIZE };
	return dn_fail_returned(
		err, server->driver->steer_server(server->served, what, timeout_ms, end, err),
		server->driver->name);
}

/* --- its folder -------------------------------------------------------------------------- */

static dunlin_status make_folder(struct dn_server *server, dunlin_error *err)
{
	if (asprintf(&server->folder, "%s/dunlin-XXXXXX", server->options->folder) < 0) {
		server->folder = NULL;
		return dn_fail_nomem(err);
	}
	if (mkdtemp(server->folder) == NULL) {
		(void)dn_fail(err, DUNLIN_EUSAGE, "no folder can be made in %s: %s",
			      server->options->folder, strerror(errno));
		free(server->folder);
		server->folder = NULL;
		return DUNLIN_EUSAGE;
	}
	server->data = dn_path_join(server->folder, "data");
	server->log = dn_path_join(server->folder, "log");
	if (server->data == NULL || server->log == NULL)
		return dn_fail_nomem(err);
	if (mkdir(server->data, 0700) != 0)
		return dn_fail(err, DUNLIN_EUSAGE, "%s cannot be made: %s", server->data,
			       strerror(errno));
	return DUNLIN_OK;
}

/* --- how it goes ------------------------------------------------------------------------- */

/* The last lines of its log, as one. */
static void add_said(const struct dn_server *server, dunlin_error *err)
{
	struct dn_str said = DN_STR_INIT;
	const char *line;
	char *data = NULL;
	size_t len, n;

	if (err == NULL || dn_path_read(&data, &len, server->log, NULL) != DUNLIN_OK)
		return;
	line = len > MOST_SAID ? data + len - MOST_SAID : data;
	for (; *line != '\0'; line += n + (line[n] != '\0')) {
		n = strcspn(line, "\n");
		if (n > 0)
			dn_str_printf(&said, "%s%.*s", said.len > 0 ? "; " : "", (int)n, line);
	}
	if (said.len > 0)
		dn_error_set(err, &err->detail, dn_str_text(&said));
	dn_str_clear(&said);
	free(data);
}

static dunlin_status fail_end(const struct dn_server *server, const char *name,
			      const struct dunlin_server_end *end, dunlin_status status,
			      dunlin_error *err)
{
	if (end->number != 0)
		return dn_fail(err, DUNLIN_EUSAGE, "%s cannot be run: %s", name,
			       strerror(end->number));
	if (WIFSIGNALED(end->status))
		status = dn_fail(err, status, "%s was ended by signal %d", name,
				 WTERMSIG(end->status));
	else
		status = dn_fail(err, status, "%s ended with status %d", name,
				 WEXITSTATUS(end->status));
	add_said(server, err);
	return status;
}

static dunlin_status check_time(const struct dn_server *server, const char *name, dunlin_error *err)
{
	const struct dn_server_options *options = server->options;
	dunlin_status status;

	if (options->stopped != NULL && options->stopped(options->payload) != 0)
		return dn_fail(err, DUNLIN_ECANCELED, "canceled");
	if (dn_clock_us() < server->until_us)
		return DUNLIN_OK;
	status = dn_fail(err, DUNLIN_ECONNECT, "%s was not ready in time, which was %lld ms", name,
			 (long long)options->timeout_ms);
	add_said(server, err);
	return status;
}

/* --- its data ------------------------------------------------------------------------------ */

static dunlin_status make_data(struct dn_server *server, dunlin_error *err)
{
	struct dunlin_server_end end = { .ended = 0 };
	dunlin_status status = steer(server, DUNLIN_SERVER_MAKE, 0, &end, err);

	while (status == DUNLIN_OK && end.ended == 0) {
		status = steer(server, DUNLIN_SERVER_WAIT, LOOK_MS, &end, err);
		if (status == DUNLIN_OK && end.ended == 0)
			status = check_time(server, MAKING, err);
	}
	if (status == DUNLIN_OK && (end.number != 0 || end.status != 0))
		status = fail_end(server, MAKING, &end, DUNLIN_EUSAGE, err);
	return status;
}

static dunlin_status find_key(char key[DN_DIGEST_HEX + 1], struct dn_server *server,
			      dunlin_error *err)
{
	struct dn_digest digest;
	dunlin_status status;

	dn_digest_init(&digest);
	dn_digest_add_field(&digest, "dunlin server 1");
	dn_digest_add_field(&digest, server->driver->name);
	status = describe(server, DUNLIN_SERVER_FORM, add_field, &digest, err);
	dn_digest_hex(&digest, key);
	return status;
}

static dunlin_status keep_data(const struct dn_server *server, const char *key,
			       dunlin_error *unkept)
{
	void *bytes;
	uint64_t len;
	dunlin_status status = dn_tree_pack(&bytes, &len, server->data, unkept);

	if (status == DUNLIN_OK)
		status = dn_cache_write(server->options->cache, key, bytes, len, unkept);
	free(bytes);
	return status;
}

static dunlin_status fill(struct dn_server *server, dunlin_error *unkept, dunlin_error *err)
{
	char key[DN_DIGEST_HEX + 1];
	bool found = false;
	void *bytes = NULL;
	uint64_t len;
	dunlin_status status;

	if (server->options->cache == NULL)
		return make_data(server, err);
	status = find_key(key, server, err);
	if (status == DUNLIN_OK)
		status = dn_cache_read(&bytes, &len, &found, server->options->cache, key, err);
	if (status != DUNLIN_OK)
		return status;
	if (found) {
		status = dn_tree_unpack(server->data, bytes, len, err);
		free(bytes);
		return status;
	}
	status = make_data(server, err);
	if (status == DUNLIN_OK)
		dn_ignore(keep_data(server, key, unkept)); /* it says so itself */
	return status;
}

/* --- its run --------------------------------------------------------------------------------- */

static dunlin_status try_once(const struct dn_server *server, dunlin_error *err)
{
	const struct dunlin_open how = { .size = DUNLIN_OPEN_SIZE,
					 .url = server->url,
					 .application = "dunlin",
					 .connect_timeout_ms = 2000 };
	const struct dunlin_driver *driver = server->options->driver;
	dunlin_conn *conn = NULL;
	dunlin_status status = dn_fail_returned(
		err, driver->open(&conn, server->options->host, &how, err), driver->name);

	if (conn != NULL)
		driver->close(conn);
	return status;
}

static dunlin_status run(struct dn_server *server, dunlin_error *err)
{
	struct dunlin_server_end end = { .ended = 0 };
	dunlin_status status = steer(server, DUNLIN_SERVER_RUN, 0, &end, err);
	dunlin_error refused;

	dn_error_init(&refused);
	while (status == DUNLIN_OK) {
		dn_error_clear(&refused);
		status = try_once(server, &refused);
		if (status != DUNLIN_ECONNECT)
			break;
		status = steer(server, DUNLIN_SERVER_WAIT, ASK_MS, &end, err);
		if (status != DUNLIN_OK)
			break;
		status = end.ended != 0 ? fail_end(server, RUNNING, &end, DUNLIN_ECONNECT, err)
					: check_time(server, RUNNING, err);
	}
	if (status != DUNLIN_OK && refused.status == status && end.ended == 0 &&
	    status != DUNLIN_ECONNECT && err != NULL)
		dn_error_move(err, &refused);
	dn_error_clear(&refused);
	return status;
}

/* --- all of it --------------------------------------------------------------------------------- */

dunlin_status dn_server_start(struct dn_server **out, const struct dn_server_options *options,
			      dunlin_error *unkept, dunlin_error *err)
{
	struct dn_server *server = calloc(1, sizeof(*server));
	dunlin_status status;

	*out = NULL;
	if (server == NULL)
		return dn_fail_nomem(err);
	server->options = options;
	server->driver = options->driver;
	server->until_us = dn_clock_us() + options->timeout_ms * 1000;
	status = make_folder(server, err);
	if (status == DUNLIN_OK)
		status = find_url(server, err);
	if (status == DUNLIN_OK)
		status = take_over(server, err);
	if (status == DUNLIN_OK)
		status = fill(server, unkept, err);
	if (status == DUNLIN_OK)
		status = run(server, err);
	server->options = NULL;
	if (status == DUNLIN_OK) {
		*out = server;
		server = NULL; /* now the caller's */
	}
	dn_server_stop(server);
	return status;
}

const char *dn_server_url(const struct dn_server *server)
{
	return server->url;
}

dunlin_status dn_server_check(struct dn_server *server, dunlin_error *err)
{
	struct dunlin_server_end end;
	dunlin_status status = steer(server, DUNLIN_SERVER_WAIT, 0, &end, err);

	if (status != DUNLIN_OK || end.ended == 0)
		return status;
	return fail_end(server, RUNNING, &end, DUNLIN_ECONNLOST, err);
}

void dn_server_stop(struct dn_server *server)
{
	if (server == NULL)
		return;
	if (server->served == NULL && server->folder != NULL) {
		if (server->data != NULL)
			(void)rmdir(server->data);
		(void)rmdir(server->folder);
	}
	if (server->served != NULL)
		server->driver->close_server(server->served);
	free(server->url);
	free(server->log);
	free(server->data);
	free(server->folder);
	free(server);
}
