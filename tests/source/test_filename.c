/* Names of files: what they say, what is wrong with them, and what is none of ours. */
#include <string.h>

#include "source/filename.h"
#include "source/migration.h"
#include "source/rig.h"

#define DIGITS_64 "1234567890123456789012345678901234567890123456789012345678901234"

static void filename__reads_what_fits(void **state)
{
	static const struct {
		const char *file;
		char kind;
		const char *version, *name, *dialect;
		int direction;
	} rows[] = {
		{ "0001_init.up.sql", 'v', "0001", "init", NULL, DN_UP },
		{ "0001_init.down.sql", 'v', "0001", "init", NULL, DN_DOWN },
		{ "0001_init.verify.sql", 'v', "0001", "init", NULL, DN_VERIFY },
		{ "0002_index.sql", 'v', "0002", "index", NULL, -1 },
		{ "3_search.postgres.up.sql", 'v', "3", "search", "postgres", DN_UP },
		{ "3_search.pg.up.sql", 'v', "3", "search", "postgres", DN_UP },
		{ "3_search.postgresql.sql", 'v', "3", "search", "postgres", -1 },
		{ "3_search.sqlite3.down.sql", 'v', "3", "search", "sqlite", DN_DOWN },
		{ "3_search.mariadb.sql", 'v', "3", "search", "mysql", -1 },
		{ "20240131120000_a b-c.sql", 'v', "20240131120000", "a b-c", NULL, -1 },
		{ "1_x__y.sql", 'v', "1", "x__y", NULL, -1 },
		{ "1__x.sql", 'v', "1", "_x", NULL, -1 },
		{ "1_sqlite.sql", 'v', "1", "sqlite", NULL, -1 },
		{ "1_up.sql", 'v', "1", "up", NULL, -1 },
		{ "1_to_v1.2.up.sql", 'v', "1", "to_v1.2", NULL, DN_UP },
		{ "1_a.add_users.sql", 'v', "1", "a.add_users", NULL, -1 },
		{ "1_a.b.sqlite.up.sql", 'v', "1", "a.b", "sqlite", DN_UP },
		{ "000_x.sql", 'v', "000", "x", NULL, -1 },
		{ DIGITS_64 "_x.sql", 'v', DIGITS_64, "x", NULL, -1 },
		{ "00" DIGITS_64 "_x.sql", 'v', "00" DIGITS_64, "x", NULL, -1 },
		{ "R__views.sql", 'r', NULL, "views", NULL, -1 },
		{ "R__views.sqlite.down.sql", 'r', NULL, "views", "sqlite", DN_DOWN },
		{ "R__views.verify.sql", 'r', NULL, "views", NULL, DN_VERIFY },
		{ "R___x.sql", 'r', NULL, "_x", NULL, -1 },
		{ "1_\xc3\xbc"
		  "ber.sql",
		  'v', "1",
		  "\xc3\xbc"
		  "ber",
		  NULL, -1 },
	};
	struct dn_str why = DN_STR_INIT;
	struct dn_filename parsed;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (dn_filename_parse(&parsed, rows[i].file, false, &rig_options, &why) !=
		    DN_FILENAME_MIGRATION)
			fail_msg("%s: %s", rows[i].file, dn_str_text(&why));
		assert_int_equal(parsed.kind, rows[i].kind);
		if (rows[i].version != NULL) {
			assert_int_equal(parsed.version_len, strlen(rows[i].version));
			assert_memory_equal(parsed.version, rows[i].version, parsed.version_len);
		}
		assert_int_equal(parsed.name_len, strlen(rows[i].name));
		assert_memory_equal(parsed.name, rows[i].name, parsed.name_len);
		if (rows[i].dialect == NULL)
			assert_null(parsed.dialect);
		else
			assert_string_equal(parsed.dialect, rows[i].dialect);
		assert_int_equal(parsed.direction, rows[i].direction);
	}
	dn_str_clear(&why);
}

