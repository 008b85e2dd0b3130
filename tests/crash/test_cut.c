/* The connection to PostgreSQL breaks at any message.  CUT_SET is the set of migrations. */
#include <stdlib.h>
#include <string.h>

#include "cut.h"

/* For so long a run tries to connect again; and so soon it asks what has become of the server. */
#define SETTINGS "lock_wait = \"2s\"\nsilence = \"300ms\""
static struct scene scene;

static int begin(void **state)
{
	if (rig_begin(state) != 0)
		return -1;
	scene_open(&scene, CUT_SET, LOOK_POSTGRES, SETTINGS);
	return 0;
}

static int end(void **state)
{
	scene_close(&scene);
	return rig_end(state);
}

static void cut__a_closed_connection(void **state)
{
	(void)state;
	cut_all(&scene, "cut", false);
}

static void cut__a_reset_connection(void **state)
{
	(void)state;
	cut_all(&scene, "reset", false);
}

static void cut__a_silent_connection(void **state)
{
	(void)state;
	cut_all(&scene, "hang", false);
}

static void cut__a_silent_connection_and_a_kill(void **state)
{
	(void)state;
	cut_all(&scene, "hang", true);
}

static void cut__each_connection(void **state)
{
	(void)state;
	cut_each_connection(&scene);
}

static void cut__an_unanswered_commit(void **state)
{
	(void)state;
	cut_commits(&scene);
}

/* The number of the message that a run through the proxy shows so first. */
static int find_message(const char *piece)
{
	char *db = scene_new(LOOK_POSTGRES), *url, *log, *at;
	struct proxy proxy;
	struct child up;
	int n;

	proxy_start(&proxy, "--trace");
	url = pg_url_at(db, proxy.port);
	scene_start(&scene, &up, url);
	assert_int_equal(child_finish(&up), 0);
	child_clear(&up);
	log = proxy_stop(&proxy);
	scene_drop(db);
	free(url);
	at = strstr(log, piece);
	assert_non_null(at);
	while (at[-1] != ' ')
		at--;
	n = atoi(at);
	free(log);
	return n;
}

/* Between the messages of one statement the server's process is called active, and does nothing. */
static void cut__a_statement_half_told(void **state)
{
	char *words = rig_text("hang %d to-server", find_message(" Parse INSERT INTO trace"));
	struct cut_tally tally = { 0 };

	(void)state;
	cut_one(&scene, words, false, &tally);
	free(words);
	cut_tell(&scene, "half a statement", &tally);
}

/* Before there is a session, no second connection can ask what the server does. */
static void cut__a_session_half_set_up(void **state)
{
	char *words = rig_text("hang %d to-server",
			       find_message(" Parse SELECT pg_catalog.set_config('lock_timeout'"));
	struct cut_tally tally = { 0 };

	(void)state;
	cut_one(&scene, words, false, &tally);
	free(words);
	cut_tell(&scene, "half a session", &tally);
}

/* An error of the server's, and then nothing more: what is wrong is the connection.  The history is
 * looked for, and is not there yet. */
static void cut__what_is_told_is_the_loss(void **state)
{
	char *words = rig_text("cut %d to-client", find_message(" Error "));
	char *db = scene_new(LOOK_POSTGRES), *url, *err;
	struct proxy proxy;
	struct child up;

	(void)state;
	proxy_start(&proxy, words);
	url = pg_url_at(db, proxy.port);
	scene_start(&scene, &up, url);
	assert_in_set(child_finish(&up), ((uintmax_t[]){ 1, 6 }), 2);
	err = rig_read(up.err);
	if (strstr(err, "connection") == NULL || strstr(err, "does not exist") != NULL)
		fail_msg("%s", err);
	child_clear(&up);
	free(proxy_stop(&proxy));
	scene_drop(db);
	free(err);
	free(words);
	free(url);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut__a_closed_connection),
		cmocka_unit_test(cut__a_reset_connection),
		cmocka_unit_test(cut__a_silent_connection),
		cmocka_unit_test(cut__a_silent_connection_and_a_kill),
		cmocka_unit_test(cut__a_session_half_set_up),
		cmocka_unit_test(cut__a_statement_half_told),
		cmocka_unit_test(cut__an_unanswered_commit),
		cmocka_unit_test(cut__each_connection),
		cmocka_unit_test(cut__what_is_told_is_the_loss),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
