/* tests of base/tree: a folder as bytes, and back. */
#include "base/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/error.h"

struct stand {
	char folder[64];
	dunlin_error err;
};

static int begin(void **state)
{
	struct stand *stand = calloc(1, sizeof(*stand));

	*state = stand;
	if (stand == NULL)
		return -1;
	dn_error_init(&stand->err);
	strcpy(stand->folder, "/tmp/dunlin-tree.XXXXXX");
	return mkdtemp(stand->folder) == NULL || chdir(stand->folder) != 0 || system("mkdir a b");
}

static int end(void **state)
{
	struct stand *stand = *state;
	char command[100];
	int rc;

	snprintf(command, sizeof(command), "cd / && rm -rf '%s'", stand->folder);
	rc = chdir("/") | system(command);
	dn_error_clear(&stand->err);
	free(stand);
	return rc;
}

static void tree__comes_back_as_it_was(void **state)
{
	struct stand *stand = *state;
	struct stat st;
	uint64_t len;
	void *bytes;

	assert_int_equal(system("mkdir -p a/x/y a/z && printf 'a\\0b' >a/x/f && : >a/x/y/empty && "
				"head -c 100000 /dev/zero >a/x/same && cp a/x/same a/z/same && "
				"echo other >a/z/f && chmod 644 a/z/f"),
			 0);
	assert_int_equal(dn_tree_pack(&bytes, &len, "a", &stand->err), DUNLIN_OK);
	assert_in_range(len, 100000, 101000); /* the same file once */
	assert_int_equal(dn_tree_unpack("b", bytes, len, &stand->err), DUNLIN_OK);
	assert_int_equal(system("diff -r a b"), 0);
	assert_int_equal(stat("b/z/f", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* Nothing is written over. */
	assert_int_equal(dn_tree_unpack("b", bytes, len, &stand->err), DUNLIN_EUSAGE);
	assert_non_null(strstr(stand->err.message, "cannot be written: File exists"));
	free(bytes);
}

static void tree__of_other_things_is_refused(void **state)
{
	struct stand *stand = *state;
	uint64_t len;
	void *bytes;

	assert_int_equal(dn_tree_pack(&bytes, &len, "none", &stand->err), DUNLIN_EUSAGE);
	assert_null(bytes);
	assert_int_equal(symlink("x", "a/link"), 0);
	assert_int_equal(dn_tree_pack(&bytes, &len, "a", &stand->err), DUNLIN_EUSAGE);
	assert_null(bytes);
	assert_non_null(strstr(stand->err.message, "neither a folder nor"));
	assert_int_equal(unlink("a/link"), 0);
	assert_int_equal(mkfifo("a/fifo", 0600), 0);
	assert_int_equal(dn_tree_pack(&bytes, &len, "a", &stand->err), DUNLIN_EUSAGE);
}

static void tree__is_never_written_elsewhere(void **state)
{
	struct stand *stand = *state;
	uint64_t len, cut;
	char *at;
	void *bytes;

	assert_int_equal(system("mkdir a/xx && echo text >a/xx/file && : >a/yy"), 0);
	assert_int_equal(dn_tree_pack(&bytes, &len, "a", &stand->err), DUNLIN_OK);
	/* Cut anywhere: never a byte beyond the end is read, which the sanitizers see. */
	for (cut = 0; cut < len; cut++) {
		void *part = malloc(cut + 1);

		memcpy(part, bytes, cut);
		assert_int_equal(system("rm -rf b && mkdir b"), 0);
		dn_ignore(dn_tree_unpack("b", part, cut, NULL));
		free(part);
	}
	at = memmem(bytes, len, "./yy", 4);
	assert_non_null(at);
	memcpy(at, "./..", 4);
	assert_int_equal(system("rm -rf b && mkdir b"), 0);
	assert_int_equal(dn_tree_unpack("b", bytes, len, &stand->err), DUNLIN_EUSAGE);
	assert_non_null(strstr(stand->err.message, "not those of a folder"));
	memcpy(at, "/tmp", 4);
	assert_int_equal(system("rm -rf b && mkdir b"), 0);
	assert_int_equal(dn_tree_unpack("b", bytes, len, &stand->err), DUNLIN_EUSAGE);
	free(bytes);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tree__comes_back_as_it_was),
		TEST(tree__of_other_things_is_refused),
		TEST(tree__is_never_written_elsewhere),
	};

	return cmocka_run_group_tests_name("base/tree", tests, NULL, NULL);
}
