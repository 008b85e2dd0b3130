/* dunlin_test(): what it tells, what ends it, and what it leaves. */
#include "engine/lab.h"

#include <stdio.h>
#include <string.h>

#define BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

/* What was told, "ok q.sql:1, failed q.sql:2 (q.sql:3), ". */
struct heard {
	char text[1024];
	dunlin_engine *engine;
	int64_t cancel_at; /* after so many points; 0: never */
	int64_t n;
};

static void hear(void *payload, const struct dunlin_point *point)
{
	static const char *const words[] = { "ok", "failed", "skipped" };
	struct heard *heard = payload;
	const size_t used = strlen(heard->text);
	const char *file = point->file == NULL ? "" : strrchr(point->file, '/');

	assert_true(DUNLIN_HAS(point, reason));
	file = file == NULL ? point->file : file[0] == '/' ? file + 1 : file;
	snprintf(heard->text + used, sizeof(heard->text) - used, "%s %s:%lld",
		 words[point->outcome], file, (long long)point->line);
	if (point->outcome == DUNLIN_POINT_FAILED) {
		assert_non_null(point->message);
		snprintf(heard->text + strlen(heard->text),
			 sizeof(heard->text) - strlen(heard->text), " (%lld)",
			 (long long)point->at_line);
	}
	strcat(heard->text, ", ");
	if (++heard->n == heard->cancel_at)
		dunlin_cancel(heard->engine);
}

static dunlin_status try(struct lab *lab, struct heard *heard, struct dunlin_test_result *result)
{
	static const char *const files[] = { "q.sql" };
	const struct dunlin_test_result none = DUNLIN_TEST_RESULT_INIT;
	struct dunlin_test test = DUNLIN_TEST_INIT;
	dunlin_status status;

	test.files = files;
	test.n_files = 1;
	test.on_point = hear;
	test.payload = heard;
	*result = none;
	heard->engine = lab_engine(lab);
	status = dunlin_test(heard->engine, &test, result, lab->err);
	dunlin_engine_close(heard->engine);
	return status;
}

static void test__counts_and_tells_of_each(void **state)
{
	struct lab *lab = *state;
	struct heard heard = { .text = "" };
	struct dunlin_test_result result;

	lab_put(lab, "q.sql",
		"SELECT 1;\n-- dunlin: expect rows = 2\nSELECT 1;\n"
		"CREATE TABLE t (a int);\nSELECT nothing FROM t;\nSELECT a FROM t;\n");
	assert_int_equal(try(lab, &heard, &result), DUNLIN_OK);
	assert_string_equal(heard.text, "ok q.sql:1, failed q.sql:3 (2), ok q.sql:4, "
					"failed q.sql:5 (5), ok q.sql:6, ");
	assert_int_equal(result.passed, 3);
	assert_int_equal(result.failed, 2);
	assert_int_equal(result.skipped, 0);
	assert_int_equal(try(lab, &heard, &result), DUNLIN_OK); /* t is gone again */
	assert_int_equal(result.passed, 3);
}

static void test__a_cancel_ends_it(void **state)
{
	struct lab *lab = *state;
	struct heard heard = { .text = "", .cancel_at = 1 };
	struct dunlin_test_result result;

	lab_put(lab, "q.sql", "CREATE TABLE t (a int);\nSELECT 1;\nSELECT 2;\n");
	assert_int_equal(try(lab, &heard, &result), DUNLIN_ECANCELED);
	assert_string_equal(heard.text, "ok q.sql:1, ");
	assert_int_equal(result.passed, 1);
	lab_exec(lab, "CREATE TABLE t (a int)", NULL); /* nothing of it is left */
}

static void test__a_lost_connection_ends_it(void **state)
{
	struct lab *lab = *state;
	struct heard heard = { .text = "" };
	struct dunlin_test_result result;

	lab_put(lab, "q.sql", "SELECT 1;\nSELECT 2;\nSELECT 3;\n");
	lab_script(lab, "on query 2 containing \"SELECT 2\" lose\n");
	assert_int_equal(try(lab, &heard, &result), DUNLIN_OK);
	lab_script(lab, "on query 1 containing \"SELECT 2\" lose\n");
	heard.text[0] = '\0';
	assert_int_equal(try(lab, &heard, &result), DUNLIN_ECONNLOST);
	assert_string_equal(heard.text, "ok q.sql:1, ");
}

static void test__a_driver_that_cannot_explain(void **state)
{
	struct lab *lab = *state;
	struct heard heard = { .text = "" };
	struct dunlin_test_result result;

	lab_put(lab, "q.sql", "-- dunlin: uses index i\nSELECT 1;\nSELECT 2;\n");
	lab_script(lab, "on explain fail EUNSUPPORTED \"no such ability\"\n");
	assert_int_equal(try(lab, &heard, &result), DUNLIN_OK);
	assert_string_equal(heard.text, "failed q.sql:2 (1), ok q.sql:3, ");
}

/* Slow once is chance: the median of three runs counts, and each begins where the first did. */
static void test__the_median_counts(void **state)
{
	struct lab *lab = *state;
	struct heard heard = { .text = "" };
	struct dunlin_test_result result;

	lab_put(lab, "q.sql",
		"CREATE TABLE t (a int PRIMARY KEY);\n-- dunlin: max-time 1ms\n"
		"INSERT INTO t WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c "
		"WHERE n < 20000) SELECT n FROM c;\n-- dunlin: max-time 1h\n"
		"INSERT INTO t VALUES (0);\n-- dunlin: expect value = 1\n"
		"SELECT count(*) FROM t;\n");
	assert_int_equal(try(lab, &heard, &result), DUNLIN_OK);
	assert_string_equal(heard.text, "ok q.sql:1, failed q.sql:3 (2), ok q.sql:5, ok q.sql:7, ");
}

static void test__options_must_be_initialised(void **state)
{
	struct lab *lab = *state;
	struct dunlin_test test = { 0 };
	dunlin_engine *engine = lab_engine(lab);

	assert_int_equal(dunlin_test(engine, &test, NULL, lab->err), DUNLIN_EUSAGE);
	test = (struct dunlin_test)DUNLIN_TEST_INIT;
	test.flags = DUNLIN_TEST_IDEMPOTENT;
	test.n_files = 1;
	assert_int_equal(dunlin_test(engine, &test, NULL, NULL), DUNLIN_EUSAGE);
	dunlin_engine_close(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(test__counts_and_tells_of_each),  BOTH(test__a_cancel_ends_it),
		BOTH(test__a_lost_connection_ends_it), BOTH(test__a_driver_that_cannot_explain),
		BOTH(test__the_median_counts),         ON_SQLITE(test__options_must_be_initialised),
	};

	return cmocka_run_group_tests(tests, lab_server, NULL);
}
