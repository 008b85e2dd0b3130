/* crash/rig - a PostgreSQL of one's own. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "rig.h"

static char *tool(const char *name)
{
	const char *bin = getenv("DUNLIN_TEST_PG_BIN");

	if (bin == NULL)
		fail_msg("%s", "DUNLIN_TEST_PG_BIN must name the folder of initdb and postgres");
	return rig_text("%s/%s", bin, name);
}

/* A socket's name may have 107 bytes: not below the test's own folder, which may lie deep. */
static void make_folder(struct server *server)
{
	const char *base = getenv("TMPDIR");

	server->folder =
		rig_text("%s/dunlin-pg.XXXXXX", base == NULL || strlen(base) > 70 ? "/tmp" : base);
	assert_non_null(mkdtemp(server->folder));
	assert_int_equal(chmod(server->folder, 0755), 0);
	if (geteuid() == 0)
		assert_int_equal(chown(server->folder, server->uid, server->gid), 0);
}

void server_make(struct server *server)
{
	char *initdb = tool("initdb"), *data, *url;
	struct child child;
	struct stat st;

	memset(server, 0, sizeof(*server));
	assert_int_equal(stat(pg_socket(), &st), 0);
	server->uid = geteuid() == 0 ? st.st_uid : geteuid();
	server->gid = geteuid() == 0 ? st.st_gid : getegid();
	make_folder(server);
	data = rig_text("--pgdata=%s/data", server->folder);
	{
		const char *const argv[] = { initdb,
					     "--no-sync",
					     "--auth=trust",
					     "--username=postgres",
					     "--encoding=UTF8",
					     "--locale=C.UTF-8",
					     data,
					     NULL };

		child_start_apart(&child, "initdb", argv, server->uid, server->gid, SIGKILL);
	}
	if (child_finish(&child) != 0)
		fail_msg("initdb: %s%s", rig_read(child.out), rig_read(child.err));
	child_clear(&child);
	url = rig_text("postgresql:///postgres?host=%s&port=5432&user=postgres", server->folder);
	setenv("DUNLIN_TEST_PG", url, 1);
	free(url);
	free(data);
	free(initdb);
	server_start(server);
}

/* Every commit is written to the system before it is told, as usual, and not pressed on to the
 * disk: what is killed here is a program and no machine. */
void server_start(struct server *server)
{
	char *program = tool("postgres"), *data = rig_text("%s/data", server->folder);
	const char *const argv[] = {
		program, "-D",        data, "-k", server->folder, "-c", "listen_addresses=",
		"-c",    "fsync=off", NULL
	};

	child_clear(&server->child);
	child_start_apart(&server->child, "postgres", argv, server->uid, server->gid, SIGQUIT);
	free(data);
	free(program);
	server_wait(server);
}

void server_wait(const struct server *server)
{
	const int64_t end = dn_clock_us() + 60000000;
	char *url = pg_url("postgres");
	PGPing ping;

	while ((ping = PQping(url)) != PQPING_OK) {
		if (dn_clock_us() > end)
			fail_msg("the server does not answer: %s", rig_read(server->child.err));
		(void)poll(NULL, 0, 5);
	}
	free(url);
}

void server_end(struct server *server)
{
	char *program = rig_text("/bin/rm");
	const char *const argv[] = { program, "-rf", server->folder, NULL };
	struct child rm;

	child_kill(&server->child, SIGQUIT);
	(void)child_finish(&server->child);
	child_clear(&server->child);
	child_start(&rm, "rm", argv);
	(void)child_finish(&rm);
	child_clear(&rm);
	free(program);
	free(server->folder);
}
