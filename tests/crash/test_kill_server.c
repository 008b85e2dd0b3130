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
#include <sys/stat.h>

enum { LONG = 24, SOAK = 200 };

static struct server server;
static struct scene scene;

static int begin(void **state)
{
	if (rig_begin(state) != 0)
		return -1;
	server_make(&server);
	scene_write("server", LONG, LOOK_POSTGRES);
	scene_open(&scene, "server", LOOK_POSTGRES, "");
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
	kill_all(&scene, LOOK_POSTGRES, "kill -9 of a backend", SOAK, kill_backend);
}

static void kill__the_whole_server(void **state)
{
	(void)state;
	kill_all(&scene, LOOK_POSTGRES, "an immediate stop of the server", SOAK, stop_at_once);
}

/* A fresh database does not wait for the disk between migrations that follow each other; so a server
 * that goes down can take some with it that had been done.  Here the process that would write them
 * is stopped, and then killed; what the run hangs on is a lock of ours, which goes with the server. */
static void kill__what_was_not_on_the_disk_is_run_again(void **state)
{
	enum { BEFORE = 20 };
	char *db = pg_create(), *url = pg_url(db), *text;
	PGconn *conn = pg_connect(url);
	struct child up;
	pid_t writer;
	int i;

	(void)state;
	text = pg_ask(conn, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'");
	writer = atoi(text);
	free(text);
	assert_true(writer > 0);
	pg_do(conn, "SELECT pg_advisory_lock(42)");
	assert_int_equal(mkdir("lost", 0777), 0);
	assert_int_equal(mkdir("lost/migrations", 0777), 0);
	for (i = 1; i <= BEFORE; i++) {
		char *name = rig_text("lost/migrations/%04d_t.sql", i);
		char *body = rig_text("CREATE TABLE t%d (n int);\n", i);

		rig_write(name, body);
		free(name);
		free(body);
	}
	rig_write("lost/migrations/0021_wait.sql",
		  "-- dunlin: lock-timeout 0\nSELECT pg_advisory_lock(42);\n");
	rig_write("lost/migrations/0022_last.sql", "CREATE TABLE t22 (n int);\n");
	assert_int_equal(kill(writer, SIGSTOP), 0);
	{
		const char *const argv[] = { rig_dunlin(), "-C", "lost", "--url", url, "up", NULL };

		child_start(&up, "lost", argv);
	}
	pg_until(
		conn,
		"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42 AND NOT granted",
		"1");
	assert_int_equal(kill(writer, SIGKILL), 0);
	assert_int_equal(child_finish(&up), 0);
	PQfinish(conn);
	server_wait(&server);
	text = rig_read(up.err);
	if (strstr(text,
		   "the server went down before 20 steps that were done had reached its disk: "
		   "they are run again") == NULL)
		fail_msg("%s", text);
	free(text);
	text = rig_read(up.out);
	assert_non_null(strstr(text, "22 applied, 0 pending"));
	free(text);
	child_clear(&up);
	assert_int_equal(rig_run(&up, "audit", "-C", "lost", "--url", url, "audit", NULL), 0);
	child_clear(&up);
	conn = pg_connect(url);
	text = pg_ask(conn, "SELECT count(*) || ' ' || max(seq) FROM dunlin_event");
	assert_string_equal(text, "22 22");
	free(text);
	PQfinish(conn);
	pg_drop(db);
	free(url);
	free(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kill__a_backend),
		cmocka_unit_test(kill__the_whole_server),
		cmocka_unit_test(kill__what_was_not_on_the_disk_is_run_again),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
