/* Waiting for a database: what is waited for, how long, and what is an answer. */
#include "engine/lab.h"

#include <string.h>

#include "base/clock.h"

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

static void nowhere(struct lab *lab)
{
	lab->options.url = lab_text(lab, "postgresql://u:geheim@/d?host=%s", lab->folder);
}

static void wait__returns_at_once_when_it_is_there(void **state)
{
	struct lab *lab = *state;
	dunlin_engine *engine = lab_engine(lab);

	assert_int_equal(dunlin_wait(engine, -1, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_wait(engine, 1, NULL), DUNLIN_OK);
	assert_int_equal(lab_count(lab, "waiting"), 0);
	dunlin_engine_close(engine);
}

static void wait__ends_in_time_with_what_was_wrong(void **state)
{
	struct lab *lab = *state;
	const int64_t began = dn_clock_us();
	dunlin_engine *engine;

	nowhere(lab);
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_wait(engine, 300, lab->err), DUNLIN_ECONNECT,
		   "No such file or directory");
	assert_true(dn_clock_us() - began >= 300000);
	assert_true(dn_clock_us() - began < 10000000);
	assert_null(strstr(dunlin_error_message(lab->err), "geheim"));
	assert_int_equal(dunlin_wait(engine, 1, NULL), DUNLIN_ECONNECT);
	dunlin_engine_close(engine);
}

/* Makes what is waited for, from the callback of the wait itself: it is not there before. */
static void make(void *payload, const struct dunlin_event *event)
{
	struct lab *lab = payload;

	if (event->kind == DUNLIN_EVENT_WAITING && event->elapsed_us == 0)
		lab_exec(lab, lab_text(lab, "CREATE DATABASE %s_late", lab->dbname), NULL);
}

static void wait__finds_a_database_that_comes_late(void **state)
{
	struct lab *lab = *state;
	const char *late = strstr(lab->url, lab->dbname) + strlen(lab->dbname);
	dunlin_engine *engine;

	lab->options.url = lab_text(lab, "%.*s_late%s", (int)(late - lab->url), lab->url, late);
	lab->options.on_event = make;
	lab->options.payload = lab;
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_ping(engine, lab->err), DUNLIN_ECONNECT, "does not exist");
	assert_int_equal(dunlin_wait(engine, 0, lab->err), DUNLIN_OK);
	assert_int_equal(dunlin_database_drop(engine, lab->err), DUNLIN_OK);
	dunlin_engine_close(engine);
}

static void wait__takes_a_refusal_for_an_answer(void **state)
{
	struct lab *lab = *state;
	dunlin_engine *engine;

	lab->options.url = lab_text(lab, "%s%cuser=nobody_of_this_name", lab->url,
				    strchr(lab->url, '?') == NULL ? '?' : '&');
	engine = lab_engine(lab);
	lab_failed(lab, dunlin_wait(engine, -1, lab->err), DUNLIN_ECONNECT, "nobody_of_this_name");
	dunlin_engine_close(engine);
	lab->options.url = "acme://host/db";
	engine = lab_engine(lab);
	assert_int_equal(dunlin_wait(engine, -1, lab->err), DUNLIN_EPLUGIN);
	dunlin_engine_close(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(wait__returns_at_once_when_it_is_there),
		ON_POSTGRES(wait__ends_in_time_with_what_was_wrong),
		ON_POSTGRES(wait__finds_a_database_that_comes_late),
		ON_POSTGRES(wait__takes_a_refusal_for_an_answer),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
