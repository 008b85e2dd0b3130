/* The sections and directives of one text, read in memory. */
#include <string.h>

#include "source/body.h"
#include "source/rig.h"
#include "source/section.h"
#include "source/store.h"

#define FILE_NAME "0005_x.sql"

/* A versioned file, as dn_body_add is told of it. */
static const struct dn_body_file versioned = { .file = FILE_NAME,
					       .kind = DN_KIND_VERSIONED,
					       .id = "5",
					       .version_text = "0005",
					       .name = "x",
					       .direction = -1 };

static dunlin_status add(struct dn_source *source, const struct dn_body_file *file,
			 const char *text, dunlin_error *err)
{
	return dn_body_add(source, file, &rig_options, text, strlen(text), err);
}

/* Reads what must be right; the caller frees the source. */
static struct dn_source *read_text(const struct dn_body_file *file, const char *text)
{
	struct dn_source *source = dn_store_new();
	dunlin_error err;

	assert_non_null(source);
	dn_error_init(&err);
	if (add(source, file, text, &err) != DUNLIN_OK)
		fail_msg("line %d: %s", (int)err.line, err.message);
	return source;
}

/* Reads what must be wrong. */
static void fails(const struct dn_body_file *file, const char *text, int64_t line,
		  const char *piece)
{
	struct dn_source *source = dn_store_new();
	dunlin_status status;
	dunlin_error err;

	assert_non_null(source);
	dn_error_init(&err);
	status = add(source, file, text, &err);
	if (status == DUNLIN_EUSAGE && line > 0)
		assert_non_null(err.source);
	rig_check_error(status, &err, FILE_NAME, line, piece);
	dn_source_free(source);
}

static void section__cuts_a_file_at_its_section_lines(void **state)
{
	static const char text[] = "-- head\n"
				   "-- dunlin: up\n"
				   "CREATE TABLE t (x int);\n"
				   "-- dunlin: down\n"
				   "DROP TABLE t\n"
				   "-- dunlin: verify\n";
	static const struct {
		enum dn_direction direction;
		const char *text;
		int64_t first_line;
	} expected[] = {
		{ DN_UP, "CREATE TABLE t (x int);\n", 3 },
		{ DN_DOWN, "DROP TABLE t\n", 5 },
		{ DN_VERIFY, "", 7 },
	};
	struct dn_source *source = read_text(&versioned, text);
	const struct dn_body *body;
	size_t i;

	(void)state;
	assert_int_equal(source->own->n_found, 3);
	for (i = 0; i < 3; i++) {
		body = source->own->found[i].body;
		assert_int_equal(body->direction, expected[i].direction);
		assert_int_equal(body->len, strlen(expected[i].text));
		assert_memory_equal(body->text, expected[i].text, body->len);
		assert_int_equal(body->first_line, expected[i].first_line);
	}
	dn_source_free(source);
}

static void section__takes_a_file_without_any_as_one_body(void **state)
{
	struct dn_body_file file = versioned;
	struct dn_source *source = read_text(&file, "SELECT 1;\n");
	const struct dn_body *body = source->own->found[0].body;

	(void)state;
	assert_int_equal(source->own->n_found, 1);
	assert_int_equal(body->direction, DN_UP);
	assert_int_equal(body->first_line, 1);
	assert_int_equal(body->len, strlen("SELECT 1;\n"));
	dn_source_free(source);

	file.direction = DN_VERIFY;
	source = read_text(&file, "");
	assert_int_equal(source->own->n_found, 1);
	assert_int_equal(source->own->found[0].body->direction, DN_VERIFY);
	assert_int_equal(source->own->found[0].body->len, 0);
	dn_source_free(source);
}

static void section__may_repeat_what_the_name_says(void **state)
{
	struct dn_body_file file = versioned;
	struct dn_source *source;

	(void)state;
	file.direction = DN_UP;
	source = read_text(&file, "-- dunlin: up\nSELECT 1;\n");
	assert_int_equal(source->own->n_found, 1);
	assert_int_equal(source->own->found[0].body->first_line, 2);
	dn_source_free(source);
	fails(&file, "SELECT 1;\n-- dunlin: down\nSELECT 2;\n", 2,
	      "section down in a file whose name says .up");
}

