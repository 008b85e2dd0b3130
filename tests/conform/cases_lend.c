/* cases_lend - open() with a connection of the client library that is open already. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "kit.h"
#include "quirks.h"

static void (*give_back)(void *native);

static void end_snapshot(void *native)
{
	(void)kit.d->close_snapshot(&kit.host, native, NULL);
}

/* A connection as a program has one: from a function of the client library that the driver brought
 * along, or from the driver itself. */
static void *native(void)
{
	void *(*connect)(const char *url) = NULL;
	struct dunlin_snapshot empty = { .size = DUNLIN_SNAPSHOT_SIZE };
	struct dunlin_open how = kit_how();
	void *lib, *symbol, *made = NULL;

	if ((kit.d->caps[0] & DUNLIN_CAP_SNAPSHOT) != 0) {
		how.url = NULL;
		kit_is(kit.d->open_snapshot(&made, &kit.host, &how, &empty, &kit.err), DUNLIN_OK,
		       "open_snapshot");
		give_back = end_snapshot;
		return made;
	}
	lib = dlopen(quirk("native_library"), RTLD_NOW | RTLD_NOLOAD);
	want(lib != NULL, "the driver has no %s", quirk("native_library"));
	symbol = dlsym(lib, quirk("native_open"));
	want(symbol != NULL, "there is no %s", quirk("native_open"));
	memcpy(&connect, &symbol, sizeof(connect));
	symbol = dlsym(lib, quirk("native_close"));
	want(symbol != NULL, "there is no %s", quirk("native_close"));
	memcpy(&give_back, &symbol, sizeof(give_back));
	made = connect(kit.url);
	want(made != NULL, "%s fails", quirk("native_open"));
	return made;
}

static struct dunlin_open lent(void)
{
	struct dunlin_open how = kit_how();

	how.url = NULL;
	how.native = native();
	return how;
}

static void works(void)
{
	struct dunlin_open how = lent();
	dunlin_conn *conn = kit_open_how(&how);

	kit_drop(conn);
	kit_ok(conn, "CREATE TABLE " C " (a INTEGER)", quirk("begin"),
	       "INSERT INTO " C " VALUES (7)", quirk("commit"), NULL);
	kit_rows(conn, "SELECT a FROM " C, "7\n");
}

static void stays_open(void)
{
	struct dunlin_open how = lent();
	dunlin_conn *conn = kit_open_how(&how);

	kit_ok(conn, quirk("temporary"), "INSERT INTO dunlin_conform_t VALUES (7)", NULL);
	kit.d->close(conn);
	conn = kit_open_how(&how); /* the same session */
	kit_rows(conn, "SELECT a FROM dunlin_conform_t", "7\n");
	kit.d->close(conn);
	give_back(how.native);
}

static void in_transaction(void)
{
	struct dunlin_open how = lent();
	dunlin_conn *conn = kit_open_how(&how), *other = NULL;

	kit_ok(conn, quirk("begin"), NULL);
	kit_is(kit.d->open(&other, &kit.host, &how, &kit.err), DUNLIN_EUSAGE,
	       "a connection that is in a transaction");
	want(other == NULL, "open() failed and left *out as it was");
}

static char *shown(dunlin_conn *conn)
{
	kit_is(kit_query(conn, quirk("show")), DUNLIN_OK, quirk("show"));
	return kit_print("%s", kit.rows);
}

/* Settings of a session statement and of a body are gone when it is lent again. */
static void as_it_came(void)
{
	struct dunlin_open how = lent();
	dunlin_conn *conn = kit_open_how(&how);
	char *before = shown(conn);

	kit_ok(conn, quirk("set"), NULL);
	kit.d->close(conn);
	conn = kit_open_how(&how);
	kit_rows(conn, quirk("show"), before);
	kit.d->close(conn);
}

static void ends_transaction(void)
{
	struct dunlin_open how = lent();
	dunlin_conn *conn = kit_open_how(&how);

	kit_drop(conn);
	kit_ok(conn, "CREATE TABLE " C " (a INTEGER)", quirk("begin"),
	       "INSERT INTO " C " VALUES (7)", NULL);
	kit.d->close(conn);
	conn = kit_open_how(&how);
	kit_rows(conn, "SELECT a FROM " C, "");
}

const struct kit_case cases_lend[] = {
	{ "lend_works", DUNLIN_CAP_LEND, false, works },
	{ "lend_stays_open", DUNLIN_CAP_LEND, false, stays_open },
	{ "lend_in_transaction", DUNLIN_CAP_LEND, false, in_transaction },
	{ "lend_as_it_came", DUNLIN_CAP_LEND, false, as_it_came },
	{ "lend_ends_transaction", DUNLIN_CAP_LEND, false, ends_transaction },
	{ 0 },
};
