/* tests of base/save: a new file, or none. */
#include "base/save.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <dunlin/dunlin.h>

#include "base/error.h"

static char folder[64];

static int begin(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/dunlin-save-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int end(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") != 0 || system(command) != 0;
}

static void save__writes_all_of_it(void **state)
{
	char read_back[8] = "";
	struct stat st;
	FILE *file;

	(void)state;
	assert_int_equal(dn_save_new("a", "one\0two", 7, NULL), DUNLIN_OK);
	assert_int_equal(stat("a", &st), 0);
	assert_int_equal(st.st_size, 7);
	assert_int_equal(st.st_mode & 0077, 0);
	assert_int_equal(st.st_nlink, 1);
	file = fopen("a", "r");
	assert_non_null(file);
	assert_int_equal(fread(read_back, 1, sizeof(read_back), file), 7);
	fclose(file);
	assert_memory_equal(read_back, "one\0two", 7);
}

static void save__takes_nobodys_place(void **state)
{
	struct stat st;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	assert_int_equal(dn_save_new("a", "one", 3, &err), DUNLIN_OK);
	assert_int_equal(dn_save_new("a", "longer", 6, &err), DUNLIN_EEXISTS);
	assert_string_equal(dunlin_error_message(&err), "a: is there already");
	assert_int_equal(stat("a", &st), 0);
	assert_int_equal(st.st_size, 3);
	/* One that leads nowhere is only found when the file is to get its name. */
	assert_int_equal(symlink("nowhere", "b"), 0);
	assert_int_equal(dn_save_new("b", "one", 3, &err), DUNLIN_EEXISTS);
	assert_int_equal(stat("nowhere", &st), -1);
	assert_int_equal(system("test \"$(ls | tr '\\n' ' ')\" = 'a b '"), 0);
	dn_error_clear(&err);
}

static void save__says_what_is_wrong(void **state)
{
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	assert_int_equal(dn_save_new("no/a", "one", 3, &err), DUNLIN_EUSAGE);
	assert_string_equal(dunlin_error_message(&err),
			    "no/a: cannot be written: No such file or directory");
	dn_error_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(save__writes_all_of_it, begin, end),
		cmocka_unit_test_setup_teardown(save__takes_nobodys_place, begin, end),
		cmocka_unit_test_setup_teardown(save__says_what_is_wrong, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
