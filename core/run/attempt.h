/* run/attempt - one try of one group of steps: its script, and how far it has come. */
#ifndef DN_RUN_ATTEMPT_H
#define DN_RUN_ATTEMPT_H

#include "run/check.h"
#include "run/group.h"

struct dn_attempt {
	struct dn_view *view;
	const struct dn_group *group;
	struct dn_script script;
	struct dn_check check;
	struct dn_ledger ledger; /* as it will be when all is durable */
	int64_t began_us;        /* of the step under way */
	int64_t *took_us;        /* by step of the group; owned */
	size_t at;               /* index of the action that is next */
	size_t sent_to;          /* of the first behind what is on its way */
	size_t told;             /* of the first of which nobody has been told */
	size_t n_committed;      /* COMMITs that were answered */
	size_t failed;           /* index of the action to blame; script.n: none */
	size_t asserted;         /* index of the ASSERT that sent its statement again; script.n */
	char *remembered;        /* of the statement that runs alone; owned, NULL: nothing */
};

/* Writes the script; undone by dn_attempt_clear(), on failure as well. */
DUNLIN_MUST_CHECK dunlin_status dn_attempt_init(struct dn_attempt *a, struct dn_view *view,
						const struct dn_group *group, dunlin_error *err);
void dn_attempt_clear(struct dn_attempt *a);
/* Carries the script out from a->at, to its end or a failure. */
DUNLIN_MUST_CHECK dunlin_status dn_attempt_walk(struct dn_attempt *a, dunlin_error *err);
/* The kind of the action to blame; DONE when none is. */
enum dn_action_kind dn_attempt_failed(const struct dn_attempt *a);
/* Tells that the first `n` steps are durable. */
void dn_attempt_tell(const struct dn_attempt *a, size_t n);

#endif
