/* What a NAME.driver file may say, and how a broken one is refused. */
#include "host/stage.h"

#define GOOD                                                                                     \
	"name = postgres\nfile = postgres.so\ndialect = postgres\nabi = 0\nschemes = postgres, " \
	"postgresql\n"

static dunlin_status parse_at(struct dn_manifest *out, const char *text, size_t len,
			      const char *path, dunlin_error *err)
{
	/* Without a NUL behind it, so that the tools see a read past the end. */
	char *copy = malloc(len == 0 ? 1 : len);
	dunlin_status status;

	assert_non_null(copy);
	memcpy(copy, text, len);
	dn_error_init(err);
	status = dn_manifest_parse(out, copy, len, path, err);
	free(copy);
	return status;
}

static dunlin_status parse(struct dn_manifest *out, const char *text, dunlin_error *err)
{
	return parse_at(out, text, strlen(text), "/x/postgres.driver", err);
}

static void manifest__is_read(void **state)
{
	struct dn_manifest manifest;
	dunlin_error err;

	(void)state;
	assert_int_equal(parse(&manifest, GOOD "package = libpq5\n", &err), DUNLIN_OK);
	assert_string_equal(manifest.name, "postgres");
	assert_string_equal(manifest.file, "postgres.so");
	assert_string_equal(manifest.dialect, "postgres");
	assert_string_equal(manifest.package, "libpq5");
	assert_int_equal(manifest.abi, 0);
	assert_int_equal(manifest.n_schemes, 2);
	assert_true(dn_manifest_takes(&manifest, "postgresql"));
	assert_false(dn_manifest_takes(&manifest, "postgre"));
	dn_manifest_clear(&manifest);
}

static void manifest__allows_crlf_comments_blanks_and_unknown_keys(void **state)
{
	struct dn_manifest manifest;
	dunlin_error err;

	(void)state;
	assert_int_equal(parse(&manifest,
			       "# a driver\r\n\r\n\t name=postgres \r\nfile\t= p.so\r\n"
			       "dialect = x\nabi = 12\nschemes=a",
			       &err),
			 DUNLIN_OK);
	assert_string_equal(manifest.name, "postgres");
	assert_int_equal(manifest.abi, 12);
	dn_manifest_clear(&manifest);
	assert_int_equal(parse(&manifest, GOOD "colour = blue = green\nempty =\n  # end", &err),
			 DUNLIN_OK);
	assert_null(manifest.package);
	dn_manifest_clear(&manifest);
}

static void manifest__takes_any_word_for_a_scheme_separator(void **state)
{
	struct dn_manifest manifest;
	dunlin_error err;

	(void)state;
	assert_int_equal(
		parse(&manifest,
		      "name=postgres\nfile=p.so\ndialect=x\nabi=1\nschemes=,a b+c,, d.e-f,", &err),
		DUNLIN_OK);
	assert_int_equal(manifest.n_schemes, 3);
	assert_true(dn_manifest_takes(&manifest, "b+c"));
	dn_manifest_clear(&manifest);
}

struct broken {
	const char *text;
	const char *message;
	int64_t line; /* 0: of no line */
};

static void refuses(void **state)
{
	const struct broken *broken = *state;
	struct dn_manifest manifest, empty = { 0 };
	dunlin_error err;

	assert_failed(parse(&manifest, broken->text, &err), &err, DUNLIN_EPLUGIN, broken->message);
	assert_string_equal(err.file, "/x/postgres.driver");
	assert_int_equal(err.line, broken->line);
	assert_memory_equal(&manifest, &empty, sizeof(empty));
	dn_error_clear(&err);
}

static void manifest__refuses_bytes_that_are_no_text(void **state)
{
	static const char nul[] = GOOD "package = a\0b\n";
	struct dn_manifest manifest;
	dunlin_error err;

	(void)state;
	assert_failed(parse_at(&manifest, nul, sizeof(nul) - 1, "/x/postgres.driver", &err), &err,
		      DUNLIN_EPLUGIN, "key = value");
	assert_int_equal(err.line, 6);
	dn_error_clear(&err);
}

