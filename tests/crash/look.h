/*
 * crash/look - what is in a database: texts that are equal when it is the same.
 *
 * A database is the name of one on the test server, or the path of a file of SQLite, which has a /
 * in it.  Texts are the caller's.
 */
#ifndef TESTS_CRASH_LOOK_H
#define TESTS_CRASH_LOOK_H

char *look_url(const char *db);
char *look_schema(const char *db);
/* Every table: name, rows, digest of the rows. */
char *look_data(const char *db);
/* " 1 2 3 ": the applied versions. */
char *look_history(const char *db);
/* What was applied twice, indexes that are invalid, files that are broken: "" when nothing is. */
char *look_faults(const char *db);

#endif
