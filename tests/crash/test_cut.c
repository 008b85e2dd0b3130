/*
 * The connection to PostgreSQL breaks at any message: what `up` says is true, and the next one gets
 * to where an undisturbed one would have got.  CUT_SET is the set of migrations.
 *
 * 20 places by chance for each way to break it, or $DUNLIN_SAMPLE; every place when $DUNLIN_SOAK is
 * set; and with DUNLIN_CASE='reset 377 to-client after' only that one.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scene.h"

/* For so long a run tries to connect again; and so soon it asks what has become of the server. */
#define SETTINGS "lock_wait = \"2s\"\nsilence = \"300ms\""
static const char *const ways[2] = { "to-server", "to-client" };
static struct scene scene;

struct tally {
	int64_t tried;
	int64_t missed; /* nothing was broken */
	int64_t done;   /* runs that got to their end nevertheless */
	int64_t bad;
};

static int begin(void **state)
{
	if (rig_begin(state) != 0)
		return -1;
	scene_open(&scene, CUT_SET, SETTINGS);
	return 0;
}

static int end(void **state)
{
	scene_close(&scene);
	return rig_end(state);
}

/* A run is not the same to the message each time, and may be over before; a test in which nothing
 * happens would pass too. */
static bool was_broken(const char *log)
{
	return strstr(log, "\n1 cut ") != NULL || strstr(log, "\n1 reset ") != NULL ||
	       strstr(log, "\n1 hang ") != NULL || strstr(log, "\n1 swallow-commit ") != NULL;
}

/* One run through the proxy, and all that is asked afterwards.  Somebody impatient kills a run whose
 * connection has fallen silent. */
static void try_one(const char *words, bool impatient, struct tally *tally)
{
	char *dbname = scene_new(LOOK_POSTGRES), *url, *log, *complaint;
	struct proxy proxy;
	struct child up;
	bool endless;

	proxy_start(&proxy, words);
	url = pg_url_at(dbname, proxy.port);
	scene_start(&scene, &up, url);
	if (impatient) {
		while (!proxy_has(&proxy, "1 hang ") && !child_wait(&up, 1000))
			;
		child_kill(&up, SIGKILL);
	}
	endless = !child_wait(&up, 40000000);
	child_kill(&up, SIGKILL);
	child_finish(&up);
	log = proxy_stop(&proxy);
	scene_wait_alone(dbname);
	tally->tried++;
	tally->missed += !was_broken(log);
	tally->done += up.status == 0;
	complaint = endless                      ? rig_text("%s", "it does not end")
		    : up.status == 128 + SIGKILL ? NULL
						 : scene_honest(&scene, dbname, &up);
	if (complaint == NULL)
		complaint = scene_converges(&scene, dbname);
	if (complaint != NULL) {
		tally->bad++;
		rig_say("%s %s:", scene.set, words);
		rig_show(complaint);
		rig_say("the proxy:");
		rig_show(log);
	}
	scene_drop(dbname);
	free(complaint);
	child_clear(&up);
	free(log);
	free(url);
}

static void tell(const char *mode, const struct tally *tally)
{
	rig_say("%s, %s: %" PRId64 " tried, %" PRId64 " not hit, %" PRId64
		" got to their end, %" PRId64 " bad",
		scene.set, mode, tally->tried, tally->missed, tally->done, tally->bad);
	assert_int_equal(tally->bad, 0);
	assert_true(tally->missed * 10 <= tally->tried);
}

/* Whether one certain place is asked for; then it has been tried, if it is one of these. */
static bool try_case(const char *mode, bool impatient)
{
	const char *asked = getenv("DUNLIN_CASE");
	struct tally tally = { 0 };

	if (asked != NULL && strncmp(asked, mode, strlen(mode)) == 0)
		try_one(asked, impatient, &tally);
	assert_int_equal(tally.bad, 0);
	return asked != NULL;
}

static void try_all(const char *mode, bool impatient)
{
	const int64_t n = scene.messages[0] + scene.messages[1];
	struct tally tally = { 0 };
	int64_t i, count;

	if (try_case(mode, impatient))
		return;
	count = rig_soak() ? n : rig_sample();
	for (i = 0; i < count; i++) {
		int64_t at = rig_soak() ? i : (int64_t)rig_random((uint64_t)n);
		const bool before = rig_random(2) == 0;
		const int way = at < scene.messages[0] ? 0 : 1;
		char *words;

		at -= way == 0 ? 0 : scene.messages[0];
		words = rig_text("%s %" PRId64 " %s %s", mode, at + 1, ways[way],
				 before ? "before" : "after");
		try_one(words, impatient, &tally);
		free(words);
	}
	tell(mode, &tally);
}

/* Every connection is lost in the same place: a run comes further with each, or gives up in time. */
static void try_each_connection(void)
{
	const int64_t count = rig_soak() ? 200 : rig_sample() / 5;
	struct tally tally = { 0 };
	int64_t i;

	if (try_case("--connection all", false))
		return;
	for (i = 0; i < count; i++) {
		const int way = (int)rig_random(2);
		char *words =
			i == 0 ? rig_text("--connection all swallow-commit")
			       : rig_text("--connection all cut %" PRId64 " %s",
					  1 + (int64_t)rig_random((uint64_t)scene.messages[way]),
					  ways[way]);

		try_one(words, false, &tally);
		free(words);
	}
	tell("each connection", &tally);
}

static void try_commits(void)
{
	struct tally tally = { 0 };
	int64_t i;

	if (try_case("swallow-commit", false))
		return;
	for (i = 0; i < scene.commits && (rig_soak() || i < rig_sample()); i++) {
		char *words = rig_text(
			"swallow-commit %" PRId64,
			rig_soak() ? i + 1 : 1 + (int64_t)rig_random((uint64_t)scene.commits));

		try_one(words, false, &tally);
		free(words);
	}
	tell("swallow-commit", &tally);
}

static void cut__a_closed_connection(void **state)
{
	(void)state;
	try_all("cut", false);
}

static void cut__a_reset_connection(void **state)
{
	(void)state;
	try_all("reset", false);
}

static void cut__a_silent_connection(void **state)
{
	(void)state;
	try_all("hang", false);
}

static void cut__a_silent_connection_and_a_kill(void **state)
{
	(void)state;
	try_all("hang", true);
}

static void cut__each_connection(void **state)
{
	(void)state;
	try_each_connection();
}

static void cut__an_unanswered_commit(void **state)
{
	(void)state;
	try_commits();
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
	struct tally tally = { 0 };

	(void)state;
	try_one(words, false, &tally);
	free(words);
	tell("half a statement", &tally);
}

/* Before there is a session, no second connection can ask what the server does. */
static void cut__a_session_half_set_up(void **state)
{
	char *words = rig_text("hang %d to-server",
			       find_message(" Parse SELECT pg_catalog.set_config('lock_timeout'"));
	struct tally tally = { 0 };

	(void)state;
	try_one(words, false, &tally);
	free(words);
	tell("half a session", &tally);
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
