/* kill -9 of the program at any moment of a long run: the next one heals what is left. */
#include "kill.h"

#include <signal.h>
#include <string.h>

enum { LONG = 48, SOAK = 1000 };

static bool kill_program(struct child *up, const char *db, int64_t after_us)
{
	if (child_wait(up, after_us))
		return false;
	child_kill(up, SIGKILL);
	child_finish(up);
	/* Its backend goes on with what it was sent. */
	if (strchr(db, '/') == NULL)
		scene_wait_alone(db);
	return up->status == 128 + SIGKILL;
}

static void kill__the_program_at_work_on_sqlite(void **state)
{
	struct scene scene;

	(void)state;
	scene_write("file", LONG, LOOK_SQLITE);
	scene_open_bare(&scene, "file", LOOK_SQLITE);
	kill_all(&scene, LOOK_SQLITE, "kill -9 of dunlin", SOAK, kill_program);
	scene_close(&scene);
}

static void kill__the_program_at_work_on_postgres(void **state)
{
	struct scene scene;

	(void)state;
	scene_write("server", LONG, LOOK_POSTGRES);
	scene_open(&scene, "server", LOOK_POSTGRES, "");
	kill_all(&scene, LOOK_POSTGRES, "kill -9 of dunlin", SOAK, kill_program);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kill__the_program_at_work_on_sqlite),
		cmocka_unit_test(kill__the_program_at_work_on_postgres),
	};

	return cmocka_run_group_tests(tests, rig_begin, rig_end);
}
