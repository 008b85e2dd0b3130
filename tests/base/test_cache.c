/* tests of base/cache: what is kept, and what is not believed. */
#include "base/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fcntl.h>
#include <time.h>

#include <cmocka.h>

#include "base/cache_prune.h"
#include "base/error.h"
#include "base/path.h"

#define KEY "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"
#define OTHER "baaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffff0000000011111111"

static char folder[64], path[256];
static char bytes[500];

static int begin(void **state)
{
	size_t i;

	(void)state;
	strcpy(folder, "/tmp/dunlin-cache-XXXXXX");
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return -1;
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7);
	snprintf(path, sizeof(path), "%s/kept/" KEY, folder);
	return dn_cache_write("kept", KEY, bytes, sizeof(bytes), NULL);
}

static int end(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") != 0 || system(command) != 0;
}

/* Whether what is kept is believed; then it is what was written. */
static bool is_there(void)
{
	uint64_t len;
	void *data;
	bool found;

	assert_int_equal(dn_cache_read(&data, &len, &found, "kept", KEY, NULL), DUNLIN_OK);
	assert_int_equal(found, data != NULL);
	if (found) {
		assert_int_equal(len, sizeof(bytes));
		assert_memory_equal(data, bytes, sizeof(bytes));
	}
	free(data);
	return found;
}

static void cache__keeps_what_it_is_given(void **state)
{
	struct dn_path_list list;
	struct stat st;

	(void)state;
	assert_true(is_there());
	assert_int_equal(stat("kept", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* Nothing is left of how it was written. */
	assert_int_equal(dn_path_list(&list, "kept", NULL), DUNLIN_OK);
	assert_int_equal(list.n, 1);
	dn_path_list_clear(&list);
}

static void cache__keeps_nothing_at_all(void **state)
{
	uint64_t len = 1;
	void *data;
	bool found;

	(void)state;
	assert_int_equal(dn_cache_write("kept", OTHER, NULL, 0, NULL), DUNLIN_OK);
	assert_int_equal(dn_cache_read(&data, &len, &found, "kept", OTHER, NULL), DUNLIN_OK);
	assert_true(found);
	assert_non_null(data);
	assert_int_equal(len, 0);
	free(data);
}

static void cache__has_nothing_of_another_key(void **state)
{
	uint64_t len;
	void *data;
	bool found;

	(void)state;
	assert_int_equal(dn_cache_read(&data, &len, &found, "kept", OTHER, NULL), DUNLIN_OK);
	assert_false(found);
	assert_null(data);
	assert_int_equal(dn_cache_read(&data, &len, &found, "nowhere", KEY, NULL), DUNLIN_OK);
	assert_false(found);
	/* Also when it goes by that name. */
	assert_int_equal(rename(path, "kept/" OTHER), 0);
	assert_int_equal(dn_cache_read(&data, &len, &found, "kept", OTHER, NULL), DUNLIN_OK);
	assert_false(found);
}

static void rewrite(const char *data, size_t len)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static void cache__notices_every_byte(void **state)
{
	size_t len, i;
	char *data;

	(void)state;
	assert_int_equal(dn_path_read(&data, &len, path, NULL), DUNLIN_OK);
	assert_true(len > sizeof(bytes));
	for (i = 0; i < len; i++) {
		data[i] = (char)(data[i] ^ (1 << i % 8));
		rewrite(data, len);
		if (is_there())
			fail_msg("byte %zu is another, and that was not noticed", i);
		data[i] = (char)(data[i] ^ (1 << i % 8));
	}
	for (i = 0; i < len; i++) {
		rewrite(data, i);
		if (is_there())
			fail_msg("it ends at byte %zu, and that was not noticed", i);
	}
	rewrite(data, len);
	assert_true(is_there());
	data[len] = 'x';
	rewrite(data, len + 1);
	assert_false(is_there());
	/* It is replaced. */
	assert_int_equal(dn_cache_write("kept", KEY, bytes, sizeof(bytes), NULL), DUNLIN_OK);
	assert_true(is_there());
	free(data);
}

static void cache__believes_nothing_that_others_may_write(void **state)
{
	(void)state;
	assert_int_equal(chmod(path, 0620), 0);
	assert_false(is_there());
	assert_int_equal(chmod(path, 0602), 0);
	assert_false(is_there());
	assert_int_equal(chmod(path, 0644), 0);
	assert_true(is_there());
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 12345, (gid_t)-1), 0);
		assert_false(is_there());
	}
	assert_int_equal(rename(path, "elsewhere"), 0);
	assert_int_equal(symlink("../elsewhere", path), 0);
	assert_false(is_there());
	assert_int_equal(dn_cache_write("kept", KEY, bytes, sizeof(bytes), NULL), DUNLIN_OK);
	assert_true(is_there());
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(is_there());
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(is_there());
}

