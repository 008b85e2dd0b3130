/* cases_snapshot - a whole database as bytes, and databases in memory. */
#include <stdlib.h>
#include <string.h>

#include "kit.h"
#include "quirks.h"

static void *bytes;
static uint64_t len;
static int calls;

static dunlin_status on_bytes(void *payload, const void *from, uint64_t n)
{
	(void)payload;
	calls++;
	bytes = malloc(n + 1);
	want(bytes != NULL, "out of memory");
	memcpy(bytes, from, n);
	len = n;
	return DUNLIN_OK;
}

static void take(dunlin_conn *conn)
{
	kit_is(kit.d->snapshot(conn, on_bytes, &kit, &kit.err), DUNLIN_OK, "snapshot");
	want(calls == 1 && len > 0, "the database came in %d pieces", calls);
}

static void form(void)
{
	char *first;

	kit_is(kit.d->snapshot_form(&kit.host, kit_on_row, &kit, &kit.err), DUNLIN_OK,
	       "snapshot_form");
	want(kit.n_rows > 0 && kit.columns == 1, "there are %d rows of %zu values", (int)kit.n_rows,
	     kit.columns);
	first = kit_print("%s", kit.rows);
	kit_forget_rows();
	kit_is(kit.d->snapshot_form(&kit.host, kit_on_row, &kit, &kit.err), DUNLIN_OK,
	       "snapshot_form");
	want(strcmp(first, kit.rows) == 0, "it differs from one call to the next");
}

static void one_piece(void)
{
	dunlin_conn *conn = kit_start();

	take(conn);
	kit_rows(conn, "SELECT 7", "7\n");
}

static void *reopened(uint32_t more)
{
	struct {
		struct dunlin_snapshot from;
		char junk[64];
	} later;
	struct dunlin_open how = kit_how();
	void *native = NULL;

	how.url = NULL;
	memset(&later, 0xa5, sizeof(later));
	later.from = (struct dunlin_snapshot){ .size = DUNLIN_SNAPSHOT_SIZE + more,
					       .bytes = bytes,
					       .len = len };
	if (more == (uint32_t)-8)
		later.from.client = &later; /* past the size */
	kit_is(kit.d->open_snapshot(&native, &kit.host, &how, &later.from, &kit.err), DUNLIN_OK,
	       "open_snapshot");
	want(native != NULL, "open_snapshot() hands no connection over");
	return native;
}

static void ended(void *native)
{
	kit_is(kit.d->close_snapshot(&kit.host, native, &kit.err), DUNLIN_OK, "close_snapshot");
}

static void opens(void)
{
	take(kit_start());
	ended(reopened(0));
	ended(reopened((uint32_t)-8));
	ended(reopened(64));
	len = 0;
	ended(reopened(0)); /* an empty database */
}

/* It is 0, and nobody looks at it. */
static void reserved(void)
{
	struct dunlin_snapshot from = { .size = DUNLIN_SNAPSHOT_SIZE, .reserved = UINT32_MAX };
	struct dunlin_open how = kit_how();
	void *native = NULL;

	how.url = NULL;
	kit_is(kit.d->open_snapshot(&native, &kit.host, &how, &from, &kit.err), DUNLIN_OK,
	       "open_snapshot with something in what is reserved");
	ended(native);
}

static void sizes(void)
{
	static const int more[] = { -8, 64 };
	struct dunlin_snapshot from = { .size = DUNLIN_SNAPSHOT_SIZE };
	struct dunlin_open how = kit_how();
	void *native;
	size_t i;

	how.url = NULL;
	for (i = 0; i < 2; i++) {
		native = NULL;
		kit_is(kit.d->open_snapshot(&native, &kit.host, kit_how_sized(&how, more[i]), &from,
					    &kit.err),
		       DUNLIN_OK, "open_snapshot");
		ended(native);
	}
}

static void close_null(void)
{
	ended(NULL);
}

static void holds(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = kit_start();

	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'x')", NULL);
	take(conn);
	how.url = NULL;
	how.native = reopened(0);
	conn = kit_open_how(&how);
	kit_rows(conn, "SELECT id, v FROM " A, "1|x\n");
	kit_ok(conn, "INSERT INTO " A " VALUES (2, 'y')", NULL);
	kit.d->close(conn);
	ended(how.native);
	kit_rows(kit_open(), "SELECT count(*) FROM " A, "1\n");
}

static void other_client(void)
{
	struct dunlin_open how = kit_how();
	struct dunlin_snapshot from = { .size = DUNLIN_SNAPSHOT_SIZE };
	void *native = &how;

	take(kit_start());
	from.bytes = bytes;
	from.len = len;
	from.client = &from; /* nothing of any client library */
	how.url = NULL;
	kit_is(kit.d->open_snapshot(&native, &kit.host, &how, &from, &kit.err), DUNLIN_EUSAGE,
	       "open_snapshot() for another copy of the client library");
	want(native == NULL, "open_snapshot() failed and left *native as it was");
}

static void session(void)
{
	const char *const statements[] = { quirk("set") };
	struct dunlin_open how = kit_how();
	struct dunlin_snapshot from = { .size = DUNLIN_SNAPSHOT_SIZE };
	void *native = NULL;
	dunlin_conn *conn;
	char *plain;

	how.url = NULL;
	how.native = reopened(0);
	conn = kit_open_how(&how);
	kit_is(kit_query(conn, quirk("show")), DUNLIN_OK, quirk("show"));
	plain = kit_print("%s", kit.rows);
	kit.d->close(conn);
	how.native = NULL;
	how.session = statements;
	how.n_session = 1;
	kit_is(kit.d->open_snapshot(&native, &kit.host, &how, &from, &kit.err), DUNLIN_OK,
	       "open_snapshot");
	how.n_session = 0;
	how.native = native;
	conn = kit_open_how(&how);
	kit_is(kit_query(conn, quirk("show")), DUNLIN_OK, quirk("show"));
	want(strcmp(kit.rows, plain) != 0, "a session statement has not run: %s is %s",
	     quirk("show"), plain);
}

static void memory(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = kit_start();

	how.flags |= DUNLIN_OPEN_MEMORY;
	conn = kit_open_how(&how);
	kit_is(kit_query(conn, "SELECT id FROM " A), DUNLIN_EMISSING, "a new database in memory");
	kit_ok(conn, "CREATE TABLE " C " (a INTEGER)", NULL);
	kit.d->close(conn);
	kit_is(kit_query(kit_open(), "SELECT a FROM " C), DUNLIN_EMISSING,
	       "what was made in memory");
}

#define CAP DUNLIN_CAP_SNAPSHOT
const struct kit_case cases_snapshot[] = {
	{ "snapshot_form", CAP, false, form },
	{ "snapshot_one_piece", CAP, false, one_piece },
	{ "snapshot_opens", CAP, false, opens },
	{ "snapshot_sizes", CAP, false, sizes },
	{ "snapshot_reserved", CAP, false, reserved },
	{ "snapshot_close_null", CAP, false, close_null },
	{ "snapshot_holds", CAP | DUNLIN_CAP_LEND, false, holds },
	{ "snapshot_other_client", CAP, false, other_client },
	{ "snapshot_session", CAP | DUNLIN_CAP_LEND, false, session },
	{ "snapshot_memory", CAP, false, memory },
	{ 0 },
};
