/* tests of sql/lexer */
#include "sql/lexer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sql/dialects.h"

/* Tokens are written as a letter for the kind, a space and their text, with a
 * line break between them. */
static const char letters[] = "$wNsn=.();/D\\{}-!";

struct lexer_row {
	const char *name;
	const char *dialect;
	const char *text;
	const char *tokens;
};

static const struct lexer_row rows[] = {
	{ "lexer__words_and_names", "pg", "a_1$ \"b\"\"c\" U&\"d\" \xc3\xa4 e.f",
	  "w a_1$\nN \"b\"\"c\"\nN U&\"d\"\nw \xc3\xa4\nw e\n. .\nw f\n" },
	{ "lexer__strings", "pg", "'a''b' E'c\\'d' $$e$$ $f$g$f$ b'1' u&'h'",
	  "s 'a''b'\ns E'c\\'d'\ns $$e$$\ns $f$g$f$\ns b'1'\ns u&'h'\n" },
	{ "lexer__a_string_goes_on_in_the_next_line", "pg", "'a' \n -- c\n 'b' 'd'",
	  "s 'a' \n -- c\n 'b'\ns 'd'\n" },
	{ "lexer__a_string_ends_with_the_text", "pg", "'a'\n--", "s 'a'\n- --\n" },
	{ "lexer__numbers", "pg", "1 2.5 1e-5 0x1F 1_0 .5 $12 1$$a$$ 0xe-1 6-1",
	  "n 1\nn 2.5\nn 1e-5\nn 0x1F\nn 1_0\n. .\nn 5\nn $12\nn 1\ns $$a$$\nn 0xe\n= -\nn 1\nn "
	  "6\n= -\nn 1\n" },
	{ "lexer__operators", "pg", "a#>>b @- -|- ?| >=-1 ->> *- @--c\n",
	  "w a\n= #>>\nw b\n= @-\n= -|-\n= ?|\n= >=\n= -\nn 1\n= ->>\n= *\n= -\n= @\n- --c\n" },
	{ "lexer__operators_stop_before_comments", "pg", "+/*c*/@/*d*/",
	  "= +\n- /*c*/\n= @\n- /*d*/\n" },
	{ "lexer__marks", "pg", "a::b := [c:d], (e);",
	  "w a\n= ::\nw b\n= :=\n= [\nw c\n= :\nw d\n= ]\n= ,\n( (\nw e\n) )\n; ;\n" },
	{ "lexer__comments", "pg", "--a\n/* b /* c */ */ d", "- --a\n- /* b /* c */ */\nw d\n" },
	{ "lexer__backslash_of_psql", "pg", "\\i x", "\\ \\\nw i\nw x\n" },
	{ "lexer__dollars_that_open_nothing", "pg", "$ $a b$c$ $1a",
	  "= $\n= $\nw a\nw b$c$\nn $1\nw a\n" },
	{ "lexer__byte_order_mark", "pg",
	  "\xef\xbb\xbf"
	  "a \xef\xbb\xbf",
	  "w a\nw \xef\xbb\xbf\n" },
	{ "lexer__string_never_closed", "pg", "a 'b", "w a\n! \n" },
	{ "lexer__backslash_at_the_end", "pg", "E'\\'", "! \n" },
	{ "lexer__quotes_of_sqlite", "sqlite", "[a]]`b``c`\"d\"x'00'$e",
	  "N [a]\n= ]\nN `b``c`\nN \"d\"\nw x\ns '00'\nw $e\n" },
	{ "lexer__signs_of_sqlite", "sqlite", "a=-1 \\ :b?1",
	  "w a\n= =\n= -\nn 1\n= \\\n= :\nw b\n= ?\nn 1\n" },
	{ "lexer__quotes_of_mysql", "mysql", "\"a\\\"\" 'b\\'' `c` @`d` @@e _utf8'f'",
	  "s \"a\\\"\"\ns 'b\\''\nN `c`\n= @\nN `d`\n= @@\nw e\nw _utf8\ns 'f'\n" },
	{ "lexer__comments_of_mysql", "mysql", "#a\n-- b\n--c --\n1--1+#d",
	  "- #a\n- -- b\n= -\n= -\nw c\n- --\nn 1\n= -\n= -\nn 1\n= +\n- #d\n" },
	{ "lexer__comments_that_are_run", "mysql", "/*!50001 a*//*M!b/*c*/*/*",
	  "{ /*!50001\nw a\n} */\n{ /*M!\nw b\n- /*c*/\n} */\n= *\n" },
	{ "lexer__comment_that_is_run_never_closed", "mysql", "a /*! b", "w a\n{ /*!\nw b\n! \n" },
	{ "lexer__delimiter_line", "mysql", "delimiter $$\na$$;b//$$ '$$'\ndelimiter ;\n$$;",
	  "D delimiter $$\nw a\n/ $$\n; ;\nw b\n= //\n/ $$\ns '$$'\nD delimiter ;\nw $$\n; ;\n" },
	{ "lexer__nothing", "mysql", " \t\r\n", "" },
};