static void cache__says_why_it_keeps_nothing(void **state)
{
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	assert_int_equal(dn_cache_write("no/where", KEY, bytes, 1, &err), DUNLIN_EUSAGE);
	assert_string_equal(err.message,
			    "nothing can be kept in no/where: No such file or directory");
	/* What is in the way stays. */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(dn_cache_write("kept", KEY, bytes, 1, &err), DUNLIN_EUSAGE);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir("kept"), 0);
	dn_error_clear(&err);
}

/* Makes a file so many days old, and a little. */
static void age(const char *name, int days)
{
	const time_t then = time(NULL) - days * 86400L - 60;
	const struct timespec times[2] = { { .tv_sec = then }, { .tv_sec = then } };

	assert_int_equal(utimensat(AT_FDCWD, name, times, AT_SYMLINK_NOFOLLOW), 0);
}

static void put(const char *name, const char *text, int days)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	age(name, days);
}

static bool is_file(const char *name)
{
	struct stat st;

	return lstat(name, &st) == 0;
}

#define OLD "c0000000000000000000000000000000000000000000000000000000000000"

static void cache__drops_what_nobody_asked_for_in_a_month(void **state)
{
	static const char text[] = DN_CACHE_MARK "0\n";

	(void)state;
	age(path, DN_CACHE_DAYS - 1);
	put("kept/" OLD "01", text, DN_CACHE_DAYS);
	put("kept/" OLD "02.a1B2c3", text, DN_CACHE_DAYS); /* its writer was killed */
	put("kept/" OLD "03", text, DN_CACHE_DAYS - 1);
	put("kept/" OLD "04", "somebody else's\n", DN_CACHE_DAYS);
	put("kept/" OLD "05", "", DN_CACHE_DAYS);
	put("kept/" OLD "0", text, DN_CACHE_DAYS);
	put("kept/" OLD "06.a1B2c3d", text, DN_CACHE_DAYS);
	put("kept/" OLD "X7", text, DN_CACHE_DAYS);
	put("elsewhere", text, DN_CACHE_DAYS);
	assert_int_equal(symlink("../elsewhere", "kept/" OLD "08"), 0);
	age("kept/" OLD "08", DN_CACHE_DAYS);
	assert_int_equal(mkdir("kept/" OLD "09", 0700), 0);
	age("kept/" OLD "09", DN_CACHE_DAYS);
	assert_int_equal(dn_cache_write("kept", OTHER, NULL, 0, NULL), DUNLIN_OK);
	assert_true(is_there());
	assert_true(is_file("kept/" OTHER));
	assert_false(is_file("kept/" OLD "01"));
	assert_false(is_file("kept/" OLD "02.a1B2c3"));
	assert_true(is_file("kept/" OLD "03"));
	assert_true(is_file("kept/" OLD "04"));
	assert_true(is_file("kept/" OLD "05"));
	assert_true(is_file("kept/" OLD "0"));
	assert_true(is_file("kept/" OLD "06.a1B2c3d"));
	assert_true(is_file("kept/" OLD "X7"));
	assert_true(is_file("kept/" OLD "08"));
	assert_true(is_file("kept/" OLD "09"));
	assert_true(is_file("elsewhere"));
}

static void cache__keeps_what_is_asked_for(void **state)
{
	struct stat st;

	(void)state;
	age(path, DN_CACHE_DAYS - 1);
	assert_true(is_there());
	assert_int_equal(stat(path, &st), 0);
	assert_true(time(NULL) - st.st_mtime < 86400);
	/* Nothing is written for each who asks. */
	age(path, 0);
	assert_true(is_there());
	assert_int_equal(stat(path, &st), 0);
	assert_true(time(NULL) - st.st_mtime >= 60);
	/* What is not believed is not asked for either. */
	rewrite("dunlin cache", 12);
	age(path, DN_CACHE_DAYS);
	assert_false(is_there());
	assert_int_equal(stat(path, &st), 0);
	assert_true(time(NULL) - st.st_mtime > DN_CACHE_DAYS * 86400L);
}

#define CACHED(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CACHED(cache__keeps_what_it_is_given),
		CACHED(cache__keeps_nothing_at_all),
		CACHED(cache__has_nothing_of_another_key),
		CACHED(cache__notices_every_byte),
		CACHED(cache__believes_nothing_that_others_may_write),
		CACHED(cache__says_why_it_keeps_nothing),
		CACHED(cache__drops_what_nobody_asked_for_in_a_month),
		CACHED(cache__keeps_what_is_asked_for),
	};

	return cmocka_run_group_tests_name("base/cache", tests, NULL, NULL);
}
