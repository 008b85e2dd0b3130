/* cases_open - open() and close(). */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "kit.h"
#include "proxy.h"
#include "quirks.h"

#define PATIENCE_MS 5000

static void nothing_is_left(const char *key)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = (dunlin_conn *)&how;
	dunlin_status status;

	how.url = quirk(key);
	how.connect_timeout_ms = 3000;
	status = kit.d->open(&conn, &kit.host, &how, &kit.err);
	want(status != DUNLIN_OK, "%s could be opened", how.url);
	want(conn == NULL, "open() failed and left *out as it was");
	kit_is(status, kit.err.fault.status, "open");
	want(kit.err.message[0] != '\0', "open() failed without a word");
}

static void bad_url(void)
{
	nothing_is_left("bad_url");
	want(kit.err.fault.status == DUNLIN_ECONNECT || kit.err.fault.status == DUNLIN_EMISSING ||
		     kit.err.fault.status == DUNLIN_EUSAGE || kit.err.fault.status == DUNLIN_EPERM,
	     "the status is %s", kit_status_name(kit.err.fault.status));
}

static void password(void)
{
	nothing_is_left("secret_url");
	want(strstr(kit.err.message, "dunlin_secret") == NULL &&
		     strstr(kit.err.detail, "dunlin_secret") == NULL,
	     "the password is in the message: %s %s", kit.err.message, kit.err.detail);
}

static void session(void)
{
	const char *const statements[] = { quirk("temporary"),
					   "INSERT INTO dunlin_conform_t VALUES (7)" };
	struct dunlin_open how = kit_how();

	how.session = statements;
	how.n_session = 2;
	kit_rows(kit_open_how(&how), "SELECT a FROM dunlin_conform_t", "7\n");
}

static void session_error(void)
{
	const char *const statements[] = { "SELECT a FROM dunlin_conform_nothing" };
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = (dunlin_conn *)&how;

	how.session = statements;
	how.n_session = 1;
	kit_is(kit.d->open(&conn, &kit.host, &how, &kit.err), DUNLIN_EMISSING,
	       "a session statement that fails");
	want(conn == NULL, "open() failed and left *out as it was");
}

static void setup(void)
{
	const char *const statements[] = { quirk("set") };
	struct dunlin_open how = kit_how();
	dunlin_conn *conn;

	if (kit.d->setup == NULL)
		kit_leave_out(KIT_NEEDLESS, "it has no setup()");
	how.session = statements;
	how.n_session = 1;
	conn = kit_open_how(&how);
	kit_forget_rows();
	kit_is(kit.d->setup(conn, kit_on_row, &kit, &kit.err), DUNLIN_OK, "setup");
	want(kit.columns == 1, "a row of setup() has %zu values", kit.columns);
	want(strstr(kit.rows, quirk("set")) != NULL,
	     "setup() does not tell of the session's \"%s\"", quirk("set"));
}

static void older_caller(void)
{
	struct dunlin_open how = kit_how();

	how.size -= 8;
	how.native = &how; /* past the size: never looked at */
	kit_rows(kit_open_how(&how), "SELECT 7", "7\n");
	how.size = (uint32_t)(offsetof(struct dunlin_open, payload) + sizeof(void *));
	how.silence_ms = INT64_MIN;
	memset((void *)&how.stopped, 0xa5, sizeof(how.stopped));
	kit_rows(kit_open_how(&how), "SELECT 7", "7\n");
}

static void newer_caller(void)
{
	struct {
		struct dunlin_open how;
		char junk[64];
	} later = { .how = kit_how() };

	memset(later.junk, 0xa5, sizeof(later.junk));
	later.how.size += sizeof(later.junk);
	kit_rows(kit_open_how(&later.how), "SELECT 7", "7\n");
}

/* A flag of a host that is newer than the driver. */
static void unknown_flag(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = (dunlin_conn *)&how;

	how.flags |= UINT32_C(1) << 31;
	kit_is(kit.d->open(&conn, &kit.host, &how, &kit.err), DUNLIN_EUNSUPPORTED,
	       "open with a flag that nobody knows");
	want(conn == NULL, "open() failed and left *out as it was");
}

