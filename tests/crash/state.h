/*
 * state - all that is in a database, as a text that can be compared.
 *
 * Two databases that went different ways to the same end have the same text: what differs from run
 * to run (times, hashes, who it was) is left out.
 */
#ifndef TESTS_CRASH_STATE_H
#define TESTS_CRASH_STATE_H

#include "engine/lab.h"

/* The schema, object by object, Dunlin's own tables included; then the rows of every other table;
 * then what Dunlin has recorded.  Lives as long as the test. */
const char *state_of(struct lab *lab);
/* The schema's part of it on MariaDB. */
const char *state_mysql(struct lab *lab);
/* The names of the tables that are not Dunlin's, a line each. */
const char *state_tables(struct lab *lab);
/* The event log, "apply v1 up" a line; failures may be left out. */
const char *state_log(struct lab *lab, bool failures);
/* The lines of a log without those starts that a later one took over. */
const char *state_unite_starts(struct lab *lab, const char *log);
/* What must hold of every database whatever was done: the chain of events, the history in step with
 * it, no journal row, nobody's lock, nothing broken or half built. */
void state_check(struct lab *lab);
/* Waits until nobody else is connected; then makes the database an empty one. */
void state_empty(struct lab *lab);

#endif
