/*
 * cases_unclaimed - what is not claimed and there all the same answers EUNSUPPORTED.
 *
 * A call that the table does not have is answered by the host, and a case has nothing to ask.
 */
#include <stdlib.h>
#include <string.h>

#include "kit.h"

#define NAME "dunlin_conform_unclaimed" /* of a database that nobody is to make or drop */

static bool claims(uint32_t cap)
{
	return (kit.d->caps[0] & cap) != 0;
}

/* The case is about what the driver does not claim. */
static void begin(uint32_t cap)
{
	if (claims(cap))
		kit_leave_out(KIT_NEEDLESS, "claimed");
	kit_forget();
}

static void answers(dunlin_status status, const char *call)
{
	want(status == DUNLIN_EUNSUPPORTED, "%s is not claimed, and answers %s", call,
	     kit_status_name(status));
	kit_is(status, DUNLIN_EUNSUPPORTED, call);
	kit_forget();
}
/* Asks where the call is there. */
#define ASK(call, arguments)                                        \
	do {                                                        \
		if (kit.d->call != NULL)                            \
			answers(kit.d->call arguments, #call "()"); \
	} while (0)

static dunlin_status on_column(void *payload, const struct dunlin_column *column)
{
	(void)payload, (void)column;
	return DUNLIN_OK;
}

static dunlin_status on_bytes(void *payload, const void *bytes, uint64_t len)
{
	(void)payload, (void)bytes, (void)len;
	return DUNLIN_OK;
}

static char *in_folder(const char *name)
{
	return kit_print("%s/%s", getenv("DUNLIN_CONFORM_FOLDER"), name);
}

/* A database of a name of its own, however the URL is built: nothing can go wrong with it. */
static struct dunlin_open nowhere(void)
{
	struct dunlin_open how = kit_how();

	how.url = kit_print("%.*s:///nonexistent/" NAME, (int)strcspn(kit.url, ":"), kit.url);
	return how;
}

static struct dunlin_backup backup_of(void)
{
	return (struct dunlin_backup){ .size = DUNLIN_BACKUP_SIZE,
				       .file = in_folder("unclaimed"),
				       .tools = getenv("PATH") };
}

static void reset(void)
{
	begin(DUNLIN_CAP_RESET);
	ASK(reset, (kit_open(), &kit.err));
}

static void lock(void)
{
	dunlin_conn *conn;

	begin(DUNLIN_CAP_LOCK);
	conn = kit_open();
	ASK(lock_try, (conn, 7, &kit.err));
	ASK(lock_release, (conn, 7, &kit.err));
}

/* It has nothing to answer with. */
static void cancel(void)
{
	dunlin_conn *conn;

	begin(DUNLIN_CAP_CANCEL);
	conn = kit_start();
	if (kit.d->cancel != NULL)
		kit.d->cancel(conn);
	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'x')", NULL);
	kit_rows(conn, "SELECT id FROM " A, "1\n");
}

static void find(void)
{
	begin(DUNLIN_CAP_FIND);
	ASK(find_tables, (kit_start(), A, kit_on_row, &kit, &kit.err));
}

static void databases(void)
{
	struct dunlin_open how;

	begin(DUNLIN_CAP_DATABASES);
	how = nowhere();
	ASK(create_database, (&kit.host, &how, &kit.err));
	ASK(drop_database, (&kit.host, &how, &kit.err));
}

static void scratch(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *copy = NULL;

	begin(DUNLIN_CAP_SCRATCH);
	ASK(open_scratch, (&copy, kit_start(), &how, &kit.err));
}

static void verify(void)
{
	struct dunlin_statement one = kit_statement(DUNLIN_STMT_ALONE, "DELETE FROM " A);
	struct dunlin_found found = { .size = DUNLIN_FOUND_SIZE, .on_fix = kit_on_row };

	begin(DUNLIN_CAP_VERIFY);
	ASK(verify_statement, (kit_start(), DUNLIN_ASK_CUT, &one, NULL, &found, &kit.err));
}

static void backup(void)
{
	struct dunlin_backup what = backup_of();
	struct dunlin_open how = nowhere();

	begin(DUNLIN_CAP_BACKUP);
	ASK(backup, (kit_start(), &what, &kit.err));
	ASK(restore, (&kit.host, &how, &what, &kit.err));
}

static void inspect(void)
{
	begin(DUNLIN_CAP_INSPECT);
	ASK(inspect, (kit_open(), DUNLIN_INSPECT_TABLES, on_column, kit_on_row, &kit, &kit.err));
}