static void lex(struct dn_lexer *lexer, char **out)
{
	struct dn_token token;
	size_t size, behind = lexer->pos;
	FILE *stream = open_memstream(out, &size);

	assert_non_null(stream);
	do {
		/* Every token is taken as if a statement could begin there. */
		lexer->fresh = true;
		dn_lexer_next_any(lexer, &token);
		assert_true(token.offset >= behind || token.kind == DN_TOKEN_BAD);
		behind = token.offset + token.len;
		if (token.kind != DN_TOKEN_END)
			fprintf(stream, "%c %.*s\n", letters[token.kind], (int)token.len,
				lexer->text + token.offset);
	} while (token.kind != DN_TOKEN_END && token.kind != DN_TOKEN_BAD);
	fclose(stream);
}

static void lex_row(void **state)
{
	const struct lexer_row *row = *state;
	size_t len = strlen(row->text);
	char *text = malloc(len + 1);
	struct dn_lexer lexer;
	char *tokens = NULL;

	assert_non_null(text);
	memcpy(text, row->text, len);
	dn_lexer_init(&lexer, dn_dialect_find(row->dialect), text, len);
	lex(&lexer, &tokens);
	assert_string_equal(tokens, row->tokens);
	free(tokens);
	free(text);
}

static void check_bad(const char *dialect, const char *text, size_t offset, const char *fault)
{
	struct dn_lexer lexer;
	struct dn_token token;
	int i;

	dn_lexer_init(&lexer, dn_dialect_find(dialect), text, strlen(text));
	do {
		lexer.fresh = true;
		dn_lexer_next(&lexer, &token);
		assert_int_not_equal(token.kind, DN_TOKEN_END);
	} while (token.kind != DN_TOKEN_BAD);
	/* And it stays so. */
	for (i = 0; i < 2; i++) {
		assert_int_equal(token.kind, DN_TOKEN_BAD);
		assert_int_equal(token.offset, offset);
		assert_non_null(strstr(lexer.fault, fault));
		dn_lexer_next(&lexer, &token);
	}
}

static void lexer__bad_tokens_say_where_they_were_opened(void **state)
{
	(void)state;
	check_bad("pg", "a 'b", 2, "string");
	check_bad("pg", "E'b\\'", 0, "string");
	check_bad("pg", "'a'\n'b", 0, "string");
	check_bad("pg", "a \"b\"\"", 2, "quoted name");
	check_bad("pg", "1 $a$ $b$", 2, "dollar quote");
	check_bad("pg", "/* /* */", 0, "comment");
	check_bad("sqlite", "a [b", 2, "quoted name");
	check_bad("mysql", "a /*! b /*! */", 2, "comment");
	check_bad("mysql", "\"a\\", 0, "string");
	check_bad("mysql", "\ndelimiter \nx", 1, "no delimiter");
	check_bad("mysql", "delimiter 12345678901234567890123456789012", 0, "longer than 31");
	check_bad("mysql", "; delimiter //", 2, "begin its line");
}

static void lexer__a_copy_is_a_bookmark(void **state)
{
	struct dn_lexer lexer, mark;
	struct dn_token one, two;

	(void)state;
	dn_lexer_init(&lexer, dn_dialect_find("mysql"), "delimiter x\na x b", 17);
	lexer.fresh = true;
	dn_lexer_next(&lexer, &one);
	dn_lexer_next(&lexer, &one);
	mark = lexer;
	dn_lexer_next(&lexer, &one);
	dn_lexer_next(&mark, &two);
	assert_int_equal(one.kind, DN_TOKEN_DELIMITER);
	assert_int_equal(two.kind, DN_TOKEN_DELIMITER);
	assert_int_equal(one.offset, two.offset);
}

static void lexer__words_compare_in_any_case(void **state)
{
	const char *text = "Begin \"BEGIN\" begins";
	struct dn_lexer lexer;
	struct dn_token token;

	(void)state;
	dn_lexer_init(&lexer, dn_dialect_find("pg"), text, strlen(text));
	dn_lexer_next(&lexer, &token);
	assert_true(dn_token_is(text, &token, "BEGIN"));
	dn_lexer_next(&lexer, &token);
	assert_false(dn_token_is(text, &token, "BEGIN"));
	dn_lexer_next(&lexer, &token);
	assert_false(dn_token_is(text, &token, "BEGIN"));
}

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(lexer__bad_tokens_say_where_they_were_opened),
		cmocka_unit_test(lexer__a_copy_is_a_bookmark),
		cmocka_unit_test(lexer__words_compare_in_any_case),
	};
	struct CMUnitTest tests[N_ROWS + sizeof(others) / sizeof(others[0])];
	struct lexer_row copies[N_ROWS];
	size_t i;

	memset(tests, 0, sizeof(tests));
	memcpy(copies, rows, sizeof(rows));
	for (i = 0; i < N_ROWS; i++) {
		tests[i].name = rows[i].name;
		tests[i].test_func = lex_row;
		tests[i].initial_state = &copies[i];
	}
	memcpy(tests + N_ROWS, others, sizeof(others));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
