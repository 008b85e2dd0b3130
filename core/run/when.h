/* run/when - asks the `when` questions of migrations that are not applied. */
#ifndef DN_RUN_WHEN_H
#define DN_RUN_WHEN_H

#include "plan/plan.h"
#include "run/session.h"
#include "source/source.h"

/*
 * Fills answers[i] for each migration of the source that plan needs one for;
 * *asked tells whether there was any, *waiting whether one is not true yet.  Read-only, each in
 * a transaction of its own.  A missing object means not yet; any other error is
 * returned, with its place.
 */
DUNLIN_MUST_CHECK dunlin_status dn_when_ask(struct dn_session *session,
					    const struct dn_source *source,
					    const struct dn_history *history,
					    const struct dn_plan_scope *scope, bool *answers,
					    bool *asked, bool *waiting, dunlin_error *err);

#endif
