/* engine_test - runs query files, and what must run twice. */
#include <string.h>

#include "base/error.h"
#include "engine.h"
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

static dunlin_status test_queries(dunlin_engine *engine, struct hearing *h, dunlin_error *err)
{
	const struct dn_tester tester = { hear, h };
	struct dn_source_options options;
	struct dn_view_options view_options;
	struct dn_queries queries = { 0 };
	struct dn_view view;
	dunlin_status status = dn_engine_source_options(engine, &options, err);

	if (status == DUNLIN_OK)
		status = dn_queries_read(&queries, &options, h->test->files, h->test->n_files, err);
	if (status == DUNLIN_OK)
		status = dn_engine_driver(engine, err);
	if (status == DUNLIN_OK) {
		view_options = dn_engine_view_options(engine);
		dn_engine_tell_warnings(engine, queries.source);
		status = dn_view_open(&view, &view_options, err);
		if (status == DUNLIN_OK)
			status = dn_test_queries(&view, &queries, &tester, err);
		dn_view_close(&view);
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
	const struct dn_tester tester = { hear, h };
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

	if (test->size < sizeof(*test) || (test->n_files > 0 && test->files == NULL))
		status = dn_fail(err, DUNLIN_EUSAGE, "the test is not initialised");
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
