/* What a driver says of a database is kept as it is, and only if it fits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "run/inspect.h"

/* A driver that says what the test wants. */
static size_t row_size;
static bool late_column;
static dunlin_status ends;

static dunlin_status say(dunlin_conn *conn, uint32_t topic, dunlin_column_fn on_column,
			 dunlin_row_fn on_row, void *payload, dunlin_error *err)
{
	const struct dunlin_column name = { DUNLIN_COLUMN_SIZE, DUNLIN_VALUE_TEXT, "name" };
	const struct dunlin_column odd = { DUNLIN_COLUMN_SIZE, 77, "odd" };
	char text[] = "lent";
	const char *values[3] = { text, NULL, "more" };
	dunlin_status status = on_column(payload, &name);

	(void)conn, (void)err;
	assert_int_equal(topic, DUNLIN_INSPECT_LOCKS);
	if (status == DUNLIN_OK && !late_column)
		status = on_column(payload, &odd);
	if (status == DUNLIN_OK)
		status = on_row(payload, row_size, values);
	memset(text, 'x', sizeof(text) - 1); /* lent for the call only */
	if (status == DUNLIN_OK && late_column)
		status = on_column(payload, &odd);
	return status == DUNLIN_OK ? ends : status;
}

static dunlin_status inspect(struct dn_inspection *out, dunlin_error *err)
{
	static const struct dunlin_driver driver = { .name = "liar", .inspect = say };
	const struct dn_target target = { .driver = &driver };
	struct dn_session session = { .target = &target, .heedless = true };

	return dn_inspection_init(out, &session, DUNLIN_INSPECT_LOCKS, err);
}

static void inspect__keeps_what_was_lent(void **state)
{
	struct dn_inspection kept;

	(void)state;
	row_size = 2;
	late_column = false;
	ends = DUNLIN_OK;
	assert_int_equal(inspect(&kept, NULL), DUNLIN_OK);
	assert_int_equal(kept.n_columns, 2);
	assert_string_equal(kept.columns[1].name, "odd");
	assert_int_equal(kept.columns[1].kind, DUNLIN_VALUE_TEXT); /* one that we do not know */
	assert_int_equal(kept.n_rows, 1);
	assert_string_equal(kept.rows[0][0], "lent");
	assert_null(kept.rows[0][1]);
	dn_inspection_clear(&kept);
}

static void refused(size_t size, bool late)
{
	struct dn_inspection kept;
	dunlin_error err;

	dn_error_init(&err);
	row_size = size;
	late_column = late;
	ends = DUNLIN_OK;
	assert_int_equal(inspect(&kept, &err), DUNLIN_EPLUGIN);
	assert_non_null(strstr(err.message, "driver liar: inspect() handed over rows that do not"));
	dn_inspection_clear(&kept);
	dn_error_clear(&err);
}

static void inspect__refuses_rows_that_do_not_fit(void **state)
{
	(void)state;
	refused(0, false);
	refused(1, false);
	refused(3, false);
	refused(1, true); /* a column behind a row */
}

static void inspect__hands_a_failure_on(void **state)
{
	struct dn_inspection kept;
	dunlin_error err;

	(void)state;
	dn_error_init(&err);
	row_size = 2;
	late_column = false;
	ends = DUNLIN_EPERM;
	assert_int_equal(inspect(&kept, &err), DUNLIN_EPERM);
	dn_inspection_clear(&kept);
	dn_error_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inspect__keeps_what_was_lent),
		cmocka_unit_test(inspect__refuses_rows_that_do_not_fit),
		cmocka_unit_test(inspect__hands_a_failure_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
