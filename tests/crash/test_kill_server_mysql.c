/* kill -9 of a MariaDB at any moment of a long run: the run says what is true, and the next one gets
 * to the end.  The server is one of its own. */
#include "kill.h"

#include <signal.h>

#include "rig_my.h"

enum { LONG = 16, SOAK = 200 };

static struct server server;
static struct scene scene;

static int begin(void **state)
{
	if (rig_begin(state) != 0)
		return -1;
	look_mysql = &my_look;
	my_server_make(&server);
	scene_write("server", LONG, LOOK_MYSQL);
	scene_open_bare(&scene, "server", LOOK_MYSQL);
	return 0;
}

static int end(void **state)
{
	scene_close(&scene);
	my_server_end(&server);
	return rig_end(state);
}

static bool kill_server(struct child *up, const char *db, int64_t after_us)
{
	const bool gone = child_wait(up, after_us);

	if (!gone) {
		child_kill(&server.child, SIGKILL);
		child_finish(&server.child);
		my_server_start(&server);
	}
	child_finish(up);
	scene_wait_alone(db);
	return !gone;
}

static void kill__the_whole_server_mysql(void **state)
{
	(void)state;
	kill_all(&scene, LOOK_MYSQL, "kill -9 of the server", SOAK, kill_server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kill__the_whole_server_mysql),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
