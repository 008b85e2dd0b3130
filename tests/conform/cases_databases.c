/* cases_databases - create_database() and drop_database(). */
#include <unistd.h>

#include "other.h"
#include "quirks.h"

#define PATIENCE_MS 30000

struct dunlin_open other_how(void)
{
	struct dunlin_open how = kit_how();

	how.url = quirk("other_url");
	how.flags = 0;
	return how;
}

dunlin_status other_create(void)
{
	struct dunlin_open how = other_how();

	kit_forget();
	return kit.d->create_database(&kit.host, &how, &kit.err);
}

dunlin_status other_drop(void)
{
	struct dunlin_open how = other_how();

	kit_forget();
	return kit.d->drop_database(&kit.host, &how, &kit.err);
}

/* A server may need a moment to hear of connections that were closed. */
void other_gone(void)
{
	const int64_t last = kit_now_ms() + PATIENCE_MS;
	dunlin_status status = other_drop();

	while (status == DUNLIN_EBUSY && kit_now_ms() < last) {
		(void)usleep(20000);
		status = other_drop();
	}
	if (status != DUNLIN_EMISSING)
		kit_is(status, DUNLIN_OK, "drop_database");
}

static void create(void)
{
	struct dunlin_open how = other_how();
	dunlin_conn *conn;

	other_gone();
	kit_is(other_create(), DUNLIN_OK, "create_database");
	conn = kit_open_how(&how);
	kit_ok(conn, "CREATE TABLE t (a INTEGER)", NULL);
	kit_rows(conn, "SELECT a FROM t", "");
	kit.d->close(conn);
	other_gone();
	kit_is(other_drop(), DUNLIN_EMISSING, "drop_database of one that was dropped");
}

static void twice(void)
{
	other_gone();
	kit_is(other_create(), DUNLIN_OK, "create_database");
	kit_is(other_create(), DUNLIN_EEXISTS, "create_database of one that is there");
	other_gone();
}

static void missing(void)
{
	other_gone();
	kit_is(other_drop(), DUNLIN_EMISSING, "drop_database of one that is not there");
}

static void busy(void)
{
	struct dunlin_open how = other_how();
	dunlin_conn *conn;

	other_gone();
	kit_is(other_create(), DUNLIN_OK, "create_database");
	conn = kit_open_how(&how);
	kit_ok(conn, "CREATE TABLE t (a INTEGER)", quirk("begin"), "INSERT INTO t VALUES (1)",
	       NULL);
	kit_is(other_drop(), DUNLIN_EBUSY, "drop_database while others are connected");
	kit_ok(conn, quirk("commit"), NULL);
	kit_rows(conn, "SELECT a FROM t", "1\n");
	kit.d->close(conn);
	other_gone();
}

static void sized(int more)
{
	const struct dunlin_open how = other_how();

	other_gone();
	kit_is(kit.d->create_database(&kit.host, kit_how_sized(&how, more), &kit.err), DUNLIN_OK,
	       "create_database");
	kit_is(kit.d->drop_database(&kit.host, kit_how_sized(&how, more), &kit.err), DUNLIN_OK,
	       "drop_database");
}

/* For an older caller, and for a newer one. */
static void sizes(void)
{
	sized(-8);
	sized(64);
}

const struct kit_case cases_databases[] = {
	{ "database_create", DUNLIN_CAP_DATABASES, false, create },
	{ "database_exists", DUNLIN_CAP_DATABASES, false, twice },
	{ "database_missing", DUNLIN_CAP_DATABASES, false, missing },
	{ "database_busy", DUNLIN_CAP_DATABASES, false, busy },
	{ "database_sizes", DUNLIN_CAP_DATABASES, false, sizes },
	{ 0 },
};
