/* The server for tests that the PostgreSQL driver starts: what only the driver itself can be asked. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rig.h"

static struct dunlin_server server_at(const char *folder)
{
	struct dunlin_server how = { .size = DUNLIN_SERVER_SIZE };

	how.programs = getenv("DUNLIN_TEST_PG_BIN");
	how.folder = folder;
	how.data = "/tmp/data";
	how.log = "/tmp/log";
	return how;
}

static int refuses(void)
{
	const struct dunlin_server how = server_at("/tmp");
	dunlin_served *served = NULL;

	if (rig_driver->open_server(&served, &rig_host, &how, &rig_err) != DUNLIN_EUSAGE)
		return 1;
	if (strstr(rig_err.message, "refuses to run as root") == NULL)
		return 2;
	return strstr(rig_err.hint, "another user") == NULL ? 3 : 0;
}

enum { NOT_ALLOWED = 77 };

/* As root, or as one who is root in a world of his own. */
static int be_root(void)
{
	char map[64];
	int fd;

	snprintf(map, sizeof(map), "0 %d 1", (int)getuid());
	if (geteuid() != 0 && unshare(CLONE_NEWUSER) != 0)
		return NOT_ALLOWED;
	if (geteuid() != 0) {
		fd = open("/proc/self/uid_map", O_WRONLY | O_CLOEXEC);
		if (fd < 0 || write(fd, map, strlen(map)) < 0 || geteuid() != 0)
			return NOT_ALLOWED;
	}
	return refuses();
}

static void server__is_none_of_root(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(be_root());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NOT_ALLOWED)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(server__is_none_of_root),
	};

	if (rig_start("postgres") != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, rig_stop);
}
