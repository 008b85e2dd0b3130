/* run/session_call - what the files of run/session have in common. */
#ifndef DN_RUN_SESSION_CALL_H
#define DN_RUN_SESSION_CALL_H

#include "run/session.h"

/* Every call of a driver that a cancel may stop stands between these two.  ECANCELED when one was asked
 * already: then nothing is called, and there is nothing to leave.  Clears `err`. */
DUNLIN_MUST_CHECK dunlin_status dn_session_enter(const struct dn_session *session,
						 dunlin_error *err);
/* What the call returned, with an error that says so if the driver said nothing. */
DUNLIN_MUST_CHECK dunlin_status dn_session_leave(const struct dn_session *session,
						 dunlin_status status, dunlin_error *err);

/* The rows of a question, on their way to who asked. */
struct dn_rows {
	dunlin_row_fn on_row;
	void *payload;
	bool any; /* some have been heard */
};
/* A dunlin_row_fn; `payload` is a struct dn_rows. */
dunlin_status dn_rows_hear(void *payload, size_t n, const char *const *values);
/* Whether a question outside any transaction, or that was all of one, is to be asked again since it was
 * ended for somebody else's sake; pauses before.  `asked`: how often it was, so far. */
bool dn_rows_ask_again(const struct dn_rows *rows, struct dn_session *session, dunlin_status status,
		       int asked);

#endif
