/* tests of base/digest and base/clock */
#include "base/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

static void digest__knows_the_standards_vectors(void **state)
{
	/* FIPS 180-2, appendix B. */
	static const struct {
		const char *text, *hex;
	} rows[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	struct dn_digest digest;
	char hex[DN_DIGEST_HEX + 1];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		dn_digest_init(&digest);
		dn_digest_add(&digest, rows[i].text, strlen(rows[i].text));
		dn_digest_hex(&digest, hex);
		assert_string_equal(hex, rows[i].hex);
	}
}

static void digest__first_eight_bytes_are_big_endian(void **state)
{
	struct dn_digest digest;

	(void)state;
	dn_digest_init(&digest);
	dn_digest_add(&digest, "abc", 3);
	assert_true(dn_digest_int64(&digest) == (int64_t)0xba7816bf8f01cfeaULL);
}

static void digest__fields_carry_their_length(void **state)
{
	struct dn_digest digest;
	char fields[DN_DIGEST_HEX + 1], bytes[DN_DIGEST_HEX + 1];

	(void)state;
	dn_digest_init(&digest);
	dn_digest_add_field(&digest, "ab");
	dn_digest_add_field(&digest, NULL);
	dn_digest_add_field(&digest, "");
	dn_digest_hex(&digest, fields);
	dn_digest_init(&digest);
	dn_digest_add(&digest, "\0\0\0\2ab\xff\xff\xff\xff\0\0\0\0", 14);
	dn_digest_hex(&digest, bytes);
	assert_string_equal(fields, bytes);
}

static void clock__writes_utc_with_microseconds(void **state)
{
	char text[DN_CLOCK_TEXT + 1];
	const char *shape = "dddd-dd-ddTdd:dd:dd.ddddddZ";
	size_t i;

	(void)state;
	dn_clock_text(text);
	assert_int_equal(strlen(text), DN_CLOCK_TEXT);
	for (i = 0; i < DN_CLOCK_TEXT; i++)
		if (shape[i] == 'd')
			assert_in_range(text[i], '0', '9');
		else
			assert_int_equal(text[i], shape[i]);
}

static void clock__never_goes_back(void **state)
{
	int64_t last = dn_clock_us(), now;
	int i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		now = dn_clock_us();
		assert_true(now >= last);
		last = now;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digest__knows_the_standards_vectors),
		cmocka_unit_test(digest__first_eight_bytes_are_big_endian),
		cmocka_unit_test(digest__fields_carry_their_length),
		cmocka_unit_test(clock__writes_utc_with_microseconds),
		cmocka_unit_test(clock__never_goes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
