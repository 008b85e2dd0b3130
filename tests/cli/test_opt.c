/* The command line: options before and after the command, words, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "cli/opt.h"

static dunlin_error err;

/* A command line as a process has it: writable, and getopt may reorder it. */
struct line {
	char *argv[16];
	int argc;
};

static void line_init(struct line *line, const char *text)
{
	char *copy = strdup(text), *save = NULL, *word;

	memset(line, 0, sizeof(*line));
	for (word = strtok_r(copy, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save))
		line->argv[line->argc++] = strdup(word);
	free(copy);
}

static void line_clear(struct line *line)
{
	while (line->argc > 0)
		free(line->argv[--line->argc]);
}

static void opt__globals_stand_on_both_sides(void **state)
{
	static const char *const rows[] = {
		"dunlin -C d -q --target=t up 3 --to 7",
		"dunlin up -C d 3 -q --to 7 -t t",
		"dunlin -Cd -tt up --to=7 -q -- 3",
		"dunlin up 3 --to 7 --direc d --tar t -q",
	};
	struct dn_args args;
	struct line line;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		line_init(&line, rows[i]);
		if (dn_args_parse(&args, line.argc, line.argv, &err) != DUNLIN_OK)
			fail_msg("%s: %s", rows[i], err.message);
		assert_string_equal(args.command->name, "up");
		assert_string_equal(dn_args_get(&args, "directory"), "d");
		assert_string_equal(dn_args_get(&args, "target"), "t");
		assert_string_equal(dn_args_get(&args, "to"), "7");
		assert_true(dn_args_has(&args, "quiet"));
		assert_false(dn_args_has(&args, "verbose"));
		assert_null(dn_args_get(&args, "url"));
		assert_int_equal(args.n_words, 1);
		assert_string_equal(args.words[0], "3");
		dn_args_clear(&args);
		line_clear(&line);
	}
}

static void opt__some_may_be_given_often(void **state)
{
	struct dn_args args;
	struct line line;

	(void)state;
	line_init(&line, "dunlin new x --dialect a --dialect b -q -q");
	assert_int_equal(dn_args_parse(&args, line.argc, line.argv, &err), DUNLIN_OK);
	assert_string_equal(dn_args_nth(&args, "dialect", 0), "a");
	assert_string_equal(dn_args_nth(&args, "dialect", 1), "b");
	assert_null(dn_args_nth(&args, "dialect", 2));
	dn_args_clear(&args);
	line_clear(&line);
}

static void opt__a_number_with_a_dash_is_a_word(void **state)
{
	struct dn_args args;
	struct line line;

	(void)state;
	line_init(&line, "dunlin goto -1 -23 --env -4 -q");
	assert_int_equal(dn_args_parse(&args, line.argc, line.argv, &err), DUNLIN_OK);
	assert_int_equal(args.n_words, 2);
	assert_string_equal(args.words[0], "-1");
	assert_string_equal(args.words[1], "-23");
	assert_string_equal(dn_args_get(&args, "env"), "-4");
	assert_true(dn_args_has(&args, "quiet"));
	dn_args_clear(&args);
	line_clear(&line);
}