static void section__applies_directives(void **state)
{
	static const char text[] = "-- dunlin: transaction off\n"
				   "-- a comment\n"
				   "\n"
				   "-- dunlin: requires 0001 2\n"
				   "-- dunlin: requires 3\n"
				   "-- dunlin: only pg sqlite3\n"
				   "-- dunlin: env dev test-1\n"
				   "-- dunlin: lock-timeout 2s\n"
				   "-- dunlin: statement-timeout 0\n"
				   "-- dunlin: irreversible\n"
				   "/* and one that does not begin with dashes */\n"
				   "-- dunlin: when SELECT count(*) > 1000 FROM t; \n"
				   "CREATE INDEX CONCURRENTLY i ON t (x);\n";
	struct dn_source *source = read_text(&versioned, text);
	const struct dn_body *body = source->own->found[0].body;

	(void)state;
	assert_true(body->tx_off);
	assert_true(body->irreversible);
	assert_int_equal(body->lock_timeout_ms, 2000);
	assert_int_equal(body->statement_timeout_ms, 0);
	assert_int_equal(body->n_requires, 3);
	assert_string_equal(body->requires[0], "1");
	assert_string_equal(body->requires[1], "2");
	assert_string_equal(body->requires[2], "3");
	assert_int_equal(body->n_only, 2);
	assert_string_equal(body->only[0], "postgres");
	assert_string_equal(body->only[1], "sqlite");
	assert_int_equal(body->n_env, 2);
	assert_string_equal(body->env[1], "test-1");
	assert_string_equal(body->when, "SELECT count(*) > 1000 FROM t");
	assert_int_equal(body->when_line, 12);
	dn_source_free(source);
}

static void section__leaves_unset_what_no_directive_says(void **state)
{
	struct dn_source *source = read_text(&versioned, "SELECT 1;");
	const struct dn_body *body = source->own->found[0].body;

	(void)state;
	assert_false(body->tx_off);
	assert_int_equal(body->lock_timeout_ms, DN_TIME_UNSET);
	assert_int_equal(body->statement_timeout_ms, DN_TIME_UNSET);
	assert_null(body->when);
	assert_int_equal(body->n_requires + body->n_only + body->n_env, 0);
	dn_source_free(source);

	source = read_text(&versioned, "-- dunlin: lock-timeout 0\nSELECT 1;");
	assert_int_equal(source->own->found[0].body->lock_timeout_ms, -1);
	dn_source_free(source);
}

static void section__applies_what_stands_above_all_sections_to_each(void **state)
{
	static const char text[] = "-- dunlin: lock-timeout 2s\n"
				   "-- dunlin: when SELECT true\n"
				   "-- dunlin: only postgres\n"
				   "-- dunlin: up\n"
				   "-- dunlin: lock-timeout 3s\n"
				   "SELECT 1;\n"
				   "-- dunlin: down\n"
				   "SELECT 2;\n";
	struct dn_source *source = read_text(&versioned, text);
	const struct dn_body *up = source->own->found[0].body;
	const struct dn_body *down = source->own->found[1].body;

	(void)state;
	assert_int_equal(up->lock_timeout_ms, 3000);
	assert_int_equal(down->lock_timeout_ms, 2000);
	assert_string_equal(up->when, "SELECT true");
	assert_int_equal(up->when_line, 2);
	assert_null(down->when);
	assert_int_equal(up->n_only, 1);
	assert_int_equal(down->n_only, 1);
	dn_source_free(source);
}

