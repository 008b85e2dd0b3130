/* Migrations put together from many files and folders. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/rig.h"

static void source__refuses_two_bodies_for_one_use(void **state)
{
	static const struct {
		const char *one, *two; /* the error is at `two`, and names `one` */
	} rows[] = {
		{ "m/0003_a.up.sql", "m/3_a.up.sql" },
		{ "m/0003_a.sql", "m/0003_a.up.sql" },
		{ "m/0003_a.sqlite.up.sql", "m/sqlite/0003_a.up.sql" },
		{ "m/0003_a.pg.up.sql", "m/0003_a.postgres.up.sql" },
		{ "m/R__v.sql", "m/R__v.up.sql" },
		{ "m/seeds/u.pg.sql", "m/seeds/u.postgres.sql" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rig_put(rows[i].one, "SELECT 1;\n");
		rig_put(rows[i].two, "SELECT 1;\n");
		rig_fails(rows[i].two, 0, rows[i].one);
		assert_int_equal(remove(rows[i].one), 0);
		assert_int_equal(remove(rows[i].two), 0);
	}
	rig_put("m/0004_a.sql", "-- dunlin: up\nSELECT 1;\n-- dunlin: down\nSELECT 1;\n");
	rig_put("m/0004_a.down.sql", "SELECT 1;\n");
	rig_fails("m/0004_a.sql", 0,
		  "the same migration, down for every dialect, is in "
		  "m/0004_a.down.sql as well");
}

static void source__refuses_one_version_with_two_names(void **state)
{
	(void)state;
	rig_put("m/0003_a.up.sql", "SELECT 1;\n");
	rig_put("m/0003_b.down.sql", "SELECT 1;\n");
	rig_fails("m/0003_b.down.sql", 0, "version 3 is \"b\" here and \"a\" in m/0003_a.up.sql");
	assert_int_equal(remove("m/0003_b.down.sql"), 0);
	rig_put("m/03_b.up.sql", "SELECT 1;\n");
	rig_fails("m/03_b.up.sql", 0, "\"a\" in m/0003_a.up.sql");
}

static void source__joins_one_version_written_in_two_ways(void **state)
{
	struct dn_source *source;

	(void)state;
	rig_put("m/0003_a.up.sql", "SELECT 1;\n");
	rig_put("m/3_a.down.sql", "SELECT 1;\n");
	source = rig_source();
	assert_int_equal(source->n, 1);
	assert_int_equal(source->migrations[0].n_bodies, 2);
	assert_string_equal(source->migrations[0].version_text, "0003");
	dn_source_free(source);
}

static void source__reads_several_folders_as_one(void **state)
{
	static const char *const folders[] = { "core", "extra" };
	struct dn_source_options options = rig_options;
	struct dn_source *source;
	dunlin_status status;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	options.folders = folders;
	options.n_folders = 2;
	rig_put("core/0001_a.up.sql", "SELECT 1;\n");
	rig_put("core/0003_c.sql", "SELECT 3;\n");
	rig_put("extra/0002_b.sql", "SELECT 2;\n");
	rig_put("extra/0001_a.down.sql", "SELECT 4;\n");
	assert_int_equal(dn_source_read(&source, &options, &err), DUNLIN_OK);
	assert_int_equal(source->n, 3);
	assert_int_equal(source->migrations[0].n_bodies, 2);
	assert_string_equal(source->migrations[1].name, "b");
	dn_source_free(source);

	rig_put("extra/0003_c.sql", "SELECT 3;\n");
	status = dn_source_read(&source, &options, &err);
	rig_check_error(status, &err, "extra/0003_c.sql", 0, "core/0003_c.sql");
}

static void source__finds_by_kind_and_id(void **state)
{
	struct dn_source *source;

	(void)state;
	rig_put("m/0009_a.sql", "");
	rig_put("m/0010_b.sql", "");
	rig_put("m/R__9.sql", "");
	rig_put("m/seeds/9.sql", "");
	rig_put("m/seeds/dev/9.sql", "");
	source = rig_source();
	assert_string_equal(dn_source_find(source, DN_KIND_VERSIONED, "9")->name, "a");
	assert_string_equal(dn_source_find(source, DN_KIND_VERSIONED, "10")->name, "b");
	assert_int_equal(dn_source_find(source, DN_KIND_REPEATABLE, "9")->kind, DN_KIND_REPEATABLE);
	assert_null(dn_source_find(source, DN_KIND_SEED, "9")->seed_env);
	assert_string_equal(dn_source_find(source, DN_KIND_SEED, "dev/9")->seed_env, "dev");
	assert_null(dn_source_find(source, DN_KIND_VERSIONED, "0009"));
	assert_null(dn_source_find(source, DN_KIND_VERSIONED, "11"));
	assert_null(dn_source_find(source, DN_KIND_REPEATABLE, "10"));
	dn_source_free(source);
}