static void opt__refuses_what_it_does_not_know(void **state)
{
	static const struct {
		const char *line, *message, *hint;
	} rows[] = {
		{ "dunlin gate", "unknown command \"gate\"", "dunlin --help lists the commands" },
		{ "dunlin upp", "unknown command \"upp\"", "did you mean up?" },
		{ "dunlin stauts", "unknown command \"stauts\"", "did you mean status?" },
		{ "dunlin xyzzy", "unknown command \"xyzzy\"", "dunlin --help lists the commands" },
		{ "dunlin --tagret x up", "unknown option --tagret", "did you mean --target?" },
		{ "dunlin up --out-of-ordr", "unknown option --out-of-ordr",
		  "did you mean --out-of-order?" },
		{ "dunlin up --yaml", "unknown option --yaml", NULL },
		{ "dunlin --ver up", "ambiguous option --ver", NULL },
		{ "dunlin -1 up", "unknown option -1", NULL },
		{ "dunlin up -1x", "unknown option -1", NULL },
		{ "dunlin up -x", "unknown option -x", NULL },
		{ "dunlin up --to", "--to needs an argument: VERSION", NULL },
		{ "dunlin -C", "--directory needs an argument: DIR", NULL },
		{ "dunlin up --check=yes", "--check takes no argument", NULL },
		{ "dunlin up --to 1 --to 2", "--to is given twice", NULL },
		{ "dunlin -t a up -t b", "--target is given twice", NULL },
		/* An option of another command. */
		{ "dunlin status --to 3", "unknown option --to", NULL },
		{ "dunlin --to 3 up", "unknown option --to", NULL },
	};
	struct dn_args args;
	struct line line;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		line_init(&line, rows[i].line);
		dn_error_clear(&err);
		assert_int_equal(dn_args_parse(&args, line.argc, line.argv, &err), DUNLIN_EUSAGE);
		assert_string_equal(err.message, rows[i].message);
		if (rows[i].hint != NULL)
			assert_string_equal(err.hint, rows[i].hint);
		dn_args_clear(&args);
		line_clear(&line);
	}
}

static void opt__wipes_a_url(void **state)
{
	static const char *const rows[] = {
		"dunlin --url postgres://u:secret@h/d up",
		"dunlin up --url=postgres://u:secret@h/d",
		"dunlin up --ur postgres://u:secret@h/d",
		"dunlin --url postgres://u:secret@h/d --url postgres://u:secret@h/d up",
	};
	struct dn_args args;
	struct line line;
	size_t i;
	int j;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		dunlin_status status;

		line_init(&line, rows[i]);
		status = dn_args_parse(&args, line.argc, line.argv, &err);
		assert_int_equal(status, i == 3 ? DUNLIN_EUSAGE : DUNLIN_OK);
		assert_string_equal(dn_args_get(&args, "url"), "postgres://u:secret@h/d");
		for (j = 0; j < line.argc; j++)
			assert_null(strstr(line.argv[j], "secret"));
		dn_args_clear(&args);
		line_clear(&line);
	}
}

static void opt__no_message_shows_a_password(void **state)
{
	static const char *const rows[] = {
		"dunlin postgres://u:secret@h/d",
		"dunlin up --uri=postgres://u:secret@h/d",
		"dunlin --password=secret up",
	};
	struct dn_args args;
	struct line line;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		line_init(&line, rows[i]);
		assert_int_equal(dn_args_parse(&args, line.argc, line.argv, &err), DUNLIN_EUSAGE);
		assert_null(strstr(err.message, "secret"));
		dn_args_clear(&args);
		line_clear(&line);
	}
}

static void opt__tables_are_in_order(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; dn_commands[i] != NULL; i++) {
		const struct dn_command *command = dn_commands[i];

		assert_non_null(command->options);
		for (j = 0; command->options[j].name != NULL; j++) {
			const struct dn_option *global = dn_global_options;

			/* A command cannot hide what is global. */
			for (; global->name != NULL; global++) {
				assert_string_not_equal(command->options[j].name, global->name);
				if (global->letter != 0)
					assert_int_not_equal(command->options[j].letter,
							     global->letter);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opt__globals_stand_on_both_sides),
		cmocka_unit_test(opt__some_may_be_given_often),
		cmocka_unit_test(opt__a_number_with_a_dash_is_a_word),
		cmocka_unit_test(opt__refuses_what_it_does_not_know),
		cmocka_unit_test(opt__wipes_a_url),
		cmocka_unit_test(opt__no_message_shows_a_password),
		cmocka_unit_test(opt__tables_are_in_order),
	};
	int failed;

	dn_error_init(&err);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	dn_error_clear(&err);
	return failed;
}
