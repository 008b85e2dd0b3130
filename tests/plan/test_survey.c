/* How each migration stands, by files, history and answers. */
#include "plan/stand.h"

#include <string.h>

struct row {
	const char *files;
	const char *applied;
	const char *env;     /* NULL: none */
	const char *not_yet; /* whose `when` is not true */
	const char *states;
	const char *about;  /* whose reason ... */
	const char *reason; /* ... says this */
	int pending, waiting;
};

static void stands(void **state)
{
	const struct row *row = *state;
	struct stand stand;
	const char *id;

	stand_init(&stand, row->files);
	stand_apply(&stand, row->applied);
	stand.scope.env = row->env;
	if (row->not_yet != NULL)
		stand_answer(&stand, row->not_yet, false);
	assert_string_equal(stand_states(&stand), row->states);
	assert_int_equal(stand.plan.pending, row->pending);
	assert_int_equal(stand.plan.waiting, row->waiting);
	if (row->about != NULL) {
		id = row->about[1] == ':' ? row->about + 2 : row->about;
		stand_reason(&stand,
			     row->about[0] == 'R'   ? 'r'
			     : row->about[0] == 'S' ? 's'
						    : 'v',
			     id, row->reason);
	}
	stand_clear(&stand);
}

#define ROW(what, ...)                                                          \
	{                                                                       \
		"survey__" what, stands, rig_setup, rig_teardown, &(struct row) \
		{                                                               \
			__VA_ARGS__                                             \
		}                                                               \
	}
