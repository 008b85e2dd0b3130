/* tests/drivers/my - a database of the test's own on MariaDB, and sessions in it. */
#ifndef TESTS_DRIVERS_MY_H
#define TESTS_DRIVERS_MY_H

#include "drivers/rig.h"

/* Loads the driver and makes the database; fails when $DUNLIN_TEST_MY is not set.  my_stop() drops it, and
 * is rig_stop() as well. */
int my_start(void **state);
int my_stop(void **state);
/* $DUNLIN_TEST_MY with another database; lent until the next call but three. */
const char *my_url(const char *database);
/* The same as another user, who has no password. */
const char *my_url_as(const char *database, const char *user);
/* The name of the test's own. */
extern char my_own[64];
/* A session in it. */
dunlin_conn *my_open(void);
/* Its number, as text; lent until the next call but three. */
const char *my_id(dunlin_conn *conn);
/* Asks a query that answers "1" or "0" until it is "1", 20 s at most. */
void my_until(dunlin_conn *conn, const char *format, ...) DUNLIN_PRINTF(2, 3);

#endif
