/* crash/rig_my - a MariaDB of one's own. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "rig_my.h"

static char *find(const char *const *places)
{
	for (; *places != NULL; places++)
		if (access(*places, X_OK) == 0)
			return rig_text("%s", *places);
	fail_msg("%s", "no MariaDB server is installed");
	return NULL;
}

/* Beside the test server's, which is where there is room, and where a socket's name is short. */
static void make_folder(struct server *server)
{
	char *tmp, *end;
	struct stat st;

	server->folder = rig_text("%s", strchr(getenv("DUNLIN_TEST_MY"), '=') + 1);
	server->folder[strcspn(server->folder, "&")] = '\0';
	assert_int_equal(stat(server->folder, &st), 0);
	server->uid = geteuid() == 0 ? st.st_uid : geteuid();
	server->gid = geteuid() == 0 ? st.st_gid : getegid();
	end = strstr(server->folder, "/dunlin-my.");
	if (end == NULL)
		fail_msg("%s: not a folder of with-mariadb", server->folder);
	*end = '\0';
	tmp = rig_text("%s/dunlin-my.XXXXXX", server->folder);
	free(server->folder);
	server->folder = tmp;
	assert_non_null(mkdtemp(server->folder));
	tmp = rig_text("%s/tmp", server->folder); /* with-mariadb says why */
	assert_int_equal(mkdir(tmp, 0755), 0);
	assert_int_equal(chmod(server->folder, 0755), 0);
	if (geteuid() == 0)
		assert_int_equal(chown(server->folder, server->uid, server->gid) +
					 chown(tmp, server->uid, server->gid),
				 0);
	free(tmp);
}

void my_server_make(struct server *server)
{
	static const char *const places[] = { "/usr/bin/mariadb-install-db",
					      "/usr/bin/mysql_install_db",
					      "/usr/local/bin/mariadb-install-db", NULL };
	char *install = find(places), *data, *tmp, *url;
	struct child child;

	memset(server, 0, sizeof(*server));
	make_folder(server);
	data = rig_text("--datadir=%s/data", server->folder);
	tmp = rig_text("--tmpdir=%s/tmp", server->folder);
	{
		const char *const argv[] = { install,
					     "--no-defaults",
					     data,
					     tmp,
					     "--auth-root-authentication-method=normal",
					     "--skip-test-db",
					     "--skip-name-resolve",
					     "--innodb-log-file-size=8M",
					     NULL };

		child_start_apart(&child, "install", argv, server->uid, server->gid, SIGKILL);
	}
	if (child_finish(&child) != 0)
		fail_msg("mariadb-install-db: %s%s", rig_read(child.out), rig_read(child.err));
	child_clear(&child);
	url = rig_text("mysql:///mysql?socket=%s/socket&user=root", server->folder);
	setenv("DUNLIN_TEST_MY", url, 1);
	free(url);
	free(tmp);
	free(data);
	free(install);
	my_server_start(server);
}

static void wait_until_it_answers(const struct server *server)
{
	const int64_t end = dn_clock_us() + 60000000;
	char *socket = rig_text("%s/socket", server->folder);
	MYSQL *conn = mysql_init(NULL);

	while (mysql_real_connect(conn, NULL, "root", NULL, NULL, 0, socket, 0) == NULL) {
		if (dn_clock_us() > end)
			fail_msg("the server does not answer: %s", rig_read(server->child.err));
		mysql_close(conn);
		conn = mysql_init(NULL);
		(void)poll(NULL, 0, 5);
	}
	mysql_close(conn);
	free(socket);
}

/* Every commit is written to the system before it is told, and not pressed on to the disk: what is
 * killed here is a program and no machine. */
void my_server_start(struct server *server)
{
	static const char *const places[] = { "/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd",
					      "/usr/local/bin/mariadbd", NULL };
	char *program = find(places);
	char *data = rig_text("--datadir=%s/data", server->folder);
	char *tmp = rig_text("--tmpdir=%s/tmp", server->folder);
	char *socket = rig_text("--socket=%s/socket", server->folder);
	char *pid = rig_text("--pid-file=%s/pid", server->folder);
	const char *const argv[] = { program,
				     "--no-defaults",
				     data,
				     tmp,
				     socket,
				     pid,
				     "--skip-networking",
				     "--skip-name-resolve",
				     "--skip-log-bin",
				     "--innodb-flush-log-at-trx-commit=2",
				     "--innodb-log-file-size=8M",
				     "--innodb-buffer-pool-size=64M",
				     NULL };

	child_clear(&server->child);
	child_start_apart(&server->child, "mariadbd", argv, server->uid, server->gid, SIGKILL);
	free(pid);
	free(socket);
	free(tmp);
	free(data);
	free(program);
	wait_until_it_answers(server);
}

void my_server_end(struct server *server)
{
	const char *const argv[] = { "/bin/rm", "-rf", server->folder, NULL };
	struct child rm;

	child_kill(&server->child, SIGKILL);
	(void)child_finish(&server->child);
	child_clear(&server->child);
	child_start(&rm, "rm", argv);
	(void)child_finish(&rm);
	child_clear(&rm);
	free(server->folder);
}
