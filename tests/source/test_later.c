/* Bodies that are read when they are needed. */
#include "source/rig.h"

#include <string.h>
#include <unistd.h>

#include "source/disk.h"
#include "sql/dialects.h"

static struct dn_source *read_later(dunlin_error *err)
{
	static const char *const folders[] = { "m" };
	struct dn_source_options options = rig_options;
	struct dn_source *source;

	options.folders = folders;
	options.n_folders = 1;
	options.later = true;
	if (dn_source_read(&source, &options, err) != DUNLIN_OK)
		fail_msg("%s", err->message);
	dn_source_select(source, "postgres");
	return source;
}

static void later__knows_bodies_by_their_names(void **state)
{
	struct dn_source *source;
	struct dn_migration *m;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	rig_put("m/1_a.up.sql", "CREATE TABLE a (x int);\n");
	rig_put("m/1_a.down.sql", "DROP TABLE a;\n");
	rig_put("m/1_a.verify.sql", "SELECT 1;\n");
	source = read_later(&err);
	/* What was there when the folder was read is not read again before it is needed. */
	rig_put("m/1_a.down.sql", "\xef\xbb\xbf-- dunlin: lock-timeout 5s\r\nDROP TABLE b;\r\n");
	m = &source->migrations[0];
	assert_null(m->up->later);
	assert_non_null(m->down->later);
	assert_non_null(m->verify->later);
	assert_string_equal(m->down->file, "m/1_a.down.sql");
	assert_int_equal(dn_body_try(source, m->down, &err), DUNLIN_OK);
	assert_non_null(m->down->later);
	assert_int_equal(dn_body_cut(source, m->down, dn_dialect_find("postgres"), &err),
			 DUNLIN_OK);
	assert_null(m->down->later);
	assert_string_equal(m->down->text, "-- dunlin: lock-timeout 5s\nDROP TABLE b;\n");
	assert_int_equal(m->down->lock_timeout_ms, 5000);
	assert_int_equal(m->down->n_stmts, 1);
	assert_int_equal(m->down->disk->start, 3);
	assert_int_equal(strlen(m->down->checksum), DN_DIGEST_HEX);
	assert_int_equal(dn_body_load(source, m->down, &err), DUNLIN_OK);
	dn_source_free(source);
}

static void later__finds_faults_when_it_reads(void **state)
{
	struct dn_source *source;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	rig_put("m/1_a.up.sql", "SELECT 1;\n");
	rig_put("m/1_a.down.sql", "SELECT 1;\n-- dunlin: irreversible\n");
	rig_put("m/1_a.verify.sql", "-- dunlin: verify\nSELECT 1;\n-- dunlin: up\n");
	source = read_later(&err);
	rig_check_error(dn_body_try(source, source->migrations[0].down, &err), &err,
			"m/1_a.down.sql", 2, "irreversible means nothing here");
	rig_check_error(dn_body_load(source, source->migrations[0].down, &err), &err,
			"m/1_a.down.sql", 2, "irreversible means nothing here");
	rig_check_error(dn_body_load(source, source->migrations[0].verify, &err), &err,
			"m/1_a.verify.sql", 3, "a section up in a file whose name says .verify");
	assert_non_null(source->migrations[0].down->later);
	assert_int_equal(unlink("m/1_a.down.sql"), 0);
	rig_check_error(dn_body_load(source, source->migrations[0].down, &err), &err,
			"m/1_a.down.sql", 0, "cannot open");
	dn_source_free(source);
	/* Who collects faults, and who did not ask for it, reads all of it. */
	rig_put("m/1_a.down.sql", "-- dunlin: irreversible\n");
	rig_fails("m/1_a.down.sql", 1, "irreversible means nothing here");
}

static void later__keeps_a_section_that_its_name_repeats(void **state)
{
	struct dn_source *source;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	rig_put("m/1_a.up.sql", "SELECT 1;\n");
	rig_put("m/1_a.down.sql", "-- dunlin: lock-timeout 1s\n-- dunlin: down\nSELECT 2;\n");
	source = read_later(&err);
	assert_int_equal(dn_body_load(source, source->migrations[0].down, &err), DUNLIN_OK);
	assert_string_equal(source->migrations[0].down->text, "SELECT 2;\n");
	assert_int_equal(source->migrations[0].down->lock_timeout_ms, 1000);
	dn_source_free(source);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(later__knows_bodies_by_their_names, rig_setup,
						rig_teardown),
		cmocka_unit_test_setup_teardown(later__finds_faults_when_it_reads, rig_setup,
						rig_teardown),
		cmocka_unit_test_setup_teardown(later__keeps_a_section_that_its_name_repeats,
						rig_setup, rig_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
