/* The form of an error: place, caret, the rest; and its exit code. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"
#include "cli/errorform.h"
#include "cli/newfile.h"
#include "cli/output.h"

static dunlin_error err;

static void assert_form(const char *want)
{
	struct dn_str text = DN_STR_INIT;

	dn_errorform_put(&text, &err, false);
	assert_string_equal(dn_str_text(&text), want);
	dn_str_clear(&text);
}

static void place(int64_t line, int64_t column, const char *source)
{
	dn_fail(&err, DUNLIN_ESQL, "no");
	dn_error_place(&err, "f.sql", line, column, source, strlen(source));
}

static void errorform__is_that_of_the_design(void **state)
{
	static const char source[] = "ALTER TABLE ordres ADD COLUMN note text;";

	(void)state;
	dn_fail(&err, DUNLIN_EMISSING, "relation \"ordres\" does not exist");
	dn_error_set(&err, &err.sqlstate, "42P01");
	dn_error_place(&err, "0007_orders.up.sql", 14, 13, source, strlen(source));
	dn_error_state(&err, "statement 3 of 5, rolled back; 0006 is applied, 0007 and 2 more "
			     "are pending");
	assert_form("dunlin: 0007_orders.up.sql:14:13: relation \"ordres\" does not exist (42P01)\n"
		    "   14 | ALTER TABLE ordres ADD COLUMN note text;\n"
		    "      |             ^\n"
		    "  statement 3 of 5, rolled back; 0006 is applied, 0007 and 2 more are "
		    "pending\n");
}

static void errorform__lists_what_else_was_said(void **state)
{
	(void)state;
	dn_fail(&err, DUNLIN_ESQL, "no");
	dn_error_set(&err, &err.detail, "one\ntwo\n");
	dn_error_set(&err, &err.hint, "try");
	dn_error_set(&err, &err.context, "in f()");
	assert_form("dunlin: no\n"
		    "  detail: one\n"
		    "    two\n"
		    "  hint: try\n"
		    "  context: in f()\n");
}

static void errorform__caret_counts_columns_of_the_screen(void **state)
{
	(void)state;
	place(3, 8, "\tab\t\xc3\xa4\xe6\xbc\xa2 X");
	assert_form("dunlin: f.sql:3:8: no\n"
		    "    3 | \tab\t\xc3\xa4\xe6\xbc\xa2 X\n"
		    "      | \t  \t    ^\n");
	/* A combining accent has no width of its own. */
	place(3, 3, "e\xcc\x81X");
	assert_form("dunlin: f.sql:3:3: no\n"
		    "    3 | e\xcc\x81X\n"
		    "      |  ^\n");
	/* Behind the end, where something is missing. */
	place(123456, 4, "abc");
	assert_form("dunlin: f.sql:123456:4: no\n"
		    "123456 | abc\n"
		    "       |    ^\n");
	/* Bytes that are no UTF-8 count one each. */
	place(3, 3, "\xff\xfeX");
	assert_form("dunlin: f.sql:3:3: no\n"
		    "    3 | \xff\xfeX\n"
		    "      |   ^\n");
}

static void errorform__without_a_column_there_is_no_caret(void **state)
{
	(void)state;
	place(3, 0, "abc");
	assert_form("dunlin: f.sql:3: no\n"
		    "    3 | abc\n");
	dn_fail_at(&err, DUNLIN_EUSAGE, "f.sql", 0, 0, "no");
	assert_form("dunlin: f.sql: no\n");
}

static void errorform__a_long_line_is_cut_around_the_column(void **state)
{
	struct dn_str line = DN_STR_INIT, text = DN_STR_INIT;
	const char *shown, *caret;
	int i;

	(void)state;
	for (i = 0; i < 5000; i++)
		dn_str_puts(&line, "\xc3\xa4");
	dn_str_puts(&line, "X");
	for (i = 0; i < 5000; i++)
		dn_str_puts(&line, "b");
	place(1, 5001, dn_str_text(&line));
	dn_errorform_put(&text, &err, false);
	assert_true(text.len < 500);
	shown = strstr(dn_str_text(&text), "| ...");
	caret = strchr(dn_str_text(&text), '^');
	assert_non_null(shown);
	assert_non_null(caret);
	/* 59 letters of two bytes, but one column, in front of both. */
	assert_int_equal(strchr(shown, 'X') - shown, 5 + 59 * 2);
	while (caret[-1] != '\n')
		caret--;
	assert_int_equal(strchr(caret, '^') - strchr(caret, '|'), 5 + 59);
	dn_str_clear(&line);
	dn_str_clear(&text);
}

