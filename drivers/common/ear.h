/* common/ear - what a client program says while it runs, and what it comes to when it fails. */
#ifndef DN_COMMON_EAR_H
#define DN_COMMON_EAR_H

#include <stdbool.h>
#include <stdint.h>

#include <dunlin/driver.h>

#include "fault.h"
#include "text.h"

/* The first five are set by the caller, and lent; the rest begins as zeros. */
struct dn_ear {
	const struct dunlin_host *host;
	const char *name;               /* of the program, for messages */
	const char *secret;             /* that is never repeated; NULL: there is none */
	dunlin_progress_fn on_progress; /* may be NULL */
	void *payload;
	struct dn_text message; /* the first error */
	struct dn_text more;    /* what else it says */
	int64_t told_ms;
};

void dn_ear_begin(struct dn_ear *ear);
void dn_ear_clear(struct dn_ear *ear);

/* Steps over `word` if `*line` begins with it. */
bool dn_ear_skip(const char **line, const char *word);
/* Passes a line on as progress, if nothing was for a second. */
void dn_ear_tell(struct dn_ear *ear, const char *line);
/* Keeps a line, without the secret, up to a limit: as an error, of which the first is the message, or as
 * one that says more. */
void dn_ear_keep_error(struct dn_ear *ear, const char *line);
void dn_ear_keep_more(struct dn_ear *ear, const char *line);

/* Sends `fault`, whose class, SQLSTATE, native code and detail are the caller's, with what was heard as
 * its message: `ended` is the status as waitpid() gives it, -1 unknown, and never 0.  Returns the class,
 * or ENOMEM. */
DUNLIN_MUST_CHECK dunlin_status dn_ear_fail(const struct dn_ear *ear, int ended,
					    struct dunlin_fault *fault, dunlin_error *err);

#endif
