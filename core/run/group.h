/*
 * run/group - carries out one group of steps: a transaction, one step in pieces, or a flight of
 * transactions; and puts things in order when it fails.
 */
#ifndef DN_RUN_GROUP_H
#define DN_RUN_GROUP_H

#include "run/view.h"

/* How a group ended. */
struct dn_outcome {
	size_t n_done;      /* steps that are durable, from the group's first */
	bool fenced;        /* another run has written meanwhile: read again and start over */
	bool bare;          /* of a flight that begins with Dunlin's tables: it failed at those */
	size_t culprit;     /* index of the step that failed in the plan; SIZE_MAX: none */
	int64_t stmt_no;    /* the statement of its body that failed; 0: none */
	bool verify;        /* it was its verify body that failed */
	int64_t stmts_left; /* statements of it that were done and stay */
	bool tidied;        /* what it left behind was taken away */
	bool left_over;     /* something it left behind is still there, for the next run */
	bool unknown;       /* the connection broke in a COMMIT: nobody knows */
	int64_t seq;        /* of the last event before the group */
	size_t n_committed; /* steps whose COMMIT was answered before the connection was lost */
};

/* Whether Dunlin's own tables or rows could not be written since another run is at it, or was first. */
bool dn_group_others_first(dunlin_status status);

/*
 * Runs the group and moves view->ledger on by what became durable.  A failure
 * that may not last (a deadlock, a lock timeout …) is tried again, the whole
 * transaction, some ten times.  Tells of every step.
 *
 * A flight may land early, and all is well: then outcome->n_done is less than group->n, and the
 * others are to be run in a group of their own.
 */
DUNLIN_MUST_CHECK dunlin_status dn_group_run(struct dn_view *view, const struct dn_group *group,
					     struct dn_outcome *outcome, dunlin_error *err);

#endif
