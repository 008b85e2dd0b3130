/* crash/kill - see there. */
#include "kill.h"

#include <inttypes.h>
#include <stdlib.h>

static void kill_one(struct tally *tally, enum look_on on, kill_fn strike)
{
	const int64_t after_us = (int64_t)rig_random((uint64_t)tally->span_us);
	char *db = scene_new(on), *url = look_url(db), *complaint;
	struct child up;

	tally->tried++;
	scene_start(tally->scene, &up, url);
	if (strike(&up, db, after_us)) {
		tally->hit++;
		tally->done += up.status == 0;
		complaint = up.status == 128 + 9 ? NULL : scene_honest(tally->scene, db, &up);
		if (complaint == NULL)
			complaint = scene_converges(tally->scene, db);
		if (complaint != NULL) {
			tally->bad++;
			rig_say("%s, %s after %" PRId64 " us:", tally->scene->set, tally->what,
				after_us);
			rig_show(complaint);
		}
		free(complaint);
	} else {
		tally->span_us = up.took_us;
	}
	child_clear(&up);
	free(url);
	scene_drop(db);
}

void kill_all(const struct scene *scene, enum look_on on, const char *what, int64_t soak,
	      kill_fn strike)
{
	struct tally tally = { .scene = scene, .what = what, .span_us = scene->took_us };
	const int64_t wanted = rig_soak() ? soak : rig_sample();

	while (tally.hit < wanted && tally.tried < 5 * wanted)
		kill_one(&tally, on, strike);
	rig_say("%s, %s: %" PRId64 " of %" PRId64 " in time, %" PRId64 " got to their end, %" PRId64
		" bad",
		scene->set, what, tally.hit, tally.tried, tally.done, tally.bad);
	assert_int_equal(tally.bad, 0);
	assert_int_equal(tally.hit, wanted);
}
