/* Directive lines, and the arguments of directives. */
#include <string.h>

#include "source/argument.h"
#include "source/rig.h"

static struct dn_directive make(const char *line)
{
	struct dn_directive directive = { .line = 7 };

	assert_int_equal(dn_directive_line(&directive, line, strlen(line)), DN_DIRECTIVE_FOUND);
	return directive;
}

static void directive__finds_word_and_arguments(void **state)
{
	static const struct {
		const char *line;
		enum dn_word word;
		const char *args;
	} rows[] = {
		{ "-- dunlin: up", DN_WORD_UP, "" },
		{ "--dunlin:down", DN_WORD_DOWN, "" },
		{ "--\t dunlin:\t verify \t", DN_WORD_VERIFY, "" },
		{ "-- dunlin: up\r", DN_WORD_UP, "" },
		{ "-- dunlin: transaction off", DN_WORD_TRANSACTION, "off" },
		{ "-- dunlin: requires 1  0002 ", DN_WORD_REQUIRES, "1  0002" },
		{ "-- dunlin: only pg", DN_WORD_ONLY, "pg" },
		{ "-- dunlin: env dev", DN_WORD_ENV, "dev" },
		{ "-- dunlin: lock-timeout 2s", DN_WORD_LOCK_TIMEOUT, "2s" },
		{ "-- dunlin: statement-timeout 1h", DN_WORD_STATEMENT_TIMEOUT, "1h" },
		{ "-- dunlin: irreversible", DN_WORD_IRREVERSIBLE, "" },
		{ "-- dunlin: online", DN_WORD_ONLINE, "" },
		{ "-- dunlin: when SELECT  1", DN_WORD_WHEN, "SELECT  1" },
		{ "-- dunlin: expect rows = 3", DN_WORD_EXPECT, "rows = 3" },
		{ "-- dunlin: UP", DN_WORD_UNKNOWN, "" },
		{ "-- dunlin: upp now", DN_WORD_UNKNOWN, "now" },
		{ "-- dunlin:", DN_WORD_UNKNOWN, "" },
	};
	struct dn_directive directive;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		directive = make(rows[i].line);
		assert_int_equal(directive.word, rows[i].word);
		assert_int_equal(directive.args_len, strlen(rows[i].args));
		assert_memory_equal(directive.args, rows[i].args, directive.args_len);
	}
}

static void directive__tells_near_misses_from_prose(void **state)
{
	static const struct {
		const char *line;
		enum dn_directive_kind kind;
	} rows[] = {
		{ " -- dunlin: up", DN_DIRECTIVE_NEAR },
		{ "\t--dunlin: up", DN_DIRECTIVE_NEAR },
		{ "-- Dunlin: up", DN_DIRECTIVE_NEAR },
		{ "-- DUNLIN: transaction off", DN_DIRECTIVE_NEAR },
		{ "--dunlin up", DN_DIRECTIVE_NEAR },
		{ "-- dunlin expect rows = 1", DN_DIRECTIVE_NEAR },
		{ "-- dunlin : up", DN_DIRECTIVE_NEAR },
		{ "/* dunlin: up */", DN_DIRECTIVE_NEAR },
		{ "-- dunlin reads this file", DN_DIRECTIVE_NONE },
		{ "-- dunlins: up", DN_DIRECTIVE_NONE },
		{ "--- dunlin: up", DN_DIRECTIVE_NONE },
		{ "-- see dunlin: up", DN_DIRECTIVE_NONE },
		{ "-- dunlin", DN_DIRECTIVE_NONE },
		{ "-- dunli", DN_DIRECTIVE_NONE },
		{ "dunlin: up", DN_DIRECTIVE_NONE },
		{ "# dunlin: up", DN_DIRECTIVE_NONE },
		{ "SELECT 1; -- dunlin: up", DN_DIRECTIVE_NONE },
		{ "--", DN_DIRECTIVE_NONE },
		{ "", DN_DIRECTIVE_NONE },
	};
	struct dn_directive directive = { .line = 1 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (dn_directive_line(&directive, rows[i].line, strlen(rows[i].line)) !=
		    rows[i].kind)
			fail_msg("%s", rows[i].line);
}

static void directive__refuses_unknown_words_and_wrong_arguments(void **state)
{
	static const struct {
		const char *line, *piece;
	} rows[] = {
		{ "-- dunlin: upp", "unknown directive \"upp\"; known: up, down, verify, " },
		{ "-- dunlin: Up now", "unknown directive \"Up\"" },
		{ "-- dunlin:", "without a word; known: up, " },
		{ "-- dunlin: up now", "up takes no argument, and here is \"now\"" },
		{ "-- dunlin: irreversible yes", "takes no argument" },
		{ "-- dunlin: transaction", "`-- dunlin: transaction off`" },
		{ "-- dunlin: transaction on", "\"off\", not \"on\"" },
		{ "-- dunlin: transaction off now", "\"off\", not \"off now\"" },
		{ "-- dunlin: requires", "needs an argument: `-- dunlin: requires VERSION …`" },
		{ "-- dunlin: only", "needs an argument" },
		{ "-- dunlin: env", "needs an argument" },
		{ "-- dunlin: when", "`-- dunlin: when SELECT …`" },
		{ "-- dunlin: lock-timeout", "needs an argument" },
		{ "-- dunlin: statement-timeout", "needs an argument" },
		{ "-- dunlin: expect", "expect rows = N" },
	};
	struct dn_directive directive;
	dunlin_error err;
	size_t i;

	(void)state;
	dn_error_init(&err);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		directive = make(rows[i].line);
		rig_check_error(dn_directive_check(&directive, "f.sql", &err), &err, "f.sql", 7,
				rows[i].piece);
	}
	directive = make("-- dunlin: transaction off");
	assert_int_equal(dn_directive_check(&directive, "f.sql", &err), DUNLIN_OK);
}

