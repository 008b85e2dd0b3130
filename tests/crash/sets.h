/* sets - the migrations that the walks go over; each has a body for either database. */
#ifndef TESTS_CRASH_SETS_H
#define TESTS_CRASH_SETS_H

#include "crash/walk.h"

#define DIARY(what) "INSERT INTO diary VALUES ('" what "', 1);\n"

extern const struct walk set_up;   /* tables, data, functions, rebuilds, a second round */
extern const struct walk set_down; /* and all of it reverted; every body writes a diary */
extern const struct walk set_repeatables;
extern const struct walk set_repeatables_changed;
extern const struct walk set_seeds;
extern const struct walk set_seeds_changed;
extern const struct walk set_pieces;           /* what cannot be one transaction */
extern const struct walk set_pieces_once_more; /* by a run that goes on after another */
extern const struct walk set_pieces_down;
extern const struct walk set_failing; /* at COMMIT; the next run finds it mended */
extern const struct walk set_failing_statement;
extern const struct walk set_failing_pieces;
extern const struct walk set_mysql_up; /* for MariaDB alone */
extern const struct walk set_mysql_routines;
extern const struct walk set_mysql_tables;
extern const struct walk set_mysql_down;
extern const struct walk set_mysql_failing;
extern const struct walk set_mysql_repeatables; /* and what was run before */
extern const struct walk set_mysql_seeds;
extern const struct walk set_mysql_redo;
extern const struct walk set_mysql_repair;

#endif
