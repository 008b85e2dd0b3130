/* One call when a program starts: what is applied, refused, told of, waited for and given up. */
#include "engine/lab.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)
#define LONG(lab)                                                                        \
	((lab)->pg ? "SELECT pg_sleep(60);\n"                                            \
		   : "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) " \
		     "INSERT INTO a SELECT n FROM c WHERE n < 0;\n")

static void put_two(struct lab *lab)
{
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
}

/* As a program would have its options. */
static void prepare(struct lab *lab)
{
	lab->options.flags |= DUNLIN_OPTION_CREATE;
}

static dunlin_status start(struct lab *lab, uint32_t pending, int64_t timeout_ms, int64_t wait_ms)
{
	struct dunlin_start how = DUNLIN_START_INIT;
	const struct dunlin_result none = DUNLIN_RESULT_INIT;

	how.pending = pending;
	how.timeout_ms = timeout_ms;
	how.wait_ms = wait_ms;
	lab->result = none;
	return dunlin_start(&lab->options, &how, &lab->result, lab->err);
}

static void start__applies_what_is_pending(void **state)
{
	struct lab *lab = *state;

	prepare(lab);
	put_two(lab);
	assert_int_equal(dunlin_start(&lab->options, NULL, NULL, lab->err), DUNLIN_OK);
	lab_applied(lab, "1 2");
	lab_put(lab, "0003_c.sql", "CREATE TABLE c (x int);\n");
	assert_int_equal(start(lab, DUNLIN_PENDING_APPLY, 60000, -1), DUNLIN_OK);
	assert_int_equal(lab->result.applied, 1);
	assert_int_equal(lab->result.standing, 3);
	assert_int_equal(start(lab, DUNLIN_PENDING_APPLY, 0, 0), DUNLIN_OK);
	assert_int_equal(lab->result.applied, 0);
}

static void start__refuses_when_something_is_pending(void **state)
{
	struct lab *lab = *state;

	prepare(lab);
	put_two(lab);
	lab_put(lab, "R__v.sql", "CREATE VIEW v AS SELECT 1 AS one;\n");
	lab_failed(lab, start(lab, DUNLIN_PENDING_REFUSE, 0, 0), DUNLIN_EREFUSED,
		   "0001_a and 2 more are pending");
	assert_int_equal(lab->result.pending, 3);
	if (lab->pg)
		lab_rows(lab, "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'dunlin%'", "0");
	lab_up(lab);
	assert_int_equal(start(lab, DUNLIN_PENDING_REFUSE, 0, 0), DUNLIN_OK);
	lab_put(lab, "R__v.sql", "-- changed\n");
	lab_failed(lab, start(lab, DUNLIN_PENDING_REFUSE, 0, 0), DUNLIN_EREFUSED,
		   "R__v is pending");
}

static void start__warns_when_something_is_pending(void **state)
{
	struct lab *lab = *state;

	prepare(lab);
	put_two(lab);
	assert_int_equal(start(lab, DUNLIN_PENDING_WARN, 0, 0), DUNLIN_OK);
	assert_int_equal(lab->result.pending, 2);
	assert_int_equal(lab_count(lab, "0001_a and 1 more are pending"), 1);
	lab_up(lab);
	lab_forget(lab);
	assert_int_equal(start(lab, DUNLIN_PENDING_WARN, 0, 0), DUNLIN_OK);
	assert_int_equal(lab_count(lab, "pending"), 0);
}

static void start__refuses_what_a_run_would(void **state)
{
	const uint32_t all[] = { DUNLIN_PENDING_APPLY, DUNLIN_PENDING_REFUSE, DUNLIN_PENDING_WARN };
	struct lab *lab = *state;
	size_t i;

	prepare(lab);
	put_two(lab);
	lab_up(lab);
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (y int);\n");
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		lab_failed(lab, start(lab, all[i], 0, 0), DUNLIN_EREFUSED, "0001_a");
}

static void start__ends_when_the_time_is_over(void **state)
{
	struct lab *lab = *state;
	const int64_t began = dn_clock_us();

	prepare(lab);
	lab_put(lab, "0001_a.sql", "CREATE TABLE a (x int);\n");
	lab_put(lab, "0002_b.sql", lab_text(lab, "CREATE TABLE b (x int);\n%s", LONG(lab)));
	lab_failed(lab, start(lab, DUNLIN_PENDING_APPLY, 3000, 0), DUNLIN_ECANCELED,
		   "not done within 3000 ms");
	lab_at(lab, "m/0002_b.sql:2", NULL);
	assert_true(dn_clock_us() - began < 20000000);
	lab_applied(lab, "1");
	lab_put(lab, "0002_b.sql", "CREATE TABLE b (x int);\n");
	assert_int_equal(start(lab, DUNLIN_PENDING_APPLY, 60000, 0), DUNLIN_OK);
	lab_applied(lab, "1 2");
}

