/*
 * notes FILE PORT - migrates the database, then listens until it is told to end.
 */
#include "migrations.h"
#include "server.h"

#include <dunlin/dunlin.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void hear(void *log, const struct dunlin_event *event)
{
	char line[500];

	if (dunlin_event_line(line, sizeof(line), event) > 0)
		fprintf(log, "migrations: %s\n", line);
}

/* Any number of servers may start at once: one does the work, the others find it done. */
static int migrate(sqlite3 *db)
{
	struct dunlin_options options = DUNLIN_OPTIONS_INIT;
	struct dunlin_start how = DUNLIN_START_INIT;
	struct dunlin_result result = DUNLIN_RESULT_INIT;
	const struct dunlin_bundle *bundle = &migrations;
	dunlin_error *err = dunlin_error_new();
	dunlin_status status;

	options.native = db;
	options.scheme = "sqlite";
	options.bundles = &bundle;
	options.n_bundles = 1;
	options.on_event = hear;
	options.payload = stderr;
	how.timeout_ms = 60000;
	status = dunlin_start(&options, &how, &result, err);
	if (status == DUNLIN_OK)
		fprintf(stderr, "migrations: %lld applied\n", (long long)result.applied);
	else
		fprintf(stderr, "migrations: %s\n%s\n", dunlin_error_message(err),
			dunlin_error_detail(err) == NULL ? "" : dunlin_error_detail(err));
	dunlin_error_free(err);
	return status == DUNLIN_OK ? 0 : -1;
}

static int serve(sqlite3 *db, uint16_t port, const sigset_t *ends)
{
	struct MHD_Daemon *server = server_start(db, port);
	int signal;

	if (server == NULL) {
		perror("cannot listen");
		return -1;
	}
	printf("listening on http://127.0.0.1:%u\n", server_port(server));
	fflush(stdout);
	(void)sigwait(ends, &signal);
	MHD_stop_daemon(server);
	return 0;
}

int main(int argc, char **argv)
{
	sqlite3 *db = NULL;
	sigset_t ends;
	int failed = 1;

	if (argc != 3) {
		fprintf(stderr, "usage: notes FILE PORT\n");
		return 2;
	}
	/* Before there is a second thread, so that none of them takes the signal. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	if (sqlite3_open_v2(argv[1], &db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX,
			    NULL) != SQLITE_OK)
		fprintf(stderr, "%s: %s\n", argv[1], sqlite3_errmsg(db));
	else if (sqlite3_busy_timeout(db, 10000) == SQLITE_OK && migrate(db) == 0)
		failed = serve(db, (uint16_t)strtoul(argv[2], NULL, 10), &ends) != 0;
	sqlite3_close(db);
	return failed;
}
