/* run/look - one query in a read-only transaction of its own. */
#ifndef DN_RUN_LOOK_H
#define DN_RUN_LOOK_H

#include "run/session.h"

/* As dn_session_query(), asked again as one outside any transaction is, and EMISSING without a message:
 * who asks whether something is there says it in his own words.  Nothing is left open. */
DUNLIN_MUST_CHECK dunlin_status dn_look(struct dn_session *session, const char *sql,
					dunlin_row_fn on_row, void *payload, dunlin_error *err);
/* Whether a value means true: as databases print it, or a number that is not zero. */
bool dn_look_is_true(const char *text);

#endif
