/* sqlite/guard - holds a running statement to its timeouts, its caller's cancel and its rights. */
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#include "sqlite/conn.h"

/* Virtual machine steps between two looks at the clock: some 20 microseconds. */
#define STEPS_PER_LOOK 1000

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Whether the statement's time is over; remembered for the message. */
static bool is_late(struct dn_sqlite_guard *guard)
{
	if (guard->deadline_us != 0 && now_us() >= guard->deadline_us)
		guard->timed_out = true;
	return guard->timed_out;
}

static int on_progress(void *payload)
{
	dunlin_conn *conn = payload;

	return is_late(&conn->guard);
}

/* SQLite's own busy handler would sleep through a cancel and through the
 * statement timeout.  Returns 0 to give up. */
static int on_busy(void *payload, int count)
{
	static const unsigned char delays_ms[] = { 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50 };
	struct dn_sqlite_guard *guard = &((dunlin_conn *)payload)->guard;
	size_t last = sizeof(delays_ms) - 1;
	int64_t delay_us = delays_ms[(size_t)count < last ? (size_t)count : last] * 1000;
	int64_t now = now_us();
	struct timespec pause;

	if (count == 0)
		guard->wait_since_us = now;
	if (atomic_load(&guard->canceled) || is_late(guard))
		return 0;
	if (guard->busy_ms >= 0) {
		int64_t left_us = guard->busy_ms * 1000 - (now - guard->wait_since_us);

		if (left_us <= 0)
			return 0;
		delay_us = delay_us < left_us ? delay_us : left_us;
	}
	if (guard->deadline_us != 0 && delay_us > guard->deadline_us - now)
		delay_us = guard->deadline_us > now ? guard->deadline_us - now : 0;
	pause.tv_sec = 0;
	pause.tv_nsec = (long)(delay_us * 1000);
	nanosleep(&pause, NULL); /* cut short by a signal: asked again all the sooner */
	return 1;
}

/* Pragmas that no statement may set. */
static const struct {
	const char *name;
	const char *why;
} denied_pragmas[] = {
	{ "writable_schema", "PRAGMA writable_schema can make the file unreadable" },
	{ "temp_store_directory", "PRAGMA temp_store_directory would change the whole process" },
	{ "data_store_directory", "PRAGMA data_store_directory would change the whole process" },
	{ "hard_heap_limit", "PRAGMA hard_heap_limit would change the whole process" },
	{ "soft_heap_limit", "PRAGMA soft_heap_limit would change the whole process" },
};

const char *dn_sqlite_guard_pragma(struct dn_sqlite_guard *guard, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(denied_pragmas) / sizeof(denied_pragmas[0]); i++)
		if (strcasecmp(name, denied_pragmas[i].name) == 0)
			return denied_pragmas[i].why;
	if (strcasecmp(name, "busy_timeout") == 0)
		guard->busy_changed = true;
	else if (strcasecmp(name, "case_sensitive_like") == 0)
		guard->like_changed = true;
	return NULL;
}

static int authorize_pragma(struct dn_sqlite_guard *guard, const char *name, const char *value)
{
	if (name == NULL || value == NULL) /* reading is free */
		return SQLITE_OK;
	guard->denied = dn_sqlite_guard_pragma(guard, name);
	return guard->denied == NULL ? SQLITE_OK : SQLITE_DENY;
}

static int authorize(void *payload, int action, const char *first, const char *second,
		     const char *database, const char *trigger)
{
	struct dn_sqlite_guard *guard = &((dunlin_conn *)payload)->guard;

	(void)database;
	(void)trigger;
	if (action == SQLITE_PRAGMA)
		return authorize_pragma(guard, first, second);
	/* VACUUM attaches its copy while it is stepped, after its own prepare. */
	if (action == SQLITE_ATTACH && !guard->stepping) {
		guard->denied = "ATTACH would reach files outside the target";
		return SQLITE_DENY;
	}
	return SQLITE_OK;
}

int dn_sqlite_guard_init(struct dn_sqlite_guard *guard)
{
	atomic_init(&guard->canceled, false);
	atomic_init(&guard->late, false);
	return pthread_mutex_init(&guard->mutex, NULL);
}

void dn_sqlite_guard_clear(struct dn_sqlite_guard *guard)
{
	pthread_mutex_destroy(&guard->mutex);
}

void dn_sqlite_guard_install(dunlin_conn *conn)
{
	struct dn_sqlite_guard *guard = &conn->guard;

	sqlite3_busy_handler(conn->db, on_busy, conn);
	sqlite3_set_authorizer(conn->db, authorize, conn);
	if (guard->statement_timeout_ms > 0)
		sqlite3_progress_handler(conn->db, STEPS_PER_LOOK, on_progress, conn);
}

void dn_sqlite_guard_reset(dunlin_conn *conn)
{
	conn->guard.busy_ms = conn->guard.lock_timeout_ms;
	if (conn->lent.is && conn->lent.busy_ms == 0)
		return; /* the program's stays */
	sqlite3_busy_handler(conn->db, on_busy, conn);
}

void dn_sqlite_guard_begin(dunlin_conn *conn)
{
	pthread_mutex_lock(&conn->guard.mutex);
	conn->guard.running = true;
	atomic_store(&conn->guard.canceled, false);
	pthread_mutex_unlock(&conn->guard.mutex);
}

void dn_sqlite_guard_end(dunlin_conn *conn)
{
	pthread_mutex_lock(&conn->guard.mutex);
	conn->guard.running = false;
	pthread_mutex_unlock(&conn->guard.mutex);
}

void dn_sqlite_guard_arm(dunlin_conn *conn)
{
	struct dn_sqlite_guard *guard = &conn->guard;

	guard->denied = NULL;
	guard->timed_out = false;
	guard->deadline_us = 0;
	atomic_store(&guard->late, false);
	if (guard->statement_timeout_ms > 0 &&
	    guard->statement_timeout_ms < (INT64_MAX - now_us()) / 1000)
		guard->deadline_us = now_us() + guard->statement_timeout_ms * 1000;
	if (conn->lent.is && guard->deadline_us != 0)
		dn_sqlite_lent_watch(conn);
}

/* PRAGMA busy_timeout has put SQLite's handler in the place of ours: takes the
 * new time over. */
static void take_busy_timeout(dunlin_conn *conn)
{
	sqlite3_stmt *stmt = NULL;

	conn->guard.busy_changed = false;
	if (sqlite3_prepare_v2(conn->db, "PRAGMA busy_timeout", -1, &stmt, NULL) == SQLITE_OK &&
	    sqlite3_step(stmt) == SQLITE_ROW)
		conn->guard.busy_ms = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_busy_handler(conn->db, on_busy, conn);
}

void dn_sqlite_guard_disarm(dunlin_conn *conn)
{
	dn_sqlite_lent_unwatch(conn);
	conn->guard.deadline_us = 0;
	if (conn->guard.busy_changed)
		take_busy_timeout(conn);
}

/* The mutex keeps the interrupt inside the batch it was meant for. */
void dn_sqlite_cancel(dunlin_conn *conn)
{
	pthread_mutex_lock(&conn->guard.mutex);
	if (conn->guard.running) {
		atomic_store(&conn->guard.canceled, true);
		sqlite3_interrupt(conn->db);
	}
	pthread_mutex_unlock(&conn->guard.mutex);
}