static void manifest__survives_every_cut_and_every_changed_byte(void **state)
{
	static const char good[] = GOOD "package = libpq5\n";
	struct dn_manifest manifest;
	char text[sizeof(good)];
	dunlin_error err;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(good); i++)
		for (n = 0; n < 256; n++) {
			memcpy(text, good, sizeof(good));
			text[i] = (char)n;
			if (parse_at(&manifest, text, n == 0 ? i : sizeof(good) - 1,
				     "/x/postgres.driver", &err) == DUNLIN_OK)
				dn_manifest_clear(&manifest);
			dn_error_clear(&err);
		}
}

static void manifest__knows_names(void **state)
{
	char longest[65];

	(void)state;
	memset(longest, 'a', 64);
	longest[64] = '\0';
	assert_false(dn_manifest_is_name(longest));
	longest[63] = '\0';
	assert_true(dn_manifest_is_name(longest));
	assert_true(dn_manifest_is_name("a_1"));
	assert_false(dn_manifest_is_name("1a"));
	assert_false(dn_manifest_is_name("Postgres"));
	assert_false(dn_manifest_is_name("a-b"));
	assert_false(dn_manifest_is_name(""));
	assert_false(dn_manifest_is_name(NULL));
}

#define REFUSES(what, text, message, line)                                       \
	{                                                                        \
		"manifest__refuses_" what, refuses, NULL, NULL, &(struct broken) \
		{                                                                \
			text, message, line                                      \
		}                                                                \
	}
#define REST "file = p.so\ndialect = x\nabi = 0\nschemes = a\n"

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(manifest__is_read),
		cmocka_unit_test(manifest__allows_crlf_comments_blanks_and_unknown_keys),
		cmocka_unit_test(manifest__takes_any_word_for_a_scheme_separator),
		cmocka_unit_test(manifest__refuses_bytes_that_are_no_text),
		cmocka_unit_test(manifest__survives_every_cut_and_every_changed_byte),
		cmocka_unit_test(manifest__knows_names),
		REFUSES("an_empty_file", "", "no line \"name = \"", 0),
		REFUSES("a_line_without_equals", "name = postgres\nwhat\n", "key = value", 2),
		REFUSES("a_line_without_key", "\n= x\n", "key = value", 2),
		REFUSES("a_blank_key", "  = x\n", "key = value", 1),
		REFUSES("terminal_escapes", GOOD "package = \033[2J\n", "key = value", 6),
		REFUSES("no_value", "name =\n", "name has no value", 1),
		REFUSES("a_key_twice", GOOD "abi = 1\n", "abi is said a second time", 6),
		REFUSES("a_bad_name", "name = Postgres\n" REST, "lower-case word", 0),
		REFUSES("another_name", "name = postgre\n" REST, "not that of the file", 0),
		REFUSES("a_longer_name", "name = postgres2\n" REST, "not that of the file", 0),
		REFUSES("no_file", "name = postgres\n", "no line \"file = \"", 0),
		REFUSES("a_file_elsewhere", "name = postgres\nfile = ../p.so\n", "in this folder",
			0),
		REFUSES("a_file_of_dots", "name = postgres\nfile = ..\n", "in this folder", 0),
		REFUSES("no_dialect", "name = postgres\nfile = p.so\n", "no line \"dialect", 0),
		REFUSES("a_bad_dialect", "name=postgres\nfile=p.so\ndialect=a b\n",
			"dialect is not a lower-case word", 0),
		REFUSES("no_abi", "name=postgres\nfile=p.so\ndialect=x\n", "no line \"abi", 0),
		REFUSES("an_abi_of_words", "abi = zero\n", "abi is not a small number", 1),
		REFUSES("an_abi_with_a_tail", "abi = 0x1\n", "abi is not a small number", 1),
		REFUSES("a_huge_abi", "abi = 65536\n", "abi is not a small number", 1),
		REFUSES("a_negative_abi", "abi = -1\n", "abi is not a small number", 1),
		REFUSES("no_schemes", "name=postgres\nfile=p.so\ndialect=x\nabi=1\nschemes = ,\n",
			"no line \"schemes", 0),
		REFUSES("an_upper_case_scheme", "schemes = a, B\n", "\"B\" is not a URL scheme", 1),
		REFUSES("a_scheme_with_colon", "schemes = a:\n", "\"a:\" is not a URL scheme", 1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
