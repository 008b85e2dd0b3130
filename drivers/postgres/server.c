/* postgres/server - how a server for tests is made and run. */
#include "server.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/child.h"
#include "common/fault.h"
#include "common/text.h"
#include "guard.h"

#define SOCKET_FILE "/.s.PGSQL.5432"

/* What initdb is told besides the folder.  Small segments of the log, since they are written, and kept
 * in a cache, as a whole. */
static const char *const make_words[] = {
	"--no-sync",       "--auth=trust",     "--username=postgres",
	"--encoding=UTF8", "--locale=C.UTF-8", "--wal-segsize=1",
};
enum { N_MAKE_WORDS = sizeof(make_words) / sizeof(make_words[0]) };

/* Nothing need be there after a crash of the machine: nothing waits for the disk, no checkpoint comes by
 * itself while a test runs, and nobody connects but through the socket. */
static const char *const run_words[] = {
	"listen_addresses=",
	"port=5432",
	"unix_socket_permissions=0700",
	"fsync=off",
	"full_page_writes=off",
	"synchronous_commit=off",
	"wal_level=minimal",
	"max_wal_senders=0",
	"max_wal_size=1GB",
	"checkpoint_timeout=1d",
	"max_connections=100",
	"log_destination=stderr",
	"logging_collector=off",
};
enum { N_RUN_WORDS = sizeof(run_words) / sizeof(run_words[0]) };

/* --- what is there ----------------------------------------------------------------- */

static dunlin_status find_program(char **path, struct stat *st, const struct dunlin_host *host,
				  const struct dunlin_server *how, const char *name,
				  dunlin_error *err)
{
	struct dunlin_fault fault;
	dunlin_status status;

	if (asprintf(path, "%s/%s", how->programs, name) < 0) {
		*path = NULL;
		return dn_fault_nomem(host, err);
	}
	if (stat(*path, st) == 0 && S_ISREG(st->st_mode) && access(*path, X_OK) == 0)
		return DUNLIN_OK;
	dn_fault_init(&fault, DUNLIN_EUSAGE);
	fault.hint = "a folder with the server's programs, initdb and postgres among them, is what "
		     "`pg_config --bindir` says, or on Debian /usr/lib/postgresql/15/bin, of the "
		     "package postgresql-15";
	status = dn_fault_send(host, err, &fault, "%s is no program of a PostgreSQL server", *path);
	free(*path);
	*path = NULL;
	return status;
}

static void keep_line(void *payload, const char *line)
{
	char **first = payload;

	if (*first == NULL)
		*first = strdup(line);
}

/* "postgres (PostgreSQL) 15.18 …".  The same words may come from another build: its size and time are
 * a part of it as well. */
