/* tests of base/vec */
#include "base/vec.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void vec__adds_zeroed_elements(void **state)
{
	int64_t *items = NULL, *item;
	size_t n = 0, cap = 0, i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		item = dn_vec_add(&items, &n, &cap, sizeof(*items));
		assert_non_null(item);
		assert_int_equal(*item, 0);
		*item = (int64_t)i;
	}
	assert_int_equal(n, 1000);
	for (i = 0; i < n; i++)
		assert_int_equal(items[i], i);
	free(items);
}

static void vec__refuses_what_no_memory_holds(void **state)
{
	char *items = NULL;
	size_t n = 0, cap = 0;

	(void)state;
	assert_null(dn_vec_add(&items, &n, &cap, SIZE_MAX / 4));
	assert_int_equal(n, 0);
	assert_null(items);
}

static void vec__arena_gives_zeroed_aligned_blocks(void **state)
{
	struct dn_arena arena = DN_ARENA_INIT;
	const size_t sizes[] = { 1, 7, 64, 5000, 3, 100001, 2, 8192, 1 };
	char *text[sizeof(sizes) / sizeof(sizes[0])];
	unsigned char *block;
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		block = dn_arena_alloc(&arena, sizes[i]);
		assert_non_null(block);
		assert_int_equal((uintptr_t)block % alignof(max_align_t), 0);
		for (j = 0; j < sizes[i]; j++)
			assert_int_equal(block[j], 0);
		memset(block, 0xAA, sizes[i]);
		/* Text needs no alignment, and takes no more room than it has. */
		text[i] = dn_arena_strdup(&arena, "odd");
		assert_non_null(text[i]);
	}
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		assert_string_equal(text[i], "odd");
	dn_arena_clear(&arena);
	assert_null(arena.blocks);
}

static void vec__arena_copies_stay_apart(void **state)
{
	struct dn_arena arena = DN_ARENA_INIT;
	char *a = dn_arena_strdup(&arena, "one"), *b = dn_arena_copy(&arena, "two!", 3);

	(void)state;
	assert_string_equal(a, "one");
	assert_string_equal(b, "two");
	dn_arena_clear(&arena);
}

static void vec__arena_refuses_what_no_memory_holds(void **state)
{
	struct dn_arena arena = DN_ARENA_INIT;

	(void)state;
	assert_null(dn_arena_alloc(&arena, SIZE_MAX - 8));
	assert_null(dn_arena_copy(&arena, "", SIZE_MAX));
	dn_arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vec__adds_zeroed_elements),
		cmocka_unit_test(vec__refuses_what_no_memory_holds),
		cmocka_unit_test(vec__arena_gives_zeroed_aligned_blocks),
		cmocka_unit_test(vec__arena_copies_stay_apart),
		cmocka_unit_test(vec__arena_refuses_what_no_memory_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
