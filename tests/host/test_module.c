/* Which files may be loaded, by their kind, their owner and who may write to them. */
#include "host/stage.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/module.h"

static dunlin_status check(struct stage *stage, const char *path, bool group)
{
	struct dn_module_trust trust;
	struct dn_module module;
	dunlin_status status;

	dn_module_trust_init(&trust, group);
	status = dn_module_open(&module, path, &trust, &stage->err);
	if (status == DUNLIN_OK)
		dn_module_close(&module);
	return status;
}

static void assert_refused(struct stage *stage, const char *path, const char *piece)
{
	assert_failed(check(stage, path, false), &stage->err, DUNLIN_EPLUGIN, piece);
	assert_string_equal(stage->err.file, path);
}

static void module__takes_a_plain_file(void **state)
{
	struct stage *stage = *state;

	assert_int_equal(check(stage, stage_file(stage, "a.so", "x"), false), DUNLIN_OK);
}

static void module__resolves_links_in_folders(void **state)
{
	struct stage *stage = *state;
	struct dn_module_trust trust;
	struct dn_module module;

	(void)stage_folder(stage, "real");
	(void)stage_file(stage, "real/a.so", "x");
	assert_int_equal(symlink("real", stage_path(stage, "link")), 0);
	dn_module_trust_init(&trust, false);
	assert_int_equal(dn_module_open(&module, stage_path(stage, "link/a.so"), &trust, NULL),
			 DUNLIN_OK);
	assert_string_equal(module.path, stage_path(stage, "real/a.so"));
	dn_module_close(&module);
}

static void module__refuses_a_relative_path(void **state)
{
	assert_refused(*state, "a.so", "must be absolute");
	assert_refused(*state, "", "must be absolute");
}

static void module__refuses_what_is_not_there(void **state)
{
	struct stage *stage = *state;

	assert_refused(stage, stage_path(stage, "a.so"), "No such file");
	assert_refused(stage, stage_path(stage, "none/a.so"), "No such file");
}

static void module__refuses_a_symbolic_link(void **state)
{
	struct stage *stage = *state;

	(void)stage_file(stage, "real.so", "x");
	assert_int_equal(symlink("real.so", stage_path(stage, "a.so")), 0);
	assert_refused(stage, stage_path(stage, "a.so"), "symbolic link");
}

static void module__refuses_a_folder(void **state)
{
	struct stage *stage = *state;

	assert_refused(stage, stage_folder(stage, "a.so"), "not a regular file");
	assert_refused(stage, "/", "not a regular file");
}

static void module__refuses_a_fifo_at_once(void **state)
{
	struct stage *stage = *state;
	const char *path = stage_path(stage, "a.so");

	assert_int_equal(mkfifo(path, 0644), 0);
	(void)alarm(20); /* instead of hanging for ever */
	assert_refused(stage, path, "not a regular file");
	(void)alarm(0);
}

static void module__refuses_a_file_that_everybody_can_write(void **state)
{
	struct stage *stage = *state;
	const char *path = stage_file(stage, "a.so", "x");

	assert_int_equal(chmod(path, 0757), 0);
	assert_refused(stage, path, "can be written by everybody");
	assert_failed(check(stage, path, true), &stage->err, DUNLIN_EPLUGIN, "by everybody");
}

static void module__lets_a_group_write_only_where_it_is_told_so(void **state)
{
	struct stage *stage = *state;
	const char *path = stage_file(stage, "a.so", "x");

	assert_int_equal(chmod(path, 0775), 0);
	assert_refused(stage, path, "can be written by its group");
	assert_int_equal(check(stage, path, true), DUNLIN_OK);
}

static void module__refuses_a_parent_that_everybody_can_write(void **state)
{
	struct stage *stage = *state;
	const char *top = stage_folder(stage, "top"), *path;

	(void)stage_folder(stage, "top/sub");
	path = stage_file(stage, "top/sub/a.so", "x");
	assert_int_equal(check(stage, path, false), DUNLIN_OK);
	assert_int_equal(chmod(top, 0777), 0);
	assert_refused(stage, path, "top can be written by everybody");
	assert_failed(check(stage, path, true), &stage->err, DUNLIN_EPLUGIN, "by everybody");
}