static dunlin_status tell_program(const struct dunlin_host *host, const struct dunlin_server *how,
				  const char *name, dunlin_row_fn on_row, void *payload,
				  dunlin_error *err)
{
	char version[] = "--version", locale[] = "LC_ALL=C";
	char *env[] = { locale, NULL };
	char *path = NULL, *line = NULL, *row = NULL;
	char *argv[] = { NULL, version, NULL };
	struct dn_child child = { .argv = argv, .env = env, .on_line = keep_line };
	struct stat st;
	dunlin_status status;
	const char *value;
	int number;

	status = find_program(&path, &st, host, how, name, err);
	if (status != DUNLIN_OK)
		return status;
	argv[0] = path;
	child.payload = &line;
	number = dn_child_run(&child);
	if (number != 0 || line == NULL || strstr(line, "(PostgreSQL)") == NULL) {
		status = dn_fault_fail(host, err, DUNLIN_EUSAGE, "%s --version: %s", path,
				       number != 0    ? strerror(number)
				       : line != NULL ? line
						      : "it says nothing");
	} else if (asprintf(&row, "%s %lld %lld.%09ld", line, (long long)st.st_size,
			    (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec) < 0) {
		row = NULL;
		status = dn_fault_nomem(host, err);
	} else {
		value = row;
		status = on_row(payload, 1, &value);
	}
	free(row);
	free(line);
	free(path);
	return status;
}

static dunlin_status tell_form(const struct dunlin_host *host, const struct dunlin_server *how,
			       dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	dunlin_status status = tell_program(host, how, "postgres", on_row, payload, err);
	size_t i;

	for (i = 0; i < N_MAKE_WORDS && status == DUNLIN_OK; i++)
		status = on_row(payload, 1, &make_words[i]);
	return status;
}

static dunlin_status check(const struct dunlin_host *host, const struct dunlin_server *how,
			   dunlin_error *err)
{
	const size_t most = sizeof(((struct sockaddr_un *)NULL)->sun_path) - sizeof(SOCKET_FILE);
	struct dunlin_fault fault;

	dn_fault_init(&fault, DUNLIN_EUSAGE);
	if (geteuid() == 0) {
		fault.hint = "run this as another user: setpriv --reuid=nobody --regid=nogroup "
			     "--clear-groups COMMAND, or su postgres -c COMMAND";
		return dn_fault_send(host, err, &fault,
				     "PostgreSQL refuses to run as root, and so a server for tests "
				     "cannot be started");
	}
	if (how->programs[0] != '/')
		return dn_fault_fail(host, err, DUNLIN_EUSAGE,
				     "the folder of the server's programs is no absolute path: %s",
				     how->programs);
	if (strlen(how->folder) > most || how->folder[0] != '/' ||
	    strchr(how->folder, ',') != NULL) {
		fault.hint = "name another folder for it, such as /tmp";
		return dn_fault_send(
			host, err, &fault,
			"%s cannot be the folder of a socket: that is an absolute path "
			"of at most %zu bytes without a comma",
			how->folder, most);
	}
	return DUNLIN_OK;
}

/* --- its programs ------------------------------------------------------------------------- */

struct dunlin_served {
	const struct dunlin_host *host;
	struct dn_pg_guard *guard;
};

enum { MAKE, RUN };

dunlin_status dn_pg_open_server(dunlin_served **out, const struct dunlin_host *host,
				const struct dunlin_server *how, dunlin_error *err)
{
	static const char *const env[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C",
					   "TZ=UTC", NULL };
	const char *make[N_MAKE_WORDS + 4] = { NULL }, *run[2 * N_RUN_WORDS + 6] = { NULL };
	struct dn_pg_guard_plan plan = { .folder = how->folder, .log = how->log };
	dunlin_served *served = calloc(1, sizeof(*served));
	char *initdb = NULL, *postgres = NULL;
	struct stat st;
	dunlin_status status;
	size_t n = 0, i;

	*out = NULL;
	status = served == NULL ? dn_fault_nomem(host, err) : check(host, how, err);
	if (status == DUNLIN_OK)
		status = find_program(&initdb, &st, host, how, "initdb", err);
	if (status == DUNLIN_OK)
		status = find_program(&postgres, &st, host, how, "postgres", err);
	if (status != DUNLIN_OK)
		goto done;
	make[n++] = initdb;
	for (i = 0; i < N_MAKE_WORDS; i++)
		make[n++] = make_words[i];
	make[n++] = "-D";
	make[n++] = how->data;
	n = 0;
	run[n++] = postgres;
	run[n++] = "-D";
	run[n++] = how->data;
	run[n++] = "-k";
	run[n++] = how->folder;
	for (i = 0; i < N_RUN_WORDS; i++) {
		run[n++] = "-c";
		run[n++] = run_words[i];
	}
	plan.commands[MAKE] = make;
	plan.commands[RUN] = run;
	plan.env = env;
	served->host = host;
	status = dn_pg_guard_open(&served->guard, host, &plan, err);
	if (status == DUNLIN_OK) {
		*out = served;
		served = NULL; /* now the caller's */
	}
done:
	free(initdb);
	free(postgres);
	free(served);
	return status;
}

dunlin_status dn_pg_steer_server(dunlin_served *served, uint32_t what, int64_t timeout_ms,
				 struct dunlin_server_end *end, dunlin_error *err)
{
	struct dunlin_server_end own;

	if (what == DUNLIN_SERVER_MAKE || what == DUNLIN_SERVER_RUN)
		return dn_pg_guard_run(served->guard, what == DUNLIN_SERVER_MAKE ? MAKE : RUN, err);
	if (what != DUNLIN_SERVER_WAIT)
		return dn_fault_fail(served->host, err, DUNLIN_EUNSUPPORTED,
				     "a server is not steered so");
	dn_pg_guard_wait(served->guard, (int)timeout_ms, &own);
	own.size = end->size;
	memcpy(end, &own, end->size < sizeof(own) ? end->size : sizeof(own));
	return DUNLIN_OK;
}

void dn_pg_close_server(dunlin_served *served)
{
	if (served != NULL)
		dn_pg_guard_close(served->guard);
	free(served);
}

/* --- what it is --------------------------------------------------------------------------- */

static dunlin_status tell_url(const struct dunlin_host *host, const struct dunlin_server *how,
			      dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	struct dn_text text = { 0 };
	dunlin_status status;
	const char *value;
	char *url;
	size_t i;

	dn_text_add(&text, "postgresql://postgres@/postgres?host=");
	for (i = 0; how->folder[i] != '\0'; i++) {
		const unsigned char c = (unsigned char)how->folder[i];
		const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				   (c >= '0' && c <= '9') || strchr("/._-", c) != NULL;

		dn_text_add(&text, plain ? "%c" : "%%%02X", c);
	}
	dn_text_add(&text, "&port=5432"); /* PGPORT may be another */
	url = dn_text_take(&text);
	if (url == NULL)
		return dn_fault_nomem(host, err);
	value = url;
	status = on_row(payload, 1, &value);
	free(url);
	return status;
}

/* --- the call --------------------------------------------------------------------------- */

dunlin_status dn_pg_describe_server(const struct dunlin_host *host, uint32_t what,
				    const struct dunlin_server *how, dunlin_row_fn on_row,
				    void *payload, dunlin_error *err)
{
	dunlin_status status = check(host, how, err);

	if (status != DUNLIN_OK)
		return status;
	switch (what) {
	case DUNLIN_SERVER_FORM:
		return tell_form(host, how, on_row, payload, err);
	case DUNLIN_SERVER_URL:
		return tell_url(host, how, on_row, payload, err);
	default:
		return dn_fault_fail(host, err, DUNLIN_EUNSUPPORTED,
				     "nothing of that kind is known of a server");
	}
}