static void argument__reads_times(void **state)
{
	static const struct {
		const char *line;
		int64_t ms; /* -1: refused */
	} rows[] = {
		{ "-- dunlin: lock-timeout 500ms", 500 },
		{ "-- dunlin: lock-timeout 2s", 2000 },
		{ "-- dunlin: lock-timeout 5min", 300000 },
		{ "-- dunlin: lock-timeout 1h", 3600000 },
		{ "-- dunlin: lock-timeout 0", 0 },
		{ "-- dunlin: lock-timeout 0s", 0 },
		{ "-- dunlin: lock-timeout 5", -1 },
		{ "-- dunlin: lock-timeout s", -1 },
		{ "-- dunlin: lock-timeout -1s", -1 },
		{ "-- dunlin: lock-timeout 2 s", -1 },
		{ "-- dunlin: lock-timeout 2S", -1 },
		{ "-- dunlin: lock-timeout 2sec", -1 },
		{ "-- dunlin: lock-timeout 1000h", -1 },
		{ "-- dunlin: lock-timeout 99999999999999999999s", -1 },
	};
	struct dn_directive directive;
	dunlin_status status;
	dunlin_error err;
	int64_t ms;
	size_t i;

	(void)state;
	dn_error_init(&err);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		directive = make(rows[i].line);
		status = dn_argument_time(&ms, &directive, "f.sql", &err);
		if (rows[i].ms < 0) {
			rig_check_error(status, &err, "f.sql", 7, "500ms, 2s, 5min or 1h");
			continue;
		}
		assert_int_equal(status, DUNLIN_OK);
		assert_int_equal(ms, rows[i].ms);
	}
}

static void argument__reads_expectations(void **state)
{
	static const struct {
		const char *line;
		enum dn_expect_kind kind;
		int64_t rows;
		const char *text;
	} rows[] = {
		{ "-- dunlin: expect rows = 0", DN_EXPECT_ROWS, 0, NULL },
		{ "-- dunlin: expect rows=42", DN_EXPECT_ROWS, 42, NULL },
		{ "-- dunlin: expect value = hello world", DN_EXPECT_VALUE, 0, "hello world" },
		{ "-- dunlin: expect value=t", DN_EXPECT_VALUE, 0, "t" },
		{ "-- dunlin: expect value = ''", DN_EXPECT_VALUE, 0, "" },
		{ "-- dunlin: expect value = 'it''s'", DN_EXPECT_VALUE, 0, "it's" },
		{ "-- dunlin: expect value = ' a '", DN_EXPECT_VALUE, 0, " a " },
		{ "-- dunlin: expect value = ''''", DN_EXPECT_VALUE, 0, "'" },
		{ "-- dunlin: expect value = 'NULL'", DN_EXPECT_VALUE, 0, "NULL" },
		{ "-- dunlin: expect value = NULL", DN_EXPECT_VALUE, 0, NULL },
		{ "-- dunlin: expect value = null", DN_EXPECT_VALUE, 0, NULL },
		{ "-- dunlin: expect value = = 1", DN_EXPECT_VALUE, 0, "= 1" },
		{ "-- dunlin: expect value = it's", DN_EXPECT_VALUE, 0, "it's" },
		{ "-- dunlin: expect error 23505", DN_EXPECT_ERROR, 0, "23505" },
		{ "-- dunlin: expect error 42P01", DN_EXPECT_ERROR, 0, "42P01" },
		{ "-- dunlin: max-time 200ms", DN_EXPECT_TIME, 0, NULL },
		{ "-- dunlin: uses index T_a ", DN_EXPECT_INDEX, 0, "T_a" },
		{ "-- dunlin: uses  index\t\"a.b \"\"c\"\"\"", DN_EXPECT_INDEX, 0, "a.b \"c\"" },
	};
	struct dn_arena arena = DN_ARENA_INIT;
	struct dn_directive directive;
	struct dn_expect expect;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		directive = make(rows[i].line);
		assert_int_equal(dn_argument_expect(&expect, &arena, &directive, "f", NULL),
				 DUNLIN_OK);
		assert_int_equal(expect.kind, rows[i].kind);
		assert_int_equal(expect.line, 7);
		if (expect.kind == DN_EXPECT_ROWS)
			assert_int_equal(expect.rows, rows[i].rows);
		if (rows[i].text == NULL)
			assert_null(expect.text);
		else
			assert_string_equal(expect.text, rows[i].text);
	}
	dn_arena_clear(&arena);
}

