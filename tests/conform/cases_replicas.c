/* cases_replicas - position() and replicas(): how far those are behind that read what was committed. */
#include <stdlib.h>
#include <string.h>

#include "kit.h"

static char *position(dunlin_conn *conn)
{
	size_t len;
	char *text;

	kit_forget();
	kit_forget_rows();
	kit_is(kit.d->position(conn, kit_on_row, &kit, &kit.err), DUNLIN_OK, "position");
	want(kit.n_rows == 1 && kit.columns >= 1, "position() handed over %d rows of %zu values",
	     (int)kit.n_rows, kit.columns);
	text = kit_print("%s", kit.rows);
	len = strcspn(text, "|\n"); /* what else is in the row says which log it is of */
	text[len] = '\0';
	want(len > 0 && strcmp(text, "~") != 0, "the position is empty");
	return text;
}

static void told(void)
{
	dunlin_conn *conn = kit_start();

	free(position(conn));
	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'one')", NULL);
	free(position(conn));
	kit_state(conn, DUNLIN_TX_NONE, "after position()");
}

static bool is_number(const char *text)
{
	return text == NULL || (text[0] != '\0' && text[strspn(text, "0123456789")] == '\0');
}

static dunlin_status on_replica(void *payload, size_t n, const char *const *values)
{
	(void)payload;
	want(n == 4, "a replica has %zu values, and not a name, a state, bytes and microseconds",
	     n);
	want(values[0] != NULL && values[0][0] != '\0', "a replica has no name");
	want(values[1] != NULL && values[1][0] != '\0', "%s has no state", values[0]);
	want(is_number(values[2]) && is_number(values[3]), "%s is \"%s\" bytes and \"%s\" behind",
	     values[0], values[2], values[3]);
	return DUNLIN_OK;
}

static void replicas(void)
{
	dunlin_conn *conn = kit_start();
	char *at = position(conn);

	kit_forget();
	kit_is(kit.d->replicas(conn, at, on_replica, &kit, &kit.err), DUNLIN_OK, "replicas");
	free(at);
	kit_state(conn, DUNLIN_TX_NONE, "after replicas()");
}

static void bad_position(void)
{
	dunlin_conn *conn = kit_open();

	kit_forget();
	kit_is(kit.d->replicas(conn, "'; no position", kit_on_row, &kit, &kit.err), DUNLIN_EUSAGE,
	       "replicas() behind what is no position");
}

const struct kit_case cases_replicas[] = {
	{ "replicas_position", DUNLIN_CAP_REPLICAS, false, told },
	{ "replicas_told", DUNLIN_CAP_REPLICAS, false, replicas },
	{ "replicas_bad_position", DUNLIN_CAP_REPLICAS, false, bad_position },
	{ 0 },
};
