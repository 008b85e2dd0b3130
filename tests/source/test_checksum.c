/* The canonical text of a file, its hash, and bytes that are no UTF-8. */
#include <stdlib.h>
#include <string.h>

#include "source/checksum.h"
#include "source/rig.h"

/* SHA-256 of nothing, and of "abc". */
#define HASH_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HASH_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void checksum__makes_text_canonical(void **state)
{
	static const struct {
		const char *from, *to;
	} rows[] = {
		{ "", "" },
		{ "a\nb\n", "a\nb\n" },
		{ "a\r\nb\r\n", "a\nb\n" },
		{ "\xef\xbb\xbf", "" },
		{ "\xef\xbb\xbf"
		  "a\r\nb",
		  "a\nb" },
		{ "a\xef\xbb\xbf", "a\xef\xbb\xbf" },
		{ "\r\n", "\n" },
		{ "\r", "\r" },
		{ "a\rb", "a\rb" },
		{ "a\r\r\nb\r", "a\r\nb\r" },
		{ "\r\n\r\n\r\n", "\n\n\n" },
		{ "\r\n\n\r\r\nx", "\n\n\r\nx" },
		{ "one\r\ntwo\nthree\rfour\r\n", "one\ntwo\nthree\rfour\n" },
		{ "\xef\xbb", "\xef\xbb" },
	};
	char *data, *text;
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		data = strdup(rows[i].from);
		assert_non_null(data);
		len = strlen(data);
		text = dn_checksum_canonical(data, &len);
		assert_int_equal(len, strlen(rows[i].to));
		assert_string_equal(text, rows[i].to);
		free(data);
	}
}

static void checksum__leaves_a_text_without_cr_where_it_is(void **state)
{
	char data[] = "select 1;\n";
	size_t len = strlen(data);

	(void)state;
	assert_ptr_equal(dn_checksum_canonical(data, &len), data);
	assert_int_equal(len, strlen("select 1;\n"));
}

static void checksum__is_sha256_in_lower_case_hex(void **state)
{
	char hex[DN_DIGEST_HEX + 1];

	(void)state;
	dn_checksum(hex, "", 0);
	assert_string_equal(hex, HASH_EMPTY);
	dn_checksum(hex, "abcd", 3);
	assert_string_equal(hex, HASH_ABC);
}

static void checksum__finds_the_line_that_is_no_utf8(void **state)
{
	static const struct {
		const char *text;
		int64_t line;
	} rows[] = {
		{ "", 0 },
		{ "plain text, longer than eight bytes\nand a second line\n", 0 },
		{ "gr\xc3\xbc\xc3\x9f"
		  "e \xe2\x82\xac \xf0\x9f\x90\xa6\n",
		  0 },
		{ "\xf4\x8f\xbf\xbf\xee\x80\x80\xed\x9f\xbf", 0 },
		{ "\xff", 1 },
		{ "a line that is long enough\nand one with \xe9 in it", 2 },
		{ "\n\n\xc0\xaf", 3 },
		{ "\xe0\x80\x80", 1 },
		{ "\xed\xa0\x80", 1 },
		{ "\xf4\x90\x80\x80", 1 },
		{ "\xf5\x80\x80\x80", 1 },
		{ "\xf0\x80\x80\x80", 1 },
		{ "cut off: \xe2\x82", 1 },
		{ "\x80", 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(dn_checksum_bad_utf8(rows[i].text, strlen(rows[i].text)),
				 rows[i].line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checksum__makes_text_canonical),
		cmocka_unit_test(checksum__leaves_a_text_without_cr_where_it_is),
		cmocka_unit_test(checksum__is_sha256_in_lower_case_hex),
		cmocka_unit_test(checksum__finds_the_line_that_is_no_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
