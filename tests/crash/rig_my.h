/* crash/rig_my - databases of MariaDB, and a server of it of one's own, that may be killed. */
#ifndef TESTS_CRASH_RIG_MY_H
#define TESTS_CRASH_RIG_MY_H

#include <mysql.h>

#include "rig.h"

/* How look.h sees such a database. */
extern const struct look_server my_look;

/* A connection to the server that $DUNLIN_TEST_MY names; dbname: NULL, or where it goes. */
MYSQL *my_connect(const char *dbname);
/* Runs a statement; or the test fails. */
void my_do(MYSQL *conn, const char *sql);
/* The answer, rows in lines, columns with | between; owned by the caller. */
char *my_ask(MYSQL *conn, const char *sql);

/* As server_make() and the rest in rig.h; $DUNLIN_TEST_MY names it from then on. */
void my_server_make(struct server *server);
void my_server_start(struct server *server);
void my_server_end(struct server *server);

#endif
