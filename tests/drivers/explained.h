/* tests/drivers/explained - asks a driver which indexes a statement would use. */
#ifndef TESTS_DRIVERS_EXPLAINED_H
#define TESTS_DRIVERS_EXPLAINED_H

#include "drivers/rig.h"

/* The names, "a b " in the order told, must be just these. */
void rig_explain(dunlin_conn *conn, const char *sql, const char *names);
/* It fails with this status and this piece of the message. */
void rig_explain_fails(dunlin_conn *conn, const char *sql, dunlin_status status, const char *piece);
/* A callback that has heard enough ends it, with its own status. */
void rig_explain_stops(dunlin_conn *conn, const char *sql);

#endif
