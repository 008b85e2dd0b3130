/* Folders in the plain layout, on disk. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/rig.h"

static void reader_plain__reads_every_kind_of_file(void **state)
{
	struct dn_source *source;
	const struct dn_migration *migration;

	(void)state;
	rig_put("m/0001_init.up.sql", "CREATE TABLE t (x int);\n");
	rig_put("m/0001_init.down.sql", "DROP TABLE t;\n");
	rig_put("m/0001_init.verify.sql", "SELECT x FROM t;\n");
	rig_put("m/0002_index.sql", "CREATE INDEX i ON t (x);\n");
	rig_put("m/0010_last.sql", "-- dunlin: up\nSELECT 1;\n-- dunlin: down\nSELECT 2;\n");
	rig_put("m/R__views.sql", "CREATE VIEW v AS SELECT 1;\n");
	rig_put("m/R__views.down.sql", "DROP VIEW v;\n");
	rig_put("m/seeds/10_users.sql", "INSERT INTO t VALUES (1);\n");
	rig_put("m/seeds/dev/more.sql", "INSERT INTO t VALUES (2);\n");
	source = rig_source();
	assert_int_equal(source->n_warnings, 0);
	assert_int_equal(source->n, 6);
	migration = &source->migrations[0];
	assert_int_equal(migration->kind, DN_KIND_VERSIONED);
	assert_string_equal(migration->id, "1");
	assert_string_equal(migration->version_text, "0001");
	assert_string_equal(migration->name, "init");
	assert_int_equal(migration->n_bodies, 3);
	assert_string_equal(source->migrations[1].id, "2");
	assert_string_equal(source->migrations[2].id, "10");
	assert_int_equal(source->migrations[2].n_bodies, 2);
	migration = &source->migrations[3];
	assert_int_equal(migration->kind, DN_KIND_REPEATABLE);
	assert_string_equal(migration->id, "views");
	assert_null(migration->version_text);
	assert_int_equal(migration->n_bodies, 2);
	migration = &source->migrations[4];
	assert_int_equal(migration->kind, DN_KIND_SEED);
	assert_string_equal(migration->id, "10_users");
	assert_null(migration->seed_env);
	migration = &source->migrations[5];
	assert_string_equal(migration->id, "dev/more");
	assert_string_equal(migration->name, "dev/more");
	assert_string_equal(migration->seed_env, "dev");
	dn_source_free(source);
}

static void reader_plain__names_a_file_by_its_path(void **state)
{
	struct dn_source *source;
	dunlin_error err;

	(void)state;
	rig_put("m/sqlite/1_x.sql", "");
	source = rig_source();
	assert_string_equal(source->migrations[0].bodies[0]->file, "m/sqlite/1_x.sql");
	dn_source_free(source);
	dn_error_init(&err);
	assert_int_equal(chdir("m"), 0);
	assert_int_equal(rig_read_from(&source, ".", &err), DUNLIN_OK);
	assert_string_equal(source->migrations[0].bodies[0]->file, "sqlite/1_x.sql");
	dn_source_free(source);
}

static void reader_plain__reads_variants_from_suffix_and_folder(void **state)
{
	struct dn_source *source;

	(void)state;
	rig_put("m/3_s.up.sql", "generic\n");
	rig_put("m/3_s.postgres.up.sql", "postgres\n");
	rig_put("m/sqlite/3_s.up.sql", "sqlite\n");
	rig_put("m/mariadb/3_s.mysql.up.sql", "mysql\n");
	rig_put("m/3_s.down.sql", "down\n");
	source = rig_source();
	assert_int_equal(source->n, 1);
	dn_source_select(source, "sqlite");
	assert_string_equal(source->migrations[0].up->text, "sqlite\n");
	assert_string_equal(source->migrations[0].up->dialect, "sqlite");
	assert_string_equal(source->migrations[0].down->text, "down\n");
	assert_null(source->migrations[0].verify);
	dn_source_select(source, "mysql");
	assert_string_equal(source->migrations[0].up->text, "mysql\n");
	dn_source_select(source, "oracle");
	assert_string_equal(source->migrations[0].up->text, "generic\n");
	assert_null(source->migrations[0].up->dialect);
	dn_source_free(source);
}

/* A checkout with CRLF, and one with a byte order mark, is the same migration. */
static void reader_plain__reads_crlf_as_the_same_text(void **state)
{
	static const char lf[] = "-- dunlin: lock-timeout 2s\nSELECT 1;\n\nSELECT 2;\n";
	static const char crlf[] = "\xef\xbb\xbf-- dunlin: lock-timeout 2s\r\nSELECT 1;\r\n\r\n"
				   "SELECT 2;\r\n";
	struct dn_source *one, *two;
	const struct dn_body *a, *b;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	rig_put("a/1_x.sql", lf);
	rig_put("b/1_x.sql", crlf);
	assert_int_equal(rig_read_from(&one, "a", &err), DUNLIN_OK);
	assert_int_equal(rig_read_from(&two, "b", &err), DUNLIN_OK);
	a = one->migrations[0].bodies[0];
	b = two->migrations[0].bodies[0];
	assert_string_equal(a->checksum, b->checksum);
	assert_int_equal(a->len, strlen(lf));
	assert_int_equal(b->len, a->len);
	assert_memory_equal(a->text, b->text, a->len);
	assert_memory_equal(a->text, lf, a->len);
	assert_int_equal(b->lock_timeout_ms, 2000);
	dn_source_free(one);
	dn_source_free(two);
}

