/* dunlin.conf: what is read, what is refused and where, and what a variable comes to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/config.h"

static dunlin_error err;

static dunlin_status parse(struct dn_config *out, const char *text)
{
	dn_error_clear(&err);
	return dn_config_parse(out, "dunlin.conf", text, strlen(text), &err);
}

/* The value of a setting of the first target. */
static dunlin_status target_text(char **out, const struct dn_config *config, const char *name)
{
	dn_error_clear(&err);
	return dn_config_text(out, config, &config->targets[0], name, &err);
}

static void assert_item(const struct dn_config *config, const struct dn_section *section,
			const char *name, size_t i, const char *want)
{
	char *text;

	assert_int_equal(dn_config_item(&text, config, section, name, i, &err), DUNLIN_OK);
	if (want == NULL)
		assert_null(text);
	else
		assert_string_equal(text, want);
	free(text);
}

static void config__reads_sections_and_settings(void **state)
{
	struct dn_config config;

	(void)state;
	assert_int_equal(parse(&config, "# a project\n"
					"project {\n"
					"  name = \"shop\"  // and a remark\n"
					"  migrations = {\"a\", 'b'}\n"
					"}\r\n"
					"target dev { url = \"sqlite:dev.db\" }\n"
					"target \"pro d\" {\n"
					"  url = postgresql://u:p@h/d schema = app\n"
					"  /* = { \" */ session = {\"SET ROLE \\\"o\\\"\", }\n"
					"}\n"
					"target empty {}\n"),
			 DUNLIN_OK);
	assert_true(config.found);
	assert_item(&config, &config.project, "name", 0, "shop");
	assert_item(&config, &config.project, "migrations", 0, "a");
	assert_item(&config, &config.project, "migrations", 1, "b");
	assert_item(&config, &config.project, "migrations", 2, NULL);
	assert_item(&config, &config.project, "dialects", 0, NULL);
	assert_int_equal(config.n_targets, 3);
	assert_string_equal(config.targets[0].title, "dev");
	assert_string_equal(config.targets[2].title, "empty");
	assert_ptr_equal(dn_config_target(&config, "pro d"), &config.targets[1]);
	assert_null(dn_config_target(&config, "prod"));
	assert_item(&config, &config.targets[1], "url", 0, "postgresql://u:p@h/d");
	assert_item(&config, &config.targets[1], "schema", 0, "app");
	assert_item(&config, &config.targets[1], "session", 0, "SET ROLE \"o\"");
	assert_int_equal(dn_section_find(&config.targets[1], "session")->line, 9);
	assert_null(dn_section_find(&config.targets[2], "url"));
	dn_config_clear(&config);
}

static void config__keeps_long_values(void **state)
{
	struct dn_str text = DN_STR_INIT;
	struct dn_config config;
	char *value;
	int i;

	(void)state;
	dn_str_puts(&text, "target t { url = \"");
	for (i = 0; i < 20000; i++)
		dn_str_puts(&text, "x");
	dn_str_puts(&text, "\" }");
	assert_int_equal(parse(&config, dn_str_text(&text)), DUNLIN_OK);
	assert_int_equal(target_text(&value, &config, "url"), DUNLIN_OK);
	assert_int_equal(strlen(value), 20000);
	free(value);
	dn_config_clear(&config);
	dn_str_clear(&text);
}

