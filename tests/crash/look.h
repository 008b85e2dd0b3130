/*
 * crash/look - what is in a database: texts that are equal when it is the same.
 *
 * A database is the name of one on the test server, or the path of a file of SQLite, which has a /
 * in it, or the name of one on MariaDB, which begins with my_.  Texts are the caller's.
 */
#ifndef TESTS_CRASH_LOOK_H
#define TESTS_CRASH_LOOK_H

#include <stdbool.h>

#include "rig.h"

enum look_on { LOOK_POSTGRES, LOOK_SQLITE, LOOK_MYSQL };

/* A server's client library is linked by the tests that need it. */
struct look_server {
	char *(*create)(void);
	void (*empty)(const char *db);
	void (*drop)(const char *db);
	void (*wait_alone)(const char *db); /* until nobody is connected to it any more */
	char *(*url)(const char *db);
	/* By way of a proxy, which is started with `words`. */
	void (*proxy)(struct proxy *proxy, const char *words);
	char *(*url_at)(const char *db, int port);
	char *(*schema)(const char *db);
	char *(*data)(const char *db);
	char *(*history)(const char *db);
	char *(*faults)(const char *db);
};

/* That of MariaDB; NULL in a test that has nothing to do with it. */
extern const struct look_server *look_mysql;

bool look_is_mysql(const char *db);
char *look_url(const char *db);
char *look_schema(const char *db);
/* Every table: name, rows, digest of the rows. */
char *look_data(const char *db);
/* " 1 2 3 ": the applied versions. */
char *look_history(const char *db);
/* What was applied twice, indexes that are invalid, files that are broken: "" when nothing is. */
char *look_faults(const char *db);

#endif