static void reader_plain__reads_a_golang_migrate_folder(void **state)
{
	static const char *const files[] = {
		"1_create_users_table.up.sql",      "1_create_users_table.down.sql",
		"2_add_city_to_users.up.sql",       "2_add_city_to_users.down.sql",
		"20231224121500_v1.2_names.up.sql", "20231224121500_v1.2_names.down.sql",
	};
	struct dn_source *source;
	char path[100];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), "m/%s", files[i]);
		rig_put(path, "SELECT 1;\n");
	}
	source = rig_source();
	assert_int_equal(source->n_warnings, 0);
	assert_int_equal(source->n, 3);
	assert_string_equal(source->migrations[2].id, "20231224121500");
	assert_string_equal(source->migrations[2].name, "v1.2_names");
	dn_source_free(source);
}

static void reader_plain__takes_an_empty_file_for_an_empty_body(void **state)
{
	struct dn_source *source;

	(void)state;
	rig_put("m/1_x.up.sql", "");
	source = rig_source();
	dn_source_select(source, "sqlite");
	assert_non_null(source->migrations[0].up);
	assert_int_equal(source->migrations[0].up->len, 0);
	dn_source_free(source);
}

static void reader_plain__takes_an_empty_folder(void **state)
{
	struct dn_source *source;

	(void)state;
	assert_int_equal(mkdir("m", 0777), 0);
	source = rig_source();
	assert_int_equal(source->n, 0);
	assert_int_equal(source->n_warnings, 0);
	assert_null(dn_source_find(source, DN_KIND_VERSIONED, "1"));
	dn_source_select(source, "postgres");
	dn_source_free(source);
}

static void reader_plain__warns_of_what_it_does_not_read(void **state)
{
	struct dn_source *source;

	(void)state;
	rig_put("m/0001_x.sql", "");
	rig_put("m/0002-y.sql", "");
	rig_put("m/0003_z.up.sql~", "");
	rig_put("m/oracle/0001_x.sql", "");
	rig_put("m/0002_folder/up.sql", "");
	rig_put("m/sqlite/deep/0001_x.sql", "");
	rig_put("m/sqlite/seeds/x.sql", "");
	rig_put("m/seeds/dev/deep/x.sql", "");
	rig_put("m/seeds/postgres/x.sql", "");
	rig_put("m/seeds/a.b/x.sql", "");
	rig_put("m/README.md", "");
	rig_put("m/.git/0009_x.sql", "");
	rig_put("m/seeds/users.csv", "");
	source = rig_source();
	assert_int_equal(source->n, 1);
	assert_true(rig_warned(source, "m/0002-y.sql", 0, "not read: a _ must stand"));
	assert_true(rig_warned(source, "m/0003_z.up.sql~", 0, "left behind"));
	assert_true(rig_warned(source, "m/oracle", 0, "named after a dialect (postgres, sqlite"));
	assert_true(rig_warned(source, "m/0002_folder", 0, "named after a dialect"));
	assert_true(rig_warned(source, "m/sqlite/deep", 0, "this deep"));
	assert_true(rig_warned(source, "m/sqlite/seeds", 0, "this deep"));
	assert_true(rig_warned(source, "m/seeds/dev/deep", 0, "this deep"));
	assert_true(rig_warned(source, "m/seeds/postgres", 0, "write seeds/NAME.postgres.sql"));
	assert_true(rig_warned(source, "m/seeds/a.b", 0, "environment"));
	assert_int_equal(source->n_warnings, 9);
	dn_source_free(source);
}

static void reader_plain__refuses_names_that_cannot_be(void **state)
{
	(void)state;
	rig_put("m/0001_x.oracle.up.sql", "");
	rig_fails("m/0001_x.oracle.up.sql", 0, "dialects = {\"oracle\"}");
	assert_int_equal(unlink("m/0001_x.oracle.up.sql"), 0);

	rig_put("m/12345678901234567890123456789012345678901234567890123456789012345_x.sql", "");
	rig_fails("m/12345678901234567890123456789012345678901234567890123456789012345_x.sql", 0,
		  "more than 64 digits");
}

static void reader_plain__refuses_a_variant_in_the_folder_of_another(void **state)
{
	(void)state;
	rig_put("m/sqlite/0001_x.pg.up.sql", "");
	rig_fails("m/sqlite/0001_x.pg.up.sql", 0, "is for postgres, in a folder for sqlite");
}

