/* tests of base/error */
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void error__may_be_null_everywhere(void **state)
{
	const struct dunlin_fault fault = { .size = DUNLIN_FAULT_SIZE, .status = DUNLIN_ESYNTAX };

	(void)state;
	assert_int_equal(dn_fail(NULL, DUNLIN_EUSAGE, "x"), DUNLIN_EUSAGE);
	assert_int_equal(dn_fail_at(NULL, DUNLIN_EUSAGE, "f", 1, 1, "x"), DUNLIN_EUSAGE);
	assert_int_equal(dn_fail_nomem(NULL), DUNLIN_ENOMEM);
	assert_int_equal(dn_fail_fault(NULL, &fault), DUNLIN_ESYNTAX);
	dn_error_prefix(NULL, "x");
	dn_error_hint(NULL, "x");
	dn_error_state(NULL, "x");
	dn_error_place(NULL, "f", 1, 1, NULL, 0);
}

static void error__filling_again_replaces(void **state)
{
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	dn_fail_at(&err, DUNLIN_EUSAGE, "a.sql", 3, 4, "first");
	dn_error_hint(&err, "hint");
	/* A text of the very error as an argument must survive the clearing. */
	dn_fail(&err, DUNLIN_ESQL, "second after %s", err.message);
	assert_int_equal(err.status, DUNLIN_ESQL);
	assert_string_equal(err.message, "second after first");
	assert_null(err.file);
	assert_null(err.hint);
	assert_int_equal(err.line, 0);
	dn_error_clear(&err);
}

static void error__prefix_goes_in_front(void **state)
{
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	dn_fail(&err, DUNLIN_ESQL, "cause");
	dn_error_prefix(&err, "while %s", "testing");
	assert_string_equal(err.message, "while testing: cause");
	dn_error_clear(&err);
}

static void error__copies_a_fault(void **state)
{
	char message[] = "went wrong";
	const struct dunlin_fault fault = {
		.size = DUNLIN_FAULT_SIZE,
		.status = DUNLIN_ESYNTAX,
		.native_code = 7,
		.stmt_index = 2,
		.byte_offset = 11,
		.line = -1,
		.data_line = -1,
		.sqlstate = "42601",
		.message = message,
		.hint = "look",
	};
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	assert_int_equal(dn_fail_fault(&err, &fault), DUNLIN_ESYNTAX);
	memset(message, 'x', sizeof(message) - 1); /* lent for the call only */
	assert_string_equal(err.message, "went wrong");
	assert_string_equal(err.sqlstate, "42601");
	assert_string_equal(err.hint, "look");
	assert_null(err.detail);
	assert_int_equal(err.native_code, 7);
	assert_int_equal(err.stmt_index, 2);
	assert_int_equal(err.byte_offset, 11);
	dn_error_clear(&err);
}

static void error__reads_no_member_past_a_faults_size(void **state)
{
	struct dunlin_fault fault = { .status = DUNLIN_ESQL, .message = "m", .hint = "h" };
	dunlin_error err;

	(void)state;
	fault.size = (uint32_t)(offsetof(struct dunlin_fault, message) + sizeof(char *));
	dn_error_init(&err);
	dn_fail_fault(&err, &fault);
	assert_string_equal(err.message, "m");
	assert_null(err.hint);
	dn_error_clear(&err);
}

static void error__takes_no_success_and_no_secret_status_from_a_driver(void **state)
{
	const dunlin_status lies[] = { DUNLIN_OK, -1, DUNLIN_EREFUSED, 9999 };
	struct dunlin_fault fault = { .size = DUNLIN_FAULT_SIZE };
	dunlin_error err;
	size_t i;

	(void)state;
	dn_error_init(&err);
	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		fault.status = lies[i];
		assert_int_equal(dn_fail_fault(&err, &fault), DUNLIN_ESQL);
		assert_int_equal(err.status, DUNLIN_ESQL);
		assert_non_null(strstr(err.message, "no reason"));
	}
	dn_error_clear(&err);
}

static void error__settles_what_a_driver_returned(void **state)
{
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	assert_int_equal(dn_fail_returned(&err, DUNLIN_OK, "d"), DUNLIN_OK);
	assert_int_equal(dn_fail_returned(&err, 4711, "d"), DUNLIN_ESQL);
	assert_non_null(strstr(err.message, "d"));
	dn_error_clear(&err);
	assert_int_equal(dn_fail_returned(&err, DUNLIN_EBUSY, "d"), DUNLIN_EBUSY);
	assert_int_equal(err.status, DUNLIN_EBUSY);
	assert_non_null(err.message);
	dn_error_clear(&err);
}

static void error__moves(void **state)
{
	dunlin_error a, b;

	(void)state;
	dn_error_init(&a);
	dn_error_init(&b);
	dn_fail(&a, DUNLIN_ESQL, "old");
	dn_fail(&b, DUNLIN_EBUSY, "new");
	dn_error_move(&a, &b);
	assert_string_equal(a.message, "new");
	assert_int_equal(b.status, DUNLIN_OK);
	assert_null(b.message);
	dn_error_move(NULL, &a);
	assert_null(a.message);
	dn_error_clear(&a);
	dn_error_clear(&b);
}

static void error__says_where_there_was_no_memory_for_a_text(void **state)
{
	dunlin_error a, b;

	(void)state;
	dn_error_init(&a);
	dn_error_init(&b);
	dn_fail(&a, DUNLIN_ESQL, "cause");
	dn_error_lose(&a, &a.state);
	dn_error_set(&a, &a.detail, "kept");
	/* What is lent goes along, and is not freed. */
	dn_error_move(&b, &a);
	assert_string_equal(b.message, "cause");
	assert_string_equal(b.state, "out of memory");
	dn_error_state(&b, "%d applied", 3);
	assert_string_equal(b.state, "3 applied");
	dn_error_clear(&b);
	assert_int_equal(dn_fail_nomem(&b), DUNLIN_ENOMEM);
	assert_string_equal(b.message, "out of memory");
	dn_error_clear(&b);
	assert_null(b.message);
}

static void error__is_freed_by_whoever_has_another_copy_of_this_file(void **state)
{
	static char others[] = "out of memory"; /* as the library's is to the command */
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	dn_fail_nomem(&err);
	err.message = others;
	dn_error_clear(&err);
	assert_null(err.message);
}

static void error__names_every_status(void **state)
{
	dunlin_status status;

	(void)state;
	for (status = DUNLIN_OK; status <= DUNLIN_EREFUSED; status++)
		assert_non_null(dn_status_name(status));
	assert_string_equal(dn_status_name(DUNLIN_ELOCKTIMEOUT), "lock timeout");
	assert_string_equal(dn_status_name(-5), "database error");
	assert_string_equal(dn_status_name(9999), "database error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(error__may_be_null_everywhere),
		cmocka_unit_test(error__filling_again_replaces),
		cmocka_unit_test(error__prefix_goes_in_front),
		cmocka_unit_test(error__copies_a_fault),
		cmocka_unit_test(error__reads_no_member_past_a_faults_size),
		cmocka_unit_test(error__takes_no_success_and_no_secret_status_from_a_driver),
		cmocka_unit_test(error__settles_what_a_driver_returned),
		cmocka_unit_test(error__moves),
		cmocka_unit_test(error__says_where_there_was_no_memory_for_a_text),
		cmocka_unit_test(error__is_freed_by_whoever_has_another_copy_of_this_file),
		cmocka_unit_test(error__names_every_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