static void module__allows_a_sticky_parent(void **state)
{
	struct stage *stage = *state;
	const char *top = stage_folder(stage, "top");
	const char *path = stage_file(stage, "top/a.so", "x");

	assert_int_equal(chmod(top, 01777), 0);
	assert_int_equal(check(stage, path, false), DUNLIN_OK);
}

static void module__sees_a_parent_through_a_link(void **state)
{
	struct stage *stage = *state;
	const char *open_folder = stage_folder(stage, "open");

	(void)stage_file(stage, "open/a.so", "x");
	assert_int_equal(chmod(open_folder, 0777), 0);
	assert_int_equal(symlink("open", stage_path(stage, "link")), 0);
	assert_refused(stage, stage_path(stage, "link/a.so"), "open can be written by everybody");
}

/* Owners and groups that no test can make without being root. */
static void module__trusts_root_the_user_and_the_owner_of_the_program(void **state)
{
	const struct dn_module_trust trust = { .user = 1000, .program = 2000 };
	struct stat st = { .st_mode = S_IFREG | 0755 };

	(void)state;
	assert_null(dn_module_distrust(&trust, &st));
	st.st_uid = 1000;
	assert_null(dn_module_distrust(&trust, &st));
	st.st_uid = 2000;
	assert_null(dn_module_distrust(&trust, &st));
	st.st_uid = 3000;
	assert_non_null(strstr(dn_module_distrust(&trust, &st), "belongs neither"));
	st.st_mode = S_IFDIR | S_ISVTX | 0755; /* its owner can rename all that is in it */
	assert_non_null(strstr(dn_module_distrust(&trust, &st), "belongs neither"));
}

static void module__distrusts_folders_of_a_shared_group(void **state)
{
	struct dn_module_trust trust = { .user = 1000, .program = 0 };
	struct stat st = { .st_mode = S_IFDIR | 0775, .st_uid = 1000, .st_gid = 50 };

	(void)state;
	assert_non_null(strstr(dn_module_distrust(&trust, &st), "by its group"));
	trust.group = true;
	assert_null(dn_module_distrust(&trust, &st));
	trust.group = false;
	st.st_gid = 1000; /* the user's own group, as umask 002 assumes */
	assert_null(dn_module_distrust(&trust, &st));
	st.st_mode = S_IFREG | 0775; /* a file has no need of it */
	assert_non_null(strstr(dn_module_distrust(&trust, &st), "by its group"));
}

static void module__sees_a_file_replaced_after_the_check(void **state)
{
	struct stage *stage = *state;
	const char *path = stage_file(stage, "a.so", "x");
	struct dn_module_trust trust;
	struct dn_module module;

	dn_module_trust_init(&trust, false);
	assert_int_equal(dn_module_open(&module, path, &trust, NULL), DUNLIN_OK);
	assert_int_equal(dn_module_in_place(&module, NULL), DUNLIN_OK);
	assert_int_equal(rename(stage_file(stage, "b.so", "x"), path), 0);
	assert_failed(dn_module_in_place(&module, &stage->err), &stage->err, DUNLIN_EPLUGIN,
		      "was replaced");
	assert_int_equal(unlink(path), 0);
	assert_failed(dn_module_in_place(&module, &stage->err), &stage->err, DUNLIN_EPLUGIN,
		      "was replaced");
	assert_int_equal(symlink("b.so", path), 0);
	assert_failed(dn_module_in_place(&module, &stage->err), &stage->err, DUNLIN_EPLUGIN,
		      "was replaced");
	dn_module_close(&module);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGED(module__takes_a_plain_file),
		STAGED(module__resolves_links_in_folders),
		STAGED(module__refuses_a_relative_path),
		STAGED(module__refuses_what_is_not_there),
		STAGED(module__refuses_a_symbolic_link),
		STAGED(module__refuses_a_folder),
		STAGED(module__refuses_a_fifo_at_once),
		STAGED(module__refuses_a_file_that_everybody_can_write),
		STAGED(module__lets_a_group_write_only_where_it_is_told_so),
		STAGED(module__refuses_a_parent_that_everybody_can_write),
		STAGED(module__allows_a_sticky_parent),
		STAGED(module__sees_a_parent_through_a_link),
		cmocka_unit_test(module__trusts_root_the_user_and_the_owner_of_the_program),
		cmocka_unit_test(module__distrusts_folders_of_a_shared_group),
		STAGED(module__sees_a_file_replaced_after_the_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
