/* .env: what a line means, and that it never outlives the parse it is for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "cli/dotenv.h"

static dunlin_error err;

static dunlin_status parse(struct dn_dotenv *out, const char *text)
{
	dn_error_clear(&err);
	return dn_dotenv_parse(out, ".env", text, strlen(text), &err);
}

static void dotenv__reads_values(void **state)
{
	static const struct {
		const char *text, *key, *value;
	} rows[] = {
		{ "A=b", "A", "b" },
		{ "A=b\n", "A", "b" },
		{ "\xef\xbb\xbf"
		  "A=b\r\n",
		  "A", "b" },
		{ "  A = b c \n", "A", "b c" },
		{ "export A=b", "A", "b" },
		{ "A=", "A", "" },
		{ "A=\"\"", "A", "" },
		{ "A=\" b \"", "A", " b " },
		{ "A='b\"c'", "A", "b\"c" },
		{ "A=\"b\" # why", "A", "b" },
		{ "A=b # why", "A", "b" },
		{ "A=b#c", "A", "b#c" },
		{ "A=b=c==", "A", "b=c==" },
		{ "A=$B${C}\\n", "A", "$B${C}\\n" },
		{ "# A=x\n\nA=b", "A", "b" },
		{ "A=b\nA=c", "A", "c" },
		{ "A=b'c", "A", "b'c" },
	};
	struct dn_dotenv env;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *value;

		assert_int_equal(parse(&env, rows[i].text), DUNLIN_OK);
		value = dn_dotenv_get(&env, rows[i].key);
		if (value == NULL || strcmp(value, rows[i].value) != 0)
			fail_msg("%s: %s", rows[i].text, value == NULL ? "nothing" : value);
		dn_dotenv_clear(&env);
	}
}

static void dotenv__names_the_line_but_not_its_text(void **state)
{
	static const struct {
		const char *text;
		int64_t line;
	} rows[] = {
		{ "A=b\nsecret\n", 2 },      { "=secret", 1 },          { "1A=secret", 1 },
		{ "A B=secret", 1 },         { "A=\"secret", 1 },       { "A='secret\nB=c'", 1 },
		{ "\n\nA=\"x\" secret", 3 }, { "pass-word=secret", 1 },
	};
	struct dn_dotenv env;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(parse(&env, rows[i].text), DUNLIN_EUSAGE);
		assert_int_equal(err.line, rows[i].line);
		assert_string_equal(err.file, ".env");
		assert_null(strstr(err.message, "secret"));
		dn_dotenv_clear(&env);
	}
}

static void dotenv__fills_only_what_is_unset(void **state)
{
	struct dn_dotenv env;

	(void)state;
	setenv("DN_TEST_SET", "old", 1);
	setenv("DN_TEST_EMPTY", "", 1);
	unsetenv("DN_TEST_NEW");
	assert_int_equal(parse(&env, "DN_TEST_SET=new\nDN_TEST_EMPTY=new\n"
				     "DN_TEST_NEW=first\nDN_TEST_NEW=last\n"),
			 DUNLIN_OK);
	dn_dotenv_set(&env);
	assert_string_equal(getenv("DN_TEST_SET"), "old");
	assert_string_equal(getenv("DN_TEST_EMPTY"), "");
	assert_string_equal(getenv("DN_TEST_NEW"), "last");
	dn_dotenv_unset(&env);
	assert_string_equal(getenv("DN_TEST_SET"), "old");
	assert_string_equal(getenv("DN_TEST_EMPTY"), "");
	assert_null(getenv("DN_TEST_NEW"));
	dn_dotenv_clear(&env);
}

static void dotenv__a_missing_file_is_empty(void **state)
{
	struct dn_dotenv env;

	(void)state;
	assert_int_equal(dn_dotenv_read(&env, "/nonexistent/.env", &err), DUNLIN_OK);
	assert_int_equal(env.n, 0);
	dn_dotenv_clear(&env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dotenv__reads_values),
		cmocka_unit_test(dotenv__names_the_line_but_not_its_text),
		cmocka_unit_test(dotenv__fills_only_what_is_unset),
		cmocka_unit_test(dotenv__a_missing_file_is_empty),
	};
	int failed;

	dn_error_init(&err);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	dn_error_clear(&err);
	return failed;
}
