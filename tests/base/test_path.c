/* tests of base/path */
#include "base/path.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"

/* A folder of its own for each test; removed with all that is in it. */
static char folder[] = "/tmp/dunlin-path-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder + sizeof(folder) - 7, "XXXXXX");
	return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
	struct dn_path_list list;
	size_t i;
	char *path;

	(void)state;
	if (dn_path_list(&list, folder, NULL) == DUNLIN_OK) {
		for (i = 0; i < list.n; i++) {
			path = dn_path_join(folder, list.items[i].name);
			(void)remove(path);
			free(path);
		}
		dn_path_list_clear(&list);
	}
	return rmdir(folder);
}

static char *write_file(const char *name, const char *bytes, size_t len)
{
	char *path = dn_path_join(folder, name);
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
	return path;
}

static void path__joins(void **state)
{
	static const struct {
		const char *folder, *name, *path;
	} rows[] = {
		{ "a", "b", "a/b" }, { "a/", "b", "a/b" }, { "a", "/b", "/b" },
		{ "", "b", "b" },    { "/", "b", "/b" },
	};
	size_t i;
	char *path;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		path = dn_path_join(rows[i].folder, rows[i].name);
		assert_string_equal(path, rows[i].path);
		free(path);
	}
}

static void path__reads_whole_files(void **state)
{
	char *path = write_file("f", "a\0b\n", 4), *data;
	size_t len;

	(void)state;
	assert_int_equal(dn_path_read(&data, &len, path, NULL), DUNLIN_OK);
	assert_int_equal(len, 4);
	assert_memory_equal(data, "a\0b\n", 5); /* and a NUL behind */
	free(data);
	free(path);
	path = write_file("empty", "", 0);
	assert_int_equal(dn_path_read(&data, &len, path, NULL), DUNLIN_OK);
	assert_int_equal(len, 0);
	assert_string_equal(data, "");
	free(data);
	free(path);
}

static void path__reads_files_that_do_not_know_their_size(void **state)
{
	char *data;
	size_t len;

	(void)state;
	assert_int_equal(dn_path_read(&data, &len, "/proc/self/status", NULL), DUNLIN_OK);
	assert_true(len > 100);
	assert_int_equal(strlen(data), len);
	free(data);
}

static void path__refuses_what_is_no_file(void **state)
{
	char *fifo = dn_path_join(folder, "fifo"), *data;
	dunlin_error err;
	size_t len;

	(void)state;
	dn_error_init(&err);
	assert_int_equal(dn_path_read(&data, &len, "/nowhere/at/all", &err), DUNLIN_EUSAGE);
	assert_string_equal(err.file, "/nowhere/at/all");
	assert_non_null(strstr(err.message, "No such file"));
	assert_null(data);
	assert_int_equal(dn_path_read(&data, &len, folder, &err), DUNLIN_EUSAGE);
	assert_non_null(strstr(err.message, "not a regular file"));
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(dn_path_read(&data, &len, fifo, &err),
			 DUNLIN_EUSAGE); /* and does not hang */
	assert_non_null(strstr(err.message, "not a regular file"));
	free(fifo);
	dn_error_clear(&err);
}

static void path__lists_in_byte_order_and_says_what_each_is(void **state)
{
	struct dn_path_list list;
	char *sub = dn_path_join(folder, "d"), *link = dn_path_join(folder, "l"), *file;
	size_t i;

	(void)state;
	assert_int_equal(mkdir(sub, 0700), 0);
	assert_int_equal(symlink("d", link), 0);
	file = write_file("B", "", 0);
	free(file);
	file = write_file("a", "", 0);
	assert_int_equal(dn_path_list(&list, folder, NULL), DUNLIN_OK);
	assert_int_equal(list.n, 4);
	for (i = 0; i < 4; i++)
		assert_int_equal(list.items[i].name[0], "Badl"[i]);
	assert_true(list.items[0].is_file && !list.items[0].is_dir);
	assert_true(list.items[2].is_dir && !list.items[2].is_link);
	assert_true(list.items[3].is_dir && list.items[3].is_link);
	dn_path_list_clear(&list);
	assert_int_equal(dn_path_list(&list, "/nowhere", NULL), DUNLIN_EMISSING);
	assert_int_equal(dn_path_list(&list, file, NULL), DUNLIN_EUSAGE);
	assert_null(list.items);
	free(sub);
	free(link);
	free(file);
}

static bool is_inside(const char *top, const char *path)
{
	bool inside = false;

	assert_int_equal(dn_path_inside(&inside, top, path, NULL), DUNLIN_OK);
	return inside;
}

static void path__knows_what_lies_inside(void **state)
{
	char *in = write_file("in", "", 0), *out = dn_path_join(folder, "out");
	char *sibling = NULL;

	(void)state;
	assert_int_equal(symlink("/etc/passwd", out), 0);
	assert_true(is_inside(folder, in));
	assert_false(is_inside(folder, out));
	assert_false(is_inside(folder, "/nowhere"));
	assert_true(asprintf(&sibling, "%s2", folder) > 0); /* the same name, and more */
	assert_int_equal(mkdir(sibling, 0700), 0);
	assert_false(is_inside(folder, sibling));
	assert_int_equal(rmdir(sibling), 0);
	free(sibling);
	free(in);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(path__joins),
		cmocka_unit_test_setup_teardown(path__reads_whole_files, make_folder,
						remove_folder),
		cmocka_unit_test(path__reads_files_that_do_not_know_their_size),
		cmocka_unit_test_setup_teardown(path__refuses_what_is_no_file, make_folder,
						remove_folder),
		cmocka_unit_test_setup_teardown(path__lists_in_byte_order_and_says_what_each_is,
						make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(path__knows_what_lies_inside, make_folder,
						remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
