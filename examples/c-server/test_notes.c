/* Tests of notes.c: each has a database of its own, in memory, with the migrations of the program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <dunlin/testing.h>

#include "migrations.h"
#include "notes.h"

static dunlin_testdb *testdb;

static int begin(void **state)
{
	struct dunlin_options options = DUNLIN_OPTIONS_INIT;
	struct dunlin_testdb_options how = DUNLIN_TESTDB_OPTIONS_INIT;
	const struct dunlin_bundle *bundle = &migrations;

	(void)state;
	options.scheme = "sqlite";
	options.bundles = &bundle;
	options.n_bundles = 1;
	how.client = sqlite3_libversion();
	return dunlin_testdb_new(&testdb, &options, &how, NULL);
}

static int end(void **state)
{
	(void)state;
	dunlin_testdb_free(testdb);
	return 0;
}

static int set_up(void **state)
{
	dunlin_error *err = dunlin_error_new();
	dunlin_status status = dunlin_testdb_open((dunlin_fresh **)state, testdb, err);

	if (status != DUNLIN_OK)
		fprintf(stderr, "%s\n", dunlin_error_message(err));
	dunlin_error_free(err);
	return status;
}

static int tear_down(void **state)
{
	return dunlin_fresh_close(*state, NULL);
}

static void holds(sqlite3 *db, const char *wanted)
{
	char *text;

	assert_int_equal(notes_list(db, &text), SQLITE_OK);
	assert_string_equal(text, wanted);
	sqlite3_free(text);
}

static void notes__begin_with_a_welcome(void **state)
{
	holds(dunlin_fresh_native(*state), "1 Welcome\n");
}

static void notes__keep_what_is_added(void **state)
{
	sqlite3 *db = dunlin_fresh_native(*state);

	assert_int_equal(notes_add(db, "Buy milk", 8), SQLITE_OK);
	assert_int_equal(notes_add(db, "it's \"so\"", 9), SQLITE_OK);
	holds(db, "1 Welcome\n2 Buy milk\n3 it's \"so\"\n");
}

static void notes__refuse_an_empty_text(void **state)
{
	sqlite3 *db = dunlin_fresh_native(*state);

	assert_int_equal(notes_add(db, "", 0), SQLITE_CONSTRAINT);
	holds(db, "1 Welcome\n");
}

static void notes__can_be_none(void **state)
{
	sqlite3 *db = dunlin_fresh_native(*state);

	assert_int_equal(sqlite3_exec(db, "DELETE FROM notes", NULL, NULL, NULL), SQLITE_OK);
	holds(db, "");
}

static void notes__know_when_they_were_written(void **state)
{
	sqlite3 *db = dunlin_fresh_native(*state);

	assert_int_equal(sqlite3_exec(db, "UPDATE notes SET text = 'x' WHERE written IS NULL", NULL,
				      NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_changes(db), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(notes__begin_with_a_welcome, set_up, tear_down),
		cmocka_unit_test_setup_teardown(notes__keep_what_is_added, set_up, tear_down),
		cmocka_unit_test_setup_teardown(notes__refuse_an_empty_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(notes__can_be_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(notes__know_when_they_were_written, set_up,
						tear_down),
	};

	return cmocka_run_group_tests_name("notes", tests, begin, end);
}
