/* What a run told, kept: which step is which, and what became of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/record.h"

static struct dn_record record;
static dunlin_error err;

static int setup(void **state)
{
	(void)state;
	dn_record_init(&record);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	dn_record_clear(&record);
	dn_error_clear(&err);
	return 0;
}

static void tell(uint32_t kind, int32_t direction, char migration, const char *id)
{
	struct dunlin_event event = { .size = sizeof(event), .kind = kind };

	event.direction = direction;
	event.migration = migration;
	event.id = id;
	event.elapsed_us = 5;
	dn_record_event(&record, &event);
}

static void tell_up(uint32_t kind, const char *id)
{
	tell(kind, DUNLIN_DIRECTION_UP, 'v', id);
}

/* "up 1 applied, up 2 failed" */
static void assert_steps(uint32_t wish_kind, dunlin_status status, const char *want)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;
	struct dn_str text = DN_STR_INIT;
	json_t *object = dn_json_object(), *step;
	size_t i;

	wish.kind = wish_kind;
	dn_record_put_steps(&record, object, &wish, status, &err);
	json_array_foreach(json_object_get(object, "steps"), i, step)
		dn_str_printf(&text, "%s%s %s %s", i == 0 ? "" : ", ",
			      json_string_value(json_object_get(step, "direction")),
			      json_string_value(json_object_get(step, "id")),
			      json_string_value(json_object_get(step, "state")));
	assert_string_equal(dn_str_text(&text), want);
	dn_str_clear(&text);
	json_decref(object);
}

static void record__names_what_is_durable(void **state)
{
	(void)state;
	tell(DUNLIN_EVENT_STEP, DUNLIN_DIRECTION_DOWN, 'v', "2");
	tell(DUNLIN_EVENT_APPLIED, DUNLIN_DIRECTION_DOWN, 'v', "2");
	tell(DUNLIN_EVENT_STEP, DUNLIN_DIRECTION_UP, 'v', "2");
	tell(DUNLIN_EVENT_APPLIED, DUNLIN_DIRECTION_UP, 'v', "2");
	tell(DUNLIN_EVENT_APPLIED, DUNLIN_DIRECTION_UP, 's', "x");
	tell(DUNLIN_EVENT_APPLIED, DUNLIN_DIRECTION_VERIFY, 'v', "2");
	assert_steps(DUNLIN_WISH_UP, DUNLIN_OK,
		     "down 2 reverted, up 2 applied, up x seeded, verify 2 verified");
}

static void record__names_what_was_only_recorded(void **state)
{
	(void)state;
	tell_up(DUNLIN_EVENT_APPLIED, "1");
	assert_steps(DUNLIN_WISH_STAMP, DUNLIN_OK, "up 1 recorded");
}

static void record__knows_a_step_that_is_run_again(void **state)
{
	(void)state;
	tell_up(DUNLIN_EVENT_STEP, "1");
	tell_up(DUNLIN_EVENT_RETRY, "1");
	tell_up(DUNLIN_EVENT_STEP, "1");
	tell_up(DUNLIN_EVENT_DONE, "1");
	tell_up(DUNLIN_EVENT_APPLIED, "1");
	assert_steps(DUNLIN_WISH_UP, DUNLIN_OK, "up 1 applied");
}

static void record__tells_who_failed_in_a_batch(void **state)
{
	(void)state;
	/* All begin, then they are run one by one. */
	tell_up(DUNLIN_EVENT_STEP, "1");
	tell_up(DUNLIN_EVENT_DONE, "1");
	tell_up(DUNLIN_EVENT_STEP, "2");
	tell_up(DUNLIN_EVENT_STEP, "3");
	tell_up(DUNLIN_EVENT_STEP, "1");
	tell_up(DUNLIN_EVENT_APPLIED, "1");
	tell_up(DUNLIN_EVENT_STEP, "2");
	assert_steps(DUNLIN_WISH_UP, DUNLIN_ESQL, "up 1 applied, up 2 failed, up 3 rolled_back");
}

static void record__tells_what_went_with_a_step_that_failed(void **state)
{
	(void)state;
	tell_up(DUNLIN_EVENT_STEP, "1");
	tell_up(DUNLIN_EVENT_DONE, "1");
	tell_up(DUNLIN_EVENT_STEP, "2");
	assert_steps(DUNLIN_WISH_UP, DUNLIN_ESQL, "up 1 rolled_back, up 2 failed");
}

static void record__believes_the_file_that_an_error_names(void **state)
{
	struct dunlin_event event = { .size = sizeof(event), .kind = DUNLIN_EVENT_STEP };

	(void)state;
	dn_error_place(&err, "2_x.sql", 1, 0, NULL, 0);
	tell_up(DUNLIN_EVENT_STEP, "1");
	event.migration = 'v';
	event.id = "2";
	event.file = "./2_x.sql";
	dn_record_event(&record, &event);
	tell_up(DUNLIN_EVENT_STEP, "3");
	tell_up(DUNLIN_EVENT_STEP, "1");
	tell_up(DUNLIN_EVENT_APPLIED, "1");
	assert_steps(DUNLIN_WISH_UP, DUNLIN_ESQL, "up 1 applied, up 2 failed, up 3 rolled_back");
}

static void record__does_not_guess_at_a_commit(void **state)
{
	(void)state;
	tell_up(DUNLIN_EVENT_STEP, "1");
	tell_up(DUNLIN_EVENT_DONE, "1");
	assert_steps(DUNLIN_WISH_UP, DUNLIN_ECOMMITUNKNOWN, "up 1 unknown");
}

static void record__says_that_a_trial_was_one(void **state)
{
	(void)state;
	tell_up(DUNLIN_EVENT_STEP, "1");
	tell_up(DUNLIN_EVENT_DONE, "1");
	assert_steps(DUNLIN_WISH_UP, DUNLIN_OK, "up 1 tried");
}

static void record__replaces_what_is_no_utf8(void **state)
{
	static const struct {
		const char *bytes, *want;
	} rows[] = {
		{ "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa6",
		  "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa6" },
		{ "\xff", "\xef\xbf\xbd" },
		{ "\xc3", "\xef\xbf\xbd" },
		{ "\xc3x", "\xef\xbf\xbdx" },
		{ "\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	};
	json_t *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text = dn_json_text(rows[i].bytes, strlen(rows[i].bytes));
		assert_string_equal(json_string_value(text), rows[i].want);
		json_decref(text);
	}
	text = dn_json_text("a\0b", 3);
	assert_int_equal(json_string_length(text), 3);
	json_decref(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(record__names_what_is_durable, setup, teardown),
		cmocka_unit_test_setup_teardown(record__names_what_was_only_recorded, setup,
						teardown),
		cmocka_unit_test_setup_teardown(record__knows_a_step_that_is_run_again, setup,
						teardown),
		cmocka_unit_test_setup_teardown(record__tells_who_failed_in_a_batch, setup,
						teardown),
		cmocka_unit_test_setup_teardown(record__tells_what_went_with_a_step_that_failed,
						setup, teardown),
		cmocka_unit_test_setup_teardown(record__believes_the_file_that_an_error_names,
						setup, teardown),
		cmocka_unit_test_setup_teardown(record__does_not_guess_at_a_commit, setup,
						teardown),
		cmocka_unit_test_setup_teardown(record__says_that_a_trial_was_one, setup, teardown),
		cmocka_unit_test(record__replaces_what_is_no_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
