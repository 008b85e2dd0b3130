/* cases_reset - reset(): the session is again as open() left it. */
#include <stdlib.h>
#include <string.h>

#include "kit.h"
#include "quirks.h"

static char *shown(dunlin_conn *conn)
{
	kit_is(kit_query(conn, quirk("show")), DUNLIN_OK, quirk("show"));
	return kit_print("%s", kit.rows);
}

static void reset(dunlin_conn *conn)
{
	kit_forget();
	kit_is(kit.d->reset(conn, &kit.err), DUNLIN_OK, "reset");
}

static void setting(void)
{
	dunlin_conn *conn = kit_open();
	char *before = shown(conn), *changed;

	kit_ok(conn, quirk("set"), NULL);
	changed = shown(conn);
	if (strcmp(before, changed) == 0) {
		kit_ok(conn, quirk("set_other"), NULL);
		changed = shown(conn);
	}
	want(strcmp(before, changed) != 0, "the quirks set and set_other change nothing");
	reset(conn);
	kit_rows(conn, quirk("show"), before);
}

static void session(void)
{
	const char *const statements[] = { quirk("set") };
	struct dunlin_open how = kit_how();
	dunlin_conn *conn;
	char *before;

	how.session = statements;
	how.n_session = 1;
	conn = kit_open_how(&how);
	before = shown(conn);
	kit_ok(conn, quirk("set_other"), NULL);
	want(strcmp(before, shown(conn)) != 0, "the quirks set and set_other are one");
	reset(conn);
	kit_rows(conn, quirk("show"), before);
}

static void lock(void)
{
	dunlin_conn *conn = kit_open();

	kit_is(kit.d->lock_try(conn, 11, &kit.err), DUNLIN_OK, "lock_try");
	reset(conn);
	kit_is(kit.d->lock_try(kit_open(), 11, &kit.err), DUNLIN_EBUSY, "the lock after a reset");
}

static void usable(void)
{
	dunlin_conn *conn = kit_start();

	reset(conn);
	reset(conn);
	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'x')", NULL);
	reset(conn);
	kit_rows(conn, "SELECT id FROM " A, "1\n");
	kit_state(conn, DUNLIN_TX_NONE, "after a reset");
}

const struct kit_case cases_reset[] = {
	{ "reset_setting", DUNLIN_CAP_RESET, false, setting },
	{ "reset_runs_session", DUNLIN_CAP_RESET, false, session },
	{ "reset_keeps_lock", DUNLIN_CAP_RESET | DUNLIN_CAP_LOCK, false, lock },
	{ "reset_leaves_sound", DUNLIN_CAP_RESET, false, usable },
	{ 0 },
};