static void section__refuses_wrong_directives_with_their_line(void **state)
{
	static const struct {
		const char *text;
		int64_t line;
		const char *piece;
	} rows[] = {
		{ "\n-- dunlin: nothing\n", 2, "unknown directive \"nothing\"" },
		{ "-- dunlin: up\nSELECT 1;\n-- dunlin: up\n", 3,
		  "second section up; the first is in line 1" },
		{ "SELECT 1;\n-- dunlin: up\n", 1, "statement above the first section" },
		{ "-- dunlin: when SELECT 1\n-- dunlin: when SELECT 2\n", 2, "when a second time" },
		{ "-- dunlin: transaction off\n\n-- dunlin: transaction off\n", 3,
		  "a second time" },
		{ "-- dunlin: lock-timeout 1s\n-- dunlin: lock-timeout 1s\n", 2, "a second time" },
		{ "-- dunlin: irreversible\n-- dunlin: irreversible\n", 2, "a second time" },
		{ "-- dunlin: lock-timeout 5\n", 1, "\"5\" is no time" },
		{ "-- dunlin: when DELETE FROM t\n", 1,
		  "begins with SELECT, not \"DELETE FROM t\"" },
		{ "-- dunlin: when SELECTED\n", 1, "begins with SELECT" },
		{ "-- dunlin: when SELECT 1; DELETE FROM t\n", 1, "one query" },
		{ "-- dunlin: when SELECT 'a\n", 1, "cannot be read" },
		{ "-- dunlin: requires x\n", 1, "\"x\" is no version" },
		{ "-- dunlin: requires 5\n", 1, "\"5\" is this migration itself" },
		{ "-- dunlin: requires 0005\n", 1, "\"0005\" is this migration itself" },
		{ "-- dunlin: requires 1 6\n", 1, "\"6\" is a higher version" },
		{ "-- dunlin: requires R__views\n", 1, "only a repeatable can require" },
		{ "-- dunlin: requires 12345678901234567890123456789012345678901234567890123456789012345\n",
		  1, "longer than 64 digits" },
		{ "-- dunlin: only oracle\n", 1,
		  "\"oracle\" is no dialect; known: postgres, sqlite, mysql" },
		{ "-- dunlin: env a.b\n", 1, "\"a.b\" is no name of an environment" },
		{ "-- dunlin: expect rows = 1\nSELECT 1;\n", 1, "belongs to the body of verify" },
		{ "-- dunlin: up\n-- dunlin: verify\n-- dunlin: when SELECT 1\n", 3,
		  "belongs to the body of up" },
		{ "-- dunlin: expect rows = 1\n-- dunlin: verify\nSELECT 1;\n", 1,
		  "belongs to the body of verify" },
		{ "-- dunlin: verify\n-- dunlin: transaction off\n", 2,
		  "belongs to the body of up or down" },
		{ "-- dunlin: irreversible\n-- dunlin: down\nSELECT 1;\n", 1,
		  "belongs to the body of up" },
		{ "-- dunlin: verify\n-- dunlin: expect many\nSELECT 1;\n", 2, "cannot read" },
		{ "-- dunlin: verify\n-- dunlin: expect rows = 1\n-- dunlin: lock-timeout 1s\nSELECT 1;\n",
		  3, "below an expect" },
		{ "-- dunlin: verify\n-- dunlin: max-time 1s\n-- dunlin: lock-timeout 1s\nSELECT 1;\n",
		  3, "below a max-time, which" },
		{ "-- dunlin: max-time 1s\nSELECT 1;\n", 1, "belongs to the body of verify" },
		{ "-- dunlin: uses index i\n-- dunlin: verify\nSELECT 1;\n", 1,
		  "belongs to the body of verify" },
		{ "-- dunlin: verify\nSELECT '\n-- dunlin: uses index i\n';\n", 3,
		  "opens in line 2" },
		{ "SELECT 1;\n-- dunlin: lock-timeout 1s\n", 2,
		  "above the first statement, which is in line 1" },
		{ "-- dunlin: up\n\nSELECT 1;\n-- dunlin: irreversible\n", 4,
		  "which is in line 3" },
		{ "/*\n-- dunlin: up\n*/ SELECT 1;\n", 2, "opens in line 1" },
		{ "SELECT 1;\n/* one\ntwo\n-- dunlin: down\n*/\nSELECT 2;\n", 4,
		  "opens in line 2" },
		{ "INSERT INTO t VALUES ('\n-- dunlin: down\n');\n", 2, "opens in line 1" },
		{ "CREATE FUNCTION f() RETURNS int AS $$\n-- dunlin: down\nSELECT 1 $$ LANGUAGE sql;\n",
		  2, "opens in line 1, as postgres reads it" },
		{ "CREATE TRIGGER g AFTER INSERT ON t BEGIN\nSELECT 1;\n-- dunlin: down\nSELECT 2;\nEND;\n",
		  3, "opens in line 1, as sqlite reads it" },
		{ "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\nSELECT 1;\n-- dunlin: down\nSELECT 2;\nEND;\n",
		  3, "as postgres reads it" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		fails(&versioned, rows[i].text, rows[i].line, rows[i].piece);
}

static void section__hears_only_dialects_that_can_cut_the_text(void **state)
{
	/* MySQL would take \' as a quote in the string, and WHILE … LOOP as two
	 * blocks; neither is the business of a file for PostgreSQL. */
	static const char *const rows[] = {
		"INSERT INTO t VALUES ('C:\\');\n-- dunlin: down\nDELETE FROM t;\n",
		"CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n"
		"  WHILE true LOOP\n    PERFORM 1; --don't\n  END LOOP;\nEND $$;\n"
		"-- dunlin: down\nDROP FUNCTION f();\n",
	};
	struct dn_source *source;
	char text[400];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		strcpy(text, "-- dunlin: up\n");
		strcat(text, rows[i]);
		source = read_text(&versioned, text);
		assert_int_equal(source->own->n_found, 2);
		dn_source_free(source);
	}
}

static void section__asks_only_the_dialects_that_run_the_body(void **state)
{
	/* [$$] is a name to SQLite; to PostgreSQL $$ opens a string, closed further down. */
	static const char text[] = "-- dunlin: up\n"
				   "SELECT 1 AS [$$];\n"
				   "-- dunlin: down\n"
				   "SELECT 2 AS [$$];\n";
	struct dn_body_file file = versioned;
	char longer[200];

	(void)state;
	fails(&file, text, 3, "as postgres reads it");
	strcpy(longer, "-- dunlin: only sqlite mysql\n");
	strcat(longer, text);
	dn_source_free(read_text(&file, longer));
	file.dialect = "sqlite";
	dn_source_free(read_text(&file, text));
}

static void section__warns_of_near_misses(void **state)
{
	struct dn_source *source = read_text(&versioned, "  -- dunlin: transaction off\n"
							 "SELECT 1;\n"
							 "--dunlin down\n"
							 "-- Dunlin: verify\n"
							 "-- dunlin is mentioned\n");

	(void)state;
	assert_int_equal(source->n_warnings, 3);
	assert_true(rig_warned(source, FILE_NAME, 1, "write `-- dunlin: transaction off`"));
	assert_true(rig_warned(source, FILE_NAME, 3, "write `-- dunlin: down`"));
	assert_true(rig_warned(source, FILE_NAME, 4, "write `-- dunlin: verify`"));
	assert_int_equal(source->own->n_found, 1);
	dn_source_free(source);
}

static void section__limits_what_seeds_and_repeatables_say(void **state)
{
	struct dn_body_file file = {
		.file = FILE_NAME, .kind = DN_KIND_SEED, .id = "x", .name = "x", .direction = -1
	};
	struct dn_source *source;

	(void)state;
	fails(&file, "-- dunlin: up\nSELECT 1;\n", 1, "seed data has no sections");
	fails(&file, "-- dunlin: irreversible\nSELECT 1;\n", 1, "means nothing in seed data");
	fails(&file, "-- dunlin: requires 1\nSELECT 1;\n", 1, "means nothing in seed data");
	source = read_text(&file, "-- dunlin: env dev\n-- dunlin: transaction off\nSELECT 1;\n");
	assert_true(source->own->found[0].body->tx_off);
	dn_source_free(source);

	file.kind = DN_KIND_REPEATABLE;
	fails(&file, "-- dunlin: requires R__x\n", 1, "\"R__x\" is this repeatable itself");
	source = read_text(&file, "-- dunlin: requires R__y 99\nSELECT 1;\n");
	assert_string_equal(source->own->found[0].body->requires[0], "R__y");
	assert_string_equal(source->own->found[0].body->requires[1], "99");
	dn_source_free(source);

	file = versioned;
	file.dialect = "sqlite";
	fails(&file, "-- dunlin: only postgres\n", 1,
	      "\"postgres\" is not the dialect of this file, sqlite");
}

static void section__gives_the_lines_of_a_text(void **state)
{
	static const char text[] = "one\n\nthree";
	size_t len;

	(void)state;
	assert_memory_equal(dn_section_line(text, 10, 1, &len), "one", 3);
	assert_int_equal(len, 3);
	assert_non_null(dn_section_line(text, 10, 2, &len));
	assert_int_equal(len, 0);
	assert_memory_equal(dn_section_line(text, 10, 3, &len), "three", 5);
	assert_int_equal(len, 5);
	assert_null(dn_section_line(text, 10, 4, &len));
	assert_null(dn_section_line(text, 10, 0, &len));
	assert_null(dn_section_line(text, 0, 1, &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section__cuts_a_file_at_its_section_lines),
		cmocka_unit_test(section__takes_a_file_without_any_as_one_body),
		cmocka_unit_test(section__may_repeat_what_the_name_says),
		cmocka_unit_test(section__applies_directives),
		cmocka_unit_test(section__leaves_unset_what_no_directive_says),
		cmocka_unit_test(section__applies_what_stands_above_all_sections_to_each),
		cmocka_unit_test(section__refuses_wrong_directives_with_their_line),
		cmocka_unit_test(section__hears_only_dialects_that_can_cut_the_text),
		cmocka_unit_test(section__asks_only_the_dialects_that_run_the_body),
		cmocka_unit_test(section__warns_of_near_misses),
		cmocka_unit_test(section__limits_what_seeds_and_repeatables_say),
		cmocka_unit_test(section__gives_the_lines_of_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