static void explain(void)
{
	begin(DUNLIN_CAP_EXPLAIN);
	ASK(explain, (kit_open(), "SELECT 1", 8, kit_on_row, &kit, &kit.err));
}

/* No connection of any client library: who does not lend must not even look at it. */
static void lend(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = (dunlin_conn *)&how;

	begin(DUNLIN_CAP_LEND);
	how.url = NULL;
	how.native = &how;
	answers(kit.d->open(&conn, &kit.host, &how, &kit.err), "a connection that is lent");
	want(conn == NULL, "open() failed and left *out as it was");
}

static void snapshot(void)
{
	struct dunlin_snapshot from = { .size = DUNLIN_SNAPSHOT_SIZE };
	struct dunlin_open how = kit_how();
	void *native = NULL;

	begin(DUNLIN_CAP_SNAPSHOT);
	ASK(snapshot_form, (&kit.host, kit_on_row, &kit, &kit.err));
	ASK(snapshot, (kit_open(), on_bytes, &kit, &kit.err));
	ASK(open_snapshot, (&native, &kit.host, &how, &from, &kit.err));
	ASK(close_snapshot, (&kit.host, NULL, &kit.err));
}

static void memory(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = (dunlin_conn *)&how;

	begin(DUNLIN_CAP_SNAPSHOT);
	how.flags |= DUNLIN_OPEN_MEMORY;
	answers(kit.d->open(&conn, &kit.host, &how, &kit.err), "a database in memory");
	want(conn == NULL, "open() failed and left *out as it was");
}

/* Those that need what open_beside() hands over are asked with a connection of open(). */
static void clone(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn, *beside = NULL;
	int32_t ready = 0;

	begin(DUNLIN_CAP_CLONE);
	conn = kit_open();
	ASK(open_beside, (&beside, &kit.host, &how, &kit.err));
	ASK(template_begin, (conn, NAME, 100, &ready, &kit.err));
	ASK(template_end, (conn, NAME, &kit.err));
	ASK(clone, (conn, NAME, NAME "_2", &kit.err));
	ASK(discard, (conn, NAME, &kit.err));
	ASK(find_databases, (conn, NAME, kit_on_row, &kit, &kit.err));
	ASK(clone_url, (&kit.host, &how, NAME, kit_on_row, &kit, &kit.err));
}

/* steer_server() and close_server() need what open_server() did not hand over. */
static void server(void)
{
	const struct dunlin_server how = { .size = DUNLIN_SERVER_SIZE,
					   .programs = "/nonexistent",
					   .data = "/nonexistent/" NAME "/data",
					   .folder = "/nonexistent/" NAME,
					   .log = "/nonexistent/" NAME "/log" };
	dunlin_served *served = NULL;

	begin(DUNLIN_CAP_SERVER);
	ASK(describe_server, (&kit.host, DUNLIN_SERVER_FORM, &how, kit_on_row, &kit, &kit.err));
	ASK(open_server, (&served, &kit.host, &how, &kit.err));
	if (kit.d->close_server != NULL)
		kit.d->close_server(NULL);
}

static void replicas(void)
{
	dunlin_conn *conn;

	begin(DUNLIN_CAP_REPLICAS);
	conn = kit_open();
	ASK(position, (conn, kit_on_row, &kit, &kit.err));
	ASK(replicas, (conn, "0", kit_on_row, &kit, &kit.err));
}

const struct kit_case cases_unclaimed[] = {
	{ "unclaimed_reset", 0, false, reset },
	{ "unclaimed_lock", 0, false, lock },
	{ "unclaimed_cancel", 0, false, cancel },
	{ "unclaimed_find", 0, false, find },
	{ "unclaimed_databases", 0, false, databases },
	{ "unclaimed_scratch", 0, false, scratch },
	{ "unclaimed_verify", 0, false, verify },
	{ "unclaimed_backup", 0, false, backup },
	{ "unclaimed_inspect", 0, false, inspect },
	{ "unclaimed_explain", 0, false, explain },
	{ "unclaimed_lend", 0, false, lend },
	{ "unclaimed_snapshot", 0, false, snapshot },
	{ "unclaimed_memory", 0, false, memory },
	{ "unclaimed_clone", 0, false, clone },
	{ "unclaimed_server", 0, false, server },
	{ "unclaimed_replicas", 0, false, replicas },
	{ 0 },
};
