/* The connection to MariaDB breaks at any message. */
#include "cut.h"
#include "rig_my.h"

enum { LONG = 12 };

/* For so long a run tries to connect again. */
#define SETTINGS "lock_wait = \"2s\""
static struct scene scene;

static int begin(void **state)
{
	if (rig_begin(state) != 0)
		return -1;
	look_mysql = &my_look;
	scene_write("mysql", LONG, LOOK_MYSQL);
	scene_open(&scene, "mysql", LOOK_MYSQL, SETTINGS);
	return 0;
}

static int end(void **state)
{
	scene_close(&scene);
	return rig_end(state);
}

static void cut__a_closed_connection_mysql(void **state)
{
	(void)state;
	cut_all(&scene, "cut", false);
}

static void cut__a_reset_connection_mysql(void **state)
{
	(void)state;
	cut_all(&scene, "reset", false);
}

static void cut__a_silent_connection_and_a_kill_mysql(void **state)
{
	(void)state;
	cut_all(&scene, "hang", true);
}

static void cut__each_connection_mysql(void **state)
{
	(void)state;
	cut_each_connection(&scene);
}

static void cut__an_unanswered_commit_mysql(void **state)
{
	(void)state;
	cut_commits(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut__a_closed_connection_mysql),
		cmocka_unit_test(cut__a_reset_connection_mysql),
		cmocka_unit_test(cut__a_silent_connection_and_a_kill_mysql),
		cmocka_unit_test(cut__each_connection_mysql),
		cmocka_unit_test(cut__an_unanswered_commit_mysql),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
