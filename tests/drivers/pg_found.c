/* tests/drivers/pg_found - keeps the answer where a test can look at it. */
#include "drivers/pg_found.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pg_found pg_found;

dunlin_status pg_found_try(dunlin_conn *conn, uint32_t when, const char *sql)
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
				      .payload = &pg_found.fixes };
	dunlin_status status;

	assert_non_null(copy);
	memcpy(copy, sql, len);
	copy = realloc(copy, len);
	statement.sql = copy;
	memset(&pg_found.fixes, 0, sizeof(pg_found.fixes));
	rig_clear();
	status = rig_driver->verify_statement(conn, when, &statement,
					      pg_found.asked ? pg_found.remember : NULL, &found,
					      &rig_err);
	assert_int_equal(rig_driver->tx_state(conn), DUNLIN_TX_NONE);
	free(copy);
	if (status != DUNLIN_OK) {
		assert_true(rig_err.seen);
		return status;
	}
	assert_false(rig_err.seen);
	pg_found.found = found.found;
	snprintf(pg_found.message, sizeof(pg_found.message), "%s",
		 found.message != NULL ? found.message : "");
	if (when == DUNLIN_ASK_BEFORE) {
		pg_found.asked = found.remember != NULL;
		snprintf(pg_found.remember, sizeof(pg_found.remember), "%s",
			 pg_found.asked ? found.remember : "");
	}
	return DUNLIN_OK;
}

uint32_t pg_found_ask(dunlin_conn *conn, uint32_t when, const char *sql)
{
	if (pg_found_try(conn, when, sql) != DUNLIN_OK)
		fail_msg("%s: %s", sql, rig_err.message);
	return pg_found.found;
}

void pg_found_forget(void)
{
	pg_found.asked = false;
}

void pg_found_assert(const char *about, uint32_t found, const char *piece, const char *fixes)
{
	if (pg_found.found != found)
		fail_msg("%s: found %u, not %u: %s", about, pg_found.found, found,
			 pg_found.message);
	if (strcmp(pg_found.fixes.text, fixes) != 0)
		fail_msg("%s: fixes \"%s\", not \"%s\"", about, pg_found.fixes.text, fixes);
	if (piece == NULL && pg_found.message[0] != '\0')
		fail_msg("%s: says %s", about, pg_found.message);
	if (piece != NULL && strstr(pg_found.message, piece) == NULL)
		fail_msg("%s: no \"%s\" in: %s", about, piece, pg_found.message);
}

void pg_found_fix(dunlin_conn *conn)
{
	char *rest = pg_found.fixes.text;
	char *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (line[0] != '\0')
			rig_exec_ok(conn, line);
	}
}