#define WHEN "-- dunlin: when SELECT 1\nSELECT 1;\n"

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW("of_nothing_is_empty", "", "", NULL, NULL, "", NULL, NULL, 0, 0),
		ROW("tells_applied_from_pending", "0001_a.sql|2_b.sql|0010_c.sql", "1 2", NULL,
		    NULL, "1=applied 2=applied 10=pending", NULL, NULL, 1, 0),
		ROW("compares_versions_as_numbers_of_any_length",
		    "9_a.sql|10_b.sql|20240101000000_c.sql|"
		    "100000000000000000000000000000000000000_d.sql",
		    "9", NULL, NULL,
		    "9=applied 10=pending 20240101000000=pending "
		    "100000000000000000000000000000000000000=pending",
		    NULL, NULL, 3, 0),
		ROW("finds_what_is_out_of_order", "1_a.sql|2_b.sql|3_c.sql", "1 3", NULL, NULL,
		    "1=applied 2=out-of-order 3=applied", "2", "lower than 3, which is applied", 1,
		    0),
		ROW("finds_a_changed_body", "1_a.sql|2_b.sql", "1! 2", NULL, NULL,
		    "1=changed 2=applied", "1", "its up body has changed: 0123456789ab then", 0, 0),
		ROW("finds_a_missing_file", "2_b.sql", "1 2", NULL, NULL, "1=missing 2=applied",
		    "1", "its file is gone", 0, 0),
		ROW("finds_a_missing_body_for_the_dialect", "1_a.postgres.sql", "1", NULL, NULL,
		    "1=missing", "1", "its up body for sqlite is gone", 0, 0),
		ROW("finds_a_missing_repeatable", "1_a.sql", "1 R:v", NULL, NULL,
		    "1=applied R:v=missing", "R:v", "its file is gone", 0, 0),
		ROW("forgets_a_seed_whose_file_is_gone", "1_a.sql", "1 S:s", NULL, NULL,
		    "1=applied", NULL, NULL, 0, 0),
		ROW("finds_a_renamed_file", "1_a.sql", "1~", NULL, NULL, "1=renamed", "1",
		    "applied as formerly", 0, 0),
		ROW("leaves_out_by_only", "1_a.sql=-- dunlin: only postgres mysql\nSELECT 1;\n", "",
		    NULL, NULL, "1=other", "1", "only for postgres, mysql", 0, 0),
		ROW("leaves_out_by_only_in_another_body",
		    "1_a.postgres.sql=-- dunlin: only postgres\nSELECT 1;\n", "", NULL, NULL,
		    "1=other", "1", "only for postgres", 0, 0),
		ROW("takes_only_of_its_own_dialect",
		    "1_a.sql=-- dunlin: only postgres sqlite\nSELECT 1;\n", "", NULL, NULL,
		    "1=pending", NULL, NULL, 1, 0),
		ROW("leaves_out_what_has_no_body", "1_a.postgres.sql|R__v.mysql.sql", "", NULL,
		    NULL, "1=other R:v=other", "1", "no up body for sqlite", 0, 0),
		ROW("leaves_out_by_env", "1_a.sql=-- dunlin: env dev test\nSELECT 1;\n", "", "prod",
		    NULL, "1=other", "1", "for the environment dev, test", 0, 0),
		ROW("leaves_out_by_env_when_none_is_set", "1_a.sql=-- dunlin: env dev\nSELECT 1;\n",
		    "", NULL, NULL, "1=other", "1", "for the environment dev", 0, 0),
		ROW("takes_what_is_for_this_env", "1_a.sql=-- dunlin: env dev\nSELECT 1;\n", "",
		    "dev", NULL, "1=pending", NULL, NULL, 1, 0),
		ROW("waits_for_when", "1_a.sql=" WHEN "|2_b.sql", "", NULL, "1",
		    "1=waiting 2=pending", "1", "waits until SELECT 1", 1, 1),
		ROW("takes_what_no_longer_waits", "1_a.sql=" WHEN, "", NULL, NULL, "1=pending",
		    NULL, NULL, 1, 0),
		ROW("waits_with_what_it_requires",
		    "1_a.sql=" WHEN
		    "|2_b.sql=-- dunlin: requires 1\nSELECT 1;\n|3_c.sql=-- dunlin: "
		    "requires 0002\nSELECT 1;\n|4_d.sql",
		    "", NULL, "1", "1=waiting 2=waiting 3=waiting 4=pending", "3",
		    "requires 2, which is waiting", 1, 3),
		ROW("waits_for_what_is_left_out",
		    "1_a.sql=-- dunlin: only mysql\nSELECT 1;\n|2_b.sql=-- dunlin: requires "
		    "1\nSELECT 1;\n",
		    "", NULL, NULL, "1=other 2=waiting", "2", "requires 1, which is left out here",
		    0, 1),
		ROW("lets_what_waited_come_late", "1_a.sql=" WHEN "|2_b.sql", "2", NULL, NULL,
		    "1=pending 2=applied", NULL, NULL, 1, 0),
		ROW("lets_what_waits_wait_late", "1_a.sql=" WHEN "|2_b.sql", "2", NULL, "1",
		    "1=waiting 2=applied", NULL, NULL, 0, 1),
		ROW("lets_what_an_env_left_out_come_late",
		    "1_a.sql=-- dunlin: env dev\nSELECT 1;\n|2_b.sql", "2", "dev", NULL,
		    "1=pending 2=applied", NULL, NULL, 1, 0),
		ROW("lets_what_required_a_waiting_one_come_late",
		    "1_a.sql=" WHEN
		    "|2_b.sql=-- dunlin: requires 1\nSELECT 1;\n|3_c.sql=-- dunlin: "
		    "requires 2\nSELECT 1;\n|4_d.sql",
		    "4", NULL, NULL, "1=pending 2=pending 3=pending 4=applied", NULL, NULL, 3, 0),
		ROW("lets_it_come_late_after_the_first_of_them_came",
		    "1_a.sql=" WHEN
		    "|2_b.sql=-- dunlin: requires 1\nSELECT 1;\n|3_c.sql=-- dunlin: "
		    "requires 2\nSELECT 1;\n|4_d.sql",
		    "4 1 2", NULL, NULL, "1=applied 2=applied 3=pending 4=applied", NULL, NULL, 1,
		    0),
		ROW("finds_repeatables_due", "R__new.sql|R__old.sql|R__same.sql", "R:old! R:same",
		    NULL, NULL, "R:new=due R:old=due R:same=applied", "R:old",
		    "changed since it ran", 2, 0),
		ROW("lets_a_changed_repeatable_wait", "R__v.sql=" WHEN, "R:v!", NULL, "R:v",
		    "R:v=waiting", NULL, NULL, 0, 1),
		ROW("lets_a_repeatable_wait_for_a_version",
		    "1_a.sql=" WHEN "|R__v.sql=-- dunlin: requires 1\nSELECT 1;\n", "", NULL, "1",
		    "1=waiting R:v=waiting", NULL, NULL, 0, 2),
		ROW("lets_a_repeatable_wait_for_another",
		    "R__z.sql=" WHEN "|R__a.sql=-- dunlin: requires R__z\nSELECT 1;\n", "", NULL,
		    "R:z", "R:a=waiting R:z=waiting", "R:a", "requires R__z, which is waiting", 0,
		    2),
		ROW("shows_seeds_of_the_environment_after_the_others",
		    "seeds/z.sql|seeds/dev/a.sql|seeds/prod/b.sql", "S:z!", "dev", NULL,
		    "S:z=due S:dev/a=due S:prod/b=other", "S:prod/b", "for the environment prod", 0,
		    0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