static void reader_plain__refuses_a_folder_named_like_a_migration(void **state)
{
	(void)state;
	rig_put("m/0001_x.up.sql/file", "");
	rig_fails("m/0001_x.up.sql", 0, "is a folder with the name of a migration");
}

static void reader_plain__says_where_a_missing_folder_comes_from(void **state)
{
	struct dn_source *source;
	dunlin_error err;
	dunlin_status status;

	(void)state;
	dn_error_init(&err);
	status = rig_read(&source, &err);
	assert_null(source);
	assert_non_null(strstr(err.hint, "dunlin init"));
	rig_check_error(status, &err, "m", 0, "no such folder");
	rig_put("m", "a file");
	rig_fails("m", 0, "cannot open the folder");
}

static void reader_plain__refuses_a_file_it_cannot_read(void **state)
{
	(void)state;
	rig_put("m/0001_x.up.sql", "SELECT 1;\n");
	if (geteuid() == 0) {
		/* Rights do not stop root; a FIFO does. */
		assert_int_equal(unlink("m/0001_x.up.sql"), 0);
		assert_int_equal(mkfifo("m/0001_x.up.sql", 0666), 0);
		rig_fails("m/0001_x.up.sql", 0, "not a regular file");
		return;
	}
	assert_int_equal(chmod("m/0001_x.up.sql", 0), 0);
	rig_fails("m/0001_x.up.sql", 0, "cannot open");
}

static void reader_plain__refuses_utf16(void **state)
{
	(void)state;
	rig_put_bytes("m/0001_x.sql", "\xff\xfeS\0E\0L\0", 8);
	rig_fails("m/0001_x.sql", 0, "save it as UTF-8");
}

static void reader_plain__follows_links_only_within(void **state)
{
	struct dn_source *source;

	(void)state;
	rig_put("m/0001_x.up.sql", "SELECT 1;\n");
	rig_put("outside.sql", "SELECT 2;\n");
	rig_put("m.other/0009_x.sql", "SELECT 3;\n");
	assert_int_equal(symlink("0001_x.up.sql", "m/0002_y.up.sql"), 0);
	assert_int_equal(symlink("../outside.sql", "m/README.md"), 0);
	source = rig_source();
	assert_int_equal(source->n, 2);
	dn_source_free(source);

	assert_int_equal(symlink("../outside.sql", "m/0003_z.up.sql"), 0);
	rig_fails("m/0003_z.up.sql", 0, "symbolic link that leads nowhere, or out of m");
	assert_int_equal(unlink("m/0003_z.up.sql"), 0);
	assert_int_equal(symlink("missing.sql", "m/0003_z.up.sql"), 0);
	rig_fails("m/0003_z.up.sql", 0, "symbolic link");
	assert_int_equal(unlink("m/0003_z.up.sql"), 0);
	assert_int_equal(symlink("../m.other", "m/sqlite"), 0);
	rig_fails("m/sqlite", 0, "symbolic link");
}

static void reader_plain__reads_through_a_linked_migrations_folder(void **state)
{
	struct dn_source *source;

	(void)state;
	rig_put("real/0001_x.up.sql", "SELECT 1;\n");
	assert_int_equal(symlink("0001_x.up.sql", "real/0002_y.up.sql"), 0);
	assert_int_equal(symlink("real", "m"), 0);
	source = rig_source();
	assert_int_equal(source->n, 2);
	dn_source_free(source);
}

static void reader_plain__limits_the_id_of_a_seed(void **state)
{
	char path[600], name[256];

	(void)state;
	memset(name, 'n', 200);
	name[200] = '\0';
	snprintf(path, sizeof(path), "m/seeds/%s/%s.sql", name, name);
	rig_put(path, "SELECT 1;\n");
	rig_fails(path, 0, "longer than 255 bytes");
}

#define TEST(name) cmocka_unit_test_setup_teardown(reader_plain__##name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_every_kind_of_file),
		TEST(names_a_file_by_its_path),
		TEST(reads_variants_from_suffix_and_folder),
		TEST(reads_crlf_as_the_same_text),
		TEST(reads_a_golang_migrate_folder),
		TEST(takes_an_empty_file_for_an_empty_body),
		TEST(takes_an_empty_folder),
		TEST(warns_of_what_it_does_not_read),
		TEST(refuses_names_that_cannot_be),
		TEST(refuses_a_variant_in_the_folder_of_another),
		TEST(refuses_a_folder_named_like_a_migration),
		TEST(says_where_a_missing_folder_comes_from),
		TEST(refuses_a_file_it_cannot_read),
		TEST(refuses_utf16),
		TEST(follows_links_only_within),
		TEST(reads_through_a_linked_migrations_folder),
		TEST(limits_the_id_of_a_seed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
