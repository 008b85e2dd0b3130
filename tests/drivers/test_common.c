/* What all drivers share: URLs and faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/fault.h"
#include "common/text.h"
#include "common/url.h"

static char heard[256];
static struct dunlin_fault last;

static dunlin_status on_fail(dunlin_error *err, const struct dunlin_fault *fault)
{
	(void)err;
	last = *fault;
	assert_true(strlen(fault->message) < sizeof(heard));
	strcpy(heard, fault->message);
	return fault->status;
}

static const struct dunlin_host host = { DUNLIN_HOST_SIZE, 0, "0", on_fail };

static void fault__a_message_becomes_one_line(void **state)
{
	static const struct {
		const char *from;
		const char *to;
	} cases[] = {
		{ "plain  text", "plain  text" },
		{ "two\nlines\n", "two lines" },
		{ " \n a \r\n\t b  c \n\n", "a b  c" },
		{ "", "" },
		{ "\n", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(dn_fault_fail(&host, NULL, DUNLIN_ESQL, "%s", cases[i].from),
				 DUNLIN_ESQL);
		assert_string_equal(heard, cases[i].to);
	}
}

static void fault__what_is_unknown_says_so(void **state)
{
	struct dunlin_fault fault;

	(void)state;
	dn_fault_init(&fault, DUNLIN_EPERM);
	fault.sqlstate = "42501";
	assert_int_equal(dn_fault_send(&host, NULL, &fault, "%s %d", "no", 7), DUNLIN_EPERM);
	assert_string_equal(heard, "no 7");
	assert_int_equal(last.size, DUNLIN_FAULT_SIZE);
	assert_int_equal(last.stmt_index, -1);
	assert_int_equal(last.byte_offset, -1);
	assert_int_equal(last.line, -1);
	assert_int_equal(last.data_line, -1);
	assert_null(last.hint);
	assert_int_equal(dn_fault_nomem(&host, NULL), DUNLIN_ENOMEM);
}

static void fault__a_nul_byte_in_a_text_is_found(void **state)
{
	(void)state;
	assert_int_equal(dn_fault_check_text(&host, "SELECT 1", 8, 0, NULL), DUNLIN_OK);
	assert_int_equal(dn_fault_check_text(&host, NULL, 0, 0, NULL), DUNLIN_OK);
	assert_int_equal(dn_fault_check_text(&host, "SELECT\0 1", 9, 3, NULL), DUNLIN_ESYNTAX);
	assert_int_equal(last.stmt_index, 3);
	assert_int_equal(last.byte_offset, 6);
}

static void url__schemes(void **state)
{
	(void)state;
	assert_int_equal(dn_url_scheme("postgres://h"), 8);
	assert_int_equal(dn_url_scheme("a+b-c.d2:"), 8);
	assert_int_equal(dn_url_scheme("2a:x"), 0);
	assert_int_equal(dn_url_scheme("host=x"), 0);
	assert_int_equal(dn_url_scheme("/a:b"), 0);
	assert_int_equal(dn_url_scheme(""), 0);
	assert_true(dn_url_scheme_is("PostgreS:x", "postgres"));
	assert_false(dn_url_scheme_is("postgresql:x", "postgres"));
	assert_false(dn_url_scheme_is("post:x", "postgres"));
	assert_false(dn_url_scheme_is("x", ""));
}

static void url__escapes(void **state)
{
	static const struct {
		const char *from;
		const char *to; /* NULL: refused at `bad` */
		size_t bad;
	} cases[] = {
		{ "", "", 0 },
		{ "a+b", "a+b", 0 },
		{ "%41%2f%2F", "A//", 0 },
		{ "%c3%a4", "\xc3\xa4", 0 },
		{ "%", NULL, 0 },
		{ "ab%4", NULL, 2 },
		{ "ab%g0", NULL, 2 },
		{ "ab%0g", NULL, 2 },
		{ "%41%00", NULL, 3 },
		{ "%%41", NULL, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t bad = 99;
		char *out = dn_url_decode(cases[i].from, strlen(cases[i].from), &bad);

		if (cases[i].to != NULL) {
			assert_string_equal(out, cases[i].to);
		} else {
			assert_null(out);
			assert_int_equal(bad, cases[i].bad);
		}
		free(out);
	}
}

static void url__passwords_do_not_show(void **state)
{
	static const struct {
		const char *from;
		const char *to;
	} cases[] = {
		{ "postgres://u:secret@h:5432/d", "postgres://u:***@h:5432/d" },
		{ "postgres://u:se/cr@et @h/d", "postgres://u:***@h/d" },
		{ "postgres://:secret@h/d", "postgres://:***@h/d" },
		{ "cannot parse \"postgres://u:secret@h/d\": no",
		  "cannot parse \"postgres://u:***@h/d\": no" },
		{ "postgres://u@h:5432/d", "postgres://u@h:5432/d" },
		{ "postgres://h:5432/d", "postgres://h:5432/d" },
		{ "postgres://u:@h/d", "postgres://u:@h/d" },
		{ "postgres://h/d?password=secret&x=y", "postgres://h/d?password=***&x=y" },
		{ "host=h password=secret dbname=d", "host=h password=*** dbname=d" },
		{ "host=h PASSWORD = 'se cr\\'et' dbname=d", "host=h PASSWORD = *** dbname=d" },
		{ "sslpassword=secret", "sslpassword=***" },
		{ "password='secret", "password=***" },
		{ "password=se\\ cret x", "password=*** x" },
		{ "password=\\", "password=***" },
		{ "password authentication failed", "password authentication failed" },
		{ "password=", "password=" },
		{ "password", "password" },
		{ "sqlite:a.db", "sqlite:a.db" },
		{ "//", "//" },
		{ "", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *out = dn_url_redact(cases[i].from);

		assert_string_equal(out, cases[i].to);
		free(out);
	}
}

/* --- text --- */

static void text__grows_and_is_handed_over(void **state)
{
	struct dn_text text = { 0 };
	char *taken = dn_text_take(&text);

	(void)state;
	assert_string_equal(taken, "");
	free(taken);
	dn_text_add(&text, "pid %d", 7);
	dn_text_add(&text, ", %s", "runs");
	assert_int_equal(text.len, 11);
	taken = dn_text_take(&text);
	assert_string_equal(taken, "pid 7, runs");
	assert_null(text.data);
	free(taken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text__grows_and_is_handed_over),
		cmocka_unit_test(fault__a_message_becomes_one_line),
		cmocka_unit_test(fault__what_is_unknown_says_so),
		cmocka_unit_test(fault__a_nul_byte_in_a_text_is_found),
		cmocka_unit_test(url__schemes),
		cmocka_unit_test(url__escapes),
		cmocka_unit_test(url__passwords_do_not_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