static void missing(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn;

	how.url = quirk("missing_url");
	how.flags = 0;
	conn = kit_open_how(&how);
	kit_rows(conn, "SELECT 7", "7\n");
	want(kit_exec(conn, "CREATE TABLE " C " (a INTEGER)", NULL) != DUNLIN_OK,
	     "a database that is not there was written to");
	kit.d->close(conn);
	conn = kit_open_how(&how);
	want(kit_query(conn, "SELECT a FROM " C) == DUNLIN_EMISSING, "something was created");
}

static int32_t asked;
static int32_t stopped(void *payload)
{
	(void)payload;
	return ++asked > 0;
}

static void can_be_stopped(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = NULL;
	int64_t start = kit_now_ms();

	how.url = proxy_start();
	how.stopped = stopped;
	how.connect_timeout_ms = 4000;
	atomic_store(&proxy_silent, 1);
	kit_is(kit.d->open(&conn, &kit.host, &how, &kit.err), DUNLIN_ECANCELED, "open, stopped");
	want(kit_now_ms() - start < 3000, "it took %d ms to give up", (int)(kit_now_ms() - start));
}

static void timeout(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn = NULL;
	int64_t start = kit_now_ms();

	how.url = proxy_start();
	how.connect_timeout_ms = 1000;
	atomic_store(&proxy_silent, 1);
	kit_is(kit.d->open(&conn, &kit.host, &how, &kit.err), DUNLIN_ECONNECT,
	       "open of a silent server");
	want(kit_now_ms() - start < PATIENCE_MS, "it took %d ms to give up",
	     (int)(kit_now_ms() - start));
}

static void schema(void)
{
	struct dunlin_open how = kit_how();
	struct dunlin_info info = { .size = DUNLIN_INFO_SIZE };
	dunlin_conn *conn = kit_start();

	kit_ok(conn, "DROP TABLE IF EXISTS dunlin_conform_s." C, NULL);
	kit_ok(conn, "DROP SCHEMA IF EXISTS dunlin_conform_s", NULL);
	how.schema = "dunlin_conform_s";
	conn = kit_open_how(&how); /* it need not exist */
	kit_ok(conn, "CREATE SCHEMA dunlin_conform_s", NULL);
	kit_ok(conn, "CREATE TABLE " C " (a INTEGER)", NULL);
	kit_rows(conn, "SELECT a FROM dunlin_conform_s." C, "");
	kit_is(kit.d->info(conn, &info, &kit.err), DUNLIN_OK, "info");
	want(info.schema != NULL && strcmp(info.schema, how.schema) == 0,
	     "info() says that names go to %s", info.schema == NULL ? "nowhere" : info.schema);
	kit_ok(conn, "DROP TABLE dunlin_conform_s." C, "DROP SCHEMA dunlin_conform_s", NULL);
}

static void close_null(void)
{
	kit.d->close(NULL);
}

static void close_ends(void)
{
	dunlin_conn *conn = kit_start();

	kit_ok(conn, quirk("begin"), "INSERT INTO " A " VALUES (1, 'x')", NULL);
	kit.d->close(conn);
	conn = kit_open();
	kit_rows(conn, "SELECT count(*) FROM " A, "0\n");
	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'x')", NULL);
}

const struct kit_case cases_open[] = {
	{ "open_bad_url", 0, false, bad_url },
	{ "open_hides_password", 0, false, password },
	{ "open_session", 0, false, session },
	{ "open_session_error", 0, false, session_error },
	{ "open_setup", 0, false, setup },
	{ "open_older_caller", 0, false, older_caller },
	{ "open_newer_caller", 0, false, newer_caller },
	{ "open_unknown_flag", 0, false, unknown_flag },
	{ "open_missing", 0, false, missing },
	{ "open_can_be_stopped", 0, true, can_be_stopped },
	{ "open_timeout", 0, true, timeout },
	{ "open_schema", DUNLIN_CAP_SCHEMAS, false, schema },
	{ "close_null", 0, false, close_null },
	{ "close_ends_transaction", 0, false, close_ends },
	{ 0 },
};