/* Each character looked at costs the same: with all that follows it, this one took hours. */
static void errorform__of_a_line_of_megabytes(void **state)
{
	const size_t len = 8 << 20;
	struct dn_str text = DN_STR_INIT;
	char *line = malloc(len + 1);

	(void)state;
	assert_non_null(line);
	memset(line, 'x', len);
	line[len] = '\0';
	place(1, (int64_t)len - 2, line);
	(void)alarm(120); /* ends it, if it has not ended */
	dn_errorform_put(&text, &err, false);
	(void)alarm(0);
	assert_int_equal(
		strncmp(dn_str_text(&text), "dunlin: f.sql:1:8388606: no\n    1 | ...xxx", 40), 0);
	dn_str_clear(&text);
	free(line);
}

static void errorform__steers_no_terminal(void **state)
{
	(void)state;
	dn_fail(&err, DUNLIN_ESQL,
		"a\033[2Jb\xc2\x9b"
		"c");
	dn_error_place(&err, "f.sql", 1, 3, "x\033y", 3);
	assert_form("dunlin: f.sql:1:3: a?[2Jb?c\n"
		    "    1 | x?y\n"
		    "      |   ^\n");
}

static void errorform__files_are_named_from_here(void **state)
{
	struct dn_str path = DN_STR_INIT;
	char *here = getcwd(NULL, 0);

	(void)state;
	dn_str_printf(&path, "%s/m/f.sql", here);
	assert_string_equal(dn_short_file(dn_str_text(&path)), "m/f.sql");
	assert_string_equal(dn_short_file("./f.sql"), "f.sql");
	assert_string_equal(dn_short_file("/elsewhere/f.sql"), "/elsewhere/f.sql");
	dn_str_clear(&path);
	free(here);
}

static void errorform__exit_codes(void **state)
{
	static const struct {
		dunlin_status status;
		int signal, code;
	} rows[] = {
		{ DUNLIN_OK, 0, 0 },
		{ DUNLIN_ESQL, 0, 1 },
		{ DUNLIN_ENOMEM, 0, 1 },
		{ DUNLIN_ESYNTAX, 15, 1 },
		{ DUNLIN_EUSAGE, 0, 2 },
		{ DUNLIN_EPLUGIN, 0, 2 },
		{ DUNLIN_EUNSUPPORTED, 0, 2 },
		{ DUNLIN_EREFUSED, 0, 4 },
		{ DUNLIN_EBUSY, 0, 5 },
		{ DUNLIN_ECONNECT, 0, 6 },
		{ DUNLIN_ECONNLOST, 0, 1 },
		{ DUNLIN_ECANCELED, 2, 130 },
		{ DUNLIN_ECANCELED, 0, 1 },
		{ DUNLIN_ECANCELED, 15, 143 },
		{ 999, 0, 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(dn_exit_code(rows[i].status, rows[i].signal), rows[i].code);
}

static void output__times_and_names(void **state)
{
	static const struct {
		int64_t us;
		const char *text;
	} rows[] = {
		{ -5, "0 ms" },
		{ 12345, "12 ms" },
		{ 999999, "999 ms" },
		{ 1000000, "1.0 s" },
		{ 59999999, "59.9 s" },
		{ 60000000, "1 min 0 s" },
		{ 3725000000, "62 min 5 s" },
	};
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text = dn_took(rows[i].us);
		assert_string_equal(text, rows[i].text);
		free(text);
	}
	text = dn_newfile_name("  Add Orders!  (v2)");
	assert_string_equal(text, "add_orders_v2");
	free(text);
	text = dn_newfile_name("\xc3\xa4!");
	assert_string_equal(text, "");
	free(text);
}

static void output__the_next_version_is_as_wide(void **state)
{
	static const char *const rows[][2] = {
		{ "0007", "0008" },
		{ "0999", "1000" },
		{ "9999", "10000" },
		{ "7", "8" },
		{ "20991231235959", "20991231235960" },
	};
	char digits[65], *text;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text = dn_newfile_version(rows[i][0]);
		assert_string_equal(text, rows[i][1]);
		free(text);
	}
	text = dn_newfile_version(NULL);
	assert_string_equal(text, "0001");
	free(text);
	text = dn_newfile_version("20200101000000");
	assert_int_equal(strlen(text), 14);
	assert_true(strcmp(text, "20240101000000") > 0);
	free(text);
	memset(digits, '9', sizeof(digits) - 1);
	digits[sizeof(digits) - 1] = '\0';
	assert_null(dn_newfile_version(digits));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errorform__is_that_of_the_design),
		cmocka_unit_test(errorform__lists_what_else_was_said),
		cmocka_unit_test(errorform__caret_counts_columns_of_the_screen),
		cmocka_unit_test(errorform__without_a_column_there_is_no_caret),
		cmocka_unit_test(errorform__a_long_line_is_cut_around_the_column),
		cmocka_unit_test(errorform__of_a_line_of_megabytes),
		cmocka_unit_test(errorform__steers_no_terminal),
		cmocka_unit_test(errorform__files_are_named_from_here),
		cmocka_unit_test(errorform__exit_codes),
		cmocka_unit_test(output__times_and_names),
		cmocka_unit_test(output__the_next_version_is_as_wide),
	};
	int failed;

	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	dn_error_init(&err);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	dn_error_clear(&err);
	return failed;
}