static void argument__refuses_expectations_it_cannot_read(void **state)
{
	static const struct {
		const char *line, *piece;
	} rows[] = {
		{ "-- dunlin: expect rows", "cannot read \"expect rows\"" },
		{ "-- dunlin: expect rows =", "cannot read" },
		{ "-- dunlin: expect rows 3", "cannot read" },
		{ "-- dunlin: expect rows = many", "\"many\" is no number of rows" },
		{ "-- dunlin: expect rows = -1", "no number of rows" },
		{ "-- dunlin: expect rows = 1 2", "no number of rows" },
		{ "-- dunlin: expect rows = 9999999999999999999", "no number of rows" },
		{ "-- dunlin: expect value =", "cannot read" },
		{ "-- dunlin: expect value", "cannot read" },
		{ "-- dunlin: expect value = 'a", "quotes" },
		{ "-- dunlin: expect value = '", "quotes" },
		{ "-- dunlin: expect value = 'a'b'", "quotes" },
		{ "-- dunlin: expect value = '''", "quotes" },
		{ "-- dunlin: expect error", "cannot read" },
		{ "-- dunlin: expect error 2350", "\"2350\" is no SQLSTATE" },
		{ "-- dunlin: expect error = 23505", "no SQLSTATE" },
		{ "-- dunlin: expect error 42p01", "no SQLSTATE" },
		{ "-- dunlin: expect max-time 1s", "stands without expect: `-- dunlin: max-time" },
		{ "-- dunlin: expect uses index i", "stands without expect: `-- dunlin: uses" },
		{ "-- dunlin: expect index i", "`-- dunlin: uses index NAME`" },
		{ "-- dunlin: max-time soon", "\"soon\" is no time" },
		{ "-- dunlin: max-time 0", "leave the line out" },
		{ "-- dunlin: uses t_a", "cannot read \"uses t_a\"" },
		{ "-- dunlin: uses index", "which? write" },
		{ "-- dunlin: uses index a b", "is no name of one index" },
		{ "-- dunlin: uses index app.i", "without its schema" },
		{ "-- dunlin: uses index \"a", "is no name" },
		{ "-- dunlin: uses index \"\"", "is no name" },
		{ "-- dunlin: expect nothing", "write `-- dunlin: expect rows = N" },
	};
	struct dn_arena arena = DN_ARENA_INIT;
	struct dn_directive directive;
	struct dn_expect expect;
	dunlin_error err;
	size_t i;

	(void)state;
	dn_error_init(&err);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		directive = make(rows[i].line);
		rig_check_error(dn_argument_expect(&expect, &arena, &directive, "f.sql", &err),
				&err, "f.sql", 7, rows[i].piece);
	}
	dn_arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directive__finds_word_and_arguments),
		cmocka_unit_test(directive__tells_near_misses_from_prose),
		cmocka_unit_test(directive__refuses_unknown_words_and_wrong_arguments),
		cmocka_unit_test(argument__reads_times),
		cmocka_unit_test(argument__reads_expectations),
		cmocka_unit_test(argument__refuses_expectations_it_cannot_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
