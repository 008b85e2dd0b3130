/* engine_test - runs query files, and what must run twice. */
#include <string.h>

#include "base/error.h"
#include "engine_testdb.h"
#include "run/test.h"
#include "run/twice.h"

struct hearing {
	const struct dunlin_test *test;
	struct dunlin_test_result result;
};

static const char *some(const char *text)
{
	return text == NULL || text[0] == '\0' ? NULL : text;
}

static void hear(void *payload, const struct dn_point *point)
{
	struct hearing *h = payload;
	struct dunlin_point out = {
		.size = sizeof(out),
		.outcome = (int32_t)point->outcome,
		.file = point->file,
		.line = point->line,
		.text = point->text,
		.text_len = point->len,
		.elapsed_us = point->elapsed_us,
		.reason = point->reason,
	};

	h->result.passed += point->outcome == DN_OUTCOME_OK;
	h->result.failed += point->outcome == DN_OUTCOME_FAILED;
	h->result.skipped += point->outcome == DN_OUTCOME_SKIPPED;
	if (point->outcome == DN_OUTCOME_FAILED) {
		out.message = dunlin_error_message(point->fault);
		out.hint = dunlin_error_hint(point->fault);
		out.sqlstate = dunlin_error_sqlstate(point->fault);
		out.at_file = dunlin_error_file(point->fault);
		out.at_line = dunlin_error_line(point->fault);
		out.expected = some(point->expected);
		out.got = some(point->got);
	}
	if (h->test->on_point != NULL)
		h->test->on_point(h->test->payload, &out);
}

/* On the target. */
static dunlin_status test_all(dunlin_engine *engine, struct dn_queries *queries, struct hearing *h,
			      dunlin_error *err)
{
	const struct dn_tester tester = { .hear = hear, .payload = h };
	const struct dn_view_options options = dn_engine_view_options(engine);
	struct dn_view view;
	dunlin_status status = dn_view_open(&view, &options, err);

	if (status == DUNLIN_OK)
		status = dn_test_queries(&view, queries, &tester, err);
	dn_view_close(&view);
	return status;
}

/* What is told of databases that nobody asked for by name: the server, once, and what goes wrong. */
struct muffler {
	const dunlin_engine *engine;
	bool connected;
};

static void tell_little(void *payload, const struct dunlin_event *event)
{
	struct muffler *muffler = payload;

	switch (event->kind) {
	case DUNLIN_EVENT_CONNECTED:
		if (!muffler->connected)
			dn_engine_tell(muffler->engine, event);
		muffler->connected = true;
		break;
	case DUNLIN_EVENT_STEP:
	case DUNLIN_EVENT_STATEMENT:
	case DUNLIN_EVENT_DONE:
	case DUNLIN_EVENT_APPLIED:
		break;
	default:
		dn_engine_tell(muffler->engine, event);
	}
}

/* One file, in a database of its own. */
static dunlin_status test_one(dunlin_testdb *testdb, struct dn_queries *query, struct hearing *h,
			      dunlin_error *err)
{
	const struct dn_tester tester = { .hear = hear, .payload = h, .commits = true };
	struct dn_view_options options;
	dunlin_fresh *fresh = NULL;
	struct dn_view view;
	dunlin_status status = dunlin_testdb_open(&fresh, testdb, err), closed;

	if (status != DUNLIN_OK)
		return status;
	options = dn_fresh_view_options(fresh);
	status = dn_view_open(&view, &options, err);
	if (status == DUNLIN_OK)
		status = dn_test_queries(&view, query, &tester, err);
	dn_view_close(&view);
	closed = dunlin_fresh_close(fresh, status == DUNLIN_OK ? err : NULL);
	return status == DUNLIN_OK ? closed : status;
}

