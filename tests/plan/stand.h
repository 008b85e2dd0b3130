/*
 * stand - a small project and a history written down in a line each, and what plan makes of them.
 *
 * It works in the folder of tests/source/rig, whose setup and teardown it wants.
 */
#ifndef TESTS_PLAN_STAND_H
#define TESTS_PLAN_STAND_H

#include "source/rig.h"

#include "plan/plan.h"

struct stand {
	struct dn_source *source;
	struct dn_history history;
	struct dn_plan plan;
	struct dn_plan_scope scope; /* sqlite, no environment */
	dunlin_error err;
	bool *answers; /* of the migrations in the source; all true at first */
	char text[4096];
};

/*
 * Reads the project "files", names with a body behind each =, separated by |:
 * "0001_a.up.sql|0001_a.down.sql|R__v.sql=-- dunlin: requires R__w".  A name
 * without a body has one statement.
 */
void stand_init(struct stand *stand, const char *files);
void stand_clear(struct stand *stand);
/*
 * Adds rows to the history, in the order in which they were applied: "1 2 R:v
 * S:dev/x".  The checksum and the name are those of the file, if it is there;
 * "1!" gives another checksum, "1~" another name.
 */
void stand_apply(struct stand *stand, const char *rows);
/* The answer to the `when` of a version or repeatable. */
void stand_answer(struct stand *stand, const char *id, bool answer);

/* "1=applied 2=pending R:v=due": the states of all items, by dn_plan_survey(). */
const char *stand_states(struct stand *stand);
/* Why an item is as it is, after stand_states(); fails when it does not say `piece`. */
void stand_reason(const struct stand *stand, char kind, const char *id, const char *piece);
/* "+1 +2 -R:v", "-R:v." for one without a body; "" when there are none.  On failure the
 * test fails. */
const char *stand_steps(struct stand *stand, const struct dn_wish *wish);
/* dn_plan_make() fails so, and the message, detail or hint says each piece, up to NULL. */
void stand_fails(struct stand *stand, const struct dn_wish *wish, dunlin_status status, ...);

#endif
