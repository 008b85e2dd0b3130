/* PostgreSQL: what needs no server: sessions in words, and lock timeouts that are set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "postgres/blocker.h"
#include "postgres/locktime.h"

#define NOBODY .open_ms = -1, .state_ms = -1

static void assert_words(const struct dn_pg_blocker *list, size_t n, size_t more, const char *words)
{
	char *text = dn_pg_blocker_words(list, n, more);

	assert_non_null(text);
	assert_string_equal(text, words);
	free(text);
}

static void blocker__says_what_is_known(void **state)
{
	static const struct {
		struct dn_pg_blocker blocker;
		const char *words;
	} rows[] = {
		{ { .pid = 7,
		    .application = "psql",
		    .role = "joe",
		    .kind = "client backend",
		    .state = "idle in transaction",
		    .query = "ALTER TABLE t",
		    .open_ms = 12999,
		    .state_ms = 1 },
		  "pid 7, application psql, role joe, open for 12 s, idle in transaction after: "
		  "ALTER TABLE t" },
		{ { .pid = 7,
		    .application = "",
		    .state = "active",
		    .query = "SELECT 1",
		    .open_ms = 65000,
		    .state_ms = 5 },
		  "pid 7, open for 1 min 5 s, runs: SELECT 1" },
		{ { .pid = 7,
		    .state = "idle",
		    .query = "SELECT 1",
		    .open_ms = -1,
		    .state_ms = 7384000 },
		  "pid 7, idle for 2 h 3 min after: SELECT 1" },
		{ { .pid = 7,
		    .kind = "autovacuum worker",
		    .state = "active",
		    .query = "autovacuum: VACUUM t",
		    NOBODY },
		  "pid 7, autovacuum worker, runs: autovacuum: VACUUM t" },
		{ { .pid = 7,
		    .application = "psql",
		    .role = "joe",
		    .query = "<insufficient privilege>",
		    NOBODY },
		  "pid 7, application psql, role joe, what it does is only for members of "
		  "pg_read_all_stats to see" },
		{ { .pid = 7, .state = "disabled", .query = "", .open_ms = 0, .state_ms = -1 },
		  "pid 7, open for 0 s" },
		{ { .pid = 7, .state = "active", .query = "", NOBODY }, "pid 7, at work" },
		{ { .pid = 7, NOBODY }, "pid 7" },
		{ { .pid = 0, NOBODY }, "a prepared transaction (see pg_prepared_xacts)" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_words(&rows[i].blocker, 1, 0, rows[i].words);
}

static void blocker__several_are_listed_and_the_rest_counted(void **state)
{
	const struct dn_pg_blocker two[] = { { .pid = 1, NOBODY }, { .pid = 2, NOBODY } };

	(void)state;
	assert_words(two, 2, 0, "pid 1; pid 2");
	assert_words(two, 2, 3, "pid 1; pid 2; and 3 more");
}

static void locktime__reads_what_is_plain(void **state)
{
	static const struct {
		const char *sql;
		int64_t ms;
	} rows[] = {
		{ "SET LOCAL lock_timeout = 500", 500 },
		{ "set lock_timeout to '2s'", 2000 },
		{ " SET SESSION\n lock_timeout='3 min' ", 180000 },
		{ "SET lock_timeout = '250ms'", 250 },
		{ "SET lock_timeout = '250'", 250 },
		{ "SET lock_timeout = 0", 0 },
		{ "SET lock_timeout = DEFAULT", 0 },
		{ "SET lock_timeout = -1", 0 },
		{ "SET lock_timeout = '1h'", 0 },
		{ "SET lock_timeout = 99999999999999999999", 0 },
		{ "SET lock_timeout", 0 },
		{ "SET lock_timeouts = 5", 0 },
		{ "SETlock_timeout = 5", 0 },
		{ "SET statement_timeout = 5", 0 },
		{ "SELECT 1", 0 },
		{ "SET", 0 },
		{ "", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t len = strlen(rows[i].sql);
		char *exact = malloc(len + (len == 0)); /* a read past the end is seen */

		memcpy(exact, rows[i].sql, len);
		if (dn_pg_locktime(exact, len) != rows[i].ms)
			fail_msg("%s: %d", rows[i].sql, (int)dn_pg_locktime(exact, len));
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocker__says_what_is_known),
		cmocka_unit_test(blocker__several_are_listed_and_the_rest_counted),
		cmocka_unit_test(locktime__reads_what_is_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
