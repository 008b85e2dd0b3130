/* What is told of a statement that takes long, as a line, and when it is no news. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/busy.h"

static void busy__the_text_has_its_percent(void **state)
{
	static const struct {
		const char *text;
		int64_t permille;
		const char *line;
	} rows[] = {
		{ "scanning table", 427, "scanning table 42 %" },
		{ "scanning table", 0, "scanning table 0 %" },
		{ "scanning table", 1000, "scanning table 100 %" },
		{ "waits for pid 3", -1, "waits for pid 3" },
		{ NULL, -1, "busy" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct dunlin_event event = { .size = sizeof(event),
						    .kind = DUNLIN_EVENT_BUSY,
						    .text = rows[i].text,
						    .permille = rows[i].permille };
		char *line = dn_busy_text(&event);

		assert_string_equal(line, rows[i].line);
		free(line);
	}
}

static void busy__only_times_do_not_count(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "", "", true },
		{ "waits for pid 7, open for 9 s", "waits for pid 7, open for 10 s", true },
		{ "open for 59 s, runs", "open for 1 min 0 s, runs", true },
		{ "open for 59 min 3 s, idle", "open for 1 h 0 min, idle", true },
		{ "no answer for 60 s, the", "no answer for 120 s, the", true },
		{ "waits for pid 7, open for 9 s", "waits for pid 8, open for 9 s", false },
		{ "waits for pid 7", "waits for pid 7; pid 8", false },
		{ "open for 9 s, runs: SELECT 1", "open for 9 s, runs: SELECT 2", false },
		{ "open for 9 seconds", "open for 8 seconds", false },
		{ "t9 s", "t8 s", false },
		{ "9 s", "", false },
		{ "waits 9 s", "waits 9 s ", false },
		{ "scanning table", "sorting live tuples", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (dn_busy_same(rows[i].a, rows[i].b) != rows[i].same ||
		    dn_busy_same(rows[i].b, rows[i].a) != rows[i].same)
			fail_msg("\"%s\" and \"%s\"", rows[i].a, rows[i].b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(busy__the_text_has_its_percent),
		cmocka_unit_test(busy__only_times_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