static void filename__says_what_is_wrong(void **state)
{
	static const struct {
		const char *file;
		enum dn_filename_kind kind;
		const char *piece;
	} rows[] = {
		{ "0003-x.sql", DN_FILENAME_NEAR, "write 0003_x.sql" },
		{ "0003-x.up.sql", DN_FILENAME_NEAR, "write 0003_x.up.sql" },
		{ "0003 x.sql", DN_FILENAME_NEAR, "write 0003_x.sql" },
		{ "0003x.sql", DN_FILENAME_NEAR, "write 0003_x.sql" },
		{ "0003.x.sql", DN_FILENAME_NEAR, "write 0003_x.sql" },
		{ "0003.sql", DN_FILENAME_NEAR, "write 0003_NAME.sql" },
		{ "0003.up.sql", DN_FILENAME_NEAR, "write 0003_NAME.sql" },
		{ "0003_.sql", DN_FILENAME_NEAR, "write 0003_NAME.sql" },
		{ "0003_.up.sql", DN_FILENAME_NEAR, "write 0003_NAME.sql" },
		{ "1.2_x.sql", DN_FILENAME_NEAR, "digits only" },
		{ "0003_x.SQL", DN_FILENAME_NEAR, "lower case: 0003_x.sql" },
		{ "0003_x.up.Sql", DN_FILENAME_NEAR, "lower case: 0003_x.up.sql" },
		{ "x.SQL", DN_FILENAME_NEAR, "lower case" },
		{ "0003_x.UP.sql", DN_FILENAME_NEAR, "write .up.sql" },
		{ "0003_x.upp.sql", DN_FILENAME_NEAR, "write .up.sql" },
		{ "0003_x.dwon.sql", DN_FILENAME_NEAR, "write .down.sql" },
		{ "0003_x.verfy.sql", DN_FILENAME_NEAR, "write .verify.sql" },
		{ "0003_x.up.sq", DN_FILENAME_NEAR, "write 0003_x.up.sql" },
		{ "0003_x.up.slq", DN_FILENAME_NEAR, "write 0003_x.up.sql" },
		{ "0003_x.up.sqll", DN_FILENAME_NEAR, "write 0003_x.up.sql" },
		{ "0003_x.up", DN_FILENAME_NEAR, "write 0003_x.up.sql" },
		{ "0003_x", DN_FILENAME_NEAR, "write 0003_x.sql" },
		{ "0003_x.go", DN_FILENAME_NEAR, "ends in .go" },
		{ "0003_x.sql.gz", DN_FILENAME_NEAR, "ends in .gz" },
		{ "V1__x.sql", DN_FILENAME_NEAR, "write 1_NAME.sql" },
		{ "U1__x.sql", DN_FILENAME_NEAR, "write 1_NAME.down.sql" },
		{ "V1.2__x.sql", DN_FILENAME_NEAR, "digits only" },
		{ "V1__X.java", DN_FILENAME_NEAR, "ends in .java" },
		{ "R_x.sql", DN_FILENAME_NEAR, "write R__x.sql" },
		{ "r__x.sql", DN_FILENAME_NEAR, "write R__x.sql" },
		{ "R__.sql", DN_FILENAME_NEAR, "write R__NAME.sql" },
		{ "R__.up.sql", DN_FILENAME_NEAR, "write R__NAME.sql" },
		{ "R__x.sq", DN_FILENAME_NEAR, "write R__x.sql" },
		{ "x.sql", DN_FILENAME_NEAR, "write VERSION_x.sql" },
		{ "_x.sql", DN_FILENAME_NEAR, "write VERSION_x.sql" },
		{ "-1_x.sql", DN_FILENAME_NEAR, "no version" },
		{ "0003_x.up.sql~", DN_FILENAME_NEAR, "rename it to 0003_x.up.sql" },
		{ "0003_x.up.sql.bak", DN_FILENAME_NEAR, "rename it to 0003_x.up.sql" },
		{ "0003_x.up.sql.orig", DN_FILENAME_NEAR, "rename it to 0003_x.up.sql" },
		{ "0003_x.up.sql.swp", DN_FILENAME_NEAR, "rename it to 0003_x.up.sql" },
		{ "#0003_x.up.sql#", DN_FILENAME_NEAR, "rename it to 0003_x.up.sql" },
		{ "x.sql~", DN_FILENAME_NEAR, "left behind" },
		{ "0003_x.up.sqlite.sql", DN_FILENAME_NEAR, "NAME.sqlite.up.sql" },
		{ "0003_x.up.down.sql", DN_FILENAME_NEAR, "more than one direction" },
		{ "0003_x.up.sqlite.up.sql", DN_FILENAME_NEAR, "more than one direction" },
		{ "0003_a\nb.sql", DN_FILENAME_NEAR, "control character" },
		{ "0003_x.oracle.up.sql", DN_FILENAME_BAD, "dialects = {\"oracle\"}" },
		{ "0003_x.oracle.sql", DN_FILENAME_BAD, "unknown dialect \"oracle\"" },
		{ "0003_x.oracle.sql", DN_FILENAME_BAD, "postgres, sqlite, mysql" },
		{ "0003_x.SQLite.sql", DN_FILENAME_BAD, "unknown dialect \"SQLite\"" },
		{ "0003_name.with.dots.up.sql", DN_FILENAME_BAD, "without the dot" },
		{ "R__x.oracle.sql", DN_FILENAME_BAD, "unknown dialect \"oracle\"" },
		{ "0003_x.pg.sqlite.up.sql", DN_FILENAME_BAD, "two dialects" },
		{ "5" DIGITS_64 "_x.sql", DN_FILENAME_BAD, "64 digits" },
	};
	struct dn_str why = DN_STR_INIT;
	struct dn_filename parsed;
	enum dn_filename_kind kind;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		dn_str_reset(&why);
		kind = dn_filename_parse(&parsed, rows[i].file, false, &rig_options, &why);
		if (kind != rows[i].kind || strstr(dn_str_text(&why), rows[i].piece) == NULL)
			fail_msg("%s: kind %d: %s", rows[i].file, (int)kind, dn_str_text(&why));
	}
	dn_str_clear(&why);
}