static void start__waits_no_longer_than_the_time(void **state)
{
	struct lab *lab = *state;

	put_two(lab);
	lab->options.url = lab_text(lab, "postgresql://u:geheim@/d?host=%s", lab->folder);
	lab_failed(lab, start(lab, DUNLIN_PENDING_APPLY, 300, -1), DUNLIN_ECANCELED,
		   "not done within 300 ms");
	lab_failed(lab, start(lab, DUNLIN_PENDING_APPLY, 60000, 200), DUNLIN_ECONNECT,
		   "No such file or directory");
	lab_failed(lab, start(lab, DUNLIN_PENDING_APPLY, 0, 0), DUNLIN_ECONNECT,
		   "No such file or directory");
}

struct copy {
	struct lab *lab;
	struct dunlin_result result;
	dunlin_status status;
	pthread_t thread;
};

static void *start_copy(void *payload)
{
	struct copy *copy = payload;
	struct dunlin_options options = copy->lab->options;

	options.on_event = NULL;
	copy->status = dunlin_start(&options, NULL, &copy->result, NULL);
	return NULL;
}

static void start__many_at_once_migrate_once(void **state)
{
	struct lab *lab = *state;
	struct copy copies[8];
	int64_t applied = 0;
	size_t i;

	prepare(lab);
	put_two(lab);
	for (i = 0; i < 8; i++) {
		copies[i] = (struct copy){ .lab = lab, .result = DUNLIN_RESULT_INIT };
		assert_int_equal(pthread_create(&copies[i].thread, NULL, start_copy, &copies[i]),
				 0);
	}
	for (i = 0; i < 8; i++) {
		assert_int_equal(pthread_join(copies[i].thread, NULL), 0);
		assert_int_equal(copies[i].status, DUNLIN_OK);
		applied += copies[i].result.applied;
	}
	assert_int_equal(applied, 2);
	lab_applied(lab, "1 2");
	lab_chain(lab);
}

/* None is connected to the server of the tests; SQLite knows none. */
static void start__waits_for_replicas(void **state)
{
	struct lab *lab = *state;
	struct dunlin_start how = DUNLIN_START_INIT;

	prepare(lab);
	put_two(lab);
	how.replicas = DUNLIN_REPLICAS_TIME;
	how.replica_lag = 1000;
	if (lab->pg) {
		assert_int_equal(dunlin_start(&lab->options, &how, NULL, lab->err), DUNLIN_OK);
		assert_int_equal(lab_count(lab, "no replica is connected"), 1);
		lab_applied(lab, "1 2");
	} else {
		lab_failed(lab, dunlin_start(&lab->options, &how, NULL, lab->err),
			   DUNLIN_EUNSUPPORTED, "cannot tell how far replicas are behind");
		assert_string_equal(dunlin_error_state(lab->err), "nothing was changed");
	}
	how.pending = DUNLIN_PENDING_REFUSE;
	lab_failed(lab, dunlin_start(&lab->options, &how, NULL, lab->err), DUNLIN_EUSAGE,
		   "waits for no replicas");
}

static void start__takes_no_nonsense(void **state)
{
	struct lab *lab = *state;
	struct dunlin_start how = DUNLIN_START_INIT;

	how.pending = DUNLIN_PENDING_WARN + 1;
	lab_failed(lab, dunlin_start(&lab->options, &how, NULL, lab->err), DUNLIN_EUSAGE,
		   "not initialised");
	memset(&how, 0, sizeof(how));
	lab_failed(lab, dunlin_start(&lab->options, &how, NULL, lab->err), DUNLIN_EUSAGE,
		   "not initialised");
}

/* --- a line for a log --------------------------------------------------------------------- */

struct line {
	struct dunlin_event event;
	const char *text;
};