static void config__refuses_with_a_line(void **state)
{
	static const struct {
		const char *text;
		int64_t line;
		const char *message, *hint;
	} rows[] = {
		{ "project {\n  nam = \"x\"\n}\n", 2, "unknown name \"nam\"",
		  "did you mean name?" },
		{ "target a {\n  ulr = \"x\"\n}", 2, "unknown name \"ulr\"", "did you mean url?" },
		{ "projekt { }", 1, "unknown name \"projekt\"", "did you mean project?" },
		{ "target a { }\n\ntarget a { }", 3, "duplicate title 'a'", NULL },
		{ "target a {\n url = \"x\"\n url = \"y\"\n}", 3,
		  "url is given twice, first in line 2", NULL },
		{ "target a {\n url = \"x\" url = \"x\"\n}", 2, "url is given twice", NULL },
		{ "project {\n migrations = {\"x\", \"y\"}\n migrations = {\"z\"}\n}", 3,
		  "migrations is given twice, first in line 2", NULL },
		{ "project { }\nproject {\n}", 3, "second project section", NULL },
		{ "target {\n}\n", 1, "missing title", NULL },
		{ "# c\ntarget a {\n url = \"x\"\n", 2, "the brace that starts here has no end",
		  NULL },
		{ "target a {\n session = {\"x\"\n}\n", 1, "the brace that starts here", NULL },
		{ "// {\n/* {\n*/ # {\ntarget a {\n ulr = \"#{\" }", 5, "unknown name", NULL },
		{ "project", 1, "premature end of file", NULL },
		{ "target a {\n url \"x\"\n}", 2, "missing equal sign after option 'url'", NULL },
		{ "target a {\n url = {\"x\"}\n}", 2, "unexpected text", NULL },
		{ "}\n", 1, "unexpected closing brace", NULL },
		{ "target a {\n url = \"x\n\n\n", 2, "the string that starts here has no end",
		  NULL },
		{ "target a {\n url = 'x\n}\n", 2, "the string that starts here has no end", NULL },
		{ "\n/* target\n", 2, "the comment that starts here has no end", NULL },
		{ "target \"\" { }\n", 0, "a target without a name", NULL },
		{ "target a { url = \"\\777\" }\n", 1, "bad escape", NULL },
	};
	struct dn_config config;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		dunlin_status status = parse(&config, rows[i].text);

		if (status != DUNLIN_EUSAGE || err.line != rows[i].line ||
		    strstr(err.message, rows[i].message) == NULL)
			fail_msg("%s: %d, line %lld: %s", rows[i].text, (int)status,
				 (long long)err.line, err.message);
		if (rows[i].hint != NULL)
			assert_string_equal(err.hint, rows[i].hint);
		assert_string_equal(err.file, "dunlin.conf");
		dn_config_clear(&config);
	}
}

static void config__refuses_a_nul_byte(void **state)
{
	static const char text[] = "target a { }\0target b { }";
	struct dn_config config;

	(void)state;
	assert_int_equal(dn_config_parse(&config, "dunlin.conf", text, sizeof(text) - 1, &err),
			 DUNLIN_EUSAGE);
	assert_non_null(strstr(err.message, "NUL"));
	dn_config_clear(&config);
}

static void config__never_quotes_a_value(void **state)
{
	static const char *const rows[] = {
		"target a {\n url = postgres://u:se\"cret@h/d\n}",
		"target a {\n url = postgres:u:geheim secret=cret@h\n}",
		"target a {\n url = \"postgres://u:\" secret@h/d\"\n}",
		"target a {\n url = \"x\", secret\n}",
		"target a {\n url = = secret\n}",
		"target a {\n url = \"x\" secret = 1\n}",
		"target a {\n lock_timeout = \"x\" \"secret\"\n}",
	};
	struct dn_config config;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(parse(&config, rows[i]), DUNLIN_EUSAGE);
		if (strstr(err.message, "cret") != NULL || strstr(err.message, "geheim") != NULL)
			fail_msg("%s", err.message);
		dn_config_clear(&config);
	}
}

static void config__expands_variables_in_double_quotes(void **state)
{
	struct dn_config config;

	(void)state;
	setenv("DN_TEST_A", "va\"l", 1);
	unsetenv("DN_TEST_B");
	assert_int_equal(parse(&config, "target a {\n"
					" url = \"x-${DN_TEST_A}-y\"\n"
					" schema = '${DN_TEST_A}'\n"
					" env = \"${DN_TEST_B:-else}\"\n"
					" session = {\"a ${DN_TEST_A}\", \"b\"}\n"
					"}\n"),
			 DUNLIN_OK);
	assert_item(&config, &config.targets[0], "url", 0, "x-va\"l-y");
	assert_item(&config, &config.targets[0], "schema", 0, "${DN_TEST_A}");
	assert_item(&config, &config.targets[0], "env", 0, "else");
	assert_item(&config, &config.targets[0], "session", 0, "a va\"l");
	assert_null(getenv("DN_TEST_B"));
	dn_config_clear(&config);
}