static void source__refuses_requirements_nobody_meets(void **state)
{
	struct dn_source *source;

	(void)state;
	rig_put("m/0001_a.sql", "");
	rig_put("m/0003_c.sql",
		"-- dunlin: requires 1\n-- and\n-- dunlin: requires 0002\nSELECT 1;");
	rig_fails("m/0003_c.sql", 3, "requires version 2, and there is no such migration");
	rig_put("m/0002_b.sql", "");
	rig_put("m/R__x.sql", "-- dunlin: requires 2 R__y\nSELECT 1;");
	rig_fails("m/R__x.sql", 1, "requires R__y, and there is no such");
	rig_put("m/R__y.sql", "");
	source = rig_source();
	assert_int_equal(source->n, 5);
	dn_source_free(source);
}

static void source__refuses_a_way_down_from_what_is_irreversible(void **state)
{
	struct dn_source *source;

	(void)state;
	rig_put("m/0001_a.sql", "-- a\n-- dunlin: irreversible\nSELECT 1;\n");
	rig_put("m/0001_a.sqlite.down.sql", "SELECT 1;\n");
	rig_fails("m/0001_a.sql", 2,
		  "irreversible, and yet there is a down body: m/0001_a.sqlite.down.sql:1");
	/* One dialect has no way back, and the others have: that is no contradiction. */
	assert_int_equal(rename("m/0001_a.sql", "m/0001_a.postgres.sql"), 0);
	rig_put("m/0001_a.up.sql", "SELECT 1;\n");
	rig_put("m/0001_a.down.sql", "SELECT 1;\n");
	source = rig_source();
	dn_source_select(source, "postgres");
	assert_true(source->migrations[0].up->irreversible);
	dn_source_free(source);
	rig_put("m/0002_b.sql", "-- dunlin: irreversible\n-- dunlin: up\nSELECT 1;\n"
				"-- dunlin: down\nSELECT 1;\n");
	rig_fails("m/0002_b.sql", 1, "m/0002_b.sql:5");
}

static void source__tells_errors_of_directives_with_their_line(void **state)
{
	struct dn_source *source;
	dunlin_status status;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	rig_put("m/0001_a.sql", "-- fine\r\n-- dunlin: wehn SELECT 1\r\nSELECT 1;\r\n");
	status = rig_read(&source, &err);
	assert_string_equal(err.source, "-- dunlin: wehn SELECT 1");
	rig_check_error(status, &err, "m/0001_a.sql", 2, "unknown directive \"wehn\"");
}

static void source__knows_only_its_layouts(void **state)
{
	struct dn_source_options options = rig_options;
	struct dn_source *source;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	options.layout = "flat";
	assert_int_equal(dn_source_read(&source, &options, &err), DUNLIN_EUSAGE);
	assert_string_equal(err.message, "unknown layout \"flat\"; known: plain");
	assert_null(source);
	dn_error_clear(&err);
	dn_source_free(NULL);
}

static void source__gives_lines_of_the_file(void **state)
{
	struct dn_source *source;
	const struct dn_body *down;
	const char *line;
	size_t len;

	(void)state;
	rig_put("m/0001_a.sql", "-- dunlin: up\nSELECT 1;\n-- dunlin: down\nSELECT 2;\nSELECT 3;");
	source = rig_source();
	down = rig_body(source, DN_KIND_VERSIONED, "1", DN_DOWN, NULL);
	line = dn_body_line(down, 5, &len);
	assert_int_equal(len, 9);
	assert_memory_equal(line, "SELECT 3;", 9);
	assert_memory_equal(dn_body_line(down, 4, &len), "SELECT 2;", 9);
	assert_null(dn_body_line(down, 3, &len));
	assert_null(dn_body_line(down, 6, &len));
	dn_source_free(source);
}

/* Reading must not be quadratic in the number of files: this takes a blink, or minutes. */
static void source__reads_five_thousand_files(void **state)
{
	struct dn_source *source;
	const size_t n = 5000;
	char path[64];
	size_t i;

	(void)state;
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "m/%zu_x.up.sql", (i * 7919) % n);
		rig_put(path, "CREATE TABLE t (x int);\n");
	}
	source = rig_source();
	assert_int_equal(source->n, n);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%zu", i);
		assert_string_equal(source->migrations[i].id, path);
		assert_ptr_equal(dn_source_find(source, DN_KIND_VERSIONED, path),
				 &source->migrations[i]);
	}
	dn_source_free(source);
}

#define TEST(name) cmocka_unit_test_setup_teardown(source__##name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(refuses_two_bodies_for_one_use),
		TEST(refuses_one_version_with_two_names),
		TEST(joins_one_version_written_in_two_ways),
		TEST(reads_several_folders_as_one),
		TEST(finds_by_kind_and_id),
		TEST(refuses_requirements_nobody_meets),
		TEST(refuses_a_way_down_from_what_is_irreversible),
		TEST(tells_errors_of_directives_with_their_line),
		TEST(knows_only_its_layouts),
		TEST(gives_lines_of_the_file),
		TEST(reads_five_thousand_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
