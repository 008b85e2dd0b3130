/* tests/drivers/found - keeps the answer where a test can look at it. */
#include "drivers/found.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rig_found rig_found;

dunlin_status rig_found_try(dunlin_conn *conn, uint32_t when, const char *sql)
{
	size_t len = strlen(sql);
	char *copy = malloc(len + 1); /* no NUL behind it, so that a read past the end is seen */
	struct dunlin_statement statement = { .size = DUNLIN_STATEMENT_SIZE,
					      .kind = DUNLIN_STMT_ALONE,
					      .sql = copy,
					      .sql_len = len };
	struct dunlin_found found = { .size = DUNLIN_FOUND_SIZE,
				      .found = 99,
				      .message = "not set",
				      .remember = "not set",
				      .on_fix = rig_on_row,
				      .payload = &rig_found.fixes };
	dunlin_status status;

	assert_non_null(copy);
	memcpy(copy, sql, len);
	copy = realloc(copy, len);
	statement.sql = copy;
	memset(&rig_found.fixes, 0, sizeof(rig_found.fixes));
	rig_clear();
	status = rig_driver->verify_statement(conn, when, &statement,
					      rig_found.asked ? rig_found.remember : NULL, &found,
					      &rig_err);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	free(copy);
	if (status != DUNLIN_OK) {
		assert_true(rig_err.seen);
		return status;
	}
	assert_false(rig_err.seen);
	rig_found.found = found.found;
	snprintf(rig_found.message, sizeof(rig_found.message), "%s",
		 found.message != NULL ? found.message : "");
	if (when == DUNLIN_ASK_BEFORE) {
		rig_found.asked = found.remember != NULL;
		snprintf(rig_found.remember, sizeof(rig_found.remember), "%s",
			 rig_found.asked ? found.remember : "");
	}
	return DUNLIN_OK;
}

uint32_t rig_found_ask(dunlin_conn *conn, uint32_t when, const char *sql)
{
	if (rig_found_try(conn, when, sql) != DUNLIN_OK)
		fail_msg("%s: %s", sql, rig_err.message);
	return rig_found.found;
}

void rig_found_forget(void)
{
	rig_found.asked = false;
}

void rig_found_assert(const char *about, uint32_t found, const char *piece, const char *fixes)
{
	if (rig_found.found != found)
		fail_msg("%s: found %u, not %u: %s", about, rig_found.found, found,
			 rig_found.message);
	if (strcmp(rig_found.fixes.text, fixes) != 0)
		fail_msg("%s: fixes \"%s\", not \"%s\"", about, rig_found.fixes.text, fixes);
	if (piece == NULL && rig_found.message[0] != '\0')
		fail_msg("%s: says %s", about, rig_found.message);
	if (piece != NULL && strstr(rig_found.message, piece) == NULL)
		fail_msg("%s: no \"%s\" in: %s", about, piece, rig_found.message);
}

void rig_found_fix(dunlin_conn *conn)
{
	char *rest = rig_found.fixes.text;
	char *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (line[0] != '\0')
			rig_exec_ok(conn, line);
	}
}
