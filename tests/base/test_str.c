/* tests of base/str */
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void str__empty_has_a_text(void **state)
{
	struct dn_str str = DN_STR_INIT;

	(void)state;
	assert_string_equal(dn_str_text(&str), "");
	dn_str_puts(&str, NULL);
	assert_int_equal(str.len, 0);
	dn_str_clear(&str);
}

static void str__grows_past_its_first_memory(void **state)
{
	struct dn_str str = DN_STR_INIT;
	int i;

	(void)state;
	for (i = 0; i < 10000; i++)
		dn_str_printf(&str, "%04d", i);
	assert_false(str.failed);
	assert_int_equal(str.len, 40000);
	assert_memory_equal(str.data, "000000010002", 12);
	assert_memory_equal(str.data + 39992, "99989999", 9);
	dn_str_clear(&str);
}

static void str__formats_text_longer_than_what_is_free(void **state)
{
	struct dn_str str = DN_STR_INIT;
	char *word = malloc(5001);

	(void)state;
	assert_non_null(word);
	memset(word, 'x', 5000);
	word[5000] = '\0';
	dn_str_printf(&str, "<%s>", word);
	assert_int_equal(str.len, 5002);
	assert_int_equal(str.data[5001], '>');
	free(word);
	dn_str_clear(&str);
}

static void str__keeps_bytes_that_are_zero(void **state)
{
	struct dn_str str = DN_STR_INIT;

	(void)state;
	dn_str_put(&str, "a\0b", 3);
	assert_int_equal(str.len, 3);
	assert_memory_equal(str.data, "a\0b", 4);
	dn_str_clear(&str);
}

static void str__failure_is_sticky(void **state)
{
	struct dn_str str = DN_STR_INIT;

	(void)state;
	dn_str_puts(&str, "before");
	dn_str_put(&str, "x", SIZE_MAX / 2);
	assert_true(str.failed);
	dn_str_puts(&str, "after");
	assert_string_equal(dn_str_text(&str), "before");
	assert_null(dn_str_detach(&str));
	assert_false(str.failed); /* emptied, and usable again */
	dn_str_clear(&str);
}

static void str__detach_hands_the_text_over(void **state)
{
	struct dn_str str = DN_STR_INIT;
	char *text;

	(void)state;
	dn_str_putc(&str, 'a');
	text = dn_str_detach(&str);
	assert_string_equal(text, "a");
	assert_null(str.data);
	free(text);
	text = dn_str_detach(&str); /* of an empty one: an empty text, not NULL */
	assert_string_equal(text, "");
	free(text);
}

static void str__reset_keeps_a_failure(void **state)
{
	struct dn_str str = DN_STR_INIT;

	(void)state;
	dn_str_puts(&str, "x");
	dn_str_reset(&str);
	assert_string_equal(dn_str_text(&str), "");
	dn_str_put(&str, "x", SIZE_MAX / 2);
	dn_str_reset(&str);
	assert_true(str.failed);
	dn_str_clear(&str);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(str__empty_has_a_text),
		cmocka_unit_test(str__grows_past_its_first_memory),
		cmocka_unit_test(str__formats_text_longer_than_what_is_free),
		cmocka_unit_test(str__keeps_bytes_that_are_zero),
		cmocka_unit_test(str__failure_is_sticky),
		cmocka_unit_test(str__detach_hands_the_text_over),
		cmocka_unit_test(str__reset_keeps_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
