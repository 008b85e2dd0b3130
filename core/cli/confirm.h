/* cli/confirm - asks before something is destroyed. */
#ifndef DN_CLI_CONFIRM_H
#define DN_CLI_CONFIRM_H

#include <dunlin/error.h>

/*
 * DUNLIN_OK when the person at the terminal says yes.  EUSAGE where there is no
 * terminal to ask at (then --yes is needed), ECANCELED when the answer is no.
 * `what` says what will be destroyed, as a sentence without its full stop.
 */
DUNLIN_MUST_CHECK dunlin_status dn_confirm(const char *what, dunlin_error *err);

#endif