static void filename__passes_over_what_is_none(void **state)
{
	static const char *const rows[] = {
		"README",
		"README.md",
		"readme.txt",
		"LICENSE",
		".gitkeep",
		".hidden.sql",
		"Makefile",
		"run.sh",
		"sqlc.yaml",
		"0001.md",
		"0001_notes.md",
		"dunlin.conf",
		"package.json",
		"v2",
		"Dockerfile",
		"1",
		".0003_x.up.sql.swp",
		"atlas.sum",
		"Vagrantfile",
		"2024-plan.txt",
		"schema.rb",
		"users.csv",
		"a.bak",
	};
	struct dn_str why = DN_STR_INIT;
	struct dn_filename parsed;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (dn_filename_parse(&parsed, rows[i], false, &rig_options, &why) !=
		    DN_FILENAME_OTHER)
			fail_msg("%s: %s", rows[i], dn_str_text(&why));
		assert_int_equal(why.len, 0);
	}
}

static void filename__reads_seeds_by_their_own_rules(void **state)
{
	static const struct {
		const char *file;
		enum dn_filename_kind kind;
		const char *name, *dialect, *piece;
	} rows[] = {
		{ "users.sql", DN_FILENAME_MIGRATION, "users", NULL, NULL },
		{ "10_users.sql", DN_FILENAME_MIGRATION, "10_users", NULL, NULL },
		{ "R__x.sql", DN_FILENAME_MIGRATION, "R__x", NULL, NULL },
		{ "users.sqlite3.sql", DN_FILENAME_MIGRATION, "users", "sqlite", NULL },
		{ "users.oracle.sql", DN_FILENAME_BAD, NULL, NULL, "unknown dialect" },
		{ "users.up.sql", DN_FILENAME_NEAR, NULL, NULL, "no directions" },
		{ "users.SQL", DN_FILENAME_NEAR, NULL, NULL, "users.sql" },
		{ "users.sql~", DN_FILENAME_NEAR, NULL, NULL, "users.sql" },
		{ "users.csv", DN_FILENAME_OTHER, NULL, NULL, "" },
		{ "0001_x.sq", DN_FILENAME_OTHER, NULL, NULL, "" },
		{ ".sql", DN_FILENAME_OTHER, NULL, NULL, "" },
	};
	struct dn_str why = DN_STR_INIT;
	struct dn_filename parsed;
	enum dn_filename_kind kind;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		dn_str_reset(&why);
		kind = dn_filename_parse(&parsed, rows[i].file, true, &rig_options, &why);
		if (kind != rows[i].kind)
			fail_msg("%s: %s", rows[i].file, dn_str_text(&why));
		if (rows[i].piece != NULL)
			assert_non_null(strstr(dn_str_text(&why), rows[i].piece));
		if (rows[i].name == NULL)
			continue;
		assert_int_equal(parsed.name_len, strlen(rows[i].name));
		assert_memory_equal(parsed.name, rows[i].name, parsed.name_len);
		assert_true(parsed.dialect == rows[i].dialect ||
			    strcmp(parsed.dialect, rows[i].dialect) == 0);
	}
	dn_str_clear(&why);
}

static void filename__knows_dialects_it_is_told(void **state)
{
	static const char *const aliases[] = { "ora", NULL };
	static const struct dn_source_dialect dialects[] = { { "oracle", aliases },
							     { "db2", NULL } };
	const struct dn_source_options options = { .dialects = dialects, .n_dialects = 2 };
	struct dn_str why = DN_STR_INIT;
	struct dn_filename parsed;

	(void)state;
	assert_int_equal(dn_filename_parse(&parsed, "1_x.ora.up.sql", false, &options, &why),
			 DN_FILENAME_MIGRATION);
	assert_string_equal(parsed.dialect, "oracle");
	assert_int_equal(dn_filename_parse(&parsed, "1_x.db2.sql", false, &options, &why),
			 DN_FILENAME_MIGRATION);
	assert_string_equal(parsed.dialect, "db2");
	assert_int_equal(dn_filename_parse(&parsed, "1_x.sqlite.sql", false, &options, &why),
			 DN_FILENAME_BAD);
	assert_non_null(strstr(dn_str_text(&why), "known: oracle, db2;"));
	dn_str_clear(&why);
}

static void filename__limits_names_of_environments(void **state)
{
	(void)state;
	assert_true(dn_filename_is_env("dev-1_X", 7));
	assert_false(dn_filename_is_env("", 0));
	assert_false(dn_filename_is_env("a.b", 3));
	assert_false(dn_filename_is_env("a b", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filename__reads_what_fits),
		cmocka_unit_test(filename__says_what_is_wrong),
		cmocka_unit_test(filename__passes_over_what_is_none),
		cmocka_unit_test(filename__reads_seeds_by_their_own_rules),
		cmocka_unit_test(filename__knows_dialects_it_is_told),
		cmocka_unit_test(filename__limits_names_of_environments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