static dunlin_status test_each(dunlin_engine *engine, struct dn_queries *queries, struct hearing *h,
			       dunlin_error *err)
{
	struct dunlin_testdb_options how = DUNLIN_TESTDB_OPTIONS_INIT;
	struct dunlin_options options = engine->options;
	struct dn_queries query = { .source = queries->source, .n = 1 };
	struct muffler muffler = { .engine = engine };
	dunlin_testdb *testdb = NULL;
	dunlin_status status = dn_test_cut(queries, engine->driver->dialect, err);
	size_t i;

	options.size = sizeof(options);
	options.on_event = tell_little;
	options.payload = &muffler;
	how.flags = (h->test->flags & DUNLIN_TEST_SEEDS) != 0 ? DUNLIN_TESTDB_SEEDS : 0;
	if (status == DUNLIN_OK)
		status = dunlin_testdb_new(&testdb, &options, &how, err);
	if (status == DUNLIN_OK)
		testdb->engine->heeded = engine->heeded;
	for (i = 0; i < queries->n && status == DUNLIN_OK; i++) {
		query.bodies = &queries->bodies[i];
		status = test_one(testdb, &query, h, err);
	}
	dunlin_testdb_free(testdb);
	return status;
}

static dunlin_status test_queries(dunlin_engine *engine, struct hearing *h, dunlin_error *err)
{
	const bool fresh = (h->test->flags & DUNLIN_TEST_FRESH) != 0;
	struct dn_source_options options;
	struct dn_queries queries = { 0 };
	dunlin_status status = dn_engine_source_options(engine, &options, err);

	if (status == DUNLIN_OK)
		status = dn_queries_read(&queries, &options, h->test->files, h->test->n_files, err);
	if (status == DUNLIN_OK)
		status = dn_engine_driver(engine, err);
	if (status == DUNLIN_OK) {
		dn_engine_tell_warnings(engine, queries.source);
		status = fresh ? test_each(engine, &queries, h, err)
			       : test_all(engine, &queries, h, err);
	}
	dn_queries_clear(&queries);
	return status;
}

/* Of the runs, what became of their steps is told as points. */
static void tell_quietly(void *payload, const struct dn_news *news)
{
	const struct dn_teller *teller = payload;

	if (news->kind != DN_NEWS_STEP && news->kind != DN_NEWS_STATEMENT &&
	    news->kind != DN_NEWS_DONE && news->kind != DN_NEWS_APPLIED)
		dn_tell(teller, news);
}

static dunlin_status test_twice(dunlin_engine *engine, struct hearing *h, dunlin_error *err)
{
	const struct dn_tester tester = { .hear = hear, .payload = h };
	struct dn_view_options options;
	struct dn_teller teller;
	struct dn_view view;
	dunlin_status status = dn_engine_view(engine, &options, err);

	if (status != DUNLIN_OK)
		return status;
	teller = options.target.teller;
	options.target.teller = (struct dn_teller){ .tell = tell_quietly, .payload = &teller };
	status = dn_view_open(&view, &options, err);
	if (status == DUNLIN_OK)
		status = dn_twice_check(&view, err);
	if (status == DUNLIN_OK)
		status = dn_twice(&view, &tester, err);
	dn_view_close(&view);
	return status;
}

dunlin_status dunlin_test(dunlin_engine *engine, const struct dunlin_test *test,
			  struct dunlin_test_result *out, dunlin_error *err)
{
	struct hearing h = { .test = test };
	dunlin_status status;

	if (test->size < sizeof(*test) || (test->n_files > 0 && test->files == NULL) ||
	    (test->flags & ~(DUNLIN_TEST_IDEMPOTENT | DUNLIN_TEST_FRESH | DUNLIN_TEST_SEEDS)) != 0)
		status = dn_fail(err, DUNLIN_EUSAGE, "the test is not initialised");
	else if ((test->flags & DUNLIN_TEST_SEEDS) != 0 && (test->flags & DUNLIN_TEST_FRESH) == 0)
		status = dn_fail(err, DUNLIN_EUSAGE, "seeds are for databases of their own");
	else if ((test->flags & DUNLIN_TEST_IDEMPOTENT) != 0 &&
		 (test->flags & DUNLIN_TEST_FRESH) != 0)
		status = dn_fail(err, DUNLIN_EUSAGE,
				 "bodies that run twice have a database of their own anyway");
	else if ((test->flags & DUNLIN_TEST_IDEMPOTENT) == 0)
		status = test_queries(engine, &h, err);
	else if (test->n_files > 0)
		status = dn_fail(err, DUNLIN_EUSAGE, "bodies that run twice are no query files");
	else
		status = test_twice(engine, &h, err);
	if (out != NULL)
		dn_engine_give(out, &out->size, &h.result, sizeof(h.result));
	return status;
}