static void config__names_the_variable_that_is_missing(void **state)
{
	struct dn_config config;
	char *text;

	(void)state;
	unsetenv("DN_TEST_A");
	setenv("DN_TEST_B", "", 1);
	assert_int_equal(parse(&config, "# ${DN_TEST_A}\n"
					"target a {\n"
					" url = \"${DN_TEST_A}\"\n"
					" schema = \"x${DN_TEST_A}y\"\n"
					" history_schema = \"${DN_TEST_B}\"\n"
					" prefix = \"p${DN_TEST_B}q\"\n"
					" env = \"\"\n"
					"}\n"
					"target b { url = \"y\" }\n"),
			 DUNLIN_OK);
	assert_int_equal(target_text(&text, &config, "url"), DUNLIN_EUSAGE);
	assert_string_equal(err.message, "url needs the variable DN_TEST_A, which is not set");
	assert_int_equal(err.line, 3);
	assert_null(text);
	assert_int_equal(target_text(&text, &config, "schema"), DUNLIN_EUSAGE);
	assert_int_equal(err.line, 4);
	assert_int_equal(target_text(&text, &config, "history_schema"), DUNLIN_EUSAGE);
	assert_string_equal(err.message, "history_schema is empty: so is the variable DN_TEST_B");
	assert_int_equal(target_text(&text, &config, "env"), DUNLIN_EUSAGE);
	assert_string_equal(err.message, "env is empty");
	assert_int_equal(err.line, 7);
	assert_item(&config, &config.targets[0], "prefix", 0, "pq");
	/* What one target lacks is no matter to another. */
	assert_item(&config, &config.targets[1], "url", 0, "y");
	assert_null(getenv("DN_TEST_A"));
	assert_string_equal(getenv("DN_TEST_B"), "");
	dn_config_clear(&config);
}

static void config__reads_times(void **state)
{
	static const struct {
		const char *text;
		int64_t ms; /* -1: refused */
	} rows[] = {
		{ "500ms", 500 },  { "2s", 2000 },     { "5min", 300000 },
		{ "1h", 3600000 }, { "1d", 86400000 }, { "0", 0 },
		{ "0s", 0 },       { "2", -1 },        { "2 s", -1 },
		{ "-2s", -1 },     { "2m", -1 },       { "s", -1 },
		{ "1.5s", -1 },    { "25d", -1 },      { "99999999999999999999s", -1 },
	};
	struct dn_str text = DN_STR_INIT;
	struct dn_config config;
	int64_t ms;
	bool given;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		dunlin_status status;

		dn_str_reset(&text);
		dn_str_printf(&text, "target a {\n lock_timeout = \"%s\"\n}", rows[i].text);
		assert_int_equal(parse(&config, dn_str_text(&text)), DUNLIN_OK);
		status = dn_config_time(&ms, &given, &config, &config.targets[0], "lock_timeout",
					&err);
		assert_true(given);
		if (status != (rows[i].ms < 0 ? DUNLIN_EUSAGE : DUNLIN_OK) ||
		    (status == DUNLIN_OK && ms != rows[i].ms))
			fail_msg("%s: %d, %lld", rows[i].text, (int)status, (long long)ms);
		if (status != DUNLIN_OK) {
			assert_int_equal(err.line, 2);
			assert_non_null(strstr(err.message, "lock_timeout"));
		}
		dn_config_clear(&config);
	}
	assert_int_equal(parse(&config, "target a { }"), DUNLIN_OK);
	assert_int_equal(dn_config_time(&ms, &given, &config, &config.targets[0], "lock_timeout",
					&err),
			 DUNLIN_OK);
	assert_false(given);
	dn_config_clear(&config);
	dn_str_clear(&text);
}

static void config__a_missing_file_has_no_targets(void **state)
{
	struct dn_dotenv env = { NULL, 0, 0 };
	struct dn_config config;

	(void)state;
	assert_int_equal(dn_config_read(&config, "/nonexistent/dunlin.conf", &env, &err),
			 DUNLIN_OK);
	assert_false(config.found);
	assert_int_equal(config.n_targets, 0);
	dn_config_clear(&config);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(config__reads_sections_and_settings),
		cmocka_unit_test(config__keeps_long_values),
		cmocka_unit_test(config__refuses_with_a_line),
		cmocka_unit_test(config__refuses_a_nul_byte),
		cmocka_unit_test(config__never_quotes_a_value),
		cmocka_unit_test(config__expands_variables_in_double_quotes),
		cmocka_unit_test(config__names_the_variable_that_is_missing),
		cmocka_unit_test(config__reads_times),
		cmocka_unit_test(config__a_missing_file_has_no_targets),
	};
	int failed;

	dn_error_init(&err);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	dn_error_clear(&err);
	return failed;
}
