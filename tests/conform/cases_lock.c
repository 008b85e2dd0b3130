/* cases_lock - the lock that keeps other sessions out. */
#include <unistd.h>

#include "kit.h"
#include "proxy.h"

#define KEY INT64_C(-7777777777777777)
#define PATIENCE_MS 15000 /* a server may need a moment to hear of what ended */

static dunlin_status try(dunlin_conn *conn, int64_t key)
{
	kit_forget();
	return kit.d->lock_try(conn, key, &kit.err);
}

static void hold(void)
{
	kit_is(try(kit_open(), KEY), DUNLIN_OK, "lock_try");
	kit_ready();
	pause();
}

static void excludes(void)
{
	int holder = kit_fork(hold);
	dunlin_conn *conn = kit_open();
	int64_t start = kit_now_ms();

	kit_is(try(conn, KEY), DUNLIN_EBUSY, "a lock that another process holds");
	want(kit_now_ms() - start < 1000, "lock_try() waited for %d ms",
	     (int)(kit_now_ms() - start));
	kit_kill(holder);
}

static void says_who(void)
{
	int holder = kit_fork(hold);
	dunlin_conn *conn = kit_open();

	kit_is(try(conn, KEY), DUNLIN_EBUSY, "a lock that another process holds");
	want(kit.err.message[0] != '\0' || kit.err.detail[0] != '\0', "nobody is said to hold it");
	kit_kill(holder);
}

/* The server may need a moment to hear of it. */
static void killed(void)
{
	dunlin_conn *conn = kit_open();
	int64_t last = kit_now_ms() + PATIENCE_MS;

	kit_kill(kit_fork(hold));
	while (try(conn, KEY) == DUNLIN_EBUSY && kit_now_ms() < last)
		usleep(20000);
	kit_is(try(conn, KEY), DUNLIN_OK, "the lock of a process that was killed");
}

static void releases(void)
{
	dunlin_conn *conn = kit_open(), *other = kit_open();

	kit_is(try(conn, KEY), DUNLIN_OK, "lock_try");
	kit_is(try(other, KEY), DUNLIN_EBUSY, "lock_try of another");
	kit_is(kit.d->lock_release(conn, KEY, &kit.err), DUNLIN_OK, "lock_release");
	kit_is(try(other, KEY), DUNLIN_OK, "lock_try after lock_release");
	kit_is(try(conn, KEY), DUNLIN_EBUSY, "lock_try of who had it before");
}

static void by_key(void)
{
	dunlin_conn *conn = kit_open(), *other = kit_open();

	kit_is(try(conn, KEY), DUNLIN_OK, "lock_try");
	kit_is(try(other, KEY + 1), DUNLIN_OK, "lock_try of another key");
	kit_is(try(other, KEY - ((int64_t)1 << 32)), DUNLIN_OK,
	       "lock_try of a key that differs in its upper half");
}

static void close_frees(void)
{
	dunlin_conn *conn = kit_open();
	int64_t last = kit_now_ms() + PATIENCE_MS;

	kit_is(try(conn, KEY), DUNLIN_OK, "lock_try");
	kit.d->close(conn);
	conn = kit_open();
	while (try(conn, KEY) == DUNLIN_EBUSY && kit_now_ms() < last)
		usleep(20000);
	kit_is(try(conn, KEY), DUNLIN_OK, "lock_try after close()");
}

/* Neither a transaction nor an error takes it away. */
static void stays(void)
{
	dunlin_conn *conn = kit_start(), *other = kit_open();

	kit_is(try(conn, KEY), DUNLIN_OK, "lock_try");
	(void)kit_exec(conn, "SELECT a FROM " C, NULL);
	kit_is(kit.d->rollback(conn, &kit.err), DUNLIN_OK, "rollback");
	kit_is(try(other, KEY), DUNLIN_EBUSY, "the lock after an error and a rollback");
}

static void lost(void)
{
	struct dunlin_open how = kit_how();
	dunlin_conn *conn;

	how.url = proxy_start();
	conn = kit_open_how(&how);
	kit_is(try(conn, KEY), DUNLIN_OK, "lock_try");
	proxy_cut();
	kit_is(kit_exec(conn, "SELECT 1", NULL), DUNLIN_ECONNLOST,
	       "exec() after the lock was lost");
}

const struct kit_case cases_lock[] = {
	{ "lock_excludes", DUNLIN_CAP_LOCK, false, excludes },
	{ "lock_says_who", DUNLIN_CAP_LOCK, false, says_who },
	{ "lock_of_killed", DUNLIN_CAP_LOCK, false, killed },
	{ "lock_releases", DUNLIN_CAP_LOCK, false, releases },
	{ "lock_by_key", DUNLIN_CAP_LOCK, false, by_key },
	{ "lock_ends_with_close", DUNLIN_CAP_LOCK, false, close_frees },
	{ "lock_stays", DUNLIN_CAP_LOCK, false, stays },
	{ "lock_lost", DUNLIN_CAP_LOCK, true, lost },
	{ 0 },
};
