/* Faults collected: every one is heard, reading goes on, and nothing is found that follows from another. */
#include "source/rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "source/merge.h"

static void hear(void *payload, const dunlin_error *fault)
{
	struct dn_str *heard = payload;

	assert_int_equal(fault->status, DUNLIN_EUSAGE);
	assert_non_null(fault->message);
	dn_str_printf(heard, "%s:%d %s\n", fault->file, (int)fault->line, fault->message);
}

static struct dn_source *collect(struct dn_str *heard)
{
	static const char *const folder = "m";
	struct dn_source_options options = rig_options;
	struct dn_source *source = NULL;

	options.folders = &folder;
	options.n_folders = 1;
	options.on_fault = hear;
	options.payload = heard;
	assert_int_equal(dn_source_read(&source, &options, NULL), DUNLIN_OK);
	assert_non_null(source);
	return source;
}

/* Reads "m": each piece, up to NULL, must begin a line of what is heard, in order and no more. */
static void hears(const char *first, ...)
{
	struct dn_str heard = DN_STR_INIT;
	struct dn_source *source = collect(&heard);
	const char *piece, *line = dn_str_text(&heard);
	va_list pieces;

	va_start(pieces, first);
	for (piece = first; piece != NULL; piece = va_arg(pieces, const char *)) {
		if (strncmp(line, piece, strlen(piece)) != 0)
			fail_msg("\"%s\" is not at: %s", piece, line);
		line = strchr(line, '\n') + 1;
	}
	va_end(pieces);
	if (*line != '\0')
		fail_msg("too much: %s", line);
	dn_str_clear(&heard);
	dn_source_free(source);
}

static void fault__reads_on_after_each_file(void **state)
{
	(void)state;
	rig_put("m/0001_a.sql", "-- dunlin: bogus\nSELECT 1;\n");
	rig_put("m/0002_b.oracle.sql", "SELECT 1;\n");
	rig_put("m/0003_c.up.sql", "\xff\xfeS");
	rig_put("m/0004_d.sql", "SELECT 1;\n");
	rig_put("m/postgres/0005_e.sqlite.sql", "SELECT 1;\n");
	hears("m/0001_a.sql:1 unknown directive", "m/0002_b.oracle.sql:0 ",
	      "m/0003_c.up.sql:0 is UTF-16",
	      "m/postgres/0005_e.sqlite.sql:0 is for sqlite, in a folder for postgres", NULL);
}

static void fault__hears_every_directive_of_a_file(void **state)
{
	(void)state;
	rig_put("m/0001_a.sql", "-- dunlin: up\n-- dunlin: bogus\n-- dunlin: requires\nSELECT 1;\n"
				"-- dunlin: down\n-- dunlin: when SELECT 1\nSELECT 1;\n");
	rig_put("m/0002_b.sql",
		"-- dunlin: up\n-- dunlin: lock-timeout soon\n-- dunlin: requires 9\n"
		"SELECT 1;\n-- dunlin: down\n-- dunlin: statement-timeout never\n"
		"SELECT 1;\n");
	hears("m/0001_a.sql:2 unknown directive", "m/0001_a.sql:3 ", "m/0001_a.sql:6 when means",
	      "m/0002_b.sql:2 lock-timeout", "m/0002_b.sql:3 requires: \"9\"",
	      "m/0002_b.sql:6 statement-timeout", NULL);
}

static void fault__a_broken_file_is_still_there(void **state)
{
	struct dn_str heard = DN_STR_INIT;
	struct dn_migration *migration;
	struct dn_source *source;

	(void)state;
	rig_put("m/0001_a.sql", "-- dunlin: up\n-- dunlin: bogus\n-- dunlin: down\n");
	rig_put("m/0002_b.sql", "-- dunlin: requires 1\nSELECT 1;\n");
	rig_put("m/0003_c.pg.down.sql", "\xfe\xff");
	source = collect(&heard);
	assert_int_equal(source->n, 3);
	migration = dn_source_find(source, 'v', "1");
	assert_int_equal(migration->n_bodies, 2);
	assert_true(dn_merge_pick(migration, DN_UP, NULL)->broken);
	assert_true(dn_merge_pick(migration, DN_DOWN, NULL)->broken);
	assert_false(rig_body(source, 'v', "2", DN_UP, NULL)->broken);
	assert_true(rig_body(source, 'v', "3", DN_DOWN, "postgres")->broken);
	dn_source_free(source);
	dn_str_clear(&heard);
	hears("m/0001_a.sql:2 ", "m/0003_c.pg.down.sql:0 ", NULL);
}

static void fault__hears_what_is_wrong_between_files(void **state)
{
	(void)state;
	rig_put("m/0001_a.sql", "SELECT 1;\n");
	rig_put("m/001_a.sql", "SELECT 2;\n");
	rig_put("m/01_other.sql", "SELECT 3;\n");
	rig_put("m/0002_b.sql", "-- dunlin: requires 01\nSELECT 1;\n");
	rig_put("m/R__v.sql", "-- dunlin: requires 3 1\n-- dunlin: requires R__w 4\nSELECT 1;\n");
	rig_put("m/0005_e.up.sql", "-- dunlin: irreversible\nSELECT 1;\n");
	rig_put("m/0005_e.down.sql", "SELECT 1;\n");
	hears("m/001_a.sql:0 the same migration", "m/01_other.sql:0 version 1 is \"other\" here",
	      "m/0005_e.up.sql:1 irreversible", "m/R__v.sql:1 requires version 3",
	      "m/R__v.sql:2 requires R__w", "m/R__v.sql:2 requires version 4", NULL);
}

static void fault__hears_of_folders_and_links(void **state)
{
	(void)state;
	rig_put("out.sql", "SELECT 1;\n");
	rig_put("m/0001_a.sql/x", "");
	assert_int_equal(symlink("../out.sql", "m/0002_b.sql"), 0);
	rig_put("m/0003_c.sql", "SELECT 'x\n-- dunlin: only sqlite\n';\n");
	hears("m/0001_a.sql:0 is a folder with the name", "m/0002_b.sql:0 a symbolic link",
	      "m/0003_c.sql:2 this directive lies inside", NULL);
}

static void fault__hears_of_a_missing_folder(void **state)
{
	(void)state;
	hears("m:0 no such folder", NULL);
}

static void fault__without_a_collector_the_first_is_the_last(void **state)
{
	(void)state;
	rig_put("m/0001_a.sql", "-- dunlin: bogus\n-- dunlin: worse\nSELECT 1;\n");
	rig_put("m/0002_b.sql", "-- dunlin: bogus\nSELECT 1;\n");
	rig_fails("m/0001_a.sql", 1, "unknown directive");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fault__reads_on_after_each_file),
		TEST(fault__hears_every_directive_of_a_file),
		TEST(fault__a_broken_file_is_still_there),
		TEST(fault__hears_what_is_wrong_between_files),
		TEST(fault__hears_of_folders_and_links),
		TEST(fault__hears_of_a_missing_folder),
		TEST(fault__without_a_collector_the_first_is_the_last),
	};

	return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
