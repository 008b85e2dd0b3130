/* cases_cancel - cancel(), from another thread. */
#include <pthread.h>
#include <unistd.h>

#include "kit.h"
#include "quirks.h"

static dunlin_conn *victim;
static int64_t canceled_at;

/* The statement is under way by then; were it not, the cancel must still end it, or it runs for a
 * minute. */
static void *cancel(void *arg)
{
	int i;

	usleep(300000);
	canceled_at = kit_now_ms();
	for (i = 0; i < 20 && victim != NULL; i++) {
		kit.d->cancel(victim);
		usleep(50000);
	}
	return arg;
}

/* Within a second; a busy machine may have something else to do, but not each time. */
#define TRIES 3
static bool in_time(int tries)
{
	const int64_t took = kit_now_ms() - canceled_at;

	want(canceled_at != 0, "it ended before it was canceled");
	want(took < 1000 || tries + 1 < TRIES, "it took %d ms", (int)took);
	return took < 1000;
}

static pthread_t start(dunlin_conn *conn)
{
	pthread_t thread;

	victim = conn;
	canceled_at = 0;
	want(pthread_create(&thread, NULL, cancel, NULL) == 0, "no thread can be started");
	return thread;
}

static void stop(pthread_t thread)
{
	(void)pthread_join(thread, NULL);
}

static void exec(void)
{
	dunlin_conn *conn = kit_open();
	bool soon = false;
	int i;

	for (i = 0; i < TRIES && !soon; i++) {
		pthread_t thread = start(conn);

		kit_is(kit_exec(conn, quirk("slow"), NULL), DUNLIN_ECANCELED,
		       "a statement that was canceled");
		soon = in_time(i);
		stop(thread);
	}
}

static void in_transaction(void)
{
	dunlin_conn *conn = kit_start();
	bool soon = false;
	int i;

	for (i = 0; i < TRIES && !soon; i++) {
		pthread_t thread = start(conn);

		kit_is(kit_exec(conn, quirk("begin"), "INSERT INTO " A " VALUES (1, 'x')",
				quirk("slow"), quirk("commit"), NULL),
		       DUNLIN_ECANCELED, "a transaction that was canceled");
		soon = in_time(i);
		want(kit.err.fault.stmt_index == 2 || kit.err.fault.stmt_index == -1,
		     "statement 2 was canceled, and the fault says %d",
		     (int)kit.err.fault.stmt_index);
		stop(thread);
		kit_is(kit.d->rollback(conn, &kit.err), DUNLIN_OK, "rollback");
		kit_rows(conn, "SELECT count(*) FROM " A, "0\n");
	}
}

static void query(void)
{
	dunlin_conn *conn = kit_open();
	bool soon = false;
	int i;

	for (i = 0; i < TRIES && !soon; i++) {
		pthread_t thread = start(conn);

		kit_is(kit_query(conn, quirk("slow")), DUNLIN_ECANCELED,
		       "a query that was canceled");
		soon = in_time(i);
		stop(thread);
	}
}

static void idle(void)
{
	dunlin_conn *conn = kit_start();
	int i;

	for (i = 0; i < 10; i++) {
		kit.d->cancel(conn);
		kit_ok(conn, "UPDATE " A " SET v = 'x'", NULL);
		kit_rows(conn, "SELECT 7", "7\n");
	}
}

static void after(void)
{
	dunlin_conn *conn = kit_start();
	pthread_t thread = start(conn);

	(void)kit_exec(conn, quirk("slow"), NULL);
	stop(thread);
	kit_state(conn, DUNLIN_TX_NONE, "after a cancel");
	kit_ok(conn, "INSERT INTO " A " VALUES (1, 'x')", NULL);
	kit_rows(conn, "SELECT id FROM " A, "1\n");
}

const struct kit_case cases_cancel[] = {
	{ "cancel_exec", DUNLIN_CAP_CANCEL, false, exec },
	{ "cancel_in_transaction", DUNLIN_CAP_CANCEL, false, in_transaction },
	{ "cancel_query", DUNLIN_CAP_CANCEL, false, query },
	{ "cancel_idle", DUNLIN_CAP_CANCEL, false, idle },
	{ "cancel_leaves_sound", DUNLIN_CAP_CANCEL, false, after },
	{ 0 },
};
