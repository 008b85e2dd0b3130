/* kill -9 of the program at any moment of a long run on MariaDB, where no rollback undoes DDL: the
 * next one heals what is left. */
#include "kill.h"

#include <signal.h>

#include "rig_my.h"

enum { LONG = 24, SOAK = 1000 };

static bool kill_program(struct child *up, const char *db, int64_t after_us)
{
	if (child_wait(up, after_us))
		return false;
	child_kill(up, SIGKILL);
	child_finish(up);
	/* What works for it goes on with what it was sent. */
	scene_wait_alone(db);
	return up->status == 128 + SIGKILL;
}

static void kill__the_program_at_work_on_mysql(void **state)
{
	struct scene scene;

	(void)state;
	look_mysql = &my_look;
	scene_write("server", LONG, LOOK_MYSQL);
	scene_open_bare(&scene, "server", LOOK_MYSQL);
	kill_all(&scene, LOOK_MYSQL, "kill -9 of dunlin", SOAK, kill_program);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kill__the_program_at_work_on_mysql),
	};

	return cmocka_run_group_tests(tests, rig_begin, rig_end);
}