static void line__says_what_there_is(void **state)
{
	static const struct line lines[] = {
		{ { .kind = DUNLIN_EVENT_CONNECTED, .name = "shop", .text = "PostgreSQL 15.18" },
		  "connected to shop (PostgreSQL 15.18)" },
		{ { .kind = DUNLIN_EVENT_WARNING, .text = "not read", .file = "m/x", .line = 3 },
		  "warning: not read (m/x:3)" },
		{ { .kind = DUNLIN_EVENT_WAITING, .text = "the lock is held by 7" },
		  "waiting: the lock is held by 7" },
		{ { .kind = DUNLIN_EVENT_RETRY,
		    .migration = 'v',
		    .id = "02",
		    .name = "b",
		    .text = "deadlock detected" },
		  "02_b: once more: deadlock detected" },
		{ { .kind = DUNLIN_EVENT_STEP, .migration = 'v', .id = "02", .name = "b" },
		  "02_b: applying" },
		{ { .kind = DUNLIN_EVENT_STEP,
		    .migration = 'v',
		    .id = "02",
		    .name = "b",
		    .direction = DUNLIN_DIRECTION_DOWN,
		    .text = "requires 01" },
		  "02_b: reverting: requires 01" },
		{ { .kind = DUNLIN_EVENT_STEP,
		    .migration = 'r',
		    .id = "v",
		    .name = "v",
		    .direction = DUNLIN_DIRECTION_VERIFY },
		  "R__v: verifying" },
		{ { .kind = DUNLIN_EVENT_STATEMENT,
		    .migration = 'v',
		    .id = "02",
		    .name = "b",
		    .stmt = 1,
		    .n_stmts = 5,
		    .file = "m/02_b.sql",
		    .line = 9 },
		  "02_b: statement 1 of 5 done (m/02_b.sql:9)" },
		{ { .kind = DUNLIN_EVENT_NOTICE, .text = "table \"x\"\ndoes not exist" },
		  "table \"x\" does not exist" },
		{ { .kind = DUNLIN_EVENT_DONE,
		    .migration = 's',
		    .id = "x",
		    .name = "x",
		    .elapsed_us = 12999 },
		  "seeds/x: done in 12 ms" },
		{ { .kind = DUNLIN_EVENT_APPLIED,
		    .migration = 'v',
		    .id = "02",
		    .name = "b",
		    .elapsed_us = 12000 },
		  "02_b: applied in 12 ms" },
		{ { .kind = DUNLIN_EVENT_APPLIED, .migration = 's', .id = "x", .name = "x" },
		  "seeds/x: seeded in 0 ms" },
		{ { .kind = DUNLIN_EVENT_APPLIED,
		    .migration = 'v',
		    .id = "02",
		    .name = "b",
		    .direction = DUNLIN_DIRECTION_DOWN },
		  "02_b: reverted in 0 ms" },
		{ { .kind = DUNLIN_EVENT_BUSY,
		    .migration = 'v',
		    .id = "02",
		    .name = "b",
		    .text = "waits for 7",
		    .permille = -1 },
		  "02_b: waits for 7" },
		{ { .kind = DUNLIN_EVENT_BACKUP,
		    .name = "shop",
		    .file = "/b/shop.dump",
		    .elapsed_us = 5000 },
		  "backup written in 5 ms (/b/shop.dump)" },
		{ { .kind = 1000, .text = "of a later version" }, "of a later version" },
	};
	char text[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct dunlin_event event = lines[i].event;

		event.size = sizeof(event);
		assert_int_equal(dunlin_event_line(text, sizeof(text), &event),
				 strlen(lines[i].text));
		assert_string_equal(text, lines[i].text);
	}
}

static void line__fits_where_it_is_put(void **state)
{
	struct dunlin_event event = { .size = sizeof(event),
				      .kind = DUNLIN_EVENT_NOTICE,
				      .text = "a\xc3\xb6" };
	char text[8];

	(void)state;
	assert_int_equal(dunlin_event_line(NULL, 0, &event), 3);
	assert_int_equal(dunlin_event_line(text, 1, &event), 3);
	assert_string_equal(text, "");
	assert_int_equal(dunlin_event_line(text, 3, &event), 3);
	assert_string_equal(text, "a"); /* no half of a character */
	assert_int_equal(dunlin_event_line(text, 4, &event), 3);
	assert_string_equal(text, "a\xc3\xb6");
	event.text = NULL;
	assert_int_equal(dunlin_event_line(text, sizeof(text), &event), 0);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(start__applies_what_is_pending),
		BOTH(start__refuses_when_something_is_pending),
		BOTH(start__warns_when_something_is_pending),
		BOTH(start__refuses_what_a_run_would),
		BOTH(start__ends_when_the_time_is_over),
		ON_POSTGRES(start__waits_no_longer_than_the_time),
		BOTH(start__many_at_once_migrate_once),
		BOTH(start__waits_for_replicas),
		BOTH(start__takes_no_nonsense),
		cmocka_unit_test(line__says_what_there_is),
		cmocka_unit_test(line__fits_where_it_is_put),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
