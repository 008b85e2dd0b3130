/* tests/drivers/pg - batches of every kind, and a second way to the server. */
#ifndef TESTS_DRIVERS_PG_H
#define TESTS_DRIVERS_PG_H

#include "drivers/rig.h"

#define PG_MOST 16

struct pg_batch {
	struct dunlin_statement statements[PG_MOST];
	struct dunlin_batch batch;
};

/* Loads the driver; fails when $DUNLIN_TEST_PG is not set. */
int pg_start(void **state);
/* The same, with a database of the test's own, for which pg_own is a piece of the URL; pg_stop_own()
 * drops it, and is rig_stop() as well. */
int pg_start_own(void **state);
int pg_stop_own(void **state);
extern char pg_own[64];
/* $DUNLIN_TEST_PG with more parameters, "&a=b", behind it; lent until the next call but three. */
const char *pg_url(const char *more);
dunlin_conn *pg_open(const char *more);
/* One that waits for locks for as long as it takes, not for the rig's 50 ms. */
dunlin_conn *pg_open_patient(const char *more);

void pg_begin(struct pg_batch *b);
/* Texts are lent until pg_run(). */
void pg_add(struct pg_batch *b, uint32_t kind, const char *sql);
void pg_add_copy(struct pg_batch *b, const char *sql, const char *data);
dunlin_status pg_run(dunlin_conn *conn, struct pg_batch *b);
/* Runs BEGIN, the statements up to NULL, COMMIT. */
dunlin_status pg_run_tx(dunlin_conn *conn, ...);

/* What the driver told since rig_clear(), "done 0:1; notice 1 NOTICE text; ". */
extern char pg_log[4096];
void pg_log_clear(void);
/* Writes it again, after a test has listened itself. */
void pg_restore_events(void);

/* The backend's pid. */
int pg_pid(dunlin_conn *conn);
/* Asks a query that answers "t" or "f" until it is "t", 20 s at most. */
void pg_until(dunlin_conn *conn, const char *sql);
int64_t pg_now_ms(void);

#endif
