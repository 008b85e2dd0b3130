/* tests/drivers/explained - asks a driver which indexes a statement would use. */
#include "drivers/explained.h"

#include <string.h>

static char told[1024];

static dunlin_status take(void *payload, size_t n, const char *const *values)
{
	(void)payload;
	assert_int_equal(n, 1);
	assert_true(strlen(told) + strlen(values[0]) + 2 < sizeof(told));
	strcat(told, values[0]);
	strcat(told, " ");
	return DUNLIN_OK;
}

static dunlin_status explain(dunlin_conn *conn, const char *sql)
{
	told[0] = '\0';
	rig_clear();
	return rig_driver->explain(conn, sql, strlen(sql), take, NULL, &rig_err);
}

void rig_explain(dunlin_conn *conn, const char *sql, const char *names)
{
	const dunlin_status status = explain(conn, sql);

	if (status != DUNLIN_OK)
		print_error("%s: %s\n", sql, rig_err.message);
	assert_int_equal(status, DUNLIN_OK);
	assert_string_equal(told, names);
}

void rig_explain_fails(dunlin_conn *conn, const char *sql, dunlin_status status, const char *piece)
{
	assert_int_equal(explain(conn, sql), status);
	assert_non_null(strstr(rig_err.message, piece));
	assert_string_equal(told, "");
}

static dunlin_status stop(void *payload, size_t n, const char *const *values)
{
	(void)payload;
	(void)n;
	(void)values;
	return DUNLIN_ESERIALIZE;
}

void rig_explain_stops(dunlin_conn *conn, const char *sql)
{
	rig_clear();
	assert_int_equal(rig_driver->explain(conn, sql, strlen(sql), stop, NULL, &rig_err),
			 DUNLIN_ESERIALIZE);
	assert_true((rig_driver->caps[0] & DUNLIN_CAP_EXPLAIN) != 0);
}
