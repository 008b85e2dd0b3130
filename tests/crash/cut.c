/* crash/cut - see there. */
#include "cut.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const ways[2] = { "to-server", "to-client" };

/* A run is not the same to the message each time, and may be over before; a test in which nothing
 * happens would pass too. */
static bool was_broken(const char *log)
{
	return strstr(log, "\n1 cut ") != NULL || strstr(log, "\n1 reset ") != NULL ||
	       strstr(log, "\n1 hang ") != NULL || strstr(log, "\n1 swallow-commit ") != NULL;
}

void cut_one(const struct scene *scene, const char *words, bool impatient, struct cut_tally *tally)
{
	char *dbname = scene_new(scene->on), *url, *log, *complaint;
	struct proxy proxy;
	struct child up;
	bool endless;

	scene_proxy(scene, &proxy, words);
	url = scene_url_at(scene, dbname, proxy.port);
	scene_start(scene, &up, url);
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
						 : scene_honest(scene, dbname, &up);
	if (complaint == NULL)
		complaint = scene_converges(scene, dbname);
	if (complaint != NULL) {
		tally->bad++;
		rig_say("%s %s:", scene->set, words);
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

void cut_tell(const struct scene *scene, const char *mode, const struct cut_tally *tally)
{
	rig_say("%s, %s: %" PRId64 " tried, %" PRId64 " not hit, %" PRId64
		" got to their end, %" PRId64 " bad",
		scene->set, mode, tally->tried, tally->missed, tally->done, tally->bad);
	assert_int_equal(tally->bad, 0);
	assert_true(tally->missed * 10 <= tally->tried);
}

/* Whether one certain place is asked for; then it has been tried, if it is one of these. */
static bool try_case(const struct scene *scene, const char *mode, bool impatient)
{
	const char *asked = getenv("DUNLIN_CASE");
	struct cut_tally tally = { 0 };

	if (asked != NULL && strncmp(asked, mode, strlen(mode)) == 0)
		cut_one(scene, asked, impatient, &tally);
	assert_int_equal(tally.bad, 0);
	return asked != NULL;
}

void cut_all(const struct scene *scene, const char *mode, bool impatient)
{
	const int64_t n = scene->messages[0] + scene->messages[1];
	struct cut_tally tally = { 0 };
	int64_t i, count;

	if (try_case(scene, mode, impatient))
		return;
	count = rig_soak() ? n : rig_sample();
	for (i = 0; i < count; i++) {
		int64_t at = rig_soak() ? i : (int64_t)rig_random((uint64_t)n);
		const bool before = rig_random(2) == 0;
		const int way = at < scene->messages[0] ? 0 : 1;
		char *words;

		at -= way == 0 ? 0 : scene->messages[0];
		words = rig_text("%s %" PRId64 " %s %s", mode, at + 1, ways[way],
				 before ? "before" : "after");
		cut_one(scene, words, impatient, &tally);
		free(words);
	}
	cut_tell(scene, mode, &tally);
}

void cut_each_connection(const struct scene *scene)
{
	const int64_t count = rig_soak() ? 200 : rig_sample() / 5;
	struct cut_tally tally = { 0 };
	int64_t i;

	if (try_case(scene, "--connection all", false))
		return;
	for (i = 0; i < count; i++) {
		const int way = (int)rig_random(2);
		char *words =
			i == 0 ? rig_text("--connection all swallow-commit")
			       : rig_text("--connection all cut %" PRId64 " %s",
					  1 + (int64_t)rig_random((uint64_t)scene->messages[way]),
					  ways[way]);

		cut_one(scene, words, false, &tally);
		free(words);
	}
	cut_tell(scene, "each connection", &tally);
}

void cut_commits(const struct scene *scene)
{
	struct cut_tally tally = { 0 };
	int64_t i;

	if (try_case(scene, "swallow-commit", false))
		return;
	for (i = 0; i < scene->commits && (rig_soak() || i < rig_sample()); i++) {
		char *words = rig_text(
			"swallow-commit %" PRId64,
			rig_soak() ? i + 1 : 1 + (int64_t)rig_random((uint64_t)scene->commits));

		cut_one(scene, words, false, &tally);
		free(words);
	}
	cut_tell(scene, "swallow-commit", &tally);
}
