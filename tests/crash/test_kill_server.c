/*
 * The server goes at any moment of a long run, with all its processes or because one of them was
 * killed: the run says what is true, and the next one gets to the end.  The server is one of its
 * own.
 */
#include "kill.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { LONG = 24, SOAK = 200 };

static struct server server;
static struct scene scene;

static int begin(void **state)
{
	if (rig_begin(state) != 0)
		return -1;
	server_make(&server);
	scene_write("server", LONG, false);
	scene_open(&scene, "server", "");
	return 0;
}

static int end(void **state)
{
	scene_close(&scene);
	server_end(&server);
	return rig_end(state);
}

/* The process that works for the run; 0: it has none. */
static pid_t backend_of(PGconn *conn, const char *db)
{
	char *sql = rig_text("SELECT pid FROM pg_stat_activity WHERE datname = '%s'", db);
	char *answer = pg_ask(conn, sql);
	pid_t pid = atoi(answer);

	free(answer);
	free(sql);
	return pid;
}

static bool kill_backend(struct child *up, const char *db, int64_t after_us)
{
	char *url = pg_url("postgres");
	PGconn *conn = pg_connect(url);
	bool gone = child_wait(up, after_us);
	pid_t pid = 0;

	/* At the very beginning there is none yet. */
	while (!gone && (pid = backend_of(conn, db)) == 0)
		gone = child_wait(up, 200);
	if (pid != 0 && kill(pid, SIGKILL) != 0)
		assert_int_equal(errno, ESRCH);
	/* The server ends all others then; that ours is among them says that it has begun to. */
	while (pid != 0 && PQstatus(conn) == CONNECTION_OK) {
		PQclear(PQexec(conn, "SELECT 1"));
		(void)poll(NULL, 0, 1);
	}
	PQfinish(conn);
	free(url);
	child_finish(up);
	server_wait(&server);
	scene_wait_alone(db);
	return pid != 0;
}

static bool stop_at_once(struct child *up, const char *db, int64_t after_us)
{
	const bool gone = child_wait(up, after_us);

	if (!gone) {
		child_kill(&server.child, SIGQUIT); /* as pg_ctl stop -m immediate does */
		child_finish(&server.child);
		server_start(&server);
	}
	child_finish(up);
	scene_wait_alone(db);
	return !gone;
}

static void kill__a_backend(void **state)
{
	(void)state;
	kill_all(&scene, false, "kill -9 of a backend", SOAK, kill_backend);
}

static void kill__the_whole_server(void **state)
{
	(void)state;
	kill_all(&scene, false, "an immediate stop of the server", SOAK, stop_at_once);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kill__a_backend),
		cmocka_unit_test(kill__the_whole_server),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
