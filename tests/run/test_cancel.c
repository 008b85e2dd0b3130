/* That a cancel is not lost, with a driver that hears it when it likes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "run/cancel.h"

/* Deaf to the first `deaf` cancels of a call, as a driver is that is about to begin. */
struct dunlin_conn {
	struct dn_cancel cancel;
	pthread_mutex_t mutex;
	pthread_cond_t heard;
	bool stopped;
	int deaf;
	atomic_int asked;
	atomic_int entered;
};

static void hear(dunlin_conn *conn)
{
	if (atomic_fetch_add(&conn->asked, 1) < conn->deaf)
		return;
	pthread_mutex_lock(&conn->mutex);
	conn->stopped = true;
	pthread_cond_broadcast(&conn->heard);
	pthread_mutex_unlock(&conn->mutex);
}

static const struct dunlin_driver driver = { .cancel = hear };

static void init(dunlin_conn *conn, int deaf)
{
	memset(conn, 0, sizeof(*conn));
	conn->deaf = deaf;
	assert_int_equal(pthread_mutex_init(&conn->mutex, NULL), 0);
	assert_int_equal(pthread_cond_init(&conn->heard, NULL), 0);
	assert_true(dn_cancel_init(&conn->cancel));
	dn_cancel_aim(&conn->cancel, &driver, conn);
}

static void destroy(dunlin_conn *conn)
{
	dn_cancel_aim(&conn->cancel, NULL, NULL);
	dn_cancel_destroy(&conn->cancel);
	pthread_cond_destroy(&conn->heard);
	pthread_mutex_destroy(&conn->mutex);
}

/* A call that lasts until it hears a cancel. */
static void *call(void *payload)
{
	dunlin_conn *conn = payload;

	if (!dn_cancel_enter(&conn->cancel))
		return NULL;
	atomic_store(&conn->entered, 1);
	pthread_mutex_lock(&conn->mutex);
	while (!conn->stopped)
		pthread_cond_wait(&conn->heard, &conn->mutex);
	pthread_mutex_unlock(&conn->mutex);
	dn_cancel_leave(&conn->cancel);
	return conn;
}

static void start(pthread_t *thread, dunlin_conn *conn)
{
	assert_int_equal(pthread_create(thread, NULL, call, conn), 0);
	while (atomic_load(&conn->entered) == 0)
		;
}

static void cancel__asks_again_until_the_call_has_ended(void **state)
{
	dunlin_conn conn;
	pthread_t thread;
	int asked;

	(void)state;
	init(&conn, 3);
	start(&thread, &conn);
	dn_cancel_ask(&conn.cancel);
	asked = atomic_load(&conn.asked);
	hear(&conn); /* whatever happened, the call ends */
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(asked, 4);
	assert_false(dn_cancel_enter(&conn.cancel));
	destroy(&conn);
}

static void cancel__gives_up_on_a_driver_that_never_hears(void **state)
{
	dunlin_conn conn;
	pthread_t thread;
	int64_t began = dn_clock_us();

	(void)state;
	init(&conn, 1000);
	start(&thread, &conn);
	dn_cancel_ask(&conn.cancel);
	assert_true(dn_clock_us() - began < 20000000);
	assert_true(dn_cancel_asked(&conn.cancel));
	conn.deaf = 0;
	hear(&conn);
	assert_int_equal(pthread_join(thread, NULL), 0);
	destroy(&conn);
}

static void cancel__does_not_wait_for_itself(void **state)
{
	dunlin_conn conn;

	(void)state;
	init(&conn, 1000);
	assert_true(dn_cancel_enter(&conn.cancel));
	dn_cancel_ask(&conn.cancel); /* as from a callback of the call */
	assert_int_equal(atomic_load(&conn.asked), 1);
	dn_cancel_leave(&conn.cancel);
	destroy(&conn);
}

static void cancel__calls_no_driver_while_nothing_is_under_way(void **state)
{
	dunlin_conn conn;

	(void)state;
	init(&conn, 0);
	dn_cancel_ask(&conn.cancel);
	assert_int_equal(atomic_load(&conn.asked), 0);
	assert_true(dn_cancel_asked(&conn.cancel));
	assert_false(dn_cancel_enter(&conn.cancel));
	assert_true(dn_cancel_wait(&conn.cancel, 60000));
	destroy(&conn);
}

static void cancel__waits_no_longer_than_it_may(void **state)
{
	dunlin_conn conn;

	(void)state;
	init(&conn, 0);
	assert_false(dn_cancel_wait(&conn.cancel, 1));
	assert_false(dn_cancel_wait(&conn.cancel, 0));
	destroy(&conn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cancel__asks_again_until_the_call_has_ended),
		cmocka_unit_test(cancel__gives_up_on_a_driver_that_never_hears),
		cmocka_unit_test(cancel__does_not_wait_for_itself),
		cmocka_unit_test(cancel__calls_no_driver_while_nothing_is_under_way),
		cmocka_unit_test(cancel__waits_no_longer_than_it_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
